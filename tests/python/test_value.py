# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

UTC = datetime.timezone.utc


class ValueTest(unittest.TestCase):
    def test_pack(self):
        for native in (None, True, 5, -2 ** 63, 2 ** 64 - 1, 2.5, 'ä', b'\0\1', [1, [2, 'x'], {}],
                       {'a': 1, 2: [3], True: None}, datetime.timedelta(seconds=-1.5),
                       datetime.datetime(1969, 1, 2, 3, 4, 5, 678901, UTC)):
            with self.subTest(native):
                value = Cem.Value.pack(native)
                self.assertEqual(value.unpack(), native)
                self.assertIs(type(value.unpack()), type(native))
                self.assertEqual(value, Cem.Value.pack(native))
                self.assertEqual(hash(value), hash(Cem.Value.pack(native)))
        self.assertEqual(repr(Cem.Value.pack([1])), 'Cem.Value([1])')
        with self.assertRaises(TypeError):
            Cem.Value.pack(object())
        with self.assertRaises(OverflowError):
            Cem.Value.pack(2 ** 64)
        with self.assertRaises(ValueError):
            Cem.Value.pack(datetime.datetime(2026, 1, 1))

    def test_kinds(self):
        made = {
            Cem.ValueKind.NULL: Cem.Value.new_null(),
            Cem.ValueKind.BOOL: Cem.Value.new_bool(True),
            Cem.ValueKind.INT: Cem.Value.new_int(-7),
            Cem.ValueKind.UINT: Cem.Value.new_uint(7),
            Cem.ValueKind.DOUBLE: Cem.Value.new_double(0.5),
            Cem.ValueKind.STRING: Cem.Value.new_string('x'),
            Cem.ValueKind.BYTES: Cem.Value.new_bytes(GLib.Bytes.new(b'ab')),
            Cem.ValueKind.TIMESTAMP: Cem.Value.new_timestamp(datetime.datetime(2026, 1, 1, tzinfo=UTC)),
            Cem.ValueKind.DURATION: Cem.Value.new_duration(1500000),
            Cem.ValueKind.LIST: Cem.Value.new_list([Cem.Value.new_int(1)]),
            Cem.ValueKind.MAP: Cem.Value.new_map([Cem.Value.new_string('k'), Cem.Value.new_int(1)]),
        }
        for kind, value in made.items():
            self.assertEqual(value.get_kind(), kind)
        self.assertEqual(made[Cem.ValueKind.BOOL].get_bool(), (True, True))
        self.assertEqual(made[Cem.ValueKind.INT].get_int(), (True, -7))
        self.assertEqual(made[Cem.ValueKind.UINT].get_uint(), (True, 7))
        self.assertEqual(made[Cem.ValueKind.DOUBLE].get_double(), (True, 0.5))
        self.assertEqual(made[Cem.ValueKind.DURATION].get_duration(), (True, 1500000))
        self.assertEqual(made[Cem.ValueKind.STRING].dup_string(), 'x')
        self.assertIsNone(made[Cem.ValueKind.INT].dup_string())
        self.assertEqual(made[Cem.ValueKind.BYTES].dup_bytes().get_data(), b'ab')
        self.assertEqual(made[Cem.ValueKind.TIMESTAMP].dup_date_time(),
                         datetime.datetime(2026, 1, 1, tzinfo=UTC))
        self.assertFalse(made[Cem.ValueKind.STRING].get_int()[0])

    def test_containers(self):
        value = Cem.Value.new_from_text('{"a": [1, 2.5], "b": null}')
        self.assertEqual(value.get_length(), 2)
        self.assertEqual(value.dup_key(0).unpack(), 'a')
        self.assertEqual(value.dup_item(0).unpack(), [1, 2.5])
        self.assertIsNone(value.dup_item(2))
        self.assertEqual(value.lookup('a').dup_item(1).unpack(), 2.5)
        self.assertIsNone(value.lookup('c'))
        self.assertEqual(value.lookup_value(Cem.Value.pack('a')).get_length(), 2)
        self.assertEqual(value.copy(), value)

    def test_json(self):
        value = Cem.Value.new_from_json({'a': [1, 2.5, 'x', None, True]})
        self.assertEqual(value.unpack(), {'a': [1, 2.5, 'x', None, True]})
        self.assertEqual(value.to_json(), {'a': [1, 2.5, 'x', None, True]})
        self.assertEqual(value.to_text(), '{"a":[1,2.5,"x",null,true]}')
        self.assertEqual(Cem.Value.pack('x').to_string(), 'x')
        with self.assertRaises(GLib.Error) as caught:
            Cem.Value.new_from_text('{"a": 1, "a": 2}')
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.SYNTAX))
        for bad in (float('nan'), {1: 2}, 2 ** 63, object()):
            with self.assertRaises((ValueError, TypeError, OverflowError)):
                Cem.Value.new_from_json(bad)

    def test_order(self):
        one, two = Cem.Value.pack(1), Cem.Value.pack(2.0)
        self.assertEqual(one.compare(two), (True, -1))
        self.assertFalse(one.compare(Cem.Value.pack('x'))[0])
        self.assertTrue(one.equal(Cem.Value.pack(1.0)))
        self.assertEqual(one.hash(), Cem.Value.pack(1.0).hash())


if __name__ == '__main__':
    unittest.main()
