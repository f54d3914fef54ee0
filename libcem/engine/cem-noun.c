/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include "engine/cem-json-object-private.h"
#include "value/cem-json-private.h"
#include "value/cem-value-private.h"

#include <math.h>

typedef struct
{
  CemValue *snapshot;
  char *position;
  GHashTable *times; /* datum -> GDateTime, made when they are asked for */
} Content;

typedef struct
{
  Content c;
} CemNounPrivate;

/**
 * CemNoun:
 *
 * Something that events tell of: a device, an order, a work order, a coupon.
 *
 * A noun is a snapshot with the position of the log at which it was read. What events said of it stands
 * in fields, which [method@Noun.dup_field] reads by name; the classes for single nouns, such as
 * [class@Device] and [class@Order], have getters for those that programs need most. A noun that has no
 * class of its own, such as a campaign, is a plain noun. It belongs to the thread that got it.
 *
 * ```c
 * g_autoptr (CemValue) model = cem_noun_dup_field (noun, "model");
 * g_autofree char *text = model != NULL ? cem_value_dup_string (model) : NULL;
 *
 * g_print ("%s is a %s\n", cem_noun_get_key (noun), text != NULL ? text : "device");
 * ```
 *
 * ## As JSON
 *
 * [method@StoreItem.to_json] gives all fields, as the page on nouns of the manual lists them, and
 *
 * - `schema`: the version of that description, 1
 * - `noun`: `device`, `order` …; `id`; `key`, `state`, `since`, `updated` as far as there are any
 * - `position`: of the log, when it was read
 *
 * Since: 0.1
 */
G_DEFINE_TYPE_WITH_PRIVATE (CemNoun, cem_noun, CEM_TYPE_STORE_ITEM)

typedef enum
{
  PROP_NOUN = 1,
  PROP_ID,
  PROP_KEY,
  PROP_STATE,
  PROP_SINCE,
  PROP_UPDATED,
  PROP_POSITION
} CemNounProperty;

static const char *const fields[] = {
  [PROP_NOUN] = "noun",   [PROP_ID] = "id",       [PROP_KEY] = "key",
  [PROP_STATE] = "state", [PROP_SINCE] = "since", [PROP_UPDATED] = "updated",
};

static GParamSpec *properties[PROP_POSITION + 1];

static Content *
content_of (CemNoun *self)
{
  return &((CemNounPrivate *) cem_noun_get_instance_private (self))->c;
}

static const CemMap *
map_of (CemNoun *self)
{
  CemValue *snapshot = content_of (self)->snapshot;

  return snapshot != NULL ? _cem_value_get_datum (snapshot)->v.map : NULL;
}

static void
cem_noun_finalize (GObject *object)
{
  Content *c = content_of (CEM_NOUN (object));

  g_clear_pointer (&c->snapshot, cem_value_free);
  g_clear_pointer (&c->times, g_hash_table_unref);
  g_free (c->position);

  G_OBJECT_CLASS (cem_noun_parent_class)->finalize (object);
}

static void
cem_noun_get_property (GObject *object,
                       guint prop_id,
                       GValue *value,
                       GParamSpec *pspec)
{
  CemNoun *self = CEM_NOUN (object);

  switch ((CemNounProperty) prop_id)
    {
    case PROP_POSITION:
      g_value_set_string (value, content_of (self)->position);
      break;
    case PROP_NOUN:
    case PROP_ID:
    case PROP_KEY:
    case PROP_STATE:
    case PROP_SINCE:
    case PROP_UPDATED:
      _cem_noun_get_property (self, fields[prop_id], value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
cem_noun_same (CemStoreItem *item,
               CemStoreItem *other)
{
  return _cem_datum_equal (_cem_value_get_datum (content_of (CEM_NOUN (item))->snapshot),
                           _cem_value_get_datum (content_of (CEM_NOUN (other))->snapshot));
}

static JsonNode *
cem_noun_to_json (CemStoreItem *item)
{
  Content *c = content_of (CEM_NOUN (item));
  JsonNode *node = NULL;

  /* Somebody made it by himself. */
  if (c->snapshot == NULL)
    return _cem_json_node_take (json_object_new ());

  node = _cem_datum_to_json_node (_cem_value_get_datum (c->snapshot));
  json_object_set_int_member (json_node_get_object (node), "position",
                              g_ascii_strtoll (c->position, NULL, 10));
  return node;
}

static void
install_hooks (CemStoreItemClass *klass)
{
  /* Where private data are is known when the class is made. */
  static CemStoreItemHooks hooks = {
    .size = sizeof (Content),
    .same = cem_noun_same,
    .to_json = cem_noun_to_json,
  };

  hooks.offset = G_PRIVATE_OFFSET (CemNoun, c);
  _cem_store_item_class_set_hooks (klass, &hooks);
}

static void
cem_noun_class_init (CemNounClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_noun_finalize;
  object_class->get_property = cem_noun_get_property;

  /**
   * CemNoun:noun: (getter get_noun)
   *
   * What it is: `device`, `order`, `work_order` …
   *
   * Since: 0.1
   */
  properties[PROP_NOUN] = g_param_spec_string ("noun", NULL, NULL, NULL, flags);

  /**
   * CemNoun:id: (getter get_id)
   *
   * The id in this store, `t` and 13 digits of base32.
   *
   * Since: 0.1
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * CemNoun:key: (getter get_key)
   *
   * The identifier as `TYPE:VALUE`, such as `serial:SN1`; of several, the one that gives it its id.
   *
   * Since: 0.1
   */
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);

  /**
   * CemNoun:state: (getter get_state)
   *
   * What has become of it, such as `delivered`.
   *
   * Since: 0.1
   */
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);

  /**
   * CemNoun:since: (getter get_since)
   *
   * The time of the first event that named it.
   *
   * Since: 0.1
   */
  properties[PROP_SINCE] = g_param_spec_boxed ("since", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemNoun:updated: (getter get_updated)
   *
   * The time of the last event that said something about it.
   *
   * Since: 0.1
   */
  properties[PROP_UPDATED] = g_param_spec_boxed ("updated", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemNoun:position: (getter get_position)
   *
   * The position of the log at which it was read, in digits.
   *
   * Since: 0.1
   */
  properties[PROP_POSITION] = g_param_spec_string ("position", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  install_hooks (CEM_STORE_ITEM_CLASS (klass));
}

static void
cem_noun_init (CemNoun *self)
{
}

/* Texts get an end that C sees, since getters lend them. */
static CemDatum
terminate (CemArena *arena,
           const CemMap *map)
{
  CemMap *copy = _cem_arena_alloc (arena, sizeof (CemMap));
  CemEntry *entries = _cem_arena_alloc (arena, sizeof (CemEntry) * MAX (map->n, 1));

  for (guint i = 0; i < map->n; i++)
    {
      entries[i] = map->entries[i];
      if (entries[i].value.kind == CEM_KIND_STRING)
        entries[i].value.v.s =
          _cem_arena_strndup (arena, entries[i].value.v.s, (gsize) entries[i].value.n);
    }

  copy->n = map->n;
  copy->entries = entries;
  copy->index = map->index;
  return _cem_datum_map (copy);
}

gpointer
_cem_noun_new_take (GType type,
                    CemArena *arena,
                    const CemDatum *snapshot,
                    gint64 position)
{
  CemNoun *self = g_object_new (type, NULL);
  Content *c = content_of (self);
  CemDatum map = terminate (arena, snapshot->v.map);

  c->snapshot = _cem_value_new_take (arena, &map);
  c->position = g_strdup_printf ("%" G_GINT64_FORMAT, position);
  return self;
}

/* --- reading fields ---*/

/* What is left of a path may be one name with dots inside it. */
const CemDatum *
_cem_noun_find (CemNoun *self,
                const char *path)
{
  const CemMap *map = map_of (self);
  const char *name = path;

  while (map != NULL)
    {
      const gsize length = strcspn (name, ".");
      const CemDatum *datum = _cem_map_find_string (map, name, strlen (name));

      if (datum != NULL || name[length] == '\0')
        return datum;

      datum = _cem_map_find_string (map, name, length);
      if (datum == NULL || datum->kind != CEM_KIND_MAP)
        return NULL;
      map = datum->v.map;
      name += length + 1;
    }

  return NULL;
}

const CemDatum *
_cem_datum_find_member (const CemDatum *datum,
                        const char *name)
{
  if (datum == NULL || datum->kind != CEM_KIND_MAP)
    return NULL;

  return _cem_map_find_string (datum->v.map, name, strlen (name));
}

const CemDatum *
_cem_noun_find_in (CemNoun *self,
                   const char *field,
                   const char *name)
{
  return _cem_datum_find_member (_cem_noun_find (self, field), name);
}

const CemDatum *
_cem_noun_find_named (CemNoun *self,
                      const char *field,
                      const char *name)
{
  const CemDatum *datum = _cem_noun_find (self, field);

  if (datum == NULL || datum->kind != CEM_KIND_LIST)
    return _cem_datum_find_member (datum, name);

  for (guint i = 0; i < datum->v.list->n; i++)
    {
      const CemDatum *own = _cem_datum_find_member (&datum->v.list->items[i], "name");

      if (own != NULL && own->kind == CEM_KIND_STRING && strlen (name) == (gsize) own->n &&
          memcmp (name, own->v.s, (gsize) own->n) == 0)
        return &datum->v.list->items[i];
    }

  return NULL;
}

const char *
_cem_noun_get_text (CemNoun *self,
                    const char *field)
{
  const CemDatum *datum = _cem_noun_find (self, field);

  return datum != NULL && datum->kind == CEM_KIND_STRING ? datum->v.s : NULL;
}

gint64
_cem_datum_to_us (const CemDatum *datum)
{
  if (datum == NULL || datum->kind != CEM_KIND_TIMESTAMP)
    return G_MININT64;

  return datum->v.i * G_USEC_PER_SEC + datum->n / 1000;
}

/* Rounded down, also before 1970. */
CemDatum
_cem_datum_new_us (gint64 us)
{
  const gint64 rest = ((us % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC;

  return _cem_datum_timestamp ((us - rest) / G_USEC_PER_SEC, (gint32) rest * 1000);
}

gint64
_cem_noun_get_us (CemNoun *self,
                  const char *field)
{
  return _cem_datum_to_us (_cem_noun_find (self, field));
}

GDateTime *
_cem_noun_get_time (CemNoun *self,
                    const char *field)
{
  Content *c = content_of (self);
  const CemDatum *datum = _cem_noun_find (self, field);
  GDateTime *time = NULL;

  if (_cem_datum_to_us (datum) == G_MININT64)
    return NULL;

  if (c->times == NULL)
    c->times = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_date_time_unref);

  time = g_hash_table_lookup (c->times, datum);
  if (time == NULL)
    {
      time = _cem_date_time_from_us (_cem_datum_to_us (datum));
      if (time != NULL)
        g_hash_table_insert (c->times, (gpointer) datum, time);
    }

  return time;
}

gboolean
_cem_noun_get_flag (CemNoun *self,
                    const char *field)
{
  const CemDatum *datum = _cem_noun_find (self, field);

  return datum != NULL && datum->kind == CEM_KIND_BOOL && datum->v.i != 0;
}

double
_cem_datum_to_double (const CemDatum *datum)
{
  if (datum == NULL)
    return NAN;

  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_INT:
      return (double) datum->v.i;
    case CEM_KIND_UINT:
      return (double) datum->v.u;
    case CEM_KIND_DOUBLE:
      return datum->v.d;
    default:
      return NAN;
    }
}

double
_cem_noun_get_number (CemNoun *self,
                      const char *field)
{
  return _cem_datum_to_double (_cem_noun_find (self, field));
}

guint
_cem_noun_get_count (CemNoun *self,
                     const char *field)
{
  const double number = _cem_noun_get_number (self, field);

  return number >= 0 && number <= G_MAXUINT ? (guint) number : 0;
}

static void
add_text (GPtrArray *texts,
          const CemDatum *datum)
{
  if (datum->kind == CEM_KIND_STRING)
    g_ptr_array_add (texts, g_strndup (datum->v.s, (gsize) datum->n));
}

char **
_cem_noun_list_members (CemNoun *self,
                        const char *field,
                        const char *member)
{
  const CemDatum *datum = _cem_noun_find (self, field);
  GPtrArray *texts = g_ptr_array_new ();

  if (datum != NULL && datum->kind == CEM_KIND_LIST)
    for (guint i = 0; i < datum->v.list->n; i++)
      {
        const CemDatum *text = _cem_datum_find_member (&datum->v.list->items[i], member);

        if (text != NULL)
          add_text (texts, text);
      }
  else if (datum != NULL && datum->kind == CEM_KIND_MAP)
    for (guint i = 0; i < datum->v.map->n; i++)
      add_text (texts, &datum->v.map->entries[i].key);

  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

char **
_cem_noun_list_texts (CemNoun *self,
                      const char *field)
{
  const CemDatum *datum = _cem_noun_find (self, field);
  GPtrArray *texts = g_ptr_array_new ();

  if (datum != NULL && datum->kind == CEM_KIND_LIST)
    for (guint i = 0; i < datum->v.list->n; i++)
      add_text (texts, &datum->v.list->items[i]);
  else if (datum != NULL && datum->kind == CEM_KIND_MAP)
    for (guint i = 0; i < datum->v.map->n; i++)
      add_text (texts, &datum->v.map->entries[i].key);

  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

void
_cem_noun_get_property (CemNoun *self,
                        const char *field,
                        GValue *value)
{
  const GType type = G_VALUE_TYPE (value);

  if (type == G_TYPE_STRING)
    g_value_set_string (value, _cem_noun_get_text (self, field));
  else if (type == G_TYPE_DATE_TIME)
    g_value_set_boxed (value, _cem_noun_get_time (self, field));
  else if (type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, _cem_noun_get_flag (self, field));
  else if (type == G_TYPE_UINT)
    g_value_set_uint (value, _cem_noun_get_count (self, field));
  else if (type == G_TYPE_DOUBLE)
    g_value_set_double (value, _cem_noun_get_number (self, field));
  else if (type == G_TYPE_STRV)
    g_value_take_boxed (value, _cem_noun_list_texts (self, field));
}

/**
 * cem_noun_get_noun: (get-property noun)
 * @self: a noun
 *
 * Gets what it is: `device`, `order`, `work_order` …
 *
 * Returns: (transfer none) (nullable): the name of the noun; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_noun_get_noun (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return _cem_noun_get_text (self, fields[PROP_NOUN]);
}

/**
 * cem_noun_get_id: (get-property id)
 * @self: a noun
 *
 * Gets the id in this store, `t` and 13 digits of base32.
 *
 * Returns: (transfer none) (nullable): the id; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_noun_get_id (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return _cem_noun_get_text (self, fields[PROP_ID]);
}

/**
 * cem_noun_get_key: (get-property key)
 * @self: a noun
 *
 * Gets the identifier as `TYPE:VALUE`, such as `serial:SN1`.
 *
 * A thing may be known by several: this is the one of the smallest rank, which gives it its id, and
 * [method@Noun.list_keys] has them all. Each of them finds the thing.
 *
 * Returns: (transfer none) (nullable): the key; `NULL` while loading, and for an answer or a touchpoint,
 *   which may have none
 *
 * Since: 0.1
 */
const char *
cem_noun_get_key (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return _cem_noun_get_text (self, fields[PROP_KEY]);
}

/**
 * cem_noun_list_keys:
 * @self: a noun
 *
 * Lists all identifiers that the thing is known by, as `TYPE:VALUE`: a car has a `vin`, and its telematics unit
 * a `serial`.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys, that of [method@Noun.get_key] first; empty
 *   while loading, and for what has none
 *
 * Since: 0.1
 */
char **
cem_noun_list_keys (CemNoun *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  const CemDatum *keys = NULL;

  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  builder = g_strv_builder_new ();
  keys = _cem_noun_find (self, "keys");
  for (guint i = 0; keys != NULL && keys->kind == CEM_KIND_LIST && i < keys->v.list->n; i++)
    {
      const CemDatum *key = &keys->v.list->items[i];
      g_autofree char *text = g_strndup (key->v.s, (gsize) key->n);

      g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}

/**
 * cem_noun_get_state: (get-property state)
 * @self: a noun
 *
 * Gets what has become of it, such as `delivered`.
 *
 * Returns: (transfer none) (nullable): the state; `NULL` for a noun that has none, and while loading
 *
 * Since: 0.1
 */
const char *
cem_noun_get_state (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return _cem_noun_get_text (self, fields[PROP_STATE]);
}

/**
 * cem_noun_get_since: (get-property since)
 * @self: a noun
 *
 * Gets the time of the first event that named it.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_noun_get_since (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return _cem_noun_get_time (self, fields[PROP_SINCE]);
}

/**
 * cem_noun_get_updated: (get-property updated)
 * @self: a noun
 *
 * Gets the time of the last event that said something about it.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` while loading, and when it was only named
 *
 * Since: 0.1
 */
GDateTime *
cem_noun_get_updated (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return _cem_noun_get_time (self, fields[PROP_UPDATED]);
}

/**
 * cem_noun_get_position: (get-property position)
 * @self: a noun
 *
 * Gets the position of the log at which it was read, in digits.
 *
 * Returns: (transfer none) (nullable): the position; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_noun_get_position (CemNoun *self)
{
  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  return content_of (self)->position;
}

/**
 * cem_noun_dup_field:
 * @self: a noun
 * @path: the name of a field, or names with dots between them such as `consumables.filter.life`
 *
 * Reads a field of any name, also of those that only your own events have.
 *
 * Returns: (transfer full) (nullable): the value; `NULL` when there is no such field, and while loading
 *
 * Since: 0.1
 */
CemValue *
cem_noun_dup_field (CemNoun *self,
                    const char *path)
{
  const CemDatum *datum = NULL;

  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  datum = _cem_noun_find (self, path);
  return datum != NULL ? _cem_value_new_part (content_of (self)->snapshot, datum) : NULL;
}

/**
 * cem_noun_list_fields:
 * @self: a noun
 *
 * Lists the names of its fields.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; empty while loading
 *
 * Since: 0.1
 */
char **
cem_noun_list_fields (CemNoun *self)
{
  const CemMap *map = NULL;
  GPtrArray *names = NULL;

  g_return_val_if_fail (CEM_IS_NOUN (self), NULL);

  map = map_of (self);
  names = g_ptr_array_new ();
  for (guint i = 0; map != NULL && i < map->n; i++)
    add_text (names, &map->entries[i].key);

  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}
