/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_REPLAY (cem_replay_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemReplay, cem_replay, CEM, REPLAY, GObject)

CEM_AVAILABLE_IN_ALL
CemReplay *cem_replay_new (CemEngine *engine,
                           const char *path) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemEngine *cem_replay_get_engine (CemReplay *self);
CEM_AVAILABLE_IN_ALL
const char *cem_replay_get_path (CemReplay *self);
CEM_AVAILABLE_IN_ALL
double cem_replay_get_fraction (CemReplay *self);
CEM_AVAILABLE_IN_ALL
CemDiagnostics *cem_replay_get_diagnostics (CemReplay *self);

CEM_AVAILABLE_IN_ALL
gboolean cem_replay_run (CemReplay *self,
                         GCancellable *cancellable,
                         GError **error);
CEM_AVAILABLE_IN_ALL
void cem_replay_run_async (CemReplay *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_replay_run_finish (CemReplay *self,
                                GAsyncResult *result,
                                GError **error);

G_END_DECLS
