# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import json
import os
import tempfile
import unittest

from gi.repository import Gio, GLib

from fixture import Cem, make_event, open_engine


def lines(count):
    text = [json.dumps(make_event(n).to_json()) for n in range(count)]
    return '\n'.join(text + [text[0], '{"specversion": "1.0"', '']).encode()


class IntakeTest(unittest.TestCase):
    def check(self, intake, accepted):
        self.assertEqual(intake.get_n_read(), accepted + 2)
        self.assertEqual(intake.get_n_accepted(), accepted)
        self.assertEqual(intake.get_n_duplicates(), 1)
        self.assertEqual(intake.get_n_conflicts(), 0)
        self.assertEqual(intake.get_n_quarantined(), 1)
        self.assertGreater(intake.get_bytes(), 0)
        self.assertGreater(intake.get_rate(), 0)

    def test_properties(self):
        with open_engine() as engine:
            intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
            self.assertEqual(intake.get_engine(), engine)
            self.assertEqual(intake.get_mode(), Cem.IntakeMode.HISTORY)
            intake.set_origin('last year')
            intake.set_format(Cem.IntakeFormat.SEGMENT)
            intake.set_segment_source('segment:app')
            intake.set_actor('Ann')
            self.assertEqual(intake.get_actor(), 'Ann')
            self.assertEqual(intake.get_format(), Cem.IntakeFormat.SEGMENT)
            self.assertEqual(intake.get_segment_source(), 'segment:app')
            intake.set_rows_per_commit(50)
            intake.set_durable(True)
            self.assertEqual(intake.get_origin(), 'last year')
            self.assertEqual(intake.get_rows_per_commit(), 50)
            self.assertTrue(intake.get_durable())

    def test_file(self):
        with open_engine() as engine, tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'x.jsonl')
            with open(path, 'wb') as file:
                file.write(lines(100))
            intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
            self.assertTrue(intake.run_file(Gio.File.new_for_path(path)))
            self.check(intake, 100)
            self.assertEqual(intake.get_fraction(), 1.0)
            self.assertEqual(intake.get_seconds_left(), 0.0)
            with self.assertRaises(GLib.Error):
                Cem.Intake.new(engine, Cem.IntakeMode.LIVE).run_file(Gio.File.new_for_path(path + 'x'))

    def test_stream(self):
        with open_engine() as engine:
            intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
            stream = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(lines(10)))
            self.assertTrue(intake.run_stream(stream))
            self.check(intake, 10)

    def test_csv(self):
        mapping = Cem.Mapping.new_from_json({
            'name': 'visits', 'source': '/shop', 'time': 'at',
            'events': [{'type': 'visit', 'identifiers': {'user_id': 'who'},
                        'data': {'rating': {'column': 'rating', 'kind': 'int'}}}]})

        async def run_again(intake, file):
            intake.add_file(file, mapping)
            return await intake.run_files_async()

        with open_engine() as engine, tempfile.NamedTemporaryFile(suffix='.csv') as file:
            file.write(b'who,at,rating\n1,2026-01-02,5\n1,2026-01-01,good\n')
            file.flush()
            place = Gio.File.new_for_path(file.name)
            intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
            intake.set_mapping(mapping)
            self.assertEqual(intake.get_mapping(), mapping)
            self.assertTrue(intake.run_file(place))
            self.assertEqual((intake.n_accepted, intake.n_quarantined), (1, 1))
            item, = engine.create_view().list_quarantine()
            self.assertEqual((item.mapping, item.get_mapping(), item.line), ('visits', 'visits', 3))
            intake.add_file(place, mapping)
            self.assertTrue(intake.run_files())
            self.assertEqual(intake.n_duplicates, 1)
            self.assertTrue(asyncio.run(run_again(intake, place)))
            self.assertEqual(intake.n_duplicates, 2)

    def test_quarantine(self):
        with open_engine() as engine:
            Cem.Intake.new(engine, Cem.IntakeMode.HISTORY).run_stream(
                Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(b'{"specversion": "1.0"\n')))
            again = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
            self.assertTrue(again.run_quarantine())
            self.assertEqual(again.n_quarantined, 1)

    def test_await(self):
        async def main():
            with open_engine() as engine, tempfile.NamedTemporaryFile() as file:
                file.write(lines(5))
                file.flush()
                intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
                self.assertTrue(await intake.run_file_async(Gio.File.new_for_path(file.name)))
                stream = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(lines(7)))
                self.assertTrue(await Cem.Intake.new(engine, Cem.IntakeMode.HISTORY).run_stream_async(stream))
                self.assertTrue(await Cem.Intake.new(engine, Cem.IntakeMode.HISTORY).run_quarantine_async())
                self.check(intake, 5)

        asyncio.run(main())

    def test_cancel(self):
        with open_engine() as engine:
            cancellable = Gio.Cancellable()
            cancellable.cancel()
            stream = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(lines(7)))
            with self.assertRaises(GLib.Error) as caught:
                Cem.Intake.new(engine, Cem.IntakeMode.HISTORY).run_stream(stream, cancellable)
            self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))


if __name__ == '__main__':
    unittest.main()
