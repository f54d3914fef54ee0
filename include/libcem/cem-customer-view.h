/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-page.h>

G_BEGIN_DECLS

#define CEM_TYPE_CUSTOMER_VIEW (cem_customer_view_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemCustomerView, cem_customer_view, CEM, CUSTOMER_VIEW, CemPage)

CEM_AVAILABLE_IN_ALL
CemCustomer *cem_customer_view_get_customer (CemCustomerView *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_customer_view_get_identifiers (CemCustomerView *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_customer_view_get_traits (CemCustomerView *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_customer_view_get_consents (CemCustomerView *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_customer_view_get_facts (CemCustomerView *self);

G_END_DECLS
