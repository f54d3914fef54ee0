// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Lists customers by a condition, shows the page of one, and follows it while events arrive.

const string[] EVENTS = {
    """"type": "customer.identified", "identifiers": {"user_id": "u7", "phone": "+8613800138000"},
       "data": {"traits": {"name": "Li", "city": "Shanghai"}}""",
    """"type": "customer.identified", "identifiers": {"user_id": "u8"}, "data": {"traits": {"city": "Beijing"}}""",
    """"type": "device.registered", "identifiers": {"user_id": "u7", "serial": "SN1"}, "data": {"model": "A1"}""",
    """"type": "device.reading", "identifiers": {"serial": "SN1"}, "data": {"consumables": {"filter": 0.12}}""",
    """"type": "order.placed", "identifiers": {"user_id": "u7", "order_id": "O1"}, "data": {"amount": 99.5}"""
};

async void take_in (Cem.Engine engine, int number, string members) throws Error {
    var text = "{\"specversion\": \"1.0\", \"id\": \"%d\", \"source\": \"/example\", %s, \"time\": \"2026-03-01T09:%d:00Z\"}"
        .printf (number, members, 10 + number);
    var event = new Cem.Event.from_text (text);

    yield engine.ingest_async (event, Cem.IngestFlags.HISTORY);
}

void show (Cem.CustomerView page) {
    print ("%s, %s\n", page.customer.get_trait ("name").get_string (), page.customer.get_trait ("city").get_string ());

    var devices = page.get_nouns ("device");
    for (uint i = 0; i < devices.get_n_items (); i++) {
        var device = (Cem.Device) devices.get_item (i);
        print ("  %s (%s), filter at %.0f %%\n", device.model, device.key, 100 * device.get_consumable ("filter"));
    }

    var orders = page.get_nouns ("order");
    for (uint i = 0; i < orders.get_n_items (); i++) {
        var order = (Cem.Order) orders.get_item (i);
        print ("  %s %s: %g\n", order.key, order.state, order.amount);
    }
}

// Waits until the page has seen a change of its orders.
async Cem.Order next_change (Cem.CustomerView page) {
    var orders = page.get_nouns ("order");
    ulong handler = orders.items_changed.connect (() => next_change.callback ());

    yield;
    orders.disconnect (handler);
    return (Cem.Order) orders.get_item (0);
}

async void run (Cem.Engine engine) throws Error {
    for (int i = 0; i < EVENTS.length; i++)
        yield take_in (engine, i, EVENTS[i]);

    var view = engine.create_view ("clerk", "example");
    var near = view.filter_customers ("customer.traits.city == 'Shanghai'", "since");
    yield near.load_async (0, 20);
    for (uint i = 0; i < near.get_n_items (); i++)
        print ("%s is in Shanghai\n", ((Cem.Customer) near.get_item (i)).get_identifiers ()[0]);

    var page = yield view.open_customer_async ("phone:138 0013 8000");
    show (page);

    page.live = true;
    take_in.begin (engine, 20, """"type": "order.delivered", "identifiers": {"order_id": "O1"}""");
    var order = yield next_change (page);
    print ("now %s is %s\n", order.key, order.state);
}

async int main_async () {
    try {
        var engine = yield Cem.Engine.open_async (null, null);
        yield run (engine);
        yield engine.close_async ();
        return 0;
    } catch (Error error) {
        printerr ("%s\n", error.message);
        return 1;
    }
}

int main () {
    var loop = new MainLoop ();
    int status = 0;

    main_async.begin ((_, result) => {
        status = main_async.end (result);
        loop.quit ();
    });
    loop.run ();
    return status;
}
