# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The homes and the people of the smart-home world, with what they are called in each of its systems."""
import random

TURN = 20440 * 86400000  # 2025-12-18, 56 times 365 days since 1970: phone numbers begin a new validity

SURNAMES = ('王 李 张 刘 陈 杨 赵 黄 周 吴', 'Smith Novak Silva Müller Rossi Dubois Jensen Costa Kim Brown')
GIVEN = ('伟 芳 娜 敏 静 丽 强 磊 军 洋 艳 勇 杰 娟 涛 明 超 秀英 志强 晓燕',
         'Anna Jan Maria Peter Sofia Lukas Emma Paul Clara Noah Laura Tom Nina Max Eva Leo Ida Ben Mia Karl')
ROMAN = {'王': 'wang', '李': 'li', '张': 'zhang', '刘': 'liu', '陈': 'chen', '杨': 'yang', '赵': 'zhao', '黄': 'huang',
         '周': 'zhou', '吴': 'wu'}
CITIES = (('深圳', 'CN-GD', 22.54, 114.06, 'zh'), ('上海', 'CN-SH', 31.23, 121.47, 'zh'),
          ('成都', 'CN-SC', 30.57, 104.07, 'zh'), ('杭州', 'CN-ZJ', 30.27, 120.16, 'zh'),
          ('Berlin', 'DE-BE', 52.52, 13.40, 'en'), ('Lyon', 'FR-ARA', 45.76, 4.84, 'en'))

# model, what it is called, price, (consumable, days it lasts), (meter, unit, use a day)
MODELS = {
    'HG-1': ('gateway', 399.0, None, None),
    'AP-5': ('air purifier', 1899.0, ('filter', 120), ('runtime', 'h', 14.0)),
    'WP-3': ('water purifier', 2499.0, ('filter', 180), ('volume', 'L', 22.0)),
    'VR-7': ('robot vacuum', 2199.0, ('brush', 90), ('runtime', 'h', 1.6)),
    'DL-2': ('door lock', 1299.0, ('battery', 210), None),
}
BAD_BATCH = 'VR-7-2507'  # its motor fails after 300 hours


class Person:
    def __init__(self, home, number, rng):
        self.home, self.number = home, number
        self.id = f'P{home.number:05}{"abcd"[number]}'
        lang = 0 if home.lang == 'zh' else 1
        self.surname = home.surname if number < 2 or rng.random() < 0.7 else rng.choice(SURNAMES[lang].split())
        given = rng.choice(GIVEN[lang].split())
        self.name = f'{self.surname}{given}' if lang == 0 else f'{given} {self.surname}'
        word = ROMAN.get(self.surname, self.surname.lower().replace('ü', 'ue'))
        self.email = f'{word}{home.number:05}{"abcd"[number]}@example.{"cn" if lang == 0 else "org"}'
        self.app_email = self.email
        tail = home.number * 4 + number
        self.phone = f'138{tail:08}' if lang == 0 else f'+49151{tail:08}'
        self.customer_id = self.user_id = self.unionid = None
        self.phones = []   # the app on the person's phones
        self.web = []      # browsers
        self.hidden = None  # a browser in which the person never logs in
        self.tells_phone = False
        self.skew = rng.choice((0, 0, 0, 0, -1, 1)) * int(rng.random() * 7200000)
        self.activity = rng.choice((0.4, 1, 2, 4, 7))  # sessions a week
        self.quiet_from = None
        self.gave_up = self.taken_over = self.family_number = None
        self.old_library = False  # an app that says who logged in by an alias call only
        self.identifiers = []

    def is_(self, kind, value, begin=None, until=None, shared=False):
        """The truth: this identifier is this person's."""
        entry = {'type': kind, 'value': value}
        if begin is not None:
            entry['from'] = begin
        if until is not None:
            entry['until'] = until
        if shared:
            entry['shared'] = True
        if entry not in self.identifiers:
            self.identifiers.append(entry)

    def number_at(self, when):
        """The phone number at that time: some give theirs up at the turn, and some get another's."""
        if self.gave_up and when < TURN:
            return self.gave_up
        if self.taken_over and when >= TURN:
            return self.taken_over
        return self.phone

    def who(self, when, *kinds):
        """Identifiers for an event of that time; what is used becomes part of the truth."""
        found = {}
        for kind in kinds:
            value = self.number_at(when) if kind == 'phone' else getattr(self, kind)
            if value is None:
                continue
            found[kind] = value
            if value not in (self.gave_up, self.taken_over):
                self.is_(kind, value, shared=value == self.family_number)
        return found

    def best(self, when, *kinds):
        """The first of these identifiers that the person has."""
        for kind in kinds:
            found = self.who(when, kind)
            if found:
                return found
        return {}

    def app(self, when, anonymous):
        self.is_('user_id', self.user_id)
        if anonymous != self.home.tablet:
            self.is_('anonymous_id', anonymous)
        if self.old_library and anonymous == self.phones[0]:
            return {'userId': self.user_id}
        return {'userId': self.user_id, 'anonymousId': anonymous}

    def truth(self):
        return {'person': self.id, 'name': self.name, 'home': self.home.id, 'identifiers': self.identifiers}


class Device:
    def __init__(self, home, model, number, rng):
        self.home, self.model = home, model
        self.serial = f'{model.replace("-", "")}{home.number:06}{number}'
        self.batch = f'{model}-{rng.choice(("2504", "2505", "2506", "2507", "2507", "2508"))}'
        self.kind, self.price, consumable, meter = MODELS[model]
        self.age = int(rng.random() * 330) + 20  # days in use when the world begins
        self.consumable, self.lasts = consumable or (None, None)
        self.meter, self.unit, self.use = meter or (None, None, 0)
        self.use *= 0.6 + 0.8 * rng.random()
        self.lasts = self.lasts and self.lasts * (0.7 + 0.6 * rng.random())
        self.life = 0.08 + 0.92 * rng.random() if consumable else None
        self.total = self.use * self.age
        self.owner = home.people[0]

    def ids(self):
        return {'serial': self.serial}


class Home:
    def __init__(self, number, seed):
        rng = self.rng = random.Random(f'{seed}:home:{number}')
        self.number = number
        self.id = f'H{number:05}'
        self.site_id, self.household_id = f'S{number:05}', f'F{number:05}'
        self.city, self.region, latitude, longitude, self.lang = rng.choice(CITIES)
        self.place = (round(latitude + rng.uniform(-.1, .1), 5), round(longitude + rng.uniform(-.1, .1), 5))
        self.surname = rng.choice(SURNAMES[self.lang != 'zh'].split())
        self.people = [Person(self, n, rng) for n in range(rng.choice((1, 1, 1, 2, 2, 2, 2, 3, 3, 4)))]
        models = ['HG-1'] + [m for m in ('AP-5', 'WP-3', 'VR-7', 'DL-2') if rng.random() < 0.45]
        self.devices = [Device(self, m, n, rng) for n, m in enumerate(models)]
        self.tablet = None
        for person in self.people:
            self.give_names(person)
        if len(self.people) > 1 and self.people[1].customer_id and rng.random() < 0.2:
            # A couple that gives the shop one number for both.
            for person in self.people[:2]:
                person.phone = person.family_number = self.people[0].phone
            self.people[1].tells_phone = False

    def say(self, zh, en):
        return zh if self.lang == 'zh' else en

    def give_names(self, person):
        """Which of the systems know the person, and by what."""
        rng, n = self.rng, person.number
        adult = n < 2
        if n == 0 or (adult and rng.random() < 0.3):
            person.customer_id = f'C{self.number:05}{n}'
        if rng.random() < (0.95 if n == 0 else 0.7 if adult else 0.3):
            person.user_id = f'u{self.number:05}{n}'
            person.phones = [self.anonymous(rng) for _ in range(2 if rng.random() < 0.25 else 1)]
            person.web = [self.anonymous(rng)] if rng.random() < 0.4 else []
            person.tells_phone = rng.random() < 0.5
            if person.customer_id and rng.random() < 0.1:
                # Another address in the app than in the CRM: the phone number tells that it is the same person.
                person.app_email = person.email.replace('@', '.app@')
                person.tells_phone = True
            person.old_library = rng.random() < 0.03
            person.hidden = self.anonymous(rng) if rng.random() < 0.02 else None
        if person.customer_id and rng.random() < 0.2:
            person.unionid = f'o6_{rng.getrandbits(64):016x}'

    @staticmethod
    def anonymous(rng):
        h = f'{rng.getrandbits(128):032x}'
        return f'{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}'
