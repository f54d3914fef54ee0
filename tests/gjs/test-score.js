// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test} from './harness.js';

test('NPS with its interval', () => {
    const score = Cem.Score.new(Cem.ScoreKind.NPS, 0);
    for (const [answer, n] of [[10, 100], [7, 60], [0, 40]]) {
        for (let i = 0; i < n; i++)
            score.add(answer);
    }
    ok(!score.add(8.5), '8.5 is no answer');
    same(score.get_value(), 30);
    ok(Math.abs(score.get_lower() - 19.2) < 0.05 && Math.abs(score.get_upper() - 40.8) < 0.05, 'interval');
    same([score.get_n_answers(), score.get_n_high(), score.get_n_low(), score.get_n_invalid()], [200, 100, 40, 1]);
});

test('CSAT has a scale', () => {
    const score = Cem.Score.new(Cem.ScoreKind.CSAT, 0);
    score.add(4);
    same([score.get_kind(), score.get_scale(), score.get_mean()], [Cem.ScoreKind.CSAT, 5, 4]);
});

run();
