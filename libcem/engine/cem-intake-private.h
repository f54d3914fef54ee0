/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-engine-private.h"
#include "engine/cem-runner-private.h"

#include <libcem/cem-intake.h>
#include <libcem/cem-mapping.h>

G_BEGIN_DECLS

/* For the files of the intake only. */

struct _CemIntake
{
  GObject parent_instance;

  CemEngine *engine;
  CemIntakeMode mode;
  char *origin;
  CemMapping *mapping; /* (nullable) */
  GPtrArray *files;    /* AddedFile, see cem-intake-run.c */
  CemIntakeFormat format;
  char *segment_source;
  char *actor;
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

/* Something to read; belongs to the caller. */
typedef struct
{
  GFile *file; /* NULL for a stream of the caller's */
  GInputStream *stream;
  CemMapping *mapping; /* NULL: lines of JSON */
  const char *origin;
  double size; /* in bytes; 0: unknown */
} CemIntakeFile;

/* One run: over one stream, over files that are merged by time, or over the quarantine when there are
 * none. */
gboolean _cem_intake_run (CemIntake *self,
                          const CemIntakeFile *files,
                          guint n_files,
                          gboolean merge,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
