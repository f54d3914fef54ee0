/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-private.h"

#include <libcem/cem-customer.h>

G_BEGIN_DECLS

/* Reads the customer with this head, within one snapshot; any thread. NOT_FOUND when there is none. */
CemCustomer *_cem_customer_read (CemDb *db,
                                 CemIdentityConfig *config,
                                 gint64 head,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
