/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "chart/cem-chart-reader-private.h"

#include <libcem/cem-error.h>

#include <math.h>

/* --- The context --- */

static const char *const engine_names[] = { "context", "event", "now", "in", NULL };

/* Names that mean something when the engine runs a chart. */
static const char *const noun_names[] = { "customer", "device",  "order",  "work_order", "response",
                                          "metrics",  "health",  "journey", NULL };

static gboolean
is_identifier (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;

  while (g_ascii_isalnum (*name) || *name == '_')
    name++;

  return *name == '\0';
}

static const char *
get_type (CemKind kind)
{
  switch (kind)
    {
    case CEM_KIND_BOOL:
      return "bool";
    case CEM_KIND_INT:
      return "int";
    case CEM_KIND_UINT:
      return "uint";
    case CEM_KIND_DOUBLE:
      return "double";
    case CEM_KIND_STRING:
      return "string";
    case CEM_KIND_LIST:
      return "list(dyn)";
    case CEM_KIND_MAP:
      return "map(string, dyn)";
    default:
      return "dyn";
    }
}

static gboolean
check_variable (CemChartReader *self,
                const char *name)
{
  if (!is_identifier (name) || _cem_cel_is_reserved (name, strlen (name)))
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-name",
                                  W_ ("write letters, digits and “_”"),
                                  N_ ("“%s” cannot be the name of a variable"), name);
      return FALSE;
    }

  if (g_strv_contains (engine_names, name))
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "name-clash",
                                  W_ ("choose another name"),
                                  N_ ("“%s” already means something in expressions"), name);
      return FALSE;
    }

  if (g_strv_contains (noun_names, name))
    _cem_chart_reader_complain (self, CEM_SEVERITY_HINT, "engine-name", NULL,
                                N_ ("In journeys “%s” is a name of the engine's, so there this "
                                    "variable cannot be"), name);

  return TRUE;
}

static void
add_variable (CemChartReader *self,
              const char *name,
              const CemDatum *initial)
{
  CemChart *chart = self->chart;
  CemChartVariable *variable = &chart->variables[chart->n_variables];
  const guint8 kind = (chart->flags & CEM_CHART_LENIENT) != 0 ? CEM_KIND_NULL : initial->kind;
  g_autofree char *path = g_strconcat ("context.", name, NULL);

  if (!cem_schema_add_field (chart->schema, path, get_type (kind), NULL) ||
      !_cem_schema_add_alias (chart->schema, name, cem_schema_get_n_fields (chart->schema) - 1))
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "name-clash",
                                  W_ ("choose another name"),
                                  N_ ("“%s” already means something in expressions"), name);
      return;
    }

  variable->name = name;
  variable->slot = (guint16) (CEM_CHART_FIRST_SLOT + chart->n_variables);
  variable->kind = kind;
  variable->number = initial->kind;
  variable->initial = _cem_chart_settle (self->arena, initial);
  chart->n_variables++;
}

static void
read_variables (CemChartReader *self,
                const CemMap *map)
{
  if (map->n > CEM_CHART_MAX_VARIABLES)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "limit", NULL,
                                  N_ ("A context has at most %d variables"),
                                  CEM_CHART_MAX_VARIABLES);
      return;
    }

  self->chart->variables = _cem_arena_alloc (self->arena, map->n * sizeof (CemChartVariable));
  for (guint i = 0; i < map->n; i++)
    {
      const char *name = _cem_chart_reader_dup (self, &map->entries[i].key);
      gsize mark = _cem_chart_reader_enter (self, name, strlen (name));

      if (check_variable (self, name))
        add_variable (self, name, &map->entries[i].value);
      _cem_chart_reader_leave (self, mark);
    }
}

void
_cem_chart_read_context (CemChartReader *self,
                         const CemDatum *context)
{
  CemChart *chart = self->chart;
  gsize mark = _cem_chart_reader_enter (self, "context", 7);

  chart->schema = cem_schema_new ();
  chart->declarations = cem_declarations_new ();
  cem_schema_add_field (chart->schema, "event.type", "string?", NULL);
  cem_schema_add_field (chart->schema, "event.data", "dyn?", NULL);
  _cem_schema_add_alias (chart->schema, "event.name", CEM_CHART_SLOT_EVENT);

  if (context != NULL && context->kind == CEM_KIND_MAP)
    read_variables (self, context->v.map);
  else if (context != NULL)
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                N_ ("The context is an object with the initial values, not %s"),
                                _cem_kind_get_name (context->kind));

  chart->n_slots = CEM_CHART_FIRST_SLOT + chart->n_variables;
  cem_declarations_add_schema (chart->declarations, chart->schema, NULL);
  _cem_chart_reader_leave (self, mark);
}

/* --- Expressions --- */

static void
check_states (CemChartReader *self,
              const CemCelNode *node)
{
  if (node->kind == CEM_CEL_CALL && strcmp (node->name, "in") == 0 && node->n_args == 1 &&
      node->args[0]->kind == CEM_CEL_LITERAL && node->args[0]->literal.kind == CEM_KIND_STRING)
    {
      const CemDatum *name = &node->args[0]->literal;

      if (_cem_chart_find_state (self->chart, name->v.s, (gsize) name->n) == CEM_CHART_NO_STATE)
        _cem_chart_reader_complain (self,
                                    (self->chart->flags & CEM_CHART_LENIENT) != 0
                                      ? CEM_SEVERITY_WARNING
                                      : CEM_SEVERITY_ERROR,
                                    "dangling-target", NULL, N_ ("There is no state “%.*s”"),
                                    name->n, name->v.s);
    }

  for (guint i = 0; i < node->n_args; i++)
    check_states (self, node->args[i]);
}

/* A leniently read expression that cannot be compiled fails when it is evaluated. */
static CemExpression *
compile_leniently (CemChartReader *self,
                   const char *text,
                   const CemPlace *place)
{
  const CemExpressionFlags flags = CEM_EXPRESSION_NUMBERS | CEM_EXPRESSION_IN_STATE;
  g_autoptr (GError) error = NULL;
  CemExpression *expression = _cem_expression_compile_at (text, self->chart->declarations, flags,
                                                          place, NULL, &error);

  if (expression != NULL)
    return expression;

  _cem_chart_reader_complain (self, CEM_SEVERITY_WARNING, "bad-expression", NULL,
                              N_ ("This expression will fail: %s"), error->message);
  expression = _cem_expression_compile_at (text, self->chart->declarations,
                                           flags | CEM_EXPRESSION_UNCHECKED, place, NULL, NULL);
  if (expression == NULL)
    expression = _cem_expression_compile_at ("[][0]", self->chart->declarations, flags, place, NULL,
                                             NULL);

  return expression;
}

CemExpression *
_cem_chart_read_expression (CemChartReader *self,
                            const char *text)
{
  const char *pointer = _cem_chart_reader_dup_pointer (self);
  CemPlace place = { self->file, pointer, 0, 0 };
  CemExpression *expression;

  if ((self->chart->flags & CEM_CHART_LENIENT) != 0)
    expression = compile_leniently (self, text, &place);
  else
    expression = _cem_expression_compile_at (text, self->chart->declarations,
                                             CEM_EXPRESSION_NUMBERS | CEM_EXPRESSION_IN_STATE,
                                             &place, self->diagnostics, NULL);

  if (expression == NULL)
    {
      self->failed = TRUE;
      return NULL;
    }

  check_states (self, _cem_expression_get_tree (expression));
  g_ptr_array_add (self->chart->expressions, expression);
  return expression;
}

/* The text of {"expr": "…"} and of code in an editor's form; NULL for anything else. */
static const char *
find_expression_text (CemChartReader *self,
                      const CemDatum *json)
{
  const CemDatum *text, *lang;

  if (json->kind != CEM_KIND_MAP)
    return NULL;

  text = _cem_chart_reader_find (json->v.map, "expr");
  if (text == NULL || text->kind != CEM_KIND_STRING)
    return NULL;
  if (json->v.map->n == 1)
    return _cem_chart_reader_dup (self, text);
  if (_cem_chart_reader_find (json->v.map, "@type") == NULL)
    return NULL;

  lang = _cem_chart_reader_find (json->v.map, "lang");
  if (lang == NULL || lang->kind != CEM_KIND_STRING || lang->n != 3 ||
      strncmp (lang->v.s, "cel", 3) != 0)
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "foreign-code",
                                W_ ("write the expression in CEL, with the lang “cel”, or the "
                                    "name of a function of your program"),
                                N_ ("Code in other languages than CEL is not run"));

  return _cem_chart_reader_dup (self, text);
}

const CemChartTemplate *
_cem_chart_read_template (CemChartReader *self,
                          const CemDatum *json)
{
  CemChartTemplate *self_template = _cem_arena_alloc (self->arena, sizeof *self_template);
  const CemChartTemplate **items = NULL;
  const char *text = find_expression_text (self, json);
  gboolean constant = TRUE;
  CemDatum *keys = NULL;
  guint n = 0;

  memset (self_template, 0, sizeof *self_template);
  if (text != NULL)
    {
      gsize mark = _cem_chart_reader_enter (self, "expr", 4);

      self_template->expression = _cem_chart_read_expression (self, text);
      _cem_chart_reader_leave (self, mark);
      return self_template;
    }

  self_template->literal = _cem_chart_settle (self->arena, json);
  if (json->kind != CEM_KIND_LIST && json->kind != CEM_KIND_MAP)
    return self_template;

  n = json->kind == CEM_KIND_LIST ? json->v.list->n : json->v.map->n;
  items = _cem_arena_alloc (self->arena, n * sizeof *items);
  if (json->kind == CEM_KIND_MAP)
    keys = _cem_arena_alloc (self->arena, n * sizeof *keys);

  for (guint i = 0; i < n; i++)
    {
      const CemDatum *item = keys != NULL ? &json->v.map->entries[i].value
                                          : &json->v.list->items[i];
      gsize mark;

      if (keys != NULL)
        {
          keys[i] = json->v.map->entries[i].key;
          mark = _cem_chart_reader_enter (self, keys[i].v.s, (gsize) keys[i].n);
        }
      else
        mark = _cem_chart_reader_enter_index (self, i);
      items[i] = _cem_chart_read_template (self, item);
      constant &= items[i]->expression == NULL && items[i]->items == NULL;
      _cem_chart_reader_leave (self, mark);
    }

  if (!constant)
    {
      self_template->items = items;
      self_template->keys = keys;
      self_template->n_items = n;
    }

  return self_template;
}

/* --- Guards --- */

static gboolean
is_variable (CemChartReader *self,
             const char *name)
{
  for (guint i = 0; i < self->chart->n_variables; i++)
    {
      if (strcmp (self->chart->variables[i].name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
read_named_guard (CemChartReader *self,
                  const char *name,
                  CemChartTest *test)
{
  g_autofree const char **names = g_new0 (const char *, self->chart->n_variables + 1);
  const char *meant;

  for (guint i = 0; i < self->chart->n_variables; i++)
    names[i] = self->chart->variables[i].name;

  meant = _cem_cel_suggest (name, names, self->chart->n_variables);
  if (meant != NULL)
    _cem_chart_reader_complain (self, CEM_SEVERITY_WARNING, "similar-name", NULL,
                                N_ ("“%s” is a function of your program; was the variable “%s” "
                                    "meant?"), name, meant);

  test->name = name;
  g_hash_table_add (self->guard_names, (gpointer) name);
}

static void
read_condition (CemChartReader *self,
                const char *text,
                CemChartTest *test)
{
  const char *type;

  test->expression = _cem_chart_read_expression (self, text);
  if (test->expression == NULL || (self->chart->flags & CEM_CHART_LENIENT) != 0)
    return;

  type = cem_expression_get_result_type (test->expression);
  if (strcmp (type, "bool") != 0 && strcmp (type, "dyn") != 0)
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "no-condition", NULL,
                                N_ ("A guard is a condition, and this gives %s"), type);
}

static void
read_guard_object (CemChartReader *self,
                   const CemMap *map,
                   CemChartTest *test)
{
  static const char *const known[] = { "type", "params", NULL };
  const CemDatum *params = _cem_chart_reader_find (map, "params");
  const char *name = _cem_chart_reader_text (self, map, "type");

  _cem_chart_reader_check_keys (self, map, known);
  if (name == NULL)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                  N_ ("A guard is an expression, a name, or an object with a "
                                      "type"));
      return;
    }

  test->name = name;
  g_hash_table_add (self->guard_names, (gpointer) name);
  if (params != NULL)
    {
      gsize mark = _cem_chart_reader_enter (self, "params", 6);

      test->params = _cem_chart_read_template (self, params);
      _cem_chart_reader_leave (self, mark);
    }
}

void
_cem_chart_read_test (CemChartReader *self,
                      const CemDatum *json,
                      CemChartTest *test)
{
  const char *text = json->kind == CEM_KIND_STRING ? _cem_chart_reader_dup (self, json)
                                                   : find_expression_text (self, json);

  test->pointer = _cem_chart_reader_dup_pointer (self);
  if (json->kind == CEM_KIND_BOOL)
    read_condition (self, json->v.i != 0 ? "true" : "false", test);
  else if (text != NULL && json->kind == CEM_KIND_STRING && is_identifier (text) &&
           !is_variable (self, text) && strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    read_named_guard (self, text, test);
  else if (text != NULL)
    read_condition (self, text, test);
  else if (json->kind == CEM_KIND_MAP)
    read_guard_object (self, json->v.map, test);
  else
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                N_ ("A guard is an expression, a name, or an object with a type, "
                                    "not %s"), _cem_kind_get_name (json->kind));
}

/* --- Delays --- */

gboolean
_cem_chart_parse_delay (const char *text,
                        gsize length,
                        gint64 *us)
{
  static const struct
  {
    const char *unit;
    double us;
  } units[] = { { "", 1e3 },    { "ms", 1e3 },     { "s", 1e6 },     { "m", 60e6 },
                { "min", 60e6 }, { "h", 3600e6 }, { "d", 86400e6 } };
  g_autofree char *copy = g_strndup (text, length);
  char *end = copy;
  double number;
  gint64 seconds;
  gint32 nanos;

  if (_cem_duration_parse_iso (text, length, &seconds, &nanos))
    {
      if (seconds < 0 || nanos < 0 || seconds > CEM_CHART_MAX_DELAY / 1000000)
        return FALSE;

      *us = seconds * 1000000 + nanos / 1000;
      return *us <= CEM_CHART_MAX_DELAY;
    }

  if (!g_ascii_isdigit (copy[0]))
    return FALSE;

  number = g_ascii_strtod (copy, &end);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (strcmp (end, units[i].unit) != 0)
        continue;

      if (!isfinite (number) || number * units[i].us > (double) CEM_CHART_MAX_DELAY)
        return FALSE;

      *us = (gint64) llround (number * units[i].us);
      return TRUE;
    }

  return FALSE;
}

static gboolean
read_delay_text (CemChartReader *self,
                 const char *text,
                 CemChartDelay *delay)
{
  const char *type;

  if (_cem_chart_parse_delay (text, strlen (text), &delay->us))
    return TRUE;

  if (g_ascii_isdigit (text[0]) || (text[0] == '-' && g_ascii_isdigit (text[1])) ||
      (text[0] == 'P' && (g_ascii_isdigit (text[1]) || text[1] == 'T')))
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "bad-delay",
                                  W_ ("write milliseconds, “5s” or “PT5M”"),
                                  N_ ("“%s” is no time up to a century"), text);
      return FALSE;
    }

  delay->expression = _cem_chart_read_expression (self, text);
  if (delay->expression == NULL)
    return FALSE;

  type = cem_expression_get_result_type (delay->expression);
  if (strcmp (type, "bool") != 0 && strcmp (type, "bytes") != 0)
    return TRUE;

  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "bad-delay", NULL,
                              N_ ("A delay is a number of milliseconds, a duration or a text, "
                                  "not %s"), type);
  return FALSE;
}

gboolean
_cem_chart_read_delay (CemChartReader *self,
                       const CemDatum *json,
                       CemChartDelay *delay)
{
  const char *text = json->kind == CEM_KIND_STRING ? _cem_chart_reader_dup (self, json)
                                                   : find_expression_text (self, json);
  double ms = json->kind == CEM_KIND_INT ? (double) json->v.i
                                         : json->kind == CEM_KIND_DOUBLE ? json->v.d : -1.0;

  if (text != NULL)
    return read_delay_text (self, text, delay);

  if (ms >= 0.0 && ms * 1000.0 <= (double) CEM_CHART_MAX_DELAY)
    {
      delay->us = (gint64) llround (ms * 1000.0);
      return TRUE;
    }

  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "bad-delay",
                              W_ ("write milliseconds, “5s” or “PT5M”"),
                              N_ ("A delay is a time up to a century"));
  return FALSE;
}
