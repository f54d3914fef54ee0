/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-command-private.h"

#include "base/cem-clock-private.h"
#include "base/cem-time-private.h"

#include <libcem/cem-error.h>

/**
 * CemCommand:
 *
 * Something that a program asks an engine to do.
 *
 * A command is checked against the present state when [method@Engine.execute] runs it. Either it is
 * refused, with an error that says what would be legal, or it becomes an event in the log; there is
 * no other way to change what an engine knows. Identifiers are written as `TYPE:VALUE`, such as
 * `user_id:7`. A command belongs to the thread that made it.
 *
 * ```c
 * g_autoptr (CemCommand) command = cem_command_new_link ("user_id:7", "email:li@example.org");
 *
 * cem_command_set_actor (command, "agent 12");
 * cem_command_set_reason (command, "The customer said so on the phone");
 * ```
 *
 * Since: 0.1
 */
struct _CemCommand
{
  GObject parent_instance;

  char *event_type;
  char *actor;
  char *reason;
  JsonObject *data; /* what the event says, without the reason */
};

G_DEFINE_FINAL_TYPE (CemCommand, cem_command, G_TYPE_OBJECT)

typedef enum
{
  PROP_EVENT_TYPE = 1,
  PROP_ACTOR,
  PROP_REASON
} CemCommandProperty;

static GParamSpec *properties[PROP_REASON + 1];

static void
cem_command_finalize (GObject *object)
{
  CemCommand *self = CEM_COMMAND (object);

  g_free (self->event_type);
  g_free (self->actor);
  g_free (self->reason);
  g_clear_pointer (&self->data, json_object_unref);

  G_OBJECT_CLASS (cem_command_parent_class)->finalize (object);
}

static void
cem_command_get_property (GObject *object,
                          guint prop_id,
                          GValue *value,
                          GParamSpec *pspec)
{
  CemCommand *self = CEM_COMMAND (object);

  switch ((CemCommandProperty) prop_id)
    {
    case PROP_EVENT_TYPE:
      g_value_set_string (value, self->event_type);
      break;
    case PROP_ACTOR:
      g_value_set_string (value, self->actor);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_command_set_property (GObject *object,
                          guint prop_id,
                          const GValue *value,
                          GParamSpec *pspec)
{
  CemCommand *self = CEM_COMMAND (object);

  switch ((CemCommandProperty) prop_id)
    {
    case PROP_EVENT_TYPE:
      self->event_type = g_value_dup_string (value);
      break;
    case PROP_ACTOR:
      cem_command_set_actor (self, g_value_get_string (value));
      break;
    case PROP_REASON:
      cem_command_set_reason (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_command_class_init (CemCommandClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_command_finalize;
  object_class->get_property = cem_command_get_property;
  object_class->set_property = cem_command_set_property;

  /**
   * CemCommand:event-type: (getter get_event_type)
   *
   * The type of the event that the command becomes, such as `identifiers.linked`.
   *
   * Since: 0.1
   */
  properties[PROP_EVENT_TYPE] =
    g_param_spec_string ("event-type", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * CemCommand:actor: (getter get_actor) (setter set_actor)
   *
   * Who gives the command: a name or id that the log keeps.
   *
   * Since: 0.1
   */
  properties[PROP_ACTOR] =
    g_param_spec_string ("actor", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * CemCommand:reason: (getter get_reason) (setter set_reason)
   *
   * Why it is given; the log keeps it.
   *
   * Since: 0.1
   */
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_command_init (CemCommand *self)
{
  self->data = json_object_new ();
}

static CemCommand *
command_new (const char *event_type)
{
  return g_object_new (CEM_TYPE_COMMAND, "event-type", event_type, NULL);
}

static CemCommand *
command_new_pair (const char *event_type,
                  const char *first,
                  const char *second)
{
  CemCommand *self = command_new (event_type);

  json_object_set_string_member (self->data, "first", first);
  json_object_set_string_member (self->data, "second", second);
  return self;
}

/* The data of the event that the command becomes. */
JsonNode *
_cem_command_dup_data (CemCommand *self)
{
  JsonNode *data = json_node_new (JSON_NODE_OBJECT);
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (self->data);

  for (GList *l = members; l != NULL; l = l->next)
    json_object_set_member (copy, l->data, json_object_dup_member (self->data, l->data));
  if (self->reason != NULL)
    json_object_set_string_member (copy, "reason", self->reason);

  json_node_take_object (data, copy);
  return data;
}

/**
 * cem_command_new_advance:
 * @time: until when
 *
 * Asks to let time pass until @time: all that is due until then happens.
 *
 * Refused when @time is before the engine's time.
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_advance (GDateTime *time)
{
  CemCommand *self = NULL;
  char buffer[CEM_TIME_BUFFER];

  g_return_val_if_fail (time != NULL, NULL);

  self = command_new ("clock.advanced");
  _cem_time_format_us (_cem_date_time_to_us (time), buffer);
  json_object_set_string_member (self->data, "to", buffer);
  return self;
}

/**
 * cem_command_new_link:
 * @first: an identifier, as `TYPE:VALUE`
 * @second: another identifier of the same person, or of the same thing
 *
 * Asks to link two identifiers: they are the same person's or thing's, somebody who knows says so.
 *
 * Overrules what kept the engine from linking them by itself, such as two different strong
 * identifiers of one type. Refused while they are kept apart.
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_link (const char *first,
                      const char *second)
{
  g_return_val_if_fail (first != NULL, NULL);
  g_return_val_if_fail (second != NULL, NULL);

  return command_new_pair ("identifiers.linked", first, second);
}

/**
 * cem_command_new_unlink:
 * @first: an identifier, as `TYPE:VALUE`
 * @second: another identifier
 *
 * Asks to take back every link between two identifiers that the log holds until now.
 *
 * Nothing is lost: each keeps its own events. What comes later may link them again;
 * [ctor@Command.new_keep_apart] prevents that. Refused when the two are not linked with one
 * another directly.
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_unlink (const char *first,
                        const char *second)
{
  g_return_val_if_fail (first != NULL, NULL);
  g_return_val_if_fail (second != NULL, NULL);

  return command_new_pair ("identifiers.unlinked", first, second);
}

/**
 * cem_command_new_keep_apart:
 * @first: an identifier, as `TYPE:VALUE`
 * @second: an identifier of somebody else
 *
 * Asks to keep two identifiers apart, whatever evidence there is or will be.
 *
 * This wins over everything else until [ctor@Command.new_let_together].
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_keep_apart (const char *first,
                            const char *second)
{
  g_return_val_if_fail (first != NULL, NULL);
  g_return_val_if_fail (second != NULL, NULL);

  return command_new_pair ("identifiers.kept_apart", first, second);
}

/**
 * cem_command_new_let_together:
 * @first: an identifier, as `TYPE:VALUE`
 * @second: an identifier that is kept apart from it
 *
 * Asks to lift [ctor@Command.new_keep_apart], so that evidence counts again.
 *
 * Refused when the two are not kept apart.
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_let_together (const char *first,
                              const char *second)
{
  g_return_val_if_fail (first != NULL, NULL);
  g_return_val_if_fail (second != NULL, NULL);

  {
    CemCommand *self = command_new_pair ("identifiers.kept_apart", first, second);

    json_object_set_boolean_member (self->data, "lifted", TRUE);
    return self;
  }
}

/**
 * cem_command_new_erase:
 * @customer: a customer id, or an identifier as `TYPE:VALUE`
 *
 * Asks to erase a customer: what the log, the quarantine and all that is derived say about the
 * person.
 *
 * The rows of the log stay, without their personal piece, so that the log can still be verified.
 * An event that names one of the customer's identifiers loses its piece whoever else it names.
 * This cannot be undone.
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_erase (const char *customer)
{
  CemCommand *self = NULL;

  g_return_val_if_fail (customer != NULL, NULL);

  self = command_new ("customer.erased");
  json_object_set_string_member (self->data, "customer", customer);
  return self;
}

/**
 * cem_command_new_configure_identity:
 * @configuration: what types of identifiers there are and how they join, as described in the
 * manual
 *
 * Asks to replace the identity configuration.
 *
 * What is known about customers is computed again from the whole log. Refused when the
 * configuration has mistakes.
 *
 * Returns: (transfer full): a command
 *
 * Since: 0.1
 */
CemCommand *
cem_command_new_configure_identity (JsonNode *configuration)
{
  CemCommand *self = NULL;

  g_return_val_if_fail (configuration != NULL, NULL);

  self = command_new ("identity.configured");
  json_object_set_member (self->data, "configuration", json_node_copy (configuration));
  return self;
}

/**
 * cem_command_get_event_type: (get-property event-type)
 * @self: a command
 *
 * Gets the type of the event that the command becomes, such as `identifiers.linked`.
 *
 * Returns: (transfer none): the type of the event that the command becomes, such as
 * `identifiers.linked`
 *
 * Since: 0.1
 */
const char *
cem_command_get_event_type (CemCommand *self)
{
  g_return_val_if_fail (CEM_IS_COMMAND (self), NULL);

  return self->event_type;
}

/**
 * cem_command_get_actor: (get-property actor)
 * @self: a command
 *
 * Gets who gives the command: a name or id that the log keeps.
 *
 * Returns: (transfer none) (nullable): who gives the command: a name or id that the log keeps
 *
 * Since: 0.1
 */
const char *
cem_command_get_actor (CemCommand *self)
{
  g_return_val_if_fail (CEM_IS_COMMAND (self), NULL);

  return self->actor;
}

/**
 * cem_command_set_actor: (set-property actor)
 * @self: a command
 * @actor: (nullable): who gives the command: a name or id that the log keeps
 *
 * Sets who gives the command: a name or id that the log keeps.
 *
 * Since: 0.1
 */
void
cem_command_set_actor (CemCommand *self,
                       const char *actor)
{
  g_return_if_fail (CEM_IS_COMMAND (self));

  if (g_strcmp0 (self->actor, actor) == 0)
    return;

  g_free (self->actor);
  self->actor = g_strdup (actor);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTOR]);
}

/**
 * cem_command_get_reason: (get-property reason)
 * @self: a command
 *
 * Gets why it is given; the log keeps it.
 *
 * Returns: (transfer none) (nullable): why it is given; the log keeps it
 *
 * Since: 0.1
 */
const char *
cem_command_get_reason (CemCommand *self)
{
  g_return_val_if_fail (CEM_IS_COMMAND (self), NULL);

  return self->reason;
}

/**
 * cem_command_set_reason: (set-property reason)
 * @self: a command
 * @reason: (nullable): why it is given; the log keeps it
 *
 * Sets why it is given; the log keeps it.
 *
 * Since: 0.1
 */
void
cem_command_set_reason (CemCommand *self,
                        const char *reason)
{
  g_return_if_fail (CEM_IS_COMMAND (self));

  if (g_strcmp0 (self->reason, reason) == 0)
    return;

  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

/**
 * cem_command_to_json:
 * @self: a command
 *
 * Writes the command as an object with `type`, `actor` and `data`.
 *
 * Returns: (transfer full): a JSON object
 *
 * Since: 0.1
 */
JsonNode *
cem_command_to_json (CemCommand *self)
{
  JsonNode *json = NULL;
  JsonObject *object = NULL;

  g_return_val_if_fail (CEM_IS_COMMAND (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "type", self->event_type);
  if (self->actor != NULL)
    json_object_set_string_member (object, "actor", self->actor);
  json_object_set_member (object, "data", _cem_command_dup_data (self));

  json = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (json, object);
  return json;
}
