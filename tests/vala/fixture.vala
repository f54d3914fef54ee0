// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// What the tests share: an engine in memory, whose clock stands still, and some events.
namespace Fixture {
    public const Cem.IngestFlags NONE = Cem.IngestFlags.NONE;

    public DateTime start () {
        return new DateTime.utc (2026, 3, 1, 9, 0, 0);
    }

    public Cem.Engine open (string? path = null) throws Error {
        return Cem.Engine.open (path, new Cem.ManualClock (start ()));
    }

    public Cem.Event event (string id, string type = "app.login", string key = "user_id", string value = "u1") {
        var event = new Cem.Event ("/app", type);
        event.set_id (id);
        event.set_time (start ());
        event.set_identifier (key, value);
        return event;
    }

    public Cem.Outcome ingest (Cem.Engine engine, Cem.Event event) throws Error {
        return engine.ingest (event, NONE);
    }

    // One customer with three identifiers, another one, a duplicate and something in quarantine.
    public Cem.Engine filled () throws Error {
        var engine = open ();
        var login = event ("e1");
        var told = event ("e2", "customer.identified");

        login.set_identifier ("anonymous_id", "a1");
        told.set_identifier ("email", "li@Example.org");
        told.set_payload (Json.from_string ("{\"traits\": {\"name\": \"Li\", \"city\": \"Shenzhen\"}}"));
        ingest (engine, login);
        ingest (engine, told);
        ingest (engine, event ("e3", "app.login", "user_id", "u2"));
        ingest (engine, login);
        ingest (engine, event ("e3", "page.viewed", "user_id", "u2"));
        return engine;
    }

    public string lines (int n) {
        var text = new StringBuilder ();
        for (int i = 0; i < n; i++)
            text.append (Json.to_string (event ("e%d".printf (i)).to_json (), false) + "\n");
        return text.append ("{\"specversion\"\n").str;
    }

    public InputStream stream (int n) {
        return new MemoryInputStream.from_bytes (new Bytes (lines (n).data));
    }
}
