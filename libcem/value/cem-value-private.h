/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

#include <libcem/cem-value.h>

G_BEGIN_DECLS

struct _CemValue
{
  gatomicrefcount ref_count;
  CemDatum datum;
  CemArena *arena;     /* what the datum points to, or NULL */
  CemValue *owner;     /* whose memory the datum points to, or NULL */
  CemValue **children; /* whose memory the items of a list or map point to, or NULL */
  gsize n_children;
};

/* A deep copy, as _cem_datum_copy makes it. */
CemValue *_cem_value_new_from_datum (const CemDatum *datum);

/* Takes the arena, in which all of @datum must lie. */
CemValue *_cem_value_new_take (CemArena *arena,
                               const CemDatum *datum);

/* Belongs to the value. */
const CemDatum *_cem_value_get_datum (CemValue *self);

/* A part of a value; keeps the whole alive. */
CemValue *_cem_value_new_part (CemValue *owner,
                               const CemDatum *datum);

G_END_DECLS
