/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-work-order.h>

/**
 * CemWorkOrder:
 *
 * A piece of service: a repair, an installation, a complaint.
 *
 * What exports of a service desk say about it, such as its priority, is the latest that was said; the
 * times are those of the events.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s is with %s\n",
 *          cem_noun_get_key (CEM_NOUN (work_order)),
 *          cem_work_order_get_assignee (work_order));
 * ```
 *
 * Since: 0.1
 */
struct _CemWorkOrder
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemWorkOrder, cem_work_order, CEM_TYPE_NOUN)

typedef enum
{
  PROP_TITLE = 1,
  PROP_WORK_ORDER_KIND,
  PROP_ASSIGNEE,
  PROP_TEAM,
  PROP_PRIORITY,
  PROP_CATEGORY,
  PROP_DUE,
  PROP_OPENED_AT,
  PROP_RESOLVED_AT,
  PROP_CLOSED_AT,
  PROP_N_REOPENED,
  PROP_MADE_SLA,
  PROP_FIRST_TIME_FIXED
} CemWorkOrderProperty;

static const char *const fields[] = {
  [PROP_TITLE] = "title",
  [PROP_WORK_ORDER_KIND] = "kind",
  [PROP_ASSIGNEE] = "staff",
  [PROP_TEAM] = "group",
  [PROP_PRIORITY] = "priority",
  [PROP_CATEGORY] = "category",
  [PROP_DUE] = "due",
  [PROP_OPENED_AT] = "opened_at",
  [PROP_RESOLVED_AT] = "resolved_at",
  [PROP_CLOSED_AT] = "closed_at",
  [PROP_N_REOPENED] = "reopen_count",
  [PROP_MADE_SLA] = "made_sla",
  [PROP_FIRST_TIME_FIXED] = "first_time_fixed",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_work_order_get_property (GObject *object,
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
cem_work_order_class_init (CemWorkOrderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_work_order_get_property;

  /**
   * CemWorkOrder:title: (getter get_title)
   *
   * What it is about, in a line.
   *
   * Since: 0.1
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * CemWorkOrder:work-order-kind: (getter get_work_order_kind)
   *
   * What kind of service it is, such as `repair`.
   *
   * Since: 0.1
   */
  properties[PROP_WORK_ORDER_KIND] =
    g_param_spec_string ("work-order-kind", NULL, NULL, NULL, flags);

  /**
   * CemWorkOrder:assignee: (getter get_assignee)
   *
   * The key of the person on the staff who does it.
   *
   * Since: 0.1
   */
  properties[PROP_ASSIGNEE] = g_param_spec_string ("assignee", NULL, NULL, NULL, flags);

  /**
   * CemWorkOrder:team: (getter get_team)
   *
   * The group of the staff that it belongs to.
   *
   * Since: 0.1
   */
  properties[PROP_TEAM] = g_param_spec_string ("team", NULL, NULL, NULL, flags);

  /**
   * CemWorkOrder:priority: (getter get_priority)
   *
   * The priority, as it was given.
   *
   * Since: 0.1
   */
  properties[PROP_PRIORITY] = g_param_spec_string ("priority", NULL, NULL, NULL, flags);

  /**
   * CemWorkOrder:category: (getter get_category)
   *
   * The category, as it was given.
   *
   * Since: 0.1
   */
  properties[PROP_CATEGORY] = g_param_spec_string ("category", NULL, NULL, NULL, flags);

  /**
   * CemWorkOrder:due: (getter get_due)
   *
   * By when it has to be done.
   *
   * Since: 0.1
   */
  properties[PROP_DUE] = g_param_spec_boxed ("due", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemWorkOrder:opened-at: (getter get_opened_at)
   *
   * When it was opened first.
   *
   * Since: 0.1
   */
  properties[PROP_OPENED_AT] =
    g_param_spec_boxed ("opened-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemWorkOrder:resolved-at: (getter get_resolved_at)
   *
   * When it was resolved last.
   *
   * Since: 0.1
   */
  properties[PROP_RESOLVED_AT] =
    g_param_spec_boxed ("resolved-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemWorkOrder:closed-at: (getter get_closed_at)
   *
   * When it was closed last.
   *
   * Since: 0.1
   */
  properties[PROP_CLOSED_AT] =
    g_param_spec_boxed ("closed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemWorkOrder:n-reopened: (getter get_n_reopened)
   *
   * How many times it was opened again.
   *
   * Since: 0.1
   */
  properties[PROP_N_REOPENED] =
    g_param_spec_uint ("n-reopened", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CemWorkOrder:made-sla: (getter get_made_sla)
   *
   * Whether it was done in the time agreed, as its source says.
   *
   * Since: 0.1
   */
  properties[PROP_MADE_SLA] = g_param_spec_boolean ("made-sla", NULL, NULL, FALSE, flags);

  /**
   * CemWorkOrder:first-time-fixed: (getter get_first_time_fixed)
   *
   * Whether the first visit was enough.
   *
   * Since: 0.1
   */
  properties[PROP_FIRST_TIME_FIXED] =
    g_param_spec_boolean ("first-time-fixed", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_work_order_init (CemWorkOrder *self)
{
}

/**
 * cem_work_order_get_title: (get-property title)
 * @self: a work order
 *
 * Gets what it is about, in a line.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_work_order_get_title (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TITLE]);
}

/**
 * cem_work_order_get_work_order_kind: (get-property work-order-kind)
 * @self: a work order
 *
 * Gets what kind of service it is, such as `repair`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_work_order_get_work_order_kind (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_WORK_ORDER_KIND]);
}

/**
 * cem_work_order_get_assignee: (get-property assignee)
 * @self: a work order
 *
 * Gets the key of the person on the staff who does it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_work_order_get_assignee (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_ASSIGNEE]);
}

/**
 * cem_work_order_get_team: (get-property team)
 * @self: a work order
 *
 * Gets the group of the staff that it belongs to.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_work_order_get_team (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TEAM]);
}

/**
 * cem_work_order_get_priority: (get-property priority)
 * @self: a work order
 *
 * Gets the priority, as it was given.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_work_order_get_priority (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_PRIORITY]);
}

/**
 * cem_work_order_get_category: (get-property category)
 * @self: a work order
 *
 * Gets the category, as it was given.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_work_order_get_category (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CATEGORY]);
}

/**
 * cem_work_order_get_due: (get-property due)
 * @self: a work order
 *
 * Gets by when it has to be done.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_work_order_get_due (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_DUE]);
}

/**
 * cem_work_order_get_opened_at: (get-property opened-at)
 * @self: a work order
 *
 * Gets when it was opened first.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_work_order_get_opened_at (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_OPENED_AT]);
}

/**
 * cem_work_order_get_resolved_at: (get-property resolved-at)
 * @self: a work order
 *
 * Gets when it was resolved last.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_work_order_get_resolved_at (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_RESOLVED_AT]);
}

/**
 * cem_work_order_get_closed_at: (get-property closed-at)
 * @self: a work order
 *
 * Gets when it was closed last.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_work_order_get_closed_at (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_CLOSED_AT]);
}

/**
 * cem_work_order_get_n_reopened: (get-property n-reopened)
 * @self: a work order
 *
 * Gets how many times it was opened again.
 *
 * Returns: the number; 0 while loading
 *
 * Since: 0.1
 */
guint
cem_work_order_get_n_reopened (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), 0);

  return _cem_noun_get_count (CEM_NOUN (self), fields[PROP_N_REOPENED]);
}

/**
 * cem_work_order_get_made_sla: (get-property made-sla)
 * @self: a work order
 *
 * Gets whether it was done in the time agreed, as its source says.
 *
 * Returns: whether it is so; `FALSE` when it is not known, and while loading
 *
 * Since: 0.1
 */
gboolean
cem_work_order_get_made_sla (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), FALSE);

  return _cem_noun_get_flag (CEM_NOUN (self), fields[PROP_MADE_SLA]);
}

/**
 * cem_work_order_get_first_time_fixed: (get-property first-time-fixed)
 * @self: a work order
 *
 * Gets whether the first visit was enough.
 *
 * Returns: whether it is so; `FALSE` when it is not known, and while loading
 *
 * Since: 0.1
 */
gboolean
cem_work_order_get_first_time_fixed (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), FALSE);

  return _cem_noun_get_flag (CEM_NOUN (self), fields[PROP_FIRST_TIME_FIXED]);
}

/**
 * cem_work_order_get_open_to_close:
 * @self: a work order
 * @span: (out): where to put the time, in microseconds
 *
 * Gets how long it took from being opened first to being closed last.
 *
 * Returns: whether it is closed, and both times are known
 *
 * Since: 0.1
 */
gboolean
cem_work_order_get_open_to_close (CemWorkOrder *self,
                                  GTimeSpan *span)
{
  gint64 opened = 0;
  gint64 closed = 0;

  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), FALSE);
  g_return_val_if_fail (span != NULL, FALSE);

  *span = 0;
  opened = _cem_noun_get_us (CEM_NOUN (self), fields[PROP_OPENED_AT]);
  closed = _cem_noun_get_us (CEM_NOUN (self), fields[PROP_CLOSED_AT]);
  if (opened == G_MININT64 || closed == G_MININT64)
    return FALSE;

  *span = closed - opened;
  return TRUE;
}

/**
 * cem_work_order_list_parts:
 * @self: a work order
 *
 * Lists the parts that were used. How many of each is in the field `parts`.
 *
 * Returns: (transfer full) (array zero-terminated=1): their names, in the order in which they were used;
 *   empty while loading
 *
 * Since: 0.1
 */
char **
cem_work_order_list_parts (CemWorkOrder *self)
{
  g_return_val_if_fail (CEM_IS_WORK_ORDER (self), NULL);

  return _cem_noun_list_members (CEM_NOUN (self), "parts", "part");
}
