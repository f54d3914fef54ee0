/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem.h>

#include <stdlib.h>

/* What a chart does, as scripts: an event or "+milliseconds", the active states after it, and the
 * host's actions that it called. The first step is the start. */

typedef struct
{
  const char *input;
  const char *active;
  const char *calls;
} Step;

typedef struct
{
  CemChart *chart;
  JsonNode *state;
  gint64 ms;
} Play;

static CemChart *
compile (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemChart *chart = cem_chart_compile (text, CEM_CHART_NONE, NULL, &error);

  g_assert_no_error (error);
  return chart;
}

static GDateTime *
get_time (const Play *play)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);

  return g_date_time_add (start, play->ms * 1000);
}

static char *
join_active (JsonNode *state)
{
  JsonArray *active = json_object_get_array_member (json_node_get_object (state), "active");
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (active); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (active, i));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
join_calls (CemChartOutcome *outcome)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < cem_chart_outcome_get_n_calls (outcome); i++)
    {
      g_autoptr (CemChartCall) call = cem_chart_outcome_dup_call (outcome, i);
      g_autoptr (JsonNode) params = cem_chart_call_dup_params (call);
      g_autofree char *text = params != NULL ? json_to_string (params, FALSE) : NULL;

      g_string_append_printf (out, "%s%s%s", i > 0 ? " " : "", cem_chart_call_get_name (call),
                              text != NULL ? text : "");
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
answer_cb (CemChartCall *call,
           gpointer user_data)
{
  return strcmp (cem_chart_call_get_name (call), "yes") == 0;
}

static CemChartOutcome *
make_step (Play *play,
           const char *input,
           JsonNode *data,
           GError **error)
{
  g_autoptr (GDateTime) now = NULL;

  if (input[0] == '+')
    play->ms += atoi (input + 1);
  now = get_time (play);
  if (play->state == NULL)
    return cem_chart_start (play->chart, NULL, "customer:7", now, answer_cb, NULL, error);

  return cem_chart_step (play->chart, play->state, input[0] == '+' ? NULL : input, data, now,
                         answer_cb, NULL, error);
}

static void
play_steps (Play *play,
            const Step *steps,
            guint n_steps)
{
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) data = json_from_string ("{\"n\": 2, \"amount\": 2.5, \"s\": \"t\"}", NULL);
      g_autoptr (CemChartOutcome) outcome = make_step (play, steps[i].input, data, &error);
      g_autofree char *active = NULL;
      g_autofree char *calls = NULL;

      g_assert_no_error (error);
      g_clear_pointer (&play->state, json_node_unref);
      play->state = cem_chart_outcome_dup_state (outcome);
      active = join_active (play->state);
      calls = join_calls (outcome);
      g_test_message ("%s: %s / %s", steps[i].input, active, calls);
      g_assert_cmpstr (active, ==, steps[i].active);
      if (steps[i].calls != NULL)
        g_assert_cmpstr (calls, ==, steps[i].calls);
    }
}

static void
play_text (const char *text,
           const Step *steps,
           guint n_steps)
{
  g_autoptr (CemChart) chart = compile (text);
  Play play = { .chart = chart };

  play_steps (&play, steps, n_steps);
  json_node_unref (play.state);
}

#define PLAY(text, ...)                                                                            \
  G_STMT_START                                                                                     \
    {                                                                                              \
      const Step steps[] = { __VA_ARGS__ };                                                        \
                                                                                                   \
      play_text (text, steps, G_N_ELEMENTS (steps));                                               \
    }                                                                                              \
  G_STMT_END

static void
test_order (void)
{
  PLAY ("{\"initial\": \"a\", \"entry\": \"in-m\", \"exit\": \"out-m\", \"states\": {"
        "\"a\": {\"entry\": \"in-a\", \"exit\": \"out-a\", \"initial\": {\"target\": \"b\", "
        "\"actions\": \"first-b\"}, \"states\": {\"b\": {\"entry\": \"in-b\", \"exit\": \"out-b\"}}, "
        "\"on\": {\"GO\": {\"target\": \"c\", \"actions\": [\"go\", {\"type\": \"say\", \"what\": "
        "{\"expr\": \"event.data.n + 1\"}}]}}}, "
        "\"c\": {\"entry\": \"in-c\", \"on\": {\"END\": \"d\"}}, "
        "\"d\": {\"type\": \"final\", \"entry\": \"in-d\", \"exit\": \"out-d\"}}}",
        { "", "b", "in-m in-a first-b in-b" }, { "GO", "c", "out-b out-a go say{\"what\":3} in-c" },
        { "NO", "c", "" }, { "END", "d", "in-d out-d out-m" }, { "GO", "d", "" });
}

static void
test_parallel (void)
{
  PLAY ("{\"initial\": \"p\", \"states\": {\"p\": {\"type\": \"parallel\", \"onDone\": \"all\", "
        "\"exit\": \"out-p\", \"states\": {"
        "\"x\": {\"exit\": \"out-x\", \"states\": {\"x1\": {\"on\": {\"X\": \"x2\"}}, "
        "\"x2\": {\"type\": \"final\"}}, \"onDone\": {\"actions\": \"x-done\"}}, "
        "\"y\": {\"exit\": \"out-y\", \"states\": {\"y1\": {\"on\": {\"Y\": {\"target\": \"y2\", "
        "\"guard\": \"in('x2')\"}, \"X\": {\"actions\": \"saw-x\"}}}, \"y2\": {\"type\": \"final\"}}}}}, "
        "\"all\": {}}}",
        { "", "x1 y1", "" }, { "Y", "x1 y1", "" }, { "X", "x2 y1", "saw-x x-done" },
        { "Y", "all", "out-y out-x out-p" });
}

static void
test_history (void)
{
  const char *text =
    "{\"initial\": \"off\", \"states\": {\"off\": {\"on\": {\"S\": \"on.s\", \"D\": \"on.d\"}}, "
    "\"on\": {\"on\": {\"OFF\": \"off\"}, \"states\": {"
    "\"s\": {\"type\": \"history\", \"target\": \"two\", \"actions\": \"nothing\"}, "
    "\"d\": {\"type\": \"history\", \"history\": \"deep\"}, "
    "\"one\": {\"on\": {\"N\": \"two\"}}, "
    "\"two\": {\"initial\": \"a\", \"states\": {\"a\": {\"on\": {\"N\": \"b\"}}, \"b\": {}}}}}}}";

  PLAY (text, { "", "off", NULL }, { "D", "one", NULL }, { "N", "a", NULL }, { "N", "b", NULL },
        { "OFF", "off", NULL }, { "S", "a", NULL }, { "N", "b", NULL }, { "OFF", "off", NULL },
        { "D", "b", NULL });
  PLAY (text, { "", "off", NULL }, { "S", "a", "nothing" }, { "OFF", "off", NULL }, { "S", "a", "" });
}

static void
test_transitions (void)
{
  const char *text =
    "{\"initial\": \"a\", \"states\": {\"a\": {\"entry\": \"in\", \"exit\": \"out\", "
    "\"on\": {\"INNER\": \".b\", \"OUTER\": {\"target\": \".b\", \"reenter\": true}, "
    "\"SELF\": \"a\", \"NONE\": {\"actions\": \"x\"}}, \"states\": {\"c\": {}, \"b\": {}}}}}";

  PLAY (text, { "", "c", "in" }, { "INNER", "b", "" }, { "OUTER", "b", "out in" },
        { "SELF", "c", "out in" }, { "NONE", "c", "x" });
}

static void
test_matching (void)
{
  PLAY ("{\"initial\": \"a\", \"states\": {\"a\": {\"on\": {\"x.y\": {\"actions\": \"xy\"}, "
        "\"x\": {\"actions\": \"x\"}, \"z.*\": {\"actions\": \"z\"}, \"*\": {\"actions\": \"any\"}}}}}",
        { "", "a", "" }, { "x.y.z", "a", "xy" }, { "x.yz", "a", "x" }, { "x", "a", "x" },
        { "z", "a", "z" }, { "z.1", "a", "z" }, { "xx", "a", "any" });
  /* Document order decides, not how exact a key is. */
  PLAY ("{\"on\": {\"*\": {\"actions\": \"any\"}, \"x\": {\"actions\": \"x\"}}}", { "", "machine", "" },
        { "x", "machine", "any" });
}

static void
test_queues (void)
{
  /* Raised events come before sent ones, and eventless transitions before both. */
  PLAY ("{\"context\": {\"log\": \"\"}, \"initial\": \"a\", \"states\": {\"a\": {\"entry\": ["
        "{\"type\": \"send\", \"event\": \"s\"}, {\"type\": \"raise\", \"event\": \"r\"}], "
        "\"always\": \"b\"}, \"b\": {\"on\": {\"r\": {\"actions\": \"got-r\"}, "
        "\"s\": {\"actions\": \"got-s\"}}}}}",
        { "", "b", "got-r got-s" });
}

static void
test_timers (void)
{
  PLAY ("{\"context\": {\"wait\": 30}, \"initial\": \"a\", \"states\": {"
        "\"a\": {\"after\": {\"1s\": \"b\", \"PT5S\": \"never\"}, \"on\": {\"X\": \"x\"}}, "
        "\"b\": {\"after\": {\"wait * 2\": \"c\", \"duration('10s')\": \"never\"}}, "
        "\"c\": {\"after\": {\"0\": \"d\"}}, "
        "\"d\": {\"entry\": [{\"type\": \"send\", \"event\": \"E\", \"delay\": 50, \"id\": \"one\"}, "
        "{\"type\": \"send\", \"event\": \"F\", \"delay\": \"100ms\", \"data\": {\"x\": 7}}, "
        "{\"type\": \"cancel\", \"id\": \"one\"}], \"on\": {\"E\": \"never\", \"F\": {\"target\": \"e\", "
        "\"actions\": {\"type\": \"got\", \"x\": {\"expr\": \"event.data.x\"}}}}}, "
        "\"e\": {}, \"x\": {}, \"never\": {}}}",
        { "", "a", NULL }, { "+999", "a", NULL }, { "+1", "b", NULL }, { "+59", "b", NULL },
        { "+1", "d", NULL }, { "+99", "d", NULL }, { "+1", "e", "got{\"x\":7}" },
        { "+100000", "e", NULL });
}

static void
test_left_timer (void)
{
  PLAY ("{\"initial\": \"a\", \"states\": {\"a\": {\"after\": {\"1s\": \"b\"}, \"on\": {\"X\": \"c\"}}, "
        "\"b\": {}, \"c\": {\"on\": {\"*\": \"b\"}}}}",
        { "", "a", NULL }, { "X", "c", NULL }, { "+5000", "c", NULL });
}

static void
test_errors (void)
{
  PLAY ("{\"context\": {\"n\": 1}, \"initial\": \"a\", \"states\": {\"a\": {\"on\": {"
        "\"G\": [{\"guard\": \"n / 0 == 1\", \"target\": \"b\"}, {\"target\": \"c\"}], "
        "\"A\": {\"actions\": [\"before\", {\"type\": \"assign\", \"var\": \"n\", \"expr\": "
        "\"event.data.s\"}, \"after\"]}, \"H\": {\"guard\": \"no\", \"target\": \"b\"}, "
        "\"error.*\": {\"actions\": {\"type\": \"oops\", \"at\": {\"expr\": \"event.data.pointer\"}}}}}, "
        "\"b\": {}, \"c\": {\"on\": {\"error.execution\": \"a\"}}}}",
        { "", "a", NULL }, { "H", "a", "" },
        { "A", "a", "before oops{\"at\":\"/states/a/on/A/actions/1\"}" }, { "G", "a", "" });
}

static void
test_context (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"context\": {\"i\": 1, \"d\": 1.5, \"any\": null, \"s\": \"\", \"list\": [1]}, "
             "\"on\": {\"E\": {\"actions\": [{\"type\": \"assign\", \"var\": \"i\", \"expr\": \"i + "
             "event.data.n\"}, {\"type\": \"assign\", \"var\": \"d\", \"expr\": \"context.d + "
             "event.data.n\"}, {\"type\": \"assign\", \"var\": \"any\", \"expr\": \"{'d': d, 's': "
             "event.name}\"}, {\"type\": \"assign\", \"var\": \"list\", \"value\": [{\"expr\": \"i\"}, "
             "\"x\"]}, {\"type\": \"assign\", \"var\": \"i\", \"expr\": \"i - 1\"}]}, "
             "\"F\": {\"actions\": {\"type\": \"assign\", \"var\": \"i\", \"expr\": "
             "\"event.data.amount\"}}}}");
  const Step steps[] = { { "", "machine", NULL }, { "E", "machine", NULL }, { "F", "machine", NULL } };
  Play play = { .chart = chart };
  g_autofree char *context = NULL;

  play_steps (&play, steps, G_N_ELEMENTS (steps));
  context = json_to_string (json_object_get_member (json_node_get_object (play.state), "context"),
                            FALSE);
  g_assert_cmpstr (context, ==,
                   "{\"i\":2,\"d\":3.5,\"any\":{\"d\":3.5,\"s\":\"E\"},\"s\":\"\",\"list\":[3,\"x\"]}");
  json_node_unref (play.state);
}

/* Texts that no expression names as a constant of its own beside a variable that gets them. */
static void
test_texts (void)
{
  PLAY ("{\"context\": {\"s\": \"\", \"t\": null}, \"initial\": \"a\", \"states\": {\"a\": {\"entry\": "
        "{\"type\": \"assign\", \"var\": \"s\", \"expr\": \"'x' + 'y'\"}, \"always\": {\"guard\": "
        "\"s == 'xy'\", \"target\": \"b\"}}, \"b\": {\"on\": {\"E\": {\"guard\": \"event.type == "
        "'E.long'\", \"target\": \"c\"}}}, \"c\": {\"on\": {\"*\": {\"guard\": \"event.data.s == 't' "
        "&& s in ['xy', 'z']\", \"target\": \"d\"}}}, \"d\": {\"entry\": {\"type\": \"send\", "
        "\"event\": \"T\", \"data\": \"plain\"}, \"on\": {\"T\": {\"guard\": \"event.data == "
        "'plain'\", \"target\": \"e\"}}}, \"e\": {}}}",
        { "", "b", NULL }, { "E.other", "b", NULL }, { "E.long", "c", NULL }, { "E", "e", NULL });
}

static void
test_output (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"context\": {\"n\": 4}, \"initial\": \"a\", \"states\": {\"a\": {\"states\": {\"x\": "
             "{\"type\": \"final\", \"output\": {\"n\": {\"expr\": \"n\"}}}}, \"onDone\": {\"target\": "
             "\"b\", \"guard\": \"event.data.n == 4\"}}, \"b\": {\"type\": \"final\", \"output\": "
             "\"bye\"}}}");
  const Step steps[] = { { "", "b", NULL } };
  Play play = { .chart = chart };

  play_steps (&play, steps, G_N_ELEMENTS (steps));
  g_assert_true (json_object_get_boolean_member (json_node_get_object (play.state), "done"));
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (play.state), "output"), ==,
                   "bye");
  json_node_unref (play.state);
}

static void
assert_limit (const char *text)
{
  g_autoptr (CemChart) chart = compile (text);
  g_autoptr (CemChartPool) pool = cem_chart_pool_new (chart, CEM_CHART_POOL_STATES);
  g_autoptr (CemChartOutcome) started = NULL;
  g_autoptr (CemChartOutcome) sent = NULL;
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;
  g_autoptr (GError) error = NULL;
  guint instance;

  cem_chart_pool_add (pool, NULL, NULL, &instance, &error);
  started = cem_chart_pool_start (pool, instance, &error);
  g_assert_no_error (error);

  before = cem_chart_pool_dup_state (pool, instance);
  sent = cem_chart_pool_send (pool, instance, "E", NULL, &error);
  g_assert_null (sent);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
  after = cem_chart_pool_dup_state (pool, instance);
  g_assert_true (json_node_equal (before, after));
}

static void
test_loops (void)
{
  assert_limit ("{\"context\": {\"n\": 0}, \"initial\": \"a\", \"states\": {\"a\": {\"on\": {\"E\": "
                "\"b\"}}, \"b\": {\"always\": {\"actions\": {\"type\": \"assign\", \"var\": \"n\", "
                "\"expr\": \"n + 1\"}}}}}");
  assert_limit ("{\"initial\": \"a\", \"states\": {\"a\": {\"on\": {\"E\": {\"actions\": {\"type\": "
                "\"raise\", \"event\": \"E\"}}}}}}");
  assert_limit ("{\"initial\": \"a\", \"states\": {\"a\": {\"on\": {\"E\": {\"actions\": [{\"type\": "
                "\"send\", \"event\": \"E\"}, {\"type\": \"send\", \"event\": \"E\"}]}}}}}");
  assert_limit ("{\"context\": {\"s\": \"xxxxxxxx\"}, \"initial\": \"a\", \"states\": {\"a\": {\"on\": "
                "{\"E\": {\"actions\": [{\"type\": \"assign\", \"var\": \"s\", \"expr\": \"s + s\"}, "
                "{\"type\": \"raise\", \"event\": \"E\"}]}}}}}");
}

static void
test_splits (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"id\": \"split\", \"initial\": \"s\", \"states\": {\"s\": {\"always\": [{\"target\": "
             "\"a\", \"weight\": 70}, {\"target\": \"b\", \"weight\": 20}, {\"target\": \"c\", "
             "\"weight\": 10}]}, \"a\": {}, \"b\": {}, \"c\": {}}}");
  guint counts[3] = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChartOutcome) none = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *key = g_strdup_printf ("user:%u", i);
      g_autoptr (CemChartOutcome) outcome = cem_chart_start (chart, NULL, key, NULL, NULL, NULL,
                                                             &error);
      g_autoptr (CemChartOutcome) again = cem_chart_start (chart, NULL, key, NULL, NULL, NULL, NULL);
      g_auto (GStrv) entered = cem_chart_outcome_list_entered (outcome);
      g_auto (GStrv) entered_again = cem_chart_outcome_list_entered (again);

      g_assert_no_error (error);
      g_assert_true (g_strv_equal ((const char *const *) entered,
                                   (const char *const *) entered_again));
      counts[entered[2][0] - 'a']++;
    }

  g_assert_cmpuint (counts[0], >, 1950);
  g_assert_cmpuint (counts[0], <, 2250);
  g_assert_cmpuint (counts[1], >, 510);
  g_assert_cmpuint (counts[2], >, 230);

  none = cem_chart_start (chart, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
}

/* A replay with another libcem must give everybody the same arm, so the hash never changes. */
static void
test_split_is_stable (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"id\": \"stable\", \"initial\": \"s\", \"states\": {\"s\": {\"always\": [{\"target\": "
             "\"a\", \"weight\": 1}, {\"target\": \"b\", \"weight\": 1}]}, \"a\": {}, \"b\": {}}}");
  g_autoptr (GString) arms = g_string_new (NULL);

  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *key = g_strdup_printf ("user:%u", i);
      g_autoptr (CemChartOutcome) outcome = cem_chart_start (chart, NULL, key, NULL, NULL, NULL, NULL);
      g_auto (GStrv) entered = cem_chart_outcome_list_entered (outcome);

      g_string_append (arms, entered[2]);
    }

  g_assert_cmpstr (arms->str, ==, "ababbbaabbabbaaabababbba");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("What a chart does: the semantics of W3C SCXML, timers, errors, limits, splits");
  g_test_add_func ("/chart/order", test_order);
  g_test_add_func ("/chart/parallel", test_parallel);
  g_test_add_func ("/chart/history", test_history);
  g_test_add_func ("/chart/transitions", test_transitions);
  g_test_add_func ("/chart/matching", test_matching);
  g_test_add_func ("/chart/queues", test_queues);
  g_test_add_func ("/chart/timers", test_timers);
  g_test_add_func ("/chart/left-timer", test_left_timer);
  g_test_add_func ("/chart/errors", test_errors);
  g_test_add_func ("/chart/context", test_context);
  g_test_add_func ("/chart/texts", test_texts);
  g_test_add_func ("/chart/output", test_output);
  g_test_add_func ("/chart/loops", test_loops);
  g_test_add_func ("/chart/splits", test_splits);
  g_test_add_func ("/chart/split-is-stable", test_split_is_stable);
  return g_test_run ();
}
