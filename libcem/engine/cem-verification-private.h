/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-engine-private.h"
#include "engine/cem-job-private.h"

#include <libcem/cem-verification.h>

G_BEGIN_DECLS

struct _CemVerification
{
  CemJob parent_instance;

  guint sample;
  char *resume_after;

  CemLogVerify chain;
  CemLogVerify keys;
  guint64 last; /* seq */
  guint n_sampled;
};

/* Folds the events of @self->sample customers, and of those that evidence ties to them, into a store
 * in memory and compares the customers. */
gboolean _cem_verification_check_sample (CemVerification *self,
                                         GCancellable *cancellable,
                                         GError **error);

/* Folds the events of as many nouns, evenly chosen, into the open store @scratch and compares their rows. */
gboolean _cem_verification_check_nouns (CemVerification *self,
                                        CemDb *db,
                                        CemProcessor *scratch,
                                        GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
