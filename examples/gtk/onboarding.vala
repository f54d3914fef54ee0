// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Pairs a door lock: wait for it, try again, ask for help after three failures. What may happen when is
// in ../charts/onboarding.json; the window only shows it:
//   onboarding CHART          a lock that is in range is found after two seconds
//   onboarding CHART --walk [PICTURE]   goes through all of it by itself, and draws the window
const double SEARCH_SECONDS = 2.0;

class Onboarding : Gtk.ApplicationWindow {
    public Cem.StateMachine machine;
    public Gtk.Stack stack = new Gtk.Stack ();
    public Gtk.Box buttons = new Gtk.Box (Gtk.Orientation.HORIZONTAL, 12);
    private Gtk.CheckButton in_range = new Gtk.CheckButton.with_label ("The lock is in range");
    private Gtk.Label paired;
    private uint search = 0;

    public Onboarding (Gtk.Application? application, Cem.Chart chart, Cem.Clock? clock) throws Error {
        Object (application: application, title: "Pair a lock", default_width: 420, default_height: 260);
        machine = new Cem.StateMachine (chart, clock);
        machine.connect_action ("search", (call) => start_search ());
        machine.connect_action ("stopSearch", (call) => stop_search ());
        machine.connect_action ("callHelp", (call) => print ("A colleague calls back\n"));
        machine.failed.connect ((error) => printerr ("%s\n", error.message));

        build ();
        insert_action_group ("machine", machine);
        machine.start (null);
        machine.bind_property ("state", stack, "visible-child-name", BindingFlags.SYNC_CREATE);
        machine.notify["context"].connect (() => {
            paired.label = "“%s” is paired".printf (machine.context.get_object ().get_string_member ("lock"));
        });
    }

    private void build () {
        var box = new Gtk.Box (Gtk.Orientation.VERTICAL, 18) {
            margin_top = 24, margin_bottom = 24, margin_start = 24, margin_end = 24
        };
        var waiting = new Gtk.Box (Gtk.Orientation.VERTICAL, 12) { valign = Gtk.Align.CENTER };

        waiting.append (new Gtk.Spinner () { spinning = true });
        waiting.append (new Gtk.Label ("Looking for the lock …"));
        stack.add_named (new Gtk.Label ("Let us pair your new door lock."), "welcome");
        stack.add_named (waiting, "searching");
        stack.add_named (new Gtk.Label ("There was no lock. Come closer and try again."), "failed");
        stack.add_named (new Gtk.Label ("It does not work? A colleague will call you."), "help");
        paired = new Gtk.Label ("");
        stack.add_named (paired, "paired");
        stack.vexpand = true;
        box.append (stack);
        box.append (in_range);
        box.append (buttons);
        buttons.halign = Gtk.Align.END;
        add_buttons ();
        child = box;
    }

    // One for each event that takes no data: nothing here knows which there are.
    private void add_buttons () {
        var events = machine.list_events ();

        for (uint i = 0; i < events.get_n_items (); i++) {
            var event = (Cem.MachineEvent) events.get_item (i);
            if (event.parameter_type != null)
                continue;

            var button = new Gtk.Button () { action_name = "machine." + event.action_name, name = event.name };
            event.bind_property ("label", button, "label", BindingFlags.SYNC_CREATE);
            event.bind_property ("description", button, "tooltip-text", BindingFlags.SYNC_CREATE);
            event.bind_property ("enabled", button, "visible", BindingFlags.SYNC_CREATE);
            buttons.append (button);
        }
    }

    private void start_search () {
        if (machine.clock is Cem.ManualClock)
            return;

        search = Timeout.add ((uint) (1000 * SEARCH_SECONDS), () => {
            search = 0;
            if (in_range.active)
                machine.activate_action ("FOUND", new Variant.string ("Front door"));
            return Source.REMOVE;
        });
    }

    private void stop_search () {
        if (search != 0)
            Source.remove (search);
        search = 0;
    }
}

// --- Going through all of it, as a test

void expect (bool condition, string what) {
    if (!condition)
        error ("%s", what);
}

void press (Onboarding window, string name, string label) {
    Gtk.Button? found = null;

    for (var child = window.buttons.get_first_child (); child != null; child = child.get_next_sibling ()) {
        expect (child.visible == child.sensitive, "What cannot be pressed is not shown: %s".printf (child.name));
        if (child.name == name)
            found = (Gtk.Button) child;
    }
    expect (found != null && found.sensitive, "%s can be pressed".printf (name));
    expect (found.label == label, "The button %s says “%s”, not “%s”".printf (name, found.label, label));
    found.clicked ();
}

void see (Onboarding window, string page) {
    expect (window.stack.visible_child_name == page,
            "The page is %s, not %s".printf (window.stack.visible_child_name, page));
    print ("%s\n", page);
}

void draw (Onboarding window, string path) {
    var snapshot = new Gtk.Snapshot ();

    for (var turn = 0; turn < 50; turn++) {
        MainContext.@default ().iteration (false);
        Thread.usleep (10000);
    }
    new Gtk.WidgetPaintable (window).snapshot (snapshot, window.get_width (), window.get_height ());
    window.get_renderer ().render_texture (snapshot.to_node (), null).save_to_png (path);
}

void walk (Onboarding window, string? picture) {
    var clock = (Cem.ManualClock) window.machine.clock;

    window.present ();
    see (window, "welcome");
    press (window, "PAIR", "Pair the lock");
    for (var failure = 1; failure <= 3; failure++) {
        see (window, "searching");
        clock.step (10.0);
        window.machine.advance (null);
        see (window, failure < 3 ? "failed" : "help");
        if (failure == 1 && picture != null)
            draw (window, picture);
        if (failure < 3)
            press (window, "PAIR", "Try again");
    }
    press (window, "RESET", "Start over");
    press (window, "PAIR", "Pair the lock");
    press (window, "CANCEL", "Cancel");
    see (window, "welcome");
    press (window, "PAIR", "Pair the lock");
    window.machine.activate_action ("FOUND", new Variant.string ("Front door"));
    see (window, "paired");
    expect (window.machine.done, "It is done");
}

int main (string[] args) {
    if (args.length < 2) {
        printerr ("Usage: onboarding CHART [--walk [PICTURE]]\n");
        return 2;
    }

    var is_walk = args.length > 2 && args[2] == "--walk";
    var application = new Gtk.Application (null, ApplicationFlags.NON_UNIQUE);
    application.activate.connect (() => {
        try {
            var chart = Cem.Chart.load (File.new_for_path (args[1]), Cem.ChartFlags.NONE, null);
            Cem.Clock? clock = is_walk ? new Cem.ManualClock (new DateTime.utc (2026, 3, 1, 9, 0, 0)) : null;
            var window = new Onboarding (application, chart, clock);
            if (is_walk)
                window.machine.language = "en";
            window.present ();
            if (is_walk) {
                walk (window, args.length > 3 ? args[3] : null);
                window.close ();
            }
        } catch (Error problem) {
            error ("%s", problem.message);
        }
    });
    return application.run ({ args[0] });
}
