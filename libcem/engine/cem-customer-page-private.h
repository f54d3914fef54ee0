/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-page-private.h"

G_BEGIN_DECLS

/* Reads the customer, and its short lists: identifiers, traits, consents, facts. */
gboolean _cem_customer_page_read (CemPageReading *reading,
                                  CemDb *db,
                                  GError **error);

G_END_DECLS
