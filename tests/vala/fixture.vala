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

    // Identifiers, type and data of what happened, an event each minute until the start.
    private const string[] NOUNS = {
        "\"type\":\"customer.identified\",\"identifiers\":{\"user_id\": \"u1\", \"email\": \"li@example.org\"},\"data\":{\"traits\": {\"city\": \"Shanghai\"}}",
        "\"type\":\"customer.identified\",\"identifiers\":{\"user_id\": \"u2\"},\"data\":{\"traits\": {\"city\": \"Lyon\"}}",
        "\"type\":\"customer.owner_assigned\",\"identifiers\":{\"user_id\": \"u1\"},\"data\":{\"staff\": \"E7\"}",
        "\"type\":\"consent.given\",\"identifiers\":{\"user_id\": \"u1\"},\"data\":{\"purpose\": \"marketing\"}",
        "\"type\":\"site.added\",\"identifiers\":{\"site_id\": \"S1\", \"user_id\": \"u1\"},\"data\":{\"city\": \"Shanghai\", \"rooms\": 3, \"area_m2\": 80.5}",
        "\"type\":\"household.joined\",\"identifiers\":{\"household_id\": \"H1\", \"user_id\": \"u1\"},\"data\":{\"name\": \"Li\"}",
        "\"type\":\"contract.signed\",\"identifiers\":{\"contract_id\": \"K1\", \"user_id\": \"u1\"},\"data\":{\"kind\": \"care\", \"amount\": 120}",
        "\"type\":\"device.registered\",\"identifiers\":{\"serial\": \"SN1\", \"user_id\": \"u1\"},\"data\":{\"model\": \"A1\", \"warranty_until\": \"2028-01-01\", \"components\": [{\"name\": \"pump\", \"batch\": \"B1\"}]}",
        "\"type\":\"device.reading\",\"identifiers\":{\"serial\": \"SN1\"},\"data\":{\"consumables\": {\"filter\": 0.12}, \"meters\": {\"runtime\": 10}, \"units\": {\"runtime\": \"h\"}}",
        "\"type\":\"device.registered\",\"identifiers\":{\"serial\": \"SN2\", \"user_id\": \"u2\"},\"data\":{\"model\": \"B7\"}",
        "\"type\":\"order.placed\",\"identifiers\":{\"order_id\": \"O1\", \"user_id\": \"u1\"},\"data\":{\"amount\": 99.5, \"currency\": \"CNY\"}",
        "\"type\":\"order.placed\",\"identifiers\":{\"order_id\": \"O2\", \"user_id\": \"u2\"},\"data\":{\"amount\": 7}",
        "\"type\":\"work_order.opened\",\"identifiers\":{\"work_order_id\": \"W1\", \"serial\": \"SN1\", \"user_id\": \"u1\"},\"data\":{\"title\": \"Leaks\"}",
        "\"type\":\"work_order.part_used\",\"identifiers\":{\"work_order_id\": \"W1\"},\"data\":{\"part\": \"P-1\"}",
        "\"type\":\"work_order.closed\",\"identifiers\":{\"work_order_id\": \"W1\"},\"data\":{\"resolution\": \"sealed\"}",
        "\"type\":\"task.opened\",\"identifiers\":{\"task_id\": \"T1\", \"user_id\": \"u1\"},\"data\":{\"title\": \"Call\", \"staff\": \"E7\"}",
        "\"type\":\"staff.added\",\"identifiers\":{\"staff_id\": \"E7\"},\"data\":{\"name\": \"Wang\", \"skills\": [\"pump\"]}",
        "\"type\":\"coupon.issued\",\"identifiers\":{\"coupon_id\": \"C1\", \"user_id\": \"u1\"},\"data\":{\"value\": 20}",
        "\"type\":\"appointment.booked\",\"identifiers\":{\"appointment_id\": \"A1\", \"user_id\": \"u1\"},\"data\":{\"kind\": \"installation\"}",
        "\"type\":\"lead.created\",\"identifiers\":{\"lead_id\": \"L1\", \"user_id\": \"u1\"},\"data\":{\"source\": \"web\"}",
        "\"type\":\"response.received\",\"identifiers\":{\"user_id\": \"u1\", \"response_id\": \"R1\"},\"data\":{\"kind\": \"nps\", \"score\": 9}",
        "\"type\":\"campaign.started\",\"identifiers\":{\"campaign_id\": \"M1\"},\"data\":{\"name\": \"Spring\"}",
    };

    // A customer with something of everything, and another one.
    public Cem.Engine nouns () throws Error {
        var engine = open ();
        for (int i = 0; i < NOUNS.length; i++) {
            var time = start ().add_minutes (i - NOUNS.length).format_iso8601 ();
            var text = "{\"specversion\":\"1.0\",\"id\":\"n%d\",\"source\":\"/app\",\"time\":\"%s\",%s}"
                .printf (i, time, NOUNS[i]);
            engine.ingest (new Cem.Event.from_text (text), Cem.IngestFlags.HISTORY);
        }
        return engine;
    }
}
