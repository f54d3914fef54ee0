/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-verification-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-processor-internal-private.h"

/* Moments of a timeline that are read at a time. */
#define PAGE 1000

/* A cluster larger than this is left to a full verification. */
#define MAX_CLUSTER 10000

typedef struct
{
  CemVerification *verification;
  CemIdentityConfig *config;
} Sample;

/* A customer with all that evidence ties to it, folded by itself. */
typedef struct
{
  CemDb *db;
  CemProcessor *scratch;
  CemArena *arena;
  CemIdentityConfig *config;
  GHashTable *customers; /* gint64 heads of the cluster */
  GArray *queue;         /* gint64 heads, first to last */
} Cluster;

static void
add_customer (Cluster *cluster,
              gint64 head)
{
  if (head == 0 || g_hash_table_contains (cluster->customers, &head))
    return;

  g_hash_table_add (cluster->customers, g_memdup2 (&head, sizeof head));
  g_array_append_val (cluster->queue, head);
}

/* Who is tied to the customer by evidence that did not join, and by decisions. */
static gboolean
add_neighbours (Cluster *cluster,
                gint64 head,
                GError **error)
{
  g_autoptr (GArray) proposals = g_array_new (FALSE, FALSE, sizeof (CemIdentityProposal));
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (CemIdentityStanding));
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_identity_list_proposals (cluster->db, cluster->arena, head, TRUE, NULL, 0, proposals,
                                     error) ||
      !_cem_identity_list_decisions (cluster->db, cluster->arena, head, decisions, error))
    return FALSE;

  for (guint i = 0; i < proposals->len; i++)
    g_array_append_vals (entities, &g_array_index (proposals, CemIdentityProposal, i).a, 2);
  for (guint i = 0; i < decisions->len; i++)
    g_array_append_vals (entities, &g_array_index (decisions, CemIdentityStanding, i).a, 2);

  for (guint i = 0; i < entities->len; i++)
    {
      CemIdentityMember member = { 0 };

      if (!_cem_identity_read_entity (cluster->db, cluster->arena,
                                      g_array_index (entities, gint64, i), &member, error))
        return FALSE;
      add_customer (cluster, member.customer);
    }

  return TRUE;
}

static int
compare_seqs (gconstpointer a,
              gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static gboolean
collect_seqs (Cluster *cluster,
              gint64 head,
              GArray *seqs,
              GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (CemIdentityMember));
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint before = 0;

  if (!_cem_identity_read_members (cluster->db, cluster->config, cluster->arena, head, members,
                                   error))
    return FALSE;
  for (guint i = 0; i < members->len; i++)
    g_array_append_val (entities, g_array_index (members, CemIdentityMember, i).entity);

  do
    {
      CemLogMoment last = before > 0 ? g_array_index (moments, CemLogMoment, before - 1)
                                     : (CemLogMoment){ 0 };

      if (!_cem_log_read_timeline (cluster->db, (gint64 *) entities->data, entities->len,
                                   before > 0 ? &last : NULL, PAGE, moments, error))
        return FALSE;
      if (moments->len == before)
        break;
      before = moments->len;
    }
  while (before % PAGE == 0);

  for (guint i = 0; i < moments->len; i++)
    g_array_append_val (seqs, g_array_index (moments, CemLogMoment, i).seq);
  return TRUE;
}

static gboolean
fold_row (const CemLogRow *row,
          gpointer data,
          GError **error)
{
  CemProcessor *scratch = data;

  if (row->origin == CEM_LOG_INPUT && !_cem_processor_fold_again (scratch, row, 0, error))
    return FALSE;
  _cem_arena_reset (scratch->arena);
  return TRUE;
}

static gboolean
fold_cluster (Cluster *cluster,
              GError **error)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < cluster->queue->len; i++)
    if (!collect_seqs (cluster, g_array_index (cluster->queue, gint64, i), seqs, error))
      return FALSE;

  g_array_sort (seqs, compare_seqs);
  if (!_cem_processor_begin (cluster->scratch, error))
    return FALSE;
  for (guint i = 0; i < seqs->len; i++)
    if (!_cem_log_read_row (cluster->db, g_array_index (seqs, gint64, i), fold_row,
                            cluster->scratch, error))
      {
        _cem_processor_roll_back (cluster->scratch);
        return FALSE;
      }

  return _cem_processor_commit (cluster->scratch, FALSE, error);
}

/* A customer as text: members and traits. */
static gboolean
describe (CemDb *db,
          CemIdentityConfig *config,
          CemArena *arena,
          gint64 head,
          GString *text,
          GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (CemIdentityMember));
  g_autoptr (GArray) traits = g_array_new (FALSE, FALSE, sizeof (CemIdentityTrait));

  if (!_cem_identity_read_members (db, config, arena, head, members, error) ||
      !_cem_identity_read_traits (db, config, arena, head, traits, error))
    return FALSE;

  for (guint i = 0; i < members->len; i++)
    {
      const CemIdentityMember *member = &g_array_index (members, CemIdentityMember, i);

      g_string_append_printf (text, "%s:%s#%" G_GINT64_FORMAT " ", member->type, member->value,
                              member->epoch);
    }
  for (guint i = 0; i < traits->len; i++)
    {
      const CemIdentityTrait *trait = &g_array_index (traits, CemIdentityTrait, i);

      g_string_append_printf (text, "%s=%s@%s%s ", trait->field, trait->value, trait->source,
                              trait->holds ? "" : "?");
    }

  return TRUE;
}

static gboolean
compare_customer (Cluster *cluster,
                  gint64 head,
                  CemDiagnostics *diagnostics,
                  GError **error)
{
  g_autoptr (GString) stored = g_string_new (NULL);
  g_autoptr (GString) folded = g_string_new (NULL);
  char id[CEM_ID_BUFFER];

  if (!describe (cluster->db, cluster->config, cluster->arena, head, stored, error) ||
      !describe (_cem_processor_get_db (cluster->scratch), cluster->config, cluster->arena, head,
                 folded, error))
    return FALSE;
  if (g_string_equal (stored, folded))
    return TRUE;

  _cem_id_format ('c', head, id);
  _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "derived-differs", NULL,
                        W_ ("replay the log into a new store and use that"),
                        N_ ("Customer %s is “%s” in the store, and “%s” by the log"), id,
                        stored->str, folded->str);
  return TRUE;
}

static CemProcessor *
open_scratch (CemVerification *self,
              CemIdentityConfig *config,
              GError **error)
{
  g_autoptr (CemProcessor) scratch =
    _cem_processor_open (NULL, cem_engine_get_clock (cem_job_get_engine (CEM_JOB (self))),
                         _cem_engine_get_secret (cem_job_get_engine (CEM_JOB (self))), error);

  if (scratch == NULL || !_cem_processor_begin (scratch, error) ||
      !_cem_identity_reset (scratch->identity, config, error) ||
      !_cem_processor_commit (scratch, FALSE, error))
    return NULL;

  return g_steal_pointer (&scratch);
}

static gboolean
check_customer (Sample *sample,
                CemDb *db,
                gint64 head,
                GError **error)
{
  g_autoptr (CemProcessor) scratch = open_scratch (sample->verification, sample->config, error);
  g_autoptr (CemArena) arena = _cem_arena_new (16 * 1024);
  g_autoptr (GHashTable) customers =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (gint64));
  Cluster cluster = { db, scratch, arena, sample->config, customers, queue };

  if (scratch == NULL)
    return FALSE;

  add_customer (&cluster, head);
  for (guint i = 0; i < queue->len && queue->len <= MAX_CLUSTER; i++)
    if (!add_neighbours (&cluster, g_array_index (queue, gint64, i), error))
      return FALSE;
  if (queue->len > MAX_CLUSTER)
    return TRUE;

  sample->verification->n_sampled++;
  return fold_cluster (&cluster, error) &&
         compare_customer (&cluster, head, cem_job_get_diagnostics (CEM_JOB (sample->verification)), error);
}

/* Evenly spread over the list of customers, so that the same store gives the same sample. */
static gpointer
check_sample (CemDb *db,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  Sample *sample = data;
  gint64 n = 0;
  guint wanted = sample->verification->sample;

  if (!_cem_identity_count_customers (db, &n, error))
    return NULL;

  for (gint64 i = 0; i < MIN (n, wanted); i++)
    {
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CemIdentityCustomer));

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !_cem_identity_list_customers (db, NULL, n <= wanted ? i : i * (n / wanted), 1, found,
                                         error))
        return NULL;
      if (found->len == 1 &&
          !check_customer (sample, db, g_array_index (found, CemIdentityCustomer, 0).customer,
                           error))
        return NULL;
    }

  {
    g_autoptr (CemProcessor) scratch = open_scratch (sample->verification, sample->config, error);

    if (scratch == NULL ||
        !_cem_verification_check_nouns (sample->verification, db, scratch, cancellable, error))
      return NULL;
  }
  return sample;
}

gboolean
_cem_verification_check_sample (CemVerification *self,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (cem_job_get_engine (CEM_JOB (self)));
  Sample sample = { .verification = self, .config = config };

  return _cem_engine_read (cem_job_get_engine (CEM_JOB (self)), check_sample, &sample, cancellable, error) != NULL;
}
