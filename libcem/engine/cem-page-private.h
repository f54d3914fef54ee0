/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-noun-source-private.h"
#include "engine/cem-store-item-private.h"

#include <libcem/cem-page.h>

G_BEGIN_DECLS

/* A page is what it is about (a store item, its head), lists that are kept by keys, and short lists of rows
 * that are read as a whole with the head. All is read in one snapshot of the store. */

#define CEM_PAGE_MAX_ROWS 4

/* One list of nouns, or of customers with CEM_NOUN_NONE. */
typedef struct
{
  const char *name; /* the member of JSON: "work_orders" */
  CemNounKind kind;
} CemPageList;

/* What a reading found; filled in any thread. */
typedef struct
{
  CemEngine *engine;
  CemSubject *subject;
  gint64 position;
  CemStoreItem *head;
  GPtrArray *rows[CEM_PAGE_MAX_ROWS]; /* of CemNoun */
} CemPageReading;

typedef struct
{
  const char *head;        /* the property that is the head, and the member of JSON */
  gboolean has_customers;  /* a list of them, beside those of nouns */
  const char *const *rows; /* names, ends with NULL */

  /* Reads head and rows. NOT_FOUND when there is no such thing. */
  gboolean (*read) (CemPageReading *reading,
                    CemDb *db,
                    GError **error);
} CemPageHooks;

/* @hooks is static. */
void _cem_page_class_set_hooks (CemPageClass *klass,
                                const CemPageHooks *hooks);

/* Opens a page of a type. */
gpointer _cem_page_open (GType type,
                         CemView *view,
                         const char *key,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_page_open_async (GType type,
                           CemView *view,
                           const char *key,
                           gpointer tag,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

gboolean _cem_page_is_open (CemPage *self);
/* (transfer none) */
gpointer _cem_page_get_head (CemPage *self);
/* What is listed beside timeline and touchpoints. */
const CemPageList *_cem_page_get_lists (CemPage *self,
                                        guint *n_lists);
GListModel *_cem_page_get_list (CemPage *self,
                                const char *name);

G_END_DECLS
