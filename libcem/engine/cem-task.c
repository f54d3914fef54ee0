/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-task.h>

/**
 * CemTask:
 *
 * What a person on the staff is asked to do.
 *
 * It is opened, assigned, and done or cancelled.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s: %s\n", cem_task_get_title (task), cem_task_get_assignee (task));
 * ```
 *
 * Since: 0.1
 */
struct _CemTask
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemTask, cem_task, CEM_TYPE_NOUN)

typedef enum
{
  PROP_TITLE = 1,
  PROP_TASK_KIND,
  PROP_ASSIGNEE,
  PROP_DUE,
  PROP_PRIORITY,
  PROP_RESULT,
  PROP_OPENED_AT,
  PROP_DONE_AT
} CemTaskProperty;

static const char *const fields[] = {
  [PROP_TITLE] = "title",
  [PROP_TASK_KIND] = "kind",
  [PROP_ASSIGNEE] = "staff",
  [PROP_DUE] = "due",
  [PROP_PRIORITY] = "priority",
  [PROP_RESULT] = "result",
  [PROP_OPENED_AT] = "opened_at",
  [PROP_DONE_AT] = "done_at",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_task_get_property (GObject *object,
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
cem_task_class_init (CemTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_task_get_property;

  /**
   * CemTask:title: (getter get_title)
   *
   * What is to be done, in a line.
   *
   * Since: 0.1
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * CemTask:task-kind: (getter get_task_kind)
   *
   * What kind of task it is.
   *
   * Since: 0.1
   */
  properties[PROP_TASK_KIND] = g_param_spec_string ("task-kind", NULL, NULL, NULL, flags);

  /**
   * CemTask:assignee: (getter get_assignee)
   *
   * The key of the person on the staff who does it.
   *
   * Since: 0.1
   */
  properties[PROP_ASSIGNEE] = g_param_spec_string ("assignee", NULL, NULL, NULL, flags);

  /**
   * CemTask:due: (getter get_due)
   *
   * By when it has to be done.
   *
   * Since: 0.1
   */
  properties[PROP_DUE] = g_param_spec_boxed ("due", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemTask:priority: (getter get_priority)
   *
   * The priority, as it was given.
   *
   * Since: 0.1
   */
  properties[PROP_PRIORITY] = g_param_spec_string ("priority", NULL, NULL, NULL, flags);

  /**
   * CemTask:result: (getter get_result)
   *
   * What came out of it.
   *
   * Since: 0.1
   */
  properties[PROP_RESULT] = g_param_spec_string ("result", NULL, NULL, NULL, flags);

  /**
   * CemTask:opened-at: (getter get_opened_at)
   *
   * When it was opened.
   *
   * Since: 0.1
   */
  properties[PROP_OPENED_AT] =
    g_param_spec_boxed ("opened-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemTask:done-at: (getter get_done_at)
   *
   * When it was done.
   *
   * Since: 0.1
   */
  properties[PROP_DONE_AT] = g_param_spec_boxed ("done-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_task_init (CemTask *self)
{
}

/**
 * cem_task_get_title: (get-property title)
 * @self: a task
 *
 * Gets what is to be done, in a line.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_task_get_title (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TITLE]);
}

/**
 * cem_task_get_task_kind: (get-property task-kind)
 * @self: a task
 *
 * Gets what kind of task it is.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_task_get_task_kind (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TASK_KIND]);
}

/**
 * cem_task_get_assignee: (get-property assignee)
 * @self: a task
 *
 * Gets the key of the person on the staff who does it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_task_get_assignee (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_ASSIGNEE]);
}

/**
 * cem_task_get_due: (get-property due)
 * @self: a task
 *
 * Gets by when it has to be done.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_task_get_due (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_DUE]);
}

/**
 * cem_task_get_priority: (get-property priority)
 * @self: a task
 *
 * Gets the priority, as it was given.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_task_get_priority (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_PRIORITY]);
}

/**
 * cem_task_get_result: (get-property result)
 * @self: a task
 *
 * Gets what came out of it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_task_get_result (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_RESULT]);
}

/**
 * cem_task_get_opened_at: (get-property opened-at)
 * @self: a task
 *
 * Gets when it was opened.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_task_get_opened_at (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_OPENED_AT]);
}

/**
 * cem_task_get_done_at: (get-property done-at)
 * @self: a task
 *
 * Gets when it was done.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_task_get_done_at (CemTask *self)
{
  g_return_val_if_fail (CEM_IS_TASK (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_DONE_AT]);
}
