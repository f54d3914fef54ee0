/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-value-private.h"

#include "base/cem-time-private.h"
#include "value/cem-json-private.h"

#include <math.h>

/**
 * cem_value_get_kind:
 * @self: a value
 *
 * Gets what the value is.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
CemValueKind
cem_value_get_kind (CemValue *self)
{
  g_return_val_if_fail (self != NULL, CEM_VALUE_KIND_NULL);

  return (CemValueKind) self->datum.kind;
}

/**
 * cem_value_get_bool:
 * @self: a value
 * @result: (out) (optional): return location for the boolean
 *
 * Gets the boolean of a value of that kind.
 *
 * Returns: whether the value is a boolean
 *
 * Since: 0.1
 */
gboolean
cem_value_get_bool (CemValue *self,
                    gboolean *result)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (result != NULL)
    *result = self->datum.kind == CEM_KIND_BOOL && self->datum.v.i != 0;
  return self->datum.kind == CEM_KIND_BOOL;
}

static gboolean
find_int (const CemDatum *datum,
          gint64 *result)
{
  if (datum->kind == CEM_KIND_INT ||
      (datum->kind == CEM_KIND_UINT && datum->v.u <= G_MAXINT64))
    {
      *result = datum->v.i;
      return TRUE;
    }
  if (datum->kind != CEM_KIND_DOUBLE || !(datum->v.d >= -0x1p63 && datum->v.d < 0x1p63) ||
      datum->v.d != floor (datum->v.d))
    return FALSE;

  *result = (gint64) datum->v.d;
  return TRUE;
}

/**
 * cem_value_get_int:
 * @self: a value
 * @result: (out) (optional): return location for the integer
 *
 * Gets the integer of a number of any kind that is exactly a signed integer of 64 bits.
 *
 * JavaScript's numbers are exact up to 2⁵³; [method@Value.to_string] always is.
 *
 * Returns: whether the value is such a number
 *
 * Since: 0.1
 */
gboolean
cem_value_get_int (CemValue *self,
                   gint64 *result)
{
  gint64 value = 0;
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  found = find_int (&self->datum, &value);
  if (result != NULL)
    *result = value;
  return found;
}

/**
 * cem_value_get_uint:
 * @self: a value
 * @result: (out) (optional): return location for the integer
 *
 * Gets the integer of a number of any kind that is exactly an unsigned integer of 64 bits.
 *
 * Returns: whether the value is such a number
 *
 * Since: 0.1
 */
gboolean
cem_value_get_uint (CemValue *self,
                    guint64 *result)
{
  const CemDatum *datum = NULL;
  guint64 value = 0;
  gint64 signed_value = 0;
  gboolean found = TRUE;

  g_return_val_if_fail (self != NULL, FALSE);

  datum = &self->datum;
  if (datum->kind == CEM_KIND_UINT)
    value = datum->v.u;
  else if (find_int (datum, &signed_value) && signed_value >= 0)
    value = (guint64) signed_value;
  else if (datum->kind == CEM_KIND_DOUBLE && datum->v.d >= 0x1p63 && datum->v.d < 0x1p64)
    value = (guint64) datum->v.d;
  else
    found = FALSE;

  if (result != NULL)
    *result = value;
  return found;
}

/**
 * cem_value_get_double:
 * @self: a value
 * @result: (out) (optional): return location for the number
 *
 * Gets a number of any kind as a floating-point number, rounded to the nearest one.
 *
 * Returns: whether the value is a number
 *
 * Since: 0.1
 */
gboolean
cem_value_get_double (CemValue *self,
                      double *result)
{
  const CemDatum *datum = NULL;
  double value = 0.0;

  g_return_val_if_fail (self != NULL, FALSE);

  datum = &self->datum;
  if (datum->kind == CEM_KIND_DOUBLE)
    value = datum->v.d;
  else if (datum->kind == CEM_KIND_INT)
    value = (double) datum->v.i;
  else if (datum->kind == CEM_KIND_UINT)
    value = (double) datum->v.u;

  if (result != NULL)
    *result = value;
  return datum->kind >= CEM_KIND_INT && datum->kind <= CEM_KIND_DOUBLE;
}

/**
 * cem_value_get_duration:
 * @self: a value
 * @result: (out) (optional): return location for the duration in microseconds
 *
 * Gets the duration of a value of that kind, rounded towards zero.
 *
 * Returns: whether the value is a duration
 *
 * Since: 0.1
 */
gboolean
cem_value_get_duration (CemValue *self,
                        GTimeSpan *result)
{
  const CemDatum *datum = NULL;
  GTimeSpan value = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  datum = &self->datum;
  if (datum->kind == CEM_KIND_DURATION)
    value = datum->v.i * G_USEC_PER_SEC + datum->n / 1000;

  if (result != NULL)
    *result = value;
  return datum->kind == CEM_KIND_DURATION;
}

/**
 * cem_value_dup_string:
 * @self: a value
 *
 * Copies the text of a string, or the name of a type.
 *
 * The copy ends at the first NUL character, should the string hold one.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL for another kind
 *
 * Since: 0.1
 */
char *
cem_value_dup_string (CemValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->datum.kind != CEM_KIND_STRING && self->datum.kind != CEM_KIND_TYPE)
    return NULL;

  return g_strndup (self->datum.v.s, (gsize) self->datum.n);
}

/**
 * cem_value_dup_bytes:
 * @self: a value
 *
 * Copies the bytes of a value of that kind.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL for another kind
 *
 * Since: 0.1
 */
GBytes *
cem_value_dup_bytes (CemValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->datum.kind != CEM_KIND_BYTES)
    return NULL;

  return g_bytes_new (self->datum.v.p, (gsize) self->datum.n);
}

/**
 * cem_value_dup_date_time:
 * @self: a value
 *
 * Gets a point in time as a date and time in UTC, rounded down to the microsecond.
 *
 * Returns: (transfer full) (nullable): the date and time, or %NULL for another kind
 *
 * Since: 0.1
 */
GDateTime *
cem_value_dup_date_time (CemValue *self)
{
  g_autoptr (GDateTime) seconds = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->datum.kind != CEM_KIND_TIMESTAMP)
    return NULL;

  seconds = g_date_time_new_from_unix_utc (self->datum.v.i);
  return g_date_time_add (seconds, self->datum.n / 1000);
}

/**
 * cem_value_get_length:
 * @self: a value
 *
 * Counts the items of a list, the entries of a map or the values of an optional.
 *
 * Returns: how many there are; 0 for any other kind
 *
 * Since: 0.1
 */
guint
cem_value_get_length (CemValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  switch ((CemKind) self->datum.kind)
    {
    case CEM_KIND_LIST:
      return self->datum.v.list->n;
    case CEM_KIND_MAP:
      return self->datum.v.map->n;
    case CEM_KIND_OPTIONAL:
      return self->datum.v.box != NULL;
    default:
      return 0;
    }
}

/**
 * cem_value_dup_item:
 * @self: a value
 * @position: a position, from 0
 *
 * Gets an item of a list, the value of an entry of a map, or the value of an optional.
 *
 * Returns: (transfer full) (nullable): the item, or %NULL when there is none at that position
 *
 * Since: 0.1
 */
CemValue *
cem_value_dup_item (CemValue *self,
                    guint position)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (position >= cem_value_get_length (self))
    return NULL;
  if (self->datum.kind == CEM_KIND_LIST)
    return _cem_value_new_part (self, &self->datum.v.list->items[position]);
  if (self->datum.kind == CEM_KIND_MAP)
    return _cem_value_new_part (self, &self->datum.v.map->entries[position].value);
  return _cem_value_new_part (self, self->datum.v.box);
}

/**
 * cem_value_dup_key:
 * @self: a value
 * @position: a position, from 0
 *
 * Gets the key of an entry of a map; [method@Value.dup_item] gets its value.
 *
 * Returns: (transfer full) (nullable): the key, or %NULL when there is none at that position
 *
 * Since: 0.1
 */
CemValue *
cem_value_dup_key (CemValue *self,
                   guint position)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->datum.kind != CEM_KIND_MAP || position >= self->datum.v.map->n)
    return NULL;

  return _cem_value_new_part (self, &self->datum.v.map->entries[position].key);
}

/**
 * cem_value_lookup:
 * @self: a value
 * @key: a key
 *
 * Finds the value under a string key of a map.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is no such key or the value is
 *   no map
 *
 * Since: 0.1
 */
CemValue *
cem_value_lookup (CemValue *self,
                  const char *key)
{
  const CemDatum *found = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  if (self->datum.kind == CEM_KIND_MAP)
    found = _cem_map_find_string (self->datum.v.map, key, strlen (key));

  return found != NULL ? _cem_value_new_part (self, found) : NULL;
}

/**
 * cem_value_lookup_value:
 * @self: a value
 * @key: a key of any kind
 *
 * Finds the value under a key of a map; a number finds an equal one of another kind.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is no such key or the value is
 *   no map
 *
 * Since: 0.1
 */
CemValue *
cem_value_lookup_value (CemValue *self,
                        CemValue *key)
{
  const CemDatum *found = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  if (self->datum.kind == CEM_KIND_MAP)
    found = _cem_map_find (self->datum.v.map, &key->datum);

  return found != NULL ? _cem_value_new_part (self, found) : NULL;
}

/**
 * cem_value_to_json:
 * @self: a value
 *
 * Makes a JSON tree of the value.
 *
 * What JSON lacks becomes a string: bytes in Base64, timestamps as RFC 3339, durations as seconds
 * (`90.5s`), numbers that are not finite by name, unsigned integers beyond the signed range as
 * digits.
 *
 * Returns: (transfer full): the tree
 *
 * Since: 0.1
 */
JsonNode *
cem_value_to_json (CemValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return _cem_datum_to_json_node (&self->datum);
}

/**
 * cem_value_to_text:
 * @self: a value
 *
 * Makes JSON text of the value, on one line, with all integers exact.
 *
 * Doubles always have a fraction or an exponent, so that [ctor@Value.new_from_text] finds the same
 * kinds again.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
cem_value_to_text (CemValue *self)
{
  GString *out = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_new (NULL);
  _cem_json_write (out, &self->datum, CEM_JSON_WRITE_COMPACT);
  return g_string_free (out, FALSE);
}

/**
 * cem_value_to_string:
 * @self: a value
 *
 * Makes a text to show: a string as it is, everything else as [method@Value.to_text], but without
 * quotes.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
cem_value_to_string (CemValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->datum.kind == CEM_KIND_LIST || self->datum.kind == CEM_KIND_MAP)
    return cem_value_to_text (self);

  return _cem_datum_to_key (&self->datum);
}

/**
 * cem_value_equal:
 * @self: a value
 * @other: another value
 *
 * Compares two values as `==` does in an expression.
 *
 * Numbers are equal by value whatever their kind, and NaN equals nothing; lists and maps are equal
 * when their contents are.
 *
 * Returns: whether they are equal
 *
 * Since: 0.1
 */
gboolean
cem_value_equal (CemValue *self,
                 CemValue *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return _cem_datum_equal (&self->datum, &other->datum);
}

/**
 * cem_value_hash:
 * @self: a value
 *
 * Hashes the value for a table; equal values have equal hashes, within one process.
 *
 * Returns: the hash
 *
 * Since: 0.1
 */
guint
cem_value_hash (CemValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return _cem_datum_hash (&self->datum);
}

/**
 * cem_value_compare:
 * @self: a value
 * @other: another value
 * @result: (out) (optional): return location for a number that is negative, 0 or positive when
 *   @self is less than, equal to or greater than @other
 *
 * Orders two values as `<` does in an expression.
 *
 * Numbers of all kinds are ordered together, and bools, strings, bytes, timestamps and durations
 * among themselves.
 *
 * Returns: whether the two have an order
 *
 * Since: 0.1
 */
gboolean
cem_value_compare (CemValue *self,
                   CemValue *other,
                   int *result)
{
  int order = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  order = _cem_datum_order (&self->datum, &other->datum);
  if (result != NULL)
    *result = order != CEM_ORDER_NONE ? order : 0;
  return order != CEM_ORDER_NONE;
}
