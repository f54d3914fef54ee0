# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem


class ScoreTest(unittest.TestCase):
    def test_nps(self):
        score = Cem.Score.new(Cem.ScoreKind.NPS, 0)
        for answer, n in ((10, 100), (7, 60), (0, 40)):
            for _ in range(n):
                self.assertTrue(score.add(answer))
        self.assertFalse(score.add(8.5))
        self.assertAlmostEqual(score.get_value(), 30.0)
        self.assertAlmostEqual(score.get_lower(), 19.2, delta=0.05)
        self.assertAlmostEqual(score.get_upper(), 40.8, delta=0.05)
        self.assertEqual((score.get_n_answers(), score.get_n_high(), score.get_n_low(), score.get_n_invalid()),
                         (200, 100, 40, 1))

    def test_csat(self):
        score = Cem.Score.new(Cem.ScoreKind.CSAT, 0)
        for _ in range(3):
            score.add(4)
        self.assertEqual((score.get_kind(), score.get_scale()), (Cem.ScoreKind.CSAT, 5))
        self.assertEqual(score.get_mean(), 4.0)


if __name__ == '__main__':
    unittest.main()
