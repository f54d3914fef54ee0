# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import os
import tempfile
import unittest

from gi.repository import GLib

from fixture import Cem, START, fill, make_event, open_engine

NONE = Cem.IngestFlags.NONE


class EngineTest(unittest.TestCase):
    def test_open_and_close(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'x.cem')
            engine = Cem.Engine.open(path)
            self.assertEqual(engine.get_path(), path)
            self.assertIsInstance(engine.get_clock(), Cem.Clock)
            self.assertTrue(engine.close())
            with self.assertRaises(GLib.Error) as caught:
                engine.ingest(make_event(), NONE)
            self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.CLOSED))
            with Cem.Engine.open(path) as engine:
                self.assertEqual(engine.path, path)

    def test_no_store(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b'this is no store' * 100)
            file.flush()
            with self.assertRaises(GLib.Error) as caught:
                Cem.Engine.open(file.name)
            self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.NOT_A_STORE))

    def test_ingest(self):
        with open_engine() as engine:
            status = Cem.OutcomeStatus
            first, again, other = fill(engine, make_event(1), make_event(1), make_event(1, 'page.viewed'))
            self.assertEqual((first.status, again.status, other.status),
                             (status.ACCEPTED, status.DUPLICATE, status.CONFLICT))
            durable = engine.ingest(make_event(2), Cem.IngestFlags.DURABLE)
            self.assertEqual(durable.status, status.ACCEPTED)
            self.assertEqual(durable.customer_id, first.customer_id)

    def test_await(self):
        async def main():
            async with await Cem.Engine.open_async(None, Cem.ManualClock.new(START)) as engine:
                outcomes = await asyncio.gather(*(engine.ingest_async(make_event(n), NONE) for n in range(20)))
                self.assertEqual({o.status for o in outcomes}, {Cem.OutcomeStatus.ACCEPTED})
                await engine.execute_async(Cem.Command.new_advance(START), NONE)
            with self.assertRaises(GLib.Error):
                await engine.ingest_async(make_event(), NONE)

        asyncio.run(main())

    def test_callbacks(self):
        loop = GLib.MainLoop()
        results = []

        def opened(_source, result):
            engine = Cem.Engine.open_finish(result)
            self.assertTrue(GLib.MainContext.default().is_owner())
            engine.ingest_async(make_event(), NONE, None, ingested)

        def ingested(engine, result):
            results.append(engine.ingest_finish(result).status)
            engine.execute_async(Cem.Command.new_advance(START), NONE, None, executed)

        def executed(engine, result):
            results.append(engine.execute_finish(result).status)
            engine.close_async(None, closed)

        def closed(engine, result):
            results.append(engine.close_finish(result))
            loop.quit()

        Cem.Engine.open_async(None, Cem.ManualClock.new(START), None, opened)
        watchdog = GLib.timeout_add_seconds(20, loop.quit)
        loop.run()
        GLib.source_remove(watchdog)
        self.assertEqual(results, [Cem.OutcomeStatus.ACCEPTED] * 2 + [True])

    def test_source(self):
        with open_engine() as engine:
            source = engine.create_source()
            source.attach(None)
            source.destroy()


if __name__ == '__main__':
    unittest.main()
