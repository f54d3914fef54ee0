/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"
#include "engine/cem-touchpoint-private.h"

#include <libcem/cem-touchpoint.h>

/**
 * CemTouchpoint:
 *
 * One contact between a customer and the company.
 *
 * A touchpoint is an event, seen as a step of the customer’s journey: the vocabulary says which stage
 * (`awareness`, `purchase`, `use`, `service`, `loyalty`) and which channel events of its type belong to.
 * A channel that the event names itself counts first.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s by %s\n",
 *          cem_touchpoint_get_event_type (touchpoint),
 *          cem_touchpoint_get_channel (touchpoint));
 * ```
 *
 * Since: 0.1
 */
struct _CemTouchpoint
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemTouchpoint, cem_touchpoint, CEM_TYPE_NOUN)

typedef enum
{
  PROP_EVENT_TYPE = 1,
  PROP_SOURCE,
  PROP_TIME,
  PROP_STAGE,
  PROP_CHANNEL
} CemTouchpointProperty;

static const char *const fields[] = {
  [PROP_EVENT_TYPE] = "type",
  [PROP_SOURCE] = "source",
  [PROP_TIME] = "time",
  [PROP_STAGE] = "stage",
  [PROP_CHANNEL] = "channel",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_touchpoint_get_property (GObject *object,
                             guint prop_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  if (prop_id == 0 || prop_id >= G_N_ELEMENTS (fields))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else
    _cem_noun_get_property (CEM_NOUN (object), fields[prop_id], value);
}

static void
cem_touchpoint_class_init (CemTouchpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_touchpoint_get_property;

  /**
   * CemTouchpoint:event-type: (getter get_event_type)
   *
   * The type of the event.
   *
   * Since: 0.1
   */
  properties[PROP_EVENT_TYPE] = g_param_spec_string ("event-type", NULL, NULL, NULL, flags);

  /**
   * CemTouchpoint:source: (getter get_source)
   *
   * The source of the event.
   *
   * Since: 0.1
   */
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);

  /**
   * CemTouchpoint:time: (getter get_time)
   *
   * When it happened.
   *
   * Since: 0.1
   */
  properties[PROP_TIME] = g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemTouchpoint:stage: (getter get_stage)
   *
   * The stage of the journey, such as `use`.
   *
   * Since: 0.1
   */
  properties[PROP_STAGE] = g_param_spec_string ("stage", NULL, NULL, NULL, flags);

  /**
   * CemTouchpoint:channel: (getter get_channel)
   *
   * The channel, such as `app`.
   *
   * Since: 0.1
   */
  properties[PROP_CHANNEL] = g_param_spec_string ("channel", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_touchpoint_init (CemTouchpoint *self)
{
}

/**
 * cem_touchpoint_get_event_type: (get-property event-type)
 * @self: a touchpoint
 *
 * Gets the type of the event.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_touchpoint_get_event_type (CemTouchpoint *self)
{
  g_return_val_if_fail (CEM_IS_TOUCHPOINT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_EVENT_TYPE]);
}

/**
 * cem_touchpoint_get_source: (get-property source)
 * @self: a touchpoint
 *
 * Gets the source of the event.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_touchpoint_get_source (CemTouchpoint *self)
{
  g_return_val_if_fail (CEM_IS_TOUCHPOINT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_SOURCE]);
}

/**
 * cem_touchpoint_get_time: (get-property time)
 * @self: a touchpoint
 *
 * Gets when it happened.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_touchpoint_get_time (CemTouchpoint *self)
{
  g_return_val_if_fail (CEM_IS_TOUCHPOINT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_TIME]);
}

/**
 * cem_touchpoint_get_stage: (get-property stage)
 * @self: a touchpoint
 *
 * Gets the stage of the journey, such as `use`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_touchpoint_get_stage (CemTouchpoint *self)
{
  g_return_val_if_fail (CEM_IS_TOUCHPOINT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_STAGE]);
}

/**
 * cem_touchpoint_get_channel: (get-property channel)
 * @self: a touchpoint
 *
 * Gets the channel, such as `app`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_touchpoint_get_channel (CemTouchpoint *self)
{
  g_return_val_if_fail (CEM_IS_TOUCHPOINT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CHANNEL]);
}

/**
 * cem_touchpoint_get_stage_label:
 * @self: a touchpoint
 * @language: `en`, or `zh_CN` for Chinese
 *
 * Gets what people call the stage.
 *
 * Returns: (transfer none) (nullable): the label; `NULL` when it belongs to no stage, and while loading
 *
 * Since: 0.1
 */
const char *
cem_touchpoint_get_stage_label (CemTouchpoint *self,
                                const char *language)
{
  const char *stage = NULL;

  g_return_val_if_fail (CEM_IS_TOUCHPOINT (self), NULL);
  g_return_val_if_fail (language != NULL, NULL);

  stage = _cem_noun_get_text (CEM_NOUN (self), fields[PROP_STAGE]);
  return stage != NULL ? _cem_stage_get_label (stage, language) : NULL;
}
