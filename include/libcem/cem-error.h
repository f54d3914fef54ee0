/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CEM_ERROR:
 *
 * The error domain of libcem; its codes are in [error@Cem.Error].
 *
 * Since: 0.1
 */
#define CEM_ERROR (cem_error_quark ())

/**
 * CemError:
 * @CEM_ERROR_FAILED: Something failed that no other code describes.
 * @CEM_ERROR_INVALID_ARGUMENT: A value that the caller gave is out of range or malformed.
 * @CEM_ERROR_SYNTAX: A text (JSON, an expression, a time) cannot be parsed; the message says where.
 * @CEM_ERROR_TYPE: A name or field is unknown, or a type does not fit.
 * @CEM_ERROR_EVALUATION: An expression failed while it was evaluated (overflow, division by zero, no such key, …).
 * @CEM_ERROR_NO_SUCH_FIELD: An evaluation met a field or metric that has no value.
 * @CEM_ERROR_LIMIT: A documented bound (length, nesting, cost, size) was exceeded.
 * @CEM_ERROR_NOT_FOUND: The thing that was asked for does not exist.
 * @CEM_ERROR_CONFLICT: The same key is already taken by other content.
 * @CEM_ERROR_REFUSED: A command is not legal in the present state; the message names what would be.
 * @CEM_ERROR_BUSY: Another process is writing to the store.
 * @CEM_ERROR_CLOSED: The engine or view has been closed.
 * @CEM_ERROR_IO: The store could not be read or written.
 * @CEM_ERROR_NO_SPACE: The disk, or the space allowed to the store, is full.
 * @CEM_ERROR_READ_ONLY: The store or its folder cannot be written to.
 * @CEM_ERROR_CORRUPT: The store is damaged.
 * @CEM_ERROR_NOT_A_STORE: The file is no libcem store.
 * @CEM_ERROR_NEWER_SCHEMA: The store was written by a newer libcem.
 * @CEM_ERROR_CONSTRAINT: The store refused a row; a bug in libcem or damage.
 * @CEM_ERROR_DIVERGED: A replay did not reproduce what the log says.
 *
 * What went wrong.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_ERROR_FAILED,
  CEM_ERROR_INVALID_ARGUMENT,
  CEM_ERROR_SYNTAX,
  CEM_ERROR_TYPE,
  CEM_ERROR_EVALUATION,
  CEM_ERROR_NO_SUCH_FIELD,
  CEM_ERROR_LIMIT,
  CEM_ERROR_NOT_FOUND,
  CEM_ERROR_CONFLICT,
  CEM_ERROR_REFUSED,
  CEM_ERROR_BUSY,
  CEM_ERROR_CLOSED,
  CEM_ERROR_IO,
  CEM_ERROR_NO_SPACE,
  CEM_ERROR_READ_ONLY,
  CEM_ERROR_CORRUPT,
  CEM_ERROR_NOT_A_STORE,
  CEM_ERROR_NEWER_SCHEMA,
  CEM_ERROR_CONSTRAINT,
  CEM_ERROR_DIVERGED
} CemError;

CEM_AVAILABLE_IN_ALL
GQuark cem_error_quark (void);

G_END_DECLS
