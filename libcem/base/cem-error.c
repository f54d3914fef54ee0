/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem-error.h>

/**
 * cem_error_quark:
 *
 * Gets the quark of libcem's error domain.
 *
 * Returns: the quark
 *
 * Since: 0.1
 */
G_DEFINE_QUARK (cem-error-quark, cem_error)
