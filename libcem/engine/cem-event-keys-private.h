/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-config-private.h"

G_BEGIN_DECLS

/* Binds an event's identifiers, as _cem_identity_bind () does, and with them the things that its data
 * name where the vocabulary says that a member is a key. Pure, for any thread. */
gboolean _cem_event_bind (CemIdentityConfig *config,
                          const guint8 *secret,
                          CemArena *arena,
                          const char *type,
                          gsize type_length,
                          const CemDatum *identifiers, /* (nullable) */
                          const CemDatum *data,        /* (nullable) */
                          gint64 time,
                          CemIdentitySet *set,
                          GError **error);

G_END_DECLS
