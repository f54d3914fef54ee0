/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-outcome-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-enum-types.h>

/**
 * CemOutcome:
 *
 * What became of one event or command, and what followed from it.
 *
 * Outcomes are immutable and may be read from any thread.
 *
 * ```c
 * if (cem_outcome_get_status (outcome) == CEM_OUTCOME_STATUS_QUARANTINED)
 *   g_printerr ("%s\n", cem_outcome_get_message (outcome));
 * ```
 *
 * Since: 0.1
 */
struct _CemOutcome
{
  GObject parent_instance;

  CemOutcomeStatus status;
  char *customer_id;
  char **thing_ids;
  char *reason;
  char *message;
  GListModel *derived;
};

G_DEFINE_FINAL_TYPE (CemOutcome, cem_outcome, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATUS = 1,
  PROP_CUSTOMER_ID,
  PROP_THING_IDS,
  PROP_REASON,
  PROP_MESSAGE,
  PROP_DERIVED
} CemOutcomeProperty;

static GParamSpec *properties[PROP_DERIVED + 1];

static void
cem_outcome_finalize (GObject *object)
{
  CemOutcome *self = CEM_OUTCOME (object);

  g_free (self->customer_id);
  g_strfreev (self->thing_ids);
  g_free (self->reason);
  g_free (self->message);
  g_clear_object (&self->derived);

  G_OBJECT_CLASS (cem_outcome_parent_class)->finalize (object);
}

static void
cem_outcome_get_property (GObject *object,
                          guint prop_id,
                          GValue *value,
                          GParamSpec *pspec)
{
  CemOutcome *self = CEM_OUTCOME (object);

  switch ((CemOutcomeProperty) prop_id)
    {
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_CUSTOMER_ID:
      g_value_set_string (value, self->customer_id);
      break;
    case PROP_THING_IDS:
      g_value_set_boxed (value, self->thing_ids);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_DERIVED:
      g_value_set_object (value, self->derived);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_outcome_class_init (CemOutcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_outcome_finalize;
  object_class->get_property = cem_outcome_get_property;

  /**
   * CemOutcome:status: (getter get_status)
   *
   * What became of it.
   *
   * Since: 0.1
   */
  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, CEM_TYPE_OUTCOME_STATUS, CEM_OUTCOME_STATUS_ACCEPTED,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemOutcome:customer-id: (getter get_customer_id)
   *
   * The customer that it belongs to.
   *
   * Since: 0.1
   */
  properties[PROP_CUSTOMER_ID] =
    g_param_spec_string ("customer-id", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemOutcome:thing-ids: (getter get_thing_ids)
   *
   * The things (devices, orders, …) that it names.
   *
   * Since: 0.1
   */
  properties[PROP_THING_IDS] =
    g_param_spec_boxed ("thing-ids", NULL, NULL, G_TYPE_STRV,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemOutcome:reason: (getter get_reason)
   *
   * A short word for why it was not accepted, such as `syntax`, `conflict`, `future`.
   *
   * Since: 0.1
   */
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemOutcome:message: (getter get_message)
   *
   * A sentence on why it was not accepted, in the language of the locale.
   *
   * Since: 0.1
   */
  properties[PROP_MESSAGE] =
    g_param_spec_string ("message", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemOutcome:derived: (getter get_derived)
   *
   * The events that it caused, as [class@LogEntry].
   *
   * Since: 0.1
   */
  properties[PROP_DERIVED] =
    g_param_spec_object ("derived", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_outcome_init (CemOutcome *self)
{
  self->thing_ids = g_new0 (char *, 1);
  self->derived = G_LIST_MODEL (g_list_store_new (CEM_TYPE_LOG_ENTRY));
}

CemOutcome *
_cem_outcome_new (void)
{
  return g_object_new (CEM_TYPE_OUTCOME, NULL);
}

void
_cem_outcome_set_status (CemOutcome *self,
                         CemOutcomeStatus status,
                         const char *reason,
                         const char *words)
{
  self->status = status;
  self->reason = g_strdup (reason);
  self->message = words != NULL ? _cem_words_say (words) : NULL;
}

void
_cem_outcome_set_subjects (CemOutcome *self,
                           const char *customer_id,
                           const char *const *thing_ids)
{
  g_free (self->customer_id);
  self->customer_id = g_strdup (customer_id);
  g_strfreev (self->thing_ids);
  self->thing_ids = g_strdupv ((char **) thing_ids);
}

void
_cem_outcome_add_derived (CemOutcome *self,
                          CemLogEntry *entry)
{
  g_list_store_append (G_LIST_STORE (self->derived), entry);
}

/**
 * cem_outcome_get_status: (get-property status)
 * @self: an outcome
 *
 * Gets what became of it.
 *
 * Returns: what became of it
 *
 * Since: 0.1
 */
CemOutcomeStatus
cem_outcome_get_status (CemOutcome *self)
{
  g_return_val_if_fail (CEM_IS_OUTCOME (self), CEM_OUTCOME_STATUS_ACCEPTED);

  return self->status;
}

/**
 * cem_outcome_get_customer_id: (get-property customer-id)
 * @self: an outcome
 *
 * Gets the customer that it belongs to.
 *
 * Returns: (transfer none) (nullable): the customer that it belongs to
 *
 * Since: 0.1
 */
const char *
cem_outcome_get_customer_id (CemOutcome *self)
{
  g_return_val_if_fail (CEM_IS_OUTCOME (self), NULL);

  return self->customer_id;
}

/**
 * cem_outcome_get_thing_ids: (get-property thing-ids)
 * @self: an outcome
 *
 * Gets the things (devices, orders, …) that it names.
 *
 * Returns: (transfer none) (array zero-terminated=1): the things (devices, orders, …) that it
 * names
 *
 * Since: 0.1
 */
const char *const *
cem_outcome_get_thing_ids (CemOutcome *self)
{
  g_return_val_if_fail (CEM_IS_OUTCOME (self), NULL);

  return (const char *const *) self->thing_ids;
}

/**
 * cem_outcome_get_reason: (get-property reason)
 * @self: an outcome
 *
 * Gets A short word for why it was not accepted, such as `syntax`, `conflict`, `future`.
 *
 * Returns: (transfer none) (nullable): A short word for why it was not accepted, such as
 * `syntax`, `conflict`, `future`
 *
 * Since: 0.1
 */
const char *
cem_outcome_get_reason (CemOutcome *self)
{
  g_return_val_if_fail (CEM_IS_OUTCOME (self), NULL);

  return self->reason;
}

/**
 * cem_outcome_get_message: (get-property message)
 * @self: an outcome
 *
 * Gets a sentence on why it was not accepted, in the language of the locale.
 *
 * Returns: (transfer none) (nullable): a sentence on why it was not accepted
 *
 * Since: 0.1
 */
const char *
cem_outcome_get_message (CemOutcome *self)
{
  g_return_val_if_fail (CEM_IS_OUTCOME (self), NULL);

  return self->message;
}

/**
 * cem_outcome_get_derived: (get-property derived)
 * @self: an outcome
 *
 * Gets the events that it caused: a list of [class@LogEntry].
 *
 * Returns: (transfer none): the events that it caused, as [class@LogEntry]
 *
 * Since: 0.1
 */
GListModel *
cem_outcome_get_derived (CemOutcome *self)
{
  g_return_val_if_fail (CEM_IS_OUTCOME (self), NULL);

  return self->derived;
}

static void
set_text_or_null (JsonObject *object,
                  const char *name,
                  const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

/**
 * cem_outcome_to_json:
 * @self: an outcome
 *
 * Writes the outcome as an object with `schema` (1), `status`, `customer`, `things`, `reason`, `message` and
 * `derived`.
 *
 * Returns: (transfer full): a JSON object
 *
 * Since: 0.1
 */
JsonNode *
cem_outcome_to_json (CemOutcome *self)
{
  static const char *const names[] = { "accepted", "duplicate", "conflict", "quarantined" };
  JsonNode *json = NULL;
  JsonObject *object = NULL;
  JsonArray *things = NULL;
  JsonArray *derived = NULL;

  g_return_val_if_fail (CEM_IS_OUTCOME (self), NULL);

  things = json_array_new ();
  for (guint i = 0; self->thing_ids[i] != NULL; i++)
    json_array_add_string_element (things, self->thing_ids[i]);

  derived = json_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (self->derived); i++)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (self->derived, i);

      json_array_add_element (derived, cem_store_item_to_json (CEM_STORE_ITEM (entry)));
    }

  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_string_member (object, "status", names[self->status]);
  set_text_or_null (object, "customer", self->customer_id);
  json_object_set_array_member (object, "things", things);
  set_text_or_null (object, "reason", self->reason);
  set_text_or_null (object, "message", self->message);
  json_object_set_array_member (object, "derived", derived);

  json = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (json, object);
  return json;
}
