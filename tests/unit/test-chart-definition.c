/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-private.h"

#include <libcem/cem.h>

static CemChart *
compile (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemChart *chart = cem_chart_compile (text, CEM_CHART_NONE, NULL, &error);

  g_assert_no_error (error);
  return chart;
}

typedef struct
{
  const char *text;
  const char *pointer;
  const char *code;
  const char *suggestion; /* a part of it, or NULL */
} Mistake;

static const Mistake mistakes[] = {
  { "[]", "", "wrong-type", NULL },
  { "{\"states\": []}", "", "wrong-type", NULL },
  { "{\"states\": {\"a\": 3}}", "/states/a", "wrong-type", NULL },
  { "{\"initial\": \"b\", \"states\": {\"a\": {}}}", "/initial/target", "dangling-target", NULL },
  { "{\"states\": {\"open\": {\"on\": {\"E\": \"opem\"}}}}", "/states/open/on/E/target",
    "dangling-target", "open" },
  { "{\"states\": {\"a\": {\"on\": {\"E\": \"deep\"}}, \"b\": {\"states\": {\"deep\": {}}}}}",
    "/states/a/on/E/target", "dangling-target", "#deep" },
  { "{\"states\": {\"a\": {\"on\": {\"E\": [{\"target\": [\"#nobody\"]}]}}}}",
    "/states/a/on/E/0/target/0", "dangling-target", NULL },
  { "{\"states\": {\"a\": {\"on\": {\"E\": {\"cond\": \"x\"}}}}}", "/states/a/on/E/cond",
    "unknown-key", "guard" },
  { "{\"states\": {\"a\": {\"entri\": \"x\"}}}", "/states/a/entri", "unknown-key", "entry" },
  { "{\"states\": {\"a\": {\"invoke\": {\"src\": \"x\"}}}}", "/states/a/invoke", "unknown-key",
    "no other programs" },
  { "{\"states\": {\"a\": {\"type\": \"paralel\"}}}", "/states/a/type", "wrong-type", "parallel" },
  { "{\"states\": {\"a\": {\"type\": \"compound\"}}}", "/states/a/type", "wrong-type", NULL },
  { "{\"type\": \"final\"}", "/type", "wrong-type", NULL },
  { "{\"states\": {\"a\": {\"type\": \"final\", \"on\": {\"E\": \"a\"}}}}", "/states/a",
    "unknown-key", NULL },
  { "{\"states\": {\"a\": {\"id\": \"x\"}, \"b\": {\"id\": \"x\"}}}", "/states/b", "duplicate-id",
    NULL },
  { "{\"context\": {\"event\": 1}}", "/context/event", "name-clash", "another name" },
  { "{\"context\": {\"now\": 1}}", "/context/now", "name-clash", "another name" },
  { "{\"context\": {\"context\": 1}}", "/context/context", "name-clash", "another name" },
  { "{\"context\": {\"a b\": 1}}", "/context/a b", "wrong-name", NULL },
  { "{\"context\": {\"while\": 1}}", "/context/while", "wrong-name", NULL },
  { "{\"context\": {\"n\": 1}, \"always\": {\"guard\": \"n +\"}}", "/always/guard", "syntax", NULL },
  { "{\"context\": {\"n\": 1}, \"always\": {\"guard\": \"n + 1\"}}", "/always/guard",
    "no-condition", NULL },
  { "{\"context\": {\"n\": 1}, \"always\": {\"guard\": \"n == 'x'\"}}", "/always/guard",
    "no-overload", NULL },
  { "{\"context\": {\"n\": 1}, \"always\": {\"guard\": \"m > 1 || n > 2\"}}", "/always/guard",
    "unknown-name", NULL },
  { "{\"states\": {\"a\": {\"always\": {\"guard\": \"in('b') || false\"}}}}",
    "/states/a/always/guard", "dangling-target", NULL },
  { "{\"context\": {\"n\": 1}, \"entry\": {\"type\": \"assign\", \"var\": \"n\", \"expr\": \"'x'\"}}",
    "/entry/expr", "wrong-type", "initial value" },
  { "{\"entry\": [\"a\", {\"type\": \"assign\", \"var\": \"n\"}]}", "/entry/1", "missing-key", NULL },
  { "{\"entry\": {\"type\": \"send\"}}", "/entry", "missing-key", NULL },
  { "{\"entry\": {\"type\": \"raise\", \"event\": \"x\", \"to\": \"y\"}}", "/entry/to",
    "unknown-key", NULL },
  { "{\"entry\": {\"@type\": \"code\", \"lang\": \"ts\", \"expr\": \"x()\"}}", "/entry",
    "wrong-type", "function of your program" },
  { "{\"always\": {\"guard\": {\"@type\": \"code\", \"lang\": \"ts\", \"expr\": \"true\"}}}",
    "/always/guard", "foreign-code", "CEL" },
  { "{\"entry\": 7}", "/entry", "wrong-type", NULL },
  { "{\"after\": {\"5 parsecs\": \"x\"}}", "/after/5 parsecs", "bad-delay", "5s" },
  { "{\"after\": {\"-5\": {}}}", "/after/-5", "bad-delay", NULL },
  { "{\"after\": {\"P1Y\": {}}}", "/after/P1Y", "bad-delay", NULL },
  { "{\"on\": {\"\": {}}}", "/on/", "wrong-name", "always" },
  { "{\"onDone\": {}}", "/onDone", "unknown-key", NULL },
  { "{\"states\": {\"a\": {\"on\": {\"E\": [\"a\", 5]}}}}", "/states/a/on/E/1", "wrong-type", NULL },
  { "{\"states\": {\"a\": {\"on\": {\"E\": {\"target\": [\"b\", \"c\"]}}}, \"b\": {}, \"c\": {}}}",
    "/states/a/on/E/target", "illegal-targets", NULL },
  { "{\"states\": {\"a\": {\"initial\": \"#b\", \"states\": {\"x\": {}}}, \"b\": {}}}",
    "/states/a/initial", "illegal-targets", NULL },
  { "{\"states\": {\"a\": {\"states\": {\"h\": {\"type\": \"history\"}}}}}", "/states/a",
    "missing-key", NULL },
  { "{\"initial\": \"h\", \"states\": {\"h\": {\"type\": \"history\"}, \"b\": {}}}",
    "/initial", "endless-initial", NULL },
  { "{\"always\": [{\"weight\": 0}, {\"weight\": 0}]}", "/always", "bad-weight", NULL },
  { "{\"states\": {\"a\": {\"tags\": [1]}}}", "/states/a/tags", "wrong-type", NULL },
};

static gboolean
is_there (CemDiagnostics *diagnostics,
          const Mistake *mistake)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diagnostics)); i++)
    {
      g_autoptr (CemDiagnostic) item = g_list_model_get_item (G_LIST_MODEL (diagnostics), i);
      const char *suggestion = cem_diagnostic_get_suggestion (item);

      if (cem_diagnostic_get_severity (item) == CEM_SEVERITY_ERROR &&
          g_strcmp0 (cem_diagnostic_get_pointer (item), mistake->pointer) == 0 &&
          g_strcmp0 (cem_diagnostic_get_code (item), mistake->code) == 0 &&
          (mistake->suggestion == NULL ||
           (suggestion != NULL && strstr (suggestion, mistake->suggestion) != NULL)))
        return TRUE;
    }

  return FALSE;
}

static void
test_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CemChart) chart = cem_chart_compile (mistakes[i].text, CEM_CHART_NONE, diagnostics,
                                                      &error);
      g_autofree char *text = cem_diagnostics_to_string (diagnostics);

      if (chart != NULL || error == NULL || !is_there (diagnostics, &mistakes[i]))
        {
          g_test_message ("%s\n%s", mistakes[i].text, text);
          g_test_fail ();
        }
    }
}

static void
test_all_at_once (void)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart =
    cem_chart_compile ("{\"contxt\": {}, \"states\": {\"a\": {\"on\": {\"E\": \"b\"}, \"always\": "
                       "{\"guard\": \"1 +\"}, \"after\": {\"soon\": {}}}}}",
                       CEM_CHART_NONE, diagnostics, &error);

  g_assert_null (chart);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 4);
  g_assert_nonnull (strstr (error->message, "3 more"));
}

static void
test_syntax (void)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = cem_chart_compile ("{\"id\": ", CEM_CHART_NONE, diagnostics, &error);

  g_assert_null (chart);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
  g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 1);
}

static void
assert_warning (const char *text,
                const char *pointer,
                const char *code)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = cem_chart_compile (text, CEM_CHART_NONE, diagnostics, &error);
  g_autoptr (CemDiagnostic) item = g_list_model_get_item (G_LIST_MODEL (diagnostics), 0);

  g_assert_no_error (error);
  g_assert_nonnull (item);
  g_assert_cmpstr (cem_diagnostic_get_code (item), ==, code);
  g_assert_cmpstr (cem_diagnostic_get_pointer (item), ==, pointer);
  g_assert_cmpint (cem_diagnostic_get_severity (item), !=, CEM_SEVERITY_ERROR);
}

static void
test_warnings (void)
{
  assert_warning ("{\"states\": {\"a\": {}, \"b\": {\"states\": {\"c\": {}}}}}", "/states/b",
                  "unreachable");
  assert_warning ("{\"states\": {\"a\": {\"always\": \"b\"}, \"b\": {\"always\": \"a\"}}}",
                  "/states/b/always", "eventless-loop");
  assert_warning ("{\"states\": {\"a\": {\"always\": {\"actions\": \"x\"}}}}", "/states/a/always",
                  "eventless-loop");
  assert_warning ("{\"entry\": {\"type\": \"assign\", \"var\": \"x\", \"expr\": \"1\"}}",
                  "/entry/var", "unknown-variable");
  assert_warning ("{\"context\": {\"ready\": true}, \"on\": {\"E\": {\"guard\": \"raedy\"}}}",
                  "/on/E/guard", "similar-name");
  assert_warning ("{\"context\": {\"customer\": null}}", "/context/customer", "engine-name");
  assert_warning ("{\"initial\": \"a\"}", "", "unused-key");
}

static void
assert_clean (const char *text)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = cem_chart_compile (text, CEM_CHART_NONE, diagnostics, &error);
  g_autofree char *said = cem_diagnostics_to_string (diagnostics);

  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "");
}

static void
test_forms (void)
{
  assert_clean ("{}");
  assert_clean ("{\"$schema\": \"x\", \"version\": \"1\", \"on\": {\"E\": {}, \"F\": []}}");
  assert_clean ("{\"entry\": [], \"exit\": \"bye\", \"tags\": \"t\", \"meta\": {}, \"on\": {\"E\": "
                "{\"actions\": [\"a\", {\"type\": \"b\", \"to\": \"c\"}], \"meta\": 1}}}");
  assert_clean ("{\"initial\": {\"target\": \"a\", \"actions\": \"x\"}, \"states\": {\"a\": {}}}");
  assert_clean ("{\"id\": \"m\", \"initial\": \"a.b\", \"on\": {\"E\": \"a\", \"F\": \".a.b\", "
                "\"G\": \"#m.a.b\", \"H\": \"#x\"}, \"states\": {\"a\": {\"id\": \"x\", "
                "\"states\": {\"b\": {\"on\": {\"E\": [\"c\", {\"target\": [\"c\"]}]}}, "
                "\"c\": {\"on\": {\"E\": \"#x.b\", \"F\": \"#a.b\"}}}}}}");
  assert_clean ("{\"context\": {\"w\": 5}, \"after\": {\"100\": {}, \"5s\": {}, \"1.5h\": {}, "
                "\"PT5M\": {}, \"P1D\": {}, \"w * 1000\": {}, \"250ms\": {}}}");
  assert_clean ("{\"context\": {\"ok\": true}, \"always\": [{\"guard\": \"ok\", \"target\": \".a\"}, "
                "{\"guard\": \"context.ok && event.name == 'E'\"}, {\"guard\": \"askSomebody\"}, "
                "{\"guard\": {\"type\": \"g\", \"params\": {\"x\": {\"expr\": \"ok\"}}}}, "
                "{\"guard\": {\"@type\": \"code\", \"lang\": \"cel\", \"expr\": \"ok\"}}, "
                "{\"guard\": false}], \"states\": {\"a\": {}}}");
  assert_clean ("{\"entry\": [{\"type\": \"raise\", \"event\": {\"type\": \"E\", \"x\": 1}}, "
                "{\"type\": \"@xstate.raise\", \"event\": \"E\", \"delay\": 5}, "
                "{\"type\": \"send\", \"event\": {\"expr\": \"'a' + 'b'\"}, \"delay\": \"2s\"}]}");
}

static void
test_names (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"id\": \"m\", \"states\": {\"a\": {\"states\": {\"x\": {}, \"h\": {\"type\": "
             "\"history\"}}}, \"b\": {\"id\": \"B\", \"states\": {\"x\": {}, \"y.z\": {}}}}}");
  g_auto (GStrv) states = cem_chart_list_states (chart);
  g_autofree char *joined = g_strjoinv (" ", states);

  g_assert_cmpstr (joined, ==, "a a.x B b.x y.z");
  g_assert_cmpuint (_cem_chart_find_state (chart, "b.x", 3), ==, 5);
  g_assert_cmpuint (_cem_chart_find_state (chart, "b", 1), ==, 4);
  g_assert_cmpuint (_cem_chart_find_state (chart, "x", 1), ==, CEM_CHART_NO_STATE);
}

static void
test_events (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"on\": {\"a\": {}, \"a.b.*\": {}, \"*\": {}, \"a.b.c.d\": {}}}");
  const struct
  {
    const char *name;
    const char *same_as;
  } names[] = { { "a.x", "a" },          { "a.b", "a.b.x" },       { "ab", "z" },
                { "a.b.c", "a.b" },      { "a.b.c.d.e", "a.b.c.d" }, { "", "anything" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (_cem_chart_find_class (chart, names[i].name), ==,
                      _cem_chart_find_class (chart, names[i].same_as));

  g_assert_cmpuint (_cem_chart_find_class (chart, "a"), !=, _cem_chart_find_class (chart, "a.b"));
  g_assert_cmpuint (_cem_chart_find_class (chart, "ab"), ==, 0);
}

static void
test_digest (void)
{
  g_autoptr (CemChart) first = compile ("{\"id\": \"a\", \"context\": {\"x\": 1, \"y\": 2.0}}");
  g_autoptr (CemChart) same = compile ("{ \"context\": {\"y\": 2.0, \"x\": 1},\n \"id\": \"a\"}");
  g_autoptr (CemChart) other = compile ("{\"id\": \"a\", \"context\": {\"x\": 1.0, \"y\": 2.0}}");

  g_assert_cmpstr (cem_chart_get_digest (first), ==, cem_chart_get_digest (same));
  g_assert_cmpstr (cem_chart_get_digest (first), !=, cem_chart_get_digest (other));
}

static void
test_lenient (void)
{
  const char *text = "{\"context\": {\"n\": 1}, \"always\": {\"guard\": \"return +\"}, \"entry\": "
                     "[{\"type\": \"assign\", \"var\": \"n\", \"expr\": \"nobody + 1\"}]}";
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = cem_chart_compile (text, CEM_CHART_LENIENT, diagnostics, &error);
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_auto (GStrv) errors = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (cem_diagnostics_get_n_warnings (diagnostics), ==, 2);
  outcome = cem_chart_start (chart, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  errors = cem_chart_outcome_list_errors (outcome);
  g_assert_cmpuint (g_strv_length (errors), ==, 2);
}

static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new ("{\"states\": {");
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = NULL;

  for (guint i = 0; i < CEM_CHART_MAX_STATES + 1; i++)
    g_string_append_printf (text, "%s\"s%u\": {}", i > 0 ? "," : "", i);
  g_string_append (text, "}}");
  chart = cem_chart_compile (text->str, CEM_CHART_NONE, NULL, &error);
  g_assert_null (chart);
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* Deep nesting ends in the reader of JSON. */
  g_string_truncate (text, 0);
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "{\"states\": {\"a\": ");
  chart = cem_chart_compile (text->str, CEM_CHART_NONE, NULL, &error);
  g_assert_null (chart);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
}

static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new ("{\"states\": {");
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "%s\"s%u\": {\"on\": {\"e%u\": \"s%u\", \"*\": \"s0\"}}",
                            i > 0 ? "," : "", i, i, (i + 1) % 500);
  g_string_append (text, "}}");
  chart = compile (text->str);

  outcome = cem_chart_start (chart, NULL, NULL, NULL, NULL, NULL, &error);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *event = g_strdup_printf ("e%u", i);

      g_clear_pointer (&state, json_node_unref);
      state = cem_chart_outcome_dup_state (outcome);
      g_clear_object (&outcome);
      outcome = cem_chart_step (chart, state, event, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }

  g_clear_pointer (&state, json_node_unref);
  state = cem_chart_outcome_dup_state (outcome);
  g_assert_cmpstr (json_array_get_string_element (
                     json_object_get_array_member (json_node_get_object (state), "active"), 0),
                   ==, "s300");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("The definition of a chart: all forms of it, and every mistake at its place");
  g_test_add_func ("/chart-definition/mistakes", test_mistakes);
  g_test_add_func ("/chart-definition/all-at-once", test_all_at_once);
  g_test_add_func ("/chart-definition/syntax", test_syntax);
  g_test_add_func ("/chart-definition/warnings", test_warnings);
  g_test_add_func ("/chart-definition/forms", test_forms);
  g_test_add_func ("/chart-definition/names", test_names);
  g_test_add_func ("/chart-definition/events", test_events);
  g_test_add_func ("/chart-definition/digest", test_digest);
  g_test_add_func ("/chart-definition/lenient", test_lenient);
  g_test_add_func ("/chart-definition/limits", test_limits);
  g_test_add_func ("/chart-definition/large", test_large);
  return g_test_run ();
}
