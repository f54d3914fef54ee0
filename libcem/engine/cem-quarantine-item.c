/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-quarantine-item-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-json-object-private.h"
#include "engine/cem-store-item-private.h"
#include "value/cem-json-private.h"

typedef struct
{
  char *id;
  char *origin;
  guint line;
  char *reason;
  char *message;
  char *text;
  char *mapping;
  guint n_seen;
  guint n_tries;
  gint64 number;
  gint64 received;
  gint64 last_seen;
} Content;

/**
 * CemQuarantineItem:
 *
 * Something that came in and could not be taken: what, from where, and why not.
 *
 * An item is a snapshot, and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s:%u: %s\n",
 *          cem_quarantine_item_get_origin (quarantine_item),
 *          cem_quarantine_item_get_line (quarantine_item),
 *          cem_quarantine_item_get_message (quarantine_item));
 * ```
 *
 * ## As JSON
 *
 * [method@StoreItem.to_json] gives an object of `schema` (1), `id` (a number), `origin` and `line` (as far
 * as they are known), `reason`, `message`, `text`, `mapping` (of a row of CSV), `seen` and `tries` (how often), `received` and
 * `last_seen` (times).
 *
 * Since: 0.1
 */
struct _CemQuarantineItem
{
  CemStoreItem parent_instance;

  Content c;
};

G_DEFINE_FINAL_TYPE (CemQuarantineItem, cem_quarantine_item, CEM_TYPE_STORE_ITEM)

typedef enum
{
  PROP_ID = 1,
  PROP_ORIGIN,
  PROP_LINE,
  PROP_REASON,
  PROP_MESSAGE,
  PROP_TEXT,
  PROP_MAPPING,
  PROP_N_SEEN,
  PROP_N_TRIES
} CemQuarantineItemProperty;

static GParamSpec *properties[PROP_N_TRIES + 1];

static void
cem_quarantine_item_finalize (GObject *object)
{
  CemQuarantineItem *self = CEM_QUARANTINE_ITEM (object);

  g_free (self->c.id);
  g_free (self->c.origin);
  g_free (self->c.reason);
  g_free (self->c.message);
  g_free (self->c.text);
  g_free (self->c.mapping);

  G_OBJECT_CLASS (cem_quarantine_item_parent_class)->finalize (object);
}

static void
cem_quarantine_item_get_property (GObject *object,
                                  guint prop_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  CemQuarantineItem *self = CEM_QUARANTINE_ITEM (object);

  switch ((CemQuarantineItemProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->c.id);
      break;
    case PROP_ORIGIN:
      g_value_set_string (value, self->c.origin);
      break;
    case PROP_LINE:
      g_value_set_uint (value, self->c.line);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->c.reason);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->c.message);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->c.text);
      break;
    case PROP_MAPPING:
      g_value_set_string (value, self->c.mapping);
      break;
    case PROP_N_SEEN:
      g_value_set_uint (value, self->c.n_seen);
      break;
    case PROP_N_TRIES:
      g_value_set_uint (value, self->c.n_tries);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
cem_quarantine_item_same (CemStoreItem *item,
                          CemStoreItem *other_item)
{
  CemQuarantineItem *self = CEM_QUARANTINE_ITEM (item);
  CemQuarantineItem *other = CEM_QUARANTINE_ITEM (other_item);

  return self->c.number == other->c.number && self->c.n_seen == other->c.n_seen &&
         self->c.n_tries == other->c.n_tries && self->c.last_seen == other->c.last_seen &&
         g_strcmp0 (self->c.message, other->c.message) == 0;
}

static JsonNode *
cem_quarantine_item_to_json (CemStoreItem *item)
{
  CemQuarantineItem *self = CEM_QUARANTINE_ITEM (item);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "id", self->c.number);
  _cem_json_object_set_text (object, "origin", self->c.origin);
  if (self->c.line > 0)
    json_object_set_int_member (object, "line", self->c.line);
  json_object_set_string_member (object, "reason", self->c.reason);
  json_object_set_string_member (object, "message", self->c.message);
  json_object_set_string_member (object, "text", self->c.text);
  _cem_json_object_set_text (object, "mapping", self->c.mapping);
  json_object_set_int_member (object, "seen", self->c.n_seen);
  json_object_set_int_member (object, "tries", self->c.n_tries);
  _cem_json_object_set_us (object, "received", self->c.received);
  _cem_json_object_set_us (object, "last_seen", self->c.last_seen);

  return _cem_json_node_take (object);
}

static const CemStoreItemHooks hooks = {
  CEM_STORE_ITEM_CONTENT (CemQuarantineItem, c),
  .same = cem_quarantine_item_same,
  .to_json = cem_quarantine_item_to_json,
};

static void
cem_quarantine_item_class_init (CemQuarantineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_quarantine_item_finalize;
  object_class->get_property = cem_quarantine_item_get_property;

  /**
   * CemQuarantineItem:id: (getter get_id)
   *
   * The number of the item in this store, in digits.
   *
   * Since: 0.1
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * CemQuarantineItem:origin: (getter get_origin)
   *
   * The name of the file, `-` for standard input.
   *
   * Since: 0.1
   */
  properties[PROP_ORIGIN] =
    g_param_spec_string ("origin", NULL, NULL, NULL, flags);

  /**
   * CemQuarantineItem:line: (getter get_line)
   *
   * The line in the file, counted from 1; 0 when there is none.
   *
   * Since: 0.1
   */
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CemQuarantineItem:reason: (getter get_reason)
   *
   * A short word for why, such as `syntax`, `conflict` or `future`, that never changes.
   *
   * Since: 0.1
   */
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL, flags);

  /**
   * CemQuarantineItem:message: (getter get_message)
   *
   * A sentence that says why, in the language of the locale.
   *
   * Since: 0.1
   */
  properties[PROP_MESSAGE] =
    g_param_spec_string ("message", NULL, NULL, NULL, flags);

  /**
   * CemQuarantineItem:text: (getter get_text)
   *
   * What came in; bytes that are no UTF-8 are replaced.
   *
   * Since: 0.1
   */
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, flags);

  /**
   * CemQuarantineItem:mapping: (getter get_mapping)
   *
   * The name of the [class@Mapping] that a row of CSV came by.
   *
   * Since: 0.1
   */
  properties[PROP_MAPPING] =
    g_param_spec_string ("mapping", NULL, NULL, NULL, flags);

  /**
   * CemQuarantineItem:n-seen: (getter get_n_seen)
   *
   * How often the same text came in.
   *
   * Since: 0.1
   */
  properties[PROP_N_SEEN] =
    g_param_spec_uint ("n-seen", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CemQuarantineItem:n-tries: (getter get_n_tries)
   *
   * How often it was tried again without success.
   *
   * Since: 0.1
   */
  properties[PROP_N_TRIES] =
    g_param_spec_uint ("n-tries", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  _cem_store_item_class_set_hooks (CEM_STORE_ITEM_CLASS (klass), &hooks);
}

static void
cem_quarantine_item_init (CemQuarantineItem *self)
{
}

/* Out of what the intake keeps of a row of CSV. */
static char *
dup_mapping (const char *reading)
{
  g_autoptr (CemArena) arena = NULL;
  CemDatum json = { 0 };
  const CemDatum *name = NULL;

  if (reading == NULL || !g_str_has_prefix (reading, "csv "))
    return NULL;

  arena = _cem_arena_new (1024);
  if (_cem_json_read (arena, reading + 4, strlen (reading + 4), &_cem_json_default_limits, &json,
                      NULL) &&
      json.kind == CEM_KIND_MAP)
    name = _cem_map_find_string (json.v.map, "mapping", 7);
  return name != NULL && name->kind == CEM_KIND_STRING ? g_strndup (name->v.s, (gsize) name->n) : NULL;
}

CemQuarantineItem *
_cem_quarantine_item_new (const CemQuarantineRow *row)
{
  CemQuarantineItem *self = g_object_new (CEM_TYPE_QUARANTINE_ITEM, NULL);

  self->c.number = row->id;
  self->c.id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);
  self->c.origin = g_strdup (row->origin);
  self->c.line = (guint) MIN (row->line, G_MAXUINT);
  self->c.reason = g_strdup (row->code);
  self->c.message = _cem_words_say (row->message);
  self->c.text = g_utf8_make_valid (row->text, (gssize) row->text_length);
  self->c.mapping = dup_mapping (row->reading);
  self->c.n_seen = row->seen;
  self->c.n_tries = row->tries;
  self->c.received = row->received;
  self->c.last_seen = row->last_seen;

  return self;
}

/**
 * cem_quarantine_item_get_id: (get-property id)
 * @self: a quarantine item
 *
 * Gets the number of the item in this store, in digits.
 *
 * Returns: (transfer none) (nullable): the number; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_quarantine_item_get_id (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), NULL);

  return self->c.id;
}

/**
 * cem_quarantine_item_get_origin: (get-property origin)
 * @self: a quarantine item
 *
 * Gets the name of the file, `-` for standard input.
 *
 * Returns: (transfer none) (nullable): the origin; `NULL` for a single event that a program gave
 *
 * Since: 0.1
 */
const char *
cem_quarantine_item_get_origin (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), NULL);

  return self->c.origin;
}

/**
 * cem_quarantine_item_get_line: (get-property line)
 * @self: a quarantine item
 *
 * Gets the line in the file, counted from 1; 0 when there is none.
 *
 * Returns: the line, 0 when there is none
 *
 * Since: 0.1
 */
guint
cem_quarantine_item_get_line (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), 0);

  return self->c.line;
}

/**
 * cem_quarantine_item_get_reason: (get-property reason)
 * @self: a quarantine item
 *
 * Gets a short word for why, such as `syntax`, `conflict` or `future`, that never changes.
 *
 * Returns: (transfer none) (nullable): the reason; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_quarantine_item_get_reason (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), NULL);

  return self->c.reason;
}

/**
 * cem_quarantine_item_get_message: (get-property message)
 * @self: a quarantine item
 *
 * Gets a sentence that says why, in the language of the locale; the store keeps it in none.
 *
 * Returns: (transfer none) (nullable): the sentence; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_quarantine_item_get_message (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), NULL);

  return self->c.message;
}

/**
 * cem_quarantine_item_get_text: (get-property text)
 * @self: a quarantine item
 *
 * Gets what came in; bytes that are no UTF-8 are replaced.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_quarantine_item_get_text (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), NULL);

  return self->c.text;
}

/**
 * cem_quarantine_item_get_mapping: (get-property mapping)
 * @self: a quarantine item
 *
 * Gets the name of the mapping that a row of CSV came by.
 *
 * Returns: (transfer none) (nullable): the name; `NULL` when it is no row of CSV, and while loading
 *
 * Since: 0.1
 */
const char *
cem_quarantine_item_get_mapping (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), NULL);

  return self->c.mapping;
}

/**
 * cem_quarantine_item_get_n_seen: (get-property n-seen)
 * @self: a quarantine item
 *
 * Gets how often the same text came in.
 *
 * Returns: how often the same text came in
 *
 * Since: 0.1
 */
guint
cem_quarantine_item_get_n_seen (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), 0);

  return self->c.n_seen;
}

/**
 * cem_quarantine_item_get_n_tries: (get-property n-tries)
 * @self: a quarantine item
 *
 * Gets how often it was tried again without success.
 *
 * Returns: how often it was tried again without success
 *
 * Since: 0.1
 */
guint
cem_quarantine_item_get_n_tries (CemQuarantineItem *self)
{
  g_return_val_if_fail (CEM_IS_QUARANTINE_ITEM (self), 0);

  return self->c.n_tries;
}
