/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

#include <math.h>

/* --- To the tree --- */

/* The tree's strings end at the first NUL; one inside becomes U+FFFD. */
static char *
dup_text (const char *text,
          gsize length)
{
  GString *copy = NULL;

  if (length == 0 || memchr (text, '\0', length) == NULL)
    return g_strndup (text, length);

  copy = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\0')
        g_string_append (copy, "\xef\xbf\xbd");
      else
        g_string_append_c (copy, text[i]);
    }

  return g_string_free (copy, FALSE);
}

static JsonNode *
new_text_node (const char *text,
               gsize length)
{
  g_autofree char *copy = dup_text (text, length);

  return json_node_init_string (json_node_alloc (), copy);
}

/* What the writer puts in quotes. */
static JsonNode *
new_written_node (const CemDatum *datum)
{
  g_autofree char *text = _cem_datum_to_key (datum);

  return new_text_node (text, strlen (text));
}

static JsonNode *
new_array_node (const CemList *list)
{
  JsonArray *array = json_array_sized_new (list->n);
  JsonNode *node = json_node_alloc ();

  for (guint i = 0; i < list->n; i++)
    json_array_add_element (array, _cem_datum_to_json_node (&list->items[i]));

  json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

static JsonNode *
new_object_node (const CemMap *map)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_alloc ();

  for (guint i = 0; i < map->n; i++)
    {
      const CemDatum *key = &map->entries[i].key;
      g_autofree char *name = key->kind == CEM_KIND_STRING ? dup_text (key->v.s, (gsize) key->n)
                                                           : _cem_datum_to_key (key);

      if (!json_object_has_member (object, name))
        json_object_set_member (object, name, _cem_datum_to_json_node (&map->entries[i].value));
    }

  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

JsonNode *
_cem_datum_to_json_node (const CemDatum *datum)
{
  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_BOOL:
      return json_node_init_boolean (json_node_alloc (), datum->v.i != 0);
    case CEM_KIND_INT:
      return json_node_init_int (json_node_alloc (), datum->v.i);
    case CEM_KIND_UINT:
      /* The tree has no larger integers; digits in a string are exact. */
      if (datum->v.u > G_MAXINT64)
        return new_written_node (datum);
      return json_node_init_int (json_node_alloc (), (gint64) datum->v.u);
    case CEM_KIND_DOUBLE:
      if (!isfinite (datum->v.d))
        return new_written_node (datum);
      return json_node_init_double (json_node_alloc (), datum->v.d);
    case CEM_KIND_STRING:
    case CEM_KIND_TYPE:
      return new_text_node (datum->v.s, (gsize) datum->n);
    case CEM_KIND_BYTES:
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      return new_written_node (datum);
    case CEM_KIND_LIST:
      return new_array_node (datum->v.list);
    case CEM_KIND_MAP:
      return new_object_node (datum->v.map);
    case CEM_KIND_OPTIONAL:
      if (datum->v.box != NULL)
        return _cem_datum_to_json_node (datum->v.box);
      G_GNUC_FALLTHROUGH;
    case CEM_KIND_NULL:
    case CEM_KIND_OBJECT:
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
    default:
      return json_node_init_null (json_node_alloc ());
    }
}

/* --- From the tree --- */

static gboolean read_node (CemArena *arena,
                           JsonNode *node,
                           guint depth,
                           CemDatum *datum,
                           GError **error);

static gboolean
read_text (CemArena *arena,
           const char *text,
           CemDatum *datum,
           GError **error)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length > G_MAXINT32)
    {
      _cem_set_error (error, CEM_ERROR_LIMIT, "JSON tree: a string of more than 2 GiB");
      return FALSE;
    }
  if (!g_utf8_validate (text != NULL ? text : "", (gssize) length, NULL))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "JSON tree: a string that is not valid UTF-8");
      return FALSE;
    }

  *datum = _cem_datum_string (length > 0 ? _cem_arena_strndup (arena, text, length) : "", length);
  return TRUE;
}

static gboolean
read_scalar (CemArena *arena,
             JsonNode *node,
             CemDatum *datum,
             GError **error)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    return read_text (arena, json_node_get_string (node), datum, error);

  if (type == G_TYPE_BOOLEAN)
    {
      *datum = _cem_datum_bool (json_node_get_boolean (node));
      return TRUE;
    }

  if (type == G_TYPE_DOUBLE)
    {
      *datum = _cem_datum_double (json_node_get_double (node));
      if (!isfinite (datum->v.d))
        {
          _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                          "JSON tree: a number that is not finite");
          return FALSE;
        }
    }
  else
    {
      *datum = _cem_datum_int (json_node_get_int (node));
    }

  datum->flags = CEM_DATUM_NUMBER;
  return TRUE;
}

static gboolean
read_array (CemArena *arena,
            JsonArray *array,
            guint depth,
            CemDatum *datum,
            GError **error)
{
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autofree CemDatum *items = g_new (CemDatum, n);

  for (guint i = 0; i < n; i++)
    if (!read_node (arena, json_array_get_element (array, i), depth + 1, &items[i], error))
      return FALSE;

  *datum = _cem_datum_list (_cem_list_new (arena, items, n));
  return TRUE;
}

static gboolean
read_object (CemArena *arena,
             JsonObject *object,
             guint depth,
             CemDatum *datum,
             GError **error)
{
  guint n = object != NULL ? json_object_get_size (object) : 0;
  g_autofree CemEntry *entries = g_new (CemEntry, n);
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;
  guint i = 0;

  if (n > 0)
    {
      json_object_iter_init_ordered (&iter, object);
      while (i < n && json_object_iter_next_ordered (&iter, &name, &member))
        {
          if (!read_text (arena, name, &entries[i].key, error) ||
              !read_node (arena, member, depth + 1, &entries[i].value, error))
            return FALSE;
          i++;
        }
    }

  *datum = _cem_datum_map (_cem_map_new (arena, entries, i));
  return TRUE;
}

static gboolean
read_node (CemArena *arena,
           JsonNode *node,
           guint depth,
           CemDatum *datum,
           GError **error)
{
  if (depth > _cem_json_default_limits.max_depth)
    {
      _cem_set_error (error, CEM_ERROR_LIMIT, "JSON tree: nested more than %u deep",
                      _cem_json_default_limits.max_depth);
      return FALSE;
    }

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return read_object (arena, json_node_get_object (node), depth, datum, error);
    case JSON_NODE_ARRAY:
      return read_array (arena, json_node_get_array (node), depth, datum, error);
    case JSON_NODE_VALUE:
      return read_scalar (arena, node, datum, error);
    case JSON_NODE_NULL:
    default:
      *datum = _cem_datum_null ();
      return TRUE;
    }
}

gboolean
_cem_datum_from_json_node (CemArena *arena,
                           JsonNode *node,
                           CemDatum *datum,
                           GError **error)
{
  return read_node (arena, node, 0, datum, error);
}
