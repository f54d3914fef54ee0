/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-log-entry-private.h"

#include "engine/cem-json-object-private.h"
#include "engine/cem-store-item-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-enum-types.h>

typedef struct
{
  gboolean history;
  gboolean erased;
  CemLogEntryOrigin origin;
  gint64 seq;
  gint64 cause_seq;
  gint ordinal;
  char *position;
  char *id;
  char *source;
  char *event_type;
  char *actor;
  char *cause;
  GDateTime *time;
  GDateTime *at;
  GDateTime *received;
  char *piece_text;
  JsonNode *piece; /* made from the text when it is asked for */
} Content;

/**
 * CemLogEntry:
 *
 * A row of the log: something that happened, or that followed from it.
 *
 * An entry is a snapshot, and belongs to the thread that got it.
 *
 * ```c
 * g_autofree char *when = g_date_time_format_iso8601 (cem_log_entry_get_at (log_entry));
 *
 * g_print ("%s %s\n", when, cem_log_entry_get_event_type (log_entry));
 * ```
 *
 * ## As JSON
 *
 * [method@StoreItem.to_json] gives an object of `schema` (1), `position`, `origin` (`input` or `derived`),
 * `history`, `source`, `id`, `type`, `time` (when the event had one), `at`, `received` (of inputs),
 * `actor`, `cause` and `ordinal` (of derived rows), `erased`, and the members of the personal piece:
 * `subject`, `identifiers`, `data`, `extensions`, as far as there are.
 *
 * Since: 0.1
 */
struct _CemLogEntry
{
  CemStoreItem parent_instance;

  Content c;
};

G_DEFINE_FINAL_TYPE (CemLogEntry, cem_log_entry, CEM_TYPE_STORE_ITEM)

typedef enum
{
  PROP_POSITION = 1,
  PROP_ORIGIN,
  PROP_ID,
  PROP_SOURCE,
  PROP_EVENT_TYPE,
  PROP_TIME,
  PROP_AT,
  PROP_ACTOR,
  PROP_CAUSE,
  PROP_ERASED,
  PROP_PIECE
} CemLogEntryProperty;

static GParamSpec *properties[PROP_PIECE + 1];

static void
cem_log_entry_finalize (GObject *object)
{
  CemLogEntry *self = CEM_LOG_ENTRY (object);

  g_free (self->c.position);
  g_free (self->c.id);
  g_free (self->c.source);
  g_free (self->c.event_type);
  g_free (self->c.actor);
  g_free (self->c.cause);
  g_clear_pointer (&self->c.time, g_date_time_unref);
  g_clear_pointer (&self->c.at, g_date_time_unref);
  g_clear_pointer (&self->c.received, g_date_time_unref);
  g_free (self->c.piece_text);
  g_clear_pointer (&self->c.piece, json_node_unref);

  G_OBJECT_CLASS (cem_log_entry_parent_class)->finalize (object);
}

static void
cem_log_entry_get_property (GObject *object,
                            guint prop_id,
                            GValue *value,
                            GParamSpec *pspec)
{
  CemLogEntry *self = CEM_LOG_ENTRY (object);

  switch ((CemLogEntryProperty) prop_id)
    {
    case PROP_POSITION:
      g_value_set_string (value, self->c.position);
      break;
    case PROP_ORIGIN:
      g_value_set_enum (value, self->c.origin);
      break;
    case PROP_ID:
      g_value_set_string (value, self->c.id);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, self->c.source);
      break;
    case PROP_EVENT_TYPE:
      g_value_set_string (value, self->c.event_type);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, self->c.time);
      break;
    case PROP_AT:
      g_value_set_boxed (value, self->c.at);
      break;
    case PROP_ACTOR:
      g_value_set_string (value, self->c.actor);
      break;
    case PROP_CAUSE:
      g_value_set_string (value, self->c.cause);
      break;
    case PROP_ERASED:
      g_value_set_boolean (value, self->c.erased);
      break;
    case PROP_PIECE:
      g_value_set_boxed (value, cem_log_entry_get_piece (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
cem_log_entry_same (CemStoreItem *item,
                    CemStoreItem *other_item)
{
  CemLogEntry *self = CEM_LOG_ENTRY (item);
  CemLogEntry *other = CEM_LOG_ENTRY (other_item);

  return self->c.seq == other->c.seq && self->c.erased == other->c.erased;
}

static void
add_piece_member (JsonObject *object,
                  const char *name,
                  JsonNode *value,
                  gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

static JsonNode *
cem_log_entry_to_json (CemStoreItem *item)
{
  CemLogEntry *self = CEM_LOG_ENTRY (item);
  JsonObject *object = json_object_new ();
  JsonNode *piece = NULL;

  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "position", self->c.seq);
  json_object_set_string_member (
      object, "origin", self->c.origin == CEM_LOG_ENTRY_ORIGIN_INPUT ? "input" : "derived");
  json_object_set_boolean_member (object, "history", self->c.history);
  json_object_set_string_member (object, "source", self->c.source);
  json_object_set_string_member (object, "id", self->c.id);
  json_object_set_string_member (object, "type", self->c.event_type);
  _cem_json_object_set_time (object, "time", self->c.time);
  _cem_json_object_set_time (object, "at", self->c.at);
  _cem_json_object_set_time (object, "received", self->c.received);
  _cem_json_object_set_text (object, "actor", self->c.actor);
  if (self->c.cause_seq != 0)
    json_object_set_int_member (object, "cause", self->c.cause_seq);
  if (self->c.ordinal >= 0)
    json_object_set_int_member (object, "ordinal", self->c.ordinal);
  json_object_set_boolean_member (object, "erased", self->c.erased);

  piece = cem_log_entry_get_piece (self);
  if (piece != NULL)
    json_object_foreach_member (json_node_get_object (piece), add_piece_member, object);

  return _cem_json_node_take (object);
}

static const CemStoreItemHooks hooks = {
  CEM_STORE_ITEM_CONTENT (CemLogEntry, c),
  .same = cem_log_entry_same,
  .to_json = cem_log_entry_to_json,
};

static void
cem_log_entry_class_init (CemLogEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_log_entry_finalize;
  object_class->get_property = cem_log_entry_get_property;

  /**
   * CemLogEntry:position: (getter get_position)
   *
   * The place in the log, counted from 1, in digits.
   *
   * Since: 0.1
   */
  properties[PROP_POSITION] =
    g_param_spec_string ("position", NULL, NULL, NULL, flags);

  /**
   * CemLogEntry:origin: (getter get_origin)
   *
   * Where the row comes from.
   *
   * Since: 0.1
   */
  properties[PROP_ORIGIN] =
    g_param_spec_enum ("origin", NULL, NULL,
                       CEM_TYPE_LOG_ENTRY_ORIGIN, CEM_LOG_ENTRY_ORIGIN_INPUT,
                       flags);

  /**
   * CemLogEntry:id: (getter get_id)
   *
   * The id of the event, unique within its source.
   *
   * Since: 0.1
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * CemLogEntry:source: (getter get_source)
   *
   * Where the event comes from; `cem` for what the engine derived.
   *
   * Since: 0.1
   */
  properties[PROP_SOURCE] =
    g_param_spec_string ("source", NULL, NULL, NULL, flags);

  /**
   * CemLogEntry:event-type: (getter get_event_type)
   *
   * What happened, such as `order.placed`.
   *
   * Since: 0.1
   */
  properties[PROP_EVENT_TYPE] =
    g_param_spec_string ("event-type", NULL, NULL, NULL, flags);

  /**
   * CemLogEntry:time: (getter get_time)
   *
   * When it happened, as the source says.
   *
   * Since: 0.1
   */
  properties[PROP_TIME] =
    g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemLogEntry:at: (getter get_at)
   *
   * The engine time at which it was taken in.
   *
   * Since: 0.1
   */
  properties[PROP_AT] =
    g_param_spec_boxed ("at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemLogEntry:actor: (getter get_actor)
   *
   * Who gave the command.
   *
   * Since: 0.1
   */
  properties[PROP_ACTOR] =
    g_param_spec_string ("actor", NULL, NULL, NULL, flags);

  /**
   * CemLogEntry:cause: (getter get_cause)
   *
   * The position of the row that this one follows from.
   *
   * Since: 0.1
   */
  properties[PROP_CAUSE] =
    g_param_spec_string ("cause", NULL, NULL, NULL, flags);

  /**
   * CemLogEntry:erased: (getter get_erased)
   *
   * Whether the personal piece has been erased.
   *
   * Since: 0.1
   */
  properties[PROP_ERASED] =
    g_param_spec_boolean ("erased", NULL, NULL, FALSE, flags);

  /**
   * CemLogEntry:piece: (getter get_piece)
   *
   * The personal piece: an object with what there is of `subject`, `identifiers`, `data` and
   * `extensions`.
   *
   * Since: 0.1
   */
  properties[PROP_PIECE] =
    g_param_spec_boxed ("piece", NULL, NULL, JSON_TYPE_NODE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  _cem_store_item_class_set_hooks (CEM_STORE_ITEM_CLASS (klass), &hooks);
}

static void
cem_log_entry_init (CemLogEntry *self)
{
  self->c.ordinal = -1;
}

static GDateTime *
new_date_time (gint64 us)
{
  return us == CEM_LOG_NO_TIME ? NULL : _cem_date_time_from_us (us);
}

static char *
dup_text (const char *text,
          gsize length)
{
  return text == NULL ? NULL : g_strndup (text, length);
}

CemLogEntry *
_cem_log_entry_new (const CemLogRow *row)
{
  CemLogEntry *self = g_object_new (CEM_TYPE_LOG_ENTRY, NULL);

  self->c.seq = row->seq;
  self->c.cause_seq = row->cause;
  self->c.ordinal = row->ordinal;
  self->c.history = row->history;
  self->c.erased = row->piece == NULL;
  self->c.origin = row->origin == CEM_LOG_INPUT ? CEM_LOG_ENTRY_ORIGIN_INPUT
                                              : CEM_LOG_ENTRY_ORIGIN_DERIVED;
  self->c.position = g_strdup_printf ("%" G_GINT64_FORMAT, row->seq);
  if (row->cause != 0)
    self->c.cause = g_strdup_printf ("%" G_GINT64_FORMAT, row->cause);
  self->c.id = dup_text (row->id, row->id_length);
  self->c.source = dup_text (row->source, row->source_length);
  self->c.event_type = dup_text (row->type, row->type_length);
  self->c.actor = dup_text (row->actor, row->actor_length);
  self->c.piece_text = dup_text (row->piece, row->piece_length);
  self->c.time = new_date_time (row->time);
  self->c.at = new_date_time (row->at);
  self->c.received = new_date_time (row->received);

  return self;
}

/**
 * cem_log_entry_get_position: (get-property position)
 * @self: a log entry
 *
 * Gets the place in the log, counted from 1.
 *
 * Returns: (transfer none) (nullable): the place in digits; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_log_entry_get_position (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.position;
}

/**
 * cem_log_entry_get_origin: (get-property origin)
 * @self: a log entry
 *
 * Gets where the row comes from.
 *
 * Returns: where the row comes from
 *
 * Since: 0.1
 */
CemLogEntryOrigin
cem_log_entry_get_origin (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), CEM_LOG_ENTRY_ORIGIN_INPUT);

  return self->c.origin;
}

/**
 * cem_log_entry_get_id: (get-property id)
 * @self: a log entry
 *
 * Gets the id of the event.
 *
 * Returns: (transfer none) (nullable): the id; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_log_entry_get_id (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.id;
}

/**
 * cem_log_entry_get_source: (get-property source)
 * @self: a log entry
 *
 * Gets where the event comes from.
 *
 * Returns: (transfer none) (nullable): the source; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_log_entry_get_source (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.source;
}

/**
 * cem_log_entry_get_event_type: (get-property event-type)
 * @self: a log entry
 *
 * Gets what happened.
 *
 * Returns: (transfer none) (nullable): the type of the event; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_log_entry_get_event_type (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.event_type;
}

/**
 * cem_log_entry_get_time: (get-property time)
 * @self: a log entry
 *
 * Gets when it happened, as the source says.
 *
 * Returns: (transfer none) (nullable): the time; `NULL` when the event had none, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_log_entry_get_time (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.time;
}

/**
 * cem_log_entry_get_at: (get-property at)
 * @self: a log entry
 *
 * Gets the engine time at which it was taken in.
 *
 * Returns: (transfer none) (nullable): the time; `NULL` while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_log_entry_get_at (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.at;
}

/**
 * cem_log_entry_get_actor: (get-property actor)
 * @self: a log entry
 *
 * Gets who gave the command.
 *
 * Returns: (transfer none) (nullable): the actor; `NULL` when the row is no command or nobody was named
 *
 * Since: 0.1
 */
const char *
cem_log_entry_get_actor (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.actor;
}

/**
 * cem_log_entry_get_cause: (get-property cause)
 * @self: a log entry
 *
 * Gets the position of the row that this one follows from.
 *
 * Returns: (transfer none) (nullable): the position in digits; `NULL` for an input
 *
 * Since: 0.1
 */
const char *
cem_log_entry_get_cause (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  return self->c.cause;
}

/**
 * cem_log_entry_get_erased: (get-property erased)
 * @self: a log entry
 *
 * Gets whether the personal piece has been erased.
 *
 * Returns: whether the personal piece has been erased
 *
 * Since: 0.1
 */
gboolean
cem_log_entry_get_erased (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), FALSE);

  return self->c.erased;
}

/* Sealed, for it is shared with what to_json () returns. Text from the log was written by this library; NULL tells of a damaged row. */
static JsonNode *
parse_piece (const char *text)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemDatum datum = { 0 };
  JsonNode *node = NULL;

  if (!_cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, NULL))
    return NULL;
  if (datum.kind != CEM_KIND_MAP)
    return NULL;

  node = _cem_datum_to_json_node (&datum);
  json_node_seal (node);
  return node;
}

/**
 * cem_log_entry_get_piece: (get-property piece)
 * @self: a log entry
 *
 * Gets the personal piece: what there is of `subject`, `identifiers`, `data` and `extensions`.
 *
 * Returns: (transfer none) (nullable): an object; `NULL` when it has been erased, and while loading
 *
 * Since: 0.1
 */
JsonNode *
cem_log_entry_get_piece (CemLogEntry *self)
{
  g_return_val_if_fail (CEM_IS_LOG_ENTRY (self), NULL);

  if (self->c.piece == NULL && self->c.piece_text != NULL)
    self->c.piece = parse_piece (self->c.piece_text);

  return self->c.piece;
}
