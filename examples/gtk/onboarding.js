#!/usr/bin/gjs -m
// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Pairs a door lock: wait for it, try again, ask for help after three failures. What may happen when is
// in ../charts/onboarding.json; the window only shows it:
//   onboarding.js CHART          a lock that is in range is found after two seconds
//   onboarding.js CHART --walk   goes through all of it by itself
import Cem from 'gi://Cem?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk?version=4.0';
import System from 'system';

const SEARCH_SECONDS = 2;

const Onboarding = GObject.registerClass(class Onboarding extends Gtk.ApplicationWindow {
    _init(application, chart, clock) {
        super._init({application, title: 'Pair a lock', default_width: 420, default_height: 260});
        this.machine = Cem.StateMachine.new(chart, clock);
        this.machine.connect_action('search', () => this.startSearch());
        this.machine.connect_action('stopSearch', () => this.stopSearch());
        this.machine.connect_action('callHelp', () => print('A colleague calls back'));
        this.machine.connect('failed', (_, error) => printerr(error.message));

        this.build();
        this.insert_action_group('machine', this.machine);
        this.machine.start();
        this.machine.bind_property('state', this.stack, 'visible-child-name', GObject.BindingFlags.SYNC_CREATE);
        this.machine.connect('notify::context', () => {
            this.paired.label = `“${this.machine.context.lock}” is paired`;
        });
    }

    build() {
        const box = new Gtk.Box({
            orientation: Gtk.Orientation.VERTICAL, spacing: 18,
            margin_top: 24, margin_bottom: 24, margin_start: 24, margin_end: 24,
        });
        const waiting = new Gtk.Box({orientation: Gtk.Orientation.VERTICAL, spacing: 12, valign: Gtk.Align.CENTER});

        waiting.append(new Gtk.Spinner({spinning: true}));
        waiting.append(new Gtk.Label({label: 'Looking for the lock …'}));
        this.paired = new Gtk.Label();
        this.inRange = new Gtk.CheckButton({label: 'The lock is in range'});
        this.stack = new Gtk.Stack({vexpand: true});
        this.stack.add_named(new Gtk.Label({label: 'Let us pair your new door lock.'}), 'welcome');
        this.stack.add_named(waiting, 'searching');
        this.stack.add_named(new Gtk.Label({label: 'There was no lock. Come closer and try again.'}), 'failed');
        this.stack.add_named(new Gtk.Label({label: 'It does not work? A colleague will call you.'}), 'help');
        this.stack.add_named(this.paired, 'paired');
        box.append(this.stack);
        box.append(this.inRange);
        box.append(this.addButtons());
        this.child = box;
    }

    // One for each event that takes no data: nothing here knows which there are.
    addButtons() {
        const box = new Gtk.Box({spacing: 12, halign: Gtk.Align.END});
        this.buttons = new Map();
        for (const event of this.machine.list_events()) {
            if (event.parameter_type !== null)
                continue;

            const button = new Gtk.Button({action_name: `machine.${event.action_name}`});
            event.bind_property('label', button, 'label', GObject.BindingFlags.SYNC_CREATE);
            event.bind_property('description', button, 'tooltip-text', GObject.BindingFlags.SYNC_CREATE);
            event.bind_property('enabled', button, 'visible', GObject.BindingFlags.SYNC_CREATE);
            this.buttons.set(event.name, button);
            box.append(button);
        }
        return box;
    }

    startSearch() {
        if (this.machine.clock instanceof Cem.ManualClock)
            return;

        this.search = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1000 * SEARCH_SECONDS, () => {
            this.search = 0;
            if (this.inRange.active)
                this.machine.activate_action('FOUND', GLib.Variant.new_string('Front door'));
            return GLib.SOURCE_REMOVE;
        });
    }

    stopSearch() {
        if (this.search)
            GLib.source_remove(this.search);
        this.search = 0;
    }
});

// --- Going through all of it, as a test

function expect(condition, what) {
    if (!condition)
        throw new Error(what);
}

function walk(window) {
    const {machine, stack, buttons} = window;

    function see(page) {
        expect(stack.visible_child_name === page, `The page is ${stack.visible_child_name}, not ${page}`);
        print(page);
    }

    function press(name, label) {
        for (const [key, button] of buttons)
            expect(button.visible === button.sensitive, `What cannot be pressed is not shown: ${key}`);
        expect(buttons.get(name).sensitive, `${name} can be pressed`);
        expect(buttons.get(name).label === label, `The button says “${buttons.get(name).label}”, not “${label}”`);
        buttons.get(name).emit('clicked');
    }

    see('welcome');
    press('PAIR', 'Pair the lock');
    for (let failure = 1; failure <= 3; failure++) {
        see('searching');
        machine.clock.step(10);
        machine.advance();
        see(failure < 3 ? 'failed' : 'help');
        if (failure < 3)
            press('PAIR', 'Try again');
    }
    press('RESET', 'Start over');
    press('PAIR', 'Pair the lock');
    press('CANCEL', 'Cancel');
    see('welcome');
    press('PAIR', 'Pair the lock');
    machine.activate_action('FOUND', GLib.Variant.new_string('Front door'));
    see('paired');
    expect(machine.done && window.paired.label.includes('Front door'), 'It is done');
}

if (ARGV.length < 1) {
    printerr('Usage: onboarding.js CHART [--walk]');
    System.exit(2);
}

let code = 0;
const isWalk = ARGV[1] === '--walk';
const application = new Gtk.Application({flags: Gio.ApplicationFlags.NON_UNIQUE});
application.connect('activate', () => {
    try {
        const chart = Cem.Chart.load(Gio.File.new_for_path(ARGV[0]), Cem.ChartFlags.NONE, null, null);
        const clock = isWalk ? Cem.ManualClock.new(new Date('2026-03-01T09:00:00Z')) : null;
        const window = new Onboarding(application, chart, clock);
        window.present();
        if (isWalk) {
            window.machine.language = 'en';
            walk(window);
            window.close();
        }
    } catch (error) {
        printerr(`${error}\n${error.stack}`);
        code = 1;
        application.quit();
    }
});
application.run([System.programInvocationName]);
System.exit(code);
