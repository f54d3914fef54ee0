/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-engine-private.h"
#include "engine/cem-runner-private.h"

#include <libcem/cem-intake.h>

G_BEGIN_DECLS

/* For the files of the intake only. */

struct _CemIntake
{
  GObject parent_instance;

  CemEngine *engine;
  CemIntakeMode mode;
  char *origin;
  CemIntakeFormat format;
  char *segment_source;
  guint rows_per_commit;
  gboolean durable;
  guint n_read;
  guint n_accepted;
  guint n_duplicates;
  guint n_conflicts;
  guint n_quarantined;
  double bytes;
  double fraction;
  double rate;
  double seconds_left;

  CemRunner runner;
};

/* One run over a stream of @size bytes (0: unknown), or over the quarantine when @stream is NULL. */
gboolean _cem_intake_run (CemIntake *self,
                          GInputStream *stream,
                          const char *origin,
                          double size,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
