# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import datetime
import json
import tempfile
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio, GLib

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
NONE = Cem.ChartFlags.NONE
DOOR = {
    'id': 'door', 'version': '2', 'description': 'A door with a lock', 'initial': 'closed',
    'context': {'opened': 0},
    'states': {
        'closed': {'tags': ['safe'], 'meta': {'label': 'Closed'},
                   'on': {'OPEN': {'target': 'open', 'guard': {'type': 'may_open', 'params': {'who': 'you'}},
                                   'actions': ['greet', {'type': 'assign', 'var': 'opened', 'expr': 'opened + 1'}]}}},
        'open': {'on': {'CLOSE': 'closed'}, 'after': {'30s': 'closed'}},
    },
}


class ChartTest(unittest.TestCase):
    def setUp(self):
        self.chart = Cem.Chart.compile_json(DOOR, NONE)

    def test_reading(self):
        chart = self.chart
        self.assertEqual((chart.get_id(), chart.get_version()), ('door', '2'))
        self.assertEqual(chart.get_description(), 'A door with a lock')
        self.assertEqual(chart.dup_json(), DOOR)
        self.assertEqual(chart.dup_initial_context(), {'opened': 0})
        self.assertEqual(chart.list_states(), ['closed', 'open'])
        self.assertEqual(chart.list_events(), ['CLOSE', 'OPEN'])
        self.assertEqual(chart.list_actions(), ['greet'])
        self.assertEqual(chart.list_guards(), ['may_open'])
        self.assertEqual(chart.list_state_tags('closed'), ['safe'])
        self.assertEqual(chart.dup_state_meta('closed'), {'label': 'Closed'})
        self.assertIsNone(chart.dup_state_meta('open'))
        text = Cem.Chart.compile(json.dumps(DOOR), NONE)
        self.assertEqual(text.get_digest(), chart.get_digest())

    def test_mistakes(self):
        diagnostics = Cem.Diagnostics.new()
        with self.assertRaises(GLib.Error) as caught:
            Cem.Chart.compile('{"states": {"a": {"on": {"E": "b"}, "exits": []}}}', NONE, diagnostics)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.TYPE))
        self.assertEqual([d.get_pointer() for d in diagnostics], ['/states/a/exits', '/states/a/on/E/target'])

    def test_files(self):
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            json.dump(DOOR, file)
            file.flush()
            path = Gio.File.new_for_path(file.name)
            self.assertEqual(Cem.Chart.load(path, NONE).get_id(), 'door')

            async def main():
                self.assertEqual((await Cem.Chart.load_async(path, NONE, None)).get_id(), 'door')

            asyncio.run(main())
            loop = GLib.MainLoop()
            charts = []

            def loaded(source, result):
                charts.append(Cem.Chart.load_finish(result))
                loop.quit()

            Cem.Chart.load_async(path, NONE, None, None, loaded)
            loop.run()
            self.assertEqual(charts[0].get_id(), 'door')
        with self.assertRaises(GLib.Error):
            Cem.Chart.compile_resource('/org/example/door.json', NONE)

    def test_steps(self):
        asked = []

        def answer(call):
            asked.append((call.get_name(), call.dup_params(), call.get_event(), call.dup_data(), call.dup_context()))
            return True

        start = self.chart.start({'opened': 4}, None, NOW, answer)
        self.assertEqual(start.list_entered(), ['door', 'closed'])
        step = self.chart.step(start.dup_state(), 'OPEN', {'by': 'hand'}, NOW, answer)
        self.assertEqual(asked, [('may_open', {'who': 'you'}, 'OPEN', {'by': 'hand'}, {'opened': 4})])
        self.assertEqual((step.list_left(), step.list_entered(), step.get_n_handled()), (['closed'], ['open'], 1))
        call = step.dup_call(0)
        self.assertEqual((step.get_n_calls(), call.get_name(), call.get_instance(), call.dup_params()), (1, 'greet', 0, None))
        self.assertEqual(step.dup_state()['context'], {'opened': 5})
        self.assertEqual(step.dup_changes()[-1]['timer_set'], 'after.30s.open')
        later = self.chart.step(step.dup_state(), None, None, NOW + datetime.timedelta(seconds=31))
        self.assertEqual(later.dup_state()['active'], ['closed'])
        nobody = self.chart.step(start.dup_state(), 'OPEN', None, NOW)
        self.assertEqual(len(nobody.list_errors()), 1)


if __name__ == '__main__':
    unittest.main()
