/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity-fixture.h"

/* Configuration, normalising, binding: no store. */

static void
test_phone (void)
{
  static const struct
  {
    const char *text;
    const char *region;
    const char *expected;
  } cases[] = {
    { "138 0013 8000", "CN", "+8613800138000" },
    { "+86 138-0013-8000", "US", "+8613800138000" },
    { "8613800138000", "CN", "+8613800138000" },
    { "008613800138000", "CN", "+8613800138000" },
    { "010-6552 9988", "CN", "+861065529988" },
    { "0755 8888 9999", "CN", "+8675588889999" },
    { "１３８００１３８０００", "CN", "+8613800138000" },
    { "tel:+86-138-0013-8000", "DE", "+8613800138000" },
    { "1380013800", "CN", NULL },
    { "12345", "CN", NULL },
    { "(415) 555-2671", "US", "+14155552671" },
    { "1-415-555-2671", "US", "+14155552671" },
    { "011 44 20 7946 0958", "US", "+442079460958" },
    { "115 555 2671", "US", NULL },
    { "030 901820", "DE", "+4930901820" },
    { "+49 (0)30 901820", "CN", "+4930901820" },
    { "06 12 34 56 78", "FR", "+33612345678" },
    { "612345678", "FR", "+33612345678" },
    { "020 7946 0958", "GB", "+442079460958" },
    { "03-1234-5678", "JP", "+81312345678" },
    { "010 86 13800138000", "JP", "+8613800138000" },
    { "06 698 12345", "IT", "+390669812345" },
    { "8 (495) 123-45-67", "RU", "+74951234567" },
    { "+7 495 123 45 67", "US", "+74951234567" },
    { "+852 2345 6789", "CN", "+85223456789" },
    { "+999 123456789012345", "CN", NULL },
    { "+283 1234567", "CN", NULL },
    { "555-CALL", "US", NULL },
    { "+", "CN", NULL },
    { "++8613800138000", "CN", NULL },
    { "13800138000 ext 5", "CN", NULL },
    { "123456789012345678901234567890", "CN", NULL },
  };

  g_test_summary ("Numbers as people write them come to one E.164 spelling, or are refused");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char out[CEM_PHONE_BUFFER];
      const char *message = NULL;
      const char *got = _cem_phone_to_e164 (cases[i].text, strlen (cases[i].text), cases[i].region, out,
                                            &message);

      g_test_message ("%s in %s", cases[i].text, cases[i].region);
      g_assert_cmpstr (got, ==, cases[i].expected);
      g_assert_true (got != NULL || message != NULL);
    }
}

static void
test_normalise (void)
{
  static const struct
  {
    const char *type;
    const char *value;
    CemIdentityVerdict verdict;
    const char *expected;
  } cases[] = {
    { "email", " Li.Wei@EXAMPLE.Org ", CEM_IDENTITY_OK, "Li.Wei@example.org" },
    { "email", "li@localhost", CEM_IDENTITY_INVALID, NULL },
    { "email", "li@@example.org", CEM_IDENTITY_INVALID, NULL },
    { "email", "li wei@example.org", CEM_IDENTITY_INVALID, NULL },
    { "email", "li..wei@example.org", CEM_IDENTITY_INVALID, NULL },
    { "email", "li@-example.org", CEM_IDENTITY_INVALID, NULL },
    { "email", "@example.org", CEM_IDENTITY_INVALID, NULL },
    { "email", "li@b\xc3\x9c" "cher.example", CEM_IDENTITY_OK, "li@b\xc3\xbc" "cher.example" },
    { "email", "Test@Test.com", CEM_IDENTITY_BLOCKED, NULL },
    { "serial", "\tsn-00a\n", CEM_IDENTITY_OK, "SN-00A" },
    { "vin", "wvwzzz1jz3w386752", CEM_IDENTITY_OK, "WVWZZZ1JZ3W386752" },
    { "serial", "0000", CEM_IDENTITY_BLOCKED, NULL },
    { "user_id", "TEST", CEM_IDENTITY_BLOCKED, NULL },
    { "user_id", " ", CEM_IDENTITY_INVALID, NULL },
    { "user_id", "a\x01" "b", CEM_IDENTITY_INVALID, NULL },
    { "user_id", "Ab", CEM_IDENTITY_OK, "Ab" },
    { "phone", "13800138000", CEM_IDENTITY_OK, "+8613800138000" },
    { "phone", "000", CEM_IDENTITY_BLOCKED, NULL },
    { "phone", "77", CEM_IDENTITY_INVALID, NULL },
  };
  g_autoptr (CemIdentityConfig) config = config_from_text (NULL);
  g_autoptr (CemArena) arena = _cem_arena_new (1024);

  g_test_summary ("Each value has one spelling; what is invalid or blocked has none");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CemIdentityType *type = _cem_identity_config_find_type (config, cases[i].type, -1);
      const char *value = NULL;
      const char *message = NULL;
      gsize length = 0;

      g_test_message ("case %u: %s", i, cases[i].type);
      g_assert_cmpint (_cem_identity_normalise (config, type, arena, cases[i].value,
                                                strlen (cases[i].value), &value, &length, &message),
                       ==, cases[i].verdict);
      if (cases[i].verdict == CEM_IDENTITY_OK)
        g_assert_cmpstr (value, ==, cases[i].expected);
      else
        g_assert_nonnull (message);
    }
}

static void
bind (CemIdentityConfig *config,
      CemArena *arena,
      const char *json,
      CemIdentitySet *set)
{
  g_autoptr (GError) error = NULL;
  CemDatum datum = _cem_datum_null ();

  _cem_json_read (arena, json, strlen (json), &_cem_json_default_limits, &datum, &error);
  g_assert_no_error (error);
  _cem_identity_bind (config, test_secret, arena, &datum, G_GINT64_CONSTANT (1767225600000000), set,
                      &error);
  g_assert_no_error (error);
}

static void
test_bind (void)
{
  g_autoptr (CemIdentityConfig) config = config_from_text (NULL);
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemIdentitySet set;

  g_test_summary ("Fragments by rank, then things; each once; the rest is reported");

  bind (config, arena,
        "{\"serial\": \"sn1\", \"phone\": [\"13800138000\", \"+8613800138000\", \"7\"], \"user_id\": 7,"
        " \"shoe\": \"42\", \"email\": null, \"order_id\": \"test\"}",
        &set);
  g_assert_cmpuint (set.n_fragments, ==, 2);
  g_assert_cmpuint (set.n_things, ==, 1);
  g_assert_cmpstr (set.identifiers[0].type->name, ==, "user_id");
  g_assert_cmpstr (set.identifiers[0].value, ==, "7");
  g_assert_cmpstr (set.identifiers[1].value, ==, "+8613800138000");
  g_assert_cmpint (set.identifiers[1].epoch, ==, 20454 / 365);
  g_assert_cmpstr (set.identifiers[2].value, ==, "SN1");
  g_assert_cmpuint (set.n_ignored, ==, 3);
  g_assert_cmpint (set.ignored[0].verdict, ==, CEM_IDENTITY_INVALID);
  g_assert_cmpint (set.ignored[1].verdict, ==, CEM_IDENTITY_UNKNOWN_TYPE);
  g_assert_cmpstr (set.ignored[1].type, ==, "shoe");
  g_assert_cmpint (set.ignored[2].verdict, ==, CEM_IDENTITY_BLOCKED);
}

static void
test_bind_errors (void)
{
  g_autoptr (CemIdentityConfig) config = config_from_text (NULL);
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GString) many = g_string_new ("{\"user_id\": [\"a\"");
  g_autoptr (GError) error = NULL;
  CemDatum datum = _cem_datum_null ();
  CemIdentitySet set;

  g_test_summary ("Too many identifiers, and values that are none, are errors");

  for (guint i = 0; i < CEM_IDENTITY_MAX_IDENTIFIERS; i++)
    g_string_append_printf (many, ", \"u%u\"", i);
  g_string_append (many, "]}");
  g_assert_true (_cem_json_read (arena, many->str, many->len, &_cem_json_default_limits, &datum, NULL));
  g_assert_false (_cem_identity_bind (config, test_secret, arena, &datum, 0, &set, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
  g_clear_error (&error);

  g_assert_true (_cem_json_read (arena, "{\"user_id\": 1.5}", 16, &_cem_json_default_limits, &datum,
                                 NULL));
  g_assert_false (_cem_identity_bind (config, test_secret, arena, &datum, 0, &set, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_assert_nonnull (strstr (error->message, "/identifiers/user_id"));
}

static void
test_ids (void)
{
  char id[CEM_ID_BUFFER];
  char kind = 0;
  gint64 entity = 0;

  g_test_summary ("Entity ids depend on type, value, epoch and secret; public ids read back");

  g_assert_cmpint (_cem_identity_entity_id (test_secret, "ab", 2, "c", 1, 0), !=,
                   _cem_identity_entity_id (test_secret, "a", 1, "bc", 2, 0));
  g_assert_cmpint (_cem_identity_entity_id (test_secret, "a", 1, "b", 1, 0), !=,
                   _cem_identity_entity_id (test_secret, "a", 1, "b", 1, -1));
  g_assert_cmpint (_cem_identity_entity_id (test_secret, "a", 1, "b", 1, 7), ==,
                   _cem_identity_entity_id (test_secret, "a", 1, "b", 1, 7));

  _cem_id_format ('c', -1, id);
  g_assert_cmpstr (id, ==, "cfzzzzzzzzzzzz");
  g_assert_true (_cem_id_parse (id, -1, &kind, &entity));
  g_assert_cmpint (entity, ==, -1);
  g_assert_cmpint (kind, ==, 'c');
  g_assert_false (_cem_id_parse ("cgzzzzzzzzzzzz", -1, &kind, &entity));
  g_assert_false (_cem_id_parse ("cfzzzzzzzzzzz", -1, &kind, &entity));
  g_assert_false (_cem_id_parse ("cfzzzzzzzzzzzu", -1, &kind, &entity));
}

static void
test_epochs (void)
{
  CemIdentityType type = { .valid = 10 };

  g_test_summary ("Epochs divide time without a gap, before 1970 as well");

  g_assert_cmpint (_cem_identity_epoch (&type, 0), ==, 0);
  g_assert_cmpint (_cem_identity_epoch (&type, 9), ==, 0);
  g_assert_cmpint (_cem_identity_epoch (&type, 10), ==, 1);
  g_assert_cmpint (_cem_identity_epoch (&type, -1), ==, -1);
  g_assert_cmpint (_cem_identity_epoch (&type, -10), ==, -1);
  g_assert_cmpint (_cem_identity_epoch (&type, -11), ==, -2);
}

static void
test_mistakes (void)
{
  static const char text[] =
      "{\"types\": {\"email\": {\"class\": \"alien\", \"rank\": 0}, \"new\": {}, \"a/b\": {},"
      "            \"phone\": {\"region\": \"XX\", \"valid\": \"P1M\", \"colour\": 1},"
      "            \"imei\": {\"class\": \"thing\", \"links\": true},"
      "            \"serial\": {\"noun\": \"planet\"}, \"unionid\": {\"noun\": \"device\"},"
      "            \"vin\": {\"valid\": \"P1D\"}, \"user_id\": {\"valid\": \"P1D\"}},"
      " \"rules\": [[\"email\", \"nobody\"], [\"user_id\"], []],"
      " \"blocked\": {\"hat\": [1]}, \"sources\": [\"a\", \"a\"], \"max_members\": 1, \"x\": 1}";
  static const char *const pointers[] = {
    "/types/email/class", "/types/email/rank", "/types/new",    "/types/a~1b", "/types/phone/region",
    "/types/phone/valid", "/types/phone/colour", "/types/imei", "/types/serial/noun",
    "/types/unionid/noun", "/types/vin", "/types/user_id", "/rules/0/1",
    "/rules/1/0",         "/rules/2",          "/blocked/hat",  "/blocked/hat/0", "/sources/1",
    "/max_members",       "/x"
  };
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  CemDatum datum = _cem_datum_null ();
  guint n = 0;

  g_test_summary ("Every mistake is reported at once, each with its place");

  g_assert_true (_cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, &error));
  g_assert_null (_cem_identity_config_new (&datum, diagnostics, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  n = g_list_model_get_n_items (G_LIST_MODEL (diagnostics));
  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (CemDiagnostic) diagnostic = g_list_model_get_item (G_LIST_MODEL (diagnostics), j);

          found = found || g_strcmp0 (cem_diagnostic_get_pointer (diagnostic), pointers[i]) == 0;
        }
      g_test_message ("%s", pointers[i]);
      g_assert_true (found);
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (pointers));
}

static void
test_text (void)
{
  g_autoptr (CemIdentityConfig) config = config_from_text (random_config);
  g_autoptr (CemIdentityConfig) again = config_from_text (_cem_identity_config_get_text (config));
  g_autoptr (CemIdentityConfig) builtin = config_from_text (NULL);

  g_test_summary ("A configuration's text reads back as itself");

  g_assert_cmpstr (_cem_identity_config_get_text (config), ==, _cem_identity_config_get_text (again));
  g_assert_cmpstr (_cem_identity_config_get_text (config), !=, _cem_identity_config_get_text (builtin));
  g_assert_cmpuint (_cem_identity_config_get_source_priority (again, "/crm", -1), ==, 0);
  g_assert_cmpuint (_cem_identity_config_get_source_priority (again, "/app", 4), ==, 1);
  g_assert_cmpuint (_cem_identity_config_get_source_priority (again, "/else", -1), ==, 2);
}

static void
test_overlay (void)
{
  g_autoptr (CemIdentityConfig) config = config_from_text (
      "{\"types\": {\"vin\": null, \"card\": {\"class\": \"person\", \"normalise\": \"digits\"},"
      " \"session_id\": {\"class\": \"thing\"}}}");
  g_autoptr (CemIdentityConfig) bare = config_from_text (
      "{\"builtin\": false, \"types\": {\"card\": {\"class\": \"person\"}}}");

  g_test_summary ("Types are added to the built-in ones, taken out, or stand alone");

  g_assert_null (_cem_identity_config_find_type (config, "vin", -1));
  g_assert_cmpint (_cem_identity_config_find_type (config, "card", -1)->per_customer, ==, 1);
  g_assert_cmpint (_cem_identity_config_find_type (config, "session_id", -1)->class_, ==,
                   CEM_IDENTITY_THING);
  g_assert_nonnull (_cem_identity_config_find_type (config, "user_id", -1));
  g_assert_cmpuint (_cem_identity_config_get_n_types (bare), ==, 1);
}

static void
test_nouns (void)
{
  g_autoptr (CemIdentityConfig) config = config_from_text (
      "{\"types\": {\"imei\": {\"class\": \"thing\", \"noun\": \"device\", \"per_customer\": 2},"
      " \"shelf\": {\"class\": \"thing\"}, \"vin\": {\"noun\": null}}}");
  g_autoptr (CemIdentityConfig) again = config_from_text (_cem_identity_config_get_text (config));
  const CemIdentityType *imei = _cem_identity_config_find_type (again, "imei", -1);
  const CemIdentityType *shelf = _cem_identity_config_find_type (again, "shelf", -1);

  g_test_summary ("A thing's type says which kind of noun it finds; without one it joins nothing");

  g_assert_cmpint (imei->noun, ==, CEM_NOUN_DEVICE);
  g_assert_cmpuint (imei->per_customer, ==, 2);
  g_assert_true (imei->links);
  g_assert_cmpuint (imei->limit, ==, 20);
  g_assert_cmpint (shelf->noun, ==, CEM_NOUN_NONE);
  g_assert_false (shelf->links);
  g_assert_cmpint (_cem_identity_config_find_type (again, "vin", -1)->noun, ==, CEM_NOUN_NONE);
  g_assert_cmpint (_cem_identity_config_find_type (again, "serial", -1)->noun, ==, CEM_NOUN_DEVICE);
  g_assert_cmpstr (_cem_identity_config_get_text (config), ==, _cem_identity_config_get_text (again));
}

static void
test_joint (void)
{
  static const struct
  {
    const char *identifiers;
    guint n;
  } cases[] = {
    { "{\"serial\": \"S1\", \"vin\": \"V1\"}", 2 },
    { "{\"serial\": \"S1\", \"vin\": \"V1\", \"device_id\": \"D1\", \"user_id\": \"7\"}", 3 },
    { "{\"serial\": [\"S1\", \"S2\"], \"vin\": \"V1\"}", 0 },
    { "{\"serial\": [\"S1\", \"S2\"]}", 0 },
    { "{\"serial\": \"S1\", \"order_id\": \"O1\"}", 0 },
    { "{\"serial\": \"S1\", \"vin\": \"V1\", \"order_id\": [\"O1\", \"O2\"]}", 2 },
    { "{\"serial\": \"S1\", \"vin\": \"unknown\"}", 0 },
  };
  g_autoptr (CemIdentityConfig) config = config_from_text (NULL);

  g_test_summary ("Evidence of one thing is one value each of two types of a kind");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemArena) arena = _cem_arena_new (4096);
      g_autoptr (GError) error = NULL;
      CemDatum map = _cem_datum_null ();
      CemIdentitySet set;
      guint n = 0;

      _cem_json_read (arena, cases[i].identifiers, strlen (cases[i].identifiers),
                      &_cem_json_default_limits, &map, &error);
      g_assert_no_error (error);
      g_assert_true (_cem_identity_bind (config, test_secret, arena, &map, 0, &set, &error));
      for (guint j = 0; j < 32; j++)
        n += set.joint >> j & 1;
      g_test_message ("%s", cases[i].identifiers);
      g_assert_cmpuint (n, ==, cases[i].n);
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity/phone", test_phone);
  g_test_add_func ("/identity/normalise", test_normalise);
  g_test_add_func ("/identity/bind", test_bind);
  g_test_add_func ("/identity/bind-errors", test_bind_errors);
  g_test_add_func ("/identity/ids", test_ids);
  g_test_add_func ("/identity/epochs", test_epochs);
  g_test_add_func ("/identity/mistakes", test_mistakes);
  g_test_add_func ("/identity/text", test_text);
  g_test_add_func ("/identity/overlay", test_overlay);
  g_test_add_func ("/identity/nouns", test_nouns);
  g_test_add_func ("/identity/joint", test_joint);

  return g_test_run ();
}
