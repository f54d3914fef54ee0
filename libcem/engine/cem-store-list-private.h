/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-list-source-private.h"

#include <libcem/cem-store-list.h>

G_BEGIN_DECLS

/* Takes @source. */
CemStoreList *_cem_store_list_new (CemListSource *source) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
