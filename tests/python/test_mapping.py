# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import json
import os
import tempfile
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio, GLib

MAPPING = {
    'name': 'orders', 'description': 'Shop orders', 'source': '/shop', 'files': ['*.csv'],
    'id': 'number', 'time': 'placed', 'identifiers': {'order_id': 'number'},
    'events': [{'type': 'order.placed', 'data': {'amount': {'column': 'amount', 'kind': 'double'}}}],
}
CSV = GLib.Bytes.new(b'number,placed,amount\n7,2026-03-01T09:00:00Z,12.5\n8,2026-03-01,much\n')


class MappingTest(unittest.TestCase):
    def test_getters(self):
        mapping = Cem.Mapping.new_from_json(MAPPING)
        self.assertEqual((mapping.name, mapping.source), ('orders', '/shop'))
        self.assertEqual(mapping.get_name(), 'orders')
        self.assertEqual(mapping.get_source(), '/shop')
        self.assertEqual(mapping.get_description(), mapping.description)
        self.assertEqual(mapping.get_digest(), mapping.digest)
        self.assertEqual(mapping.list_columns(), ['number', 'placed', 'amount'])
        self.assertEqual(mapping.to_json(), MAPPING)
        self.assertTrue(mapping.accepts('orders.csv'))
        self.assertFalse(mapping.accepts('orders.txt'))

    def test_preview(self):
        mapping = Cem.Mapping.new_from_text(json.dumps(MAPPING))
        rows = mapping.preview(CSV, 0)['rows']
        self.assertEqual([row['line'] for row in rows], [2, 3])
        self.assertEqual(rows[0]['events'][0]['data'], {'amount': 12.5})
        self.assertEqual(rows[1]['faults'][0]['reason'], 'cell')
        self.assertEqual(len(mapping.preview(CSV, 1)['rows']), 1)

    def test_check(self):
        mapping = Cem.Mapping.new_from_json(MAPPING)
        diagnostics = Cem.Diagnostics()
        self.assertTrue(mapping.check_sample(CSV, diagnostics))
        self.assertEqual([item.line for item in diagnostics], [3])
        with self.assertRaises(GLib.Error) as caught:
            mapping.check_sample(GLib.Bytes.new(b'nummer,placed,amount\n'), diagnostics)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.TYPE))
        self.assertEqual(diagnostics[1].suggestion, 'did you mean “nummer”?')

    def test_propose(self):
        proposed = Cem.Mapping.propose(CSV, 'Orders')
        self.assertEqual((proposed['name'], proposed['time'], proposed['id']), ('orders', 'placed', ['number']))
        self.assertEqual(len(Cem.Mapping.new_from_json(proposed).preview(CSV, 0)['rows'][1]['events']), 1)

    def test_mistakes(self):
        diagnostics = Cem.Diagnostics()
        with self.assertRaises(GLib.Error):
            Cem.Mapping.new_from_json({**MAPPING, 'evnets': [], 'zone': 'Mars'}, diagnostics)
        self.assertEqual([item.pointer for item in diagnostics], ['/evnets', '/zone'])

    def test_load(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'orders.json')
            with open(path, 'w', encoding='utf-8') as file:
                json.dump(MAPPING, file)
            file = Gio.File.new_for_path(path)
            self.assertEqual(Cem.Mapping.load(file).name, 'orders')

            loop = GLib.MainLoop()
            names = []

            def loaded(_source, result):
                names.append(Cem.Mapping.load_finish(result).name)
                loop.quit()

            Cem.Mapping.load_async(file, None, None, loaded)
            loop.run()
            self.assertEqual(names, ['orders'])
            self.assertEqual(asyncio.run(self.load(file)), 'orders')

    async def load(self, file):
        return (await Cem.Mapping.load_async(file)).name

    def test_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest('python3-jsonschema is not installed')
        root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
        with open(os.path.join(root, 'libcem/intake/mapping.schema.json'), encoding='utf-8') as file:
            schema = json.load(file)
        jsonschema.validate(MAPPING, schema)
        # What the one refuses the other does too.
        for change in ({'evnets': []}, {'name': 'a b'}, {'events': []}, {'unknown': '?'},
                       {'events': [{'type': 'a', 'data': {'x': 5}}]}, {'id': {'column': 'a', 'cel': 'b'}}):
            with self.assertRaises(jsonschema.ValidationError, msg=change):
                jsonschema.validate({**MAPPING, **change}, schema)
            with self.assertRaises(GLib.Error, msg=change):
                Cem.Mapping.new_from_json({**MAPPING, **change})


if __name__ == '__main__':
    unittest.main()
