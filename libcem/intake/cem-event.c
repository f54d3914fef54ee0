/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-event-private.h"

/**
 * CemEvent:
 *
 * Something that happened, in the words of CloudEvents 1.0.
 *
 * An event is built up and then given to [method@Engine.ingest], which checks it and keeps its own
 * copy. Besides the attributes of CloudEvents it carries *identifiers*: values such as a user id,
 * a phone number or a serial number, each with its type, by which the engine finds the person and
 * the thing that the event is about. An event belongs to the thread that made it.
 *
 * ```c
 * g_autoptr (CemEvent) event = cem_event_new ("/shop", "order.placed");
 *
 * cem_event_set_id (event, "order-1042");
 * cem_event_set_identifier (event, "user_id", "7");
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemEvent, cem_event, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_SOURCE,
  PROP_EVENT_TYPE,
  PROP_SUBJECT,
  PROP_TIME,
  PROP_PAYLOAD
} CemEventProperty;

static GParamSpec *properties[PROP_PAYLOAD + 1];

static void
cem_event_finalize (GObject *object)
{
  CemEvent *self = CEM_EVENT (object);

  g_free (self->id);
  g_free (self->source);
  g_free (self->type);
  g_free (self->subject);
  g_clear_pointer (&self->time, g_date_time_unref);
  g_clear_pointer (&self->payload, json_node_unref);
  g_ptr_array_unref (self->identifiers);
  g_clear_pointer (&self->extensions, json_node_unref);

  G_OBJECT_CLASS (cem_event_parent_class)->finalize (object);
}

static void
cem_event_get_property (GObject *object,
                        guint prop_id,
                        GValue *value,
                        GParamSpec *pspec)
{
  CemEvent *self = CEM_EVENT (object);

  switch ((CemEventProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_EVENT_TYPE:
      g_value_set_string (value, self->type);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    case PROP_PAYLOAD:
      g_value_set_boxed (value, self->payload);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_event_set_property (GObject *object,
                        guint prop_id,
                        const GValue *value,
                        GParamSpec *pspec)
{
  CemEvent *self = CEM_EVENT (object);

  switch ((CemEventProperty) prop_id)
    {
    case PROP_ID:
      cem_event_set_id (self, g_value_get_string (value));
      break;
    case PROP_SOURCE:
      cem_event_set_source (self, g_value_get_string (value));
      break;
    case PROP_EVENT_TYPE:
      cem_event_set_event_type (self, g_value_get_string (value));
      break;
    case PROP_SUBJECT:
      cem_event_set_subject (self, g_value_get_string (value));
      break;
    case PROP_TIME:
      cem_event_set_time (self, g_value_get_boxed (value));
      break;
    case PROP_PAYLOAD:
      cem_event_set_payload (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_event_class_init (CemEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_event_finalize;
  object_class->get_property = cem_event_get_property;
  object_class->set_property = cem_event_set_property;

  /**
   * CemEvent:id: (getter get_id) (setter set_id)
   *
   * The id, unique within the source.
   *
   * Since: 0.1
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemEvent:source: (getter get_source) (setter set_source)
   *
   * Where the event comes from: a URI reference such as `/app/7`.
   *
   * Since: 0.1
   */
  properties[PROP_SOURCE] =
    g_param_spec_string ("source", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemEvent:event-type: (getter get_event_type) (setter set_event_type)
   *
   * What happened, in words with dots: `order.placed`.
   *
   * Since: 0.1
   */
  properties[PROP_EVENT_TYPE] =
    g_param_spec_string ("event-type", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemEvent:subject: (getter get_subject) (setter set_subject)
   *
   * What it happened to, in the source's own words.
   *
   * Since: 0.1
   */
  properties[PROP_SUBJECT] =
    g_param_spec_string ("subject", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemEvent:time: (getter get_time) (setter set_time)
   *
   * When it happened.
   *
   * Since: 0.1
   */
  properties[PROP_TIME] =
    g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemEvent:payload: (getter get_payload) (setter set_payload)
   *
   * What there is to say about it: `data` in CloudEvents, as JSON.
   *
   * Since: 0.1
   */
  properties[PROP_PAYLOAD] =
    g_param_spec_boxed ("payload", NULL, NULL, JSON_TYPE_NODE,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_event_init (CemEvent *self)
{
  self->identifiers = g_ptr_array_new_with_free_func (g_free);
}

/* Identifiers are few, so a list is searched. */
guint
_cem_event_find_identifier (CemEvent *self,
                            const char *type)
{
  for (guint i = 0; i < self->identifiers->len; i += 2)
    if (g_str_equal (self->identifiers->pdata[i], type))
      return i;

  return self->identifiers->len;
}

/**
 * cem_event_new:
 * @source: (nullable): where the event comes from
 * @type: (nullable): what happened
 *
 * Makes an event.
 *
 * An event needs an id, a source and a type before it can be ingested. The id is what tells an
 * event from its duplicate, so it comes from the source and is never made up here.
 *
 * Returns: (transfer full): an event
 *
 * Since: 0.1
 */
CemEvent *
cem_event_new (const char *source,
               const char *type)
{
  return g_object_new (CEM_TYPE_EVENT, "source", source, "event-type", type, NULL);
}

/**
 * cem_event_get_id: (get-property id)
 * @self: an event
 *
 * Gets the id, unique within the source.
 *
 * Returns: (transfer none) (nullable): the id, unique within the source
 *
 * Since: 0.1
 */
const char *
cem_event_get_id (CemEvent *self)
{
  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  return self->id;
}

/**
 * cem_event_set_id: (set-property id)
 * @self: an event
 * @id: (nullable): the id, unique within the source
 *
 * Sets the id, unique within the source.
 *
 * Since: 0.1
 */
void
cem_event_set_id (CemEvent *self,
                  const char *id)
{
  g_return_if_fail (CEM_IS_EVENT (self));

  if (g_strcmp0 (self->id, id) == 0)
    return;

  g_free (self->id);
  self->id = g_strdup (id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * cem_event_get_source: (get-property source)
 * @self: an event
 *
 * Gets where the event comes from: a URI reference such as `/app/7`.
 *
 * Returns: (transfer none) (nullable): where the event comes from: a URI reference such as
 * `/app/7`
 *
 * Since: 0.1
 */
const char *
cem_event_get_source (CemEvent *self)
{
  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  return self->source;
}

/**
 * cem_event_set_source: (set-property source)
 * @self: an event
 * @source: (nullable): where the event comes from: a URI reference such as `/app/7`
 *
 * Sets where the event comes from: a URI reference such as `/app/7`.
 *
 * Since: 0.1
 */
void
cem_event_set_source (CemEvent *self,
                      const char *source)
{
  g_return_if_fail (CEM_IS_EVENT (self));

  if (g_strcmp0 (self->source, source) == 0)
    return;

  g_free (self->source);
  self->source = g_strdup (source);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOURCE]);
}

/**
 * cem_event_get_event_type: (get-property event-type)
 * @self: an event
 *
 * Gets what happened, in words with dots: `order.placed`.
 *
 * Returns: (transfer none) (nullable): what happened, in words with dots: `order.placed`
 *
 * Since: 0.1
 */
const char *
cem_event_get_event_type (CemEvent *self)
{
  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  return self->type;
}

/**
 * cem_event_set_event_type: (set-property event-type)
 * @self: an event
 * @event_type: (nullable): what happened, in words with dots: `order.placed`
 *
 * Sets what happened, in words with dots: `order.placed`.
 *
 * Since: 0.1
 */
void
cem_event_set_event_type (CemEvent *self,
                          const char *event_type)
{
  g_return_if_fail (CEM_IS_EVENT (self));

  if (g_strcmp0 (self->type, event_type) == 0)
    return;

  g_free (self->type);
  self->type = g_strdup (event_type);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVENT_TYPE]);
}

/**
 * cem_event_get_subject: (get-property subject)
 * @self: an event
 *
 * Gets what it happened to, in the source's own words.
 *
 * Returns: (transfer none) (nullable): what it happened to, in the source's own words
 *
 * Since: 0.1
 */
const char *
cem_event_get_subject (CemEvent *self)
{
  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  return self->subject;
}

/**
 * cem_event_set_subject: (set-property subject)
 * @self: an event
 * @subject: (nullable): what it happened to, in the source's own words
 *
 * Sets what it happened to, in the source's own words.
 *
 * Since: 0.1
 */
void
cem_event_set_subject (CemEvent *self,
                       const char *subject)
{
  g_return_if_fail (CEM_IS_EVENT (self));

  if (g_strcmp0 (self->subject, subject) == 0)
    return;

  g_free (self->subject);
  self->subject = g_strdup (subject);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBJECT]);
}

/**
 * cem_event_get_time: (get-property time)
 * @self: an event
 *
 * Gets when it happened.
 *
 * Returns: (transfer none) (nullable): when it happened
 *
 * Since: 0.1
 */
GDateTime *
cem_event_get_time (CemEvent *self)
{
  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  return self->time;
}

/**
 * cem_event_set_time: (set-property time)
 * @self: an event
 * @time: (nullable): when it happened
 *
 * Sets when it happened.
 *
 * Since: 0.1
 */
void
cem_event_set_time (CemEvent *self,
                    GDateTime *time)
{
  g_return_if_fail (CEM_IS_EVENT (self));

  if (self->time == time)
    return;

  g_clear_pointer (&self->time, g_date_time_unref);
  if (time != NULL)
    self->time = g_date_time_ref (time);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
}

/**
 * cem_event_get_payload: (get-property payload)
 * @self: an event
 *
 * Gets what there is to say about it: `data` in CloudEvents, as JSON.
 *
 * Returns: (transfer none) (nullable): what there is to say about it: `data` in CloudEvents, as JSON
 *
 * Since: 0.1
 */
JsonNode *
cem_event_get_payload (CemEvent *self)
{
  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  return self->payload;
}

/**
 * cem_event_set_payload: (set-property payload)
 * @self: an event
 * @payload: (nullable): what there is to say about it: `data` in CloudEvents, as JSON
 *
 * Sets what there is to say about it: `data` in CloudEvents, as JSON.
 *
 * Since: 0.1
 */
void
cem_event_set_payload (CemEvent *self,
                       JsonNode *payload)
{
  g_return_if_fail (CEM_IS_EVENT (self));

  if (self->payload == payload)
    return;

  g_clear_pointer (&self->payload, json_node_unref);
  if (payload != NULL)
    self->payload = json_node_ref (payload);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAYLOAD]);
}

/**
 * cem_event_get_identifier:
 * @self: an event
 * @type: a type of identifier, such as `user_id`
 *
 * Gets the value of an identifier, the first one where there are several.
 *
 * Returns: (transfer none) (nullable): the value, or `NULL` when the event has no identifier of
 * that type
 *
 * Since: 0.1
 */
const char *
cem_event_get_identifier (CemEvent *self,
                          const char *type)
{
  guint i = 0;

  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);
  g_return_val_if_fail (type != NULL, NULL);

  i = _cem_event_find_identifier (self, type);
  return i < self->identifiers->len ? self->identifiers->pdata[i + 1] : NULL;
}

/**
 * cem_event_set_identifier:
 * @self: an event
 * @type: a type of identifier, such as `user_id`
 * @value: (nullable): the value, or `NULL` to remove the identifier
 *
 * Sets the only value of a type of identifier.
 *
 * The engine's identity configuration says what the types mean and how values are normalised.
 *
 * Since: 0.1
 */
void
cem_event_set_identifier (CemEvent *self,
                          const char *type,
                          const char *value)
{
  g_return_if_fail (CEM_IS_EVENT (self));
  g_return_if_fail (type != NULL);

  for (guint i = _cem_event_find_identifier (self, type); i < self->identifiers->len;
       i = _cem_event_find_identifier (self, type))
    g_ptr_array_remove_range (self->identifiers, i, 2);

  if (value != NULL)
    cem_event_add_identifier (self, type, value);
}

/**
 * cem_event_add_identifier:
 * @self: an event
 * @type: a type of identifier, such as `phone`
 * @value: the value
 *
 * Adds a value to a type of identifier, for an event that names several of one type.
 *
 * Since: 0.1
 */
void
cem_event_add_identifier (CemEvent *self,
                          const char *type,
                          const char *value)
{
  g_return_if_fail (CEM_IS_EVENT (self));
  g_return_if_fail (type != NULL);
  g_return_if_fail (value != NULL);

  g_ptr_array_add (self->identifiers, g_strdup (type));
  g_ptr_array_add (self->identifiers, g_strdup (value));
}

/**
 * cem_event_list_identifiers:
 * @self: an event
 *
 * Lists the types of the identifiers that the event has.
 *
 * Returns: (transfer full) (array zero-terminated=1): the types, in the order in which they were
 * set
 *
 * Since: 0.1
 */
char **
cem_event_list_identifiers (CemEvent *self)
{
  g_autoptr (GStrvBuilder) types = NULL;

  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  types = g_strv_builder_new ();
  for (guint i = 0; i < self->identifiers->len; i += 2)
    if (_cem_event_find_identifier (self, self->identifiers->pdata[i]) == i)
      g_strv_builder_add (types, self->identifiers->pdata[i]);

  return g_strv_builder_end (types);
}
