// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// What all tests share.
namespace Harness {
    public delegate void Body () throws Error;

    // A test that fails when it throws.
    public void add (string path, owned Body body) {
        Test.add_data_func (path, () => {
            try {
                body ();
            } catch (Error error) {
                Test.message ("%s", error.message);
                Test.fail ();
            }
        });
    }

    public delegate void Start (owned AsyncReadyCallback done);

    // Starts something and runs the main context until it is done.
    public AsyncResult run (Start start) {
        AsyncResult? got = null;

        start ((_, result) => { got = result; });
        while (got == null)
            MainContext.@default ().iteration (true);
        return got;
    }
}
