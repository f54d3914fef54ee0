/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-store-item.h>

G_BEGIN_DECLS

#define CEM_TYPE_CUSTOMER (cem_customer_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemCustomer, cem_customer, CEM, CUSTOMER, CemStoreItem)

CEM_AVAILABLE_IN_ALL
const char *cem_customer_get_id (CemCustomer *self);
CEM_AVAILABLE_IN_ALL
const char *cem_customer_get_position (CemCustomer *self);
CEM_AVAILABLE_IN_ALL
const char *const *cem_customer_get_identifiers (CemCustomer *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_customer_get_trait (CemCustomer *self,
                                  const char *name);

G_END_DECLS
