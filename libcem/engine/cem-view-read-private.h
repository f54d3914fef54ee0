/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/* What CemView reads: each a CemReadWork whose data is a request. */
typedef struct
{
  CemEngine *engine;
  char *first; /* keys, as far as they are needed */
  char *second;
} CemViewRequest;

CemViewRequest *_cem_view_request_new (CemEngine *engine,
                                       const char *first,
                                       const char *second) G_GNUC_WARN_UNUSED_RESULT;
void _cem_view_request_free (CemViewRequest *self);

/* CemCustomer */
gpointer _cem_view_read_customer (CemDb *db,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);
/* JsonNode */
gpointer _cem_view_read_explanation (CemDb *db,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error);
gpointer _cem_view_read_stats (CemDb *db,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
