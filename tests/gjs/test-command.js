// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {NONE, START, filledEngine} from './fixture.js';
import {ok, run, same, test, throws} from './harness.js';

test('the kinds of command', () => {
    const made = [
        Cem.Command.new_advance(START),
        Cem.Command.new_link('user_id:u1', 'user_id:u2'),
        Cem.Command.new_unlink('user_id:u1', 'user_id:u2'),
        Cem.Command.new_keep_apart('user_id:u1', 'user_id:u2'),
        Cem.Command.new_let_together('user_id:u1', 'user_id:u2'),
        Cem.Command.new_erase('user_id:u1'),
        Cem.Command.new_configure_identity({region: 'DE'}),
    ];
    const types = made.map(command => command.get_event_type());
    same(types.slice(1, 3), ['identifiers.linked', 'identifiers.unlinked']);
    ok(types.every(type => type.includes('.')), 'the types');
});

test('who gives it and why', () => {
    const command = Cem.Command.new_link('user_id:u1', 'user_id:u2');
    same(command.get_actor(), null);
    command.set_actor('agent 12');
    command.set_reason('said so');
    same([command.get_actor(), command.get_reason()], ['agent 12', 'said so']);
    same(command.to_json().type, 'identifiers.linked');
});

test('it is carried out', () => {
    const engine = filledEngine();
    const view = engine.create_view();
    engine.execute(Cem.Command.new_link('user_id:u1', 'user_id:u2'), NONE);
    same(view.find_customer('user_id:u1').get_id(), view.find_customer('user_id:u2').get_id());
    engine.execute(Cem.Command.new_unlink('user_id:u1', 'user_id:u2'), NONE);
    ok(view.find_customer('user_id:u1').get_id() !== view.find_customer('user_id:u2').get_id(), 'two');
    engine.execute(Cem.Command.new_keep_apart('user_id:u1', 'user_id:u2'), NONE);
    throws(() => engine.execute(Cem.Command.new_link('user_id:u1', 'user_id:u2'), NONE),
        Cem.Error, Cem.Error.REFUSED);
    engine.close();
});

run();
