/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_WORK_ORDER (cem_work_order_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemWorkOrder, cem_work_order, CEM, WORK_ORDER, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_work_order_get_title (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_work_order_get_work_order_kind (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_work_order_get_assignee (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_work_order_get_team (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_work_order_get_priority (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_work_order_get_category (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_work_order_get_due (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_work_order_get_opened_at (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_work_order_get_resolved_at (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_work_order_get_closed_at (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
guint cem_work_order_get_n_reopened (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_work_order_get_made_sla (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_work_order_get_first_time_fixed (CemWorkOrder *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_work_order_get_open_to_close (CemWorkOrder *self,
                                           GTimeSpan *span);
CEM_AVAILABLE_IN_ALL
char **cem_work_order_list_parts (CemWorkOrder *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
