# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import os
import tempfile
import unittest

from fixture import Cem, filled_engine


class ReplayTest(unittest.TestCase):
    def test_replay(self):
        with filled_engine() as engine, tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'again.cem')
            replay = Cem.Replay.new(engine, path)
            self.assertEqual(replay.get_engine(), engine)
            self.assertEqual(replay.get_path(), path)
            self.assertTrue(replay.run())
            self.assertEqual(replay.get_fraction(), 1.0)
            self.assertEqual(replay.get_diagnostics().get_n_errors(), 0)
            with Cem.Engine.open(path, engine.clock) as again:
                self.assertEqual(again.create_view().find_customer('user_id:u1').identifiers,
                                 engine.create_view().find_customer('user_id:u1').identifiers)
            self.assertTrue(asyncio.run(self.run_async(engine, path + '2')))

    @staticmethod
    async def run_async(engine, path):
        return await Cem.Replay.new(engine, path).run_async()


if __name__ == '__main__':
    unittest.main()
