/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "cel/cem-context-private.h"
#include "cel/cem-schema-private.h"
#include "value/cem-value-private.h"

#include <libcem/cem-error.h>

/**
 * CemContext:
 *
 * What an expression is evaluated on: values of variables, a record, and `now`.
 *
 * A context is used by one thread at a time. An expression asks for a variable only
 * when it needs it.
 *
 * ```c
 * g_autoptr (CemContext) context = cem_context_new ();
 * g_autoptr (CemValue) rating = cem_value_new_int (2);
 *
 * cem_context_set_value (context, "rating", rating);
 * ```
 *
 * Since: 0.1
 */
struct _CemContext
{
  GObject parent_instance;

  GHashTable *variables; /* name -> CemValue */
  CemLookup lookup;
  gpointer lookup_data;
  GDestroyNotify lookup_destroy;
  CemRecord *record;
  guint max_cost;
  gboolean has_now;
  gint64 now_seconds;
  gint32 now_nanos;
};

G_DEFINE_FINAL_TYPE (CemContext, cem_context, G_TYPE_OBJECT)

static void
clear_lookup (CemContext *self)
{
  gpointer data = self->lookup_data;
  GDestroyNotify destroy = self->lookup_destroy;

  self->lookup = NULL;
  self->lookup_data = NULL;
  self->lookup_destroy = NULL;
  if (destroy != NULL)
    destroy (data);
}

static void
cem_context_finalize (GObject *object)
{
  CemContext *self = CEM_CONTEXT (object);

  clear_lookup (self);
  g_hash_table_unref (self->variables);
  g_clear_pointer (&self->record, cem_record_free);

  G_OBJECT_CLASS (cem_context_parent_class)->finalize (object);
}

static void
cem_context_class_init (CemContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_context_finalize;
}

static void
cem_context_init (CemContext *self)
{
  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) cem_value_free);
  self->max_cost = CEM_CEL_DEFAULT_COST;
}

static gboolean
find_variable (gpointer user_data,
               const char *name,
               CemArena *arena,
               CemDatum *value,
               GError **error)
{
  CemContext *self = user_data;
  CemValue *found = g_hash_table_lookup (self->variables, name);
  g_autoptr (CemValue) computed = NULL;

  if (found == NULL && self->lookup != NULL)
    {
      computed = self->lookup (name, self->lookup_data, error);
      if (computed != NULL)
        *value = _cem_datum_copy (arena, _cem_value_get_datum (computed));

      return computed != NULL;
    }

  if (found == NULL)
    return FALSE;

  *value = *_cem_value_get_datum (found);
  return TRUE;
}

static gboolean
find_in_map (gpointer user_data,
             const char *name,
             CemArena *arena,
             CemDatum *value,
             GError **error)
{
  const CemDatum *found = _cem_map_find_string (user_data, name, strlen (name));

  if (found == NULL)
    return FALSE;

  *value = *found;
  return TRUE;
}

gboolean
_cem_cel_input_from_record (CemCelInput *input,
                            CemRecord *record,
                            CemSchema *schema,
                            GError **error)
{
  if (record->schema != schema)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "The record has another schema than the expression was compiled with");
      return FALSE;
    }

  input->slots = record->slots;
  input->n_symbols = record->n_symbols;
  input->has_now = record->has_now;
  input->now_seconds = record->now_seconds;
  input->now_nanos = record->now_nanos;
  return TRUE;
}

void
_cem_cel_input_from_map (CemCelInput *input,
                         const CemMap *map)
{
  input->find = find_in_map;
  input->find_data = (gpointer) map;
}

gboolean
_cem_context_get_input (CemContext *self,
                        CemSchema *schema,
                        CemCelInput *input,
                        GError **error)
{
  memset (input, 0, sizeof *input);
  if (self->record != NULL && !_cem_cel_input_from_record (input, self->record, schema, error))
    return FALSE;

  input->find = find_variable;
  input->find_data = self;
  if (self->has_now)
    {
      input->has_now = TRUE;
      input->now_seconds = self->now_seconds;
      input->now_nanos = self->now_nanos;
    }

  return TRUE;
}

gint64
_cem_context_get_max_cost (CemContext *self)
{
  return self->max_cost;
}

gboolean
_cem_context_knows (CemContext *self,
                    const char *name)
{
  return g_hash_table_contains (self->variables, name);
}

/**
 * cem_context_new:
 *
 * Creates a context in which no variable has a value.
 *
 * Returns: (transfer full): the context
 *
 * Since: 0.1
 */
CemContext *
cem_context_new (void)
{
  return g_object_new (CEM_TYPE_CONTEXT, NULL);
}

/**
 * cem_context_set_value:
 * @self: a context
 * @name: the name of a variable
 * @value: (nullable): its value, or %NULL to take it away
 *
 * Sets a variable.
 *
 * Since: 0.1
 */
void
cem_context_set_value (CemContext *self,
                       const char *name,
                       CemValue *value)
{
  g_return_if_fail (CEM_IS_CONTEXT (self));
  g_return_if_fail (name != NULL);

  if (value == NULL)
    g_hash_table_remove (self->variables, name);
  else
    g_hash_table_insert (self->variables, g_strdup (name), cem_value_copy (value));
}

/**
 * cem_context_set_json:
 * @self: a context
 * @name: the name of a variable
 * @json: its value
 * @error: where to say why it failed
 *
 * Sets a variable from JSON.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when JSON text could not hold the value, such as a NaN.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_context_set_json (CemContext *self,
                      const char *name,
                      JsonNode *json,
                      GError **error)
{
  g_autoptr (CemValue) value = NULL;

  g_return_val_if_fail (CEM_IS_CONTEXT (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (json != NULL, FALSE);

  value = cem_value_new_from_json (json, error);
  if (value == NULL)
    return FALSE;

  cem_context_set_value (self, name, value);
  return TRUE;
}

/**
 * cem_context_set_variables:
 * @self: a context
 * @json: an object with a member for each variable
 * @error: where to say why it failed
 *
 * Sets several variables from JSON; those that @json does not have keep their values.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when @json is no object or holds what JSON text could not;
 * nothing is set then.
 *
 * Returns: %TRUE if they were set
 *
 * Since: 0.1
 */
gboolean
cem_context_set_variables (CemContext *self,
                           JsonNode *json,
                           GError **error)
{
  g_autoptr (CemValue) whole = NULL;
  guint n;

  g_return_val_if_fail (CEM_IS_CONTEXT (self), FALSE);
  g_return_val_if_fail (json != NULL, FALSE);

  if (!JSON_NODE_HOLDS_OBJECT (json))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "Variables are given as an object, not as %s", json_node_type_name (json));
      return FALSE;
    }

  whole = cem_value_new_from_json (json, error);
  if (whole == NULL)
    return FALSE;

  n = cem_value_get_length (whole);
  for (guint i = 0; i < n; i++)
    {
      const CemEntry *entry = &_cem_value_get_datum (whole)->v.map->entries[i];
      g_autoptr (CemValue) value = _cem_value_new_part (whole, &entry->value);
      g_autofree char *name = g_strndup (entry->key.v.s, (gsize) entry->key.n);

      cem_context_set_value (self, name, value);
    }

  return TRUE;
}

/**
 * cem_context_set_lookup:
 * @self: a context
 * @lookup: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): computes the
 *   values of variables, or %NULL for none
 * @user_data: what @lookup gets
 * @user_data_destroy: (nullable): called with @user_data when it is no longer needed
 *
 * Sets a function that is asked for variables which have no value in the context.
 *
 * A value that is expensive is then computed only when an expression needs it.
 *
 * Since: 0.1
 */
void
cem_context_set_lookup (CemContext *self,
                        CemLookup lookup,
                        gpointer user_data,
                        GDestroyNotify user_data_destroy)
{
  g_return_if_fail (CEM_IS_CONTEXT (self));

  clear_lookup (self);
  self->lookup = lookup;
  self->lookup_data = user_data;
  self->lookup_destroy = user_data_destroy;
}

/**
 * cem_context_set_record:
 * @self: a context
 * @record: (nullable): a record of the schema that the expressions were compiled with, or %NULL
 *
 * Sets the record from which the fields of its schema are read.
 *
 * Since: 0.1
 */
void
cem_context_set_record (CemContext *self,
                        CemRecord *record)
{
  g_return_if_fail (CEM_IS_CONTEXT (self));

  if (record != NULL)
    cem_record_copy (record);

  g_clear_pointer (&self->record, cem_record_free);
  self->record = record;
}

/**
 * cem_context_set_now:
 * @self: a context
 * @now: (nullable): what `now` is, or %NULL when it is not known
 *
 * Sets what `now` is. An expression that uses `now` without one fails: libcem asks no clock.
 *
 * Since: 0.1
 */
void
cem_context_set_now (CemContext *self,
                     GDateTime *now)
{
  g_return_if_fail (CEM_IS_CONTEXT (self));

  self->has_now = now != NULL;
  self->now_seconds = now != NULL ? g_date_time_to_unix (now) : 0;
  self->now_nanos = now != NULL ? g_date_time_get_microsecond (now) * 1000 : 0;
}

/**
 * cem_context_set_max_cost:
 * @self: a context
 * @max_cost: how many steps one evaluation may take
 *
 * Sets the limit on what an evaluation may cost; it is 10,000,000 at first. An
 * evaluation that would cost more fails with %CEM_ERROR_LIMIT.
 *
 * A step is an operator, a field, a call or an item that is touched. Only loops count:
 * everything else is bounded by the length of the text. Memory is limited to 64 MiB.
 *
 * Since: 0.1
 */
void
cem_context_set_max_cost (CemContext *self,
                          guint max_cost)
{
  g_return_if_fail (CEM_IS_CONTEXT (self));

  self->max_cost = max_cost;
}

/**
 * cem_context_clear:
 * @self: a context
 *
 * Takes all values, the record, the lookup function and `now` away.
 *
 * Since: 0.1
 */
void
cem_context_clear (CemContext *self)
{
  g_return_if_fail (CEM_IS_CONTEXT (self));

  g_hash_table_remove_all (self->variables);
  clear_lookup (self);
  g_clear_pointer (&self->record, cem_record_free);
  self->has_now = FALSE;
}
