/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of the log share: a store of the log's tables alone, and rows for it. */

#include "log/cem-log-private.h"

#include <glib/gstdio.h>

static const CemDbMigration fixture_migrations[] = { { 1, _cem_log_create }, { 0, NULL } };
static const CemDbOptions fixture_options = { .migrations = fixture_migrations };

static inline char *
fixture_path (void)
{
  static guint count;
  g_autofree char *name = g_strdup_printf ("log-%u.cem", count++);

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static inline CemDb *
fixture_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, CEM_DB_CREATE, &fixture_options, &error);

  g_assert_no_error (error);
  return db;
}

static inline CemLog *
fixture_log (CemDb *db,
             const CemLogOptions *options)
{
  g_autoptr (GError) error = NULL;
  CemLog *log = _cem_log_open (db, options, &error);

  g_assert_no_error (error);
  return log;
}

static inline gint64
fixture_query (CemDb *db,
               const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  _cem_db_query_int (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* A row of an input; the texts are borrowed. */
static inline void
fixture_row (CemLog *log,
             CemLogRow *row,
             const char *source,
             const char *id,
             const char *piece)
{
  static CemLogSealer *sealer;

  if (sealer == NULL)
    sealer = _cem_log_sealer_new ();

  memset (row, 0, sizeof *row);
  row->origin = CEM_LOG_INPUT;
  row->at = MAX (_cem_log_get_last_at (log), 0) + 1;
  row->time = CEM_LOG_NO_TIME;
  row->received = 1000;
  row->ordinal = -1;
  row->source = source;
  row->source_length = strlen (source);
  row->id = id;
  row->id_length = strlen (id);
  row->type = "order.paid";
  row->type_length = strlen (row->type);
  row->piece = piece;
  row->piece_length = strlen (piece);
  row->key = _cem_log_key (_cem_log_get_secret (log), source, row->source_length, id, row->id_length);
  _cem_log_seal_piece (sealer, piece, row->piece_length, row->salt, row->commitment);
}

static inline gint64
fixture_append (CemLog *log,
                const char *source,
                const char *id,
                const char *piece)
{
  g_autoptr (GError) error = NULL;
  CemLogRow row;

  fixture_row (log, &row, source, id, piece);
  _cem_log_append (log, &row, &error);
  g_assert_no_error (error);
  return row.seq;
}

static inline void
fixture_begin (CemLog *log)
{
  g_autoptr (GError) error = NULL;

  _cem_log_begin (log, &error);
  g_assert_no_error (error);
}

static inline void
fixture_commit (CemLog *log)
{
  g_autoptr (GError) error = NULL;

  _cem_log_commit (log, FALSE, &error);
  g_assert_no_error (error);
}
