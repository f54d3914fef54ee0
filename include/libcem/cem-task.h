/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_TASK (cem_task_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemTask, cem_task, CEM, TASK, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_task_get_title (CemTask *self);
CEM_AVAILABLE_IN_ALL
const char *cem_task_get_task_kind (CemTask *self);
CEM_AVAILABLE_IN_ALL
const char *cem_task_get_assignee (CemTask *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_task_get_due (CemTask *self);
CEM_AVAILABLE_IN_ALL
const char *cem_task_get_priority (CemTask *self);
CEM_AVAILABLE_IN_ALL
const char *cem_task_get_result (CemTask *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_task_get_opened_at (CemTask *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_task_get_done_at (CemTask *self);

G_END_DECLS
