/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-verification-private.h"

#include "log/cem-log-private.h"

#include <libcem/cem-error.h>
#include <libcem/cem-replay.h>

#include <glib/gstdio.h>

/* Rows of the log that are checked between two looks at the progress. */
#define PAGE 20000

/**
 * CemVerification:
 *
 * Checks that a store is whole and true.
 *
 * That the chain of the log and each row's commitment hold, that each input is found by its key, that
 * the file and its references are sound, and that all that is derived equals what the log gives: by
 * replaying the whole log into a temporary file beside the store, or for a sample of customers by
 * folding their events again. What has been erased is counted, and does not count as damage.
 *
 * One run at a time; the diagnostics belong to the thread that runs it. A run that was cancelled can
 * be resumed from [property@Verification:resume-after], which follows the run.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 * g_autoptr (CemVerification) verification = cem_verification_new (engine);
 *
 * cem_verification_set_sample (verification, 100);
 * if (!cem_verification_run (verification, NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemVerification, cem_verification, G_TYPE_OBJECT)

typedef enum
{
  PROP_ENGINE = 1,
  PROP_SAMPLE,
  PROP_RESUME_AFTER,
  PROP_FRACTION,
  PROP_DIAGNOSTICS
} CemVerificationProperty;

static GParamSpec *properties[PROP_DIAGNOSTICS + 1];

static void
cem_verification_finalize (GObject *object)
{
  CemVerification *self = CEM_VERIFICATION (object);

  _cem_job_clear (&self->job);
  g_clear_object (&self->engine);
  g_free (self->resume_after);
  g_clear_object (&self->diagnostics);

  G_OBJECT_CLASS (cem_verification_parent_class)->finalize (object);
}

static void
cem_verification_get_property (GObject *object,
                               guint prop_id,
                               GValue *value,
                               GParamSpec *pspec)
{
  CemVerification *self = CEM_VERIFICATION (object);

  switch ((CemVerificationProperty) prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;
    case PROP_SAMPLE:
      g_value_set_uint (value, self->sample);
      break;
    case PROP_RESUME_AFTER:
      g_value_set_string (value, self->resume_after);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, cem_verification_get_fraction (self));
      break;
    case PROP_DIAGNOSTICS:
      g_value_set_object (value, self->diagnostics);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_verification_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  CemVerification *self = CEM_VERIFICATION (object);

  switch ((CemVerificationProperty) prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;
    case PROP_SAMPLE:
      cem_verification_set_sample (self, g_value_get_uint (value));
      break;
    case PROP_RESUME_AFTER:
      cem_verification_set_resume_after (self, g_value_get_string (value));
      break;
    case PROP_FRACTION:
    case PROP_DIAGNOSTICS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_verification_class_init (CemVerificationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_verification_finalize;
  object_class->get_property = cem_verification_get_property;
  object_class->set_property = cem_verification_set_property;

  /**
   * CemVerification:engine: (getter get_engine)
   *
   * The engine whose store is verified.
   *
   * Since: 0.1
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, CEM_TYPE_ENGINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * CemVerification:sample: (getter get_sample) (setter set_sample)
   *
   * How many customers are computed again and compared; 0 for everything.
   *
   * Since: 0.1
   */
  properties[PROP_SAMPLE] =
    g_param_spec_uint ("sample", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemVerification:resume-after: (getter get_resume_after) (setter set_resume_after)
   *
   * A position of the log that a verification before this one came to; `NULL` for the start.
   *
   * Since: 0.1
   */
  properties[PROP_RESUME_AFTER] =
    g_param_spec_string ("resume-after", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemVerification:fraction: (getter get_fraction)
   *
   * How much of the work is done, from 0 to 1.
   *
   * Since: 0.1
   */
  properties[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, 0.0, 1.0, 0.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemVerification:diagnostics: (getter get_diagnostics)
   *
   * What was found.
   *
   * Since: 0.1
   */
  properties[PROP_DIAGNOSTICS] =
    g_param_spec_object ("diagnostics", NULL, NULL, CEM_TYPE_DIAGNOSTICS,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
notify_figures (gpointer owner)
{
  g_object_notify_by_pspec (owner, properties[PROP_FRACTION]);
}

static void
cem_verification_init (CemVerification *self)
{
  self->diagnostics = cem_diagnostics_new ();
  _cem_job_init (&self->job, self, notify_figures);
}

/**
 * cem_verification_new:
 * @engine: the engine whose store is verified
 *
 * Makes a verification.
 *
 * Returns: (transfer full): a verification
 *
 * Since: 0.1
 */
CemVerification *
cem_verification_new (CemEngine *engine)
{
  g_return_val_if_fail (CEM_IS_ENGINE (engine), NULL);

  return g_object_new (CEM_TYPE_VERIFICATION, "engine", engine, NULL);
}

/**
 * cem_verification_get_engine: (get-property engine)
 * @self: a verification
 *
 * Gets the engine whose store is verified.
 *
 * Returns: (transfer none): the engine whose store is verified
 *
 * Since: 0.1
 */
CemEngine *
cem_verification_get_engine (CemVerification *self)
{
  g_return_val_if_fail (CEM_IS_VERIFICATION (self), NULL);

  return self->engine;
}

/**
 * cem_verification_get_sample: (get-property sample)
 * @self: a verification
 *
 * Gets how many customers are computed again and compared; 0 for everything.
 *
 * Returns: how many customers are computed again and compared; 0 for everything
 *
 * Since: 0.1
 */
guint
cem_verification_get_sample (CemVerification *self)
{
  g_return_val_if_fail (CEM_IS_VERIFICATION (self), 0);

  return self->sample;
}

/**
 * cem_verification_set_sample: (set-property sample)
 * @self: a verification
 * @sample: how many customers are computed again and compared; 0 for everything
 *
 * Sets how many customers are computed again and compared; 0 for everything.
 *
 * Since: 0.1
 */
void
cem_verification_set_sample (CemVerification *self,
                             guint sample)
{
  g_return_if_fail (CEM_IS_VERIFICATION (self));

  if (self->sample == sample)
    return;

  self->sample = sample;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAMPLE]);
}

/**
 * cem_verification_get_resume_after: (get-property resume-after)
 * @self: a verification
 *
 * Gets A position of the log that a verification before this one came to; `NULL` for the start.
 *
 * Returns: (transfer none) (nullable): A position of the log that a verification before this one
 * came to; `NULL` for the start
 *
 * Since: 0.1
 */
const char *
cem_verification_get_resume_after (CemVerification *self)
{
  g_return_val_if_fail (CEM_IS_VERIFICATION (self), NULL);

  return self->resume_after;
}

/**
 * cem_verification_set_resume_after: (set-property resume-after)
 * @self: a verification
 * @resume_after: (nullable): a position of the log that a verification before this one came to;
 * `NULL` for the start
 *
 * Sets a position of the log that a verification before this one came to; `NULL` for the start.
 *
 * Since: 0.1
 */
void
cem_verification_set_resume_after (CemVerification *self,
                                   const char *resume_after)
{
  g_return_if_fail (CEM_IS_VERIFICATION (self));

  if (g_strcmp0 (self->resume_after, resume_after) == 0)
    return;

  g_free (self->resume_after);
  self->resume_after = g_strdup (resume_after);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESUME_AFTER]);
}

/**
 * cem_verification_get_fraction: (get-property fraction)
 * @self: a verification
 *
 * Gets how much of the log has been replayed, from 0 to 1.
 *
 * Returns: how much of the log has been replayed, from 0 to 1
 *
 * Since: 0.1
 */
double
cem_verification_get_fraction (CemVerification *self)
{
  double fraction = 0.0;

  g_return_val_if_fail (CEM_IS_VERIFICATION (self), 0.0);

  g_mutex_lock (&self->job.mutex);
  fraction = self->fraction;
  g_mutex_unlock (&self->job.mutex);

  return fraction;
}

/**
 * cem_verification_get_diagnostics: (get-property diagnostics)
 * @self: a verification
 *
 * Gets what was found.
 *
 * Returns: (transfer none): what was found
 *
 * Since: 0.1
 */
CemDiagnostics *
cem_verification_get_diagnostics (CemVerification *self)
{
  g_return_val_if_fail (CEM_IS_VERIFICATION (self), NULL);

  return self->diagnostics;
}

/**
 * cem_verification_to_json:
 * @self: a verification
 *
 * Writes the figures of the last run: `schema` (1), `rows`, `links` and `keys` that were checked, `erased`
 * rows, `customers` that were sampled (all without a sample), `errors`, and `position`, which a
 * next run can resume after (`null` at the end).
 *
 * Returns: (transfer full): a JSON object
 *
 * Since: 0.1
 */
JsonNode *
cem_verification_to_json (CemVerification *self)
{
  JsonObject *object = NULL;
  JsonNode *json = NULL;

  g_return_val_if_fail (CEM_IS_VERIFICATION (self), NULL);

  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "rows", self->chain.rows);
  json_object_set_int_member (object, "links", self->chain.links);
  json_object_set_int_member (object, "keys", self->keys.rows);
  json_object_set_int_member (object, "erased", self->chain.erased);
  if (self->sample > 0)
    json_object_set_int_member (object, "customers", self->n_sampled);
  else
    json_object_set_string_member (object, "customers", "all");
  json_object_set_int_member (object, "errors", cem_diagnostics_get_n_errors (self->diagnostics));
  if (self->resume_after != NULL)
    json_object_set_string_member (object, "position", self->resume_after);
  else
    json_object_set_null_member (object, "position");

  json = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (json, object);
  return json;
}

/* --- running ---*/

static void
note_progress (CemVerification *self,
               double fraction)
{
  g_mutex_lock (&self->job.mutex);
  self->fraction = CLAMP (fraction, 0.0, 1.0);
  g_mutex_unlock (&self->job.mutex);
  _cem_job_tell (&self->job);
}

/* Damage becomes a diagnostic and the rest is checked all the same; other errors end the run. */
static gboolean
tell_damage (CemVerification *self,
             const char *code,
             GError *failure,
             GError **error)
{
  if (!g_error_matches (failure, CEM_ERROR, CEM_ERROR_CORRUPT))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, code, NULL,
                        "take the store from a backup, or replay its log into a new one", "%s",
                        failure->message);
  g_error_free (failure);
  return TRUE;
}

static gpointer
read_last (CemDb *db,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  CemVerification *self = data;
  gint64 last = 0;

  if (!_cem_db_query_int (db, "SELECT coalesce(max(seq), 0) FROM log", &last, error))
    return NULL;

  self->last = last;
  return self;
}

static gpointer
check_chain_page (CemDb *db,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  CemVerification *self = data;

  return _cem_log_verify (db, &self->chain, PAGE, error) ? self : NULL;
}

static gpointer
check_keys_page (CemDb *db,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  CemVerification *self = data;

  return _cem_log_verify_dedup (db, &self->keys, PAGE, error) ? self : NULL;
}

/* Where the next page of the chain begins, for whoever resumes. */
static void
note_position (CemVerification *self)
{
  g_free (self->resume_after);
  self->resume_after = self->chain.next > 0
                         ? g_strdup_printf ("%" G_GINT64_FORMAT, self->chain.next - 1)
                         : NULL;
}

static gboolean
check_pages (CemVerification *self,
             CemReadWork check,
             CemLogVerify *state,
             const char *code,
             double from,
             double to,
             GCancellable *cancellable,
             GError **error)
{
  do
    {
      GError *failure = NULL;

      if (_cem_engine_read (self->engine, check, self, cancellable, &failure) == NULL)
        return tell_damage (self, code, failure, error);
      if (state == &self->chain)
        note_position (self);
      note_progress (self, self->last > 0 ? from + (to - from) * state->rows / self->last : to);
    }
  while (state->next != 0);

  return TRUE;
}

static gpointer
check_file (CemDb *db,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  CemVerification *self = data;
  static const char *const checks[] = { "PRAGMA integrity_check(10)", "PRAGMA foreign_key_check" };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (CemDbStatement) statement = _cem_db_prepare (db, checks[i], error);
      CemDbStep step = CEM_DB_ERROR;

      if (statement == NULL)
        return NULL;
      while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
        {
          const char *text = _cem_db_column_text (statement, 0, NULL);

          if (g_strcmp0 (text, "ok") != 0)
            _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, "file-damaged", NULL,
                                  "take the store from a backup", "%s", text);
        }
      if (step == CEM_DB_ERROR)
        return NULL;
    }

  return self;
}

/* A file of our own beside the store, where there is room for a second one. */
static char *
make_temporary_path (CemVerification *self)
{
  const char *path = cem_engine_get_path (self->engine);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : g_strdup (g_get_tmp_dir ());
  g_autofree char *name = g_strdup_printf (".cem-verify-%08x", g_random_int ());

  return g_build_filename (folder, name, NULL);
}

static void
remove_store (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static gboolean
check_all_derived (CemVerification *self,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *path = make_temporary_path (self);
  g_autoptr (CemReplay) replay = cem_replay_new (self->engine, path);
  g_autoptr (GError) failure = NULL;
  gboolean done = cem_replay_run (replay, cancellable, &failure);

  g_clear_object (&replay);
  remove_store (path);
  if (done)
    return TRUE;
  if (!g_error_matches (failure, CEM_ERROR, CEM_ERROR_DIVERGED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, "derived-differs", NULL,
                        "replay the log into a new store and use that", "%s", failure->message);
  return TRUE;
}

static gboolean
check_everything (CemVerification *self,
                  GCancellable *cancellable,
                  GError **error)
{
  gboolean sample = self->sample > 0;
  double derived = sample ? 0.9 : 0.5;

  if (_cem_engine_read (self->engine, read_last, self, cancellable, error) == NULL)
    return FALSE;
  if (!check_pages (self, check_chain_page, &self->chain, "log-damaged", 0.0, derived * 0.6,
                    cancellable, error) ||
      !check_pages (self, check_keys_page, &self->keys, "keys-damaged", derived * 0.6,
                    derived * 0.9, cancellable, error) ||
      _cem_engine_read (self->engine, check_file, self, cancellable, error) == NULL)
    return FALSE;

  note_progress (self, derived);
  if (!(sample ? _cem_verification_check_sample (self, cancellable, error)
               : check_all_derived (self, cancellable, error)))
    return FALSE;

  note_progress (self, 1.0);
  return _cem_diagnostics_check (self->diagnostics, CEM_ERROR_CORRUPT, error);
}

static gboolean
begin_run (CemVerification *self,
           GError **error)
{
  gint64 after = 0;

  if (self->resume_after != NULL &&
      !g_ascii_string_to_signed (self->resume_after, 10, 0, G_MAXINT64 - 1, &after, NULL))
    {
      g_set_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT,
                   "“%s” is no position of the log", self->resume_after);
      return FALSE;
    }

  cem_diagnostics_clear (self->diagnostics);
  self->chain = (CemLogVerify){ .next = after > 0 ? after + 1 : 0, .rows = after };
  self->keys = (CemLogVerify){ 0 };
  self->n_sampled = 0;
  return TRUE;
}

static gpointer
run_work (gpointer context,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  CemVerification *self = context;
  gboolean done = FALSE;

  if (!_cem_job_claim (&self->job, error))
    return NULL;

  done = begin_run (self, error) && check_everything (self, cancellable, error);
  _cem_job_release (&self->job);
  return done ? self : NULL;
}

/**
 * cem_verification_run:
 * @self: a verification
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Verifies the store.
 *
 * Fails with `CEM_ERROR_CORRUPT` when it is not whole and true; the diagnostics say why. Fails
 * with `G_IO_ERROR_CANCELLED`, and as reading stores does.
 *
 * Returns: `TRUE` when nothing was found
 *
 * Since: 0.1
 */
gboolean
cem_verification_run (CemVerification *self,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (CEM_IS_VERIFICATION (self), FALSE);

  _cem_job_be_sync (&self->job);
  return run_work (self, NULL, cancellable, error) != NULL;
}

/**
 * cem_verification_run_async:
 * @self: a verification
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Verification.run] does without blocking.
 *
 * Since: 0.1
 */
void
cem_verification_run_async (CemVerification *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CEM_IS_VERIFICATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_verification_run_async);
  _cem_job_push (&self->job, task, run_work);
}

/**
 * cem_verification_run_finish:
 * @self: a verification
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Verification.run_async].
 *
 * Returns: `TRUE` when nothing was found
 *
 * Since: 0.1
 */
gboolean
cem_verification_run_finish (CemVerification *self,
                             GAsyncResult *result,
                             GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
