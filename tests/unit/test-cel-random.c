/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem.h>

/* Random expressions, each evaluated in several ways that must agree: with its constants written
 * out, which are folded; with variables in their place; unchecked; from a record; simplified, with
 * half of the variables known; and from its canonical text. */

typedef enum
{
  TYPE_BOOL,
  TYPE_INT,
  TYPE_UINT,
  TYPE_DOUBLE,
  TYPE_STRING,
  TYPE_LIST,
  TYPE_TIME,
  TYPE_SPAN,
  N_TYPES
} Type;

typedef struct
{
  Type type;
  const char *literal;
} Constant;

static const char *const type_names[N_TYPES] = {
  "bool", "int", "uint", "double", "string", "list(int)", "timestamp", "duration",
};

static const Constant constants[] = {
  { TYPE_BOOL, "true" },
  { TYPE_BOOL, "false" },
  { TYPE_INT, "0" },
  { TYPE_INT, "1" },
  { TYPE_INT, "-7" },
  { TYPE_INT, "3" },
  { TYPE_INT, "9223372036854775807" },
  { TYPE_INT, "-9223372036854775808" },
  { TYPE_UINT, "0u" },
  { TYPE_UINT, "2u" },
  { TYPE_UINT, "18446744073709551615u" },
  { TYPE_DOUBLE, "0.0" },
  { TYPE_DOUBLE, "2.5" },
  { TYPE_DOUBLE, "-1e300" },
  { TYPE_DOUBLE, "9007199254740993.0" },
  { TYPE_STRING, "''" },
  { TYPE_STRING, "'a'" },
  { TYPE_STRING, "'Straße 🐱'" },
  { TYPE_STRING, "'12'" },
  { TYPE_LIST, "[]" },
  { TYPE_LIST, "[1, 2, 3]" },
  { TYPE_LIST, "[3]" },
  { TYPE_TIME, "timestamp('2026-03-01T09:00:00.5Z')" },
  { TYPE_TIME, "timestamp('0001-01-01T00:00:00Z')" },
  { TYPE_SPAN, "duration('90s')" },
  { TYPE_SPAN, "duration('-9223372036s')" },
};

/* In a form, a letter stands for a part of that type; v is the variable of a comprehension. */
typedef struct
{
  Type type;
  const char *form;
} Form;

static const Form forms[] = {
  { TYPE_BOOL, "I < I" },
  { TYPE_BOOL, "I >= I" },
  { TYPE_BOOL, "I == I" },
  { TYPE_BOOL, "D <= D" },
  { TYPE_BOOL, "U > U" },
  { TYPE_BOOL, "dyn(I) < dyn(D)" },
  { TYPE_BOOL, "dyn(I) == dyn(U)" },
  { TYPE_BOOL, "S == S" },
  { TYPE_BOOL, "S < S" },
  { TYPE_BOOL, "S != S" },
  { TYPE_BOOL, "L == L" },
  { TYPE_BOOL, "T < T" },
  { TYPE_BOOL, "P >= P" },
  { TYPE_BOOL, "T - T > P" },
  { TYPE_BOOL, "B && B" },
  { TYPE_BOOL, "B || B" },
  { TYPE_BOOL, "!B" },
  { TYPE_BOOL, "B ? B : B" },
  { TYPE_BOOL, "I in L" },
  { TYPE_BOOL, "I in [1, I, 3, 4, 5, 6, 7, 8, 9, 10]" },
  { TYPE_BOOL, "S in ['a', 'b', '12']" },
  { TYPE_BOOL, "S.contains(S)" },
  { TYPE_BOOL, "S.startsWith(S)" },
  { TYPE_BOOL, "S.matches('^[a-z]+$')" },
  { TYPE_BOOL, "L.all(v, v > I)" },
  { TYPE_BOOL, "L.exists(v, v == I || B)" },
  { TYPE_BOOL, "L.exists_one(v, v / I > 0)" },
  { TYPE_BOOL, "L.all(k, v, k < v)" },
  { TYPE_BOOL, "{'a': I}.?a.hasValue()" },
  { TYPE_BOOL, "cel.bind(z, B, z && !z || B)" },
  { TYPE_BOOL, "has({'a': I}.a) && B" },
  { TYPE_INT, "I + I" },
  { TYPE_INT, "I - I" },
  { TYPE_INT, "I * I" },
  { TYPE_INT, "I / I" },
  { TYPE_INT, "I % I" },
  { TYPE_INT, "-I" },
  { TYPE_INT, "B ? I : I" },
  { TYPE_INT, "int(D)" },
  { TYPE_INT, "int(U)" },
  { TYPE_INT, "int(S)" },
  { TYPE_INT, "size(S)" },
  { TYPE_INT, "L.size()" },
  { TYPE_INT, "L[I]" },
  { TYPE_INT, "S.indexOf(S)" },
  { TYPE_INT, "T.getHours('Asia/Kathmandu')" },
  { TYPE_INT, "T.getDayOfWeek()" },
  { TYPE_INT, "P.getMinutes()" },
  { TYPE_INT, "math.greatest(I, I)" },
  { TYPE_INT, "math.bitShiftRight(I, I)" },
  { TYPE_INT, "{1: I, 2: I}[I]" },
  { TYPE_INT, "{'a': I, 'Straße 🐱': I}[S]" },
  { TYPE_INT, "optional.of(I).optMap(w, w + I).orValue(I)" },
  { TYPE_INT, "cel.bind(z, I, z * z)" },
  { TYPE_INT, "L[?I].orValue(I)" },
  { TYPE_UINT, "U + U" },
  { TYPE_UINT, "U - U" },
  { TYPE_UINT, "U % U" },
  { TYPE_UINT, "uint(I)" },
  { TYPE_DOUBLE, "D + D" },
  { TYPE_DOUBLE, "D * D" },
  { TYPE_DOUBLE, "D / D" },
  { TYPE_DOUBLE, "double(I)" },
  { TYPE_DOUBLE, "math.floor(D)" },
  { TYPE_DOUBLE, "B ? D : D" },
  { TYPE_STRING, "S + S" },
  { TYPE_STRING, "string(I)" },
  { TYPE_STRING, "string(D)" },
  { TYPE_STRING, "string(T)" },
  { TYPE_STRING, "string(P)" },
  { TYPE_STRING, "S.substring(I)" },
  { TYPE_STRING, "S.replace(S, S)" },
  { TYPE_STRING, "S.upperAscii()" },
  { TYPE_STRING, "L.map(v, string(v)).join(S)" },
  { TYPE_STRING, "'%s %d'.format([S, I])" },
  { TYPE_STRING, "B ? S : S" },
  { TYPE_LIST, "L + L" },
  { TYPE_LIST, "[I, I]" },
  { TYPE_LIST, "L.map(v, v + I)" },
  { TYPE_LIST, "L.filter(v, v > I)" },
  { TYPE_LIST, "L.map(v, v > I, v * 2)" },
  { TYPE_LIST, "L.transformList(k, v, k + v)" },
  { TYPE_LIST, "B ? L : L" },
  { TYPE_TIME, "T + P" },
  { TYPE_TIME, "T - P" },
  { TYPE_TIME, "timestamp(I)" },
  { TYPE_TIME, "T.startOfDay('Europe/Berlin')" },
  { TYPE_SPAN, "P + P" },
  { TYPE_SPAN, "P - P" },
  { TYPE_SPAN, "T - T" },
};

typedef struct
{
  GRand *rand;
  GString *literal;
  GString *variable;
} Generator;

static void generate (Generator *self,
                      Type type,
                      guint depth);

static void
generate_constant (Generator *self,
                   Type type)
{
  guint first = 0, n = 0;
  guint chosen = 0;

  while (constants[first].type != type)
    first++;
  while (first + n < G_N_ELEMENTS (constants) && constants[first + n].type == type)
    n++;

  chosen = first + (guint) g_rand_int_range (self->rand, 0, (gint32) n);
  g_string_append (self->literal, constants[chosen].literal);
  g_string_append_printf (self->variable, "x%u", chosen);
}

static void
generate (Generator *self,
          Type type,
          guint depth)
{
  static const char letters[] = "BIUDSLTP";
  const Form *form = NULL;

  if (depth == 0 || g_rand_int_range (self->rand, 0, 5) == 0)
    {
      generate_constant (self, type);
      return;
    }

  do
    form = &forms[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (forms))];
  while (form->type != type);

  g_string_append_c (self->literal, '(');
  g_string_append_c (self->variable, '(');
  for (const char *p = form->form; *p != '\0'; p++)
    {
      /* A letter inside a word or text is none of the language's. */
      gboolean alone = (p == form->form || !g_ascii_isalnum (p[-1])) && !g_ascii_isalnum (p[1]) &&
                       p[1] != '\'' && (guchar) p[1] < 0x80;
      const char *letter = alone ? strchr (letters, *p) : NULL;

      if (letter != NULL)
        {
          generate (self, (Type) (letter - letters), depth - 1);
          continue;
        }
      g_string_append_c (self->literal, *p);
      g_string_append_c (self->variable, *p);
    }
  g_string_append_c (self->literal, ')');
  g_string_append_c (self->variable, ')');
}

/* --- Evaluating --- */

typedef struct
{
  CemDeclarations *declarations;
  CemDeclarations *from_record;
  CemContext *context;
  CemContext *some; /* every other variable */
  CemRecord *record;
  guint n_values;
  guint n_errors;
} Fixture;

static char *
describe (CemValue *value,
          GError *error)
{
  g_autofree char *text = NULL;

  if (value == NULL)
    return g_strdup_printf ("error %d", error->code);

  text = cem_value_to_text (value);
  return g_strdup_printf ("%d %s", cem_value_get_kind (value), text);
}

static CemExpression *
compile (const char *text,
         CemDeclarations *declarations,
         CemExpressionFlags flags)
{
  g_autoptr (GError) error = NULL;
  CemExpression *expression = cem_expression_compile (text, declarations, flags, NULL, &error);

  if (expression == NULL)
    g_error ("%s: %s", text, error->message);
  return expression;
}

static char *
run (Fixture *fixture,
     const char *text,
     CemExpressionFlags flags)
{
  g_autoptr (CemExpression) expression = compile (text, fixture->declarations, flags);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemValue) value = cem_expression_evaluate (expression, fixture->context, &error);

  return describe (value, error);
}

static char *
run_record (Fixture *fixture,
            const char *text)
{
  g_autoptr (CemExpression) expression =
    compile (text, fixture->from_record, CEM_EXPRESSION_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemValue) value = cem_expression_evaluate_record (expression, fixture->record, &error);

  return describe (value, error);
}

static char *
run_simplified (Fixture *fixture,
                const char *text)
{
  g_autoptr (CemExpression) expression = compile (text, fixture->declarations, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemExpression) simplified = cem_expression_simplify (expression, fixture->some,
                                                                  &error);
  g_autoptr (CemValue) value = NULL;

  g_assert_no_error (error);
  value = cem_expression_evaluate (simplified, fixture->context, &error);
  return describe (value, error);
}

static void
check (const char *text,
       const char *way,
       const char *expected,
       char *result)
{
  if (!g_str_equal (expected, result))
    g_error ("%s: %s instead of %s %s", text, result, expected, way);
  g_free (result);
}

static void
check_expression (Fixture *fixture,
                  const char *literal,
                  const char *variable)
{
  g_autoptr (CemExpression) expression =
    compile (literal, fixture->declarations, CEM_EXPRESSION_NONE);
  g_autoptr (CemExpression) with_variables =
    compile (variable, fixture->declarations, CEM_EXPRESSION_NONE);
  g_autofree char *expected = run (fixture, literal, CEM_EXPRESSION_NONE);

  if (g_str_has_prefix (expected, "error"))
    fixture->n_errors++;
  else
    fixture->n_values++;

  check (literal, "unchecked", expected, run (fixture, literal, CEM_EXPRESSION_UNCHECKED));
  check (literal, "from canonical text", expected,
         run (fixture, cem_expression_get_canonical_text (expression), CEM_EXPRESSION_NONE));
  check (variable, "with variables", expected, run (fixture, variable, CEM_EXPRESSION_NONE));
  check (variable, "with unchecked variables", expected,
         run (fixture, variable, CEM_EXPRESSION_UNCHECKED));
  check (variable, "simplified", expected, run_simplified (fixture, variable));
  check (variable, "from a record", expected, run_record (fixture, variable));
  check (variable, "from canonical text with variables", expected,
         run (fixture, cem_expression_get_canonical_text (with_variables), CEM_EXPRESSION_NONE));
}

static void
fixture_init (Fixture *fixture)
{
  g_autoptr (CemSchema) schema = cem_schema_new ();
  g_autoptr (GError) error = NULL;

  fixture->declarations = cem_declarations_new ();
  fixture->from_record = cem_declarations_new ();
  fixture->context = cem_context_new ();
  fixture->some = cem_context_new ();

  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", i);

      cem_declarations_add_variable (fixture->declarations, name, type_names[constants[i].type],
                                     &error);
      g_assert_no_error (error);
      cem_schema_add_field (schema, name, type_names[constants[i].type], &error);
      g_assert_no_error (error);
    }

  cem_declarations_add_schema (fixture->from_record, schema, &error);
  g_assert_no_error (error);
  fixture->record = cem_record_new (schema);

  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", i);
      g_autoptr (CemExpression) expression = compile (constants[i].literal, NULL, 0);
      g_autoptr (CemValue) value = cem_expression_evaluate (expression, NULL, &error);

      g_assert_no_error (error);
      cem_context_set_value (fixture->context, name, value);
      if (i % 2 == 0)
        cem_context_set_value (fixture->some, name, value);
      cem_record_set_value (fixture->record, (guint) cem_schema_find_field (schema, name), value,
                            &error);
      g_assert_no_error (error);
    }
}

static void
fixture_clear (Fixture *fixture)
{
  g_object_unref (fixture->declarations);
  g_object_unref (fixture->from_record);
  g_object_unref (fixture->context);
  g_object_unref (fixture->some);
  cem_record_free (fixture->record);
}

static void
test_random (void)
{
  const char *count = g_getenv ("CEM_TEST_EXPRESSIONS");
  guint n = count != NULL ? (guint) g_ascii_strtoull (count, NULL, 10) : 2000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (count != NULL ? n : 42);
  Fixture fixture = { 0 };

  g_test_summary ("Folded, with variables, unchecked, from a record: always the same result");

  fixture_init (&fixture);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) literal = g_string_new (NULL);
      g_autoptr (GString) variable = g_string_new (NULL);
      Generator generator = { rand, literal, variable };

      generate (&generator, (Type) (i % N_TYPES), 1 + i % 4);
      check_expression (&fixture, literal->str, variable->str);
    }

  /* Otherwise most of it would compare failures only. */
  g_assert_cmpuint (fixture.n_values, >, n / 4);
  g_assert_cmpuint (fixture.n_errors, >, n / 50);
  fixture_clear (&fixture);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cel-random/agree", test_random);

  return g_test_run ();
}
