/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* Which rows are of which type: the places of some hundred rows and more are written together, one row
 * of the table for each type among them. So it costs next to nothing on intake, and a list of one type
 * does not scan the log. The latest rows of the log are not in the table yet: the writer has them in
 * memory, and readers look at the log itself. This is the writer's side. */
typedef struct _CemLogTypes CemLogTypes;

CemLogTypes *_cem_log_types_new (CemDb *db) G_GNUC_WARN_UNUSED_RESULT;
void _cem_log_types_free (CemLogTypes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemLogTypes, _cem_log_types_free)

/* Notes what the table does not have yet: when the log is opened, and after a rollback. */
gboolean _cem_log_types_reload (CemLogTypes *self,
                                GError **error);

/* Notes a row; places rise. @type is the id of a name. */
void _cem_log_types_add (CemLogTypes *self,
                         gint64 type,
                         gint64 seq);

/* At the end of a batch: writes what has been noted when it is enough. */
gboolean _cem_log_types_flush (CemLogTypes *self,
                               GError **error);

/* --- checking -----------------------------------------------------------------------------------*/

/* Up to which row the table has all. */
gboolean _cem_log_types_read_end (CemDb *db,
                                  gint64 *until,
                                  GError **error);

/* A sum over rows, in any order. */
typedef struct
{
  guint64 n;
  guint64 sum;
} CemLogTypesSum;

void _cem_log_types_sum_add (CemLogTypesSum *self,
                             gint64 type,
                             gint64 seq);

/* Sums what the table has up to @until; CORRUPT where it cannot be read. */
gboolean _cem_log_types_read_sum (CemDb *db,
                                  gint64 until,
                                  CemLogTypesSum *sum,
                                  GError **error);

G_END_DECLS
