/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-command.h>

G_BEGIN_DECLS

JsonNode *_cem_command_dup_data (CemCommand *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
