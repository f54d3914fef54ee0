// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_view () throws Error {
    var engine = Fixture.filled ();
    var view = engine.create_view ("agent 12", "service");

    assert_true (view.get_engine () == engine);
    assert_cmpstr (view.get_actor (), CompareOperator.EQ, "agent 12");
    assert_cmpstr (view.get_purpose (), CompareOperator.EQ, "service");
    assert_true (view.explain ("user_id:u1", "anonymous_id:a1").get_object ().get_boolean_member ("same"));
    assert_true (view.read_stats ().get_object ().get_size () > 0);
    try {
        view.find_customer ("user_id:nobody");
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.NOT_FOUND);
    }
    engine.close ();
}

void check_list (Cem.StoreList list, uint n) throws Error {
    list.load (0, 10);
    assert_cmpuint (list.get_n_items (), CompareOperator.EQ, n);
}

void test_lists () throws Error {
    var engine = Fixture.filled ();
    var view = engine.create_view (null, null);

    check_list (view.list_customers (), 2);
    check_list (view.list_timeline ("user_id:u1"), 4);
    check_list (view.list_log ("app.login"), 2);
    check_list (view.list_quarantine (), 1);
    engine.close ();
}

async void find_async () throws Error {
    var engine = Fixture.filled ();
    var view = engine.create_view (null, null);
    var mapping = new Cem.Mapping.from_text ("{\"name\": \"visits\", \"source\": \"/shop\", \"events\": [{\"type\": \"visit\"}]}", null);
    var intake = new Cem.Intake (engine, Cem.IntakeMode.LIVE);

    intake.set_mapping (mapping);
    intake.run_stream (new MemoryInputStream.from_bytes (new Bytes ("who\n7\n".data)));
    assert_cmpstr (view.find_mapping ("visits").get_digest (), CompareOperator.EQ, mapping.get_digest ());
    assert_cmpstr ((yield view.find_mapping_async (mapping.get_digest ())).get_name (), CompareOperator.EQ, "visits");
    try {
        view.find_mapping ("calls");
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.NOT_FOUND);
    }
    engine.close ();
}

void test_mapping () throws Error {
    find_async.end (Harness.run ((done) => find_async.begin ((owned) done)));
}

async void run_async () throws Error {
    var engine = Fixture.filled ();
    var view = engine.create_view (null, null);
    var customer = yield view.find_customer_async ("user_id:u1");
    var why = yield view.explain_async ("user_id:u1", "user_id:u2");
    var stats = yield view.read_stats_async ();

    assert_true (customer.get_id () != null && stats.get_object ().get_size () > 0);
    assert_false (why.get_object ().get_boolean_member ("same"));
    engine.close ();
}

void test_async () throws Error {
    run_async.end (Harness.run ((done) => run_async.begin ((owned) done)));
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/view/find", test_view);
    Harness.add ("/vala/view/lists", test_lists);
    Harness.add ("/vala/view/mapping", test_mapping);
    Harness.add ("/vala/view/async", test_async);
    return Test.run ();
}
