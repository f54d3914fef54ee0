/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-store-item.h>
#include <libcem/cem-value.h>

G_BEGIN_DECLS

#define CEM_TYPE_NOUN (cem_noun_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (CemNoun, cem_noun, CEM, NOUN, CemStoreItem)

/**
 * CemNounClass:
 * @parent_class: the parent class
 *
 * The class of [class@Noun]. Only libcem derives from it.
 *
 * Since: 0.1
 */
struct _CemNounClass
{
  CemStoreItemClass parent_class;
};

CEM_AVAILABLE_IN_ALL
const char *cem_noun_get_noun (CemNoun *self);
CEM_AVAILABLE_IN_ALL
const char *cem_noun_get_id (CemNoun *self);
CEM_AVAILABLE_IN_ALL
const char *cem_noun_get_key (CemNoun *self);
CEM_AVAILABLE_IN_ALL
char **cem_noun_list_keys (CemNoun *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
const char *cem_noun_get_state (CemNoun *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_noun_get_since (CemNoun *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_noun_get_updated (CemNoun *self);
CEM_AVAILABLE_IN_ALL
const char *cem_noun_get_position (CemNoun *self);
CEM_AVAILABLE_IN_ALL
CemValue *cem_noun_dup_field (CemNoun *self,
                              const char *path) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_noun_list_fields (CemNoun *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
