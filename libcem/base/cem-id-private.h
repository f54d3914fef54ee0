/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The public form of an entity's number: "c" (customers, fragments) or "t" (things) and 13 digits of
 * lower-case Crockford base32. */
#define CEM_ID_BUFFER 15
void _cem_id_format (char kind,
                     gint64 entity,
                     char id[CEM_ID_BUFFER]);
/* FALSE when it is no such id. */
gboolean _cem_id_parse (const char *id,
                        gssize length,
                        char *kind,
                        gint64 *entity);

G_END_DECLS
