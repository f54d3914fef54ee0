/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-condition-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

/* From a condition tree to the tree of an expression. */

#define MAX_DEPTH 50
#define MAX_CONDITIONS 2000

typedef struct
{
  CemArena *arena;
  CemPlace place;
  GString *pointer; /* of the part that is being read */
  guint depth;
  guint n;
  gboolean failed;
  CemDiagnostics *diagnostics;
} Reader;

static CemCelNode *read_condition (Reader *self,
                                   const CemDatum *json);

G_GNUC_PRINTF (5, 6)
static CemCelNode *
fail (Reader *self,
      const char *code,
      const char *member,
      const char *suggestion,
      const char *format,
      ...)
{
  gsize length = self->pointer->len;
  g_autofree char *message = NULL;
  CemPlace place = self->place;
  va_list args;

  va_start (args, format);
  message = _cem_words_new_valist (format, args);
  va_end (args);

  if (member != NULL)
    g_string_append_printf (self->pointer, "/%s", member);
  place.pointer = self->pointer->str;
  _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, code, &place, suggestion,
                        "%s", message);
  g_string_truncate (self->pointer, length);
  self->failed = TRUE;
  return NULL;
}

/* --- Building --- */

static CemCelNode *
new_node (Reader *self,
          CemCelNodeKind kind,
          CemCelOp op,
          CemCelNode *first,
          CemCelNode *second)
{
  CemCelNode *node = NULL;

  if (first == NULL)
    return NULL;

  node = _cem_cel_node_new (self->arena, kind, 0, second != NULL ? 2 : 1);
  node->op = (guint8) op;
  node->args[0] = first;
  if (second != NULL)
    node->args[1] = second;
  _cem_cel_node_measure (node);
  return node;
}

static CemCelNode *
new_binary (Reader *self,
            CemCelOp op,
            CemCelNode *left,
            CemCelNode *right)
{
  return left != NULL && right != NULL ? new_node (self, CEM_CEL_BINARY, op, left, right) : NULL;
}

static CemCelNode *
new_not (Reader *self,
         CemCelNode *node)
{
  return new_node (self, CEM_CEL_UNARY, CEM_CEL_OP_NOT, node, NULL);
}

static CemCelNode *
new_call (Reader *self,
          const char *function,
          CemCelNode *first,
          CemCelNode *second)
{
  CemCelNode *node = new_node (self, CEM_CEL_CALL, CEM_CEL_OP_NONE, first, second);

  if (node == NULL)
    return NULL;

  node->name = function;
  if (second != NULL)
    node->flags |= CEM_CEL_MEMBER;
  return node;
}

static CemCelNode *
new_ident (Reader *self,
           const char *name)
{
  CemCelNode *node = _cem_cel_node_new (self->arena, CEM_CEL_IDENT, 0, 0);

  node->name = name;
  return node;
}

/* --- Fields --- */

static gboolean
is_identifier (const char *text,
               gsize length)
{
  if (length == 0 || g_ascii_isdigit (text[0]))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '_')
      return FALSE;

  return TRUE;
}

/* What may stand between back quotes. */
static gboolean
is_quotable (const char *text,
             gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && (text[i] == '\0' || strchr ("_.-/ ", text[i]) == NULL))
      return FALSE;

  return length > 0;
}

static CemCelNode *
add_name (Reader *self,
          CemCelNode *path,
          const char *name,
          gsize length)
{
  CemDatum text = _cem_datum_string (name, length);
  CemCelNode *node = NULL;

  if (path == NULL)
    {
      if (!is_identifier (name, length) || _cem_cel_is_reserved (name, length))
        return fail (self, "field", "field", NULL,
                     N_ ("a field begins with the name of a variable, not with “%.*s”"),
                     (int) MIN (length, 100), name);
      return new_ident (self, _cem_arena_strndup (self->arena, name, length));
    }
  if (!is_quotable (name, length))
    return new_node (self, CEM_CEL_INDEX, CEM_CEL_OP_NONE, path,
                     _cem_cel_node_literal (self->arena, 0, _cem_datum_copy (self->arena, &text)));

  node = new_node (self, CEM_CEL_SELECT, CEM_CEL_OP_NONE, path, NULL);
  node->name = _cem_arena_strndup (self->arena, name, length);
  if (!is_identifier (name, length) || _cem_cel_is_reserved (name, length))
    node->flags |= CEM_CEL_QUOTED;
  return node;
}

static CemCelNode *
read_field (Reader *self,
            const CemDatum *json)
{
  CemCelNode *path = NULL;
  const char *start = json->v.s;
  const char *end = NULL;

  if (json->kind == CEM_KIND_LIST && json->v.list->n > 0 && json->v.list->n <= MAX_DEPTH)
    {
      for (guint i = 0; i < json->v.list->n; i++)
        {
          const CemDatum *name = &json->v.list->items[i];

          if (name->kind != CEM_KIND_STRING)
            return fail (self, "field", "field", NULL, N_ ("a name of a field is text"));
          path = add_name (self, path, name->v.s, (gsize) name->n);
          if (path == NULL)
            return NULL;
        }
      return path;
    }
  if (json->kind != CEM_KIND_STRING || json->n == 0 || json->n > 1000)
    return fail (self, "field", "field", NULL,
                 N_ ("“field” is a path such as \"event.data.rating\", or a list of names"));

  for (end = start + json->n; start <= end;)
    {
      const char *point = memchr (start, '.', (gsize) (end - start));
      const char *stop = point != NULL ? point : end;

      if (stop == start)
        return fail (self, "field", "field", NULL, N_ ("an empty name in “%.*s”"), json->n,
                     json->v.s);
      path = add_name (self, path, start, (gsize) (stop - start));
      if (path == NULL)
        return NULL;
      start = stop + 1;
    }

  return path;
}

/* --- Values --- */

static CemCelNode *
read_list (Reader *self,
           const CemList *list)
{
  CemCelNode *node = _cem_cel_node_new (self->arena, CEM_CEL_LIST, 0, list->n);

  for (guint i = 0; i < list->n; i++)
    {
      CemDatum value = list->items[i];

      if (value.kind == CEM_KIND_LIST || value.kind == CEM_KIND_MAP)
        return fail (self, "value", "value", NULL,
                     N_ ("a list holds text, numbers, true, false and null only"));
      value.flags = 0;
      node->args[i] = _cem_cel_node_literal (self->arena, 0, value);
    }

  _cem_cel_node_measure (node);
  return node;
}

static CemCelNode *
read_value (Reader *self,
            const CemDatum *json)
{
  const CemDatum *field = NULL;
  CemDatum value = *json;

  if (json->kind == CEM_KIND_LIST)
    return read_list (self, json->v.list);
  if (json->kind == CEM_KIND_MAP)
    {
      field = _cem_map_find_string (json->v.map, "field", 5);
      if (field == NULL || json->v.map->n != 1)
        return fail (self, "value", "value",
                     W_ ("give text, a number, true, false, null, a list of "
                         "these, or {\"field\": …}"), N_ ("an object is no value"));
      return read_field (self, field);
    }

  value.flags = 0;
  return _cem_cel_node_literal (self->arena, 0, value);
}

static CemCelNode *
read_text_value (Reader *self,
                 const CemConditionOperator *op,
                 const CemDatum *json)
{
  if (json->kind == CEM_KIND_MAP)
    return read_value (self, json);
  if (json->kind != CEM_KIND_STRING)
    return fail (self, "value", "value", NULL, N_ ("“%s” takes a text as value"), op->name);
  return _cem_cel_node_literal (self->arena, 0, *json);
}

/* --- Comparisons --- */

static CemCelNode *
read_between (Reader *self,
              const CemDatum *field,
              const CemDatum *value)
{
  CemCelNode *low = NULL, *high = NULL;

  if (value->kind != CEM_KIND_LIST || value->v.list->n != 2)
    return fail (self, "value", "value", NULL, N_ ("“between” takes a list of two values"));

  low = read_value (self, &value->v.list->items[0]);
  high = read_value (self, &value->v.list->items[1]);
  low = new_binary (self, CEM_CEL_OP_GREATER_EQUAL, read_field (self, field), low);
  high = new_binary (self, CEM_CEL_OP_LESS_EQUAL, read_field (self, field), high);
  return low != NULL && high != NULL ? new_node (self, CEM_CEL_AND, CEM_CEL_OP_NONE, low, high)
                                     : NULL;
}

static CemCelNode *
read_exists (Reader *self,
             CemCelNode *field)
{
  if (field == NULL)
    return NULL;
  if (field->kind == CEM_CEL_INDEX)
    return new_binary (self, CEM_CEL_OP_IN, field->args[1], field->args[0]);
  if (field->kind != CEM_CEL_SELECT)
    return fail (self, "field", "field", NULL,
                 N_ ("“exists” and “missing” need a field of something, such as event.data"));

  field->flags |= CEM_CEL_TEST;
  return field;
}

/* The operator without its negation. */
static CemCelNode *
read_form (Reader *self,
           const CemConditionOperator *op,
           const CemDatum *field,
           const CemDatum *value)
{
  CemCelNode *path = NULL;

  if (op->form == CEM_CONDITION_BETWEEN)
    return read_between (self, field, value);

  path = read_field (self, field);
  if (path == NULL)
    return NULL;

  switch (op->form)
    {
    case CEM_CONDITION_COMPARE:
      return new_binary (self, op->op, path, read_value (self, value));
    case CEM_CONDITION_IN:
      if (value->kind != CEM_KIND_LIST && value->kind != CEM_KIND_MAP)
        return fail (self, "value", "value", NULL, N_ ("“%s” takes a list as value"), op->name);
      return new_binary (self, CEM_CEL_OP_IN, path, read_value (self, value));
    case CEM_CONDITION_INCLUDES:
      return new_binary (self, CEM_CEL_OP_IN, read_value (self, value), path);
    case CEM_CONDITION_CALL:
      {
        CemCelNode *text = read_text_value (self, op, value);

        return text != NULL ? new_call (self, op->function, path, text) : NULL;
      }
    case CEM_CONDITION_EXISTS:
      return read_exists (self, path);
    case CEM_CONDITION_AGE:
      return new_binary (self, op->op,
                         new_binary (self, CEM_CEL_OP_SUBTRACT, new_ident (self, "now"),
                                     new_call (self, "timestamp", path, NULL)),
                         new_call (self, "duration", read_text_value (self, op, value), NULL));
    case CEM_CONDITION_TIME:
      return new_binary (self, op->op, new_call (self, "timestamp", path, NULL),
                         new_call (self, "timestamp", read_text_value (self, op, value), NULL));
    case CEM_CONDITION_TRUE:
    case CEM_CONDITION_BETWEEN:
    default:
      return path;
    }
}

static CemCelNode *
fail_operator (Reader *self,
               const CemDatum *name)
{
  g_auto (GStrv) names = cem_condition_list_operators ();
  g_autofree char *list = g_strjoinv (" ", names);
  g_autofree char *suggestion = _cem_words_new (N_ ("use one of %s"), list);

  if (name == NULL)
    return fail (self, "operator", NULL, suggestion, N_ ("a field without “op”"));
  if (name->kind != CEM_KIND_STRING)
    return fail (self, "operator", "op", suggestion, N_ ("“op” is the name of an operator"));
  return fail (self, "operator", "op", suggestion, N_ ("there is no operator “%.*s”"),
               MIN (name->n, 100), name->v.s);
}

static const CemConditionOperator *
find_operator (const CemDatum *name)
{
  for (const CemConditionOperator *op = _cem_condition_operators; op->name != NULL; op++)
    if (strlen (op->name) == (gsize) name->n && memcmp (op->name, name->v.s, (gsize) name->n) == 0)
      return op;

  return NULL;
}

static CemCelNode *
read_comparison (Reader *self,
                 const CemMap *map)
{
  const CemDatum *field = _cem_map_find_string (map, "field", 5);
  const CemDatum *name = _cem_map_find_string (map, "op", 2);
  const CemDatum *value = _cem_map_find_string (map, "value", 5);
  const CemConditionOperator *op = NULL;
  CemCelNode *node = NULL;
  gboolean takes_value = FALSE;

  if (name != NULL && name->kind == CEM_KIND_STRING)
    op = find_operator (name);
  if (op == NULL)
    return fail_operator (self, name);

  takes_value = op->form != CEM_CONDITION_EXISTS && op->form != CEM_CONDITION_TRUE;
  if (takes_value != (value != NULL))
    return fail (self, "value", takes_value ? NULL : "value", NULL,
                 takes_value ? N_ ("“%s” needs a “value”") : N_ ("“%s” takes no “value”"), op->name);

  node = read_form (self, op, field, value);
  return op->negated ? new_not (self, node) : node;
}

/* --- Groups --- */

static gboolean
is_between (const CemDatum *json)
{
  const CemDatum *op = json->kind == CEM_KIND_MAP
                         ? _cem_map_find_string (json->v.map, "op", 2) : NULL;

  return op != NULL && op->kind == CEM_KIND_STRING && op->n == 7 &&
         memcmp (op->v.s, "between", 7) == 0;
}

static CemCelNode *
make_group (Reader *self,
            CemCelNodeKind kind,
            const GPtrArray *parts)
{
  CemCelNode *node = NULL;

  if (parts->len == 0)
    return _cem_cel_node_literal (self->arena, 0, _cem_datum_bool (kind == CEM_CEL_AND));
  if (parts->len == 1)
    return parts->pdata[0];

  node = _cem_cel_node_new (self->arena, kind, 0, parts->len);
  memcpy (node->args, parts->pdata, parts->len * sizeof (gpointer));
  _cem_cel_node_measure (node);
  return node;
}

static CemCelNode *
read_group (Reader *self,
            const CemDatum *json,
            const char *name)
{
  CemCelNodeKind kind = strcmp (name, "all") == 0 ? CEM_CEL_AND : CEM_CEL_OR;
  gsize length = self->pointer->len;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const CemList *list = json->v.list;
  CemCelNode *node = NULL;

  if (json->kind != CEM_KIND_LIST)
    return fail (self, "group", name, NULL, N_ ("“%s” takes a list of conditions"), name);

  for (guint i = 0; i < list->n; i++)
    {
      g_string_append_printf (self->pointer, "/%s/%u", name, i);
      node = read_condition (self, &list->items[i]);
      g_string_truncate (self->pointer, length);
      if (node == NULL)
        continue;

      /* The two halves of a range are parts like others. */
      if (kind == CEM_CEL_AND && is_between (&list->items[i]))
        for (guint k = 0; k < node->n_args; k++)
          g_ptr_array_add (parts, node->args[k]);
      else
        g_ptr_array_add (parts, node);
    }

  if (self->failed)
    return NULL;

  node = make_group (self, kind, parts);
  return strcmp (name, "none") == 0 ? new_not (self, node) : node;
}

static CemCelNode *
read_expression (Reader *self,
                 const CemDatum *json)
{
  CemPlace place = self->place;
  gsize length = self->pointer->len;
  CemCelNode *node = NULL;

  if (json->kind != CEM_KIND_STRING)
    return fail (self, "expression", "expression", NULL, N_ ("“expression” is text"));

  g_string_append (self->pointer, "/expression");
  place.pointer = self->pointer->str;
  node = _cem_cel_parse (self->arena, json->v.s, (gsize) json->n, CEM_CEL_PARSE_NONE, &place,
                         self->diagnostics);
  g_string_truncate (self->pointer, length);
  if (node == NULL)
    self->failed = TRUE;
  return node;
}

/* Every member is known, and there is only one kind of condition. */
static const char *
find_kind (Reader *self,
           const CemMap *map)
{
  static const char *const kinds[] = { "all", "any", "none", "field", "expression" };
  const char *found = NULL;

  for (guint i = 0; i < map->n; i++)
    {
      const CemDatum *key = &map->entries[i].key;
      gboolean known = FALSE;

      for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (strlen (kinds[k]) == (gsize) key->n && memcmp (kinds[k], key->v.s, key->n) == 0)
          {
            known = found == NULL;
            found = kinds[k];
          }
      if (!known && (key->n != 2 || memcmp (key->v.s, "op", 2) != 0) &&
          (key->n != 5 || memcmp (key->v.s, "value", 5) != 0))
        return (const char *) fail (self, "member", NULL, NULL,
                                    N_ ("the member “%.*s” does not belong here"),
                                    MIN (key->n, 100), key->v.s);
    }

  if (found == NULL)
    fail (self, "member", NULL, W_ ("give “all”, “any”, “none”, “field” or “expression”"),
          N_ ("an object that is no condition"));
  else if (strcmp (found, "field") != 0 && map->n > 1)
    return (const char *) fail (self, "member", NULL, NULL,
                                N_ ("“op” and “value” belong to a “field”, not to “%s”"), found);
  return found;
}

static CemCelNode *
read_condition (Reader *self,
                const CemDatum *json)
{
  const char *kind = NULL;
  const CemDatum *value = NULL;
  CemCelNode *node = NULL;

  if (json->kind == CEM_KIND_STRING)
    return fail (self, "member", NULL, W_ ("write {\"expression\": …} for text"),
                 N_ ("a condition is an object"));
  if (json->kind != CEM_KIND_MAP)
    return fail (self, "member", NULL, NULL, N_ ("a condition is an object"));
  if (++self->n > MAX_CONDITIONS || self->depth >= MAX_DEPTH)
    return fail (self, "limit", NULL, NULL,
                 N_ ("more than %d conditions, or nested more than %d deep"), MAX_CONDITIONS,
                 MAX_DEPTH);

  kind = find_kind (self, json->v.map);
  if (kind == NULL)
    return NULL;

  self->depth++;
  value = _cem_map_find_string (json->v.map, kind, strlen (kind));
  if (strcmp (kind, "field") == 0)
    node = read_comparison (self, json->v.map);
  else if (strcmp (kind, "expression") == 0)
    node = read_expression (self, value);
  else
    node = read_group (self, value, kind);
  self->depth--;
  return node;
}

CemCelNode *
_cem_condition_read (CemArena *arena,
                     const CemDatum *json,
                     const CemPlace *place,
                     CemDiagnostics *diagnostics)
{
  g_autoptr (GString) pointer = g_string_new (place != NULL ? place->pointer : NULL);
  Reader reader = { .arena = arena, .pointer = pointer, .diagnostics = diagnostics };
  CemCelNode *node = NULL;

  if (place != NULL)
    reader.place = *place;
  node = read_condition (&reader, json);
  return reader.failed ? NULL : node;
}
