/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#if !defined(CEM_INSIDE) && !defined(CEM_COMPILATION)
#error "Only <libcem/cem.h> can be included directly."
#endif

#include <glib.h>
#include <libcem/cem-version.h>

#ifndef _CEM_EXTERN
#define _CEM_EXTERN __attribute__ ((visibility ("default"))) extern
#endif

#define CEM_AVAILABLE_IN_ALL _CEM_EXTERN
