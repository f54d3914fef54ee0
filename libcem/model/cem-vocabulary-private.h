/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* The standard types of events and the nouns that they move: vocabulary.json, as tables. Doc/events.md
 * shows the same to people. */

/* In the store: numbers never change. */
typedef enum
{
  CEM_NOUN_NONE = 0,
  CEM_NOUN_DEVICE = 1,
  CEM_NOUN_ORDER = 2,
  CEM_NOUN_WORK_ORDER = 3,
  CEM_NOUN_CONTRACT = 4,
  CEM_NOUN_SITE = 5,
  CEM_NOUN_HOUSEHOLD = 6,
  CEM_NOUN_LEAD = 7,
  CEM_NOUN_APPOINTMENT = 8,
  CEM_NOUN_TASK = 9,
  CEM_NOUN_STAFF = 10,
  CEM_NOUN_COUPON = 11,
  CEM_NOUN_CAMPAIGN = 12,
  CEM_NOUN_SURVEY = 13,
  CEM_NOUN_INVITATION = 14,
  CEM_NOUN_RESPONSE = 15,
  CEM_NOUN_POST = 16,
  CEM_NOUN_CALL = 17,
  CEM_NOUN_PERSON = 18, /* facts of one fragment; no thing */
  CEM_NOUN_N_KINDS
} CemNounKind;

typedef enum
{
  CEM_MEMBER_STRING,
  CEM_MEMBER_INT,
  CEM_MEMBER_NUMBER,
  CEM_MEMBER_BOOL,
  CEM_MEMBER_TIMESTAMP, /* RFC 3339, or a date */
  CEM_MEMBER_DATE,      /* a date, or RFC 3339 */
  CEM_MEMBER_LIST,
  CEM_MEMBER_MAP,
  CEM_MEMBER_KEY /* an identifier of a thing: "TYPE:VALUE", or a bare value of the member's own type */
} CemMemberKind;

typedef struct
{
  const char *name;
  guint8 length;
  CemMemberKind kind;
  gboolean required;
  const char *field; /* of the snapshot; NULL: its kind has another place for it */
  const char *of;    /* of keys: the identifier type of a bare value */
  const char *unit;  /* (nullable) */
} CemVocabularyMember;

typedef struct
{
  const char *name;
  guint8 length;
  CemNounKind noun;  /* that it is a fact of */
  const char *state; /* (nullable): that it moves the noun to */
  guint8 rank;       /* 0: the latest state counts; else none moves to a lower rank */
  const char *stamp; /* (nullable): field that takes the event's time */
  gboolean first;    /* the first such event sets the stamp, not the last */
  gboolean summary;  /* is summed up, and kept in the timeline only */
  gboolean loose;      /* may be without the noun's identifier */
  const char *stage;   /* (nullable): awareness purchase use service loyalty */
  const char *channel; /* (nullable): where data.channel does not say */
  const CemVocabularyMember *members;
  guint n_members;
} CemVocabularyType;

typedef struct
{
  const char *name;
  CemNounKind kind;
  const char *identifier; /* (nullable): the first of its identifier types */
  const char *en;
  const char *zh_CN;
} CemVocabularyNoun;

typedef struct
{
  const char *name;
  guint8 length;
  CemNounKind kind;
} CemVocabularyIdentifier;

extern const CemVocabularyType _cem_vocabulary_types[]; /* by the bytes of their names */
extern const guint _cem_vocabulary_n_types;
extern const CemVocabularyNoun _cem_vocabulary_nouns[]; /* by kind, from 1 on */
extern const guint _cem_vocabulary_n_nouns;
extern const CemVocabularyIdentifier _cem_vocabulary_identifiers[]; /* by name */
extern const guint _cem_vocabulary_n_identifiers;

/* NULL when it is no standard type. */
const CemVocabularyType *_cem_vocabulary_find (const char *name,
                                               gsize length);
const CemVocabularyMember *_cem_vocabulary_find_member (const CemVocabularyType *type,
                                                        const char *name,
                                                        gsize length);

/* Whether the first segment of the name is that of a standard type: then an unknown type is likely to be
 * a mistake. */
gboolean _cem_vocabulary_has_namespace (const char *name,
                                        gsize length);
/* The standard type that is spelt most alike; NULL when none is. */
const char *_cem_vocabulary_suggest (const char *name);

/* The kind that an identifier type finds; NONE for persons and for types of one's own. */
CemNounKind _cem_noun_kind_of_identifier (const char *type,
                                          gsize length);
/* "work_order"; NULL and NONE when there is none. */
const char *_cem_noun_kind_get_name (CemNounKind kind);
CemNounKind _cem_noun_kind_from_name (const char *name);

/* Whether a value is of the member's kind. */
gboolean _cem_member_accepts (const CemVocabularyMember *member,
                              const CemDatum *value);
/* A time: a timestamp, a text in RFC 3339, or a date (its beginning, in UTC). Microseconds. */
gboolean _cem_member_read_time (const CemDatum *value,
                                gint64 *us);

G_END_DECLS
