/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CemSeverity:
 * @CEM_SEVERITY_ERROR: The text cannot be used as it is.
 * @CEM_SEVERITY_WARNING: The text works, but probably not as meant.
 * @CEM_SEVERITY_HINT: A remark.
 *
 * How bad a [class@Diagnostic] is.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_SEVERITY_ERROR,
  CEM_SEVERITY_WARNING,
  CEM_SEVERITY_HINT
} CemSeverity;

#define CEM_TYPE_DIAGNOSTIC (cem_diagnostic_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemDiagnostic, cem_diagnostic, CEM, DIAGNOSTIC, GObject)

CEM_AVAILABLE_IN_ALL
CemSeverity cem_diagnostic_get_severity (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
const char *cem_diagnostic_get_code (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
const char *cem_diagnostic_get_file (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
const char *cem_diagnostic_get_pointer (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
guint cem_diagnostic_get_line (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
guint cem_diagnostic_get_column (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
const char *cem_diagnostic_get_message (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
const char *cem_diagnostic_get_suggestion (CemDiagnostic *self);
CEM_AVAILABLE_IN_ALL
char *cem_diagnostic_to_string (CemDiagnostic *self) G_GNUC_WARN_UNUSED_RESULT;

#define CEM_TYPE_DIAGNOSTICS (cem_diagnostics_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemDiagnostics, cem_diagnostics, CEM, DIAGNOSTICS, GObject)

CEM_AVAILABLE_IN_ALL
CemDiagnostics *cem_diagnostics_new (void) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
guint cem_diagnostics_get_n_errors (CemDiagnostics *self);
CEM_AVAILABLE_IN_ALL
guint cem_diagnostics_get_n_warnings (CemDiagnostics *self);
CEM_AVAILABLE_IN_ALL
void cem_diagnostics_clear (CemDiagnostics *self);
CEM_AVAILABLE_IN_ALL
char *cem_diagnostics_to_string (CemDiagnostics *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
