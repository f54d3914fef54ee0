/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-store-item-private.h"
#include "value/cem-datum-private.h"

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

/* What the classes of nouns share. A noun is the map that the room model folds, and no more: its getters
 * read from it. A class of its own has getters and properties for the fields that programs need most:
 *
 *   static const char *const fields[] = { [PROP_MODEL] = "model" };
 *
 *   cem_device_get_property () calls _cem_noun_get_property (noun, fields[prop_id], value), and
 *   cem_device_get_model () returns _cem_noun_get_text (noun, fields[PROP_MODEL]). */

/* The class for a noun's name ("device"); CEM_TYPE_NOUN for one that has no class of its own. */
GType _cem_noun_find_type (const char *noun);

/* Takes @arena, in which all of the map @snapshot lies; any thread. @position: of the log. */
gpointer _cem_noun_new_take (GType type,
                             CemArena *arena,
                             const CemDatum *snapshot,
                             gint64 position) G_GNUC_WARN_UNUSED_RESULT;

/* Fields; NULL while loading, and when there is no such field or it is of another kind. A path may have
 * dots; texts that are lent are those of the snapshot's own fields. */
const CemDatum *_cem_noun_find (CemNoun *self,
                                const char *path);
const CemDatum *_cem_noun_find_in (CemNoun *self,
                                   const char *field,
                                   const char *name);
const char *_cem_noun_get_text (CemNoun *self,
                                const char *field);
GDateTime *_cem_noun_get_time (CemNoun *self,
                               const char *field);
gboolean _cem_noun_get_flag (CemNoun *self,
                             const char *field);
guint _cem_noun_get_count (CemNoun *self,
                           const char *field);
/* NaN when there is none. */
double _cem_noun_get_number (CemNoun *self,
                             const char *field);
/* The strings of a list, or the keys of a map; empty when there is none. */
char **_cem_noun_list_texts (CemNoun *self,
                             const char *field) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a list of maps: of each the text under @member. A map of maps has them as keys. */
char **_cem_noun_list_members (CemNoun *self,
                               const char *field,
                               const char *member) G_GNUC_WARN_UNUSED_RESULT;
/* In a list of maps the one whose `name` it is, in a map what is there under @name. */
const CemDatum *_cem_noun_find_named (CemNoun *self,
                                      const char *field,
                                      const char *name);

/* Microseconds of a field that holds a time; G_MININT64 when there is none. */
gint64 _cem_noun_get_us (CemNoun *self,
                         const char *field);
/* @datum may be NULL, and anything: then there is no such member. */
const CemDatum *_cem_datum_find_member (const CemDatum *datum,
                                        const char *name);
double _cem_datum_to_double (const CemDatum *datum);
gint64 _cem_datum_to_us (const CemDatum *datum);
CemDatum _cem_datum_new_us (gint64 us);

/* Fills @value, of the property's type, with a field. */
void _cem_noun_get_property (CemNoun *self,
                             const char *field,
                             GValue *value);

G_END_DECLS
