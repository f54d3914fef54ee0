/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_COMMAND (cem_command_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemCommand, cem_command, CEM, COMMAND, GObject)

CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_advance (GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_link (const char *first,
                                  const char *second) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_unlink (const char *first,
                                    const char *second) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_keep_apart (const char *first,
                                        const char *second) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_let_together (const char *first,
                                          const char *second) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_erase (const char *customer) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCommand *cem_command_new_configure_identity (JsonNode *configuration) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_command_get_event_type (CemCommand *self);
CEM_AVAILABLE_IN_ALL
const char *cem_command_get_actor (CemCommand *self);
CEM_AVAILABLE_IN_ALL
void cem_command_set_actor (CemCommand *self,
                            const char *actor);
CEM_AVAILABLE_IN_ALL
const char *cem_command_get_reason (CemCommand *self);
CEM_AVAILABLE_IN_ALL
void cem_command_set_reason (CemCommand *self,
                             const char *reason);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_command_to_json (CemCommand *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
