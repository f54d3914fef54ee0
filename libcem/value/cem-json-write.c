/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-private.h"

#include "base/cem-time-private.h"

#include <math.h>
#include <stdlib.h>

static void write_datum (GString *out,
                         const CemDatum *datum,
                         CemJsonWriteFlags flags,
                         guint level);

/* --- Numbers --- */

static void
write_unsigned (GString *out,
                guint64 value,
                gboolean negative)
{
  char digits[24];
  char *p = digits + sizeof digits;

  do
    {
      *--p = (char) ('0' + value % 10);
      value /= 10;
    }
  while (value > 0);

  if (negative)
    *--p = '-';
  g_string_append_len (out, p, digits + sizeof digits - p);
}

static void
write_int (GString *out,
           gint64 value)
{
  write_unsigned (out, value < 0 ? 0 - (guint64) value : (guint64) value, value < 0);
}

gsize
_cem_double_format (double value,
                    char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  if (isnan (value))
    return g_strlcpy (buffer, "NaN", G_ASCII_DTOSTR_BUF_SIZE);
  if (isinf (value))
    return g_strlcpy (buffer, value < 0 ? "-Infinity" : "Infinity", G_ASCII_DTOSTR_BUF_SIZE);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }

  if (strpbrk (buffer, ".e") == NULL)
    g_strlcat (buffer, ".0", G_ASCII_DTOSTR_BUF_SIZE);
  return strlen (buffer);
}

static void
write_double (GString *out,
              double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length = 0;

  if (value == floor (value) && fabs (value) < 1e15 && !(value == 0.0 && signbit (value)))
    {
      write_int (out, (gint64) value);
      g_string_append_len (out, ".0", 2);
      return;
    }

  length = _cem_double_format (value, buffer);
  if (!isfinite (value))
    g_string_append_c (out, '"');
  g_string_append_len (out, buffer, (gssize) length);
  if (!isfinite (value))
    g_string_append_c (out, '"');
}

/* --- Text --- */

static void
write_escape (GString *out,
              guchar c)
{
  static const char hex[] = "0123456789abcdef";
  char text[] = "\\u00xx";
  static const char *const names = "btn\0fr";

  if (c == '"' || c == '\\')
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, (char) c);
    }
  else if (c >= '\b' && c <= '\r' && c != '\v')
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, names[c - '\b']);
    }
  else
    {
      text[4] = hex[c >> 4];
      text[5] = hex[c & 15];
      g_string_append_len (out, text, 6);
    }
}

static void
write_text (GString *out,
            const char *text,
            gsize length)
{
  const char *end = text + length;
  const char *start = text;

  g_string_append_c (out, '"');
  for (const char *p = text; p < end; p++)
    {
      if (G_LIKELY ((guchar) *p >= 0x20 && *p != '"' && *p != '\\'))
        continue;

      g_string_append_len (out, start, p - start);
      write_escape (out, (guchar) *p);
      start = p + 1;
    }

  if (end > start)
    g_string_append_len (out, start, end - start);
  g_string_append_c (out, '"');
}

gsize
_cem_duration_format (gint64 seconds,
                      gint32 nanos,
                      char buffer[CEM_TIME_BUFFER])
{
  gboolean negative = seconds < 0 || nanos < 0;
  guint64 whole = seconds < 0 ? 0 - (guint64) seconds : (guint64) seconds;
  gsize n = (gsize) g_snprintf (buffer, CEM_TIME_BUFFER, "%s%" G_GUINT64_FORMAT,
                                negative ? "-" : "", whole);

  if (nanos != 0)
    {
      n += (gsize) g_snprintf (buffer + n, CEM_TIME_BUFFER - n, ".%09u", (guint) ABS (nanos));
      while (buffer[n - 1] == '0')
        n--;
    }

  buffer[n++] = 's';
  buffer[n] = '\0';
  return n;
}

static void
write_as_text (GString *out,
               const CemDatum *datum)
{
  char buffer[CEM_TIME_BUFFER];
  g_autofree char *base64 = NULL;
  gsize length = 0;

  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_STRING:
    case CEM_KIND_TYPE:
      write_text (out, datum->v.s, (gsize) datum->n);
      return;
    case CEM_KIND_BYTES:
      base64 = g_base64_encode (datum->v.p, (gsize) datum->n);
      write_text (out, base64, strlen (base64));
      return;
    case CEM_KIND_TIMESTAMP:
      length = _cem_time_format (datum->v.i, datum->n, buffer);
      write_text (out, buffer, length);
      return;
    default:
      length = _cem_duration_format (datum->v.i, datum->n, buffer);
      write_text (out, buffer, length);
    }
}

/* --- Containers --- */

static void
write_break (GString *out,
             CemJsonWriteFlags flags,
             guint level)
{
  if ((flags & CEM_JSON_WRITE_PRETTY) == 0)
    return;

  g_string_append_c (out, '\n');
  for (guint i = 0; i < level; i++)
    g_string_append_len (out, "  ", 2);
}

static void
write_list (GString *out,
            const CemList *list,
            CemJsonWriteFlags flags,
            guint level)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < list->n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      write_break (out, flags, level + 1);
      write_datum (out, &list->items[i], flags, level + 1);
    }

  if (list->n > 0)
    write_break (out, flags, level);
  g_string_append_c (out, ']');
}

static void
write_member (GString *out,
              const char *key,
              gsize length,
              const CemDatum *value,
              gboolean first,
              CemJsonWriteFlags flags,
              guint level)
{
  if (!first)
    g_string_append_c (out, ',');
  write_break (out, flags, level + 1);
  write_text (out, key, length);
  g_string_append_c (out, ':');
  if (flags & CEM_JSON_WRITE_PRETTY)
    g_string_append_c (out, ' ');
  write_datum (out, value, flags, level + 1);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  return _cem_datum_order (&(*(const CemEntry *const *) a)->key,
                           &(*(const CemEntry *const *) b)->key);
}

static void
write_sorted_members (GString *out,
                      const CemMap *map,
                      CemJsonWriteFlags flags,
                      guint level)
{
  const CemEntry *few[16];
  const CemEntry **sorted = map->n <= G_N_ELEMENTS (few) ? few : g_new (const CemEntry *, map->n);

  for (guint i = 0; i < map->n; i++)
    sorted[i] = &map->entries[i];
  qsort (sorted, map->n, sizeof *sorted, compare_entries);

  for (guint i = 0; i < map->n; i++)
    write_member (out, sorted[i]->key.v.s, (gsize) sorted[i]->key.n, &sorted[i]->value,
                  i == 0, flags, level);

  if (sorted != few)
    g_free (sorted);
}

char *
_cem_datum_to_key (const CemDatum *key)
{
  GString *text = NULL;
  gsize length = 0;

  if (key->kind == CEM_KIND_STRING)
    return g_strndup (key->v.s, (gsize) key->n);

  text = g_string_new (NULL);
  write_datum (text, key, CEM_JSON_WRITE_COMPACT, 0);
  length = text->len;
  if (length >= 2 && text->str[0] == '"')
    {
      g_string_truncate (text, length - 1);
      g_string_erase (text, 0, 1);
    }

  return g_string_free (text, FALSE);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Maps with keys that are not strings. Two keys may have the same text (1 and "1"); then the first
 * is written, because no reader accepts both. */
static void
write_mixed_members (GString *out,
                     const CemMap *map,
                     CemJsonWriteFlags flags,
                     guint level)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; i < map->n; i++)
    {
      g_autofree char *key = _cem_datum_to_key (&map->entries[i].key);

      if (g_hash_table_contains (values, key))
        continue;

      g_ptr_array_add (keys, key);
      g_hash_table_insert (values, g_steal_pointer (&key), (gpointer) &map->entries[i].value);
    }

  if (flags & CEM_JSON_WRITE_SORTED)
    g_ptr_array_sort (keys, compare_texts);
  for (guint i = 0; i < keys->len; i++)
    write_member (out, keys->pdata[i], strlen (keys->pdata[i]),
                  g_hash_table_lookup (values, keys->pdata[i]), i == 0, flags, level);
}

static gboolean
has_string_keys_only (const CemMap *map)
{
  for (guint i = 0; i < map->n; i++)
    if (map->entries[i].key.kind != CEM_KIND_STRING)
      return FALSE;

  return TRUE;
}

static void
write_map (GString *out,
           const CemMap *map,
           CemJsonWriteFlags flags,
           guint level)
{
  g_string_append_c (out, '{');
  if (!has_string_keys_only (map))
    write_mixed_members (out, map, flags, level);
  else if (flags & CEM_JSON_WRITE_SORTED)
    write_sorted_members (out, map, flags, level);
  else
    for (guint i = 0; i < map->n; i++)
      write_member (out, map->entries[i].key.v.s, (gsize) map->entries[i].key.n,
                    &map->entries[i].value, i == 0, flags, level);

  if (map->n > 0)
    write_break (out, flags, level);
  g_string_append_c (out, '}');
}

static void
write_datum (GString *out,
             const CemDatum *datum,
             CemJsonWriteFlags flags,
             guint level)
{
  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_BOOL:
      g_string_append (out, datum->v.i ? "true" : "false");
      return;
    case CEM_KIND_INT:
      write_int (out, datum->v.i);
      return;
    case CEM_KIND_UINT:
      write_unsigned (out, datum->v.u, FALSE);
      return;
    case CEM_KIND_DOUBLE:
      write_double (out, datum->v.d);
      return;
    case CEM_KIND_STRING:
    case CEM_KIND_TYPE:
    case CEM_KIND_BYTES:
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      write_as_text (out, datum);
      return;
    case CEM_KIND_LIST:
      write_list (out, datum->v.list, flags, level);
      return;
    case CEM_KIND_MAP:
      write_map (out, datum->v.map, flags, level);
      return;
    case CEM_KIND_OPTIONAL:
      if (datum->v.box != NULL)
        {
          write_datum (out, datum->v.box, flags, level);
          return;
        }
      G_GNUC_FALLTHROUGH;
    case CEM_KIND_NULL:
    case CEM_KIND_OBJECT:
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
    default:
      g_string_append_len (out, "null", 4);
    }
}

void
_cem_json_write (GString *out,
                 const CemDatum *datum,
                 CemJsonWriteFlags flags)
{
  write_datum (out, datum, flags, 0);
}
