/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_SITE (cem_site_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemSite, cem_site, CEM, SITE, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_site_get_name (CemSite *self);
CEM_AVAILABLE_IN_ALL
const char *cem_site_get_site_kind (CemSite *self);
CEM_AVAILABLE_IN_ALL
const char *cem_site_get_address (CemSite *self);
CEM_AVAILABLE_IN_ALL
const char *cem_site_get_city (CemSite *self);
CEM_AVAILABLE_IN_ALL
const char *cem_site_get_region (CemSite *self);
CEM_AVAILABLE_IN_ALL
double cem_site_get_latitude (CemSite *self);
CEM_AVAILABLE_IN_ALL
double cem_site_get_longitude (CemSite *self);
CEM_AVAILABLE_IN_ALL
double cem_site_get_area (CemSite *self);

G_END_DECLS
