/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-mapping-reader-private.h"

#include "base/cem-words-private.h"
#include "intake/cem-cloud-event-private.h"

/* --- places and complaints ---*/

gsize
_cem_mapping_enter (CemMappingReader *self,
                    const char *member,
                    gssize length)
{
  gsize before = self->pointer->len;
  const char *end = member + (length < 0 ? (gssize) strlen (member) : length);

  g_string_append_c (self->pointer, '/');
  for (const char *p = member; p < end; p++)
    {
      if (*p == '~')
        g_string_append (self->pointer, "~0");
      else if (*p == '/')
        g_string_append (self->pointer, "~1");
      else
        g_string_append_c (self->pointer, *p);
    }
  return before;
}

gsize
_cem_mapping_enter_item (CemMappingReader *self,
                         guint i)
{
  gsize before = self->pointer->len;

  g_string_append_printf (self->pointer, "/%u", i);
  return before;
}

void
_cem_mapping_leave (CemMappingReader *self,
                    gsize before)
{
  g_string_truncate (self->pointer, before);
}

void
_cem_mapping_complain (CemMappingReader *self,
                       const char *code,
                       const char *meant,
                       const char *format,
                       ...)
{
  CemPlace place = { .file = self->file, .pointer = self->pointer->str };
  g_autofree char *suggestion =
    meant != NULL ? _cem_words_new (N_ ("did you mean “%s”?"), meant) : NULL;
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = _cem_words_new_valist (format, args);
  va_end (args);
  _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, code, &place, suggestion, "%s",
                        message);
}

char *
_cem_mapping_copy (CemMappingReader *self,
                   const CemDatum *text)
{
  return _cem_arena_strndup (self->mapping->arena, text->v.s, (gsize) text->n);
}

const char *
_cem_mapping_suggest (const char *name,
                      const char *const *names)
{
  gsize n = 0;

  while (names[n] != NULL)
    n++;
  return _cem_cel_suggest (name, names, n);
}

gboolean
_cem_mapping_check_members (CemMappingReader *self,
                            const CemDatum *json,
                            const char *const *names)
{
  if (json->kind != CEM_KIND_MAP)
    {
      _cem_mapping_complain (self, "type", NULL, N_ ("must be an object, not %s"),
                             _cem_kind_get_name (json->kind));
      return FALSE;
    }

  for (guint i = 0; i < json->v.map->n; i++)
    {
      const CemDatum *key = &json->v.map->entries[i].key;
      g_autofree char *name = g_strndup (key->v.s, (gsize) key->n);
      gsize before = 0;

      if (g_strv_contains (names, name))
        continue;
      before = _cem_mapping_enter (self, key->v.s, key->n);
      _cem_mapping_complain (self, "unknown-key", _cem_mapping_suggest (name, names),
                             N_ ("“%s” is no key that is known here"), name);
      _cem_mapping_leave (self, before);
    }

  return TRUE;
}

const CemDatum *
_cem_mapping_find (const CemDatum *json,
                   const char *name)
{
  return json->kind == CEM_KIND_MAP ? _cem_map_find_string (json->v.map, name, strlen (name)) : NULL;
}

const char *
_cem_mapping_read_text (CemMappingReader *self,
                        const CemDatum *json,
                        const char *member,
                        gsize max)
{
  const CemDatum *value = _cem_mapping_find (json, member);
  const char *text = NULL;
  gsize before = 0;

  if (value == NULL)
    return NULL;

  before = _cem_mapping_enter (self, member, -1);
  if (value->kind != CEM_KIND_STRING)
    _cem_mapping_complain (self, "type", NULL, N_ ("must be a text, not %s"),
                           _cem_kind_get_name (value->kind));
  else if (value->n == 0 || (gsize) value->n > max ||
           memchr (value->v.s, '\0', (gsize) value->n) != NULL)
    _cem_mapping_complain (self, "value", NULL, N_ ("must be a text of 1 to %zu bytes"), max);
  else
    text = _cem_mapping_copy (self, value);
  _cem_mapping_leave (self, before);
  return text;
}

gboolean
_cem_mapping_read_flag (CemMappingReader *self,
                        const CemDatum *json,
                        const char *member,
                        gboolean value)
{
  const CemDatum *found = _cem_mapping_find (json, member);
  gsize before = 0;

  if (found == NULL)
    return value;
  if (found->kind == CEM_KIND_BOOL)
    return found->v.i != 0;

  before = _cem_mapping_enter (self, member, -1);
  _cem_mapping_complain (self, "type", NULL, N_ ("must be true or false"));
  _cem_mapping_leave (self, before);
  return value;
}

GPtrArray *
_cem_mapping_read_texts (CemMappingReader *self,
                         const CemDatum *json,
                         gsize max)
{
  GPtrArray *texts = g_ptr_array_new ();

  _cem_mapping_own (self->mapping, texts, (GDestroyNotify) g_ptr_array_unref);
  if (json->kind != CEM_KIND_LIST)
    {
      _cem_mapping_complain (self, "type", NULL, N_ ("must be a list of texts"));
      return texts;
    }

  for (guint i = 0; i < json->v.list->n; i++)
    {
      const CemDatum *item = &json->v.list->items[i];
      gsize before = _cem_mapping_enter_item (self, i);

      if (item->kind != CEM_KIND_STRING || (gsize) item->n > max ||
          memchr (item->v.s, '\0', (gsize) item->n) != NULL)
        _cem_mapping_complain (self, "type", NULL,
                               N_ ("must be a text of at most %zu bytes"), max);
      else
        g_ptr_array_add (texts, _cem_mapping_copy (self, item));
      _cem_mapping_leave (self, before);
    }

  return texts;
}

/* --- the whole ---*/

static gboolean
is_name (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("_.-", *p) == NULL)
      return FALSE;

  return TRUE;
}

static void
read_head (CemMappingReader *self,
           const CemDatum *json)
{
  CemMapping *mapping = self->mapping;
  CemCloudEvent event = { .id = _cem_datum_string ("x", 1), .type = _cem_datum_string ("x", 1) };
  g_autoptr (GError) error = NULL;
  gsize before = 0;

  mapping->name = _cem_mapping_read_text (self, json, "name", 64);
  mapping->source = _cem_mapping_read_text (self, json, "source", CEM_MAPPING_MAX_NAME);
  mapping->description = _cem_mapping_read_text (self, json, "description", 10000);

  if (_cem_mapping_find (json, "name") == NULL)
    _cem_mapping_complain (self, "missing", NULL,
                           N_ ("has no “name”, by which rows in the quarantine "
                               "find the mapping"));
  else if (mapping->name != NULL && !is_name (mapping->name))
    _cem_mapping_complain (self, "value", NULL,
                           N_ ("the name “%s” has other characters than letters, digits, “_”, "
                               "“.” and “-”"), mapping->name);

  if (_cem_mapping_find (json, "source") == NULL)
    _cem_mapping_complain (self, "missing", NULL,
                           N_ ("has no “source”, which the events carry, such as "
                               "\"/shop/orders\""));
  if (mapping->source == NULL)
    return;

  event.source = _cem_datum_string (mapping->source, strlen (mapping->source));
  before = _cem_mapping_enter (self, "source", -1);
  if (!_cem_cloud_event_check (&event, &error))
    _cem_mapping_complain (self, "value", NULL, "%s", error->message);
  _cem_mapping_leave (self, before);
}

static void
read_unknown (CemMappingReader *self,
              const CemDatum *json)
{
  const CemDatum *unknown = _cem_mapping_find (json, "unknown");
  gsize before = 0;

  self->unknown = self->mapping->unknown;
  if (unknown == NULL)
    return;

  before = _cem_mapping_enter (self, "unknown", -1);
  self->unknown = _cem_mapping_read_texts (self, unknown, CEM_MAPPING_MAX_NAME);
  _cem_mapping_leave (self, before);
}

static void
read_patterns (CemMappingReader *self,
               const CemDatum *json)
{
  const CemDatum *files = _cem_mapping_find (json, "files");
  gsize before = 0;

  if (files == NULL)
    return;

  before = _cem_mapping_enter (self, "files", -1);
  self->mapping->files = _cem_mapping_read_texts (self, files, CEM_MAPPING_MAX_NAME);
  _cem_mapping_leave (self, before);
}

static void
read_all (CemMappingReader *self,
          const CemDatum *json)
{
  static const char *const members[] = { "$schema", "name",    "description", "source", "files",
                                         "file",    "unknown", "zone",        "columns", "time",
                                         "id",      "subject", "identifiers", "events",  NULL };
  const CemDatum *zone = NULL;

  if (!_cem_mapping_check_members (self, json, members))
    return;

  read_head (self, json);
  read_unknown (self, json);
  read_patterns (self, json);
  zone = _cem_mapping_find (json, "zone");
  if (zone != NULL)
    {
      gsize before = _cem_mapping_enter (self, "zone", -1);

      _cem_mapping_read_zone (self, zone, &self->zone);
      _cem_mapping_leave (self, before);
    }

  _cem_mapping_read_file (self, json);
  _cem_mapping_read_columns (self, json);
  _cem_mapping_read_events (self, json);
  _cem_mapping_compile (self);
}

static void
clear_pending (gpointer data)
{
  CemPendingExpression *pending = data;

  g_free (pending->text);
  g_free (pending->pointer);
}

void
_cem_mapping_read (CemMapping *mapping,
                   const char *file,
                   CemDiagnostics *diagnostics)
{
  CemMappingReader self = {
    .mapping = mapping,
    .file = file,
    .pointer = g_string_new (NULL),
    .diagnostics = diagnostics,
    .decimal = '.',
    .by_header = g_hash_table_new (g_str_hash, g_str_equal),
    .by_name = g_hash_table_new (g_str_hash, g_str_equal),
    .pending = g_array_new (FALSE, FALSE, sizeof (CemPendingExpression)),
  };

  g_array_set_clear_func (self.pending, clear_pending);
  read_all (&self, &mapping->json);

  g_string_free (self.pointer, TRUE);
  g_hash_table_unref (self.by_header);
  g_hash_table_unref (self.by_name);
  g_array_unref (self.pending);
}
