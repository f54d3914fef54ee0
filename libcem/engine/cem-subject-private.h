/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/* Whom or what a key means: all that belongs to one page asks the same subject, which looks it up once
 * for each position of the log. Counted; any thread. */
typedef struct _CemSubject CemSubject;

CemSubject *_cem_subject_new (CemEngine *engine,
                              const char *key) G_GNUC_WARN_UNUSED_RESULT;
CemSubject *_cem_subject_ref (CemSubject *self);
void _cem_subject_unref (CemSubject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemSubject, _cem_subject_unref)

const char *_cem_subject_get_key (CemSubject *self);

/* Appends the entities (gint64) whose timelines and nouns belong to it: all fragments of a customer, or the
 * thing alone. @customer (nullable): its head, 0 for a thing. NOT_FOUND when nothing is known by the key. */
gboolean _cem_subject_resolve (CemSubject *self,
                               CemDb *db,
                               GArray *entities,
                               gint64 *customer,
                               GError **error);

G_END_DECLS
