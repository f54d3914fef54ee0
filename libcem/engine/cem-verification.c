/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-verification-private.h"

#include "base/cem-words-private.h"
#include "log/cem-definition-private.h"
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
 * the definitions that the log names are there and are what their hashes say, that
 * the file and its references are sound, and that all that is derived equals what the log gives: by
 * replaying the whole log into a temporary file beside the store, or for a sample of customers by
 * folding their events again. What has been erased is counted, and does not count as damage.
 *
 * Running it fails with `CEM_ERROR_CORRUPT` when the store is not whole and true; the diagnostics say
 * why. A run that was cancelled can be resumed from [property@Verification:resume-after], which follows
 * the run. It belongs to the thread that runs it, as every [class@Job] does.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 * g_autoptr (CemVerification) verification = cem_verification_new (engine);
 *
 * cem_verification_set_sample (verification, 100);
 * if (!cem_job_run (CEM_JOB (verification), NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemVerification, cem_verification, CEM_TYPE_JOB)

typedef enum
{
  PROP_SAMPLE = 1,
  PROP_RESUME_AFTER
} CemVerificationProperty;

static GParamSpec *properties[PROP_RESUME_AFTER + 1];

static void
cem_verification_finalize (GObject *object)
{
  CemVerification *self = CEM_VERIFICATION (object);

  g_free (self->resume_after);

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
    case PROP_SAMPLE:
      g_value_set_uint (value, self->sample);
      break;
    case PROP_RESUME_AFTER:
      g_value_set_string (value, self->resume_after);
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
    case PROP_SAMPLE:
      cem_verification_set_sample (self, g_value_get_uint (value));
      break;
    case PROP_RESUME_AFTER:
      cem_verification_set_resume_after (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean cem_verification_run (CemJob *job,
                                      GCancellable *cancellable,
                                      GError **error);

static const CemJobHooks hooks = { .run = cem_verification_run };

static void
cem_verification_class_init (CemVerificationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_verification_finalize;
  object_class->get_property = cem_verification_get_property;
  object_class->set_property = cem_verification_set_property;

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

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  _cem_job_class_set_hooks (CEM_JOB_CLASS (klass), &hooks);
}

static void
cem_verification_init (CemVerification *self)
{
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
 * Gets a position of the log that a verification before this one came to; `NULL` for the start.
 *
 * Returns: (transfer none) (nullable): a position of the log that a verification before this one
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
  json_object_set_int_member (object, "errors", cem_diagnostics_get_n_errors (cem_job_get_diagnostics (CEM_JOB (self))));
  if (self->resume_after != NULL)
    json_object_set_string_member (object, "position", self->resume_after);
  else
    json_object_set_null_member (object, "position");

  json = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (json, object);
  return json;
}

/* --- running ---*/

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

  _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (self)), CEM_SEVERITY_ERROR, code, NULL,
                        W_ ("take the store from a backup, or replay its log into a new one"), "%s",
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

      if (_cem_engine_read (cem_job_get_engine (CEM_JOB (self)), check, self, cancellable, &failure) == NULL)
        return tell_damage (self, code, failure, error);
      if (state == &self->chain)
        note_position (self);
      _cem_job_set_fraction (CEM_JOB (self), self->last > 0 ? from + (to - from) * state->rows / self->last : to);
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
            _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (self)), CEM_SEVERITY_ERROR,
                                  "file-damaged", NULL, W_ ("take the store from a backup"), "%s",
                                  text);
        }
      if (step == CEM_DB_ERROR)
        return NULL;
    }

  return self;
}

static void
tell_lost (const char *message,
           gpointer data)
{
  CemVerification *self = data;

  _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (self)), CEM_SEVERITY_ERROR,
                        "definition-damaged", NULL, W_ ("take the store from a backup"), "%s",
                        message);
}

static gpointer
check_definitions (CemDb *db,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  return _cem_definition_verify (db, tell_lost, data, error) ? data : NULL;
}

/* A file of our own beside the store, where there is room for a second one. */
static char *
make_temporary_path (CemVerification *self)
{
  const char *path = cem_engine_get_path (cem_job_get_engine (CEM_JOB (self)));
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
  g_autoptr (CemReplay) replay = cem_replay_new (cem_job_get_engine (CEM_JOB (self)), path);
  g_autoptr (GError) failure = NULL;
  gboolean done = cem_job_run (CEM_JOB (replay), cancellable, &failure);

  g_clear_object (&replay);
  remove_store (path);
  if (done)
    return TRUE;
  if (!g_error_matches (failure, CEM_ERROR, CEM_ERROR_DIVERGED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (self)), CEM_SEVERITY_ERROR,
                        "derived-differs", NULL,
                        W_ ("replay the log into a new store and use that"), "%s",
                        failure->message);
  return TRUE;
}

static gboolean
check_everything (CemVerification *self,
                  GCancellable *cancellable,
                  GError **error)
{
  gboolean sample = self->sample > 0;
  double derived = sample ? 0.9 : 0.5;

  if (_cem_engine_read (cem_job_get_engine (CEM_JOB (self)), read_last, self, cancellable, error) == NULL)
    return FALSE;
  if (!check_pages (self, check_chain_page, &self->chain, "log-damaged", 0.0, derived * 0.6,
                    cancellable, error) ||
      !check_pages (self, check_keys_page, &self->keys, "keys-damaged", derived * 0.6,
                    derived * 0.9, cancellable, error) ||
      _cem_engine_read (cem_job_get_engine (CEM_JOB (self)), check_definitions, self, cancellable, error) == NULL ||
      _cem_engine_read (cem_job_get_engine (CEM_JOB (self)), check_file, self, cancellable, error) == NULL)
    return FALSE;

  _cem_job_set_fraction (CEM_JOB (self), derived);
  if (!(sample ? _cem_verification_check_sample (self, cancellable, error)
               : check_all_derived (self, cancellable, error)))
    return FALSE;

  _cem_job_set_fraction (CEM_JOB (self), 1.0);
  return _cem_diagnostics_check (cem_job_get_diagnostics (CEM_JOB (self)), CEM_ERROR_CORRUPT, error);
}

static gboolean
begin_run (CemVerification *self,
           GError **error)
{
  gint64 after = 0;

  if (self->resume_after != NULL &&
      !g_ascii_string_to_signed (self->resume_after, 10, 0, G_MAXINT64 - 1, &after, NULL))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "“%s” is no position of the log",
                      self->resume_after);
      return FALSE;
    }

  self->chain = (CemLogVerify){ .next = after > 0 ? after + 1 : 0, .rows = after };
  self->keys = (CemLogVerify){ 0 };
  self->n_sampled = 0;
  return TRUE;
}

static gboolean
cem_verification_run (CemJob *job,
                      GCancellable *cancellable,
                      GError **error)
{
  CemVerification *self = CEM_VERIFICATION (job);

  return begin_run (self, error) && check_everything (self, cancellable, error);
}
