/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-job.h>

G_BEGIN_DECLS

#define CEM_TYPE_REPLAY (cem_replay_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemReplay, cem_replay, CEM, REPLAY, CemJob)

CEM_AVAILABLE_IN_ALL
CemReplay *cem_replay_new (CemEngine *engine,
                           const char *path) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_replay_get_path (CemReplay *self);

G_END_DECLS
