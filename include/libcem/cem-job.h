/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_JOB (cem_job_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (CemJob, cem_job, CEM, JOB, GObject)

/**
 * CemJobClass:
 * @parent_class: the parent class
 *
 * The class of [class@Job]. Only libcem derives from it.
 *
 * Since: 0.1
 */
struct _CemJobClass
{
  GObjectClass parent_class;

  /*< private >*/
  gconstpointer hooks;
};

CEM_AVAILABLE_IN_ALL
CemEngine *cem_job_get_engine (CemJob *self);
CEM_AVAILABLE_IN_ALL
double cem_job_get_fraction (CemJob *self);
CEM_AVAILABLE_IN_ALL
CemDiagnostics *cem_job_get_diagnostics (CemJob *self);

CEM_AVAILABLE_IN_ALL
gboolean cem_job_run (CemJob *self,
                      GCancellable *cancellable,
                      GError **error);
CEM_AVAILABLE_IN_ALL
void cem_job_run_async (CemJob *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_job_run_finish (CemJob *self,
                             GAsyncResult *result,
                             GError **error);

G_END_DECLS
