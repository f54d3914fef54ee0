/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-engine-private.h"
#include "engine/cem-page-private.h"
#include "engine/cem-store-list-private.h"

#include <libcem/cem-view.h>

G_BEGIN_DECLS

/* What a page keeps. */
typedef struct
{
  CemView *view;
  CemSubject *subject;
  GMainContext *context;

  CemStoreItem *head;
  char *position;
  GListStore *rows[CEM_PAGE_MAX_ROWS];
  GPtrArray *lists; /* CemStoreList: the timeline, the touchpoints, and those of the hooks */

  gboolean live;
  gboolean stale;
  gboolean busy;
  gint64 rested_at;
  GSource *pump;
  gulong changed_id;
  GError *error;
} CemPageState;

CemPageState *_cem_page_get_state (CemPage *self);
const CemPageHooks *_cem_page_get_hooks (CemPage *self);
CemEngine *_cem_page_get_engine (CemPage *self);

/* The store has changed; what is to be done is done later, in the page's main context. */
void _cem_page_changed (CemPage *self);
void _cem_page_schedule (CemPage *self);

/* One reading of a page, in any thread. */
typedef struct
{
  const CemPageHooks *hooks;
  CemEngine *engine;
  CemSubject *subject;
  GPtrArray *jobs; /* CemListJob */
  gboolean opening; /* nobody there is an error, and no empty page */
} CemPageJob;

typedef struct
{
  CemPageReading reading;
  GPtrArray *results; /* CemListResult */
  gint64 cost;        /* microseconds */
} CemPageResult;

CemPageJob *_cem_page_job_new (const CemPageHooks *hooks,
                               CemEngine *engine,
                               CemSubject *subject) G_GNUC_WARN_UNUSED_RESULT;
void _cem_page_job_free (CemPageJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemPageJob, _cem_page_job_free)

/* A CemReadWork: @data is the job, the result is a CemPageResult. */
gpointer _cem_page_job_run (CemDb *db,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);

void _cem_page_result_free (CemPageResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemPageResult, _cem_page_result_free)

G_END_DECLS
