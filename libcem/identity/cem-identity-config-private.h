/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-diagnostics-private.h"
#include "base/cem-id-private.h"
#include "model/cem-vocabulary-private.h"
#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* Which identifiers there are, how they are normalised, and what may join what. Immutable and
 * counted; for any thread. As JSON:
 *
 * { "region": "CN",
 *   "types": { "phone": { "class": "contact", "rank": 40, "normalise": "phone", "region": "CN",
 *                         "valid": "P365D", "links": true, "limit": 5, "per_customer": 0 }, … },
 *   "blocked": { "*": [ "test", "0000" ], "phone": [ "+8613800000000" ] },
 *   "rules": [ [ "email", "phone" ], … ],
 *   "sources": [ "/crm", "/app" ],
 *   "max_members": 10000, "builtin": true }
 *
 * Types are added to the built-in ones (a type with the value null is taken out), unless "builtin" is
 * false.
 * class         person (strong), contact or session (weak), thing (never links persons).
 * noun          of a thing: the kind that it finds. Two identifiers of one thing join as persons' do;
 *               without a kind it joins nothing.
 * rank          which member gives a customer its id: the smallest. 1..1000; by default 10, 40, 60, 90
 *               by class.
 * normalise     none, lower, upper, email, phone, digits; all trim white space first.
 * valid         a weak identifier means the same person only within one such period (an epoch);
 *               for ever by default.
 * links         false: sharing it joins only within a match rule. True by default.
 * limit         an entity with more partners of class person or contact than this joins nobody.
 *               1..1000; by default 5 for contacts and sessions, 20 for things, none for persons.
 * per_customer  more than so many of this type in one customer need a person's confirmation. 0: no
 *               bound; 1 for persons and things by default, which is the rule that two strong
 *               identifiers of one type never merge by themselves. Not for types with "valid".
 * rules         in order; each an AND of contact or session types: fragments that share all of them
 *               are joined.
 * sources       who is believed first for traits; sources that are not listed come after these. */
typedef struct _CemIdentityConfig CemIdentityConfig;

typedef enum
{
  CEM_IDENTITY_PERSON = 1,
  CEM_IDENTITY_CONTACT,
  CEM_IDENTITY_SESSION,
  CEM_IDENTITY_THING
} CemIdentityClass;

typedef enum
{
  CEM_IDENTITY_NORMALISE_NONE,
  CEM_IDENTITY_NORMALISE_LOWER,
  CEM_IDENTITY_NORMALISE_UPPER,
  CEM_IDENTITY_NORMALISE_EMAIL,
  CEM_IDENTITY_NORMALISE_PHONE,
  CEM_IDENTITY_NORMALISE_DIGITS
} CemIdentityNormalise;

typedef struct
{
  guint index; /* in the configuration, by the bytes of the names */
  const char *name;
  gsize name_length;
  CemIdentityClass class_;
  CemNounKind noun; /* of things */
  guint rank;
  CemIdentityNormalise normalise;
  const char *region; /* of phones; two capitals */
  gint64 valid;       /* microseconds; 0: for ever */
  gboolean links;
  guint limit;        /* 0: none */
  guint per_customer; /* 0: none */
  gboolean in_rule;
} CemIdentityType;

/* NULL for the built-in configuration. Reports every mistake with its JSON Pointer; NULL with the
 * first as @error when there is one. @diagnostics may be NULL. */
CemIdentityConfig *_cem_identity_config_new (const CemDatum *datum,
                                             CemDiagnostics *diagnostics,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
CemIdentityConfig *_cem_identity_config_ref (CemIdentityConfig *self);
void _cem_identity_config_unref (CemIdentityConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemIdentityConfig, _cem_identity_config_unref)

/* The whole configuration, defaults filled in, as canonical JSON: equal text, equal meaning. */
const char *_cem_identity_config_get_text (CemIdentityConfig *self);

guint _cem_identity_config_get_n_types (CemIdentityConfig *self);
const CemIdentityType *_cem_identity_config_get_type (CemIdentityConfig *self,
                                                      guint index);
const CemIdentityType *_cem_identity_config_find_type (CemIdentityConfig *self,
                                                       const char *name,
                                                       gssize length);
guint _cem_identity_config_get_max_members (CemIdentityConfig *self);
guint _cem_identity_config_get_n_rules (CemIdentityConfig *self);
/* The types of a rule, ended by NULL. */
const CemIdentityType *const *_cem_identity_config_get_rule (CemIdentityConfig *self,
                                                             guint index);
/* 0 is believed first; sources that are not listed share the last place. */
guint _cem_identity_config_get_source_priority (CemIdentityConfig *self,
                                                const char *source,
                                                gssize length);

/* --- normalising --------------------------------------------------------------------------------*/

typedef enum
{
  CEM_IDENTITY_OK,
  CEM_IDENTITY_UNKNOWN_TYPE, /* not in the configuration: ignored */
  CEM_IDENTITY_INVALID,      /* no such phone number, e-mail address …: ignored */
  CEM_IDENTITY_BLOCKED       /* a value that never joins anyone: ignored */
} CemIdentityVerdict;

/* A value in its one spelling, in @arena. @message (static, may be NULL) says what is wrong. */
CemIdentityVerdict _cem_identity_normalise (CemIdentityConfig *config,
                                            const CemIdentityType *type,
                                            CemArena *arena,
                                            const char *value,
                                            gsize length,
                                            const char **normalised,
                                            gsize *normalised_length,
                                            const char **message);

/* E.164 by the rule in doc/identity.md: NULL, or "+" and 8 to 15 digits in @out. @region: two capitals,
 * the country of numbers without a code. */
#define CEM_PHONE_BUFFER 17
const char *_cem_phone_to_e164 (const char *text,
                                gsize length,
                                const char *region,
                                char out[CEM_PHONE_BUFFER],
                                const char **message);
/* Whether numbering of this region is known. */
gboolean _cem_phone_has_region (const char *region);

/* --- binding an event's identifiers -------------------------------------------------------------*/

#define CEM_IDENTITY_SECRET 16
#define CEM_IDENTITY_MAX_IDENTIFIERS 32

/* One identifier in one epoch: an entity. */
typedef struct
{
  const CemIdentityType *type;
  const char *value; /* normalised, NUL-terminated */
  gsize length;
  gint64 epoch;
  gint64 entity;
  guint32 check; /* a second hash: two identifiers with one entity id are noticed */
} CemIdentifier;

/* What was not taken, and why. */
typedef struct
{
  const char *type; /* as it was written */
  const char *value;
  CemIdentityVerdict verdict;
  const char *message;
} CemIdentityIgnored;

/* Fragments first, things after them; each by (rank, entity), each once. So the first fragment is the
 * one that the event's facts belong to. All memory is the arena's. */
typedef struct
{
  const CemIdentifier *identifiers;
  guint n_fragments;
  guint n_things;
  guint32 joint; /* by place: those that are evidence of one thing with several identifiers */
  const CemIdentityIgnored *ignored;
  guint n_ignored;
} CemIdentitySet;

/* SipHash-2-4 of type ‖ 0 ‖ value ‖ 0 ‖ epoch in decimal; never 0. */
gint64 _cem_identity_entity_id (const guint8 secret[CEM_IDENTITY_SECRET],
                                const char *type,
                                gsize type_length,
                                const char *value,
                                gsize value_length,
                                gint64 epoch);

/* floor (time / valid), 0 for a type without one. */
gint64 _cem_identity_epoch (const CemIdentityType *type,
                            gint64 time);

/* Binds the map of an event's `identifiers`: {type: value} or {type: [value, …]}, values are strings
 * or integers. @map may be NULL. Pure, for any thread. Fails with LIMIT for more than
 * CEM_IDENTITY_MAX_IDENTIFIERS, and with TYPE for a value of another kind. */
gboolean _cem_identity_bind (CemIdentityConfig *config,
                             const guint8 secret[CEM_IDENTITY_SECRET],
                             CemArena *arena,
                             const CemDatum *map,
                             gint64 time,
                             CemIdentitySet *set,
                             GError **error);

G_END_DECLS
