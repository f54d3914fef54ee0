/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-condition-private.h"

#include "value/cem-json-private.h"

/* From the tree of an expression to a condition tree. Each function returns NULL where the form does
 * not fit. */

static JsonNode *write_condition (const CemCelNode *node);

/* --- Fields --- */

/* The names of a path, first to last. */
static gboolean
collect_names (const CemCelNode *node,
               GPtrArray *names)
{
  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_IDENT:
      if (node->flags != 0)
        return FALSE;
      g_ptr_array_add (names, g_strdup (node->name));
      return TRUE;
    case CEM_CEL_SELECT:
      if ((node->flags & ~(CEM_CEL_QUOTED | CEM_CEL_TEST)) != 0 ||
          !collect_names (node->args[0], names))
        return FALSE;
      g_ptr_array_add (names, g_strdup (node->name));
      return TRUE;
    case CEM_CEL_INDEX:
      if (node->flags != 0 || node->args[1]->kind != CEM_CEL_LITERAL ||
          node->args[1]->literal.kind != CEM_KIND_STRING ||
          memchr (node->args[1]->literal.v.s, '\0', (gsize) node->args[1]->literal.n) != NULL ||
          !collect_names (node->args[0], names))
        return FALSE;
      g_ptr_array_add (names, g_strndup (node->args[1]->literal.v.s,
                                         (gsize) node->args[1]->literal.n));
      return TRUE;
    default:
      return FALSE;
    }
}

static JsonNode *
write_field (const CemCelNode *node)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) path = g_string_new (NULL);
  JsonNode *json = NULL;
  JsonArray *array = NULL;
  gboolean plain = TRUE;

  if ((node->flags & CEM_CEL_TEST) != 0 || !collect_names (node, names))
    return NULL;

  for (guint i = 0; i < names->len; i++)
    {
      plain = plain && strchr (names->pdata[i], '.') == NULL && *(char *) names->pdata[i] != '\0';
      g_string_append_printf (path, "%s%s", i > 0 ? "." : "", (char *) names->pdata[i]);
    }
  if (plain)
    return json_node_init_string (json_node_alloc (), path->str);

  array = json_array_new ();
  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (array, names->pdata[i]);
  json = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return json;
}

/* --- Values --- */

static JsonNode *
write_literal (const CemCelNode *node)
{
  const CemDatum *value = &node->literal;

  if (node->kind != CEM_CEL_LITERAL || value->kind == CEM_KIND_UINT ||
      value->kind == CEM_KIND_BYTES)
    return NULL;
  if (value->kind == CEM_KIND_STRING && value->n > 0 &&
      memchr (value->v.s, '\0', (gsize) value->n) != NULL)
    return NULL;

  return _cem_datum_to_json_node (value);
}

static JsonNode *
write_list (const CemCelNode *node)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (node->kind != CEM_CEL_LIST || node->optional != NULL)
    return NULL;

  for (guint i = 0; i < node->n_args; i++)
    {
      JsonNode *item = write_literal (node->args[i]);

      if (item == NULL)
        return NULL;
      json_array_add_element (array, item);
    }

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_value (const CemCelNode *node)
{
  JsonNode *json = node->kind == CEM_CEL_LIST ? write_list (node) : write_literal (node);
  JsonNode *field = json == NULL ? write_field (node) : NULL;
  JsonObject *object = NULL;

  if (field == NULL)
    return json;

  object = json_object_new ();
  json_object_set_member (object, "field", field);
  json = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  return json;
}

/* Takes field and value; one that is missing makes it no comparison. */
static JsonNode *
make_comparison (const char *op,
                 gboolean takes_value,
                 JsonNode *field,
                 JsonNode *value)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (field == NULL || (takes_value && value == NULL))
    {
      g_clear_pointer (&field, json_node_unref);
      g_clear_pointer (&value, json_node_unref);
      return NULL;
    }

  json_object_set_member (object, "field", field);
  json_object_set_string_member (object, "op", op);
  if (takes_value)
    json_object_set_member (object, "value", value);
  return json_node_init_object (json_node_alloc (), object);
}

/* --- Comparisons --- */

static const char *
find_name (CemConditionForm form,
           CemCelOp op,
           const char *function,
           gboolean negated)
{
  for (const CemConditionOperator *item = _cem_condition_operators; item->name != NULL; item++)
    if (item->form == form && item->op == op && item->negated == negated &&
        g_strcmp0 (item->function, function) == 0)
      return item->name;

  return NULL;
}

static CemCelOp
mirror (CemCelOp op)
{
  switch (op)
    {
    case CEM_CEL_OP_LESS:
      return CEM_CEL_OP_GREATER;
    case CEM_CEL_OP_LESS_EQUAL:
      return CEM_CEL_OP_GREATER_EQUAL;
    case CEM_CEL_OP_GREATER:
      return CEM_CEL_OP_LESS;
    case CEM_CEL_OP_GREATER_EQUAL:
      return CEM_CEL_OP_LESS_EQUAL;
    default:
      return op;
    }
}

/* The argument of timestamp() or duration(); NULL when @node is no such call. */
static const CemCelNode *
find_argument (const CemCelNode *node,
               const char *function)
{
  if (node->kind != CEM_CEL_CALL || node->flags != 0 || node->n_args != 1 ||
      strcmp (node->name, function) != 0)
    return NULL;

  return node->args[0];
}

static gboolean
is_now (const CemCelNode *node)
{
  return node->kind == CEM_CEL_IDENT && node->flags == 0 && strcmp (node->name, "now") == 0;
}

/* A text, or another field, as the operators with durations and times take it. */
static JsonNode *
write_text_value (const CemCelNode *node)
{
  if (node->kind == CEM_CEL_LITERAL && node->literal.kind != CEM_KIND_STRING)
    return NULL;
  return node->kind != CEM_CEL_LIST ? write_value (node) : NULL;
}

/* now - timestamp(field) <= duration(value), and the comparisons of times. */
static JsonNode *
write_time (const CemCelNode *node)
{
  const CemCelNode *left = node->args[0];
  const CemCelNode *field = NULL;
  const CemCelNode *value = NULL;
  const char *name = NULL;

  if (left->kind == CEM_CEL_BINARY && left->op == CEM_CEL_OP_SUBTRACT && is_now (left->args[0]))
    {
      name = find_name (CEM_CONDITION_AGE, node->op, NULL, FALSE);
      field = find_argument (left->args[1], "timestamp");
      value = find_argument (node->args[1], "duration");
    }
  else
    {
      name = find_name (CEM_CONDITION_TIME, node->op, NULL, FALSE);
      field = find_argument (left, "timestamp");
      value = find_argument (node->args[1], "timestamp");
    }

  if (name == NULL || field == NULL || value == NULL)
    return NULL;
  return make_comparison (name, TRUE, write_field (field), write_text_value (value));
}

static JsonNode *
write_in (const CemCelNode *node,
          gboolean negated)
{
  const CemCelNode *left = node->args[0], *right = node->args[1];

  if (right->kind == CEM_CEL_LIST)
    return make_comparison (find_name (CEM_CONDITION_IN, CEM_CEL_OP_NONE, NULL, negated), TRUE,
                            write_field (left), write_list (right));
  return make_comparison (find_name (CEM_CONDITION_INCLUDES, CEM_CEL_OP_NONE, NULL, negated), TRUE,
                          write_field (right), write_value (left));
}

static JsonNode *
write_binary (const CemCelNode *node,
              gboolean negated)
{
  const char *name = NULL;
  JsonNode *json = NULL;

  if (node->op == CEM_CEL_OP_IN)
    return write_in (node, negated);
  if (negated || node->op < CEM_CEL_OP_EQUAL)
    return NULL;

  json = write_time (node);
  if (json != NULL)
    return json;

  name = find_name (CEM_CONDITION_COMPARE, node->op, NULL, FALSE);
  json = make_comparison (name, TRUE, write_field (node->args[0]), write_value (node->args[1]));
  if (json != NULL)
    return json;

  name = find_name (CEM_CONDITION_COMPARE, mirror (node->op), NULL, FALSE);
  return make_comparison (name, TRUE, write_field (node->args[1]), write_value (node->args[0]));
}

/* A leaf; NULL also for what is a condition, but not this one's negation. */
static JsonNode *
write_leaf (const CemCelNode *node,
            gboolean negated)
{
  const char *name = NULL;

  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_BINARY:
      return write_binary (node, negated);
    case CEM_CEL_CALL:
      name = find_name (CEM_CONDITION_CALL, CEM_CEL_OP_NONE, node->name, negated);
      if (name == NULL || node->flags != CEM_CEL_MEMBER || node->n_args != 2)
        return NULL;
      return make_comparison (name, TRUE, write_field (node->args[0]),
                              write_text_value (node->args[1]));
    case CEM_CEL_SELECT:
      if ((node->flags & CEM_CEL_TEST) != 0)
        {
          CemCelNode field = *node;

          field.flags &= (guint8) ~CEM_CEL_TEST;
          name = find_name (CEM_CONDITION_EXISTS, CEM_CEL_OP_NONE, NULL, negated);
          return make_comparison (name, FALSE, write_field (&field), NULL);
        }
      G_GNUC_FALLTHROUGH;
    case CEM_CEL_IDENT:
    case CEM_CEL_INDEX:
      name = find_name (CEM_CONDITION_TRUE, CEM_CEL_OP_NONE, NULL, negated);
      return make_comparison (name, FALSE, write_field (node), NULL);
    default:
      return NULL;
    }
}

/* field >= low && field <= high, as two neighbours of a conjunction. */
static JsonNode *
write_between (const CemCelNode *first,
               const CemCelNode *second)
{
  JsonNode *low = NULL, *high = NULL, *field = NULL, *value = NULL;
  JsonArray *array = NULL;

  if (first->kind != CEM_CEL_BINARY || first->op != CEM_CEL_OP_GREATER_EQUAL ||
      second->kind != CEM_CEL_BINARY || second->op != CEM_CEL_OP_LESS_EQUAL ||
      !_cem_cel_node_equal (first->args[0], second->args[0]) ||
      first->args[1]->kind == CEM_CEL_LIST || second->args[1]->kind == CEM_CEL_LIST)
    return NULL;

  field = write_field (first->args[0]);
  low = write_value (first->args[1]);
  high = write_value (second->args[1]);
  if (field == NULL || low == NULL || high == NULL)
    {
      g_clear_pointer (&field, json_node_unref);
      g_clear_pointer (&low, json_node_unref);
      g_clear_pointer (&high, json_node_unref);
      return NULL;
    }

  array = json_array_new ();
  json_array_add_element (array, low);
  json_array_add_element (array, high);
  value = json_node_init_array (json_node_alloc (), array);
  json_array_unref (array);
  return make_comparison ("between", TRUE, field, value);
}

/* --- Groups --- */

static JsonNode *
make_member (const char *name,
             JsonNode *value)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_member (object, name, value);
  return json_node_init_object (json_node_alloc (), object);
}

/* A part of a group: a condition, or else the text of an expression. */
static JsonNode *
write_part (const CemCelNode *node)
{
  JsonNode *json = write_condition (node);
  g_autofree char *text = NULL;

  if (json != NULL)
    return json;

  text = _cem_cel_node_to_string (node);
  return make_member ("expression", json_node_init_string (json_node_alloc (), text));
}

static JsonNode *
write_group (const char *name,
             CemCelNode *const *nodes,
             guint n)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < n; i++)
    {
      JsonNode *between = NULL;

      if (strcmp (name, "all") == 0 && i + 1 < n)
        between = write_between (nodes[i], nodes[i + 1]);
      json_array_add_element (array, between != NULL ? between : write_part (nodes[i]));
      if (between != NULL)
        i++;
    }

  return make_member (name, json_node_init_array (json_node_alloc (), array));
}

static JsonNode *
write_not (const CemCelNode *node)
{
  const CemCelNode *inner = node->args[0];
  JsonNode *json = write_leaf (inner, TRUE);

  if (json != NULL)
    return json;
  if (inner->kind == CEM_CEL_OR)
    return write_group ("none", inner->args, inner->n_args);
  return write_group ("none", node->args, 1);
}

static JsonNode *
write_condition (const CemCelNode *node)
{
  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_AND:
      if (node->n_args == 2)
        {
          JsonNode *between = write_between (node->args[0], node->args[1]);

          if (between != NULL)
            return between;
        }
      return write_group ("all", node->args, node->n_args);
    case CEM_CEL_OR:
      return write_group ("any", node->args, node->n_args);
    case CEM_CEL_UNARY:
      return node->op == CEM_CEL_OP_NOT ? write_not (node) : NULL;
    case CEM_CEL_LITERAL:
      if (node->literal.kind != CEM_KIND_BOOL)
        return NULL;
      return write_group (node->literal.v.i ? "all" : "any", NULL, 0);
    default:
      return write_leaf (node, FALSE);
    }
}

JsonNode *
_cem_condition_from_node (const CemCelNode *node)
{
  return write_condition (node);
}
