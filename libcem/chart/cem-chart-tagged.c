/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"
#include "value/cem-json-private.h"

#include <math.h>

static const char *const tag_names[] = {
  [CEM_KIND_UINT] = "uint",           [CEM_KIND_DOUBLE] = "double",
  [CEM_KIND_BYTES] = "bytes",         [CEM_KIND_TIMESTAMP] = "timestamp",
  [CEM_KIND_DURATION] = "duration",   [CEM_KIND_MAP] = "map",
};

static CemDatum
make_tagged (CemArena *arena,
             CemKind kind,
             CemDatum value)
{
  const char *name = tag_names[kind];
  const CemEntry entries[] = {
    { _cem_datum_string ("$cem", 4), _cem_datum_string (name, strlen (name)) },
    { _cem_datum_string ("value", 5), value },
  };

  return _cem_datum_map (_cem_map_new (arena, entries, G_N_ELEMENTS (entries)));
}

static CemDatum
to_text (CemArena *arena,
         const CemDatum *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[CEM_TIME_BUFFER];

  if (value->kind == CEM_KIND_TIMESTAMP)
    g_string_append_len (text, buffer, (gssize) _cem_time_format (value->v.i, value->n, buffer));
  else if (value->kind == CEM_KIND_DURATION)
    g_string_append_len (text, buffer,
                         (gssize) _cem_duration_format_iso (value->v.i, value->n, buffer));
  else if (value->kind == CEM_KIND_UINT)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, value->v.u);
  else if (value->kind == CEM_KIND_BYTES)
    {
      g_autofree char *base64 = g_base64_encode (value->v.p, (gsize) value->n);

      g_string_append (text, base64);
    }
  else
    g_string_append (text, isnan (value->v.d)
      ? "NaN"
      : value->v.d > 0.0 ? "Infinity" : "-Infinity");

  return _cem_datum_string (_cem_arena_strndup (arena, text->str, text->len), text->len);
}

static CemDatum
tag_list (CemArena *arena,
          const CemList *list)
{
  CemDatum *items = _cem_arena_alloc (arena, list->n * sizeof *items);

  for (guint i = 0; i < list->n; i++)
    items[i] = _cem_chart_tag (arena, &list->items[i]);

  return _cem_datum_list (_cem_list_new (arena, items, list->n));
}

/* A map whose keys JSON can have is an object, any other a list of pairs. */
static CemDatum
tag_map (CemArena *arena,
         const CemMap *map)
{
  CemEntry *entries = _cem_arena_alloc (arena, map->n * sizeof *entries);
  CemDatum *pairs = _cem_arena_alloc (arena, map->n * sizeof *pairs);
  gboolean plain = _cem_map_find_string (map, "$cem", 4) == NULL;

  for (guint i = 0; i < map->n; i++)
    {
      CemDatum pair[2] = { _cem_chart_tag (arena, &map->entries[i].key),
                           _cem_chart_tag (arena, &map->entries[i].value) };
      const CemDatum *key = &map->entries[i].key;

      plain &= key->kind == CEM_KIND_STRING && memchr (key->v.s, 0, (gsize) key->n) == NULL;
      entries[i] = (CemEntry){ pair[0], pair[1] };
      pairs[i] = _cem_datum_list (_cem_list_new (arena, pair, 2));
    }

  if (plain)
    return _cem_datum_map (_cem_map_new (arena, entries, map->n));

  return make_tagged (arena, CEM_KIND_MAP, _cem_datum_list (_cem_list_new (arena, pairs, map->n)));
}

CemDatum
_cem_chart_tag (CemArena *arena,
                const CemDatum *value)
{
  switch ((CemKind) value->kind)
    {
    case CEM_KIND_LIST:
      return tag_list (arena, value->v.list);
    case CEM_KIND_MAP:
      return tag_map (arena, value->v.map);
    case CEM_KIND_UINT:
    case CEM_KIND_BYTES:
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      return make_tagged (arena, value->kind, to_text (arena, value));
    case CEM_KIND_DOUBLE:
      if (!isfinite (value->v.d))
        return make_tagged (arena, CEM_KIND_DOUBLE, to_text (arena, value));
      return *value;
    default:
      return *value;
    }
}

/* --- Back --- */

static gboolean
read_pairs (CemArena *arena,
            const CemList *list,
            CemDatum *value)
{
  CemEntry *entries = _cem_arena_alloc (arena, list->n * sizeof *entries);
  const CemMap *map;
  guint duplicate;

  for (guint i = 0; i < list->n; i++)
    {
      const CemDatum *pair = &list->items[i];

      if (pair->kind != CEM_KIND_LIST || pair->v.list->n != 2 ||
          !_cem_chart_untag (arena, &pair->v.list->items[0], &entries[i].key) ||
          !_cem_chart_untag (arena, &pair->v.list->items[1], &entries[i].value))
        return FALSE;
    }

  map = _cem_map_new_checked (arena, entries, list->n, &duplicate);
  if (map == NULL)
    return FALSE;

  *value = _cem_datum_map (map);
  return TRUE;
}

static gboolean
read_text (CemArena *arena,
           const char *tag,
           const char *text,
           gsize length,
           CemDatum *value)
{
  if (strcmp (tag, "timestamp") == 0)
    {
      value->kind = CEM_KIND_TIMESTAMP;
      return _cem_time_parse (text, length, &value->v.i, &value->n);
    }
  if (strcmp (tag, "duration") == 0)
    {
      value->kind = CEM_KIND_DURATION;
      return _cem_duration_parse_iso (text, length, &value->v.i, &value->n);
    }
  if (strcmp (tag, "uint") == 0)
    {
      value->kind = CEM_KIND_UINT;
      return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &value->v.u, NULL);
    }
  if (strcmp (tag, "bytes") == 0)
    {
      gsize n;
      g_autofree guchar *bytes = g_base64_decode (text, &n);

      *value = _cem_datum_bytes (_cem_arena_strndup (arena, (const char *) bytes, n), n);
      return TRUE;
    }
  if (strcmp (tag, "double") != 0)
    return FALSE;

  if (strcmp (text, "NaN") == 0)
    *value = _cem_datum_double ((double) NAN);
  else if (strcmp (text, "Infinity") == 0 || strcmp (text, "-Infinity") == 0)
    *value = _cem_datum_double (text[0] == '-' ? -(double) INFINITY : (double) INFINITY);
  else
    return FALSE;

  return TRUE;
}

static gboolean
untag_map (CemArena *arena,
           const CemMap *map,
           CemDatum *value)
{
  const CemDatum *tag = _cem_map_find_string (map, "$cem", 4);
  const CemDatum *inner = _cem_map_find_string (map, "value", 5);
  CemEntry *entries;

  if (tag != NULL)
    {
      const char *name;

      if (tag->kind != CEM_KIND_STRING || inner == NULL)
        return FALSE;

      name = _cem_arena_strndup (arena, tag->v.s, (gsize) tag->n);
      if (strcmp (name, "map") == 0)
        return inner->kind == CEM_KIND_LIST && read_pairs (arena, inner->v.list, value);

      memset (value, 0, sizeof *value);
      return inner->kind == CEM_KIND_STRING &&
             read_text (arena, name, _cem_arena_strndup (arena, inner->v.s, (gsize) inner->n),
                        (gsize) inner->n, value);
    }

  entries = _cem_arena_alloc (arena, map->n * sizeof *entries);
  for (guint i = 0; i < map->n; i++)
    {
      entries[i].key = map->entries[i].key;
      if (!_cem_chart_untag (arena, &map->entries[i].value, &entries[i].value))
        return FALSE;
    }

  *value = _cem_datum_map (_cem_map_new (arena, entries, map->n));
  return TRUE;
}

gboolean
_cem_chart_untag (CemArena *arena,
                  const CemDatum *json,
                  CemDatum *value)
{
  CemDatum *items;

  *value = *json;
  value->flags &= (guint8) ~CEM_DATUM_NUMBER;
  if (json->kind == CEM_KIND_MAP)
    return untag_map (arena, json->v.map, value);
  if (json->kind != CEM_KIND_LIST)
    return TRUE;

  items = _cem_arena_alloc (arena, json->v.list->n * sizeof *items);
  for (guint i = 0; i < json->v.list->n; i++)
    {
      if (!_cem_chart_untag (arena, &json->v.list->items[i], &items[i]))
        return FALSE;
    }

  *value = _cem_datum_list (_cem_list_new (arena, items, json->v.list->n));
  return TRUE;
}
