/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_ORDER (cem_order_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemOrder, cem_order, CEM, ORDER, CemNoun)

CEM_AVAILABLE_IN_ALL
double cem_order_get_amount (CemOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_order_get_currency (CemOrder *self);
CEM_AVAILABLE_IN_ALL
const char *cem_order_get_channel (CemOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_order_get_placed_at (CemOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_order_get_paid_at (CemOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_order_get_shipped_at (CemOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_order_get_delivered_at (CemOrder *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_order_get_promised (CemOrder *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_order_is_late (CemOrder *self);

G_END_DECLS
