/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

#include <stdlib.h>
#include <string.h>

/* Counts what the program allocates, for one test. Sanitizers and valgrind bring their own malloc. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define COUNTS_ALLOCATIONS 1

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *block, size_t size);

static guint n_allocations;

void *
malloc (size_t size)
{
  n_allocations++;
  return __libc_malloc (size);
}

void *
calloc (size_t n,
        size_t size)
{
  n_allocations++;
  return __libc_calloc (n, size);
}

void *
realloc (void *block,
         size_t size)
{
  n_allocations++;
  return __libc_realloc (block, size);
}
#else
#define COUNTS_ALLOCATIONS 0
static guint n_allocations;
#endif

static CemSchema *
new_schema (void)
{
  static const char *const fields[] = {
    "event.type", "string", "event.amount", "double?", "event.count", "int?",
    "event.open", "bool?", "event.at", "timestamp?", "event.data", "dyn",
    "customer.tier", "string?", "customer.tags", "list(string)", "customer.limit", "wrapper(int)",
    "wait", "duration", NULL
  };
  CemSchema *schema = cem_schema_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; fields[i] != NULL; i += 2)
    {
      cem_schema_add_field (schema, fields[i], fields[i + 1], &error);
      g_assert_no_error (error);
    }

  return schema;
}

static CemDeclarations *
new_declarations (CemSchema *schema)
{
  CemDeclarations *declarations = cem_declarations_new ();
  g_autoptr (GError) error = NULL;

  cem_declarations_add_schema (declarations, schema, &error);
  g_assert_no_error (error);
  return declarations;
}

static CemExpression *
compile (const char *text,
         CemDeclarations *declarations)
{
  g_autoptr (GError) error = NULL;
  CemExpression *expression = cem_expression_compile (text, declarations, CEM_EXPRESSION_UNKNOWN,
                                                      NULL, &error);

  g_assert_no_error (error);
  return expression;
}

static void
set_json (CemRecord *record,
          const char *text)
{
  g_autoptr (JsonNode) json = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;

  cem_record_set_json (record, json, &error);
  g_assert_no_error (error);
}

static void
test_schema (void)
{
  g_autoptr (CemSchema) schema = new_schema ();
  g_autoptr (CemRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *type = NULL;

  g_assert_cmpuint (cem_schema_get_n_fields (schema), ==, 10);
  g_assert_cmpint (cem_schema_find_field (schema, "event.amount"), ==, 1);
  g_assert_cmpint (cem_schema_find_field (schema, "event"), ==, -1);
  g_assert_cmpint (cem_schema_find_field (schema, "event.type.x"), ==, -1);
  g_assert_cmpstr (cem_schema_get_field_path (schema, 1), ==, "event.amount");
  type = cem_schema_dup_field_type (schema, 1);
  g_assert_cmpstr (type, ==, "double?");

  g_assert_false (cem_schema_add_field (schema, "event", "dyn", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (cem_schema_add_field (schema, "event.type.x", "dyn", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (cem_schema_add_field (schema, "event..x", "dyn", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_schema_add_field (schema, "event.x", "dynamite", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  record = cem_record_new (schema);
  g_assert_false (cem_schema_add_field (schema, "late", "dyn", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
}

static void
test_values (void)
{
  g_autoptr (CemSchema) schema = new_schema ();
  g_autoptr (CemRecord) record = cem_record_new (schema);
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 3, 1, 9, 0, 0.5);
  g_autoptr (CemValue) at = NULL;
  g_autoptr (CemValue) amount = NULL;
  g_autoptr (CemValue) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) bad = json_from_string ("{\"event\":{\"amount\":\"much\",\"count\":1.5,"
                                               "\"type\":\"x\"}}",
                                               NULL);
  g_autofree char *text = NULL;

  g_assert_true (cem_record_set_int (record, 1, 5, &error));
  g_assert_true (cem_record_set_time (record, 4, time, &error));
  amount = cem_record_dup_value (record, 1);
  g_assert_cmpint (cem_value_get_kind (amount), ==, CEM_VALUE_KIND_DOUBLE);
  at = cem_record_dup_value (record, 4);
  text = cem_value_to_string (at);
  g_assert_cmpstr (text, ==, "2026-03-01T09:00:00.500Z");
  cem_record_unset (record, 1);
  none = cem_record_dup_value (record, 1);
  g_assert_null (none);

  g_assert_false (cem_record_set_string (record, 2, "5", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_record_set_double (record, 2, 5.5, &error));
  g_clear_error (&error);
  g_assert_true (cem_record_set_double (record, 2, 5.0, &error));
  g_assert_false (cem_record_set_bool (record, 99, TRUE, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  /* The first mistake is told, and what fits is set. */
  g_assert_false (cem_record_set_json (record, bad, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "event.amount"));
  g_clear_pointer (&none, cem_value_free);
  none = cem_record_dup_value (record, 0);
  g_assert_nonnull (none);
}

static const char *const conditions[] = {
  "event.type == 'buy'",
  "event.type != 'buy'",
  "'buy' == event.type && event.amount > 10.5",
  "event.amount > 10",
  "10 < event.amount",
  "event.amount <= 10.5 || event.amount >= 90.25",
  "event.count == 3",
  "event.count in [1, 2, 3]",
  "event.type in ['buy', 'sell'] && !(customer.tier in ['gold', 'vip'])",
  "event.open",
  "!event.open && event.type == 'buy'",
  "has(event.amount)",
  "!has(event.amount) || event.amount < 50.0",
  "has(event.amount) && has(event.count) || event.open",
  "event.type == 'buy' && event.data.x > 3",
  "event.type == 'buy' || event.data.x > 3",
  "(event.amount > 5.0 || event.open) && (event.count < 5 || event.type == 'sell')",
  "event.at > timestamp('2026-01-01T00:00:00Z') && event.type == 'buy'",
  "'a' in customer.tags && event.open",
  "customer.limit == null || customer.limit > 3",
  "event.data == 'buy'",
  "event.data in ['buy', 'x']",
  "event.data > 3",
  "wait > duration('1h') && event.type == 'buy'",
  "event == event && customer.tier == 'gold'",
  "has(customer.tier) ? customer.tier == 'gold' : event.open",
};

static char *
make_event (GRand *random)
{
  static const char *const types[] = { "\"buy\"", "\"sell\"", "\"other\"", "null" };
  static const char *const amounts[] = { "10.5", "10", "3", "90.25", "1e300", "null" };
  static const char *const counts[] = { "3", "1", "9", "null" };
  static const char *const bools[] = { "true", "false", "null" };
  static const char *const tiers[] = { "\"gold\"", "\"vip\"", "\"new\"", "null" };
  static const char *const datas[] = { "{\"x\":5}", "{\"x\":1}", "{}", "\"buy\"", "4", "2.5", "null",
                                       "[1]" };

#define PICK(array) array[g_rand_int_range (random, 0, G_N_ELEMENTS (array))]
  return g_strdup_printf ("{\"event\":{\"type\":%s,\"amount\":%s,\"count\":%s,\"open\":%s,"
                          "\"at\":\"2026-0%d-01T00:00:00Z\",\"data\":%s},"
                          "\"customer\":{\"tier\":%s,\"tags\":[\"a\"],\"limit\":%s},"
                          "\"wait\":\"PT%dM\"}",
                          PICK (types), PICK (amounts), PICK (counts), PICK (bools),
                          g_rand_int_range (random, 1, 9), PICK (datas), PICK (tiers),
                          PICK (counts), g_rand_int_range (random, 1, 120));
#undef PICK
}

/* What JSON says of a field without a value: nothing. */
static JsonNode *
without_nulls (const char *text)
{
  JsonNode *json = json_from_string (text, NULL);
  static const char *const groups[] = { "event", "customer" };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      JsonObject *object = json_object_get_object_member (json_node_get_object (json), groups[i]);
      g_autoptr (GList) names = json_object_get_members (object);

      for (GList *l = names; l != NULL; l = l->next)
        {
          if (json_object_get_null_member (object, l->data) && strcmp (l->data, "data") != 0 &&
              strcmp (l->data, "limit") != 0)
            json_object_remove_member (object, l->data);
        }
    }

  return json;
}

/* The fast way over a record gives what the slow one over JSON gives. */
static void
test_same_as_json (void)
{
  g_autoptr (CemSchema) schema = new_schema ();
  g_autoptr (CemDeclarations) declarations = new_declarations (schema);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) early = g_ptr_array_new_with_free_func ((GDestroyNotify) cem_record_free);

  /* Some records are bound before the strings of the expressions are symbols. */
  for (guint i = 0; i < 200; i++)
    {
      CemRecord *record = cem_record_new (schema);

      g_ptr_array_add (events, make_event (random));
      set_json (record, events->pdata[i]);
      g_ptr_array_add (early, record);
    }

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr (CemExpression) expression = compile (conditions[i], declarations);

      for (guint j = 0; j < events->len; j++)
        {
          g_autoptr (CemRecord) late = cem_record_new (schema);
          g_autoptr (JsonNode) json = without_nulls (events->pdata[j]);
          g_autoptr (GError) json_error = NULL;
          g_autoptr (GError) late_error = NULL;
          g_autoptr (GError) early_error = NULL;
          CemTruth by_json, by_late, by_early;

          set_json (late, events->pdata[j]);
          by_json = cem_expression_test_json (expression, json, &json_error);
          by_late = cem_expression_test_record (expression, late, &late_error);
          by_early = cem_expression_test_record (expression, early->pdata[j], &early_error);
          if (by_json != by_late || by_json != by_early ||
              (json_error == NULL) != (late_error == NULL) ||
              (json_error == NULL) != (early_error == NULL))
            g_error ("%s on %s: JSON %d (%s), record %d (%s), early record %d", conditions[i],
                     (char *) events->pdata[j], by_json,
                     json_error != NULL ? json_error->message : "", by_late,
                     late_error != NULL ? late_error->message : "", by_early);
        }
    }
}

static void
test_other_schema (void)
{
  g_autoptr (CemSchema) schema = new_schema ();
  g_autoptr (CemSchema) other = new_schema ();
  g_autoptr (CemDeclarations) declarations = new_declarations (schema);
  g_autoptr (CemExpression) expression = compile ("event.type == 'buy'", declarations);
  g_autoptr (CemRecord) record = cem_record_new (other);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cem_expression_test_record (expression, record, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_declarations_add_schema (declarations, other, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
}

/* A condition over numbers, strings, constant lists and fields allocates nothing. */
static void
test_no_allocation (void)
{
  static const char *const texts[] = {
    "event.type == 'buy' && event.amount > 5.005 && customer.tier in ['gold', 'vip']",
    "event.count * 2 + 1 > 3 && event.type.startsWith('b') && size(event.type) == 3",
    "event.data.x > 3.0 || has(event.data.y)",
    "now - event.at > duration('1h')",
    "customer.tags.exists(t, t == 'b')",
    "event.type + 'x' == 'buyx'",
    "event.nothing.x > 1 || event.type == 'buy'",
  };
  g_autoptr (CemSchema) schema = new_schema ();
  g_autoptr (CemDeclarations) declarations = new_declarations (schema);
  g_autoptr (CemRecord) record = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);
  g_autoptr (GPtrArray) expressions = g_ptr_array_new_with_free_func (g_object_unref);

  if (!COUNTS_ALLOCATIONS)
    {
      g_test_skip ("Allocations cannot be counted here");
      return;
    }

  for (guint i = 0; i + 1 < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (expressions, compile (texts[i], declarations));

  record = cem_record_new (schema);
  set_json (record, "{\"event\":{\"type\":\"buy\",\"amount\":7,\"count\":3,\"data\":{\"x\":1},"
                    "\"at\":\"2026-03-01T00:00:00Z\"},"
                    "\"customer\":{\"tier\":\"vip\",\"tags\":[\"a\",\"b\"]}}");
  cem_record_set_now (record, now);

  for (guint i = 0; i < expressions->len; i++)
    {
      guint before;

      cem_expression_test_record (expressions->pdata[i], record, NULL);
      before = n_allocations;
      for (guint j = 0; j < 100; j++)
        cem_expression_test_record (expressions->pdata[i], record, NULL);

      g_assert_cmpuint (n_allocations - before, ==, 0);
    }
}

typedef struct
{
  GPtrArray *expressions;
  GPtrArray *records;
  guint sum;
} Work;

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  guint sum = 0;

  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < work->expressions->len; i++)
        {
          for (guint j = 0; j < work->records->len; j++)
            sum += cem_expression_test_record (work->expressions->pdata[i],
                                               work->records->pdata[j], NULL) *
                   (i + 1);
        }
    }

  work->sum = sum;
  return NULL;
}

/* Several threads evaluate the same expressions while another compiles new ones. */
static void
test_threads (void)
{
  g_autoptr (CemSchema) schema = new_schema ();
  g_autoptr (CemDeclarations) declarations = new_declarations (schema);
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autoptr (GPtrArray) expressions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cem_record_free);
  Work works[4];
  GThread *threads[G_N_ELEMENTS (works)];

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    g_ptr_array_add (expressions, compile (conditions[i], declarations));

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *event = make_event (random);
      CemRecord *record = cem_record_new (schema);

      set_json (record, event);
      g_ptr_array_add (records, record);
    }

  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    {
      works[i] = (Work) { expressions, records, 0 };
      threads[i] = g_thread_new ("evaluate", work_thread, &works[i]);
    }

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("event.type == 'new-%u'", i);
      g_autoptr (CemExpression) expression = compile (text, declarations);
      g_autoptr (CemRecord) record = cem_record_new (schema);

      set_json (record, "{\"event\":{\"type\":\"new-7\"}}");
      g_assert_cmpint (cem_expression_test_record (expression, record, NULL), ==,
                       i == 7 ? CEM_TRUTH_TRUE : CEM_TRUTH_FALSE);
    }

  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    g_thread_join (threads[i]);
  for (guint i = 1; i < G_N_ELEMENTS (works); i++)
    g_assert_cmpuint (works[i].sum, ==, works[0].sum);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/schema", test_schema);
  g_test_add_func ("/record/values", test_values);
  g_test_add_func ("/record/same-as-json", test_same_as_json);
  g_test_add_func ("/record/other-schema", test_other_schema);
  g_test_add_func ("/record/no-allocation", test_no_allocation);
  g_test_add_func ("/record/threads", test_threads);

  return g_test_run ();
}
