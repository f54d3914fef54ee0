/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem.h>

GType
_cem_noun_find_type (const char *noun)
{
  const struct
  {
    const char *noun;
    GType type;
  } types[] = {
    { "device", CEM_TYPE_DEVICE },       { "order", CEM_TYPE_ORDER },
    { "work_order", CEM_TYPE_WORK_ORDER }, { "site", CEM_TYPE_SITE },
    { "contract", CEM_TYPE_CONTRACT },   { "household", CEM_TYPE_HOUSEHOLD },
    { "lead", CEM_TYPE_LEAD },           { "appointment", CEM_TYPE_APPOINTMENT },
    { "task", CEM_TYPE_TASK },           { "staff", CEM_TYPE_STAFF },
    { "coupon", CEM_TYPE_COUPON },       { "response", CEM_TYPE_RESPONSE },
    { "touchpoint", CEM_TYPE_TOUCHPOINT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].noun, noun) == 0)
      return types[i].type;

  return CEM_TYPE_NOUN;
}
