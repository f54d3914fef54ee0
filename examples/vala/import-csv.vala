// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Takes a CSV file into a store through a mapping, and lists customers by a condition:
//   import-csv orders.mapping.json orders.csv 'customer.n_orders > 1'

async Cem.Mapping load_mapping (string path) throws Error {
    var diagnostics = new Cem.Diagnostics ();

    try {
        return yield Cem.Mapping.load_async (File.new_for_path (path), diagnostics);
    } catch (Error error) {
        printerr ("%s", diagnostics.to_string ());
        throw error;
    }
}

async void run (string mapping, string csv, string condition) throws Error {
    var engine = yield Cem.Engine.open_async (null, null);
    var intake = new Cem.Intake (engine, Cem.IntakeMode.HISTORY);

    intake.mapping = yield load_mapping (mapping);
    yield intake.run_file_async (File.new_for_path (csv));
    print ("%u events, %u in the quarantine\n", intake.n_accepted, intake.n_quarantined);

    var view = engine.create_view (null, null);
    var quarantine = view.list_quarantine ();
    yield quarantine.load_async (0, 20);
    for (uint i = 0; i < uint.min (quarantine.get_n_items (), 20); i++) {
        var item = (Cem.QuarantineItem) quarantine.get_item (i);
        print ("%s:%u: %s\n", item.origin, item.line, item.message);
    }

    var customers = view.filter_customers (condition, "since");
    yield customers.load_async (0, 20);
    for (uint i = 0; i < uint.min (customers.get_n_items (), 20); i++) {
        var customer = (Cem.Customer) customers.get_item (i);
        var city = customer.get_trait ("city");
        print ("%s: %s\n", customer.get_identifiers ()[0], city != null ? city.get_string () : "");
    }
    yield engine.close_async ();
}

int main (string[] arguments) {
    var loop = new MainLoop ();
    int status = 0;

    Intl.setlocale ();
    if (arguments.length != 4) {
        printerr ("Usage: %s MAPPING CSV CONDITION\n", arguments[0]);
        return 2;
    }

    run.begin (arguments[1], arguments[2], arguments[3], (object, result) => {
        try {
            run.end (result);
        } catch (Error error) {
            printerr ("%s\n", error.message);
            status = 1;
        }
        loop.quit ();
    });
    loop.run ();
    return status;
}
