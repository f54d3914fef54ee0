/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* Definitions: texts that are kept once, by the SHA-256 of their bytes, and named by events of
 * configuration. What these said is a table of its own, which follows from the log. Hashes are written in
 * hexadecimal digits. */

/* What a mapping of CSV is filed under. */
#define CEM_DEFINITION_MAPPING "mapping"

/* Version 2 of the schema: the tables definition and configuration. */
gboolean _cem_definition_create (CemDb *db,
                                 GError **error);

/* Keeps a text, unless it is there already. @hash must be its own. */
gboolean _cem_definition_keep (CemDb *db,
                               const char *hash,
                               const char *text,
                               gsize length,
                               GError **error);

/* NULL without error when there is none. CORRUPT when it is not what its hash says. */
gboolean _cem_definition_read (CemDb *db,
                               const char *hash,
                               char **text,
                               GError **error);

/* The event at @seq of the log says that from there on @name is what has that hash. */
gboolean _cem_definition_name (CemDb *db,
                               gint64 seq,
                               const char *kind,
                               const char *name,
                               const char *hash,
                               GError **error);

/* The hash of what has been named so last; NULL without error when nothing has. */
gboolean _cem_definition_find (CemDb *db,
                               const char *kind,
                               const char *name,
                               char **hash,
                               GError **error);

/* Called for what is missing or damaged; the message says what. */
typedef void (*CemDefinitionFunc) (const char *message,
                                   gpointer data);

/* Copies what the log of @to names, as far as @from has it whole. */
gboolean _cem_definition_copy (CemDb *from,
                               CemDb *to,
                               CemDefinitionFunc func,
                               gpointer data,
                               GError **error);

/* Looks whether every definition is what its hash says, and all that have been named are there. */
gboolean _cem_definition_verify (CemDb *db,
                                 CemDefinitionFunc func,
                                 gpointer data,
                                 GError **error);

G_END_DECLS
