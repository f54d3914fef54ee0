/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-list-source-private.h"

G_BEGIN_DECLS

/* One reading of a CemStoreList, in any thread: what to read, and what was read. */
typedef struct
{
  CemListSource *source;
  CemListKeys *keys;  /* that the list has */
  gint64 stamp;       /* of these; -1: they are to be read in any case */
  gboolean complete;  /* whether these are all */
  guint limit;        /* of keys to read; 0: all */
  GArray *again;      /* keys of items to read */
  guint position;     /* and a window of items to read, among the newest keys */
  guint n_items;
  guint generation;   /* the list's own, to see whether it went on meanwhile */
} CemListJob;

typedef struct
{
  CemListKeys *keys; /* (nullable): as before */
  gint64 stamp;
  gint64 cost;       /* microseconds that it took */
  GArray *read;      /* keys */
  GPtrArray *items;  /* and what they stand for; NULL where it is gone */
  guint window;      /* where the window begins among them */
} CemListResult;

/* @again may be NULL; it is taken. */
CemListJob *_cem_list_job_new (CemListSource *source,
                               CemListKeys *keys,
                               GArray *again) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @keys. */
void _cem_list_job_read_again (CemListJob *self,
                               GArray *keys);
void _cem_list_job_free (CemListJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListJob, _cem_list_job_free)

/* A CemReadWork: @data is the job, the result is a CemListResult. */
gpointer _cem_list_job_run (CemDb *db,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);

void _cem_list_result_free (CemListResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListResult, _cem_list_result_free)

G_END_DECLS
