/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-engine-internal-private.h"

#include "engine/cem-command-private.h"
#include "intake/cem-event-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-command.h>
#include <libcem/cem-event.h>

typedef struct
{
  CemBatch *batch;
  CemProcessingFlags flags;
} Ingestion;

static void
ingestion_free (Ingestion *ingestion)
{
  _cem_batch_free (ingestion->batch);
  g_free (ingestion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ingestion, ingestion_free)

static Ingestion *
ingestion_new (CemEngine *self,
               CemIngestFlags flags)
{
  Ingestion *ingestion = g_new0 (Ingestion, 1);
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (self);

  ingestion->batch = _cem_batch_new (_cem_engine_get_secret (self), NULL);
  _cem_batch_reset (ingestion->batch, config);
  if ((flags & CEM_INGEST_FLAGS_HISTORY) != 0)
    ingestion->flags |= CEM_PROCESSING_HISTORY;
  if ((flags & CEM_INGEST_FLAGS_DURABLE) != 0)
    ingestion->flags |= CEM_PROCESSING_DURABLE;
  return ingestion;
}

static gpointer
ingest_work (CemProcessor *processor,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  Ingestion *ingestion = data;
  CemTally tally = { 0 };
  CemOutcome *outcome = NULL;

  if (!_cem_processor_run (processor, ingestion->batch, ingestion->flags, &tally, &outcome,
                           cancellable, error))
    return NULL;

  return outcome;
}

static Ingestion *
prepare_event (CemEngine *self,
               CemEvent *event,
               CemIngestFlags flags,
               GError **error)
{
  g_autoptr (Ingestion) ingestion = NULL;
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemDatum datum = { 0 };

  if (!_cem_engine_check_open (self, error) || !_cem_event_to_datum (event, arena, &datum, error))
    return NULL;

  ingestion = ingestion_new (self, flags);
  _cem_batch_add_event (ingestion->batch, &datum);
  return g_steal_pointer (&ingestion);
}

static Ingestion *
prepare_command (CemEngine *self,
                 CemCommand *command,
                 CemIngestFlags flags,
                 GError **error)
{
  g_autoptr (Ingestion) ingestion = NULL;
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (JsonNode) data = _cem_command_dup_data (command);
  CemDatum datum = { 0 };

  if (!_cem_engine_check_open (self, error) || !_cem_datum_from_json_node (arena, data, &datum, error))
    return NULL;

  ingestion = ingestion_new (self, flags);
  _cem_batch_add_command (ingestion->batch, cem_command_get_event_type (command),
                          cem_command_get_actor (command), &datum);
  return g_steal_pointer (&ingestion);
}

/* Takes @ingestion, or the error that preparing it met. */
static void
ingest_async (CemEngine *self,
              gpointer source_tag,
              Ingestion *ingestion,
              GError *failure,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  if (ingestion == NULL)
    {
      g_task_return_error (task, failure);
      g_object_unref (task);
      return;
    }

  g_task_set_task_data (task, ingestion, (GDestroyNotify) ingestion_free);
  _cem_engine_write_async (self, ingest_work, task, g_object_unref);
}

/**
 * cem_engine_ingest:
 * @self: an engine
 * @event: the event
 * @flags: how it is taken in
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes in one event.
 *
 * An event that cannot be accepted is no error: it goes to the quarantine, and the outcome says
 * so. Fails when the store cannot be written: `CEM_ERROR_NO_SPACE`, `CEM_ERROR_IO`,
 * `CEM_ERROR_CORRUPT`, `CEM_ERROR_CLOSED`; nothing has changed then.
 *
 * Returns: (transfer full): what became of it
 *
 * Since: 0.1
 */
CemOutcome *
cem_engine_ingest (CemEngine *self,
                   CemEvent *event,
                   CemIngestFlags flags,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (Ingestion) ingestion = NULL;

  g_return_val_if_fail (CEM_IS_ENGINE (self), NULL);
  g_return_val_if_fail (CEM_IS_EVENT (event), NULL);

  ingestion = prepare_event (self, event, flags, error);
  if (ingestion == NULL)
    return NULL;

  return _cem_engine_write (self, ingest_work, ingestion, cancellable, error);
}

/**
 * cem_engine_ingest_async:
 * @self: an engine
 * @event: the event
 * @flags: how it is taken in
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Engine.ingest] does without blocking.
 *
 * Since: 0.1
 */
void
cem_engine_ingest_async (CemEngine *self,
                         CemEvent *event,
                         CemIngestFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GError *error = NULL;
  Ingestion *ingestion = NULL;

  g_return_if_fail (CEM_IS_ENGINE (self));
  g_return_if_fail (CEM_IS_EVENT (event));

  ingestion = prepare_event (self, event, flags, &error);
  ingest_async (self, cem_engine_ingest_async, ingestion, error, cancellable, callback, user_data);
}

/**
 * cem_engine_ingest_finish:
 * @self: an engine
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Engine.ingest_async].
 *
 * Returns: (transfer full): what became of it
 *
 * Since: 0.1
 */
CemOutcome *
cem_engine_ingest_finish (CemEngine *self,
                          GAsyncResult *result,
                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cem_engine_execute:
 * @self: an engine
 * @command: the command
 * @flags: how it is taken in
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Carries out a command.
 *
 * Fails with `CEM_ERROR_REFUSED`, `CEM_ERROR_NOT_FOUND` or `CEM_ERROR_INVALID_ARGUMENT` when the
 * command is not legal in the present state, with what would be in the message; and when the
 * store cannot be written, as [method@Engine.ingest] does. Nothing has changed then.
 *
 * Returns: (transfer full): what became of it
 *
 * Since: 0.1
 */
CemOutcome *
cem_engine_execute (CemEngine *self,
                    CemCommand *command,
                    CemIngestFlags flags,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (Ingestion) ingestion = NULL;

  g_return_val_if_fail (CEM_IS_ENGINE (self), NULL);
  g_return_val_if_fail (CEM_IS_COMMAND (command), NULL);

  ingestion = prepare_command (self, command, flags, error);
  if (ingestion == NULL)
    return NULL;

  return _cem_engine_write (self, ingest_work, ingestion, cancellable, error);
}

/**
 * cem_engine_execute_async:
 * @self: an engine
 * @command: the command
 * @flags: how it is taken in
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Engine.execute] does without blocking.
 *
 * Since: 0.1
 */
void
cem_engine_execute_async (CemEngine *self,
                          CemCommand *command,
                          CemIngestFlags flags,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GError *error = NULL;
  Ingestion *ingestion = NULL;

  g_return_if_fail (CEM_IS_ENGINE (self));
  g_return_if_fail (CEM_IS_COMMAND (command));

  ingestion = prepare_command (self, command, flags, &error);
  ingest_async (self, cem_engine_execute_async, ingestion, error, cancellable, callback, user_data);
}

/**
 * cem_engine_execute_finish:
 * @self: an engine
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Engine.execute_async].
 *
 * Returns: (transfer full): what became of it
 *
 * Since: 0.1
 */
CemOutcome *
cem_engine_execute_finish (CemEngine *self,
                           GAsyncResult *result,
                           GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
