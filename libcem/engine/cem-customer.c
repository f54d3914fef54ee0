/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-customer-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-json-object-private.h"
#include "engine/cem-store-item-private.h"
#include "value/cem-json-private.h"

typedef struct
{
  char *id;
  char *position;
  char **identifiers;
  JsonObject *json;
  char *text; /* what the object says without the position, to compare with */
} Content;

/**
 * CemCustomer:
 *
 * A person or an organisation, as far as it is known.
 *
 * A customer is a snapshot, with the position of the log at which it was read. It belongs to the thread
 * that got it.
 *
 * ```c
 * g_print ("%s is %s\n",
 *          cem_customer_get_id (customer),
 *          cem_customer_get_identifiers (customer)[0]);
 * ```
 *
 * ## As JSON
 *
 * [method@StoreItem.to_json] gives an object of
 *
 * - `schema`: 1; `id`; `position`: of the log, when it was read; `since`: its first event
 * - `identifiers`: a list of objects with `key` (`TYPE:VALUE`), `type`, `value`, `id` (of this fragment),
 *   `first` (time of the first event that named it) and `epoch` (of a type that expires)
 * - `traits`: an object by name; each has `value`, `source`, `event` (its id), `time`, `identifier`
 *   (that it was said of), `holds` (false when it was taken back) and `others`, a list of the values that
 *   lost, with the same members
 * - `proposals`: a list of evidence that did not join, with `first` and `second` (identifiers), `reason`
 *   (`conflict` or `limit`), `kind`, `time`, `source` and `event`
 * - `decisions`: a list of what people decided, with `kind` (`linked`, `unlinked` or `kept_apart`),
 *   `first`, `second`, `time`, `source` and `event`
 *
 * The object cannot be changed.
 *
 * Since: 0.1
 */
struct _CemCustomer
{
  CemStoreItem parent_instance;

  Content c;
};

G_DEFINE_FINAL_TYPE (CemCustomer, cem_customer, CEM_TYPE_STORE_ITEM)

typedef enum
{
  PROP_ID = 1,
  PROP_POSITION,
  PROP_IDENTIFIERS
} CemCustomerProperty;

static GParamSpec *properties[PROP_IDENTIFIERS + 1];

static void
cem_customer_finalize (GObject *object)
{
  CemCustomer *self = CEM_CUSTOMER (object);

  g_free (self->c.id);
  g_free (self->c.position);
  g_strfreev (self->c.identifiers);
  g_clear_pointer (&self->c.json, json_object_unref);
  g_free (self->c.text);

  G_OBJECT_CLASS (cem_customer_parent_class)->finalize (object);
}

static void
cem_customer_get_property (GObject *object,
                           guint prop_id,
                           GValue *value,
                           GParamSpec *pspec)
{
  CemCustomer *self = CEM_CUSTOMER (object);

  switch ((CemCustomerProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->c.id);
      break;
    case PROP_POSITION:
      g_value_set_string (value, self->c.position);
      break;
    case PROP_IDENTIFIERS:
      g_value_set_boxed (value, self->c.identifiers);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
cem_customer_same (CemStoreItem *item,
                   CemStoreItem *other_item)
{
  CemCustomer *self = CEM_CUSTOMER (item);
  CemCustomer *other = CEM_CUSTOMER (other_item);

  return g_strcmp0 (self->c.text, other->c.text) == 0;
}

static JsonNode *
cem_customer_to_json (CemStoreItem *item)
{
  CemCustomer *self = CEM_CUSTOMER (item);
  JsonNode *node = NULL;

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, self->c.json);
  return node;
}

static const CemStoreItemHooks hooks = {
  CEM_STORE_ITEM_CONTENT (CemCustomer, c),
  .same = cem_customer_same,
  .to_json = cem_customer_to_json,
};

static void
cem_customer_class_init (CemCustomerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_customer_finalize;
  object_class->get_property = cem_customer_get_property;

  /**
   * CemCustomer:id: (getter get_id)
   *
   * The id of the customer in this store, `c` and 13 digits of base32.
   *
   * Since: 0.1
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, flags);

  /**
   * CemCustomer:position: (getter get_position)
   *
   * The position of the log at which the customer was read, in digits.
   *
   * Since: 0.1
   */
  properties[PROP_POSITION] =
    g_param_spec_string ("position", NULL, NULL, NULL, flags);

  /**
   * CemCustomer:identifiers: (getter get_identifiers)
   *
   * The identifiers of the customer as `TYPE:VALUE`, the one that gives the id first.
   *
   * Since: 0.1
   */
  properties[PROP_IDENTIFIERS] =
    g_param_spec_boxed ("identifiers", NULL, NULL, G_TYPE_STRV, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  _cem_store_item_class_set_hooks (CEM_STORE_ITEM_CLASS (klass), &hooks);
}

static void
cem_customer_init (CemCustomer *self)
{
  self->c.identifiers = g_new0 (char *, 1);
}

/* What is needed while one customer is read. */
typedef struct
{
  CemDb *db;
  CemIdentityConfig *config;
  CemArena *arena;
  gint64 head;
  GArray *members; /* CemIdentityMember */
  JsonObject *json;
} Reading;

/* "TYPE:VALUE" of a member or of somebody else's entity. An entity that is gone has its id only. */
static gboolean
set_key (Reading *reading,
         JsonObject *object,
         const char *name,
         gint64 entity,
         GError **error)
{
  CemIdentityMember member = { 0 };
  g_autofree char *key = NULL;

  for (guint i = 0; i < reading->members->len && member.entity == 0; i++)
    if (g_array_index (reading->members, CemIdentityMember, i).entity == entity)
      member = g_array_index (reading->members, CemIdentityMember, i);

  if (member.entity == 0 &&
      !_cem_identity_read_entity (reading->db, reading->arena, entity, &member, error))
    return FALSE;

  key = g_strconcat (member.type, ":", member.value, NULL);
  json_object_set_string_member (object, name, key);
  return TRUE;
}

static void
set_id (JsonObject *object,
        const char *name,
        gint64 entity)
{
  char id[CEM_ID_BUFFER];

  _cem_id_format ('c', entity, id);
  json_object_set_string_member (object, name, id);
}

static gboolean
read_members (Reading *reading,
              CemCustomer *self,
              GError **error)
{
  JsonArray *array = json_array_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gint64 since = G_MAXINT64;

  json_object_set_array_member (reading->json, "identifiers", array);
  if (!_cem_identity_read_members (reading->db, reading->config, reading->arena, reading->head,
                                   reading->members, error))
    return FALSE;

  for (guint i = 0; i < reading->members->len; i++)
    {
      const CemIdentityMember *member = &g_array_index (reading->members, CemIdentityMember, i);
      JsonObject *object = json_object_new ();
      g_autofree char *key = g_strconcat (member->type, ":", member->value, NULL);

      set_id (object, "id", member->entity);
      json_object_set_string_member (object, "key", key);
      json_object_set_string_member (object, "type", member->type);
      json_object_set_string_member (object, "value", member->value);
      if (member->epoch != 0)
        json_object_set_int_member (object, "epoch", member->epoch);
      _cem_json_object_set_us (object, "first", member->first);
      json_array_add_object_element (array, object);

      if (member->first != G_MININT64)
        since = MIN (since, member->first);
      /* One number in two epochs is one identifier to a reader. */
      if (!g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
        g_ptr_array_add (keys, g_steal_pointer (&key));
    }

  if (since != G_MAXINT64)
    _cem_json_object_set_us (reading->json, "since", since);
  g_ptr_array_add (keys, NULL);
  g_strfreev (self->c.identifiers);
  self->c.identifiers = (char **) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
  return TRUE;
}

/* Trait values were written by this library; one that cannot be read any more is left as text. */
static JsonNode *
parse_value (CemArena *arena,
             const char *text)
{
  CemDatum datum = { 0 };

  if (!_cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, NULL))
    datum = _cem_datum_string (text, strlen (text));

  return _cem_datum_to_json_node (&datum);
}

static gboolean
read_traits (Reading *reading,
             GError **error)
{
  g_autoptr (GArray) traits = g_array_new (FALSE, FALSE, sizeof (CemIdentityTrait));
  JsonObject *all = json_object_new ();

  json_object_set_object_member (reading->json, "traits", all);
  if (!_cem_identity_read_traits (reading->db, reading->config, reading->arena, reading->head,
                                  traits, error))
    return FALSE;

  for (guint i = 0; i < traits->len; i++)
    {
      const CemIdentityTrait *trait = &g_array_index (traits, CemIdentityTrait, i);
      JsonObject *object = json_object_new ();

      if (json_object_has_member (all, trait->field))
        {
          JsonObject *winner = json_object_get_object_member (all, trait->field);

          json_array_add_object_element (json_object_get_array_member (winner, "others"), object);
        }
      else
        {
          json_object_set_boolean_member (object, "holds", trait->holds);
          json_object_set_array_member (object, "others", json_array_new ());
          json_object_set_object_member (all, trait->field, object);
        }

      json_object_set_member (object, "value", parse_value (reading->arena, trait->value));
      json_object_set_string_member (object, "source", trait->source);
      json_object_set_string_member (object, "event", trait->id);
      _cem_json_object_set_us (object, "time", trait->time);
      if (!set_key (reading, object, "identifier", trait->fragment, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_proposals (Reading *reading,
                GError **error)
{
  g_autoptr (GArray) proposals = g_array_new (FALSE, FALSE, sizeof (CemIdentityProposal));
  JsonArray *array = json_array_new ();

  json_object_set_array_member (reading->json, "proposals", array);
  if (!_cem_identity_list_proposals (reading->db, reading->arena, reading->head, FALSE, NULL, 0,
                                     proposals, error))
    return FALSE;

  for (guint i = 0; i < proposals->len; i++)
    {
      const CemIdentityProposal *proposal = &g_array_index (proposals, CemIdentityProposal, i);
      JsonObject *object = json_object_new ();

      json_array_add_object_element (array, object);
      json_object_set_string_member (object, "reason",
                                     _cem_edge_status_get_name (proposal->reason));
      json_object_set_string_member (object, "kind", _cem_edge_kind_get_name (proposal->kind));
      _cem_json_object_set_us (object, "time", proposal->time);
      _cem_json_object_set_text (object, "source", proposal->source);
      _cem_json_object_set_text (object, "event", proposal->id);
      if (!set_key (reading, object, "first", proposal->a, error) ||
          !set_key (reading, object, "second", proposal->b, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_decisions (Reading *reading,
                GError **error)
{
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (CemIdentityStanding));
  JsonArray *array = json_array_new ();

  json_object_set_array_member (reading->json, "decisions", array);
  if (!_cem_identity_list_decisions (reading->db, reading->arena, reading->head, decisions, error))
    return FALSE;

  for (guint i = 0; i < decisions->len; i++)
    {
      const CemIdentityStanding *decision = &g_array_index (decisions, CemIdentityStanding, i);
      JsonObject *object = json_object_new ();

      json_array_add_object_element (array, object);
      json_object_set_string_member (object, "kind", _cem_decision_kind_get_name (decision->kind));
      _cem_json_object_set_us (object, "time", decision->time);
      _cem_json_object_set_text (object, "source", decision->source);
      _cem_json_object_set_text (object, "event", decision->id);
      if (!set_key (reading, object, "first", decision->a, error) ||
          !set_key (reading, object, "second", decision->b, error))
        return FALSE;
    }

  return TRUE;
}

static char *
write_json (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

CemCustomer *
_cem_customer_read (CemDb *db,
                    CemIdentityConfig *config,
                    gint64 head,
                    GError **error)
{
  g_autoptr (CemCustomer) self = g_object_new (CEM_TYPE_CUSTOMER, NULL);
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (CemIdentityMember));
  Reading reading = { db, config, arena, head, members, json_object_new () };
  gint64 position = 0;
  char id[CEM_ID_BUFFER];

  self->c.json = reading.json;
  _cem_id_format ('c', head, id);
  self->c.id = g_strdup (id);
  json_object_set_int_member (reading.json, "schema", 1);
  json_object_set_string_member (reading.json, "id", id);

  if (!read_members (&reading, self, error))
    return NULL;
  if (members->len == 0)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND, "There is no customer “%s” in this store", id);
      return NULL;
    }
  if (!read_traits (&reading, error) || !read_proposals (&reading, error) ||
      !read_decisions (&reading, error) ||
      !_cem_db_query_int (db, "SELECT ifnull (max (seq), 0) FROM log", &position, error))
    return NULL;

  self->c.text = write_json (reading.json);
  self->c.position = g_strdup_printf ("%" G_GINT64_FORMAT, position);
  json_object_set_int_member (reading.json, "position", position);
  json_object_seal (reading.json);

  return g_steal_pointer (&self);
}

/**
 * cem_customer_get_id: (get-property id)
 * @self: a customer
 *
 * Gets the id of the customer in this store, `c` and 13 digits of base32.
 *
 * Returns: (transfer none) (nullable): the id; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_customer_get_id (CemCustomer *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER (self), NULL);

  return self->c.id;
}

/**
 * cem_customer_get_position: (get-property position)
 * @self: a customer
 *
 * Gets the position of the log at which the customer was read, in digits.
 *
 * Returns: (transfer none) (nullable): the position; `NULL` while loading
 *
 * Since: 0.1
 */
const char *
cem_customer_get_position (CemCustomer *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER (self), NULL);

  return self->c.position;
}

/**
 * cem_customer_get_identifiers: (get-property identifiers)
 * @self: a customer
 *
 * Gets the identifiers of the customer as `TYPE:VALUE`, the one that gives the id first.
 *
 * Returns: (transfer none) (array zero-terminated=1): the identifiers; empty while loading
 *
 * Since: 0.1
 */
const char *const *
cem_customer_get_identifiers (CemCustomer *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER (self), NULL);

  return (const char *const *) self->c.identifiers;
}

/**
 * cem_customer_get_trait:
 * @self: a customer
 * @name: the name of a trait, such as `city`
 *
 * Gets the value of a trait that holds: of several sources, the one that is believed first.
 *
 * Where it comes from, and the values that lost, are in [method@StoreItem.to_json].
 *
 * Returns: (transfer none) (nullable): the value; `NULL` when there is none, and while loading
 *
 * Since: 0.1
 */
JsonNode *
cem_customer_get_trait (CemCustomer *self,
                        const char *name)
{
  JsonObject *traits = NULL;
  JsonObject *trait = NULL;

  g_return_val_if_fail (CEM_IS_CUSTOMER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (self->c.json == NULL)
    return NULL;

  traits = json_object_get_object_member (self->c.json, "traits");
  if (!json_object_has_member (traits, name))
    return NULL;

  trait = json_object_get_object_member (traits, name);
  if (!json_object_get_boolean_member (trait, "holds"))
    return NULL;

  return json_object_get_member (trait, "value");
}
