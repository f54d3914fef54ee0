/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* Which rows are of which type: for each commit one row for each type in it, with the places of all
 * rows of that type. So the table costs next to nothing on intake, and a list of one type does not scan
 * the log. This is the side of the writer, and of whoever checks what it wrote. */
typedef struct _CemLogTypes CemLogTypes;

CemLogTypes *_cem_log_types_new (CemDb *db) G_GNUC_WARN_UNUSED_RESULT;
void _cem_log_types_free (CemLogTypes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemLogTypes, _cem_log_types_free)

/* Notes a row of the commit; places rise. @type is the id of a name. */
void _cem_log_types_add (CemLogTypes *self,
                         gint64 type,
                         gint64 seq);

/* Writes what has been noted. */
gboolean _cem_log_types_flush (CemLogTypes *self,
                               GError **error);

/* Compares what has been noted, of one commit, with what was written then; CORRUPT where it differs.
 * Adds to @n_groups how many rows of the table that is. */
gboolean _cem_log_types_check (CemLogTypes *self,
                               guint64 *n_groups,
                               GError **error);

/* Forgets what has been noted. */
void _cem_log_types_drop (CemLogTypes *self);

G_END_DECLS
