/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-touchpoint-private.h"

#include "engine/cem-noun-private.h"
#include "model/cem-vocabulary-private.h"
#include "value/cem-json-private.h"

typedef struct
{
  const char *name;
  const char *en;
  const char *zh_CN;
} Stage;

static const Stage stages[] = {
  { "awareness", "Awareness", "认知" },
  { "purchase", "Purchase", "购买" },
  { "use", "Use", "使用" },
  { "service", "Service", "服务" },
  { "loyalty", "Loyalty", "忠诚" },
};

const char *
_cem_stage_get_label (const char *stage,
                      const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (strcmp (stages[i].name, stage) == 0)
      return g_str_has_prefix (language, "zh") ? stages[i].zh_CN : stages[i].en;

  return stage;
}

const char *
_cem_touchpoint_get_type_stage (const char *type,
                                gsize length)
{
  const CemVocabularyType *known = _cem_vocabulary_find (type, length);

  return known != NULL ? known->stage : NULL;
}

/* --- from an event ---*/

#define MAX_FIELDS 16

typedef struct
{
  CemArena *arena;
  CemEntry entries[MAX_FIELDS];
  guint n;
} Fields;

static void
set (Fields *fields,
     const char *name,
     CemDatum value)
{
  g_assert (fields->n < MAX_FIELDS);
  fields->entries[fields->n].key = _cem_datum_string (name, strlen (name));
  fields->entries[fields->n++].value = value;
}

static void
set_text (Fields *fields,
          const char *name,
          const char *text,
          gsize length)
{
  if (text != NULL)
    set (fields, name, _cem_datum_string (_cem_arena_strndup (fields->arena, text, length), length));
}

static void
set_us (Fields *fields,
        const char *name,
        gint64 us)
{
  set (fields, name, _cem_datum_new_us (us));
}

/* What an event says counts before what its type says. */
static void
set_journey (Fields *fields,
             const CemLogRow *row,
             const CemDatum *data)
{
  const CemVocabularyType *type = _cem_vocabulary_find (row->type, row->type_length);
  const CemDatum *channel = _cem_datum_find_member (data, "channel");
  const CemDatum *stage = _cem_datum_find_member (data, "stage");

  if (stage != NULL && stage->kind == CEM_KIND_STRING)
    set (fields, "stage", *stage);
  else if (type != NULL && type->stage != NULL)
    set_text (fields, "stage", type->stage, strlen (type->stage));

  if (channel != NULL && channel->kind == CEM_KIND_STRING)
    set (fields, "channel", *channel);
  else if (type != NULL && type->channel != NULL)
    set_text (fields, "channel", type->channel, strlen (type->channel));
}

static gboolean
set_piece (Fields *fields,
           const CemLogRow *row,
           GError **error)
{
  static const char *const members[] = { "subject", "identifiers", "data" };
  CemDatum piece = { 0 };
  char *text = NULL;

  if (row->piece == NULL)
    {
      set (fields, "erased", _cem_datum_bool (TRUE));
      set_journey (fields, row, NULL);
      return TRUE;
    }

  text = _cem_arena_strndup (fields->arena, row->piece, row->piece_length);
  if (!_cem_json_read (fields->arena, text, row->piece_length, &_cem_json_default_limits, &piece,
                       error))
    return FALSE;

  set_journey (fields, row, _cem_datum_find_member (&piece, "data"));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const CemDatum *member = _cem_datum_find_member (&piece, members[i]);

      if (member != NULL)
        set (fields, members[i], *member);
    }

  return TRUE;
}

CemTouchpoint *
_cem_touchpoint_new (const CemLogRow *row,
                     GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  Fields fields = { .arena = arena };
  CemDatum map = { 0 };
  const gint64 time = row->time != CEM_LOG_NO_TIME ? row->time : row->at;

  set (&fields, "schema", _cem_datum_int (1));
  set_text (&fields, "noun", "touchpoint", strlen ("touchpoint"));
  set_text (&fields, "id", row->id, row->id_length);
  set_us (&fields, "since", time);
  set_us (&fields, "time", time);
  set_text (&fields, "type", row->type, row->type_length);
  set_text (&fields, "source", row->source, row->source_length);
  if (!set_piece (&fields, row, error))
    return NULL;

  map = _cem_datum_map (_cem_map_new (arena, fields.entries, fields.n));
  return _cem_noun_new_take (CEM_TYPE_TOUCHPOINT, g_steal_pointer (&arena), &map, row->seq);
}
