/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_DEVICE (cem_device_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemDevice, cem_device, CEM, DEVICE, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_device_get_model (CemDevice *self);
CEM_AVAILABLE_IN_ALL
const char *cem_device_get_name (CemDevice *self);
CEM_AVAILABLE_IN_ALL
const char *cem_device_get_batch (CemDevice *self);
CEM_AVAILABLE_IN_ALL
const char *cem_device_get_owner (CemDevice *self);
CEM_AVAILABLE_IN_ALL
const char *cem_device_get_site (CemDevice *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_device_get_online (CemDevice *self);
CEM_AVAILABLE_IN_ALL
const char *cem_device_get_firmware (CemDevice *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_device_get_sold (CemDevice *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_device_get_warranty_until (CemDevice *self);
CEM_AVAILABLE_IN_ALL
char **cem_device_list_meters (CemDevice *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_device_list_consumables (CemDevice *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_device_list_components (CemDevice *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
double cem_device_get_meter (CemDevice *self,
                             const char *name);
CEM_AVAILABLE_IN_ALL
char *cem_device_dup_meter_unit (CemDevice *self,
                                 const char *name) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
double cem_device_get_consumable (CemDevice *self,
                                  const char *name);
CEM_AVAILABLE_IN_ALL
CemValue *cem_device_dup_component (CemDevice *self,
                                    const char *name) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_device_is_in_warranty (CemDevice *self,
                                    GDateTime *at);
CEM_AVAILABLE_IN_ALL
char *cem_device_find_owner (CemDevice *self,
                             GDateTime *at) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
