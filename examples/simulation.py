# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the simulators share: files of sources that are as untidy as real ones, and the truth beside them.

A *source* collects lines and writes them to a file in the order in which they arrive. Some arrive late, some
twice, some broken; `expected.json` says how many of each, and which lines cannot be taken, and why.
"""
import csv
import gzip
import io
import json
import random

DAY = 86400000  # all times here are milliseconds since 1970, UTC
HOUR = 3600000
MINUTE = 60000

encode = json.JSONEncoder(ensure_ascii=False, separators=(',', ':')).encode
dates = {}


def date(ms):
    """The date in UTC: 2026-03-01."""
    day = ms // DAY
    text = dates.get(day)
    if text is None:
        # From days to a date by the civil calendar, which is quicker than datetime here.
        era, rest = divmod(day + 719468, 146097)
        year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
        doy = rest - (365 * year + year // 4 - year // 100)
        mp = (5 * doy + 2) // 153
        month = mp + 3 if mp < 10 else mp - 9
        text = f'{year + era * 400 + (month <= 2):04}-{month:02}-{doy - (153 * mp + 2) // 5 + 1:02}'
        dates[day] = text
    return text


def stamp(ms):
    """The time as RFC 3339 has it: 2026-03-01T09:00:00.000Z."""
    second, part = divmod(ms % DAY, 1000)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f'{date(ms)}T{hour:02}:{minute:02}:{second:02}.{part:03}Z'


# The identifiers of things, and what they name.
THINGS = {'serial': 'device', 'vin': 'device', 'site_id': 'site', 'household_id': 'household', 'contract_id': 'contract',
          'lead_id': 'lead', 'order_id': 'order', 'work_order_id': 'work_order', 'appointment_id': 'appointment',
          'task_id': 'task', 'coupon_id': 'coupon', 'post_id': 'post', 'call_id': 'call'}


class Untidy:
    """How many of 1,000 lines arrive late, twice, broken, or say something else under the id of another."""

    def __init__(self, late=0, twice=0, broken=0, other=0):
        self.late, self.twice, self.broken, self.other = late, twice, broken, other


TIDY = Untidy()


class Source:
    """CloudEvents, one a line. A name that ends in .gz is compressed."""

    encoding = 'utf-8'

    def __init__(self, file, source, seed, untidy=TIDY):
        self.file, self.source, self.untidy = file, source, untidy
        self.random = random.Random(f'{seed}:{file}')
        self.lines = []  # [arrival, number, text]
        self.wrong = {}  # number of a line: why it is not taken
        self.events = {}  # number of a line: how many events it is, where that is not one
        self.n_twice = self.n_other = 0
        self.things = set()
        self.more = set()  # names of things that stand behind another in their events

    def emit(self, when, kind, identifiers, data=None, key=None):
        number = len(self.lines)
        self.name_things(identifiers)
        text = encode({'specversion': '1.0', 'id': key or f'{number + 1:07}', 'source': self.source, 'type': kind,
                       'time': stamp(when), 'identifiers': identifiers, 'data': data or {}})
        self.lines.append([self.arrive(when), number, text])

    def name_things(self, identifiers):
        named = set()
        for kind, value in identifiers.items():
            if kind in THINGS:
                self.things.add((kind, value))
                if THINGS[kind] in named:
                    self.more.add((kind, value))
                named.add(THINGS[kind])

    def arrive(self, when):
        """Most of it comes within seconds; what is late has waited up to three days for a network."""
        r = self.random.random()
        if r * 1000 >= self.untidy.late:
            return when + int(r * 5000)
        return when + int(r * 1000 / self.untidy.late * 3 * DAY)

    # -- what makes it untidy

    def some(self, per_mille):
        """The places of some lines: at least one where the share is not zero."""
        n = round(len(self.good) * per_mille / 1000)
        if per_mille and len(self.good) > 50:
            n = max(n, 1)
        return self.random.sample(range(len(self.good)), min(n, len(self.good)))

    def add(self, arrival, text, why=None):
        number = len(self.lines)
        self.lines.append([arrival, number, text])
        if why:
            self.wrong[number] = why

    def again(self, text):
        return text

    def other(self, text):
        event = json.loads(text)
        event['data'] = {**event['data'], 'note': 'a correction under the same id'}
        return encode(event)

    def break_(self, text, way):
        """A line that cannot be taken, and the reason that the quarantine gives."""
        event = json.loads(text)
        if way == 0:
            return text[:len(text) * 2 // 3], 'syntax'
        if way == 1:
            event['data'] = {'was': event.pop('id')}
        elif way == 2:
            event['time'] = f"yesterday, said {event['id']}"
        else:
            event['type'] = 'cem.customer.merged'
        return encode(event), 'refused' if way == 3 else 'syntax'

    def make_untidy(self):
        self.good = list(self.lines)
        for place in self.some(self.untidy.twice):
            arrival, number, text = self.good[place]
            self.add(arrival + int(self.random.random() * 2 * DAY), self.again(text))
            self.n_twice += self.events.get(number, 1)
        for n, place in enumerate(self.some(self.untidy.broken)):
            arrival, _, text = self.good[place]
            self.add(arrival, *self.break_(text, n % 4))
        for place in self.some(self.untidy.other):
            arrival, number, text = self.good[place]
            self.add(arrival + HOUR, self.other(text), 'conflict')
            self.n_other += 1
            self.n_twice += self.events.get(number, 1) - 1

    # -- the file

    def head(self):
        return ''

    def write(self, folder):
        """Writes the file; the result is what is to be expected of it."""
        self.make_untidy()
        self.lines.sort()
        text = self.head() + ''.join([line[2] + '\n' for line in self.lines])
        data = text.encode(self.encoding)
        if self.file.endswith('.gz'):
            buffer = io.BytesIO()
            with gzip.GzipFile(fileobj=buffer, mode='wb', compresslevel=1, mtime=0, filename='') as packed:
                packed.write(data)
            data = buffer.getvalue()
        (folder / self.file).write_bytes(data)
        first = 1 + self.head().count('\n')
        wrong = [{'line': first + place, 'reason': self.wrong[line[1]]}
                 for place, line in enumerate(self.lines) if line[1] in self.wrong]
        accepted = sum(self.events.get(line[1], 1) for line in self.good)
        self.result = {'lines': len(self.lines), 'accepted': accepted, 'duplicates': self.n_twice,
                       'conflicts': self.n_other, 'quarantined': len(wrong) - self.n_other, 'wrong': wrong}


class SegmentSource(Source):
    """Segment calls: phones whose clocks are off, calls that waited for a network, calls sent twice."""

    def call(self, when, kind, who, skew=0, **members):
        number = len(self.lines)
        self.name_things(members.get('properties', {}))
        arrival = self.arrive(when)
        body = encode({'type': kind, 'messageId': f'ajs-{number:08x}', **who, **members,
                       'originalTimestamp': stamp(when + skew)})
        self.lines.append([arrival, number, body[:-1] + self.clocks(arrival, skew)])

    @staticmethod
    def clocks(arrival, skew):
        return f',"sentAt":"{stamp(arrival - 200 + skew)}","receivedAt":"{stamp(arrival - 200)}"}}'

    def again(self, text):
        # The library got no answer, and sent and stamped it once more: the event is the same.
        place = text.rindex(',"sentAt"')
        call = json.loads(text)
        sent, received = call['sentAt'], call['receivedAt']
        return text[:place] + f',"sentAt":"{sent[:-4]}999Z","receivedAt":"{received[:-4]}999Z"}}'

    def other(self, text):
        call = json.loads(text)
        call['context'] = {**call.get('context', {}), 'note': 'another call under the same id'}
        return encode(call)

    def break_(self, text, way):
        call = json.loads(text)
        if way == 0:
            return text[:len(text) * 2 // 3], 'syntax'
        if way == 1:
            call['was'] = call.pop('messageId')
        elif way == 2:
            call.pop('userId', None)
            call.pop('anonymousId', None)
        else:
            call['originalTimestamp'] = 'now'
        return encode(call), 'syntax'


class CsvSource(Source):
    """A CSV export. Its mapping is copied beside it: FILE.csv is read through FILE.mapping.json."""

    def __init__(self, file, columns, mapping, seed, untidy=TIDY, separator=','):
        super().__init__(file, None, seed, untidy)
        self.columns, self.mapping, self.separator = columns, mapping, separator

    encoding = 'utf-8-sig'  # with a byte order mark, as spreadsheets write it

    def row(self, when, cells, events=1):
        """A row that becomes so many events."""
        number = len(self.lines)
        self.events[number] = events
        self.lines.append([self.arrive(when), number, self.join([cells.get(c, '') for c in self.columns])])

    def join(self, cells):
        out = io.StringIO()
        csv.writer(out, lineterminator='', delimiter=self.separator).writerow(cells)
        return out.getvalue()

    def split(self, text):
        return next(csv.reader([text], delimiter=self.separator))

    def head(self):
        return self.join(self.columns) + '\n'

    def other(self, text):
        cells = self.split(text)
        return self.join([cells[0], cells[1], cells[2] + ' (corrected)', *cells[3:]])

    def break_(self, text, way):
        cells = self.split(text)
        if way % 2:
            # A comma too many, as where somebody wrote 1,5 for 1.5.
            return self.join([*cells, f'5 of {cells[0]}']), 'csv'
        return self.join(cells[:len(cells) // 2]), 'csv'

    def write(self, folder):
        name = self.file.rsplit('.', 1)[0] + '.mapping.json'
        (folder / name).write_bytes(self.mapping.read_bytes())
        super().write(folder)


def expect(sources, **more):
    """What is to be expected of all files: lines, events, and how many things of each kind they name."""
    files = [source.result for source in sources]
    total = {key: sum(f[key] for f in files) for key in ('lines', 'accepted', 'duplicates', 'conflicts', 'quarantined')}
    nouns = dict.fromkeys(sorted(set(THINGS.values())), 0)
    things = set().union(*(source.things for source in sources))
    for kind, _ in things - set().union(*(source.more for source in sources)):
        nouns[THINGS[kind]] += 1
    return {**total, **more, 'nouns': nouns, 'files': {source.file: source.result for source in sources}}


class Truth:
    """Who is who, and what has been hidden in the world for rules to find."""

    def __init__(self):
        self.people = []
        self.plots = []

    def plot(self, name, **what):
        self.plots.append({'plot': name, **what})

    def write(self, folder):
        for name, items in (('truth.jsonl', self.people), ('plots.jsonl', self.plots)):
            (folder / name).write_text(''.join(encode(item) + '\n' for item in items), encoding='utf-8')
