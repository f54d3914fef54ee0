/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "cel/cem-schema-private.h"
#include "value/cem-json-private.h"
#include "value/cem-value-private.h"

#include <libcem/cem-error.h>

#include <math.h>

/**
 * CemRecord:
 *
 * The values of the fields of a [class@Schema], ready for fast evaluation.
 *
 * Bind an event to a record once, then test as many expressions on it as there are, with
 * [method@Expression.test_record].
 * A record is filled by one thread; once it is filled, several may evaluate on it.
 *
 * ```c
 * g_autoptr (CemRecord) record = cem_record_new (schema);
 *
 * cem_record_set_string (record, 0, "purchase", NULL);
 * cem_record_set_double (record, 1, 129.9, NULL);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_BOXED_TYPE (CemRecord, cem_record, cem_record_copy, cem_record_free)

static const CemDatum missing = { .kind = CEM_KIND_ERROR };

static CemArena *
get_arena (CemRecord *self)
{
  if (self->arena == NULL)
    self->arena = _cem_arena_new (256);

  return self->arena;
}

/**
 * cem_record_new:
 * @schema: the schema
 *
 * Creates a record whose fields have no values. The schema can get no more fields then.
 *
 * Returns: (transfer full): the record
 *
 * Since: 0.1
 */
CemRecord *
cem_record_new (CemSchema *schema)
{
  guint n;
  CemRecord *self;

  g_return_val_if_fail (CEM_IS_SCHEMA (schema), NULL);

  _cem_schema_seal (schema);
  n = cem_schema_get_n_fields (schema);
  self = g_malloc0 (sizeof (CemRecord) + n * sizeof (CemDatum));
  g_atomic_ref_count_init (&self->ref_count);
  self->schema = g_object_ref (schema);
  cem_record_clear (self);
  return self;
}

/**
 * cem_record_copy:
 * @self: a record
 *
 * Copies a record, which costs nothing: the copy is the same record.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.1
 */
CemRecord *
cem_record_copy (CemRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * cem_record_free:
 * @self: (transfer full): a record
 *
 * Frees a record, or one copy of it.
 *
 * Since: 0.1
 */
void
cem_record_free (CemRecord *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->arena, _cem_arena_free);
  g_object_unref (self->schema);
  g_free (self);
}

/**
 * cem_record_get_schema:
 * @self: a record
 *
 * Gets the schema.
 *
 * Returns: (transfer none): the schema
 *
 * Since: 0.1
 */
CemSchema *
cem_record_get_schema (CemRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->schema;
}

static gboolean
is_whole (double value)
{
  return value == trunc (value) && fabs (value) <= 9007199254740992.0;
}

/* Gives a value the kind that its field declares. FALSE when that is not exact. */
static gboolean
convert (const CemCelType *type,
         CemDatum *value)
{
  gint64 seconds;
  gint32 nanos;

  switch ((CemCelTypeKind) type->kind)
    {
    case CEM_CEL_TYPE_INT:
      if (value->kind == CEM_KIND_DOUBLE && is_whole (value->v.d))
        *value = _cem_datum_int ((gint64) value->v.d);
      break;
    case CEM_CEL_TYPE_UINT:
      if (value->kind == CEM_KIND_DOUBLE && is_whole (value->v.d) && value->v.d >= 0.0)
        *value = _cem_datum_uint ((guint64) value->v.d);
      else if (value->kind == CEM_KIND_INT && value->v.i >= 0)
        *value = _cem_datum_uint ((guint64) value->v.i);
      break;
    case CEM_CEL_TYPE_DOUBLE:
      if (value->kind == CEM_KIND_INT)
        *value = _cem_datum_double ((double) value->v.i);
      else if (value->kind == CEM_KIND_UINT)
        *value = _cem_datum_double ((double) value->v.u);
      break;
    case CEM_CEL_TYPE_TIMESTAMP:
      if (value->kind == CEM_KIND_STRING &&
          _cem_time_parse (value->v.s, (gsize) value->n, &seconds, &nanos))
        *value = _cem_datum_timestamp (seconds, nanos);
      break;
    case CEM_CEL_TYPE_DURATION:
      if (value->kind == CEM_KIND_STRING &&
          _cem_duration_parse_iso (value->v.s, (gsize) value->n, &seconds, &nanos))
        *value = _cem_datum_duration (seconds, nanos);
      break;
    case CEM_CEL_TYPE_WRAPPER:
      return value->kind == CEM_KIND_NULL || convert (type->args[0], value);
    case CEM_CEL_TYPE_DYN:
      return TRUE;
    default:
      break;
    }

  value->flags &= (guint8) ~CEM_DATUM_NUMBER;
  return (_cem_cel_type_get_mask (type) >> value->kind & 1) != 0;
}

static gboolean
refuse (CemRecord *self,
        guint field,
        const CemDatum *value,
        GError **error)
{
  g_autofree char *type = cem_schema_dup_field_type (self->schema, field);

  _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                  "The field “%s” is %s, which %s%s%.*s%s does not fit",
                  cem_schema_get_field_path (self->schema, field), type,
                  _cem_kind_get_name (value->kind), value->kind == CEM_KIND_STRING ? " “" : "",
                  value->kind == CEM_KIND_STRING ? MIN (value->n, 60) : 0,
                  value->kind == CEM_KIND_STRING ? value->v.s : "",
                  value->kind == CEM_KIND_STRING ? "”" : "");
  return FALSE;
}

/* The symbols are locked. */
static gboolean
set_datum (CemRecord *self,
           guint field,
           const CemDatum *value,
           gboolean borrow,
           GError **error)
{
  const CemCelType *type = _cem_schema_get_field_type (self->schema, field);
  CemDatum *slot = &self->slots[field];
  CemDatum copy = *value;

  copy.symbol = 0;
  copy.flags &= (guint8) ~CEM_DATUM_SYMBOL;
  *slot = missing;

  if (copy.kind == CEM_KIND_NULL && type->kind != CEM_CEL_TYPE_DYN &&
      type->kind != CEM_CEL_TYPE_NULL && type->kind != CEM_CEL_TYPE_WRAPPER)
    return TRUE;

  if (!convert (type, &copy))
    return refuse (self, field, value, error);

  if (copy.kind == CEM_KIND_STRING)
    {
      if (!_cem_schema_find_symbol (self->schema, &copy) && !borrow)
        copy.v.s = _cem_arena_strndup (get_arena (self), copy.v.s, (gsize) copy.n);
    }
  else if (!borrow && (copy.kind == CEM_KIND_BYTES || copy.kind >= CEM_KIND_LIST))
    copy = _cem_datum_copy (get_arena (self), &copy);

  *slot = copy;
  return TRUE;
}

gboolean
_cem_record_set_datum (CemRecord *self,
                       guint field,
                       const CemDatum *value,
                       gboolean borrow,
                       GError **error)
{
  gboolean result;

  if (field >= cem_schema_get_n_fields (self->schema))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "The schema has no field number %u; it has %u fields", field,
                      cem_schema_get_n_fields (self->schema));
      return FALSE;
    }

  _cem_schema_lock_symbols (self->schema);
  result = set_datum (self, field, value, borrow, error);
  _cem_schema_unlock_symbols (self->schema);
  return result;
}

static gboolean
set_fields (CemRecord *self,
            GHashTable *fields,
            const CemMap *map,
            gboolean borrow,
            GError **error)
{
  gboolean result = TRUE;

  for (guint i = 0; i < map->n; i++)
    {
      const CemEntry *entry = &map->entries[i];
      const CemCelField *field;
      char name[256];

      if (entry->key.kind != CEM_KIND_STRING || entry->key.n >= (gint32) sizeof name)
        continue;

      memcpy (name, entry->key.v.s, (gsize) entry->key.n);
      name[entry->key.n] = '\0';
      field = g_hash_table_lookup (fields, name);
      if (field == NULL)
        continue;

      if (field->slot >= 0)
        {
          if (!set_datum (self, (guint) field->slot, &entry->value, borrow,
                          result ? error : NULL))
            result = FALSE;
        }
      else if (entry->value.kind == CEM_KIND_MAP)
        {
          if (!set_fields (self, field->type->fields, entry->value.v.map, borrow,
                           result ? error : NULL))
            result = FALSE;
        }
    }

  return result;
}

gboolean
_cem_record_set_map (CemRecord *self,
                     const CemMap *map,
                     gboolean borrow,
                     GError **error)
{
  gboolean result;

  _cem_schema_lock_symbols (self->schema);
  result = set_fields (self, _cem_schema_get_env (self->schema)->variables, map, borrow, error);
  _cem_schema_unlock_symbols (self->schema);
  return result;
}

/**
 * cem_record_set_bool:
 * @self: a record
 * @field: the number of a field
 * @value: the value
 * @error: where to say why it failed
 *
 * Sets a field to a bool.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when there is no such field or its type does not fit; the
 * field has no value then.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_record_set_bool (CemRecord *self,
                     guint field,
                     gboolean value,
                     GError **error)
{
  CemDatum datum = _cem_datum_bool (value);

  g_return_val_if_fail (self != NULL, FALSE);

  return _cem_record_set_datum (self, field, &datum, FALSE, error);
}

/**
 * cem_record_set_int:
 * @self: a record
 * @field: the number of a field
 * @value: the value
 * @error: where to say why it failed
 *
 * Sets a field to an int, or to the same number of the field's own type.
 *
 * Fails as [method@Record.set_bool] does.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_record_set_int (CemRecord *self,
                    guint field,
                    gint64 value,
                    GError **error)
{
  CemDatum datum = _cem_datum_int (value);

  g_return_val_if_fail (self != NULL, FALSE);

  return _cem_record_set_datum (self, field, &datum, FALSE, error);
}

/**
 * cem_record_set_double:
 * @self: a record
 * @field: the number of a field
 * @value: the value
 * @error: where to say why it failed
 *
 * Sets a field to a double, or to the same number of the field's own type.
 *
 * Fails as [method@Record.set_bool] does.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_record_set_double (CemRecord *self,
                       guint field,
                       double value,
                       GError **error)
{
  CemDatum datum = _cem_datum_double (value);

  g_return_val_if_fail (self != NULL, FALSE);

  return _cem_record_set_datum (self, field, &datum, FALSE, error);
}

/**
 * cem_record_set_string:
 * @self: a record
 * @field: the number of a field
 * @value: the value, UTF-8; it is copied
 * @error: where to say why it failed
 *
 * Sets a field to a string, or to the time or duration that it spells where the field is one.
 *
 * Fails as [method@Record.set_bool] does.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_record_set_string (CemRecord *self,
                       guint field,
                       const char *value,
                       GError **error)
{
  CemDatum datum;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  datum = _cem_datum_string (value, strlen (value));
  return _cem_record_set_datum (self, field, &datum, FALSE, error);
}

/**
 * cem_record_set_time:
 * @self: a record
 * @field: the number of a field
 * @value: the value
 * @error: where to say why it failed
 *
 * Sets a field to a point in time.
 *
 * Fails as [method@Record.set_bool] does.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_record_set_time (CemRecord *self,
                     guint field,
                     GDateTime *value,
                     GError **error)
{
  CemDatum datum;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  datum = _cem_datum_timestamp (g_date_time_to_unix (value),
                                g_date_time_get_microsecond (value) * 1000);
  return _cem_record_set_datum (self, field, &datum, FALSE, error);
}

/**
 * cem_record_set_value:
 * @self: a record
 * @field: the number of a field
 * @value: the value
 * @error: where to say why it failed
 *
 * Sets a field to any value.
 *
 * Fails as [method@Record.set_bool] does.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_record_set_value (CemRecord *self,
                      guint field,
                      CemValue *value,
                      GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  return _cem_record_set_datum (self, field, _cem_value_get_datum (value), FALSE, error);
}

/**
 * cem_record_set_json:
 * @self: a record
 * @json: an object whose members are the variables: `{"event": {"type": …}}`
 * @error: where to say why it failed
 *
 * Sets all fields that the object has; members that are no fields are passed over.
 *
 * A number becomes the kind that its field declares, a string in a field of type `timestamp` or
 * `duration` is read as RFC 3339 or ISO 8601, and `null` is no value.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when @json is no object or a value does not fit its field;
 * all others are set nevertheless.
 *
 * Returns: %TRUE if all fitted
 *
 * Since: 0.1
 */
gboolean
cem_record_set_json (CemRecord *self,
                     JsonNode *json,
                     GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  CemDatum datum;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (json != NULL, FALSE);

  if (!JSON_NODE_HOLDS_OBJECT (json))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "A record is set from an object, not from %s", json_node_type_name (json));
      return FALSE;
    }

  arena = _cem_arena_new (1024);
  if (!_cem_datum_from_json_node (arena, json, &datum, error))
    return FALSE;

  return _cem_record_set_map (self, datum.v.map, FALSE, error);
}

/**
 * cem_record_set_now:
 * @self: a record
 * @now: (nullable): what `now` is, or %NULL when it is not known
 *
 * Sets what `now` is when an expression is evaluated on the record.
 *
 * Since: 0.1
 */
void
cem_record_set_now (CemRecord *self,
                    GDateTime *now)
{
  g_return_if_fail (self != NULL);

  self->has_now = now != NULL;
  self->now_seconds = now != NULL ? g_date_time_to_unix (now) : 0;
  self->now_nanos = now != NULL ? g_date_time_get_microsecond (now) * 1000 : 0;
}

/**
 * cem_record_unset:
 * @self: a record
 * @field: the number of a field
 *
 * Takes the value of a field away.
 *
 * Since: 0.1
 */
void
cem_record_unset (CemRecord *self,
                  guint field)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (field < cem_schema_get_n_fields (self->schema));

  self->slots[field] = missing;
}

/**
 * cem_record_clear:
 * @self: a record
 *
 * Takes all values away, and `now`; the record's memory is used again.
 *
 * Since: 0.1
 */
void
cem_record_clear (CemRecord *self)
{
  guint n;

  g_return_if_fail (self != NULL);

  n = cem_schema_get_n_fields (self->schema);
  for (guint i = 0; i < n; i++)
    self->slots[i] = missing;

  self->has_now = FALSE;
  self->now_seconds = 0;
  self->now_nanos = 0;
  if (self->arena != NULL)
    _cem_arena_reset (self->arena);

  _cem_schema_lock_symbols (self->schema);
  self->n_symbols = _cem_schema_get_n_symbols (self->schema);
  _cem_schema_unlock_symbols (self->schema);
}

/**
 * cem_record_dup_value:
 * @self: a record
 * @field: the number of a field
 *
 * Gets the value of a field.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when it has none
 *
 * Since: 0.1
 */
CemValue *
cem_record_dup_value (CemRecord *self,
                      guint field)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (field < cem_schema_get_n_fields (self->schema), NULL);

  if (self->slots[field].kind == CEM_KIND_ERROR)
    return NULL;

  return _cem_value_new_from_datum (&self->slots[field]);
}
