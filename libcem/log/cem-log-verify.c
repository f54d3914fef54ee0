/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "log/cem-log-dedup-private.h"
#include "log/cem-log-seal-private.h"
#include "log/cem-log-types-private.h"

/* How many rows of the log are compared with the dedup index at a time: each block is read once for
 * each of them. */
#define DEDUP_BATCH 262144

/* Beyond this, names of types are looked up again. */
#define MAX_NAMES 65536

typedef struct
{
  CemDb *db;
  CemLogVerify *state;
  CemLinker linker;
  CemLogSealer *sealer;
  gint64 next_seq;
  gint64 last_at;
  GHashTable *names; /* of types: text -> gint64 id */
} Check;

/* Rows that the index of types had when this began are summed, to be compared at the end. */
static gboolean
add_type (Check *check,
          const CemLogRow *row,
          GError **error)
{
  CemLogTypesSum sum = { check->state->n_types, check->state->types_sum };
  gint64 *id = NULL;
  gint64 found = 0;

  if (!check->state->whole || row->seq > check->state->types_end)
    return TRUE;

  id = g_hash_table_lookup (check->names, row->type);
  if (id == NULL)
    {
      if (!_cem_log_find_name (check->db, row->type, &found, error))
        return FALSE;
      if (g_hash_table_size (check->names) >= MAX_NAMES)
        g_hash_table_remove_all (check->names);
      id = g_memdup2 (&found, sizeof found);
      g_hash_table_insert (check->names, g_strdup (row->type), id);
    }

  _cem_log_types_sum_add (&sum, *id, row->seq);
  check->state->n_types = sum.n;
  check->state->types_sum = sum.sum;
  return TRUE;
}

static gboolean
check_row (const CemLogRow *row,
           gpointer data,
           GError **error)
{
  Check *check = data;
  guint8 commitment[CEM_LOG_HASH];

  if (row->seq != check->next_seq)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT, "Row %lld of the log is missing",
                      (long long) check->next_seq);
      return FALSE;
    }

  if (row->at < check->last_at)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT, "Row %lld takes the log's time back",
                      (long long) row->seq);
      return FALSE;
    }

  if (row->piece == NULL)
    {
      check->state->erased++;
    }
  else
    {
      _cem_log_commitment (check->sealer, row->salt, row->piece, row->piece_length, commitment);
      if (memcmp (commitment, row->commitment, sizeof commitment) != 0)
        {
          _cem_set_error (error, CEM_ERROR_CORRUPT,
                          "Row %lld does not match its commitment: its data, subject or "
                          "identifiers have been changed", (long long) row->seq);
          return FALSE;
        }
    }

  _cem_linker_add (&check->linker, row);
  check->state->rows++;
  check->next_seq++;
  check->last_at = row->at;
  return add_type (check, row, error);
}

static gboolean
check_link (CemDb *db,
            Check *check,
            gint64 first,
            gint64 last,
            const guint8 *previous,
            const guint8 *wanted,
            GError **error)
{
  CemLogQuery query = { .first = first, .last = last };
  guint8 link[CEM_LOG_HASH];

  _cem_linker_start (&check->linker, previous);
  if (!_cem_log_read (db, &query, check_row, check, error))
    return FALSE;

  if (check->next_seq != last + 1)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT, "Row %lld of the log is missing",
                      (long long) check->next_seq);
      return FALSE;
    }

  _cem_linker_finish (&check->linker, first, last, link);
  if (memcmp (link, wanted, sizeof link) != 0)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT,
                      "The chain breaks at rows %lld to %lld: one of them, or the link, has been "
                      "changed", (long long) first, (long long) last);
      return FALSE;
    }

  check->state->links++;
  return TRUE;
}

/* The link before the one that covers @seq; zeros before the first. */
static gboolean
read_previous (CemDb *db,
               gint64 seq,
               gint64 *last,
               guint8 link[CEM_LOG_HASH],
               GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT c.last, c.link, l.at FROM chain AS c LEFT JOIN log AS l ON l.seq = c.last "
                     "WHERE c.last < ? ORDER BY c.last DESC LIMIT 1", error);
  CemDbStep step = CEM_DB_ERROR;
  gsize length = 0;
  const void *blob = NULL;

  *last = 0;
  memset (link, 0, CEM_LOG_HASH);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, seq);
  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  *last = _cem_db_column_int (statement, 0);
  blob = _cem_db_column_blob (statement, 1, &length);
  if (length == CEM_LOG_HASH)
    memcpy (link, blob, length);

  return TRUE;
}

static gboolean
check_types (CemDb *db,
             const CemLogVerify *state,
             GError **error)
{
  CemLogTypesSum sum = { 0 };

  if (!state->whole)
    return TRUE;
  if (!_cem_log_types_read_sum (db, state->types_end, &sum, error))
    return FALSE;
  if (sum.n == state->n_types && sum.sum == state->types_sum)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "The index of types, with %llu rows for %llu of the log, is not what the log "
                  "says; replay the log into a new store", (unsigned long long) sum.n,
                  (unsigned long long) state->n_types);
  return FALSE;
}

static gboolean
check_end (CemDb *db,
           const CemLogVerify *state,
           gint64 next,
           GError **error)
{
  gint64 last = 0;

  if (!_cem_db_query_int (db, "SELECT coalesce (max (seq), 0) FROM log", &last, error))
    return FALSE;

  if (last == next - 1)
    return check_types (db, state, error);

  _cem_set_error (error, CEM_ERROR_CORRUPT, "Rows %lld to %lld of the log are not in the chain",
                  (long long) next, (long long) last);
  return FALSE;
}

static gboolean
verify_links (CemDb *db,
              Check *check,
              guint64 max_rows,
              GError **error)
{
  g_autoptr (CemDbStatement) links =
    _cem_db_prepare (db, "SELECT first, last, link FROM chain WHERE last >= ? ORDER BY last", error);
  guint64 until = max_rows > 0 ? check->state->rows + max_rows : G_MAXUINT64;
  guint8 previous[CEM_LOG_HASH];
  gint64 previous_last = 0;
  CemDbStep step = CEM_DB_ERROR;

  if (links == NULL || !read_previous (db, MAX (check->state->next, 1), &previous_last, previous, error))
    return FALSE;

  check->next_seq = previous_last + 1;
  _cem_db_bind_int (links, 1, check->next_seq);

  while ((step = _cem_db_step (links, error)) == CEM_DB_ROW)
    {
      gint64 first = _cem_db_column_int (links, 0), last = _cem_db_column_int (links, 1);
      gsize length = 0;
      const guint8 *link = _cem_db_column_blob (links, 2, &length);

      if (first != check->next_seq || last < first || length != CEM_LOG_HASH)
        {
          _cem_set_error (error, CEM_ERROR_CORRUPT,
                          "The chain has a gap or a damaged link at row %lld",
                          (long long) check->next_seq);
          return FALSE;
        }

      if (!check_link (db, check, first, last, previous, link, error))
        return FALSE;

      memcpy (previous, link, sizeof previous);
      check->state->next = last + 1;

      if (check->state->rows >= until)
        return TRUE;
    }

  check->state->next = 0;
  return step == CEM_DB_DONE && check_end (db, check->state, check->next_seq, error);
}

gboolean
_cem_log_verify (CemDb *db,
                 CemLogVerify *state,
                 guint64 max_rows,
                 GError **error)
{
  Check check = { .db = db, .state = state, .last_at = G_MININT64 };
  gboolean ok = FALSE;

  if (state->next <= 1)
    {
      state->whole = TRUE;
      state->n_types = state->types_sum = 0;
      if (!_cem_log_types_read_end (db, &state->types_end, error))
        return FALSE;
    }

  _cem_linker_init (&check.linker);
  check.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  check.sealer = _cem_log_sealer_new ();
  ok = verify_links (db, &check, max_rows, error);
  _cem_log_sealer_free (check.sealer);
  _cem_linker_clear (&check.linker);
  g_hash_table_unref (check.names);
  return ok;
}

/* --- the dedup index ----------------------------------------------------------------------------*/

typedef struct
{
  const guint8 *secret;
  GArray *keys; /* guint64 */
  GArray *seqs; /* gint64 */
} Inputs;

static gboolean
collect_input (const CemLogRow *row,
               gpointer data,
               GError **error)
{
  Inputs *inputs = data;
  guint64 key = _cem_log_key (inputs->secret, row->source, row->source_length, row->id, row->id_length);

  g_array_append_val (inputs->keys, key);
  g_array_append_val (inputs->seqs, row->seq);
  return TRUE;
}

static gboolean
check_inputs (CemDedup *dedup,
              const Inputs *inputs,
              GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_dedup_prefetch (dedup, (const guint64 *) (void *) inputs->keys->data, inputs->keys->len, error))
    return FALSE;

  for (guint i = 0; i < inputs->keys->len; i++)
    {
      gint64 seq = g_array_index (inputs->seqs, gint64, i);
      gboolean there = FALSE;

      g_array_set_size (found, 0);
      if (!_cem_dedup_find (dedup, g_array_index (inputs->keys, guint64, i), found, error))
        return FALSE;

      for (guint j = 0; j < found->len; j++)
        there = there || g_array_index (found, gint64, j) == seq;

      if (!there)
        {
          _cem_set_error (error, CEM_ERROR_CORRUPT,
                          "The dedup index does not know row %lld; rebuild it", (long long) seq);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_count (CemDb *db,
             CemDedup *dedup,
             GError **error)
{
  guint64 keys = 0;
  gint64 inputs = 0;

  if (!_cem_dedup_count (dedup, &keys, error) ||
      !_cem_db_query_int (db, "SELECT count(*) FROM log WHERE origin = 1", &inputs, error))
    return FALSE;

  if (keys == (guint64) inputs)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "The dedup index has %llu keys for %lld inputs; rebuild it",
                  (unsigned long long) keys, (long long) inputs);
  return FALSE;
}

static gboolean
verify_inputs (CemDb *db,
               CemDedup *dedup,
               CemLogVerify *state,
               guint64 max_rows,
               Inputs *inputs,
               GError **error)
{
  CemLogQuery query = { .first = MAX (state->next, 1), .limit = DEDUP_BATCH, .origin = CEM_LOG_INPUT };
  guint64 until = max_rows > 0 ? state->rows + max_rows : G_MAXUINT64;

  while (state->rows < until)
    {
      g_array_set_size (inputs->keys, 0);
      g_array_set_size (inputs->seqs, 0);

      if (!_cem_log_read (db, &query, collect_input, inputs, error) ||
          !check_inputs (dedup, inputs, error))
        return FALSE;

      if (inputs->keys->len == 0)
        {
          state->next = 0;
          return check_count (db, dedup, error);
        }

      state->rows += inputs->keys->len;
      state->next = query.first = g_array_index (inputs->seqs, gint64, inputs->seqs->len - 1) + 1;
    }

  return TRUE;
}

gboolean
_cem_log_verify_dedup (CemDb *db,
                       CemLogVerify *state,
                       guint64 max_rows,
                       GError **error)
{
  guint8 secret[CEM_LOG_SECRET];
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CemDedup) dedup = _cem_dedup_open (db, 0, 0, error);
  Inputs inputs = { .secret = secret, .keys = keys, .seqs = seqs };

  if (dedup == NULL || !_cem_log_read_secret (db, secret, error))
    return FALSE;

  return verify_inputs (db, dedup, state, max_rows, &inputs, error);
}
