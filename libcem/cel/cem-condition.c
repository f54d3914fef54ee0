/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-condition-private.h"

#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

const CemConditionOperator _cem_condition_operators[] = {
  { "==", CEM_CONDITION_COMPARE, CEM_CEL_OP_EQUAL },
  { "!=", CEM_CONDITION_COMPARE, CEM_CEL_OP_NOT_EQUAL },
  { "<", CEM_CONDITION_COMPARE, CEM_CEL_OP_LESS },
  { "<=", CEM_CONDITION_COMPARE, CEM_CEL_OP_LESS_EQUAL },
  { ">", CEM_CONDITION_COMPARE, CEM_CEL_OP_GREATER },
  { ">=", CEM_CONDITION_COMPARE, CEM_CEL_OP_GREATER_EQUAL },
  { "in", CEM_CONDITION_IN },
  { "not_in", CEM_CONDITION_IN, .negated = TRUE },
  { "includes", CEM_CONDITION_INCLUDES },
  { "not_includes", CEM_CONDITION_INCLUDES, .negated = TRUE },
  { "contains", CEM_CONDITION_CALL, .function = "contains" },
  { "not_contains", CEM_CONDITION_CALL, .function = "contains", .negated = TRUE },
  { "starts_with", CEM_CONDITION_CALL, .function = "startsWith" },
  { "ends_with", CEM_CONDITION_CALL, .function = "endsWith" },
  { "matches", CEM_CONDITION_CALL, .function = "matches" },
  { "between", CEM_CONDITION_BETWEEN },
  { "exists", CEM_CONDITION_EXISTS },
  { "missing", CEM_CONDITION_EXISTS, .negated = TRUE },
  { "is_true", CEM_CONDITION_TRUE },
  { "is_false", CEM_CONDITION_TRUE, .negated = TRUE },
  { "within_last", CEM_CONDITION_AGE, CEM_CEL_OP_LESS_EQUAL },
  { "older_than", CEM_CONDITION_AGE, CEM_CEL_OP_GREATER },
  { "before", CEM_CONDITION_TIME, CEM_CEL_OP_LESS },
  { "after", CEM_CONDITION_TIME, CEM_CEL_OP_GREATER },
  { NULL },
};

/**
 * CemCondition:
 *
 * A condition as a tree of JSON, which a form can show and edit, beside its text as an expression.
 *
 * A condition is an object with one of these members:
 *
 * | member | meaning |
 * |---|---|
 * | `all` | a list of conditions that all hold |
 * | `any` | a list of conditions one of which holds |
 * | `none` | a list of conditions none of which holds |
 * | `field`, with `op` and `value` | the comparison of a field |
 * | `expression` | the text of an expression, for what has no such form |
 *
 * `field` is a path such as `event.data.rating`, or a list of names where a name holds a point. `value` is
 * a JSON value, or `{"field": …}` for another field. The operators are:
 *
 * | operator | value | holds when |
 * |---|---|---|
 * | `==` `!=` `<` `<=` `>` `>=` | any | the field compares so with the value |
 * | `in` `not_in` | a list | the field is, is not, among the items |
 * | `includes` `not_includes` | any | the field is a list, or map, that has the value as an item, or key |
 * | `contains` `not_contains` | text | the text of the field has the value as a part |
 * | `starts_with` `ends_with` | text | the text of the field begins or ends so |
 * | `matches` | text | the regular expression finds something in the field |
 * | `between` | list of two | the field is from the first to the second, both included |
 * | `exists` `missing` | none | the field has a value, has none |
 * | `is_true` `is_false` | none | the field is a boolean and so |
 * | `within_last` `older_than` | duration | the time in the field is at most, is more than, so long before `now` |
 * | `before` `after` | time | the time in the field is before or after that |
 *
 * A duration is text such as `P30D` or `12h`; a time is text of RFC 3339; the field may be a timestamp
 * or such a text.
 *
 * Conditions never change and may be used from any thread.
 *
 * ```c
 * g_autoptr (CemCondition) condition = cem_condition_new_from_text ("x.rating <= 2", NULL);
 * g_autoptr (JsonNode) json = cem_condition_to_json (condition);
 * ```
 *
 * Since: 0.1
 */
struct _CemCondition
{
  GObject parent_instance;

  JsonNode *json;
  char *text;
};

G_DEFINE_FINAL_TYPE (CemCondition, cem_condition, G_TYPE_OBJECT)

static void
cem_condition_finalize (GObject *object)
{
  CemCondition *self = CEM_CONDITION (object);

  g_clear_pointer (&self->json, json_node_unref);
  g_free (self->text);

  G_OBJECT_CLASS (cem_condition_parent_class)->finalize (object);
}

static void
cem_condition_class_init (CemConditionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_condition_finalize;
}

static void
cem_condition_init (CemCondition *self)
{
}

/* Takes both. */
static CemCondition *
new_condition (JsonNode *json,
               char *text)
{
  CemCondition *self = g_object_new (CEM_TYPE_CONDITION, NULL);

  self->json = json;
  self->text = text;
  json_node_seal (json);
  return self;
}

/**
 * cem_condition_new_from_json:
 * @json: a condition tree, as [class@Condition] describes it
 * @diagnostics: (nullable): where to put all mistakes
 * @error: return location for an error, which tells of the first mistake
 *
 * Reads a condition tree.
 *
 * Mistakes give the error [error@Cem.Error] `SYNTAX`, and diagnostics with the JSON Pointer of each.
 *
 * Returns: (transfer full): the condition
 *
 * Since: 0.1
 */
CemCondition *
cem_condition_new_from_json (JsonNode *json,
                             CemDiagnostics *diagnostics,
                             GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  g_autoptr (CemDiagnostics) own = NULL;
  CemDatum datum = { 0 };
  CemCelNode *node = NULL;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  arena = _cem_arena_new (4096);
  own = cem_diagnostics_new ();
  if (!_cem_datum_from_json_node (arena, json, &datum, error))
    return NULL;

  node = _cem_condition_read (arena, &datum, NULL, diagnostics != NULL ? diagnostics : own);
  if (node == NULL)
    {
      _cem_diagnostics_check (diagnostics != NULL ? diagnostics : own, CEM_ERROR_SYNTAX, error);
      return NULL;
    }

  return new_condition (json_node_copy (json), _cem_cel_node_to_string (node));
}

/**
 * cem_condition_new_from_text:
 * @text: the text of an expression
 * @error: return location for an error
 *
 * Finds the condition tree of an expression, if it has that form.
 *
 * Parts below `all`, `any` and `none` that no operator fits become `expression` members. An expression that
 * is no condition even at its top gives the error [error@Cem.Error] `NOT_FOUND`, and one that cannot be
 * parsed `SYNTAX`.
 *
 * Returns: (transfer full): the condition
 *
 * Since: 0.1
 */
CemCondition *
cem_condition_new_from_text (const char *text,
                             GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  g_autoptr (CemDiagnostics) diagnostics = NULL;
  CemCelNode *node = NULL;
  JsonNode *json = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  arena = _cem_arena_new (4096);
  diagnostics = cem_diagnostics_new ();
  node = _cem_cel_parse (arena, text, strlen (text), CEM_CEL_PARSE_NONE, NULL, diagnostics);
  if (node == NULL)
    {
      _cem_diagnostics_check (diagnostics, CEM_ERROR_SYNTAX, error);
      return NULL;
    }

  json = _cem_condition_from_node (node);
  if (json == NULL)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "This expression has no form as a condition tree; edit it as text");
      return NULL;
    }

  return new_condition (json, _cem_cel_node_to_string (node));
}

/**
 * cem_condition_to_json:
 * @self: a condition
 *
 * Gets the condition as a tree.
 *
 * Returns: (transfer full): the tree
 *
 * Since: 0.1
 */
JsonNode *
cem_condition_to_json (CemCondition *self)
{
  g_return_val_if_fail (CEM_IS_CONDITION (self), NULL);

  return json_node_copy (self->json);
}

/**
 * cem_condition_to_text:
 * @self: a condition
 *
 * Gets the condition as the canonical text of an expression.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
cem_condition_to_text (CemCondition *self)
{
  g_return_val_if_fail (CEM_IS_CONDITION (self), NULL);

  return g_strdup (self->text);
}

/**
 * cem_condition_list_operators:
 *
 * Lists the operators that a condition tree may use, for editors that offer them; see
 * [class@Condition] for their meaning.
 *
 * Returns: (transfer full) (array zero-terminated=1): the operators
 *
 * Since: 0.1
 */
char **
cem_condition_list_operators (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const CemConditionOperator *op = _cem_condition_operators; op->name != NULL; op++)
    g_strv_builder_add (builder, op->name);
  return g_strv_builder_end (builder);
}
