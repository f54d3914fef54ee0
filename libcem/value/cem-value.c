/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-value-private.h"

#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/**
 * CemValue:
 *
 * An immutable value of any kind: what goes into an expression and what comes out.
 *
 * Values never change, so they may be shared by threads, and a copy shares its memory. They hold
 * what JSON holds, and beside it 64-bit integers of both signs, bytes, points in time and durations.
 * In Python and GJS, functions that take a value also take the language's own.
 *
 * ```c
 * g_autoptr (CemValue) value = cem_value_new_from_text ("{\"rating\": 2}", NULL);
 * g_autoptr (CemValue) rating = cem_value_lookup (value, "rating");
 * g_autofree char *text = cem_value_to_string (rating);
 *
 * g_print ("%s\n", text);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_BOXED_TYPE (CemValue, cem_value, cem_value_copy, cem_value_free)

G_STATIC_ASSERT ((int) CEM_VALUE_KIND_DURATION == (int) CEM_KIND_DURATION);
G_STATIC_ASSERT ((int) CEM_VALUE_KIND_OPTIONAL == (int) CEM_KIND_OPTIONAL);

static CemValue *
new_value (CemDatum datum)
{
  CemValue *self = g_new0 (CemValue, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->datum = datum;
  if (datum.kind > CEM_KIND_OPTIONAL)
    self->datum = _cem_datum_null ();
  return self;
}

CemValue *
_cem_value_new_take (CemArena *arena,
                     const CemDatum *datum)
{
  CemValue *self = new_value (*datum);

  self->arena = arena;
  return self;
}

/* Whether a datum is whole by itself, without any memory elsewhere. */
static gboolean
is_plain (const CemDatum *datum)
{
  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
    case CEM_KIND_TYPE:
    case CEM_KIND_LIST:
    case CEM_KIND_MAP:
    case CEM_KIND_OPTIONAL:
      return FALSE;
    default:
      return TRUE;
    }
}

CemValue *
_cem_value_new_from_datum (const CemDatum *datum)
{
  CemArena *arena = NULL;
  CemDatum copy = { 0 };

  if (is_plain (datum))
    return new_value (*datum);

  arena = _cem_arena_new (datum->kind == CEM_KIND_LIST || datum->kind == CEM_KIND_MAP
                            ? 256
                            : (gsize) MAX (datum->n, 0) + 16);
  copy = _cem_datum_copy (arena, datum);
  return _cem_value_new_take (arena, &copy);
}

const CemDatum *
_cem_value_get_datum (CemValue *self)
{
  return &self->datum;
}

CemValue *
_cem_value_new_part (CemValue *owner,
                     const CemDatum *datum)
{
  CemValue *self = new_value (*datum);

  if (!is_plain (datum))
    self->owner = cem_value_copy (owner);
  return self;
}

/**
 * cem_value_new_null:
 *
 * Makes the value null.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_null (void)
{
  return new_value (_cem_datum_null ());
}

/**
 * cem_value_new_bool:
 * @value: true or false
 *
 * Makes a boolean.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_bool (gboolean value)
{
  return new_value (_cem_datum_bool (value));
}

/**
 * cem_value_new_int:
 * @value: an integer
 *
 * Makes a signed integer.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_int (gint64 value)
{
  return new_value (_cem_datum_int (value));
}

/**
 * cem_value_new_uint:
 * @value: an integer
 *
 * Makes an unsigned integer.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_uint (guint64 value)
{
  return new_value (_cem_datum_uint (value));
}

/**
 * cem_value_new_double:
 * @value: a number, also infinite or NaN
 *
 * Makes a floating-point number.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_double (double value)
{
  return new_value (_cem_datum_double (value));
}

/**
 * cem_value_new_string:
 * @value: a text
 *
 * Makes a string.
 *
 * Bytes that are not valid UTF-8 are replaced by U+FFFD.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_string (const char *value)
{
  g_autofree char *valid = NULL;
  CemDatum datum = { 0 };

  g_return_val_if_fail (value != NULL, NULL);

  if (!g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);

  datum = _cem_datum_string (value, MIN (strlen (value), G_MAXINT32));
  return _cem_value_new_from_datum (&datum);
}

/**
 * cem_value_new_bytes:
 * @value: bytes, at most 2 GiB
 *
 * Makes a value of bytes.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_bytes (GBytes *value)
{
  gsize size = 0;
  gconstpointer data = NULL;
  CemDatum datum = { 0 };

  g_return_val_if_fail (value != NULL, NULL);

  data = g_bytes_get_data (value, &size);
  g_return_val_if_fail (size <= G_MAXINT32, NULL);

  datum = _cem_datum_bytes (data, size);
  return _cem_value_new_from_datum (&datum);
}

/**
 * cem_value_new_timestamp:
 * @value: a date and time
 *
 * Makes a point in time; the time zone is not kept.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_timestamp (GDateTime *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return new_value (_cem_datum_timestamp (g_date_time_to_unix (value),
                                          g_date_time_get_microsecond (value) * 1000));
}

/**
 * cem_value_new_duration:
 * @value: a length of time in microseconds
 *
 * Makes a duration.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_duration (GTimeSpan value)
{
  return new_value (_cem_datum_duration (value / G_USEC_PER_SEC,
                                         (gint32) (value % G_USEC_PER_SEC) * 1000));
}

static void
keep_children (CemValue *self,
               CemValue *const *children,
               gsize n)
{
  self->children = g_new (CemValue *, n);
  self->n_children = n;
  for (gsize i = 0; i < n; i++)
    self->children[i] = cem_value_copy (children[i]);
}

/**
 * cem_value_new_list:
 * @items: (array length=n_items) (transfer none) (nullable): the items, in order
 * @n_items: how many items there are
 *
 * Makes a list.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_list (CemValue *const *items,
                    gsize n_items)
{
  CemValue *self = NULL;
  CemArena *arena = NULL;
  CemDatum *cells = NULL;
  CemDatum datum = { 0 };

  g_return_val_if_fail (items != NULL || n_items == 0, NULL);
  g_return_val_if_fail (n_items <= G_MAXINT32, NULL);

  arena = _cem_arena_new (sizeof (CemList) + n_items * sizeof (CemDatum));
  cells = g_new (CemDatum, n_items);
  for (gsize i = 0; i < n_items; i++)
    cells[i] = items[i]->datum;

  datum = _cem_datum_list (_cem_list_new (arena, cells, (guint) n_items));
  g_free (cells);
  self = _cem_value_new_take (arena, &datum);
  keep_children (self, items, n_items);
  return self;
}

static gboolean
is_key (const CemDatum *datum)
{
  return datum->kind == CEM_KIND_STRING || datum->kind == CEM_KIND_BOOL ||
         datum->kind == CEM_KIND_INT || datum->kind == CEM_KIND_UINT;
}

static gboolean
fill_entries (CemValue *const *entries,
              gsize n_entries,
              CemEntry *cells,
              GError **error)
{
  if (n_entries % 2 != 0)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "A map needs a value for every key; %zu values is an odd number", n_entries);
      return FALSE;
    }

  for (gsize i = 0; i < n_entries; i += 2)
    {
      if (!is_key (&entries[i]->datum))
        {
          _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                          "The key of a map is a bool, int, uint or string, not a value of type "
                          "“%s”", _cem_kind_get_name (entries[i]->datum.kind));
          return FALSE;
        }

      cells[i / 2].key = entries[i]->datum;
      cells[i / 2].value = entries[i + 1]->datum;
    }

  return TRUE;
}

/**
 * cem_value_new_map:
 * @entries: (array length=n_entries) (transfer none) (nullable): a key, its value, the next key, its
 *   value, and so on
 * @n_entries: how many keys and values there are together
 * @error: return location for an error
 *
 * Makes a map.
 *
 * Keys are of the kind bool, int, uint or string, and no two are equal; otherwise the error is
 * [error@Cem.Error] `INVALID_ARGUMENT`.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_map (CemValue *const *entries,
                   gsize n_entries,
                   GError **error)
{
  g_autofree CemEntry *cells = NULL;
  g_autoptr (CemArena) arena = NULL;
  CemValue *self = NULL;
  CemDatum datum = { 0 };
  const CemMap *map = NULL;
  guint duplicate = 0;

  g_return_val_if_fail (entries != NULL || n_entries == 0, NULL);
  g_return_val_if_fail (n_entries <= G_MAXINT32, NULL);

  cells = g_new (CemEntry, n_entries / 2);
  if (!fill_entries (entries, n_entries, cells, error))
    return NULL;

  arena = _cem_arena_new (sizeof (CemMap) + n_entries * sizeof (CemDatum));
  map = _cem_map_new_checked (arena, cells, (guint) n_entries / 2, &duplicate);
  if (map == NULL)
    {
      g_autofree char *key = _cem_datum_to_key (&cells[duplicate].key);

      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "The key “%s” occurs twice in one map",
                      key);
      return NULL;
    }

  datum = _cem_datum_map (map);
  self = _cem_value_new_take (g_steal_pointer (&arena), &datum);
  keep_children (self, entries, n_entries);
  return self;
}

/**
 * cem_value_new_from_json:
 * @json: a JSON tree
 * @error: return location for an error
 *
 * Makes a value from a JSON tree.
 *
 * Numbers with a type of their own become int or double. What JSON text could not hold (a number
 * that is not finite, a string that is not UTF-8, more than 128 levels) is an error.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_from_json (JsonNode *json,
                         GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  CemDatum datum = { 0 };

  g_return_val_if_fail (json != NULL, NULL);

  arena = _cem_arena_new (256);
  if (!_cem_datum_from_json_node (arena, json, &datum, error))
    return NULL;

  return _cem_value_new_take (g_steal_pointer (&arena), &datum);
}

/**
 * cem_value_new_from_text:
 * @text: JSON text
 * @error: return location for an error
 *
 * Reads JSON text (RFC 8259) strictly.
 *
 * Duplicate keys, lone surrogates, numbers beyond 64 bits and invalid UTF-8 are refused with
 * [error@Cem.Error] `SYNTAX` or `LIMIT`; the message gives line, column and JSON Pointer. Integers are exact,
 * which a JSON tree cannot promise.
 *
 * Returns: (transfer full): the value
 *
 * Since: 0.1
 */
CemValue *
cem_value_new_from_text (const char *text,
                         GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  CemDatum datum = { 0 };
  gsize length = 0;
  char *copy = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  arena = _cem_arena_new (length * 2 + 64);
  copy = _cem_arena_strndup (arena, text, length);
  if (!_cem_json_read (arena, copy, length, NULL, &datum, error))
    return NULL;

  return _cem_value_new_take (g_steal_pointer (&arena), &datum);
}

/**
 * cem_value_copy:
 * @self: a value
 *
 * Copies the value, which costs nothing: what never changes can be shared.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 0.1
 */
CemValue *
cem_value_copy (CemValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* Children first would recurse as deep as the value is; the list of what is left to free does not. */
static void
free_value (CemValue *self,
            GPtrArray *left)
{
  for (gsize i = 0; i < self->n_children; i++)
    if (g_atomic_ref_count_dec (&self->children[i]->ref_count))
      g_ptr_array_add (left, self->children[i]);
  if (self->owner != NULL && g_atomic_ref_count_dec (&self->owner->ref_count))
    g_ptr_array_add (left, self->owner);

  if (self->arena != NULL)
    _cem_arena_free (self->arena);
  g_free (self->children);
  g_free (self);
}

/**
 * cem_value_free:
 * @self: (transfer full): a value
 *
 * Frees the value, or this share of it.
 *
 * Since: 0.1
 */
void
cem_value_free (CemValue *self)
{
  g_autoptr (GPtrArray) left = NULL;

  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  left = g_ptr_array_new ();
  free_value (self, left);
  while (left->len > 0)
    free_value (g_ptr_array_steal_index_fast (left, left->len - 1), left);
}
