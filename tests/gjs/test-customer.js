// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import {filledEngine} from './fixture.js';
import {ok, run, same, test} from './harness.js';

test('a customer', () => {
    const engine = filledEngine();
    const customer = engine.create_view().find_customer('user_id:u1');
    ok(customer.get_id().startsWith('c'), 'the id');
    same(customer.get_loading(), false);
    ok(Number(customer.get_position()) > 0, 'the position');
    same(customer.get_identifiers().sort(), ['anonymous_id:a1', 'email:li@example.org', 'user_id:u1']);
    same([customer.get_trait('city'), customer.get_trait('shoe size')], ['Shenzhen', null]);
    same(customer.to_json().traits.name.value, 'Li');
    engine.close();
});

run();
