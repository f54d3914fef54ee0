/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "log/cem-log-private.h"
#include "value/cem-json-private.h"

/* The type that is a noun of its own when it names none. */
#define RESPONSE "response.received"

/* --- notices ---*/

static void
note (CemModel *self,
      const char *type,
      gsize type_length,
      const char *code,
      const char *member,
      gsize member_length,
      gint64 n)
{
  char type_buffer[256];
  char member_buffer[256];
  CemNoticeRow key = { type_buffer, code, member_buffer, 0 };
  CemNoticeRow *row = NULL;

  type_length = MIN (type_length, sizeof type_buffer - 1);
  member_length = MIN (member_length, sizeof member_buffer - 1);
  memcpy (type_buffer, type, type_length);
  type_buffer[type_length] = '\0';
  memcpy (member_buffer, member, member_length);
  member_buffer[member_length] = '\0';

  row = g_hash_table_lookup (self->notices, &key);
  if (row == NULL)
    {
      row = g_new (CemNoticeRow, 1);
      *row = (CemNoticeRow){ g_strdup (type_buffer), code, g_strdup (member_buffer), 0 };
      g_hash_table_add (self->notices, row);
    }
  row->n += n;
}

/* Whether it is there, of the right kind. */
static const CemDatum *
find_member (const CemModelEvent *event,
             const CemVocabularyMember *member)
{
  if (event->data == NULL || event->data->kind != CEM_KIND_MAP)
    return NULL;

  return _cem_map_find_string (event->data->v.map, member->name, member->length);
}

static void
check_members (CemModel *self,
               const CemVocabularyType *type,
               const CemModelEvent *event,
               gint64 n)
{
  for (guint i = 0; i < type->n_members; i++)
    {
      const CemVocabularyMember *member = &type->members[i];
      const CemDatum *value = find_member (event, member);

      if (value == NULL || value->kind == CEM_KIND_NULL)
        {
          if (member->required)
            note (self, event->type, event->type_length, "missing-member", member->name,
                  member->length, n);
        }
      else if (!_cem_member_accepts (member, value))
        note (self, event->type, event->type_length, "wrong-kind", member->name, member->length, n);
    }
}

static guint
count_kind (const CemModelEvent *event,
            CemNounKind kind)
{
  guint n = 0;

  for (guint i = event->n_fragments; i < event->n_subjects; i++)
    n += event->subjects[i].kind == kind;
  return n;
}

static gboolean
is_response (const CemVocabularyType *type)
{
  return type != NULL && type->noun == CEM_NOUN_RESPONSE;
}

static void
check_score (CemModel *self,
             const CemModelEvent *event,
             gint64 n)
{
  CemScoreKind kind = CEM_SCORE_KIND_NPS;
  guint scale = 0;
  double answer = 0.0;

  if (event->data != NULL && event->data->kind == CEM_KIND_MAP &&
      _cem_response_read_score (event->data->v.map, &kind, &scale, &answer) &&
      _cem_score_classify (kind, scale, answer) == CEM_ANSWER_INVALID)
    note (self, event->type, event->type_length, "wrong-score", "score", 5, n);
}

/* Counts what is wrong with an event; @n -1 takes it back. */
static void
take_notices (CemModel *self,
              const CemVocabularyType *type,
              const CemModelEvent *event,
              gint64 n)
{
  if (type == NULL)
    {
      if (_cem_vocabulary_has_namespace (event->type, event->type_length))
        note (self, event->type, event->type_length, "unknown-type", "", 0, n);
      return;
    }

  check_members (self, type, event, n);
  if (is_response (type))
    check_score (self, event, n);
  if (type->noun == CEM_NOUN_DEVICE)
    _cem_model_check_readings (self, event, note, n);
  if (type->noun == CEM_NOUN_PERSON ? event->n_fragments == 0
                                    : type->noun != CEM_NOUN_NONE && !is_response (type) &&
                                        !type->loose && count_kind (event, type->noun) == 0)
    {
      const char *identifier = type->noun == CEM_NOUN_PERSON
                                   ? "user_id"
                                   : _cem_vocabulary_nouns[type->noun - 1].identifier;

      note (self, event->type, event->type_length, "missing-identifier", identifier,
            strlen (identifier), n);
    }
}

void
_cem_model_retract (CemModel *self,
                    const CemModelEvent *event)
{
  if (!self->idle)
    take_notices (self, _cem_vocabulary_find (event->type, event->type_length), event, -1);
}

/* --- folding ---*/

gint64
_cem_model_get_own_entity (CemModel *self,
                           const CemModelEvent *event)
{
  g_autofree char *source = NULL;
  gint64 entity = 0;

  if (self->idle || event->type_length != strlen (RESPONSE) ||
      memcmp (event->type, RESPONSE, event->type_length) != 0 || count_kind (event, CEM_NOUN_RESPONSE) > 0)
    return 0;

  source = g_strdup_printf ("%.*s response", (int) event->source_length, event->source);
  entity = (gint64) _cem_log_key (self->secret, source, strlen (source), event->id,
                                  event->id_length);
  return entity != 0 ? entity : 1;
}

static void
add_fact (CemModel *self,
          const CemVocabularyType *type,
          const CemModelEvent *event,
          gint64 entity)
{
  CemFactRow row = {
    .entity = entity,
    .time = event->time,
    .fragment = event->n_fragments > 0 ? event->subjects[0].entity : 0,
    .source = _cem_model_intern (self, event->source, event->source_length),
    .id = _cem_model_intern (self, event->id, event->id_length),
    .type = type->name,
    .data = "{}",
  };

  if (event->data != NULL && event->data->kind == CEM_KIND_MAP)
    {
      g_string_truncate (self->scratch, 0);
      _cem_json_write (self->scratch, event->data, CEM_JSON_WRITE_SORTED);
      row.data = _cem_model_intern (self, self->scratch->str, self->scratch->len);
    }
  g_array_append_val (self->facts, row);
}

/* An event that names a thing by several identifiers is a fact of the first, as it is of the first fragment
 * that it names; one about several things is a fact of each. */
static gboolean
is_first_name (const CemModelEvent *event,
               guint i)
{
  const CemModelSubject *subject = &event->subjects[i];

  for (guint j = event->n_fragments; j < i; j++)
    if (event->subjects[j].kind == subject->kind)
      return strcmp (event->subjects[j].type, subject->type) == 0;

  return TRUE;
}

/* What the event says of one noun. */
static void
fold_noun (CemModel *self,
           const CemVocabularyType *type,
           const CemModelEvent *event,
           const CemModelSubject *subject,
           CemNounKind kind,
           gboolean first)
{
  _cem_model_touch (self, subject->entity, kind, subject, event->time);
  if (type == NULL || type->noun != kind || !first)
    return;

  if (!type->summary)
    add_fact (self, type, event, subject->entity);
  if (kind == CEM_NOUN_DEVICE || type->summary)
    _cem_model_fold_summary (self, type, event, subject->entity);
}

static void
relate_all (CemModel *self,
            const CemModelEvent *event,
            const CemModelSubject *noun,
            gint64 only)
{
  for (guint i = 0; i < event->n_subjects; i++)
    {
      gint64 entity = event->subjects[i].entity;

      if (entity != noun->entity && (only == 0 || only == entity))
        _cem_model_relate (self, entity, noun->kind, noun->entity);
    }
}

void
_cem_model_fold (CemModel *self,
                 const CemModelEvent *event,
                 gint64 only)
{
  const CemVocabularyType *type = NULL;
  CemModelSubject own = { 0, CEM_NOUN_RESPONSE, "", "" };

  if (self->idle)
    return;

  type = _cem_vocabulary_find (event->type, event->type_length);
  if (only == 0)
    take_notices (self, type, event, 1);

  if (type != NULL && type->noun == CEM_NOUN_PERSON && event->n_fragments > 0 &&
      (only == 0 || only == event->subjects[0].entity))
    fold_noun (self, type, event, &event->subjects[0], CEM_NOUN_PERSON, TRUE);

  for (guint i = event->n_fragments; i < event->n_subjects; i++)
    {
      const CemModelSubject *noun = &event->subjects[i];

      if (noun->kind == CEM_NOUN_NONE)
        continue;
      relate_all (self, event, noun, only);
      if (only == 0 || only == noun->entity)
        fold_noun (self, type, event, noun, noun->kind, is_first_name (event, i));
    }

  own.entity = is_response (type) ? _cem_model_get_own_entity (self, event) : 0;
  if (own.entity == 0)
    return;

  relate_all (self, event, &own, only);
  if (only == 0 || only == own.entity)
    fold_noun (self, type, event, &own, CEM_NOUN_RESPONSE, TRUE);
}

/* --- life ---*/

static guint
hash_notice (gconstpointer data)
{
  const CemNoticeRow *row = data;

  return g_str_hash (row->type) * 31 + g_str_hash (row->code) * 7 + g_str_hash (row->member);
}

static gboolean
equal_notices (gconstpointer a,
               gconstpointer b)
{
  const CemNoticeRow *one = a;
  const CemNoticeRow *other = b;

  return strcmp (one->type, other->type) == 0 && strcmp (one->code, other->code) == 0 &&
         strcmp (one->member, other->member) == 0;
}

static void
free_notice (gpointer data)
{
  CemNoticeRow *row = data;

  g_free ((char *) row->type);
  g_free ((char *) row->member);
  g_free (row);
}

CemModel *
_cem_model_open (CemDb *db,
                 const guint8 *secret)
{
  CemModel *self = g_new0 (CemModel, 1);

  self->db = db;
  memcpy (self->secret, secret, sizeof self->secret);
  self->notices = g_hash_table_new_full (hash_notice, equal_notices, free_notice, NULL);
  _cem_model_init_rows (self);
  return self;
}

void
_cem_model_close (CemModel *self)
{
  g_free (self->hot_nouns);
  g_free (self->hot_relations);
  _cem_arena_free (self->arena);
  g_string_free (self->scratch, TRUE);
  g_hash_table_unref (self->nouns);
  g_ptr_array_unref (self->dirty_nouns);
  g_hash_table_unref (self->notices);
  g_array_unref (self->relations);
  g_array_unref (self->facts);
  g_array_unref (self->gauges);
  g_array_unref (self->readings);
  g_array_unref (self->tallies);
  g_array_unref (self->stale);
  g_array_unref (self->joins);
  g_free (self);
}

void
_cem_model_set_idle (CemModel *self,
                     gboolean idle)
{
  self->idle = idle;
}

void
_cem_model_committed (CemModel *self)
{
  _cem_model_clear_rows (self);
}

void
_cem_model_rolled_back (CemModel *self)
{
  _cem_model_clear_rows (self);
  _cem_model_clear_hot (self);
}
