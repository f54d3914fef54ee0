/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-page.h>

G_BEGIN_DECLS

#define CEM_TYPE_NOUN_VIEW (cem_noun_view_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemNounView, cem_noun_view, CEM, NOUN_VIEW, CemPage)

CEM_AVAILABLE_IN_ALL
CemNoun *cem_noun_view_get_noun (CemNounView *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_noun_view_get_customers (CemNounView *self);

G_END_DECLS
