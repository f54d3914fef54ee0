/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A stream that hands its bytes out a few at a time, as pipes do. */
GInputStream *trickle_new (GBytes *bytes,
                           gsize step) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
