// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Opens a store, takes in three events, and asks who the customer is: customers [STORE]

Cem.Event make_event (string id, string source, string type, string key, string value) {
    var event = new Cem.Event (source, type);

    event.set_id (id);
    event.set_time (new DateTime.utc (2026, 3, 1, 9, int.parse (id), 0));
    event.set_identifier (key, value);
    return event;
}

async void take_in (Cem.Engine engine) throws Error {
    var view = make_event ("1", "/web", "page.viewed", "anonymous_id", "a1");
    var login = make_event ("2", "/web", "app.login", "anonymous_id", "a1");
    var told = make_event ("3", "/crm", "customer.identified", "user_id", "u7");

    login.set_identifier ("user_id", "u7");
    told.set_identifier ("email", "li@example.org");
    told.set_payload (Json.from_string ("{\"traits\": {\"name\": \"Li\"}}"));
    foreach (var event in new Cem.Event[] { view, login, told }) {
        var outcome = yield engine.ingest_async (event, Cem.IngestFlags.HISTORY);
        if (outcome.get_message () != null)
            printerr ("%s: %s\n", event.get_id (), outcome.get_message ());
    }
}

async void show (Cem.Engine engine) throws Error {
    var view = engine.create_view ("clerk", "example");
    var customer = yield view.find_customer_async ("email:li@example.org");
    var timeline = view.list_timeline (customer.get_id ());

    print ("customer %s, %s\n", customer.get_id (), customer.get_trait ("name").get_string ());
    foreach (var identifier in customer.get_identifiers ())
        print ("  %s\n", identifier);
    yield timeline.load_async (0, 10);
    for (uint i = 0; i < timeline.get_n_items (); i++)
        print ("  %s\n", ((Cem.LogEntry) timeline.get_item (i)).get_event_type ());
}

async int run (string? path) {
    try {
        var engine = yield Cem.Engine.open_async (path, null);
        yield take_in (engine);
        yield show (engine);
        yield engine.close_async ();
        return 0;
    } catch (Error error) {
        printerr ("%s\n", error.message);
        return 1;
    }
}

int main (string[] args) {
    var loop = new MainLoop ();
    int status = 0;

    run.begin (args.length > 1 ? args[1] : null, (_, result) => {
        status = run.end (result);
        loop.quit ();
    });
    loop.run ();
    return status;
}
