/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/cem-model-private.h"

#include <libcem/cem-declarations.h>
#include <libcem/cem-expression.h>

G_BEGIN_DECLS

/* Which rows of a list are shown, and in which order. Immutable and counted; any thread. */
typedef struct
{
  gatomicrefcount ref_count;
  char *variable;           /* what a row is called in the condition: "device" */
  CemExpression *condition; /* (nullable): all */
  CemExpression *order;     /* (nullable): the list's own order */
  gboolean descending;
} CemListFilter;

/* @sort: a field's path, with “-” before it from the highest to the lowest. Fails with what is wrong with
 * the condition, and where, or when there is no such field. NULL without an error: nothing is asked for. */
CemListFilter *_cem_list_filter_new (const char *variable,
                                     CemDeclarations *declarations,
                                     const char *condition,
                                     const char *sort,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
CemListFilter *_cem_list_filter_ref (CemListFilter *self);
void _cem_list_filter_unref (CemListFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListFilter, _cem_list_filter_unref)

/* Whether the condition or the order names a field of the row: "traits". */
gboolean _cem_list_filter_uses (CemListFilter *self,
                                const char *field);

/* Goes through keys and collects those that are to be shown, in order. Memory: what is kept of a row that
 * is shown is its key and the beginning of what it is sorted by. */
typedef struct _CemListSift CemListSift;

CemListSift *_cem_list_sift_new (CemListFilter *filter,
                                 gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
void _cem_list_sift_free (CemListSift *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListSift, _cem_list_sift_free)

gboolean _cem_list_sift_add (CemListSift *self,
                             gint64 key,
                             const CemDatum *row,
                             GError **error);
guint _cem_list_sift_get_n (CemListSift *self);
/* Keys (gint64). */
GArray *_cem_list_sift_finish (CemListSift *self) G_GNUC_WARN_UNUSED_RESULT;

/* What conditions see of a noun: a variable that has its name. */
CemDeclarations *_cem_declare_noun (CemNounKind kind) G_GNUC_WARN_UNUSED_RESULT;
CemDeclarations *_cem_declare_customer (void) G_GNUC_WARN_UNUSED_RESULT;

/* The nouns of a customer that are counted for conditions, as in “n_devices”. */
typedef struct
{
  const char *field;
  CemNounKind kind;
} CemCountedNoun;

extern const CemCountedNoun _cem_counted_nouns[];
extern const guint _cem_n_counted_nouns;

G_END_DECLS
