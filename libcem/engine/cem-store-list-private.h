/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-list-job-private.h"

#include <libcem/cem-store-list.h>

G_BEGIN_DECLS

/* Takes @source. */
CemStoreList *_cem_store_list_new (CemListSource *source) G_GNUC_WARN_UNUSED_RESULT;

/* A list of a page: it reads what it needs to show more, but what changes in the store it is told by the
 * page, which reads all of its lists in one snapshot: a job from begin () is run by
 * _cem_list_job_run (), and what comes out is given to end (). */
CemStoreList *_cem_store_list_new_page (CemListSource *source) G_GNUC_WARN_UNUSED_RESULT;
CemListJob *_cem_store_list_begin (CemStoreList *self,
                                   guint n_items) G_GNUC_WARN_UNUSED_RESULT;
void _cem_store_list_end (CemStoreList *self,
                          CemListJob *job,
                          CemListResult *result);

G_END_DECLS
