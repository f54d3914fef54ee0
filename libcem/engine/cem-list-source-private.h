/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"
#include "log/cem-log-private.h"

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/* The keys of a list, in its order: 8 bytes a row, or none where they count down without a gap.
 * Immutable once made, and counted. */
typedef struct
{
  gatomicrefcount ref_count;
  guint n;
  gint64 first;  /* without an array: the key at 0; the next is first - 1 */
  gint64 *array; /* (nullable) */
  gboolean partial; /* there are more than these, whatever was asked for */
} CemListKeys;

CemListKeys *_cem_list_keys_new_countdown (gint64 first,
                                           guint n) G_GNUC_WARN_UNUSED_RESULT;
CemListKeys *_cem_list_keys_new_take (GArray *array) G_GNUC_WARN_UNUSED_RESULT;
CemListKeys *_cem_list_keys_ref (CemListKeys *self);
void _cem_list_keys_unref (CemListKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListKeys, _cem_list_keys_unref)

static inline gint64
_cem_list_keys_get (const CemListKeys *self,
                    guint position)
{
  return self->array != NULL ? self->array[position] : self->first - position;
}

/* The smallest splice that makes @after of @before: at @position, @removed go and @added come. FALSE
 * when they are the same. */
gboolean _cem_list_keys_diff (const CemListKeys *before,
                              const CemListKeys *after,
                              guint *position,
                              guint *removed,
                              guint *added);

/* What a CemStoreList lists. Immutable; what reads runs in any thread. */
typedef struct _CemListSource CemListSource;

struct _CemListSource
{
  gatomicrefcount ref_count;
  GType item_type; /* a CemStoreItem */

  /* A number that changes when the keys may have. (nullable): they may have at any time. */
  gboolean (*read_stamp) (CemListSource *self,
                          CemDb *db,
                          gint64 *stamp,
                          GError **error);

  /* All keys, or with @limit the first ones, never more than these unless it is all. @known (nullable): all keys as they were at @stamp. */
  CemListKeys *(*read_keys) (CemListSource *self,
                             CemDb *db,
                             guint limit,
                             const CemListKeys *known,
                             gint64 stamp,
                             GError **error);

  /* Appends an item for each key, NULL for one that is gone. */
  gboolean (*read_items) (CemListSource *self,
                          CemDb *db,
                          const gint64 *keys,
                          guint n_keys,
                          GPtrArray *items,
                          GError **error);

  void (*finalize) (CemListSource *self); /* (nullable) */

  CemEngine *engine; /* owned */
  char *text;        /* the type of the log, the key of a timeline */
};

/* @size: of the struct that begins with a CemListSource. */
CemListSource *_cem_list_source_new (CemEngine *engine,
                                     gsize size) G_GNUC_WARN_UNUSED_RESULT;
CemListSource *_cem_list_source_ref (CemListSource *self);
void _cem_list_source_unref (CemListSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListSource, _cem_list_source_unref)

/* Adds what @func makes of each row of the log, NULL for one that is gone. */
gboolean _cem_list_source_read_rows (CemDb *db,
                                     const gint64 *keys,
                                     guint n_keys,
                                     CemLogRowFunc func,
                                     GPtrArray *items,
                                     GError **error);
/* Parts of sources. Whatever changes in a store, but for the quarantine, has a row in the log. */
gboolean _cem_list_source_read_position (CemListSource *self,
                                         CemDb *db,
                                         gint64 *stamp,
                                         GError **error);
gboolean _cem_list_source_read_customers (CemListSource *self,
                                          CemDb *db,
                                          const gint64 *keys,
                                          guint n_keys,
                                          GPtrArray *items,
                                          GError **error);
gboolean _cem_list_source_read_entries (CemListSource *self,
                                        CemDb *db,
                                        const gint64 *keys,
                                        guint n_keys,
                                        GPtrArray *items,
                                        GError **error);
/* Whether a read only says that something is gone; clears @error then. */
gboolean _cem_list_source_is_gone (GError **error);

CemListSource *_cem_list_source_new_customers (CemEngine *engine) G_GNUC_WARN_UNUSED_RESULT;
CemListSource *_cem_list_source_new_timeline (CemEngine *engine,
                                              const char *key) G_GNUC_WARN_UNUSED_RESULT;
CemListSource *_cem_list_source_new_log (CemEngine *engine,
                                         const char *type) G_GNUC_WARN_UNUSED_RESULT;
CemListSource *_cem_list_source_new_quarantine (CemEngine *engine) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
