/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-cloud-event-private.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

typedef struct
{
  CemArena *arena;
  CemCloudEvent *event;
  GArray *extensions;
  gboolean has_version;
  GError **error;
} Reading;

static gboolean
fail (Reading *reading,
      const CemDatum *key,
      CemError code,
      const char *message)
{
  _cem_set_error (reading->error, code, "at “/%.*s”: %s", key->n, key->v.s, message);
  return FALSE;
}

static gboolean
is_text (const CemDatum *value)
{
  return value->kind == CEM_KIND_STRING && value->n > 0 &&
         memchr (value->v.s, '\0', value->n) == NULL;
}

static gboolean
read_text (Reading *reading,
           const CemDatum *key,
           const CemDatum *value,
           CemDatum *text)
{
  if (!is_text (value))
    return fail (reading, key, CEM_ERROR_SYNTAX,
                 W_ ("must be a text that is not empty and has no NUL"));
  if (value->n > CEM_CLOUD_EVENT_MAX_TEXT)
    return fail (reading, key, CEM_ERROR_LIMIT, W_ ("is longer than 1024 bytes"));

  *text = *value;
  return TRUE;
}

static gboolean
read_version (Reading *reading,
              const CemDatum *key,
              const CemDatum *value)
{
  if (value->kind != CEM_KIND_STRING || value->n != 3 || memcmp (value->v.s, "1.0", 3) != 0)
    return fail (reading, key, CEM_ERROR_SYNTAX,
                 W_ ("must be \"1.0\", the only version that is known"));

  reading->has_version = TRUE;
  return TRUE;
}

static gboolean
read_time (Reading *reading,
           const CemDatum *key,
           const CemDatum *value)
{
  /* Not out of JSON, which has no times. */
  if (value->kind == CEM_KIND_TIMESTAMP)
    reading->event->time = value->v.i * G_USEC_PER_SEC + value->n / 1000;
  else if (value->kind != CEM_KIND_STRING ||
           !_cem_time_parse_us (value->v.s, value->n, &reading->event->time))
    return fail (reading, key, CEM_ERROR_SYNTAX,
                 W_ ("must be a time as RFC 3339 has it, such as 2026-03-01T09:00:00Z"));

  reading->event->has_time = TRUE;
  return TRUE;
}

/* One value: a text, or a whole number that becomes its digits. */
static gboolean
read_identifier (Reading *reading,
                 const CemDatum *key,
                 const CemDatum *value,
                 CemDatum *text)
{
  *text = *value;
  if (value->kind == CEM_KIND_INT || value->kind == CEM_KIND_UINT)
    {
      g_autoptr (GString) digits = g_string_new (NULL);

      _cem_json_write (digits, value, CEM_JSON_WRITE_COMPACT);
      *text = _cem_datum_string (_cem_arena_strndup (reading->arena, digits->str, digits->len),
                                 digits->len);
    }

  if (!is_text (text))
    return fail (reading, key, CEM_ERROR_SYNTAX,
                 W_ ("has an identifier that is neither a whole number nor a text, or is empty"));
  if (text->n > CEM_CLOUD_EVENT_MAX_TEXT)
    return fail (reading, key, CEM_ERROR_LIMIT, W_ ("has an identifier of more than 1024 bytes"));
  return TRUE;
}

/* The value or values of one type. */
static gboolean
read_identifiers_of_type (Reading *reading,
                          const CemDatum *key,
                          CemEntry *entry,
                          guint *n)
{
  const CemList *list = entry->value.v.list;
  CemDatum *items = NULL;

  if (!is_text (&entry->key) || entry->key.n > CEM_CLOUD_EVENT_MAX_TEXT ||
      memchr (entry->key.v.s, ':', entry->key.n) != NULL)
    return fail (reading, key, CEM_ERROR_SYNTAX,
                 W_ ("has a type of identifier that is empty, too long, or has a colon or a "
                     "NUL in it"));

  if (entry->value.kind != CEM_KIND_LIST)
    {
      *n += 1;
      return read_identifier (reading, key, &entry->value, &entry->value);
    }

  *n += list->n;
  if (*n > CEM_CLOUD_EVENT_MAX_IDENTIFIERS)
    return TRUE;

  items = _cem_arena_alloc (reading->arena, list->n * sizeof (CemDatum));
  for (guint i = 0; i < list->n; i++)
    if (!read_identifier (reading, key, &list->items[i], &items[i]))
      return FALSE;

  entry->value = _cem_datum_list (_cem_list_new (reading->arena, items, list->n));
  return TRUE;
}

static gboolean
read_identifiers (Reading *reading,
                  const CemDatum *key,
                  const CemDatum *value)
{
  CemEntry *entries = NULL;
  guint n = 0;

  if (value->kind != CEM_KIND_MAP)
    return fail (reading, key, CEM_ERROR_SYNTAX, W_ ("must be an object of identifiers by type"));
  if (value->v.map->n > CEM_CLOUD_EVENT_MAX_IDENTIFIERS)
    return fail (reading, key, CEM_ERROR_LIMIT, W_ ("has more than 32 identifiers"));
  if (value->v.map->n == 0)
    return TRUE;

  entries = _cem_arena_alloc (reading->arena, value->v.map->n * sizeof (CemEntry));
  for (guint i = 0; i < value->v.map->n; i++)
    {
      entries[i] = value->v.map->entries[i];
      if (!read_identifiers_of_type (reading, key, &entries[i], &n))
        return FALSE;
    }
  if (n > CEM_CLOUD_EVENT_MAX_IDENTIFIERS)
    return fail (reading, key, CEM_ERROR_LIMIT, W_ ("has more than 32 identifiers"));

  reading->event->identifiers =
    _cem_datum_map (_cem_map_new (reading->arena, entries, value->v.map->n));
  return TRUE;
}

/* Names of CloudEvents attributes are lower-case letters and digits. */
static gboolean
is_attribute_name (const CemDatum *key)
{
  for (gint i = 0; i < key->n; i++)
    if (!g_ascii_islower (key->v.s[i]) && !g_ascii_isdigit (key->v.s[i]))
      return FALSE;

  return key->n > 0;
}

static gboolean
read_extension (Reading *reading,
                const CemEntry *entry)
{
  if (!is_attribute_name (&entry->key))
    return fail (reading, &entry->key, CEM_ERROR_SYNTAX,
                 W_ ("is no attribute: names are of lower-case letters and digits; "
                     "what is the event's own belongs into \"data\""));

  if (reading->extensions == NULL)
    reading->extensions = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  g_array_append_val (reading->extensions, *entry);
  return TRUE;
}

typedef enum
{
  ATTRIBUTE_DATA,
  ATTRIBUTE_ID,
  ATTRIBUTE_IDENTIFIERS,
  ATTRIBUTE_SOURCE,
  ATTRIBUTE_SPECVERSION,
  ATTRIBUTE_SUBJECT,
  ATTRIBUTE_TIME,
  ATTRIBUTE_TYPE,
  ATTRIBUTE_OTHER
} Attribute;

static Attribute
find_attribute (const CemDatum *key)
{
  static const struct
  {
    const char *name;
    gint length;
  } attributes[] = {
    [ATTRIBUTE_DATA] = { "data", 4 },
    [ATTRIBUTE_ID] = { "id", 2 },
    [ATTRIBUTE_IDENTIFIERS] = { "identifiers", 11 },
    [ATTRIBUTE_SOURCE] = { "source", 6 },
    [ATTRIBUTE_SPECVERSION] = { "specversion", 11 },
    [ATTRIBUTE_SUBJECT] = { "subject", 7 },
    [ATTRIBUTE_TIME] = { "time", 4 },
    [ATTRIBUTE_TYPE] = { "type", 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (key->n == attributes[i].length && memcmp (key->v.s, attributes[i].name, key->n) == 0)
      return (Attribute) i;

  return ATTRIBUTE_OTHER;
}

static gboolean
read_member (Reading *reading,
             const CemEntry *entry)
{
  CemCloudEvent *event = reading->event;
  const CemDatum *key = &entry->key;
  const CemDatum *value = &entry->value;

  /* A JSON null stands for an attribute that is absent, except as data. */
  if (value->kind == CEM_KIND_NULL && find_attribute (key) != ATTRIBUTE_DATA)
    return TRUE;

  switch (find_attribute (key))
    {
    case ATTRIBUTE_DATA:
      event->data = *value;
      event->has_data = TRUE;
      return TRUE;
    case ATTRIBUTE_ID:
      return read_text (reading, key, value, &event->id);
    case ATTRIBUTE_IDENTIFIERS:
      return read_identifiers (reading, key, value);
    case ATTRIBUTE_SOURCE:
      return read_text (reading, key, value, &event->source);
    case ATTRIBUTE_SPECVERSION:
      return read_version (reading, key, value);
    case ATTRIBUTE_SUBJECT:
      return read_text (reading, key, value, &event->subject);
    case ATTRIBUTE_TIME:
      return read_time (reading, key, value);
    case ATTRIBUTE_TYPE:
      return read_text (reading, key, value, &event->type);
    case ATTRIBUTE_OTHER:
    default:
      return read_extension (reading, entry);
    }
}

static gboolean
read_members (Reading *reading,
              const CemDatum *datum)
{
  for (guint i = 0; i < datum->v.map->n; i++)
    if (!read_member (reading, &datum->v.map->entries[i]))
      return FALSE;

  if (!reading->has_version)
    {
      _cem_set_error (reading->error, CEM_ERROR_SYNTAX,
                      "at “/specversion”: is missing; a CloudEvent has \"1.0\" there");
      return FALSE;
    }

  if (reading->extensions != NULL)
    reading->event->extensions =
      _cem_datum_map (_cem_map_new (reading->arena, (CemEntry *) reading->extensions->data,
                                    reading->extensions->len));
  return TRUE;
}

gboolean
_cem_cloud_event_read (CemArena *arena,
                       const CemDatum *datum,
                       CemCloudEvent *event,
                       GError **error)
{
  Reading reading = { .arena = arena, .event = event, .error = error };
  gboolean done = FALSE;

  *event = (CemCloudEvent){ 0 };

  if (datum->kind != CEM_KIND_MAP)
    {
      _cem_set_error (error, CEM_ERROR_SYNTAX, "An event must be a JSON object");
      return FALSE;
    }

  done = read_members (&reading, datum);
  g_clear_pointer (&reading.extensions, g_array_unref);
  return done;
}

gboolean
_cem_cloud_event_check (const CemCloudEvent *event,
                        GError **error)
{
  static const char *const commands[] = { "clock.advanced", "customer.erased",
                                          "identity.configured", "mapping.loaded" };
  const char *missing = NULL;

  if (event->id.kind != CEM_KIND_STRING)
    missing = "id";
  else if (event->source.kind != CEM_KIND_STRING)
    missing = "source";
  else if (event->type.kind != CEM_KIND_STRING)
    missing = "type";

  if (missing != NULL)
    {
      _cem_set_error (error, CEM_ERROR_SYNTAX, "at “/%s”: is missing", missing);
      return FALSE;
    }

  if (event->type.n >= 4 && memcmp (event->type.v.s, "cem.", 4) == 0)
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "at “/type”: “%.*s” is refused: types that begin with “cem.” are the "
                      "engine's own", event->type.n, event->type.v.s);
      return FALSE;
    }

  if ((event->source.n == 3 && memcmp (event->source.v.s, "cem", 3) == 0) ||
      (event->source.n >= 4 && memcmp (event->source.v.s, "cem:", 4) == 0))
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "at “/source”: “%.*s” is refused: it is the engine's own", event->source.n,
                      event->source.v.s);
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strlen (commands[i]) == (gsize) event->type.n &&
        memcmp (commands[i], event->type.v.s, event->type.n) == 0)
      {
        _cem_set_error (error, CEM_ERROR_REFUSED,
                        "at “/type”: “%s” is refused: it happens by command only", commands[i]);
        return FALSE;
      }

  return TRUE;
}

void
_cem_cloud_event_write_piece (const CemCloudEvent *event,
                              CemArena *arena,
                              GString *out)
{
  CemEntry entries[4] = { 0 };
  guint n = 0;

  if (event->has_data)
    entries[n++] = (CemEntry){ _cem_datum_string ("data", 4), event->data };
  if (event->extensions.kind == CEM_KIND_MAP)
    entries[n++] = (CemEntry){ _cem_datum_string ("extensions", 10), event->extensions };
  if (event->identifiers.kind == CEM_KIND_MAP)
    entries[n++] = (CemEntry){ _cem_datum_string ("identifiers", 11), event->identifiers };
  if (event->subject.kind == CEM_KIND_STRING)
    entries[n++] = (CemEntry){ _cem_datum_string ("subject", 7), event->subject };

  {
    CemDatum piece = _cem_datum_map (_cem_map_new (arena, entries, n));

    _cem_json_write (out, &piece, CEM_JSON_WRITE_SORTED);
  }
}
