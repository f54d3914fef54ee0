# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the systems of the brand write down of the life of a home."""
import pathlib

from people import TURN
from simulation import DAY, HOUR, MINUTE, CsvSource, SegmentSource, Source, date, stamp

import service

FEATURES = ('scene_home', 'scene_away', 'schedule', 'energy', 'voice', 'air_quality', 'lock_log', 'clean_map')
POSTS = (('扫地机很聪明，推荐！', 'The vacuum is clever, I recommend it!'), ('滤芯换起来很方便', 'Changing the filter is easy'),
         ('网关又掉线了……', 'The gateway is offline again …'), ('客服响应很快，点赞', 'Quick answer from the service, thanks'))
PRICES = {'filter': 199.0, 'brush': 89.0, 'battery': 39.0}


MAPPINGS = pathlib.Path(__file__).parent / 'mappings'
CUSTOMERS = ('customer_no', 'updated', 'name', 'e-mail', 'mobile', 'city', 'language', 'tier', 'consent', 'wechat',
             'unionid')
ORDERS = ('order_no', 'placed', 'channel', 'buyer_email', 'buyer_phone', 'sku', 'quantity', 'price', 'currency', 'promised',
          'method', 'paid', 'carrier', 'tracking', 'shipped', 'delivered', 'cancelled', 'returned', 'reason')


def open_all(seed, untidy):
    return {'crm': Source('crm.jsonl', '/crm', seed, untidy),
            'customers': CsvSource('customers.csv', CUSTOMERS, MAPPINGS / 'crm.json', seed, untidy, ';'),
            'shop': CsvSource('orders.csv', ORDERS, MAPPINGS / 'shop.json', seed, untidy),
            'app': SegmentSource('app.jsonl', 'segment', seed, untidy),
            'iot': Source('iot.jsonl.gz', '/iot', seed, untidy), 'desk': Source('desk.jsonl', '/desk', seed, untidy),
            'survey': Source('survey.jsonl', '/survey', seed, untidy),
            'social': Source('social.jsonl', '/social', seed, untidy),
            'firmware': Source('firmware.jsonl', '/firmware', seed, untidy)}


def live(world, home):
    register(world, home)
    for person in home.people:
        if person.user_id:
            use_app(world, person)
    for device in home.devices:
        run_device(world, device)
    shop(world, home)
    service.live(world, home)
    talk(world, home)


# -- the CRM

def register(world, home):
    rng = home.rng
    owner = home.people[0]
    since = world.begin - (40 + int(rng.random() * 280)) * DAY + 10 * HOUR
    for n, person in enumerate(home.people):
        if person.customer_id:
            enter(world, person, since + n * HOUR)
    world.crm.emit(since + MINUTE, 'site.added', {'site_id': home.site_id, **owner.who(since, 'customer_id')}, {
        'name': home.say(f'{owner.name}的家', f"{owner.name}'s home"), 'city': home.city, 'region': home.region,
        'kind': rng.choice(('apartment', 'house')), 'rooms': rng.randint(1, 6), 'area_m2': rng.randint(35, 220),
        'latitude': home.place[0], 'longitude': home.place[1]})
    for person in home.people:
        known = person.best(since, 'customer_id', 'user_id')
        if known:
            world.crm.emit(since + 2 * MINUTE, 'household.joined', {'household_id': home.household_id, **known},
                           {'role': 'owner' if person is owner else 'member'})
    for device in home.devices:
        install(world, device, since)
    if rng.random() < 0.2:
        world.crm.emit(since + 3 * DAY, 'contract.signed', {
            'contract_id': f'K{home.number:05}', **owner.who(since, 'customer_id')}, {
                'kind': 'care', 'from': date(since + 3 * DAY), 'until': date(since + 368 * DAY), 'amount': 299,
                'currency': home.say('CNY', 'EUR')})
    if rng.random() < 0.1:
        world.crm.emit(since + 3 * DAY, 'customer.owner_assigned', owner.who(since, 'customer_id'),
                       {'staff': world.staff('account_manager', home)})
    if rng.random() < 0.05 and home.number > 0:
        friend = world.homes[int(rng.random() * home.number)].people[0]
        world.crm.emit(since + HOUR, 'customer.referred', owner.who(since, 'customer_id'),
                       {'by': f'customer_id:{friend.customer_id}'})


def enter(world, person, when):
    home, rng = person.home, person.home.rng
    write_row(world, person, when, name=person.name, city=home.city, language=home.lang, consent=rng.choice(('sms', 'email')),
              **({'wechat': 'yes', **person.who(when, 'unionid')} if person.unionid else {}))
    if person.gave_up or person.taken_over:
        # The number before and after the turn.
        write_row(world, person, TURN + 3 * DAY + home.number * MINUTE)
    elif rng.random() < 0.08:
        write_row(world, person, world.some_time(rng), name=person.name, city=home.city, tier=rng.choice(('silver', 'gold')))
    if rng.random() < 0.04:
        world.crm.emit(world.some_time(rng), 'consent.withdrawn', person.who(when, 'customer_id'),
                       {'purpose': 'marketing'})


def write_row(world, person, when, **cells):
    """A line of the customer list: somebody is entered, or something changes."""
    known = person.who(when, 'customer_id', 'email', 'phone')
    text = stamp(when + 8 * HOUR)  # the clock on the wall in Shanghai
    world.customers.row(when, {
        'customer_no': known['customer_id'], 'updated': f'{text[8:10]}.{text[5:7]}.{text[:4]} {text[11:19]}',
        'e-mail': known['email'], 'mobile': known['phone'], **cells}, 2 if 'consent' in cells else 1)


def install(world, device, since):
    home, rng, owner = device.home, device.home.rng, device.home.people[0]
    when = max(world.begin - device.age * DAY, since + HOUR)
    data = {'model': device.model, 'name': device.kind, 'batch': device.batch, 'sold': date(when - 3 * DAY),
            'warranty_until': date(when + 730 * DAY), 'role': 'owner'}
    if device.model == 'VR-7':
        data['components'] = [{'name': 'motor', 'serial': f'M{device.serial}', 'batch': device.batch, 'part': 'VR7-MOTOR'},
                              {'name': 'brush', 'serial': f'B{device.serial}', 'part': 'VR7-BRUSH'}]
    if device.meter:
        data['meters'] = {device.meter: {'unit': device.unit}}
        data['warranty_meter'] = {'meter': device.meter, 'value': 3000 if device.unit == 'h' else 12000, 'unit': device.unit}
    world.iot.emit(when, 'device.registered', {
        **device.ids(), 'site_id': home.site_id, **owner.who(when, 'customer_id')}, data)
    world.desk.emit(when + HOUR, 'device.installed', {**device.ids(), 'site_id': home.site_id}, {
        'at_place': rng.choice(home.say(('客厅', '卧室', '厨房', '玄关'), ('living room', 'bedroom', 'kitchen', 'hall'))),
        'staff': world.staff('engineer', home)})
    for person in home.people[1:]:
        if person.user_id and rng.random() < 0.7:
            world.iot.emit(when + DAY, 'device.registered', {**device.ids(), **person.who(when, 'user_id')},
                           {'role': 'user'})


# -- the app

def use_app(world, person):
    home, rng, app = person.home, person.home.rng, world.app
    rate, when = person.activity, world.begin + int(rng.random() * 5 * DAY)
    first, phone = True, person.phones[0]
    context = {'app': {'name': 'Home', 'version': f'5.{rng.randint(0, 4)}'},
               'device': {'type': rng.choice(('ios', 'android', 'harmony')), 'id': f'{rng.getrandbits(48):012x}'}}
    browse(world, person)
    while when < (person.quiet_from or world.end):
        if first:
            sign_up(world, person, when, context)
            first = False
        else:
            phone = rng.choice(person.phones + [home.tablet] if home.tablet else person.phones)
        who = person.app(when, phone)
        app.call(when, 'track', who, person.skew, event='Application Opened', context=context)
        for n in range(1 + int(rng.random() * 3)):
            app.call(when + (n + 1) * 40000, 'track', who, person.skew, event='feature.used',
                     properties={'feature': rng.choice(FEATURES)}, context=context)
        if rng.random() < 0.15:
            app.call(when + 200000, 'screen', who, person.skew, name=rng.choice(('Scenes', 'Devices', 'Shop', 'Help')),
                     context=context)
        if rng.random() < 0.3:
            app.call(when + 300000, 'track', who, person.skew, event='Application Backgrounded',
                     properties={'duration_s': 60 + int(rng.random() * 900)}, context=context)
        when += int((0.3 + 1.4 * rng.random()) * 7 * DAY / rate)


def sign_up(world, person, when, context):
    """The first time that the app says who it is."""
    app, rng = world.app, person.home.rng
    who = person.app(when, person.phones[0])
    if person.old_library:
        app.call(when - 2 * HOUR, 'screen', {'anonymousId': person.phones[0]}, person.skew, name='Welcome', context=context)
        app.call(when - HOUR, 'alias', {'userId': person.user_id}, person.skew, previousId=person.phones[0])
    person.is_('email', person.app_email)
    traits = {'name': person.name, 'email': person.app_email}
    if person.tells_phone:
        traits.update(person.who(when, 'phone'))
    app.call(when - MINUTE, 'identify', who, person.skew, traits=traits, context=context)
    for other in person.phones[1:] + person.web:
        login = world.some_time(rng, when, min(when + 14 * DAY, world.end))
        app.call(login, 'track', person.app(login, other), person.skew, event='Signed In', context=context)


def browse(world, person):
    """The web site before anybody logs in there."""
    rng = person.home.rng
    for browser in person.web + ([person.hidden] if person.hidden else []):
        if browser == person.hidden:
            person.is_('anonymous_id', browser)
        for _ in range(rng.randint(1, 4)):
            world.app.call(world.some_time(rng), 'page', {'anonymousId': browser}, name=rng.choice(('Home', 'Shop', 'Help')),
                           properties={'url': f'https://home.example/{rng.choice(("shop", "help", "app"))}?from=search'})


# -- devices

def run_device(world, device):
    home, rng = device.home, device.home.rng
    every = DAY if device.meter else 7 * DAY
    if device.model == 'HG-1':
        connect(world, device)
    resell = world.resold.get(home.id) if device is home.devices[-1] else None
    if resell and resell is not home:
        transfer(world, device, resell)
    when = world.begin + int(rng.random() * every)
    serial = {'serial': device.serial}
    while when < world.end:
        data = {}
        if device.meter:
            device.total += device.use * every / DAY * (0.5 + rng.random())
            data['meters'] = {device.meter: round(device.total, 2)}
            data['units'] = {device.meter: device.unit}
        if device.life is not None:
            device.life = max(device.life - every / DAY / device.lasts, 0.0)
            data['consumables'] = {device.consumable: round(device.life, 4)}
            if device.life < 0.15:
                run_low(world, device, when)
        if device.model in ('HG-1', 'AP-5'):
            data['values'] = {'temperature': round(18 + 8 * rng.random(), 1), 'pm25': int(8 + 60 * rng.random() ** 2)}
        world.iot.emit(when, 'device.reading', serial, data)
        service.wear(world, device, when)
        when += int(every * (0.9 + 0.2 * rng.random()))


def run_low(world, device, when):
    """A consumable near its end: half of the people do something about it."""
    home, rng = device.home, device.home.rng
    if not getattr(device, 'low', None):
        device.low = when
        device.careful = rng.random() < 0.5
        world.truth.plot('consumable_low', serial=device.serial, consumable=device.consumable, since=stamp(when),
                         replaced=device.careful)
    if device.careful and device.life < 0.1:
        order(world, home.people[0], when + HOUR, [(device.consumable, 1)])
        later = min(when + 5 * DAY, world.end - 1)
        world.iot.emit(later, 'device.component_replaced', device.ids(), {
            'component': device.consumable, 'part': f'{device.model}-{device.consumable}', 'reason': 'wear'})
        device.life, device.low = 1.0, None


def connect(world, device):
    """Outages: of one city on one day, and here and there."""
    home, rng = device.home, device.home.rng
    cuts = [(world.outage + int(rng.random() * HOUR), 6 * HOUR)] if home.city == world.outage_city else []
    if rng.random() < 0.15:
        cuts.append((world.some_time(rng), int(rng.random() * DAY)))
    for when, lasts in cuts:
        world.iot.emit(when, 'device.offline', device.ids(), {'reason': 'connection lost'})
        if when + lasts < world.end:
            world.iot.emit(when + lasts, 'device.online', device.ids())
    if home.city == world.outage_city:
        world.truth.plot('outage', serial=device.serial, since=stamp(cuts[0][0]))
    for n, version in enumerate(('2.4.0', '2.5.0')):
        when = world.begin + (n * 20 - 40) * DAY + int(rng.random() * 10 * DAY)
        world.firmware.emit(when, 'firmware.offered', device.ids(), {'version': version})
        kind = 'firmware.installed' if rng.random() < 0.93 else 'firmware.failed'
        world.firmware.emit(when + HOUR, kind, device.ids(), {'version': version})


def transfer(world, device, home):
    owner = home.people[0]
    when = world.some_time(device.home.rng)
    world.crm.emit(when, 'device.transferred', {**device.ids(), **owner.who(when, 'customer_id')},
                   {'reason': 'sold', 'site': home.site_id})
    world.truth.plot('resold_device', serial=device.serial, seller=device.home.people[0].id, buyer=owner.id,
                     at=stamp(when))


# -- the shop

def shop(world, home):
    rng = home.rng
    for person in home.people[:2]:
        if rng.random() < world.weeks * 0.05:
            order(world, person, world.some_time(rng), [(rng.choice(('AP-5', 'WP-3', 'VR-7', 'filter', 'brush')), 1)])


def order(world, person, when, items):
    """A row of the shop's export: an order with all that came of it."""
    home, rng = person.home, person.home.rng
    world.n_orders += 1
    sku, quantity = items[0]
    kinds = ('email', 'phone') if rng.random() < 0.6 and not person.family_number else ('email',)
    known = person.who(when, *kinds)
    world.shop.name_things({'order_id': f'O{home.number:05}{world.n_orders:06}'})
    promised, delivered = when + 4 * DAY, when + int((2 + 3 * rng.random() ** 2) * DAY)
    row = {'order_no': f'O{home.number:05}{world.n_orders:06}', 'placed': stamp(when), 'channel': rng.choice((
        'web', 'app', 'mini_program')), 'buyer_email': known['email'], 'buyer_phone': known.get('phone', ''), 'sku': sku,
           'quantity': quantity, 'price': PRICES.get(sku) or service.price(sku), 'currency': home.say('CNY', 'EUR'),
           'promised': stamp(promised)}
    if rng.random() < 0.04:
        world.shop.row(when, {**row, 'cancelled': stamp(when + HOUR), 'reason': home.say('不想要了', 'changed my mind')}, 2)
        return
    row.update(paid=stamp(when + MINUTE), method=home.say('alipay', 'card'), shipped=stamp(when + DAY),
               carrier=home.say('顺丰', 'DHL'), tracking=f'T{world.n_orders:09}', delivered=stamp(delivered))
    if rng.random() < 0.3:
        world.survey.emit(delivered + DAY, 'response.received', {**person.who(when, 'email')}, {
            'kind': 'csat', 'score': rng.choice((5, 5, 5, 4, 4, 3)) - 2 * (delivered > promised), 'scale': 5,
            'about': f'order_id:{row["order_no"]}', 'touchpoint': 'delivery', 'market': home.region[:2]})
    back = rng.random() < 0.05
    if back:
        row.update(returned=stamp(delivered + 3 * DAY), reason=home.say('有瑕疵', 'defect, "scratched"'))
    world.shop.row(when, row, 5 if back else 4)


# -- what people say

def talk(world, home):
    rng = home.rng
    for person in home.people[:2]:
        known = person.best(world.begin, 'unionid', 'user_id')
        if known and rng.random() < 0.12:
            when = world.some_time(rng)
            post = {'post_id': f'post-{person.id}'}
            zh, en = rng.choice(POSTS)
            world.social.emit(when, 'post.published', {**post, **known}, {'text': home.say(zh, en), 'platform': 'community'})
            for n in range(int(rng.random() * 3)):
                world.social.emit(when + (n + 1) * HOUR, 'post.engaged', post, {'kind': rng.choice(('like', 'comment'))})
    # Somebody who only looks around, and may leave an address.
    if rng.random() < 0.3:
        visit(world, home)


def visit(world, home):
    rng = home.rng
    when, visitor = world.some_time(rng), home.anonymous(rng)
    person = {'person': f'V{home.number:05}', 'name': '', 'home': None,
              'identifiers': [{'type': 'anonymous_id', 'value': visitor}]}
    world.app.call(when, 'page', {'anonymousId': visitor}, name='Home', properties={'url': 'https://home.example/'})
    if rng.random() < 0.2:
        email = f'visitor{home.number:05}@example.net'
        person['identifiers'].append({'type': 'email', 'value': email})
        lead = {'lead_id': f'L{home.number:05}'}
        world.crm.emit(when + MINUTE, 'lead.created', {**lead, 'anonymous_id': visitor, 'email': email},
                       {'source': 'web', 'landing_page': '/', 'campaign': 'winter'})
        if rng.random() < 0.4:
            world.crm.emit(when + 2 * DAY, 'lead.converted', lead, {'lost': rng.random() < 0.5})
    world.truth.people.append(person)


def mistaken_link(world):
    """A colleague takes two people for one, and another one takes it back."""
    users = [p for h in world.homes for p in h.people if p.user_id]
    if len(users) < 2:
        return
    first, second = world.rng.sample(users, 2)
    when = world.begin + 3 * DAY
    keys = {'first': f'user_id:{first.user_id}', 'second': f'user_id:{second.user_id}'}
    world.desk.emit(when, 'identifiers.linked', {}, keys, 'link-1')
    world.desk.emit(when + 9 * DAY, 'identifiers.unlinked', {}, keys, 'unlink-1')
    world.truth.plot('mistaken_link', people=[first.id, second.id])
