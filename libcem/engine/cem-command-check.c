/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-processor-internal-private.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"

static gboolean
is_type (const CemIncoming *item,
         const char *type)
{
  const CemDatum *own = &item->event.type;

  return (gsize) own->n == strlen (type) && memcmp (own->v.s, type, own->n) == 0;
}

gboolean
_cem_command_is_advance (const CemIncoming *item,
                         gint64 *to)
{
  const CemDatum *member = NULL;

  if (!item->command || !is_type (item, "clock.advanced"))
    return FALSE;

  member = _cem_map_find_string (item->event.data.v.map, "to", 2);
  return member != NULL && member->kind == CEM_KIND_STRING &&
         _cem_time_parse_us (member->v.s, member->n, to);
}

static gboolean
check_advance (CemProcessor *self,
               CemIncoming *item,
               gint64 *at,
               GError **error)
{
  gint64 last = _cem_log_get_last_at (self->log);
  gint64 to = 0;
  char buffer[CEM_TIME_BUFFER];

  if (!_cem_command_is_advance (item, &to))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "The time to advance to is malformed");
      return FALSE;
    }
  if (last != G_MININT64 && to < last)
    {
      _cem_time_format_us (last, buffer);
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "Engine time never goes back: it is %s; advance to that or later", buffer);
      return FALSE;
    }

  *at = to;
  return TRUE;
}

/* --- decisions ---*/

/* A key as the log keeps it: of an identifier's value, not of this store's ids. @time moves to within
 * the identifier's epoch. */
static gboolean
resolve (CemProcessor *self,
         const char *key,
         char **portable,
         gint64 *time,
         GError **error)
{
  CemIdentityConfig *config = _cem_identity_get_config (self->identity);
  CemIdentityFound found = { 0 };
  gint64 within = G_MININT64;

  if (!_cem_identity_find (self->db, config, _cem_log_get_secret (self->log), key, &found, error) ||
      !_cem_identity_read_key (self->db, config, found.entity, portable, &within, error))
    return FALSE;

  *time = MAX (*time, within);
  return TRUE;
}

static void
replace_data (CemBatch *batch,
              CemIncoming *item,
              const CemEntry *entries,
              guint n)
{
  CemArena *arena = _cem_batch_get_arena (batch);
  CemDatum map = _cem_datum_map (_cem_map_new (arena, entries, n));

  item->event.data = _cem_datum_copy (arena, &map);
}

static CemEntry
text_entry (const char *name,
            const char *text)
{
  return (CemEntry){ _cem_datum_string (name, strlen (name)),
                     _cem_datum_string (text, strlen (text)) };
}

static gboolean
check_decision (CemProcessor *self,
                CemBatch *batch,
                CemIncoming *item,
                gint64 at,
                GError **error)
{
  const CemMap *data = item->event.data.v.map;
  const CemDatum *lifted = _cem_map_find_string (data, "lifted", 6);
  const char *reason = _cem_processor_get_text (self, &item->event.data, "reason");
  const char *keys[2] = { _cem_processor_get_text (self, &item->event.data, "first"),
                          _cem_processor_get_text (self, &item->event.data, "second") };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 time = G_MININT64;
  char buffer[CEM_TIME_BUFFER];
  CemEntry entries[5];
  guint n = 0;
  CemIdentitySet none = { 0 };
  CemIdentityEvent event = {
    .kind = _cem_identity_event_kind (item->event.type.v.s, item->event.type.n),
    .time = at,
    .source = item->event.source.v.s,
    .source_length = item->event.source.n,
    .id = "",
    .set = &none,
  };

  if (!resolve (self, keys[0], &first, &time, error) ||
      !resolve (self, keys[1], &second, &time, error))
    return FALSE;

  entries[n++] = text_entry ("first", first);
  entries[n++] = text_entry ("second", second);
  if (lifted != NULL)
    entries[n++] = (CemEntry){ _cem_datum_string ("lifted", 6), *lifted };
  if (reason != NULL)
    entries[n++] = text_entry ("reason", reason);
  if (time != G_MININT64)
    {
      _cem_time_format_us (time, buffer);
      entries[n++] = text_entry ("time", buffer);
    }
  replace_data (batch, item, entries, n);

  event.data = &item->event.data;
  return _cem_identity_check (self->identity, &event, error);
}

/* --- erasure and configuration ---*/

static gboolean
check_erasure (CemProcessor *self,
               CemBatch *batch,
               CemIncoming *item,
               GError **error)
{
  const char *key = _cem_processor_get_text (self, &item->event.data, "customer");
  const char *reason = _cem_processor_get_text (self, &item->event.data, "reason");
  CemIdentityFound found = { 0 };
  char id[CEM_ID_BUFFER];
  CemEntry entries[2];
  guint n = 0;

  if (!_cem_identity_find (self->db, _cem_identity_get_config (self->identity),
                           _cem_log_get_secret (self->log), key, &found, error))
    return FALSE;
  if (found.customer == 0)
    {
      _cem_set_error (error, CEM_ERROR_REFUSED, "“%s” is no customer; only customers can be erased",
                      key);
      return FALSE;
    }

  /* The fact must not keep what it erases. */
  _cem_id_format ('c', found.customer, id);
  entries[n++] = text_entry ("customer", id);
  if (reason != NULL)
    entries[n++] = text_entry ("reason", reason);
  replace_data (batch, item, entries, n);
  return TRUE;
}

static gboolean
check_configuration (CemProcessor *self,
                     CemIncoming *item,
                     GError **error)
{
  const CemDatum *configuration =
    _cem_map_find_string (item->event.data.v.map, "configuration", 13);
  g_autoptr (CemIdentityConfig) config = _cem_identity_config_new (configuration, NULL, error);

  return config != NULL;
}

gboolean
_cem_command_check (CemProcessor *self,
                    CemBatch *batch,
                    CemIncoming *item,
                    gint64 *at,
                    GError **error)
{
  if (is_type (item, "clock.advanced"))
    return check_advance (self, item, at, error);
  if (is_type (item, "customer.erased"))
    return check_erasure (self, batch, item, error);
  if (is_type (item, "identity.configured"))
    return check_configuration (self, item, error);

  return check_decision (self, batch, item, *at, error);
}
