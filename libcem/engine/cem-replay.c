/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-job-private.h"
#include "engine/cem-store-compare-private.h"
#include "log/cem-definition-private.h"

#include <libcem/cem-error.h>
#include <libcem/cem-replay.h>

/* Rows of the log that are taken over in one transaction. */
#define PAGE 10000

/**
 * CemReplay:
 *
 * Makes a second store out of an engine's log, and compares the two.
 *
 * Only inputs are taken over: what follows from them is derived again, and compared with what the
 * log says. All that is derived must then be equal row for row. A replay proves that a store is what
 * its inputs make of it, and makes a fresh one where an index or a table was damaged.
 *
 * Running it fails with `CEM_ERROR_DIVERGED` when the two stores differ; the diagnostics say where. It
 * fails with `CEM_ERROR_REFUSED` when the file is there already, and as reading and writing stores do.
 *
 * It belongs to the thread that runs it, as every [class@Job] does.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 * g_autoptr (CemReplay) replay = cem_replay_new (engine, "again.cem");
 *
 * if (!cem_job_run (CEM_JOB (replay), NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
struct _CemReplay
{
  CemJob parent_instance;

  char *path;
};

G_DEFINE_FINAL_TYPE (CemReplay, cem_replay, CEM_TYPE_JOB)

typedef enum
{
  PROP_PATH = 1
} CemReplayProperty;

static GParamSpec *properties[PROP_PATH + 1];

static void
cem_replay_finalize (GObject *object)
{
  CemReplay *self = CEM_REPLAY (object);

  g_free (self->path);

  G_OBJECT_CLASS (cem_replay_parent_class)->finalize (object);
}

static void
cem_replay_get_property (GObject *object,
                         guint prop_id,
                         GValue *value,
                         GParamSpec *pspec)
{
  CemReplay *self = CEM_REPLAY (object);

  switch ((CemReplayProperty) prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_replay_set_property (GObject *object,
                         guint prop_id,
                         const GValue *value,
                         GParamSpec *pspec)
{
  CemReplay *self = CEM_REPLAY (object);

  switch ((CemReplayProperty) prop_id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean cem_replay_run (CemJob *job,
                                GCancellable *cancellable,
                                GError **error);

static const CemJobHooks hooks = { .run = cem_replay_run };

static void
cem_replay_class_init (CemReplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_replay_finalize;
  object_class->get_property = cem_replay_get_property;
  object_class->set_property = cem_replay_set_property;

  /**
   * CemReplay:path: (getter get_path)
   *
   * The file of the new store.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  _cem_job_class_set_hooks (CEM_JOB_CLASS (klass), &hooks);
}

static void
cem_replay_init (CemReplay *self)
{
}

/**
 * cem_replay_new:
 * @engine: the engine whose log is replayed
 * @path: (type filename): the file of the new store, which must not be there yet
 *
 * Makes a replay.
 *
 * Returns: (transfer full): a replay
 *
 * Since: 0.1
 */
CemReplay *
cem_replay_new (CemEngine *engine,
                const char *path)
{
  g_return_val_if_fail (CEM_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  return g_object_new (CEM_TYPE_REPLAY, "engine", engine, "path", path, NULL);
}

/**
 * cem_replay_get_path: (get-property path)
 * @self: a replay
 *
 * Gets the file of the new store.
 *
 * Returns: (transfer none) (type filename): the file of the new store
 *
 * Since: 0.1
 */
const char *
cem_replay_get_path (CemReplay *self)
{
  g_return_val_if_fail (CEM_IS_REPLAY (self), NULL);

  return self->path;
}

/* --- running ---*/

/* A derived row, as the log has it or as the replay made it. */
typedef struct
{
  gint64 seq;
  char *id;
  char *type;
  char *piece;
} Derived;

static void
derived_free (Derived *derived)
{
  g_free (derived->id);
  g_free (derived->type);
  g_free (derived->piece);
  g_free (derived);
}

typedef struct
{
  CemReplay *replay;
  CemProcessor *processor;
  GCancellable *cancellable;
  GQueue expected; /* Derived of the log that the replay has not made yet */
  GQueue made;     /* … and the other way round */
  gint64 next;     /* seq */
  gint64 last;
  gint64 n_erased; /* customers */
  guint n_page;
} Run;

static Derived *
derived_new (const CemLogRow *row)
{
  Derived *derived = g_new0 (Derived, 1);

  derived->seq = row->seq;
  derived->id = g_strndup (row->id, row->id_length);
  derived->type = g_strndup (row->type, row->type_length);
  derived->piece = g_strndup (row->piece, row->piece_length);
  return derived;
}

static void
tell_difference (Run *run,
                 const Derived *expected,
                 const Derived *made)
{
  _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (run->replay)), CEM_SEVERITY_ERROR,
                        "derived-event-differs", NULL,
                        W_ ("a newer libcem or other time-zone data can be the reason"),
                        N_ ("At row %lld the log has %s %s, the replay makes %s %s"),
                        (long long) (expected != NULL ? expected->seq : run->next),
                        expected != NULL ? expected->type : W_ ("nothing"),
                        expected != NULL ? expected->piece : "",
                        made != NULL ? made->type : W_ ("nothing"), made != NULL ? made->piece : "");
}

/* Pairs what has come from both sides. */
static void
match (Run *run)
{
  while (!g_queue_is_empty (&run->expected) && !g_queue_is_empty (&run->made))
    {
      Derived *expected = g_queue_pop_head (&run->expected);
      Derived *made = g_queue_pop_head (&run->made);

      if (!g_str_equal (expected->id, made->id) || !g_str_equal (expected->type, made->type) ||
          !g_str_equal (expected->piece, made->piece))
        tell_difference (run, expected, made);
      derived_free (expected);
      derived_free (made);
    }
}

static gboolean
note_made (const CemLogRow *row,
           gpointer data,
           GError **error)
{
  Run *run = data;

  if (run->n_erased == 0)
    g_queue_push_tail (&run->made, derived_new (row));
  return TRUE;
}

static gboolean
take_row (const CemLogRow *row,
          gpointer data,
          GError **error)
{
  Run *run = data;

  run->next = row->seq + 1;
  run->n_page++;
  if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
    return FALSE;

  if (row->origin == CEM_LOG_INPUT)
    return _cem_processor_replay_input (run->processor, row, error);
  if (run->n_erased == 0)
    g_queue_push_tail (&run->expected, derived_new (row));

  return _cem_processor_replay_derived (run->processor, row, error);
}

static gpointer
take_page (CemDb *db,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  Run *run = data;
  CemLogQuery query = { .first = run->next, .limit = PAGE };

  run->n_page = 0;
  if (!_cem_processor_begin (run->processor, error))
    return NULL;
  if (!_cem_log_read (db, &query, take_row, run, error))
    {
      _cem_processor_roll_back (run->processor);
      return NULL;
    }

  return _cem_processor_commit (run->processor, FALSE, error) ? run : NULL;
}

static gpointer
read_last (CemDb *db,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  Run *run = data;

  if (!_cem_db_query_int (db, "SELECT coalesce(max(seq), 0) FROM log", &run->last, error) ||
      !_cem_processor_count_erased (db, &run->n_erased, error))
    return NULL;

  return run;
}

static void
note_lost (const char *message,
           gpointer data)
{
  Run *run = data;

  _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (run->replay)), CEM_SEVERITY_ERROR,
                        "definition-damaged", NULL, W_ ("take the store from a backup"), "%s",
                        message);
}

/* The log names definitions; it does not hold them. */
static gpointer
copy_definitions (CemDb *db,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  Run *run = data;
  CemDb *copy = _cem_processor_get_db (run->processor);

  if (!_cem_db_begin (copy, error))
    return NULL;
  if (!_cem_definition_copy (db, copy, note_lost, run, error))
    {
      _cem_db_rollback (copy);
      return NULL;
    }

  return _cem_db_commit (copy, FALSE, error) ? run : NULL;
}

static gpointer
compare_stores (CemDb *db,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  Run *run = data;

  return _cem_store_compare (db, _cem_processor_get_db (run->processor), CEM_COMPARE_ALL,
                             cem_job_get_diagnostics (CEM_JOB (run->replay)), error)
           ? run
           : NULL;
}

static void
note_progress (Run *run)
{
  _cem_job_set_fraction (CEM_JOB (run->replay),
                         run->last > 0 ? (run->next - 1) / (double) run->last : 1.0);
}

static gboolean
run_pages (Run *run,
           GError **error)
{
  CemEngine *engine = cem_job_get_engine (CEM_JOB (run->replay));

  if (_cem_engine_read (engine, read_last, run, run->cancellable, error) == NULL)
    return FALSE;

  do
    {
      if (_cem_engine_read (engine, take_page, run, run->cancellable, error) == NULL)
        return FALSE;
      match (run);
      note_progress (run);
    }
  while (run->n_page == PAGE);

  if (run->n_erased > 0)
    _cem_diagnostics_add (cem_job_get_diagnostics (CEM_JOB (run->replay)), CEM_SEVERITY_HINT, "erased", NULL, NULL,
                          N_ ("%lld customers have been erased, so derived events were taken over "
                              "and not compared; all tables were"),
                          (long long) run->n_erased);

  while (!g_queue_is_empty (&run->expected) || !g_queue_is_empty (&run->made))
    {
      Derived *expected = g_queue_pop_head (&run->expected);
      Derived *made = g_queue_pop_head (&run->made);

      tell_difference (run, expected, made);
      g_clear_pointer (&expected, derived_free);
      g_clear_pointer (&made, derived_free);
    }

  return _cem_engine_read (engine, copy_definitions, run, run->cancellable, error) != NULL &&
         _cem_engine_read (engine, compare_stores, run, run->cancellable, error) != NULL &&
         _cem_diagnostics_check (cem_job_get_diagnostics (CEM_JOB (run->replay)), CEM_ERROR_DIVERGED, error);
}

static CemProcessor *
open_copy (CemReplay *self,
           GError **error)
{
  CemEngine *engine = cem_job_get_engine (CEM_JOB (self));

  if (g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      _cem_set_error (error, CEM_ERROR_REFUSED, "“%s” is there already; name a file that is not",
                      self->path);
      return NULL;
    }

  return _cem_processor_open (self->path, cem_engine_get_clock (engine),
                              _cem_engine_get_secret (engine), error);
}

static gboolean
cem_replay_run (CemJob *job,
                GCancellable *cancellable,
                GError **error)
{
  CemReplay *self = CEM_REPLAY (job);
  g_autoptr (CemProcessor) processor = open_copy (self, error);
  Run run = {
    .replay = self,
    .processor = processor,
    .cancellable = cancellable,
    .expected = G_QUEUE_INIT,
    .made = G_QUEUE_INIT,
    .next = 1,
  };
  gboolean done = FALSE;

  if (processor == NULL)
    return FALSE;

  _cem_processor_set_derived_func (processor, note_made, &run);
  done = run_pages (&run, error);
  g_queue_clear_full (&run.expected, (GDestroyNotify) derived_free);
  g_queue_clear_full (&run.made, (GDestroyNotify) derived_free);
  return done;
}
