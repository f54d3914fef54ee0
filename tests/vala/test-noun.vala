// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_device (Cem.View view) throws Error {
    var noun = (Cem.Device) view.find_noun ("serial:SN1");

    assert_cmpstr (noun.get_model (), CompareOperator.EQ, "A1");
    assert_true (noun.get_name () == null);
    assert_true (noun.get_batch () == null);
    assert_true (noun.get_site () == null);
    assert_true (noun.get_firmware () == null);
    assert_true (noun.get_sold () == null);
    assert_true (noun.get_owner () != null);
    assert_true (noun.get_warranty_until () != null);
    assert_false (noun.get_online ());
    assert_cmpstr (noun.list_meters ()[0], CompareOperator.EQ, "runtime");
    assert_cmpstr (noun.list_consumables ()[0], CompareOperator.EQ, "filter");
    assert_cmpstr (noun.list_components ()[0], CompareOperator.EQ, "pump");
    assert_cmpfloat (noun.get_consumable ("filter"), CompareOperator.EQ, 0.12);
    assert_true (noun.get_meter ("mileage").is_nan ());
    assert_cmpstr (noun.dup_meter_unit ("runtime"), CompareOperator.EQ, "h");
    assert_cmpstr (noun.dup_component ("pump").lookup ("batch").dup_string (), CompareOperator.EQ, "B1");
    assert_true (noun.is_in_warranty (Fixture.start ()));
    assert_cmpstr (noun.find_owner (Fixture.start ()), CompareOperator.EQ,
        view.find_customer ("user_id:u1").get_id ());
}

void test_order (Cem.View view) throws Error {
    var noun = (Cem.Order) view.find_noun ("order_id:O1");

    assert_cmpstr (noun.get_currency (), CompareOperator.EQ, "CNY");
    assert_true (noun.get_channel () == null);
    assert_true (noun.get_paid_at () == null);
    assert_true (noun.get_shipped_at () == null);
    assert_true (noun.get_delivered_at () == null);
    assert_true (noun.get_promised () == null);
    assert_true (noun.get_placed_at () != null);
    assert_cmpfloat (noun.get_amount (), CompareOperator.EQ, 99.5);
    assert_false (noun.is_late ());
}

void test_work_order (Cem.View view) throws Error {
    var noun = (Cem.WorkOrder) view.find_noun ("work_order_id:W1");

    assert_cmpstr (noun.get_title (), CompareOperator.EQ, "Leaks");
    assert_true (noun.get_work_order_kind () == null);
    assert_true (noun.get_assignee () == null);
    assert_true (noun.get_team () == null);
    assert_true (noun.get_priority () == null);
    assert_true (noun.get_category () == null);
    assert_true (noun.get_due () == null);
    assert_true (noun.get_resolved_at () == null);
    assert_true (noun.get_opened_at () != null);
    assert_true (noun.get_closed_at () != null);
    assert_false (noun.get_made_sla ());
    assert_false (noun.get_first_time_fixed ());
    assert_cmpuint (noun.get_n_reopened (), CompareOperator.EQ, 0);
    TimeSpan span;
    assert_true (noun.get_open_to_close (out span));
    assert_true (span == 2 * TimeSpan.MINUTE);
    assert_cmpstr (noun.list_parts ()[0], CompareOperator.EQ, "P-1");
}

void test_site (Cem.View view) throws Error {
    var noun = (Cem.Site) view.find_noun ("site_id:S1");

    assert_cmpstr (noun.get_city (), CompareOperator.EQ, "Shanghai");
    assert_true (noun.get_name () == null);
    assert_true (noun.get_site_kind () == null);
    assert_true (noun.get_address () == null);
    assert_true (noun.get_region () == null);
    assert_cmpfloat (noun.get_area (), CompareOperator.EQ, 80.5);
    assert_true (noun.get_latitude ().is_nan ());
    assert_true (noun.get_longitude ().is_nan ());
}

void test_contract (Cem.View view) throws Error {
    var noun = (Cem.Contract) view.find_noun ("contract_id:K1");

    assert_cmpstr (noun.get_contract_kind (), CompareOperator.EQ, "care");
    assert_true (noun.get_currency () == null);
    assert_true (noun.get_starts () == null);
    assert_true (noun.get_ends () == null);
    assert_true (noun.get_renewed_at () == null);
    assert_true (noun.get_ended_at () == null);
    assert_true (noun.get_signed_at () != null);
    assert_cmpfloat (noun.get_amount (), CompareOperator.EQ, 120);
}

void test_household (Cem.View view) throws Error {
    var noun = (Cem.Household) view.find_noun ("household_id:H1");

    assert_cmpstr (noun.get_name (), CompareOperator.EQ, "Li");
    assert_cmpuint (noun.get_n_members (), CompareOperator.EQ, 1);
}

void test_lead (Cem.View view) throws Error {
    var noun = (Cem.Lead) view.find_noun ("lead_id:L1");

    assert_cmpstr (noun.get_source (), CompareOperator.EQ, "web");
    assert_true (noun.get_campaign () == null);
    assert_true (noun.get_segment () == null);
    assert_true (noun.get_converted_at () == null);
    assert_true (noun.get_created_at () != null);
    assert_true (noun.get_amount ().is_nan ());
    assert_false (noun.get_lost ());
}

void test_appointment (Cem.View view) throws Error {
    var noun = (Cem.Appointment) view.find_noun ("appointment_id:A1");

    assert_cmpstr (noun.get_appointment_kind (), CompareOperator.EQ, "installation");
    assert_true (noun.get_at () == null);
    assert_true (noun.get_until () == null);
    assert_true (noun.get_place () == null);
    assert_true (noun.get_staff () == null);
}

void test_task (Cem.View view) throws Error {
    var noun = (Cem.Task) view.find_noun ("task_id:T1");

    assert_cmpstr (noun.get_title (), CompareOperator.EQ, "Call");
    assert_true (noun.get_task_kind () == null);
    assert_true (noun.get_due () == null);
    assert_true (noun.get_priority () == null);
    assert_true (noun.get_result () == null);
    assert_true (noun.get_done_at () == null);
    assert_true (noun.get_assignee () != null);
    assert_true (noun.get_opened_at () != null);
}

void test_staff (Cem.View view) throws Error {
    var noun = (Cem.Staff) view.find_noun ("staff_id:E7");

    assert_cmpstr (noun.get_name (), CompareOperator.EQ, "Wang");
    assert_true (noun.get_role () == null);
    assert_true (noun.get_region () == null);
    assert_true (noun.get_team () == null);
    assert_false (noun.get_active ());
    assert_cmpstr (noun.list_skills ()[0], CompareOperator.EQ, "pump");
}

void test_coupon (Cem.View view) throws Error {
    var noun = (Cem.Coupon) view.find_noun ("coupon_id:C1");

    assert_true (noun.get_template () == null);
    assert_true (noun.get_currency () == null);
    assert_true (noun.get_order () == null);
    assert_true (noun.get_expires () == null);
    assert_true (noun.get_redeemed_at () == null);
    assert_true (noun.get_issued_at () != null);
    assert_cmpfloat (noun.get_value (), CompareOperator.EQ, 20);
}

void test_response (Cem.View view) throws Error {
    var noun = (Cem.Response) view.find_noun ("response_id:R1");

    assert_cmpstr (noun.get_response_kind (), CompareOperator.EQ, "nps");
    assert_true (noun.get_text () == null);
    assert_true (noun.get_survey () == null);
    assert_true (noun.get_question () == null);
    assert_true (noun.get_about () == null);
    assert_true (noun.get_received_at () != null);
    assert_cmpfloat (noun.get_score (), CompareOperator.EQ, 9);
    assert_cmpuint (noun.get_scale (), CompareOperator.EQ, 0);
}

void test_nouns () throws Error {
    var engine = Fixture.nouns ();
    var view = engine.create_view (null, null);
    var noun = view.find_noun ("campaign_id:M1");

    assert_cmpstr (noun.get_noun (), CompareOperator.EQ, "campaign");
    assert_cmpstr (noun.get_key (), CompareOperator.EQ, "campaign_id:M1");
    assert_cmpstr (noun.get_state (), CompareOperator.EQ, "running");
    assert_true (noun.get_id ().has_prefix ("t"));
    assert_true (noun.get_since () != null);
    assert_true (noun.get_updated () != null);
    assert_true (noun.get_position () != null);
    assert_cmpstr (noun.dup_field ("name").dup_string (), CompareOperator.EQ, "Spring");
    assert_true ("name" in noun.list_fields ());
    assert_cmpstr (noun.list_keys ()[0], CompareOperator.EQ, "campaign_id:M1");
    test_device (view);
    test_order (view);
    test_work_order (view);
    test_site (view);
    test_contract (view);
    test_household (view);
    test_lead (view);
    test_appointment (view);
    test_task (view);
    test_staff (view);
    test_coupon (view);
    test_response (view);
    engine.close ();
}

void test_lists () throws Error {
    var engine = Fixture.nouns ();
    var view = engine.create_view (null, null);
    var list = view.list_nouns ("device", "device.consumables.filter.life < 0.15", "-since");

    assert_true (list.load (0, 10));
    assert_cmpuint (list.get_n_items (), CompareOperator.EQ, 1);
    list = view.filter_customers ("customer.traits.city == 'Lyon'", null);
    assert_true (list.load (0, 10));
    assert_cmpuint (list.get_n_items (), CompareOperator.EQ, 1);
    try {
        view.list_nouns ("device", "device.modell == 1", null);
        assert_not_reached ();
    } catch (Cem.Error.TYPE error) {
        assert_true ("modell" in error.message);
    }
    engine.close ();
}

const string[] PAGE_NOUNS = {
    "site", "household", "contract", "device", "order", "work_order", "task", "coupon", "appointment", "lead",
    "response"
};

void assert_one (ListModel list) {
    assert_cmpuint (list.get_n_items (), CompareOperator.EQ, 1);
}

void test_customer_page () throws Error {
    var engine = Fixture.nouns ();
    var view = engine.create_view (null, null);
    var page = view.open_customer ("user_id:u1");

    assert_cmpstr (page.get_customer ().get_trait ("city").get_string (), CompareOperator.EQ, "Shanghai");
    assert_cmpstr (page.get_key (), CompareOperator.EQ, "user_id:u1");
    assert_true (page.get_position () != null);
    assert_true (page.get_view () == view);
    assert_true (page.get_error () == null);
    assert_cmpuint (page.get_identifiers ().get_n_items (), CompareOperator.EQ, 2);
    assert_one (page.get_traits ());
    assert_one (page.get_consents ());
    assert_one (page.get_facts ());
    foreach (unowned var noun in PAGE_NOUNS)
        assert_one (page.get_nouns (noun));
    assert_true (page.get_nouns ("staff") == null);
    assert_true (page.get_timeline ().get_n_items () > 10);
    var touchpoints = page.get_touchpoints ();
    var touchpoint = (Cem.Touchpoint) touchpoints.get_item (touchpoints.get_n_items () - 1);
    assert_cmpstr (touchpoint.get_event_type (), CompareOperator.EQ, "customer.owner_assigned");
    assert_cmpstr (touchpoint.get_source (), CompareOperator.EQ, "/app");
    assert_cmpstr (touchpoint.get_stage (), CompareOperator.EQ, "service");
    assert_cmpstr (touchpoint.get_stage_label ("en"), CompareOperator.EQ, "Service");
    assert_true (touchpoint.get_channel () == null);
    assert_true (touchpoint.get_time () != null);
    assert_true (page.to_json ().get_object ().has_member ("orders"));
    assert_false (page.get_live ());
    page.set_live (true);
    page.set_live (false);
    assert_true (page.renew ());
    engine.close ();
}

void test_noun_page () throws Error {
    var engine = Fixture.nouns ();
    var page = engine.create_view (null, null).open_noun ("serial:SN1");

    assert_cmpstr (((Cem.Device) page.get_noun ()).get_model (), CompareOperator.EQ, "A1");
    assert_one (page.get_customers ());
    foreach (unowned var noun in PAGE_NOUNS)
        assert_cmpuint (page.get_nouns (noun).get_n_items (), CompareOperator.EQ, noun == "work_order" ? 1 : 0);
    engine.close ();
}

async void run_async (Cem.View view) throws Error {
    var device = (Cem.Device) yield view.find_noun_async ("serial:SN1");
    var customer = yield view.open_customer_async ("user_id:u1");
    var record = yield view.open_noun_async ("serial:SN1");

    assert_cmpstr (device.get_model (), CompareOperator.EQ, "A1");
    assert_one (customer.get_nouns ("device"));
    assert_true (yield record.renew_async ());
}

void test_async () throws Error {
    var engine = Fixture.nouns ();
    var view = engine.create_view (null, null);

    run_async.end (Harness.run ((done) => run_async.begin (view, (owned) done)));
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/noun/nouns", test_nouns);
    Harness.add ("/vala/noun/lists", test_lists);
    Harness.add ("/vala/noun/customer-page", test_customer_page);
    Harness.add ("/vala/noun/noun-page", test_noun_page);
    Harness.add ("/vala/noun/async", test_async);
    return Test.run ();
}
