/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_COUPON (cem_coupon_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemCoupon, cem_coupon, CEM, COUPON, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_coupon_get_template (CemCoupon *self);
CEM_AVAILABLE_IN_ALL
double cem_coupon_get_value (CemCoupon *self);
CEM_AVAILABLE_IN_ALL
const char *cem_coupon_get_currency (CemCoupon *self);
CEM_AVAILABLE_IN_ALL
const char *cem_coupon_get_order (CemCoupon *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_coupon_get_issued_at (CemCoupon *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_coupon_get_expires (CemCoupon *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_coupon_get_redeemed_at (CemCoupon *self);

G_END_DECLS
