/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-processor-internal-private.h"

G_BEGIN_DECLS

/* The erasure of one customer. */

/* What happens to one that erased events named. */
typedef enum
{
  CEM_TOUCHED_FRAGMENT = 1, /* a fragment, or a thing that owes to one who it is: both are found out anew */
  CEM_TOUCHED_ANEW,         /* a thing: is folded anew */
  CEM_TOUCHED_LONG /* a thing with a long history: only what erased events told it is taken back */
} CemTouched;

typedef struct
{
  CemProcessor *processor;
  GHashTable *erased;   /* entities that go */
  GHashTable *touched;  /* other entities that erased events named: gint64 -> CemTouched */
  GHashTable *values;   /* spellings of what is erased, for the quarantine */
  GHashTable *together; /* what an erased event named together, and may belong together no more */
  GArray *decisions;    /* rows (gint64) that leave all timelines */
} CemErasure;

void _cem_erasure_touch (CemErasure *erasure,
                         gint64 entity,
                         CemTouched how);
CemTouched _cem_erasure_get_touched (CemErasure *erasure,
                                     gint64 entity);

/* Takes back what an input says of the things that it names. @own: the entity that the event is
 * itself, or 0. */
gboolean _cem_erasure_take_back_things (CemErasure *erasure,
                                        const CemLogRow *row,
                                        const CemDatum *data,
                                        const CemIdentitySet *set,
                                        gint64 own,
                                        GError **error);
/* After all have been taken back, and their moments are out of the timelines. */
gboolean _cem_erasure_settle_things (CemErasure *erasure,
                                     GError **error);
GHashTable *_cem_erasure_new_together (void) G_GNUC_WARN_UNUSED_RESULT;

gboolean _cem_erasure_clean_quarantine (CemErasure *erasure,
                                        GError **error);

/* Erases a customer by its id; one that has left no trace already is none. */
gboolean _cem_processor_erase_customer (CemProcessor *self,
                                        const char *id,
                                        GError **error);

G_END_DECLS
