/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-machine-event-private.h"

/**
 * CemMachineEvent:
 *
 * An event that can be sent to a state machine: what a button or a menu needs to know of it.
 *
 * It comes from [method@StateMachine.list_events]. The label and the description are those of the
 * transition that the event would take in the present state, in the machine's language; they and
 * whether it is enabled change as the machine goes on. It belongs to the machine's thread.
 *
 * ```c
 * g_autoptr (GListModel) events = cem_state_machine_list_events (state_machine);
 *
 * for (guint i = 0; i < g_list_model_get_n_items (events); i++)
 *   {
 *     g_autoptr (CemMachineEvent) event = g_list_model_get_item (events, i);
 *
 *     if (cem_machine_event_get_enabled (event))
 *       g_print ("%s\n", cem_machine_event_get_label (event));
 *   }
 * ```
 *
 * Since: 0.1
 */
struct _CemMachineEvent
{
  GObject parent_instance;

  char *name;
  char *action_name;
  char *label;
  char *description;
  GVariantType *parameter_type;
  gboolean enabled;
};

G_DEFINE_FINAL_TYPE (CemMachineEvent, cem_machine_event, G_TYPE_OBJECT)

typedef enum
{
  PROP_NAME = 1,
  PROP_ACTION_NAME,
  PROP_LABEL,
  PROP_DESCRIPTION,
  PROP_ENABLED,
  PROP_PARAMETER_TYPE
} CemMachineEventProperty;

static GParamSpec *properties[PROP_PARAMETER_TYPE + 1];

static void
cem_machine_event_finalize (GObject *object)
{
  CemMachineEvent *self = CEM_MACHINE_EVENT (object);

  g_free (self->name);
  g_free (self->action_name);
  g_free (self->label);
  g_free (self->description);
  g_clear_pointer (&self->parameter_type, g_variant_type_free);

  G_OBJECT_CLASS (cem_machine_event_parent_class)->finalize (object);
}

static void
cem_machine_event_get_property (GObject *object,
                                guint prop_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  CemMachineEvent *self = CEM_MACHINE_EVENT (object);

  switch ((CemMachineEventProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ACTION_NAME:
      g_value_set_string (value, self->action_name);
      break;
    case PROP_LABEL:
      g_value_set_string (value, cem_machine_event_get_label (self));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case PROP_PARAMETER_TYPE:
      g_value_set_boxed (value, self->parameter_type);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_machine_event_class_init (CemMachineEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_machine_event_finalize;
  object_class->get_property = cem_machine_event_get_property;

  /**
   * CemMachineEvent:name: (getter get_name)
   *
   * The name of the event, as the chart has it.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * CemMachineEvent:action-name: (getter get_action_name)
   *
   * The name of the action in the machine's action group.
   *
   * Since: 0.1
   */
  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL, flags);

  /**
   * CemMachineEvent:label: (getter get_label)
   *
   * What a button shows: `label` in the `meta` of the transition, or the name.
   *
   * Since: 0.1
   */
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);

  /**
   * CemMachineEvent:description: (getter get_description)
   *
   * What a tooltip shows, or %NULL.
   *
   * Since: 0.1
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);

  /**
   * CemMachineEvent:enabled: (getter get_enabled)
   *
   * Whether the event would do something now.
   *
   * Since: 0.1
   */
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, flags);

  /**
   * CemMachineEvent:parameter-type: (getter get_parameter_type)
   *
   * The type of the parameter that the action takes, or %NULL.
   *
   * Since: 0.1
   */
  properties[PROP_PARAMETER_TYPE] =
    g_param_spec_boxed ("parameter-type", NULL, NULL, G_TYPE_VARIANT_TYPE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_machine_event_init (CemMachineEvent *self)
{
}

CemMachineEvent *
_cem_machine_event_new (const char *name,
                        const char *action_name,
                        const GVariantType *parameter_type)
{
  CemMachineEvent *self = g_object_new (CEM_TYPE_MACHINE_EVENT, NULL);

  self->name = g_strdup (name);
  self->action_name = g_strdup (action_name);
  self->parameter_type = parameter_type != NULL ? g_variant_type_copy (parameter_type) : NULL;
  return self;
}

static void
set_string (CemMachineEvent *self,
            char **place,
            const char *text,
            CemMachineEventProperty property)
{
  if (g_strcmp0 (*place, text) == 0)
    return;

  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
_cem_machine_event_set_text (CemMachineEvent *self,
                             const char *label,
                             const char *description)
{
  set_string (self, &self->label, label, PROP_LABEL);
  set_string (self, &self->description, description, PROP_DESCRIPTION);
}

gboolean
_cem_machine_event_set_enabled (CemMachineEvent *self,
                                gboolean enabled)
{
  if (self->enabled == enabled)
    return FALSE;

  self->enabled = enabled;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
  return TRUE;
}

/**
 * cem_machine_event_get_name: (get-property name)
 * @self: an event of a machine
 *
 * Gets the name of the event, as the chart has it.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
cem_machine_event_get_name (CemMachineEvent *self)
{
  g_return_val_if_fail (CEM_IS_MACHINE_EVENT (self), NULL);

  return self->name;
}

/**
 * cem_machine_event_get_action_name: (get-property action-name)
 * @self: an event of a machine
 *
 * Gets the name of the action in the machine's action group: the event's name, with a `-` for what
 * the name of an action cannot hold.
 *
 * Returns: (transfer none): the name of the action
 *
 * Since: 0.1
 */
const char *
cem_machine_event_get_action_name (CemMachineEvent *self)
{
  g_return_val_if_fail (CEM_IS_MACHINE_EVENT (self), NULL);

  return self->action_name;
}

/**
 * cem_machine_event_get_label: (get-property label)
 * @self: an event of a machine
 *
 * Gets what a button shows.
 *
 * Returns: (transfer none): the label; the name where the chart gives none
 *
 * Since: 0.1
 */
const char *
cem_machine_event_get_label (CemMachineEvent *self)
{
  g_return_val_if_fail (CEM_IS_MACHINE_EVENT (self), NULL);

  return self->label != NULL ? self->label : self->name;
}

/**
 * cem_machine_event_get_description: (get-property description)
 * @self: an event of a machine
 *
 * Gets what a tooltip shows.
 *
 * Returns: (transfer none) (nullable): the description, or %NULL where the chart gives none
 *
 * Since: 0.1
 */
const char *
cem_machine_event_get_description (CemMachineEvent *self)
{
  g_return_val_if_fail (CEM_IS_MACHINE_EVENT (self), NULL);

  return self->description;
}

/**
 * cem_machine_event_get_enabled: (get-property enabled)
 * @self: an event of a machine
 *
 * Says whether the event would do something now. Where the guard may go by the event's data, which are
 * not known before it is sent, it is enabled: where an expression reads `event`, or where the guard is
 * a function of the program and the event takes a parameter.
 *
 * Returns: %TRUE if it would
 *
 * Since: 0.1
 */
gboolean
cem_machine_event_get_enabled (CemMachineEvent *self)
{
  g_return_val_if_fail (CEM_IS_MACHINE_EVENT (self), FALSE);

  return self->enabled;
}

/**
 * cem_machine_event_get_parameter_type: (get-property parameter-type)
 * @self: an event of a machine
 *
 * Gets the type of the parameter that the action takes.
 *
 * Returns: (transfer none) (nullable): the type, or %NULL when it takes none
 *
 * Since: 0.1
 */
const GVariantType *
cem_machine_event_get_parameter_type (CemMachineEvent *self)
{
  g_return_val_if_fail (CEM_IS_MACHINE_EVENT (self), NULL);

  return self->parameter_type;
}
