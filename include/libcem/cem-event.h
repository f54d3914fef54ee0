/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_EVENT (cem_event_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemEvent, cem_event, CEM, EVENT, GObject)

CEM_AVAILABLE_IN_ALL
CemEvent *cem_event_new (const char *source,
                         const char *type) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemEvent *cem_event_new_from_json (JsonNode *json,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemEvent *cem_event_new_from_text (const char *text,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemEvent *cem_event_new_from_segment (JsonNode *call,
                                      const char *source,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_event_get_id (CemEvent *self);
CEM_AVAILABLE_IN_ALL
void cem_event_set_id (CemEvent *self,
                       const char *id);
CEM_AVAILABLE_IN_ALL
const char *cem_event_get_source (CemEvent *self);
CEM_AVAILABLE_IN_ALL
void cem_event_set_source (CemEvent *self,
                           const char *source);
CEM_AVAILABLE_IN_ALL
const char *cem_event_get_event_type (CemEvent *self);
CEM_AVAILABLE_IN_ALL
void cem_event_set_event_type (CemEvent *self,
                               const char *event_type);
CEM_AVAILABLE_IN_ALL
const char *cem_event_get_subject (CemEvent *self);
CEM_AVAILABLE_IN_ALL
void cem_event_set_subject (CemEvent *self,
                            const char *subject);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_event_get_time (CemEvent *self);
CEM_AVAILABLE_IN_ALL
void cem_event_set_time (CemEvent *self,
                         GDateTime *time);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_event_get_payload (CemEvent *self);
CEM_AVAILABLE_IN_ALL
void cem_event_set_payload (CemEvent *self,
                            JsonNode *payload);

CEM_AVAILABLE_IN_ALL
const char *cem_event_get_identifier (CemEvent *self,
                                      const char *type);
CEM_AVAILABLE_IN_ALL
void cem_event_set_identifier (CemEvent *self,
                               const char *type,
                               const char *value);
CEM_AVAILABLE_IN_ALL
void cem_event_add_identifier (CemEvent *self,
                               const char *type,
                               const char *value);
CEM_AVAILABLE_IN_ALL
char **cem_event_list_identifiers (CemEvent *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_event_to_json (CemEvent *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
