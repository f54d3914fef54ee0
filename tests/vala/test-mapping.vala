// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const string TEXT = """{"name": "orders", "description": "Shop orders", "source": "/shop", "files": ["*.csv"],
 "id": "number", "time": "placed", "identifiers": {"order_id": "number"},
 "events": [{"type": "order.placed", "data": {"amount": {"column": "amount", "kind": "double"}}}]}""";

Bytes csv () {
    return new Bytes ("number,placed,amount\n7,2026-03-01T09:00:00Z,12.5\n8,2026-03-01,much\n".data);
}

void test_getters () throws Error {
    var mapping = new Cem.Mapping.from_text (TEXT, null);
    var again = new Cem.Mapping.from_json (mapping.to_json (), null);

    assert_cmpstr (again.get_name (), CompareOperator.EQ, "orders");
    assert_cmpstr (again.get_source (), CompareOperator.EQ, "/shop");
    assert_cmpstr (again.get_description (), CompareOperator.EQ, "Shop orders");
    assert_cmpstr (again.get_digest (), CompareOperator.EQ, mapping.get_digest ());
    assert_cmpstr (string.joinv (" ", mapping.list_columns ()), CompareOperator.EQ, "number placed amount");
    assert_true (mapping.accepts ("a.csv"));
    assert_false (mapping.accepts ("a.txt"));
}

void test_rows () throws Error {
    var mapping = new Cem.Mapping.from_text (TEXT, null);
    var diagnostics = new Cem.Diagnostics ();
    var rows = mapping.preview (csv (), 0).get_object ().get_array_member ("rows");

    assert_true (rows.get_length () == 2);
    assert_true (mapping.check_sample (csv (), diagnostics));
    assert_true (diagnostics.get_n_warnings () == 1);
}

void test_propose () throws Error {
    var proposed = Cem.Mapping.propose (csv (), "Orders").get_object ();

    assert_cmpstr (proposed.get_string_member ("time"), CompareOperator.EQ, "placed");
}

async string load_async (File file) throws Error {
    var mapping = yield Cem.Mapping.load_async (file, null);

    return mapping.get_name ();
}

void test_load () throws Error {
    FileIOStream stream;
    var file = File.new_tmp ("cem-XXXXXX.json", out stream);

    stream.close ();
    file.replace_contents (TEXT.data, null, false, FileCreateFlags.NONE, null);
    assert_cmpstr (Cem.Mapping.load (file, null).get_name (), CompareOperator.EQ, "orders");
    assert_cmpstr (load_async.end (Harness.run ((done) => load_async.begin (file, (owned) done))),
                   CompareOperator.EQ, "orders");
    file.delete ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/mapping/getters", test_getters);
    Harness.add ("/vala/mapping/rows", test_rows);
    Harness.add ("/vala/mapping/propose", test_propose);
    Harness.add ("/vala/mapping/load", test_load);
    return Test.run ();
}
