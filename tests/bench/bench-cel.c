/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

#include <pcre2posix.h>
#include <time.h>

/* What an evaluation costs, beside a function in C that computes the same:
 *
 *   bench-cel [RULES.json EVENTS.jsonl]
 *
 * Then the rule workload: each rule is one expression and is tested on each event, one by one. With
 * no files a workload of the same shape is made up. */

#define SECONDS 0.5
#define N_MADE_EVENTS 20000
#define N_MADE_RULES 100

typedef struct
{
  double amount;
  const char *type;
  const char *tier;
  const char *name;
  gint64 since;
  gint64 now;
  gint64 items[20];
} Sample;

static double
get_seconds (void)
{
  return (double) g_get_monotonic_time () / 1e6;
}

/* Time of the processor, which other programs do not disturb. */
static double
get_cpu_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* The C functions are called through pointers, as an expression is. */
static gboolean
c_comparison (const Sample *sample)
{
  return sample->amount > 100.5;
}

static gboolean
c_conjunction (const Sample *sample)
{
  return strcmp (sample->type, "purchase") == 0 && sample->amount > 5.005 &&
         (strcmp (sample->tier, "gold") == 0 || strcmp (sample->tier, "vip") == 0);
}

static gboolean
c_strings (const Sample *sample)
{
  g_autofree char *lower = g_ascii_strdown (sample->name, -1);

  return g_str_has_prefix (lower, "ada") && strstr (lower, "love") != NULL;
}

static gboolean
c_comprehension (const Sample *sample)
{
  for (guint i = 0; i < G_N_ELEMENTS (sample->items); i++)
    {
      if (sample->items[i] % 7 == 6 && sample->items[i] > 100)
        return TRUE;
    }

  return FALSE;
}

static gboolean
c_time (const Sample *sample)
{
  return sample->now - sample->since >= 30 * G_TIME_SPAN_DAY;
}

static gboolean
c_regex (const Sample *sample)
{
  static regex_t regex;
  static gboolean ready;

  if (!ready)
    ready = regcomp (&regex, "^[A-Z][a-z]+ [A-Z][a-z]+$", 0) == 0;

  return regexec (&regex, sample->name, 0, NULL, 0) == 0;
}

typedef struct
{
  const char *name;
  const char *text;
  gboolean (*function) (const Sample *sample);
} Case;

static const Case cases[] = {
  { "comparison", "event.amount > 100.5", c_comparison },
  { "conjunction of three, set",
    "event.type == 'purchase' && event.amount > 5.005 && event.customer.tier in ['gold', 'vip']",
    c_conjunction },
  { "string functions",
    "event.name.lowerAscii().startsWith('ada') && event.name.lowerAscii().contains('love')",
    c_strings },
  { "comprehension over 20", "event.items.exists(i, i % 7 == 6 && i > 100)", c_comprehension },
  { "timestamp difference", "now - event.since >= duration('P30D')", c_time },
  { "regular expression", "event.name.matches('^[A-Z][a-z]+ [A-Z][a-z]+$')", c_regex },
};

static double
time_function (const Case *test,
               const Sample *sample)
{
  gboolean (*volatile function) (const Sample *) = test->function;
  double start = get_cpu_seconds ();
  double end = start;
  volatile guint sum = 0;
  guint64 n = 0;

  while (end - start < SECONDS)
    {
      for (guint i = 0; i < 10000; i++)
        sum += (guint) function (sample);
      n += 10000;
      end = get_cpu_seconds ();
    }

  return (end - start) * 1e9 / (double) n;
}

static double
time_expression (CemExpression *expression,
                 CemRecord *record)
{
  double start = get_cpu_seconds ();
  double end = start;
  guint64 n = 0;

  while (end - start < SECONDS)
    {
      for (guint i = 0; i < 10000; i++)
        cem_expression_test_record (expression, record, NULL);
      n += 10000;
      end = get_cpu_seconds ();
    }

  return (end - start) * 1e9 / (double) n;
}

static CemExpression *
compile (const char *text,
         CemDeclarations *declarations)
{
  g_autoptr (GError) error = NULL;
  CemExpression *expression = cem_expression_compile (text, declarations, CEM_EXPRESSION_NONE, NULL,
                                                      &error);

  if (expression == NULL)
    g_error ("%s: %s", text, error->message);

  return expression;
}

static void
add_fields (CemSchema *schema,
            const char *const *fields)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; fields[i] != NULL; i += 2)
    {
      cem_schema_add_field (schema, fields[i], fields[i + 1], &error);
      g_assert_no_error (error);
    }
}

static void
run_cases (void)
{
  static const char *const fields[] = {
    "event.type", "string", "event.amount", "double", "event.name", "string",
    "event.items", "list(int)", "event.since", "timestamp", "event.customer.tier", "string", NULL
  };
  g_autoptr (CemSchema) schema = cem_schema_new ();
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (CemRecord) record = NULL;
  g_autoptr (GPtrArray) expressions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);
  g_autoptr (JsonNode) json = NULL;
  g_autoptr (GString) items = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Sample sample = { 129.9, "purchase", "vip", "Ada Lovelace", 0, 0, { 0 } };

  add_fields (schema, fields);
  cem_declarations_add_schema (declarations, schema, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_ptr_array_add (expressions, compile (cases[i].text, declarations));

  for (guint i = 0; i < 20; i++)
    {
      sample.items[i] = i * 3;
      g_string_append_printf (items, "%s%u", i > 0 ? "," : "", i * 3);
    }

  sample.now = g_date_time_to_unix (now) * G_USEC_PER_SEC;
  sample.since = sample.now - 40 * G_TIME_SPAN_DAY;
  text = g_strdup_printf ("{\"event\":{\"type\":\"purchase\",\"amount\":129.9,"
                          "\"name\":\"Ada Lovelace\",\"items\":[%s],"
                          "\"since\":\"2026-01-20T09:00:00Z\",\"customer\":{\"tier\":\"vip\"}}}",
                          items->str);
  json = json_from_string (text, &error);
  g_assert_no_error (error);
  record = cem_record_new (schema);
  cem_record_set_json (record, json, &error);
  g_assert_no_error (error);
  cem_record_set_now (record, now);

  g_print ("%-28s %10s %10s %8s\n", "", "CEL ns", "C ns", "ratio");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CemExpression *expression = expressions->pdata[i];
      CemTruth truth = cem_expression_test_record (expression, record, &error);
      double cel, c;

      g_assert_no_error (error);
      g_assert_cmpint (truth == CEM_TRUTH_TRUE, ==, cases[i].function (&sample));
      cel = time_expression (expression, record);
      c = time_function (&cases[i], &sample);
      g_print ("%-28s %10.1f %10.1f %8.1f\n", cases[i].name, cel, c, cel / c);
    }
}

static const char *const rule_fields[] = {
  "event.type", "string", "event.amount", "double", "event.duration", "double",
  "event.score", "double", "event.items", "double", "event.customer.tier", "string",
  "event.customer.country", "string", "event.customer.channel", "string",
  "event.customer.segment", "string", NULL
};

static const char *const numbers[] = { "amount", "duration", "score", "items" };
static const double tops[] = { 1000.0, 3600.0, 10.0, 50.0 };
static const char *const tiers[] = { "bronze", "silver", "gold", "vip" };

static char *
rule_to_text (JsonObject *rule)
{
  JsonArray *set = json_object_get_array_member (rule, "set");
  GString *text = g_string_new (NULL);
  char threshold[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (threshold, sizeof threshold,
                  json_object_get_double_member (rule, "threshold"));
  g_string_append_printf (text, "event.type == '%s' && event.%s %s %s && event.customer.%s in [",
                          json_object_get_string_member (rule, "type"),
                          json_object_get_string_member (rule, "field"),
                          json_object_get_string_member (rule, "op"), threshold,
                          json_object_get_string_member (rule, "attr"));
  for (guint i = 0; i < json_array_get_length (set); i++)
    g_string_append_printf (text, "%s'%s'", i > 0 ? ", " : "",
                            json_array_get_string_element (set, i));

  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
make_rules (GPtrArray *texts)
{
  for (guint i = 0; i < N_MADE_RULES; i++)
    {
      guint field = (i / 3) % 4;
      char threshold[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (threshold, sizeof threshold, "%.3f",
                       tops[field] * (0.65 + (double) (i % 7) * 0.05) + 0.005);
      g_ptr_array_add (texts,
                       g_strdup_printf ("event.type == 'type-%u' && event.%s > %s && "
                                        "event.customer.tier in ['%s', '%s']",
                                        i % 20, numbers[field], threshold, tiers[i % 4],
                                        tiers[(i + 1) % 4]));
    }
}

static char *
make_event (guint i)
{
  return g_strdup_printf ("{\"event\":{\"type\":\"type-%u\",\"amount\":%u.25,\"duration\":%u.5,"
                          "\"score\":%u.75,\"items\":%u,\"customer\":{\"tier\":\"%s\"}}}",
                          i * 7919 % 20, i * 104729 % 1000, i * 15485863 % 3600, i * 31 % 10,
                          i * 17 % 50, tiers[i * 13 % 4]);
}

static void
read_rules (const char *path,
            GPtrArray *texts)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *rules;

  if (!json_parser_load_from_file (parser, path, &error))
    g_error ("%s: %s", path, error->message);

  rules = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "rules");
  for (guint i = 0; i < json_array_get_length (rules); i++)
    g_ptr_array_add (texts, rule_to_text (json_array_get_object_element (rules, i)));
}

static void
add_record (GPtrArray *records,
            CemSchema *schema,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = json_from_string (text, &error);
  CemRecord *record = cem_record_new (schema);

  g_assert_no_error (error);
  cem_record_set_json (record, json, &error);
  g_assert_no_error (error);
  g_ptr_array_add (records, record);
}

static void
read_events (const char *path,
             CemSchema *schema,
             GPtrArray *records)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    {
      for (guint i = 0; i < N_MADE_EVENTS; i++)
        {
          g_autofree char *event = make_event (i);

          add_record (records, schema, event);
        }
      return;
    }

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *event = NULL;

      if (lines[i][0] == '\0')
        continue;

      event = g_strdup_printf ("{\"event\":%s}", lines[i]);
      add_record (records, schema, event);
    }
}

static void
run_workload (const char *rules_path,
              const char *events_path)
{
  g_autoptr (CemSchema) schema = cem_schema_new ();
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cem_record_free);
  guint64 matches = 0, checksum = 0;
  double start, cpu_start, build, seconds, cpu_seconds;
  g_autoptr (GError) error = NULL;

  add_fields (schema, rule_fields);
  cem_declarations_add_schema (declarations, schema, &error);
  g_assert_no_error (error);
  if (rules_path != NULL)
    read_rules (rules_path, texts);
  else
    make_rules (texts);

  start = get_seconds ();
  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (rules, compile (texts->pdata[i], declarations));
  build = get_seconds () - start;

  read_events (events_path, schema, records);
  start = get_seconds ();
  cpu_start = get_cpu_seconds ();
  for (guint i = 0; i < records->len; i++)
    {
      for (guint j = 0; j < rules->len; j++)
        {
          if (cem_expression_test_record (rules->pdata[j], records->pdata[i], NULL) ==
              CEM_TRUTH_TRUE)
            {
              matches++;
              checksum += j + 1;
            }
        }
    }
  seconds = get_seconds () - start;
  cpu_seconds = get_cpu_seconds () - cpu_start;

  g_print ("{\"peer\":\"libcem\",\"rules\":%u,\"events\":%u,\"seconds\":%.3f,\"cpu_seconds\":%.3f,"
           "\"build_seconds\":%.4f,\"matches\":%" G_GUINT64_FORMAT
           ",\"checksum\":%" G_GUINT64_FORMAT ",\"events_per_second\":%.0f,"
           "\"evaluations_per_second\":%.0f,\"evaluations_per_cpu_second\":%.0f}\n",
           rules->len, records->len, seconds, cpu_seconds, build, matches, checksum,
           (double) records->len / seconds, (double) records->len * rules->len / seconds,
           (double) records->len * rules->len / cpu_seconds);
}

int
main (int argc,
      char **argv)
{
  if (argc != 1 && argc != 3)
    {
      g_printerr ("Usage: %s [RULES.json EVENTS.jsonl]\n", argv[0]);
      return 2;
    }

  if (argc == 1)
    run_cases ();

  run_workload (argc == 3 ? argv[1] : NULL, argc == 3 ? argv[2] : NULL);
  return 0;
}
