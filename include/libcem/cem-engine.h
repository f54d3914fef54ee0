/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CemIngestFlags:
 * @CEM_INGEST_FLAGS_NONE: Live, acknowledged when it survives a killed process.
 * @CEM_INGEST_FLAGS_DURABLE: Acknowledged when it survives a power cut: synced to the disk.
 * @CEM_INGEST_FLAGS_HISTORY: As history: engine time follows the event's own time, and nothing leaves the engine.
 *
 * How an event or a command is taken in.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  CEM_INGEST_FLAGS_NONE = 0,
  CEM_INGEST_FLAGS_DURABLE = 1 << 0,
  CEM_INGEST_FLAGS_HISTORY = 1 << 1
} CemIngestFlags;

#define CEM_TYPE_ENGINE (cem_engine_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemEngine, cem_engine, CEM, ENGINE, GObject)

CEM_AVAILABLE_IN_ALL
CemEngine *cem_engine_open (const char *path,
                            CemClock *clock,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_engine_open_async (const char *path,
                            CemClock *clock,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemEngine *cem_engine_open_finish (GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_engine_get_path (CemEngine *self);
CEM_AVAILABLE_IN_ALL
CemClock *cem_engine_get_clock (CemEngine *self);
CEM_AVAILABLE_IN_ALL
CemView *cem_engine_create_view (CemEngine *self,
                                 const char *actor,
                                 const char *purpose) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
GSource *cem_engine_create_source (CemEngine *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemOutcome *cem_engine_ingest (CemEngine *self,
                               CemEvent *event,
                               CemIngestFlags flags,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_engine_ingest_async (CemEngine *self,
                              CemEvent *event,
                              CemIngestFlags flags,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemOutcome *cem_engine_ingest_finish (CemEngine *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemOutcome *cem_engine_execute (CemEngine *self,
                                CemCommand *command,
                                CemIngestFlags flags,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_engine_execute_async (CemEngine *self,
                               CemCommand *command,
                               CemIngestFlags flags,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemOutcome *cem_engine_execute_finish (CemEngine *self,
                                       GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_engine_close (CemEngine *self,
                           GCancellable *cancellable,
                           GError **error);
CEM_AVAILABLE_IN_ALL
void cem_engine_close_async (CemEngine *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_engine_close_finish (CemEngine *self,
                                  GAsyncResult *result,
                                  GError **error);

G_END_DECLS
