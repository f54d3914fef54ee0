/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-private.h"

#include "intake/cem-segment-private.h"

#include <libcem/cem-enum-types.h>
#include <libcem/cem-error.h>

#define DEFAULT_ROWS 10000
#define MAX_ROWS 1000000

/**
 * CemIntake:
 *
 * Takes a stream of events into an engine.
 *
 * With a [class@Mapping], rows of CSV are taken in; see [the page about mappings](mappings.html).
 * Without one, the stream holds one CloudEvent or one [Segment call](segment.html) a line (JSON
 * Lines). Both may be compressed with gzip. A line or row that cannot be taken goes to the quarantine
 * with its number and the reason, and those around it are kept. Events are committed in batches; what has been committed stays when the intake is cancelled
 * or the process is killed, and the same stream can be sent again, for nothing is taken twice.
 *
 * An intake runs one stream at a time; its figures add up over all its runs. The figures may be read
 * from any thread; `notify` for them comes a few times a second, in the main context of the thread
 * that started the run when that is an async one.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 * g_autoptr (CemIntake) intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
 * g_autoptr (GFile) file = g_file_new_for_path ("events.jsonl");
 *
 * if (!cem_intake_run_file (intake, file, NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemIntake, cem_intake, G_TYPE_OBJECT)

typedef enum
{
  PROP_ENGINE = 1,
  PROP_MODE,
  PROP_ORIGIN,
  PROP_MAPPING,
  PROP_FORMAT,
  PROP_SEGMENT_SOURCE,
  PROP_ROWS_PER_COMMIT,
  PROP_DURABLE,
  PROP_ACTOR,
  PROP_N_READ,
  PROP_N_ACCEPTED,
  PROP_N_DUPLICATES,
  PROP_N_CONFLICTS,
  PROP_N_QUARANTINED,
  PROP_BYTES,
  PROP_FRACTION,
  PROP_RATE,
  PROP_SECONDS_LEFT
} CemIntakeProperty;

static GParamSpec *properties[PROP_SECONDS_LEFT + 1];

static void
cem_intake_finalize (GObject *object)
{
  CemIntake *self = CEM_INTAKE (object);

  _cem_runner_clear (&self->runner);
  g_clear_object (&self->engine);
  g_free (self->origin);
  g_clear_object (&self->mapping);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self->segment_source);
  g_free (self->actor);

  G_OBJECT_CLASS (cem_intake_parent_class)->finalize (object);
}

static void
cem_intake_get_property (GObject *object,
                         guint prop_id,
                         GValue *value,
                         GParamSpec *pspec)
{
  CemIntake *self = CEM_INTAKE (object);

  switch ((CemIntakeProperty) prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;
    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      break;
    case PROP_ORIGIN:
      g_value_set_string (value, self->origin);
      break;
    case PROP_MAPPING:
      g_value_set_object (value, self->mapping);
      break;
    case PROP_FORMAT:
      g_value_set_enum (value, self->format);
      break;
    case PROP_SEGMENT_SOURCE:
      g_value_set_string (value, self->segment_source);
      break;
    case PROP_ROWS_PER_COMMIT:
      g_value_set_uint (value, self->rows_per_commit);
      break;
    case PROP_DURABLE:
      g_value_set_boolean (value, self->durable);
      break;
    case PROP_ACTOR:
      g_value_set_string (value, self->actor);
      break;
    case PROP_N_READ:
      g_value_set_uint (value, cem_intake_get_n_read (self));
      break;
    case PROP_N_ACCEPTED:
      g_value_set_uint (value, cem_intake_get_n_accepted (self));
      break;
    case PROP_N_DUPLICATES:
      g_value_set_uint (value, cem_intake_get_n_duplicates (self));
      break;
    case PROP_N_CONFLICTS:
      g_value_set_uint (value, cem_intake_get_n_conflicts (self));
      break;
    case PROP_N_QUARANTINED:
      g_value_set_uint (value, cem_intake_get_n_quarantined (self));
      break;
    case PROP_BYTES:
      g_value_set_double (value, cem_intake_get_bytes (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, cem_intake_get_fraction (self));
      break;
    case PROP_RATE:
      g_value_set_double (value, cem_intake_get_rate (self));
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_double (value, cem_intake_get_seconds_left (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_intake_set_property (GObject *object,
                         guint prop_id,
                         const GValue *value,
                         GParamSpec *pspec)
{
  CemIntake *self = CEM_INTAKE (object);

  switch ((CemIntakeProperty) prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;
    case PROP_MODE:
      self->mode = g_value_get_enum (value);
      break;
    case PROP_ORIGIN:
      cem_intake_set_origin (self, g_value_get_string (value));
      break;
    case PROP_MAPPING:
      cem_intake_set_mapping (self, g_value_get_object (value));
      break;
    case PROP_FORMAT:
      cem_intake_set_format (self, g_value_get_enum (value));
      break;
    case PROP_SEGMENT_SOURCE:
      cem_intake_set_segment_source (self, g_value_get_string (value));
      break;
    case PROP_ROWS_PER_COMMIT:
      cem_intake_set_rows_per_commit (self, g_value_get_uint (value));
      break;
    case PROP_DURABLE:
      cem_intake_set_durable (self, g_value_get_boolean (value));
      break;
    case PROP_ACTOR:
      cem_intake_set_actor (self, g_value_get_string (value));
      break;
    case PROP_N_READ:
    case PROP_N_ACCEPTED:
    case PROP_N_DUPLICATES:
    case PROP_N_CONFLICTS:
    case PROP_N_QUARANTINED:
    case PROP_BYTES:
    case PROP_FRACTION:
    case PROP_RATE:
    case PROP_SECONDS_LEFT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_intake_class_init (CemIntakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_intake_finalize;
  object_class->get_property = cem_intake_get_property;
  object_class->set_property = cem_intake_set_property;

  /**
   * CemIntake:engine: (getter get_engine)
   *
   * The engine that takes the events in.
   *
   * Since: 0.1
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, CEM_TYPE_ENGINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:mode: (getter get_mode)
   *
   * Which time the events are taken at.
   *
   * Since: 0.1
   */
  properties[PROP_MODE] =
    g_param_spec_enum ("mode", NULL, NULL, CEM_TYPE_INTAKE_MODE, CEM_INTAKE_MODE_LIVE,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:origin: (getter get_origin) (setter set_origin)
   *
   * Where the events come from, for the quarantine. The name of the file by default.
   *
   * Since: 0.1
   */
  properties[PROP_ORIGIN] =
    g_param_spec_string ("origin", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:mapping: (getter get_mapping) (setter set_mapping)
   *
   * Which events the rows are, when CSV is taken in; `NULL` for JSON Lines.
   *
   * Since: 0.1
   */
  properties[PROP_MAPPING] =
    g_param_spec_object ("mapping", NULL, NULL, CEM_TYPE_MAPPING,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:format: (getter get_format) (setter set_format)
   *
   * What the lines are.
   *
   * Since: 0.1
   */
  properties[PROP_FORMAT] =
    g_param_spec_enum ("format", NULL, NULL, CEM_TYPE_INTAKE_FORMAT, CEM_INTAKE_FORMAT_AUTO,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:segment-source: (getter get_segment_source) (setter set_segment_source)
   *
   * The source of the events that Segment calls become, `segment` by default.
   *
   * Since: 0.1
   */
  properties[PROP_SEGMENT_SOURCE] =
    g_param_spec_string ("segment-source", NULL, NULL, CEM_SEGMENT_SOURCE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:rows-per-commit: (getter get_rows_per_commit) (setter set_rows_per_commit)
   *
   * How many events are committed together, from 1 to 1,000,000.
   *
   * Since: 0.1
   */
  properties[PROP_ROWS_PER_COMMIT] =
    g_param_spec_uint ("rows-per-commit", NULL, NULL, 1, MAX_ROWS, DEFAULT_ROWS,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:durable: (getter get_durable) (setter set_durable)
   *
   * Whether each commit is synced to the disk.
   *
   * Since: 0.1
   */
  properties[PROP_DURABLE] =
    g_param_spec_boolean ("durable", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:actor: (getter get_actor) (setter set_actor)
   *
   * Who takes the events in: what the log says of a mapping that is new to it.
   *
   * Since: 0.1
   */
  properties[PROP_ACTOR] =
    g_param_spec_string ("actor", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:n-read: (getter get_n_read)
   *
   * How many events have been read.
   *
   * Since: 0.1
   */
  properties[PROP_N_READ] =
    g_param_spec_uint ("n-read", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:n-accepted: (getter get_n_accepted)
   *
   * How many were accepted.
   *
   * Since: 0.1
   */
  properties[PROP_N_ACCEPTED] =
    g_param_spec_uint ("n-accepted", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:n-duplicates: (getter get_n_duplicates)
   *
   * How many were in the log already.
   *
   * Since: 0.1
   */
  properties[PROP_N_DUPLICATES] =
    g_param_spec_uint ("n-duplicates", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:n-conflicts: (getter get_n_conflicts)
   *
   * How many had the source and id of another event.
   *
   * Since: 0.1
   */
  properties[PROP_N_CONFLICTS] =
    g_param_spec_uint ("n-conflicts", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:n-quarantined: (getter get_n_quarantined)
   *
   * How many could not be taken and went to the quarantine, conflicts apart.
   *
   * Since: 0.1
   */
  properties[PROP_N_QUARANTINED] =
    g_param_spec_uint ("n-quarantined", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:bytes: (getter get_bytes)
   *
   * How many bytes have been read, before decompression.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES] =
    g_param_spec_double ("bytes", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:fraction: (getter get_fraction)
   *
   * How much of the input has been read, from 0 to 1; -1 when its size is unknown.
   *
   * Since: 0.1
   */
  properties[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:rate: (getter get_rate)
   *
   * How many events a second have been committed since the start.
   *
   * Since: 0.1
   */
  properties[PROP_RATE] =
    g_param_spec_double ("rate", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemIntake:seconds-left: (getter get_seconds_left)
   *
   * How many seconds the rest will take at this rate; -1 when that is unknown.
   *
   * Since: 0.1
   */
  properties[PROP_SECONDS_LEFT] =
    g_param_spec_double ("seconds-left", NULL, NULL, -1.0, G_MAXDOUBLE, -1.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
notify_figures (gpointer owner)
{
  g_object_freeze_notify (owner);
  for (guint i = PROP_N_READ; i <= PROP_SECONDS_LEFT; i++)
    g_object_notify_by_pspec (owner, properties[i]);
  g_object_thaw_notify (owner);
}

static void
cem_intake_init (CemIntake *self)
{
  _cem_runner_init (&self->runner, self, notify_figures);
  self->rows_per_commit = DEFAULT_ROWS;
  self->segment_source = g_strdup (CEM_SEGMENT_SOURCE);
  self->fraction = -1.0;
  self->seconds_left = -1.0;
}

/**
 * cem_intake_new:
 * @engine: the engine that takes the events in
 * @mode: which time they are taken at
 *
 * Makes an intake.
 *
 * Returns: (transfer full): an intake
 *
 * Since: 0.1
 */
CemIntake *
cem_intake_new (CemEngine *engine,
                CemIntakeMode mode)
{
  g_return_val_if_fail (CEM_IS_ENGINE (engine), NULL);

  return g_object_new (CEM_TYPE_INTAKE, "engine", engine, "mode", mode, NULL);
}

/**
 * cem_intake_get_engine: (get-property engine)
 * @self: an intake
 *
 * Gets the engine that takes the events in.
 *
 * Returns: (transfer none): the engine that takes the events in
 *
 * Since: 0.1
 */
CemEngine *
cem_intake_get_engine (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), NULL);

  return self->engine;
}

/**
 * cem_intake_get_mode: (get-property mode)
 * @self: an intake
 *
 * Gets which time the events are taken at.
 *
 * Returns: which time the events are taken at
 *
 * Since: 0.1
 */
CemIntakeMode
cem_intake_get_mode (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), CEM_INTAKE_MODE_LIVE);

  return self->mode;
}

/**
 * cem_intake_get_origin: (get-property origin)
 * @self: an intake
 *
 * Gets where the events come from, for the quarantine.
 *
 * Returns: (transfer none) (nullable): where the events come from, for the quarantine
 *
 * Since: 0.1
 */
const char *
cem_intake_get_origin (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), NULL);

  return self->origin;
}

/**
 * cem_intake_set_origin: (set-property origin)
 * @self: an intake
 * @origin: (nullable): where the events come from, for the quarantine
 *
 * Sets where the events come from, for the quarantine.
 *
 * Since: 0.1
 */
void
cem_intake_set_origin (CemIntake *self,
                       const char *origin)
{
  g_return_if_fail (CEM_IS_INTAKE (self));

  if (g_strcmp0 (self->origin, origin) == 0)
    return;

  g_free (self->origin);
  self->origin = g_strdup (origin);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORIGIN]);
}

/**
 * cem_intake_get_mapping: (get-property mapping)
 * @self: an intake
 *
 * Gets which events the rows of CSV are.
 *
 * Returns: (transfer none) (nullable): the mapping, or `NULL` when JSON Lines are taken in
 *
 * Since: 0.1
 */
CemMapping *
cem_intake_get_mapping (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), NULL);

  return self->mapping;
}

/**
 * cem_intake_set_mapping: (set-property mapping)
 * @self: an intake
 * @mapping: (nullable): which events the rows of CSV are, or `NULL` for JSON Lines
 *
 * Sets which events the rows of CSV are.
 *
 * Takes effect with the next run. Of the quarantine, the rows that came by a mapping of the same name
 * are tried with it.
 *
 * Since: 0.1
 */
void
cem_intake_set_mapping (CemIntake *self,
                        CemMapping *mapping)
{
  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (mapping == NULL || CEM_IS_MAPPING (mapping));

  if (g_set_object (&self->mapping, mapping))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAPPING]);
}

/**
 * cem_intake_get_format: (get-property format)
 * @self: an intake
 *
 * Gets what the lines are.
 *
 * Returns: what the lines are
 *
 * Since: 0.1
 */
CemIntakeFormat
cem_intake_get_format (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), CEM_INTAKE_FORMAT_AUTO);

  return self->format;
}

/**
 * cem_intake_set_format: (set-property format)
 * @self: an intake
 * @format: what the lines are
 *
 * Sets what the lines are.
 *
 * Takes effect with the next run. What is tried again out of the quarantine is read as it was then.
 *
 * Since: 0.1
 */
void
cem_intake_set_format (CemIntake *self,
                       CemIntakeFormat format)
{
  g_return_if_fail (CEM_IS_INTAKE (self));

  if (self->format == format)
    return;

  self->format = format;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FORMAT]);
}

/**
 * cem_intake_get_segment_source: (get-property segment-source)
 * @self: an intake
 *
 * Gets the source of the events that Segment calls become.
 *
 * Returns: (transfer none): the source of the events that Segment calls become
 *
 * Since: 0.1
 */
const char *
cem_intake_get_segment_source (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), NULL);

  return self->segment_source;
}

/**
 * cem_intake_set_segment_source: (set-property segment-source)
 * @self: an intake
 * @segment_source: the source of the events that Segment calls become, 1 to 1024 bytes
 *
 * Sets the source of the events that Segment calls become.
 *
 * The calls of one source have ids of their own: name another for each of Segment's sources. Takes
 * effect with the next run.
 *
 * Since: 0.1
 */
void
cem_intake_set_segment_source (CemIntake *self,
                               const char *segment_source)
{
  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (segment_source != NULL && segment_source[0] != '\0');
  g_return_if_fail (strlen (segment_source) <= CEM_CLOUD_EVENT_MAX_TEXT);

  if (g_str_equal (self->segment_source, segment_source))
    return;

  g_free (self->segment_source);
  self->segment_source = g_strdup (segment_source);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEGMENT_SOURCE]);
}

/**
 * cem_intake_get_rows_per_commit: (get-property rows-per-commit)
 * @self: an intake
 *
 * Gets how many events are committed together, from 1 to 1,000,000.
 *
 * Returns: how many events are committed together, from 1 to 1,000,000
 *
 * Since: 0.1
 */
guint
cem_intake_get_rows_per_commit (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), 0);

  return self->rows_per_commit;
}

/**
 * cem_intake_set_rows_per_commit: (set-property rows-per-commit)
 * @self: an intake
 * @rows_per_commit: how many events are committed together, from 1 to 1,000,000
 *
 * Sets how many events are committed together, from 1 to 1,000,000.
 *
 * Since: 0.1
 */
void
cem_intake_set_rows_per_commit (CemIntake *self,
                                guint rows_per_commit)
{
  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (rows_per_commit >= 1 && rows_per_commit <= MAX_ROWS);

  if (self->rows_per_commit == rows_per_commit)
    return;

  self->rows_per_commit = rows_per_commit;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROWS_PER_COMMIT]);
}

/**
 * cem_intake_get_durable: (get-property durable)
 * @self: an intake
 *
 * Gets whether each commit is synced to the disk.
 *
 * Returns: whether each commit is synced to the disk
 *
 * Since: 0.1
 */
gboolean
cem_intake_get_durable (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);

  return self->durable;
}

/**
 * cem_intake_set_durable: (set-property durable)
 * @self: an intake
 * @durable: whether each commit is synced to the disk
 *
 * Sets whether each commit is synced to the disk.
 *
 * Since: 0.1
 */
void
cem_intake_set_durable (CemIntake *self,
                        gboolean durable)
{
  g_return_if_fail (CEM_IS_INTAKE (self));

  if (self->durable == durable)
    return;

  self->durable = durable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DURABLE]);
}

/**
 * cem_intake_get_actor: (get-property actor)
 * @self: an intake
 *
 * Gets who takes the events in.
 *
 * Returns: (transfer none) (nullable): who takes the events in
 *
 * Since: 0.1
 */
const char *
cem_intake_get_actor (CemIntake *self)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), NULL);

  return self->actor;
}

/**
 * cem_intake_set_actor: (set-property actor)
 * @self: an intake
 * @actor: (nullable): a name or id
 *
 * Sets who takes the events in.
 *
 * The log keeps it with the `mapping.loaded` that says by which mapping rows become events. Takes
 * effect with the next run.
 *
 * Since: 0.1
 */
void
cem_intake_set_actor (CemIntake *self,
                      const char *actor)
{
  g_return_if_fail (CEM_IS_INTAKE (self));

  if (g_strcmp0 (self->actor, actor) == 0)
    return;

  g_free (self->actor);
  self->actor = g_strdup (actor);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTOR]);
}
