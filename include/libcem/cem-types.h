/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#if !defined(CEM_INSIDE) && !defined(CEM_COMPILATION)
#error "Only <libcem/cem.h> can be included directly."
#endif

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libcem/cem-version-macros.h>

G_BEGIN_DECLS

typedef struct _CemDiagnostic CemDiagnostic;
typedef struct _CemDiagnostics CemDiagnostics;

G_END_DECLS
