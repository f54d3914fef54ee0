/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CemIntakeMode:
 * @CEM_INTAKE_MODE_LIVE: Now: engine time is the clock's.
 * @CEM_INTAKE_MODE_HISTORY: As history: engine time follows the events' own times, and nothing leaves the engine.
 *
 * Which time the events of an intake are taken at.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_INTAKE_MODE_LIVE,
  CEM_INTAKE_MODE_HISTORY
} CemIntakeMode;

/**
 * CemIntakeFormat:
 * @CEM_INTAKE_FORMAT_AUTO: Each line as what it looks like: a Segment call when it has the type of one and
 *   no `specversion`, a CloudEvent otherwise.
 * @CEM_INTAKE_FORMAT_CLOUD_EVENTS: CloudEvents.
 * @CEM_INTAKE_FORMAT_SEGMENT: Segment calls.
 *
 * What the lines of an intake are.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_INTAKE_FORMAT_AUTO,
  CEM_INTAKE_FORMAT_CLOUD_EVENTS,
  CEM_INTAKE_FORMAT_SEGMENT
} CemIntakeFormat;

#define CEM_TYPE_INTAKE (cem_intake_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemIntake, cem_intake, CEM, INTAKE, GObject)

CEM_AVAILABLE_IN_ALL
CemIntake *cem_intake_new (CemEngine *engine,
                           CemIntakeMode mode) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemEngine *cem_intake_get_engine (CemIntake *self);
CEM_AVAILABLE_IN_ALL
CemIntakeMode cem_intake_get_mode (CemIntake *self);
CEM_AVAILABLE_IN_ALL
const char *cem_intake_get_origin (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_origin (CemIntake *self,
                            const char *origin);
CEM_AVAILABLE_IN_ALL
CemMapping *cem_intake_get_mapping (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_mapping (CemIntake *self,
                             CemMapping *mapping);
CEM_AVAILABLE_IN_ALL
CemIntakeFormat cem_intake_get_format (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_format (CemIntake *self,
                            CemIntakeFormat format);
CEM_AVAILABLE_IN_ALL
const char *cem_intake_get_segment_source (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_segment_source (CemIntake *self,
                                    const char *segment_source);

CEM_AVAILABLE_IN_ALL
const char *cem_intake_get_actor (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_actor (CemIntake *self,
                           const char *actor);
CEM_AVAILABLE_IN_ALL
guint cem_intake_get_rows_per_commit (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_rows_per_commit (CemIntake *self,
                                     guint rows_per_commit);
CEM_AVAILABLE_IN_ALL
gboolean cem_intake_get_durable (CemIntake *self);
CEM_AVAILABLE_IN_ALL
void cem_intake_set_durable (CemIntake *self,
                             gboolean durable);
CEM_AVAILABLE_IN_ALL
guint cem_intake_get_n_read (CemIntake *self);
CEM_AVAILABLE_IN_ALL
guint cem_intake_get_n_accepted (CemIntake *self);
CEM_AVAILABLE_IN_ALL
guint cem_intake_get_n_duplicates (CemIntake *self);
CEM_AVAILABLE_IN_ALL
guint cem_intake_get_n_conflicts (CemIntake *self);
CEM_AVAILABLE_IN_ALL
guint cem_intake_get_n_quarantined (CemIntake *self);
CEM_AVAILABLE_IN_ALL
double cem_intake_get_bytes (CemIntake *self);
CEM_AVAILABLE_IN_ALL
double cem_intake_get_fraction (CemIntake *self);
CEM_AVAILABLE_IN_ALL
double cem_intake_get_rate (CemIntake *self);
CEM_AVAILABLE_IN_ALL
double cem_intake_get_seconds_left (CemIntake *self);

CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_file (CemIntake *self,
                              GFile *file,
                              GCancellable *cancellable,
                              GError **error);
CEM_AVAILABLE_IN_ALL
void cem_intake_run_file_async (CemIntake *self,
                                GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_file_finish (CemIntake *self,
                                     GAsyncResult *result,
                                     GError **error);

CEM_AVAILABLE_IN_ALL
void cem_intake_add_file (CemIntake *self,
                          GFile *file,
                          CemMapping *mapping);

CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_files (CemIntake *self,
                               GCancellable *cancellable,
                               GError **error);
CEM_AVAILABLE_IN_ALL
void cem_intake_run_files_async (CemIntake *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_files_finish (CemIntake *self,
                                      GAsyncResult *result,
                                      GError **error);

CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_stream (CemIntake *self,
                                GInputStream *stream,
                                GCancellable *cancellable,
                                GError **error);
CEM_AVAILABLE_IN_ALL
void cem_intake_run_stream_async (CemIntake *self,
                                  GInputStream *stream,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_stream_finish (CemIntake *self,
                                       GAsyncResult *result,
                                       GError **error);

CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_quarantine (CemIntake *self,
                                    GCancellable *cancellable,
                                    GError **error);
CEM_AVAILABLE_IN_ALL
void cem_intake_run_quarantine_async (CemIntake *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_intake_run_quarantine_finish (CemIntake *self,
                                           GAsyncResult *result,
                                           GError **error);

G_END_DECLS
