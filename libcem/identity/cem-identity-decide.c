/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "identity/cem-identity-config-internal.h"
#include "identity/cem-identity-rows-internal.h"

/* A person's word on two fragments. */

gboolean
_cem_identity_parse_key (CemIdentityConfig *config,
                         const guint8 secret[CEM_IDENTITY_SECRET],
                         CemArena *arena,
                         const char *key,
                         gsize length,
                         gint64 time,
                         CemIdentifier *identifier,
                         GError **error)
{
  const char *colon = memchr (key, ':', length);
  const char *message = NULL;
  gsize type_length = colon != NULL ? (gsize) (colon - key) : 0;

  memset (identifier, 0, sizeof *identifier);
  if (colon == NULL)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "“%.*s” is no key: write TYPE:VALUE, as in user_id:7, or a customer's id",
                      (gint) length, key);
      return FALSE;
    }

  identifier->type = _cem_identity_config_find_type (config, key, (gssize) type_length);
  if (identifier->type == NULL)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "“%.*s”: “%.*s” is no type of the identity configuration", (gint) length, key,
                      (gint) type_length, key);
      return FALSE;
    }
  if (_cem_identity_normalise (config, identifier->type, arena, colon + 1, length - type_length - 1,
                               &identifier->value, &identifier->length,
                               &message) != CEM_IDENTITY_OK)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "“%.*s”: the value %s", (gint) length, key,
                      message);
      return FALSE;
    }

  identifier->epoch = _cem_identity_epoch (identifier->type, time);
  identifier->entity = _cem_identity_entity_id (secret, identifier->type->name,
                                                identifier->type->name_length, identifier->value,
                                                identifier->length, identifier->epoch);
  identifier->check = _cem_identity_check_hash (identifier->type, identifier->value,
                                                identifier->length, identifier->epoch);
  return TRUE;
}

/* --- reading the event --------------------------------------------------------------------------*/

typedef struct
{
  CemIdentifier identifiers[2];
  CemEntityRow *rows[2]; /* NULL: new */
  CemDecisionKind kind;
} Decision;

static gboolean
read_time (const CemIdentityEvent *event,
           const char *member,
           gint64 *time,
           GError **error)
{
  const CemDatum *value = _cem_map_find_string (event->data->v.map, member, strlen (member));

  if (value == NULL || value->kind == CEM_KIND_NULL)
    return TRUE;
  if (value->kind == CEM_KIND_STRING && _cem_time_parse_us (value->v.s, (gsize) value->n, time))
    return TRUE;

  _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                  "/data/%s: must be a time as in 2026-03-01T09:00:00Z", member);
  return FALSE;
}

static gboolean
resolve_end (CemIdentity *self,
             const CemIdentityEvent *event,
             const char *member,
             gint64 time,
             CemIdentifier *identifier,
             CemEntityRow **row,
             GError **error)
{
  const CemDatum *key = _cem_map_find_string (event->data->v.map, member, strlen (member));
  g_autoptr (GError) local = NULL;
  char kind = 0;
  gint64 entity = 0;

  *row = NULL;
  if (key == NULL || key->kind != CEM_KIND_STRING)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "/data/%s: must be a key as in user_id:7, or a customer's id", member);
      return FALSE;
    }

  if (_cem_id_parse (key->v.s, key->n, &kind, &entity))
    {
      if (!_cem_identity_get_entity (self, entity, row, error))
        return FALSE;
      if (*row == NULL)
        {
          _cem_set_error (error, CEM_ERROR_NOT_FOUND, "/data/%s: there is no “%.*s”", member,
                          key->n, key->v.s);
          return FALSE;
        }
      memset (identifier, 0, sizeof *identifier);
      identifier->type = (*row)->type;
      identifier->entity = entity;
    }
  else
    {
      if (!_cem_identity_parse_key (self->config, self->secret, self->arena, key->v.s,
                                    (gsize) key->n, time, identifier, &local))
        {
          _cem_set_error (error, local->code, "/data/%s: %s", member, _cem_error_get_words (local));
          return FALSE;
        }
      if (!_cem_identity_get_entity (self, identifier->entity, row, error))
        return FALSE;
      if (*row != NULL && (*row)->check != identifier->check)
        {
          _cem_set_error (error, CEM_ERROR_CONFLICT, "/data/%s: two identifiers have one entity id",
                          member);
          return FALSE;
        }
    }

  return TRUE;
}

/* Two persons, or two things of one kind. */
static gboolean
check_ends (const Decision *decision,
            GError **error)
{
  const CemIdentityType *first = decision->identifiers[0].type;
  const CemIdentityType *second = decision->identifiers[1].type;
  const gboolean thing = first->class_ == CEM_IDENTITY_THING;

  if (decision->identifiers[0].entity == decision->identifiers[1].entity)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "/data: “first” and “second” are the same identifier");
      return FALSE;
    }
  if (thing != (second->class_ == CEM_IDENTITY_THING))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "/data/%s: “%s” names a thing, and things never link persons",
                      thing ? "first" : "second", thing ? first->name : second->name);
      return FALSE;
    }
  if (thing && (first->noun == CEM_NOUN_NONE || first->noun != second->noun))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "/data/second: “%s” and “%s” do not name things of one kind", first->name,
                      second->name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_decision (CemIdentity *self,
               const CemIdentityEvent *event,
               Decision *decision,
               GError **error)
{
  const CemDatum *lifted = NULL;
  gint64 time = event->time;
  gint64 first;
  gint64 second;

  if (event->data == NULL || event->data->kind != CEM_KIND_MAP)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "/data: must be an object with “first” and “second”");
      return FALSE;
    }

  if (!read_time (event, "time", &time, error))
    return FALSE;
  first = second = time;
  if (!read_time (event, "first_time", &first, error) ||
      !read_time (event, "second_time", &second, error) ||
      !resolve_end (self, event, "first", first, &decision->identifiers[0], &decision->rows[0],
                    error) ||
      !resolve_end (self, event, "second", second, &decision->identifiers[1], &decision->rows[1],
                    error))
    return FALSE;

  if (!check_ends (decision, error))
    return FALSE;

  decision->kind = event->kind == CEM_IDENTITY_LINKED     ? CEM_DECISION_LINKED
                   : event->kind == CEM_IDENTITY_UNLINKED ? CEM_DECISION_UNLINKED
                                                          : CEM_DECISION_KEPT_APART;
  lifted = _cem_map_find_string (event->data->v.map, "lifted", 6);
  if (lifted != NULL && lifted->kind != CEM_KIND_BOOL)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "/data/lifted: must be true or false");
      return FALSE;
    }
  if (decision->kind == CEM_DECISION_KEPT_APART && lifted != NULL && lifted->v.i != 0)
    decision->kind = CEM_DECISION_LIFTED;

  return TRUE;
}

/* --- applying -----------------------------------------------------------------------------------*/

static gboolean
is_known_decision (CemPairRow *pair,
                   const CemDecision *decision)
{
  for (guint i = 0; pair->decisions != NULL && i < pair->decisions->len; i++)
    {
      const CemDecision *other = &g_array_index (pair->decisions, CemDecision, i);

      if (_cem_identity_compare_keys (decision->time, decision->source, decision->id, other->time,
                                      other->source, other->id) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
mark_decided (CemIdentity *self,
              CemEntityRow *row)
{
  if (row->decided)
    return;

  row->decided = TRUE;
  _cem_identity_touch_entity (self, row);
}

gboolean
_cem_identity_decide (CemIdentity *self,
                      const CemIdentityEvent *event,
                      GError **error)
{
  g_autoptr (GPtrArray) seeds = NULL;
  g_autofree char *id = g_strndup (event->id, event->id_length);
  CemDecision row = { 0, event->time, NULL, id };
  CemPairRow *pair = NULL;
  CemEntityRow **ends = NULL;
  gboolean crossed = FALSE;
  gboolean unlinked;
  Decision decision;

  if (!read_decision (self, event, &decision, error))
    return FALSE;

  ends = decision.rows;
  for (guint i = 0; i < 2; i++)
    {
      if (ends[i] == NULL)
        ends[i] = _cem_identity_add_entity (self, &decision.identifiers[i]);
      self->subjects[i] = ends[i]->id;
      if (!_cem_identity_load_pairs (self, ends[i], error))
        return FALSE;
    }

  pair = _cem_identity_add_pair (self, ends[0], ends[1]);
  row.kind = decision.kind;
  row.source = _cem_identity_pool (self, event->source, (gssize) event->source_length);
  if (is_known_decision (pair, &row))
    return TRUE;

  if (pair->decisions == NULL)
    pair->decisions = g_array_new (FALSE, FALSE, sizeof (CemDecision));
  row.id = g_steal_pointer (&id);
  g_array_append_val (pair->decisions, row);
  unlinked = pair->verdict.unlinked;
  _cem_decisions_fold ((CemDecision *) (void *) pair->decisions->data, pair->decisions->len,
                       &pair->verdict);
  _cem_identity_touch_pair (self, pair);
  mark_decided (self, ends[0]);
  mark_decided (self, ends[1]);
  if (pair->id != NULL && unlinked != pair->verdict.unlinked)
    crossed = _cem_identity_count_pair (self, ends[0], ends[1], unlinked ? 1 : -1);

  seeds = g_ptr_array_new ();
  for (guint i = 0; i < 2; i++)
    {
      if (!_cem_identity_seed (self, ends[i], crossed, seeds, error))
        return FALSE;
    }

  return _cem_identity_recompute (self, seeds, error);
}

/* --- checking a command -------------------------------------------------------------------------*/

static gboolean
refuse (GError **error,
        const char *message)
{
  _cem_set_error_words (error, CEM_ERROR_REFUSED, message);
  return FALSE;
}

gboolean
_cem_identity_check (CemIdentity *self,
                     const CemIdentityEvent *event,
                     GError **error)
{
  CemVerdict none = { NULL, FALSE, NULL };
  const CemVerdict *verdict = &none;
  CemPairRow *pair = NULL;
  Decision decision;

  _cem_arena_reset (self->arena);
  if (!read_decision (self, event, &decision, error))
    return FALSE;

  for (guint i = 0; i < 2; i++)
    if (decision.rows[i] == NULL)
      {
        _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                        "/data/%s: nobody has been seen under “%s:%s” at that time",
                        i == 0 ? "first" : "second", decision.identifiers[i].type->name,
                        decision.identifiers[i].value);
        return FALSE;
      }

  if (!_cem_identity_load_pairs (self, decision.rows[0], error) ||
      !_cem_identity_load_pairs (self, decision.rows[1], error))
    return FALSE;
  for (guint i = 0; i < decision.rows[0]->pairs->len && pair == NULL; i++)
    {
      CemPairRow *candidate = g_ptr_array_index (decision.rows[0]->pairs, i);

      if (candidate->a == decision.rows[1]->id || candidate->b == decision.rows[1]->id)
        pair = candidate;
    }
  if (pair != NULL)
    verdict = &pair->verdict;

  switch (decision.kind)
    {
    case CEM_DECISION_LINKED:
      if (verdict->apart != NULL)
        return refuse (error, W_ ("The two are kept apart; let them together first"));
      if (verdict->link != NULL)
        return refuse (error, W_ ("The two are linked already; they can be unlinked"));
      return TRUE;
    case CEM_DECISION_UNLINKED:
      if (verdict->link != NULL || (pair != NULL && pair->id != NULL && !verdict->unlinked))
        return TRUE;
      return refuse (error,
                     W_ ("Neither a link nor an event joins the two directly; see how they are "
                         "connected with explain, or keep them apart"));
    case CEM_DECISION_KEPT_APART:
      return verdict->apart == NULL ||
             refuse (error, W_ ("The two are kept apart already; they can be let together"));
    case CEM_DECISION_LIFTED:
    default:
      return verdict->apart != NULL || refuse (error, W_ ("The two are not kept apart"));
    }
}
