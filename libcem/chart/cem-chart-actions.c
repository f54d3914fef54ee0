/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-reader-private.h"

#include "base/cem-words-private.h"

#define ACTION(i) (&g_array_index (self->actions, CemChartAction, i))

const CemChartEvent *
_cem_chart_reader_add_event (CemChartReader *self,
                             const char *name)
{
  CemChartEvent *event = g_hash_table_lookup (self->chart->events, name);

  if (event != NULL)
    return event;

  event = _cem_arena_alloc (self->arena, sizeof *event);
  memset (event, 0, sizeof *event);
  event->length = (guint32) strlen (name);
  event->name = _cem_arena_strndup (self->arena, name, event->length);
  g_hash_table_insert (self->chart->events, (gpointer) event->name, event);
  return event;
}

static const CemChartTemplate *
read_member (CemChartReader *self,
             const CemMap *map,
             const char *key)
{
  const CemDatum *json = _cem_chart_reader_find (map, key);
  const CemChartTemplate *result;
  gsize mark;

  if (json == NULL)
    return NULL;

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  result = _cem_chart_read_template (self, json);
  _cem_chart_reader_leave (self, mark);
  return result;
}

/* A text, or {"expr": "…"} that gives one. */
static const CemChartTemplate *
read_text_member (CemChartReader *self,
                  const CemMap *map,
                  const char *key)
{
  const CemChartTemplate *result = read_member (self, map, key);
  gsize mark;

  if (result == NULL || result->expression != NULL ||
      (result->items == NULL && result->literal.kind == CEM_KIND_STRING && result->literal.n > 0))
    return result;

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("This is a text, or an object with an “expr” that gives one"));
  _cem_chart_reader_leave (self, mark);
  return NULL;
}

static void
set_event (CemChartReader *self,
           CemChartAction *action,
           const CemChartTemplate *name)
{
  if (name == NULL)
    return;

  action->event_name = name;
  if (name->expression == NULL)
    action->event = _cem_chart_reader_add_event (self,
                                                 _cem_chart_reader_dup (self, &name->literal));
}

/* The event of raise and send: a name, or an editor's object with the name as its type and the data
 * beside it. */
static void
read_event (CemChartReader *self,
            CemChartAction *action,
            const CemMap *map)
{
  const CemDatum *json = _cem_chart_reader_find (map, "event");
  const CemMap *object;
  CemEntry *rest;
  CemDatum data;
  guint n = 0;
  gsize mark;

  if (json == NULL)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "missing-key", NULL,
                                  N_ ("The “event” is missing"));
      return;
    }

  if (json->kind != CEM_KIND_MAP || _cem_chart_reader_find (json->v.map, "type") == NULL)
    {
      set_event (self, action, read_text_member (self, map, "event"));
      return;
    }

  object = json->v.map;
  mark = _cem_chart_reader_enter (self, "event", 5);
  set_event (self, action, read_text_member (self, object, "type"));
  rest = _cem_arena_alloc (self->arena, object->n * sizeof *rest);
  for (guint i = 0; i < object->n; i++)
    {
      if (object->entries[i].key.n != 4 || memcmp (object->entries[i].key.v.s, "type", 4) != 0)
        rest[n++] = object->entries[i];
    }

  data = _cem_datum_map (_cem_map_new (self->arena, rest, n));
  if (n > 0)
    action->data = _cem_chart_read_template (self, &data);
  _cem_chart_reader_leave (self, mark);
}

static void
read_send (CemChartReader *self,
           CemChartAction *action,
           const CemMap *map)
{
  static const char *const known[] = { "type", "event", "data", "delay", "id", NULL };
  const CemDatum *delay = _cem_chart_reader_find (map, "delay");
  const CemChartTemplate *data;

  _cem_chart_reader_check_keys (self, map, known);
  read_event (self, action, map);
  data = read_member (self, map, "data");
  if (data != NULL)
    action->data = data;
  action->id = read_text_member (self, map, "id");
  if (delay == NULL)
    return;

  if (delay->kind != CEM_KIND_NULL)
    {
      gsize mark = _cem_chart_reader_enter (self, "delay", 5);

      _cem_chart_read_delay (self, delay, &action->delay);
      _cem_chart_reader_leave (self, mark);
    }

  if (action->delay.us > 0 || action->delay.expression != NULL)
    {
      action->kind = CEM_CHART_ACTION_SEND;
      self->chart->has_timers = TRUE;
    }
}

static void
read_cancel (CemChartReader *self,
             CemChartAction *action,
             const CemMap *map)
{
  static const char *const known[] = { "type", "id", "sendId", NULL };

  _cem_chart_reader_check_keys (self, map, known);
  action->id = read_text_member (self, map, "id");
  if (action->id == NULL)
    action->id = read_text_member (self, map, "sendId");
  if (action->id == NULL)
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "missing-key", NULL,
                                N_ ("The “id” of what to cancel is missing"));
}

/* --- Assignments --- */

static const CemChartVariable *
find_variable (CemChartReader *self,
               const char *name)
{
  for (guint i = 0; i < self->chart->n_variables; i++)
    {
      if (strcmp (self->chart->variables[i].name, name) == 0)
        return &self->chart->variables[i];
    }

  return NULL;
}

static gboolean
is_number (CemKind kind)
{
  return kind == CEM_KIND_INT || kind == CEM_KIND_UINT || kind == CEM_KIND_DOUBLE;
}

static gboolean
may_fit (const CemChartVariable *variable,
         const char *type)
{
  static const char *const numbers[] = { "int", "uint", "double", NULL };

  if (variable->kind == CEM_KIND_NULL || strcmp (type, "dyn") == 0 || strchr (type, '(') != NULL)
    return TRUE;

  if (is_number (variable->kind))
    return g_strv_contains (numbers, type);

  return strcmp (type, _cem_kind_get_name (variable->kind)) == 0;
}

/* x + 1, x - 1 and constants are done without an evaluation. */
static void
make_quick (CemChartReader *self,
            CemChartAction *action,
            const CemChartVariable *variable)
{
  const CemCelNode *node = _cem_expression_get_tree (action->expression);
  g_autofree char *name = NULL;
  gint64 amount;

  if (node->kind == CEM_CEL_LITERAL && node->literal.kind == variable->kind &&
      (variable->kind == CEM_KIND_INT || variable->kind == CEM_KIND_BOOL ||
       variable->kind == CEM_KIND_DOUBLE))
    {
      action->quick = CEM_CHART_QUICK_SET;
      action->constant = node->literal;
      action->constant.flags = 0;
      return;
    }

  if (variable->kind != CEM_KIND_INT || node->kind != CEM_CEL_BINARY ||
      (node->op != CEM_CEL_OP_ADD && node->op != CEM_CEL_OP_SUBTRACT) ||
      node->args[1]->kind != CEM_CEL_LITERAL || node->args[1]->literal.kind != CEM_KIND_INT)
    return;

  name = _cem_cel_node_dup_qualified (node->args[0]);
  amount = node->args[1]->literal.v.i;
  if (name == NULL || amount == G_MININT64 ||
      strcmp (g_str_has_prefix (name, "context.") ? name + 8 : name, variable->name) != 0)
    return;

  action->quick = CEM_CHART_QUICK_ADD;
  action->constant = _cem_datum_int (node->op == CEM_CEL_OP_ADD ? amount : -amount);
}

static void
read_assigned (CemChartReader *self,
               CemChartAction *action,
               const char *text,
               const CemChartVariable *variable)
{
  gsize mark = _cem_chart_reader_enter (self, "expr", 4);

  action->expression = _cem_chart_read_expression (self, text);
  if (action->expression != NULL && variable != NULL)
    {
      const char *type = cem_expression_get_result_type (action->expression);

      if (!may_fit (variable, type))
        _cem_chart_reader_complain (self,
                                    (self->chart->flags & CEM_CHART_LENIENT) != 0
                                      ? CEM_SEVERITY_WARNING
                                      : CEM_SEVERITY_ERROR,
                                    "wrong-type",
                                    W_ ("its initial value decides; with null it takes any"),
                                    N_ ("“%s” is %s, which %s does not fit"), variable->name,
                                    _cem_kind_get_name (variable->kind), type);
      else
        make_quick (self, action, variable);
    }
  _cem_chart_reader_leave (self, mark);
}

static void
read_assign (CemChartReader *self,
             CemChartAction *action,
             const CemMap *map)
{
  static const char *const known[] = { "type", "var", "expr", "value", NULL };
  const char *expr = _cem_chart_reader_text (self, map, "expr");
  const CemChartVariable *variable = NULL;

  _cem_chart_reader_check_keys (self, map, known);
  action->name = _cem_chart_reader_text (self, map, "var");
  action->data = read_member (self, map, "value");
  if (action->name == NULL || (expr == NULL) == (action->data == NULL))
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "missing-key", NULL,
                                  N_ ("An assignment has a “var”, and an “expr” or a “value”"));
      return;
    }

  variable = find_variable (self, action->name);
  if (variable != NULL)
    action->slot = variable->slot;
  else
    {
      g_autofree const char **names = g_new0 (const char *, self->chart->n_variables + 1);
      g_autofree char *suggestion = NULL;
      gsize mark = _cem_chart_reader_enter (self, "var", 3);

      for (guint i = 0; i < self->chart->n_variables; i++)
        names[i] = self->chart->variables[i].name;
      suggestion = _cem_chart_reader_suggest (action->name, names, self->chart->n_variables);
      _cem_chart_reader_complain (self, CEM_SEVERITY_WARNING, "unknown-variable", suggestion,
                                  N_ ("The context has no variable “%s”, so this will raise "
                                      "error.execution"), action->name);
      _cem_chart_reader_leave (self, mark);
    }

  if (expr != NULL)
    read_assigned (self, action, expr, variable);
}

/* --- The rest --- */

static void
read_branch (CemChartReader *self,
             const CemDatum *json,
             CemChartBranch *branch)
{
  static const char *const known[] = { "guard", "actions", NULL };
  const CemDatum *guard, *actions;
  gsize mark;

  if (json->kind != CEM_KIND_MAP)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                  N_ ("A branch is an object, not %s"),
                                  _cem_kind_get_name (json->kind));
      return;
    }

  _cem_chart_reader_check_keys (self, json->v.map, known);
  guard = _cem_chart_reader_find (json->v.map, "guard");
  if (guard != NULL)
    {
      mark = _cem_chart_reader_enter (self, "guard", 5);
      _cem_chart_read_test (self, guard, &branch->guard);
      _cem_chart_reader_leave (self, mark);
    }

  actions = _cem_chart_reader_find (json->v.map, "actions");
  if (actions != NULL)
    {
      mark = _cem_chart_reader_enter (self, "actions", 7);
      branch->actions = _cem_chart_read_actions (self, actions);
      _cem_chart_reader_leave (self, mark);
    }
}

static void
read_if (CemChartReader *self,
         CemChartAction *action,
         const CemMap *map)
{
  static const char *const known[] = { "type", "branches", NULL };
  const CemDatum *branches = _cem_chart_reader_find (map, "branches");
  CemChartBranch *read;
  gsize mark;

  _cem_chart_reader_check_keys (self, map, known);
  if (branches == NULL || branches->kind != CEM_KIND_LIST)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "missing-key", NULL,
                                  N_ ("The “branches” are a list of objects"));
      return;
    }

  read = _cem_arena_alloc (self->arena, branches->v.list->n * sizeof *read);
  memset (read, 0, branches->v.list->n * sizeof *read);
  mark = _cem_chart_reader_enter (self, "branches", 8);
  for (guint i = 0; i < branches->v.list->n; i++)
    {
      gsize inner = _cem_chart_reader_enter_index (self, i);

      read_branch (self, &branches->v.list->items[i], &read[i]);
      _cem_chart_reader_leave (self, inner);
    }

  _cem_chart_reader_leave (self, mark);
  action->branches = read;
  action->n_branches = branches->v.list->n;
}

static void
read_log (CemChartReader *self,
          CemChartAction *action,
          const CemMap *map)
{
  static const char *const known[] = { "type", "label", "expr", "message", "args", NULL };
  const char *expr = _cem_chart_reader_text (self, map, "expr");

  _cem_chart_reader_check_keys (self, map, known);
  action->name = "log";
  action->id = read_member (self, map, "label");
  action->data = read_member (self, map, "message");
  if (action->data == NULL)
    action->data = read_member (self, map, "args");
  if (expr != NULL)
    {
      gsize mark = _cem_chart_reader_enter (self, "expr", 4);

      action->expression = _cem_chart_read_expression (self, expr);
      _cem_chart_reader_leave (self, mark);
    }
}

/* The host's action: what stands beside the type are its parameters, when there are no "params". */
static void
read_call (CemChartReader *self,
           CemChartAction *action,
           const CemMap *map)
{
  CemEntry *rest;
  CemDatum params;
  guint n = 0;

  g_hash_table_add (self->action_names, (gpointer) action->name);
  if (_cem_chart_reader_find (map, "params") != NULL)
    {
      static const char *const known[] = { "type", "params", NULL };

      _cem_chart_reader_check_keys (self, map, known);
      action->data = read_member (self, map, "params");
      return;
    }

  rest = _cem_arena_alloc (self->arena, map->n * sizeof *rest);
  for (guint i = 0; i < map->n; i++)
    {
      if (map->entries[i].key.n != 4 || memcmp (map->entries[i].key.v.s, "type", 4) != 0)
        rest[n++] = map->entries[i];
    }

  params = _cem_datum_map (_cem_map_new (self->arena, rest, n));
  if (n > 0)
    action->data = _cem_chart_read_template (self, &params);
}

static void
read_object (CemChartReader *self,
             CemChartAction *action,
             const CemMap *map)
{
  static const struct
  {
    const char *type;
    CemChartActionKind kind;
    void (*read) (CemChartReader *self, CemChartAction *action, const CemMap *map);
  } builtins[] = {
    { "raise", CEM_CHART_ACTION_RAISE, read_send },
    { "send", CEM_CHART_ACTION_SEND, read_send },
    { "cancel", CEM_CHART_ACTION_CANCEL, read_cancel },
    { "assign", CEM_CHART_ACTION_ASSIGN, read_assign },
    { "if", CEM_CHART_ACTION_IF, read_if },
    { "log", CEM_CHART_ACTION_LOG, read_log },
  };
  const char *type = _cem_chart_reader_text (self, map, "type");
  const char *name;

  if (_cem_chart_reader_find (map, "@type") != NULL || type == NULL || type[0] == '\0')
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type",
                                  W_ ("name a function of your program, or write raise, send, "
                                      "cancel, assign, if or log"),
                                  N_ ("An action is a name or an object with a type"));
      return;
    }

  name = g_str_has_prefix (type, "@xstate.") ? type + 8
                                             : g_str_has_prefix (type, "xstate.") ? type + 7 : type;
  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    {
      if (strcmp (name, builtins[i].type) == 0)
        {
          action->kind = builtins[i].kind;
          builtins[i].read (self, action, map);
          return;
        }
    }

  action->name = type;
  read_call (self, action, map);
}

static void
read_action (CemChartReader *self,
             const CemDatum *json,
             CemChartAction *action)
{
  action->pointer = _cem_chart_reader_dup_pointer (self);
  if (json->kind == CEM_KIND_MAP)
    {
      read_object (self, action, json->v.map);
      return;
    }

  if (json->kind == CEM_KIND_STRING && json->n > 0)
    {
      action->name = _cem_chart_reader_dup (self, json);
      g_hash_table_add (self->action_names, (gpointer) action->name);
      return;
    }

  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("An action is a name or an object with a type, not %s"),
                              json->kind == CEM_KIND_STRING
                                ? W_ ("an empty text")
                                : _cem_kind_get_name (json->kind));
}

CemChartBlock
_cem_chart_read_actions (CemChartReader *self,
                         const CemDatum *json)
{
  const gboolean is_list = json->kind == CEM_KIND_LIST;
  CemChartBlock block = { self->actions->len, is_list ? json->v.list->n : 1 };

  if (self->full || block.n == 0)
    return (CemChartBlock){ 0, 0 };

  if (block.first + block.n > CEM_CHART_MAX_ACTIONS)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "limit", NULL,
                                  N_ ("A chart has at most %d actions"), CEM_CHART_MAX_ACTIONS);
      self->full = TRUE;
      return (CemChartBlock){ 0, 0 };
    }

  g_array_set_size (self->actions, block.first + block.n);
  for (guint i = 0; i < block.n; i++)
    {
      CemChartAction action = { 0 };
      gsize mark = self->pointer->len;

      if (is_list)
        mark = _cem_chart_reader_enter_index (self, i);
      read_action (self, is_list ? &json->v.list->items[i] : json, &action);
      _cem_chart_reader_leave (self, mark);
      *ACTION (block.first + i) = action;
    }

  return block;
}
