/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#define CEM_INSIDE

#include <libcem/cem-condition.h>
#include <libcem/cem-context.h>
#include <libcem/cem-declarations.h>
#include <libcem/cem-diagnostics.h>
#include <libcem/cem-enum-types.h>
#include <libcem/cem-error.h>
#include <libcem/cem-expression.h>
#include <libcem/cem-record.h>
#include <libcem/cem-schema.h>
#include <libcem/cem-types.h>
#include <libcem/cem-value.h>
#include <libcem/cem-version.h>

#undef CEM_INSIDE
