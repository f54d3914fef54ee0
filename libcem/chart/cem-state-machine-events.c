/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-state-machine-private.h"
#include "value/cem-json-private.h"

#include <string.h>

/* --- Texts of meta --- */

static const CemDatum *
find_member (const CemDatum *json,
             const char *name)
{
  if (json == NULL || json->kind != CEM_KIND_MAP)
    return NULL;

  return _cem_map_find_string (json->v.map, name, strlen (name));
}

static char *
dup_string (const CemDatum *json)
{
  if (json == NULL || json->kind != CEM_KIND_STRING)
    return NULL;

  return g_strndup (json->v.s, (gsize) json->n);
}

/* "zh-CN" and "zh_CN" are the same, and "zh" is for both of them. */
static gboolean
fits_language (const CemDatum *key,
               const char *language,
               gsize length)
{
  if (key->kind != CEM_KIND_STRING || (gsize) key->n != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char a = key->v.s[i] == '-' ? '_' : g_ascii_tolower (key->v.s[i]);
      char b = language[i] == '-' ? '_' : g_ascii_tolower (language[i]);

      if (a != b)
        return FALSE;
    }

  return TRUE;
}

static const CemDatum *
find_language (const CemMap *texts,
               const char *language)
{
  const gsize whole = strcspn (language, ".@");
  const gsize lengths[] = { whole, MIN (strcspn (language, "_-"), whole) };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (guint j = 0; j < texts->n; j++)
      {
        if (fits_language (&texts->entries[j].key, language, lengths[i]))
          return &texts->entries[j].value;
      }

  return NULL;
}

/* A text, or an object with one for each language. */
static char *
dup_text (CemStateMachine *self,
          const CemDatum *json)
{
  const char *const given[] = { self->language, NULL };
  const char *const *languages = self->language != NULL ? given : g_get_language_names ();
  const CemDatum *found = NULL;

  if (json == NULL || json->kind != CEM_KIND_MAP)
    return dup_string (json);

  for (guint i = 0; languages[i] != NULL && found == NULL; i++)
    found = find_language (json->v.map, languages[i]);
  if (found == NULL)
    found = find_language (json->v.map, "en");
  if (found == NULL && json->v.map->n > 0)
    found = &json->v.map->entries[0].value;

  return dup_string (found);
}

/* --- The events --- */

static void
free_entry (gpointer data)
{
  CemMachineEntry *self = data;

  g_object_unref (self->item);
  g_array_unref (self->transitions);
  g_free (self);
}

/* What the engine itself raises, and wildcards, are nothing to send. */
static gboolean
is_for_people (const char *event)
{
  return strchr (event, '*') == NULL && !g_str_has_prefix (event, "done.") &&
         !g_str_has_prefix (event, "error.") && !g_str_equal (event, "error");
}

static const GVariantType *
find_parameter_type (const CemDatum *json)
{
  static const struct
  {
    const char *name;
    const GVariantType *type;
  } types[] = {
    { "bool", G_VARIANT_TYPE_BOOLEAN },  { "int", G_VARIANT_TYPE_INT64 },
    { "double", G_VARIANT_TYPE_DOUBLE }, { "string", G_VARIANT_TYPE_STRING },
    { "map", G_VARIANT_TYPE_VARDICT },   { "dyn", G_VARIANT_TYPE_VARIANT },
  };
  g_autofree char *name = dup_string (json);

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, name))
      return types[i].type;

  return NULL;
}

/* The meta of the machine speaks of all transitions by an event. */
static const CemDatum *
find_common_meta (CemStateMachine *self,
                  const char *event)
{
  return find_member (find_member (self->chart->states[0].meta, "events"), event);
}

static const CemDatum *
find_in_meta (CemStateMachine *self,
              const CemMachineEntry *entry,
              const char *event,
              const char *name)
{
  const CemDatum *found = find_member (find_common_meta (self, event), name);

  for (guint i = 0; i < entry->transitions->len && found == NULL; i++)
    {
      guint index = g_array_index (entry->transitions, guint, i);

      found = find_member (self->chart->transitions[index].meta, name);
    }

  return found;
}

static char *
make_action_name (const char *event)
{
  char *name = g_strdup (event);

  for (char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '.')
      *p = '-';

  return name;
}

static void
add_event (CemStateMachine *self,
           const char *event)
{
  CemMachineEntry *entry = g_new0 (CemMachineEntry, 1);
  g_autofree char *action = make_action_name (event);
  const CemChart *chart = self->chart;

  entry->transitions = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < chart->n_transitions; i++)
    if (g_strcmp0 (chart->transitions[i].event, event) == 0)
      g_array_append_val (entry->transitions, i);

  if (g_hash_table_contains (self->by_action, action))
    {
      g_free (action);
      action = g_strdup (event);
    }

  entry->item = _cem_machine_event_new (
    event, action, find_parameter_type (find_in_meta (self, entry, event, "parameter")));
  g_hash_table_insert (self->entries, g_strdup (event), entry);
  g_hash_table_insert (self->by_action, g_strdup (action), entry);
  g_list_store_append (self->events, entry->item);
}

void
_cem_state_machine_init_events (CemStateMachine *self)
{
  self->events = g_list_store_new (CEM_TYPE_MACHINE_EVENT);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  self->by_action = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; self->chart->event_keys[i] != NULL; i++)
    if (is_for_people (self->chart->event_keys[i]))
      add_event (self, self->chart->event_keys[i]);

  _cem_state_machine_update_events (self);
}

void
_cem_state_machine_clear_events (CemStateMachine *self)
{
  g_clear_object (&self->events);
  g_clear_pointer (&self->by_action, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
}

static gboolean
is_active (CemStateMachine *self,
           guint state)
{
  const char *name = self->chart->states[state].name;

  return self->running &&
         (state == 0 || g_strv_contains ((const char *const *) self->configuration, name));
}

/* The transition that would probably be taken: the first of the innermost active state. */
static const CemChartTransition *
find_present (CemStateMachine *self,
              const CemMachineEntry *entry)
{
  const CemChartTransition *found = NULL;

  for (guint i = 0; i < entry->transitions->len; i++)
    {
      const CemChartTransition *transition =
        &self->chart->transitions[g_array_index (entry->transitions, guint, i)];

      if ((found == NULL || transition->source > found->source) &&
          is_active (self, transition->source))
        found = transition;
    }

  return found;
}

static void
update_text (CemStateMachine *self,
             CemMachineEntry *entry)
{
  const char *event = cem_machine_event_get_name (entry->item);
  const CemChartTransition *present = find_present (self, entry);
  const CemDatum *meta = present != NULL ? present->meta : NULL;
  const CemDatum *own_label = find_member (meta, "label");
  const CemDatum *own_description = find_member (meta, "description");
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;

  label = dup_text (self, own_label != NULL ? own_label
                                            : find_in_meta (self, entry, event, "label"));
  if (own_description == NULL && present != NULL && present->description != NULL)
    description = g_strdup (present->description);
  else
    description = dup_text (self, own_description != NULL
                                    ? own_description
                                    : find_in_meta (self, entry, event, "description"));

  _cem_machine_event_set_text (entry->item, label, description);
}

/* Whether a guard may go by the data of the event, which nobody knows before it is sent. */
static gboolean
may_read_event (const CemChartTest *guard,
                const CemMachineEntry *entry)
{
  g_auto (GStrv) fields = NULL;

  if (guard->expression == NULL)
    return guard->name != NULL && cem_machine_event_get_parameter_type (entry->item) != NULL;

  fields = cem_expression_list_fields (guard->expression);
  for (guint i = 0; fields[i] != NULL; i++)
    if (g_str_equal (fields[i], "event") || g_str_has_prefix (fields[i], "event."))
      return TRUE;

  return FALSE;
}

static gboolean
may_depend_on_data (CemStateMachine *self,
                    const CemMachineEntry *entry)
{
  for (guint i = 0; i < entry->transitions->len; i++)
    {
      const CemChartTransition *transition =
        &self->chart->transitions[g_array_index (entry->transitions, guint, i)];

      if (is_active (self, transition->source) && may_read_event (&transition->guard, entry))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_enabled (CemStateMachine *self,
            const CemMachineEntry *entry)
{
  if (!self->running || self->done)
    return FALSE;

  return may_depend_on_data (self, entry) ||
         cem_state_machine_can (self, cem_machine_event_get_name (entry->item), NULL);
}

void
_cem_state_machine_update_events (CemStateMachine *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->events));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemMachineEvent) item = g_list_model_get_item (G_LIST_MODEL (self->events), i);
      CemMachineEntry *entry =
        g_hash_table_lookup (self->entries, cem_machine_event_get_name (item));
      const gboolean enabled = is_enabled (self, entry);

      update_text (self, entry);
      if (_cem_machine_event_set_enabled (item, enabled))
        g_action_group_action_enabled_changed (G_ACTION_GROUP (self),
                                               cem_machine_event_get_action_name (item), enabled);
    }
}

/* --- The group of actions --- */

static CemMachineEntry *
find_entry (CemStateMachine *self,
            const char *action)
{
  CemMachineEntry *entry = g_hash_table_lookup (self->by_action, action);

  return entry != NULL ? entry : g_hash_table_lookup (self->entries, action);
}

static char **
list_actions (GActionGroup *group)
{
  CemStateMachine *self = CEM_STATE_MACHINE (group);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->events));
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemMachineEvent) item = g_list_model_get_item (G_LIST_MODEL (self->events), i);

      names[i] = g_strdup (cem_machine_event_get_action_name (item));
    }

  return names;
}

static gboolean
query_action (GActionGroup *group,
              const char *action_name,
              gboolean *enabled,
              const GVariantType **parameter_type,
              const GVariantType **state_type,
              GVariant **state_hint,
              GVariant **state)
{
  const CemMachineEntry *entry = find_entry (CEM_STATE_MACHINE (group), action_name);

  if (entry == NULL)
    return FALSE;

  if (enabled != NULL)
    *enabled = cem_machine_event_get_enabled (entry->item);
  if (parameter_type != NULL)
    *parameter_type = cem_machine_event_get_parameter_type (entry->item);
  if (state_type != NULL)
    *state_type = NULL;
  if (state_hint != NULL)
    *state_hint = NULL;
  if (state != NULL)
    *state = NULL;

  return TRUE;
}

static void
activate_action (GActionGroup *group,
                 const char *action_name,
                 GVariant *parameter)
{
  CemStateMachine *self = CEM_STATE_MACHINE (group);
  const CemMachineEntry *entry = find_entry (self, action_name);
  const GVariantType *type;
  g_autoptr (GVariant) owned = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  g_autoptr (JsonNode) data = NULL;
  GError *error = NULL;

  g_return_if_fail (entry != NULL);

  type = cem_machine_event_get_parameter_type (entry->item);
  g_return_if_fail (type == NULL ? parameter == NULL
                                 : parameter != NULL && g_variant_is_of_type (parameter, type));

  if (!cem_machine_event_get_enabled (entry->item))
    return;
  if (parameter != NULL)
    data = json_gvariant_serialize (parameter);
  if (!cem_state_machine_send (self, cem_machine_event_get_name (entry->item), data, &error))
    _cem_state_machine_emit_failed (self, error);
}

/* Events have no state. */
static void
change_action_state (GActionGroup *group,
                     const char *action_name,
                     GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
}

void
_cem_state_machine_action_group_init (GActionGroupInterface *iface)
{
  iface->list_actions = list_actions;
  iface->query_action = query_action;
  iface->activate_action = activate_action;
  iface->change_action_state = change_action_state;
}

/**
 * cem_state_machine_can:
 * @self: a machine
 * @event: the name of an event
 * @data: (nullable): what there would be to say about it, as JSON
 *
 * Says whether an event would do something now: whether the active states have a transition for it
 * whose guard holds. Guards of the program are asked. Called from a guard, this answers as before the
 * step, and only for events that [method@StateMachine.list_events] has.
 *
 * Returns: %TRUE if it would
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_can (CemStateMachine *self,
                       const char *event,
                       JsonNode *data)
{
  gboolean result;

  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (!self->running)
    return FALSE;

  if (self->stepping)
    {
      const CemMachineEntry *entry = g_hash_table_lookup (self->entries, event);

      return entry != NULL && cem_machine_event_get_enabled (entry->item);
    }

  self->stepping = TRUE;
  result = cem_chart_pool_can (self->pool, self->instance, event, data);
  self->stepping = FALSE;
  _cem_state_machine_catch_up (self);
  return result;
}

/**
 * cem_state_machine_list_events:
 * @self: a machine
 *
 * Lists the events that can be sent to the machine: the names by which the chart has transitions,
 * sorted, without wildcards and without what the machine itself raises (`done.…`, `error.…`). The
 * items change with the machine; their number does not.
 *
 * Labels, descriptions and the types of parameters come from `meta`, that of the transition or, for
 * all transitions by an event, `meta.events` of the machine:
 * `{"label": {"en": "Pair", "zh_CN": "配对"}, "description": …, "parameter": "string"}`. A parameter
 * is a `bool`, `int`, `double`, `string`, `map` (a dictionary) or `dyn` (a variant) and becomes the
 * event's data.
 *
 * Returns: (transfer full): a list of [class@MachineEvent]
 *
 * Since: 0.1
 */
GListModel *
cem_state_machine_list_events (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return g_object_ref (G_LIST_MODEL (self->events));
}

/**
 * cem_state_machine_refresh:
 * @self: a machine
 *
 * Asks all guards again and enables and disables events. Call it when what a guard of the program
 * goes by has changed without an event.
 *
 * Since: 0.1
 */
void
cem_state_machine_refresh (CemStateMachine *self)
{
  g_return_if_fail (CEM_IS_STATE_MACHINE (self));

  if (!self->stepping)
    _cem_state_machine_update_events (self);
}
