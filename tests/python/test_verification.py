# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import unittest

from fixture import Cem, filled_engine


class VerificationTest(unittest.TestCase):
    def test_verification(self):
        with filled_engine() as engine:
            verification = Cem.Verification.new(engine)
            self.assertEqual(verification.get_engine(), engine)
            verification.set_sample(1)
            self.assertEqual(verification.get_sample(), 1)
            self.assertIsNone(verification.get_resume_after())
            self.assertTrue(verification.run())
            self.assertEqual(verification.get_fraction(), 1.0)
            self.assertEqual(verification.get_diagnostics().get_n_errors(), 0)
            self.assertIsInstance(verification.to_json(), dict)

    def test_resume(self):
        async def main(engine):
            verification = Cem.Verification.new(engine)
            verification.set_resume_after('1')
            return await verification.run_async(), verification.diagnostics.to_string()

        with filled_engine() as engine:
            self.assertEqual(asyncio.run(main(engine)), (True, ''))


if __name__ == '__main__':
    unittest.main()
