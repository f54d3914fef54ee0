/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-source-private.h"

#include "engine/cem-touchpoint-private.h"
#include "log/cem-log-private.h"

#include <libcem/cem-log-entry.h>

#define PAGE 4096
/* Places in the timeline are cheap: touchpoints are looked for among so many at a time. */
#define LEAST_PAGE 64
/* How many events a page of touchpoints looks at for each that it needs. */
#define LOOK_AT 8

/* What happened to a subject, the newest first. */
typedef struct
{
  CemListSource source;
  CemSubject *subject;
} EventSource;

static void
event_source_finalize (CemListSource *source)
{
  _cem_subject_unref (((EventSource *) source)->subject);
}

/* FALSE without an error when nothing is known by the key. */
static gboolean
read_entities (CemListSource *source,
               CemDb *db,
               GArray *entities,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (_cem_subject_resolve (((EventSource *) source)->subject, db, entities, NULL, &local_error))
    return TRUE;

  if (!_cem_list_source_is_gone (&local_error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_page (CemDb *db,
           GArray *entities,
           guint size,
           CemLogMoment *last,
           GArray *page,
           GError **error)
{
  const gboolean first = page->len == 0;

  g_array_set_size (page, 0);
  if (!_cem_log_read_timeline (db, (const gint64 *) entities->data, entities->len,
                               first ? NULL : last, size, page, error))
    return FALSE;

  if (page->len > 0)
    *last = g_array_index (page, CemLogMoment, page->len - 1);
  return TRUE;
}

/* Somebody who is not known yet has an empty timeline. */
static CemListKeys *
events_read_keys (CemListSource *source,
                  CemDb *db,
                  guint limit,
                  const CemListKeys *known,
                  gint64 stamp,
                  GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) page = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  g_autoptr (GError) local_error = NULL;
  CemLogMoment last = { 0 };
  guint size = 0;

  if (!read_entities (source, db, entities, &local_error))
    {
      if (local_error == NULL)
        return _cem_list_keys_new_take (g_steal_pointer (&keys));
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  do
    {
      size = limit > 0 ? MIN (limit - keys->len, PAGE) : PAGE;
      if (!read_page (db, entities, size, &last, page, error))
        return NULL;

      for (guint i = 0; i < page->len; i++)
        g_array_append_val (keys, g_array_index (page, CemLogMoment, i).seq);
    }
  while (page->len == size && (limit == 0 || keys->len < limit));

  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

static CemListSource *
new_source (CemEngine *engine,
            CemSubject *subject)
{
  EventSource *self = (EventSource *) _cem_list_source_new (engine, sizeof (EventSource));

  self->source.read_stamp = _cem_list_source_read_position;
  self->source.finalize = event_source_finalize;
  self->subject = _cem_subject_ref (subject);
  return &self->source;
}

CemListSource *
_cem_list_source_new_events_of (CemEngine *engine,
                                CemSubject *subject)
{
  CemListSource *self = new_source (engine, subject);

  self->item_type = CEM_TYPE_LOG_ENTRY;
  self->read_keys = events_read_keys;
  self->read_items = _cem_list_source_read_entries;
  return self;
}

CemListSource *
_cem_list_source_new_timeline (CemEngine *engine,
                               const char *key)
{
  g_autoptr (CemSubject) subject = _cem_subject_new (engine, key);

  return _cem_list_source_new_events_of (engine, subject);
}

/* --- touchpoints: events that have a stage ---*/

typedef struct
{
  GArray *keys;
  guint limit; /* 0: all */
} Touchpoints;

static gboolean
add_touchpoint (gint64 seq,
                const char *type,
                gsize length,
                gpointer data)
{
  Touchpoints *touchpoints = data;

  if (_cem_touchpoint_get_type_stage (type, length) != NULL)
    g_array_append_val (touchpoints->keys, seq);

  return touchpoints->limit == 0 || touchpoints->keys->len < touchpoints->limit;
}

/* A page must not look through years of events of other types. */
static CemListKeys *
touchpoints_read_keys (CemListSource *source,
                       CemDb *db,
                       guint limit,
                       const CemListKeys *known,
                       gint64 stamp,
                       GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) page = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  g_autoptr (GError) local_error = NULL;
  const guint size = limit > 0 ? CLAMP (limit, LEAST_PAGE, PAGE) : PAGE;
  Touchpoints touchpoints = { keys, limit };
  CemListKeys *result = NULL;
  CemLogMoment last = { 0 };
  guint64 n_seen = 0;

  if (!read_entities (source, db, entities, &local_error))
    {
      if (local_error == NULL)
        return _cem_list_keys_new_take (g_steal_pointer (&keys));
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  do
    {
      if (!read_page (db, entities, size, &last, page, error) ||
          !_cem_log_read_types (db, (const CemLogMoment *) (const void *) page->data, page->len,
                                add_touchpoint, &touchpoints, error))
        return NULL;
      n_seen += page->len;
    }
  while (page->len == size &&
         (limit == 0 || (keys->len < limit && n_seen < (guint64) MAX (limit, LEAST_PAGE) * LOOK_AT)));

  result = _cem_list_keys_new_take (g_steal_pointer (&keys));
  result->partial = page->len == size && limit != 0;
  return result;
}

static gboolean
take_touchpoint (const CemLogRow *row,
                 gpointer data,
                 GError **error)
{
  CemTouchpoint *touchpoint = _cem_touchpoint_new (row, error);

  if (touchpoint == NULL)
    return FALSE;

  g_ptr_array_add (data, touchpoint);
  return TRUE;
}

static gboolean
touchpoints_read_items (CemListSource *self,
                        CemDb *db,
                        const gint64 *keys,
                        guint n_keys,
                        GPtrArray *items,
                        GError **error)
{
  return _cem_list_source_read_rows (db, keys, n_keys, take_touchpoint, items, error);
}

CemListSource *
_cem_list_source_new_touchpoints_of (CemEngine *engine,
                                     CemSubject *subject)
{
  CemListSource *self = new_source (engine, subject);

  self->item_type = CEM_TYPE_TOUCHPOINT;
  self->read_keys = touchpoints_read_keys;
  self->read_items = touchpoints_read_items;
  return self;
}
