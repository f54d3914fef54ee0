// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void fail () throws Cem.Error {
    throw new Cem.Error.NOT_FOUND ("not there");
}

void test_domain () {
    assert_cmpstr (Cem.Error.quark ().to_string (), CompareOperator.EQ, "cem-error-quark");
    try {
        fail ();
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.NOT_FOUND);
        assert_cmpstr (error.message, CompareOperator.EQ, "not there");
    }
}

void test_version () {
    assert_cmpstr ("%d.%d.%d".printf (Cem.MAJOR_VERSION, Cem.MINOR_VERSION, Cem.MICRO_VERSION),
                   CompareOperator.EQ, Cem.VERSION_S);
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/error/domain", test_domain);
    Test.add_func ("/vala/error/version", test_version);
    return Test.run ();
}
