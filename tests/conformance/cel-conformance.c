/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

#include <math.h>
#include <stdlib.h>

/* Runs public test cases of the expression language, one JSON object a line:
 *
 *   cel-conformance FILE.jsonl
 *
 * Prints each case that fails, with what was expected and what came. */

#define SKIPPED 77

/* The lines are read as CEM values: C strings would end at a NUL. */
static char *
dup_text (CemValue *object,
          const char *member)
{
  g_autoptr (CemValue) value = cem_value_lookup (object, member);

  if (value == NULL || cem_value_get_kind (value) != CEM_VALUE_KIND_STRING)
    return NULL;

  return cem_value_dup_string (value);
}

/* An expression. A C string cannot hold a NUL, so one in the text becomes the escape for it. */
static char *
dup_expression (CemValue *test)
{
  g_autoptr (CemValue) value = cem_value_lookup (test, "expr");
  g_autofree char *json = cem_value_to_text (value);
  g_autoptr (GString) escaped = g_string_new (NULL);
  g_autoptr (CemValue) text = NULL;

  for (const char *p = json; *p != '\0'; p++)
    {
      if (g_str_has_prefix (p, "\\u0000"))
        {
          g_string_append (escaped, "\\\\000");
          p += 5;
          continue;
        }

      if (*p == '\\')
        g_string_append_c (escaped, *p++);
      g_string_append_c (escaped, *p);
    }

  text = cem_value_new_from_text (escaped->str, NULL);
  return cem_value_dup_string (text);
}

static gboolean
get_flag (CemValue *object,
          const char *member)
{
  g_autoptr (CemValue) value = cem_value_lookup (object, member);
  gboolean result = FALSE;

  return value != NULL && cem_value_get_bool (value, &result) && result;
}

static void
append_type (GString *out,
             CemValue *type)
{
  static const char *const members[] = { "list", "wrapper", "map" };

  if (cem_value_get_kind (type) == CEM_VALUE_KIND_STRING)
    {
      g_autofree char *name = cem_value_dup_string (type);

      g_string_append (out, name);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (CemValue) inner = cem_value_lookup (type, members[i]);
      g_autoptr (CemValue) key = NULL;
      g_autoptr (CemValue) value = NULL;

      if (inner == NULL)
        continue;

      g_string_append_printf (out, "%s(", members[i]);
      if (strcmp (members[i], "map") != 0)
        append_type (out, inner);
      else
        {
          key = cem_value_dup_item (inner, 0);
          value = cem_value_dup_item (inner, 1);
          append_type (out, key);
          g_string_append (out, ", ");
          append_type (out, value);
        }
      g_string_append_c (out, ')');
    }
}

static CemValue *
evaluate (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemExpression) expression =
    cem_expression_compile (text, NULL, CEM_EXPRESSION_NONE, NULL, &error);
  CemValue *value = expression != NULL ? cem_expression_evaluate (expression, NULL, &error) : NULL;

  if (value == NULL)
    g_error ("%s: %s", text, error->message);

  return value;
}

/* A point in time or a duration, with nanoseconds. */
static CemValue *
new_time (CemValue *object,
          const char *type)
{
  g_autofree char *seconds = dup_text (object, "s");
  g_autoptr (CemValue) nanos = cem_value_lookup (object, "n");
  g_autofree char *text = NULL;
  gint64 n = 0;

  if (nanos != NULL)
    cem_value_get_int (nanos, &n);

  if (strcmp (type, "timestamp") == 0)
    text = g_strdup_printf ("timestamp(%s) + duration('%" G_GINT64_FORMAT "ns')", seconds, n);
  else
    text = g_strdup_printf ("duration('%ss') + duration('%" G_GINT64_FORMAT "ns')", seconds, n);

  return evaluate (text);
}

static CemValue *new_value (CemValue *object);

static CemValue *
new_collection (CemValue *array,
                gboolean map)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) cem_value_free);
  g_autoptr (GError) error = NULL;
  CemValue *value;

  for (guint i = 0; i < cem_value_get_length (array); i++)
    {
      g_autoptr (CemValue) item = cem_value_dup_item (array, i);

      for (guint j = 0; map && j < 2; j++)
        {
          g_autoptr (CemValue) part = cem_value_dup_item (item, j);

          g_ptr_array_add (items, new_value (part));
        }

      if (!map)
        g_ptr_array_add (items, new_value (item));
    }

  if (!map)
    return cem_value_new_list ((CemValue *const *) items->pdata, items->len);

  value = cem_value_new_map ((CemValue *const *) items->pdata, items->len, &error);
  g_assert_no_error (error);
  return value;
}

static double
read_double (const char *text)
{
  if (strcmp (text, "NaN") == 0)
    return (double) NAN;
  if (strcmp (text, "Infinity") == 0)
    return (double) INFINITY;
  if (strcmp (text, "-Infinity") == 0)
    return -(double) INFINITY;

  return g_ascii_strtod (text, NULL);
}

static CemValue *
new_bytes (const char *base64)
{
  gsize length = 0;
  guchar *data = g_base64_decode (base64, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);

  return cem_value_new_bytes (bytes);
}

static CemValue *
new_value (CemValue *object)
{
  g_autofree char *type = dup_text (object, "t");
  g_autoptr (CemValue) value = cem_value_lookup (object, "v");
  g_autofree char *text = NULL;

  if (strcmp (type, "null") == 0)
    return cem_value_new_null ();
  if (strcmp (type, "list") == 0 || strcmp (type, "map") == 0)
    return new_collection (value, type[0] == 'm');
  if (strcmp (type, "timestamp") == 0 || strcmp (type, "duration") == 0)
    return new_time (object, type);
  if (strcmp (type, "string") == 0 || strcmp (type, "bool") == 0)
    return g_steal_pointer (&value);

  text = cem_value_dup_string (value);
  if (strcmp (type, "int") == 0)
    return cem_value_new_int (g_ascii_strtoll (text, NULL, 10));
  if (strcmp (type, "uint") == 0)
    return cem_value_new_uint (g_ascii_strtoull (text, NULL, 10));
  if (strcmp (type, "double") == 0)
    return cem_value_new_double (read_double (text));
  if (strcmp (type, "type") == 0)
    return evaluate (text);

  g_assert_cmpstr (type, ==, "bytes");
  return new_bytes (text);
}

/* Stricter than CEL's equality: kinds are equal too, and NaN is itself. */
static gboolean
same (CemValue *a,
      CemValue *b)
{
  CemValueKind kind = cem_value_get_kind (a);
  double x = 0.0, y = 0.0;

  if (kind != cem_value_get_kind (b))
    return FALSE;

  if (kind == CEM_VALUE_KIND_DOUBLE && cem_value_get_double (a, &x) &&
      cem_value_get_double (b, &y) && isnan (x) && isnan (y))
    return TRUE;

  if (kind != CEM_VALUE_KIND_LIST && kind != CEM_VALUE_KIND_MAP)
    return cem_value_equal (a, b);

  if (cem_value_get_length (a) != cem_value_get_length (b))
    return FALSE;

  for (guint i = 0; i < cem_value_get_length (a); i++)
    {
      g_autoptr (CemValue) item = cem_value_dup_item (a, i);
      g_autoptr (CemValue) other = NULL;

      if (kind == CEM_VALUE_KIND_LIST)
        other = cem_value_dup_item (b, i);
      else
        {
          g_autoptr (CemValue) key = cem_value_dup_key (a, i);

          other = cem_value_lookup_value (b, key);
        }

      if (other == NULL || !same (item, other))
        return FALSE;
    }

  return TRUE;
}

static char *
describe (CemValue *value)
{
  g_autofree char *text = cem_value_to_text (value);
  g_autoptr (GEnumClass) kinds = g_type_class_ref (CEM_TYPE_VALUE_KIND);
  GEnumValue *kind = g_enum_get_value (kinds, (int) cem_value_get_kind (value));

  return g_strdup_printf ("%s %s", kind->value_nick, text);
}

static CemDeclarations *
new_declarations (CemValue *test)
{
  CemDeclarations *declarations = cem_declarations_new ();
  g_autoptr (CemValue) env = cem_value_lookup (test, "type_env");
  g_autofree char *container = dup_text (test, "container");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; env != NULL && i < cem_value_get_length (env); i++)
    {
      g_autoptr (CemValue) entry = cem_value_dup_item (env, i);
      g_autoptr (CemValue) ident = cem_value_lookup (entry, "ident");
      g_autofree char *name = dup_text (entry, "name");
      g_autoptr (GString) type = g_string_new (NULL);

      append_type (type, ident);
      cem_declarations_add_variable (declarations, name, type->str, &error);
      g_assert_no_error (error);
    }

  cem_declarations_set_container (declarations, container, &error);
  g_assert_no_error (error);
  return declarations;
}

static CemContext *
new_context (CemValue *test)
{
  CemContext *context = cem_context_new ();
  g_autoptr (CemValue) bindings = cem_value_lookup (test, "bindings");

  if (bindings == NULL || cem_value_get_kind (bindings) != CEM_VALUE_KIND_MAP)
    return context;

  for (guint i = 0; i < cem_value_get_length (bindings); i++)
    {
      g_autoptr (CemValue) key = cem_value_dup_key (bindings, i);
      g_autoptr (CemValue) item = cem_value_dup_item (bindings, i);
      g_autoptr (CemValue) value = new_value (item);
      g_autofree char *name = cem_value_dup_string (key);

      cem_context_set_value (context, name, value);
    }

  return context;
}

static CemValue *
run_expression (CemValue *test,
                const char *text,
                GError **error)
{
  g_autoptr (CemDeclarations) declarations = new_declarations (test);
  g_autoptr (CemContext) context = new_context (test);
  g_autoptr (CemExpression) expression = NULL;
  gboolean unchecked = get_flag (test, "disable_check");

  expression = cem_expression_compile (text, declarations,
                                       unchecked ? CEM_EXPRESSION_UNCHECKED : CEM_EXPRESSION_NONE,
                                       NULL, error);

  return expression != NULL ? cem_expression_evaluate (expression, context, error) : NULL;
}

static gboolean
run_case (CemValue *test)
{
  g_autoptr (CemValue) expect = cem_value_lookup (test, "expect");
  g_autoptr (CemValue) expected_value = cem_value_lookup (expect, "value");
  g_autofree char *expression = dup_expression (test);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemValue) value = run_expression (test, expression, &error);
  g_autoptr (CemValue) wanted = expected_value != NULL ? new_value (expected_value) : NULL;
  g_autofree char *wanted_text = NULL;
  g_autofree char *text = NULL;
  g_autofree char *file = dup_text (test, "file");
  g_autofree char *section = dup_text (test, "section");
  g_autofree char *name = dup_text (test, "name");

  if (value == NULL && error == NULL)
    g_error ("No value and no error: %s", expression);

  if (wanted == NULL ? value == NULL : value != NULL && same (wanted, value))
    return TRUE;

  wanted_text = wanted != NULL ? describe (wanted) : g_strdup ("an error");
  text = value != NULL ? describe (value) : g_strdup_printf ("error: %s", error->message);
  g_print ("%s/%s/%s: %s\n  expected %s\n  got %s\n", file, section, name, expression,
           wanted_text, text);
  return FALSE;
}

int
main (int argc,
      char **argv)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint passed = 0, failed = 0;

  if (argc != 2)
    {
      g_printerr ("Usage: %s FILE.jsonl\n", argv[0]);
      return 2;
    }

  if (!g_file_get_contents (argv[1], &text, NULL, &error))
    {
      g_print ("Skipped: %s\n", error->message);
      return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? SKIPPED : 2;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (CemValue) test = NULL;

      if (lines[i][0] == '\0')
        continue;

      test = cem_value_new_from_text (lines[i], &error);
      g_assert_no_error (error);
      if (run_case (test))
        passed++;
      else
        failed++;
    }

  g_print ("cel: %u passed, %u failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
