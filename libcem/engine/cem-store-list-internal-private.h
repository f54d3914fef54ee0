/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-list-items-private.h"
#include "engine/cem-store-list-private.h"

G_BEGIN_DECLS

/* What the files of CemStoreList share. */

/* How many rows to read a list remembers before it looks which of them are needed. */
#define CEM_STORE_LIST_WANTED 4096

struct _CemStoreList
{
  GObject parent_instance;

  CemListSource *source;
  GMainContext *context;

  CemListKeys *keys;
  gint64 stamp;
  guint generation; /* counts the keys that were there */
  gboolean complete;
  gboolean stale;
  gboolean failed;
  GError *error;

  CemListItems *items;
  GPtrArray *pinned; /* owned items of the last load () */

  GArray *wanted; /* keys of placeholders that were handed out, the newest last */
  guint max_wanted;
  GQueue loads;   /* owned GTask of load_async () */
  GSource *pump;
  GSource *rest;
  gint64 rested_at;
  gboolean busy;
  GCancellable *cancellable; /* of what is read without anybody waiting for it */
};

typedef struct
{
  guint position;
  guint n_items;
} CemListWindow;

/* --- taking over what was read ---*/

void _cem_store_list_set_error (CemStoreList *self,
                                const GError *error);
void _cem_store_list_apply (CemStoreList *self,
                            const CemListJob *job,
                            CemListResult *result);

/* --- reading ---*/

/* What is to be read for a window: no more keys than it needs. */
CemListJob *_cem_store_list_new_load_job (CemStoreList *self,
                                          const CemListWindow *window) G_GNUC_WARN_UNUSED_RESULT;
/* Sees to it that the list does what there is to do, from its main context. */
void _cem_store_list_schedule (CemStoreList *self);
/* Remembers that the placeholder of a key is to be filled. */
void _cem_store_list_want (CemStoreList *self,
                           gint64 key);
void _cem_store_list_changed (CemStoreList *self);

G_END_DECLS
