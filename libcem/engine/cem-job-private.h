/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-diagnostics-private.h"

#include <libcem/cem-job.h>

G_BEGIN_DECLS

/* What a job brings along. A new one, CemThing: G_DECLARE_FINAL_TYPE (…, CEM, THING, CemJob), a
 * constructor that sets `engine`, and in class_init ()
 *
 *     _cem_job_class_set_hooks (CEM_JOB_CLASS (klass), &hooks); */
typedef struct
{
  /* Runs it, in the thread that waits or in the job's own; never twice at a time. */
  gboolean (*run) (CemJob *self,
                   GCancellable *cancellable,
                   GError **error);
} CemJobHooks;

/* @hooks is static. */
void _cem_job_class_set_hooks (CemJobClass *klass,
                               const CemJobHooks *hooks);

/* While it runs: how far it is, from 0 to 1; told to those who watch. */
void _cem_job_set_fraction (CemJob *self,
                            double fraction);

G_END_DECLS
