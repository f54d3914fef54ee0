/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-noun-private.h"
#include "model/cem-model-private.h"

G_BEGIN_DECLS

/* A noun's snapshot as programs see it: the room model knows the fragments that events named (`persons`,
 * and `person` in periods); here they become customers, for only this room knows both. Adds `customers`
 * (ids, each once), `customer` beside each `person`, and a device's `owner`. NOT_FOUND when there is no
 * such noun. In any thread, within one snapshot of the store. */
gboolean _cem_noun_load_snapshot (CemDb *db,
                                  gint64 entity,
                                  CemNounFlags flags,
                                  CemArena *arena,
                                  CemDatum *snapshot,
                                  GError **error);

/* The same as an object: a CemNoun, of the class that its kind has. */
gpointer _cem_noun_load (CemDb *db,
                         gint64 entity,
                         CemNounFlags flags,
                         gint64 position,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The position of the log. */
gboolean _cem_read_position (CemDb *db,
                             gint64 *position,
                             GError **error);

G_END_DECLS
