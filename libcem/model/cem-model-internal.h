/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/cem-model-private.h"
#include "stats/cem-score-private.h"

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* For the files of the room only. */

#define CEM_MODEL_NO_TIME G_MININT64

/* --- the writer's unit of work ------------------------------------------------------------------*/

/* What the store has, or will have when the batch is written: a noun since a time or earlier, or a relation.
 * One that has been pushed out is written again, which changes nothing. */
typedef struct
{
  gint64 entity; /* 0: empty */
  gint64 since_or_noun;
} CemHot;

/* Four that a hash leads to share a cache line. */
#define CEM_MODEL_HOT_WAYS 4
#define CEM_MODEL_HOT_BITS 17

typedef struct
{
  gint64 entity;
  CemNounKind kind;
  gint64 since;
  const char *key;
} CemNounRow;

typedef struct
{
  gint64 entity;
  gint64 noun;
  CemNounKind kind;
} CemRelationRow;

typedef struct
{
  gint64 entity;
  gint64 time;
  gint64 fragment;
  const char *source;
  const char *id;
  const char *type;
  const char *data;
} CemFactRow;

/* In the store. */
typedef enum
{
  CEM_GAUGE_ONLINE = 1,
  CEM_GAUGE_VALUE = 2,
  CEM_GAUGE_CONSUMABLE = 3, /* the series of one is in the table reading, too */
  CEM_GAUGE_METER = 4       /* in the tables reading and meter only */
} CemGaugeKind;

/* The latest value counts, by (time, tie); the tie is a hash of source and id. */
typedef struct
{
  gint64 entity;
  CemGaugeKind kind;
  const char *name;
  gint64 time;
  gint64 tie;
  const char *value; /* JSON */
} CemGaugeRow;

typedef struct
{
  gint64 entity;
  CemGaugeKind kind;
  const char *name;
  gint64 time;
  gint64 tie;
  double value;
  guint unit;
  gboolean reset;
} CemReadingRow;

typedef struct
{
  gint64 entity;
  const char *name;
  gint64 time;
} CemTallyRow;

/* A meter whose unit or turn has been declared: summed anew. */
typedef struct
{
  gint64 entity;
  const char *name;
} CemStaleMeter;

struct _CemModel
{
  CemDb *db;
  guint8 secret[16];
  gboolean idle;

  CemHot *hot_nouns;
  CemHot *hot_relations;

  /* At most so many are in the tables of recent ones. */
  gint64 max_recent_nouns;
  gint64 max_recent_relations;

  /* Of the batch; text is the arena's. */
  CemArena *arena;
  GString *scratch;
  GHashTable *nouns; /* gint64 -> CemNounRow */
  GPtrArray *dirty_nouns;
  GArray *relations;
  GArray *facts;
  GArray *gauges;
  GArray *readings;
  GArray *tallies;
  GArray *stale;
  GArray *joins; /* gint64: how many, and so many members */
  gboolean has_joined; /* the store has nouns with several identifiers */
  gboolean knows_joined; /* has_joined is known */
  GHashTable *notices; /* CemNoticeRow, by itself */
};

typedef struct
{
  const char *type;
  const char *code;
  const char *member;
  gint64 n;
} CemNoticeRow;

void _cem_model_init_rows (CemModel *self);
void _cem_model_clear_rows (CemModel *self); /* what has not been written */
void _cem_model_clear_hot (CemModel *self);

void _cem_model_forget_recent (CemModel *self); /* how many there are */
gboolean _cem_model_flush_nouns (CemModel *self,
                                 GError **error);
gboolean _cem_model_flush_relations (CemModel *self,
                                     GError **error);

/* --- things with several identifiers --- */

/* A row of the table noun has been written: what it is part of may have begun earlier. */
gboolean _cem_model_note_since (CemModel *self,
                                const CemNounRow *row,
                                GError **error);
gboolean _cem_model_flush_joins (CemModel *self,
                                 GError **error);

/* Notes that an event of @time names the noun. */
void _cem_model_touch (CemModel *self,
                       gint64 entity,
                       CemNounKind kind,
                       const CemModelSubject *subject,
                       gint64 time);
void _cem_model_relate (CemModel *self,
                        gint64 entity,
                        CemNounKind kind,
                        gint64 noun);
const char *_cem_model_intern (CemModel *self,
                               const char *text,
                               gsize length);

gboolean _cem_model_flush_readings (CemModel *self,
                                    GError **error);

/* Takes the readings in memory out of the store; @again as of _cem_model_take_back (). */
gboolean _cem_model_take_back_readings (CemModel *self,
                                        gboolean *again,
                                        GError **error);

/* What device.* events say that is summed up. @tie as in the rows. Counts notices by @note. */
void _cem_model_fold_summary (CemModel *self,
                              const CemVocabularyType *type,
                              const CemModelEvent *event,
                              gint64 entity);
/* What is wrong with the data of a summary beside their kinds: code and member, or NULL. */
typedef void (*CemNoticeFunc) (CemModel *self,
                               const char *type,
                               gsize type_length,
                               const char *code,
                               const char *member,
                               gsize member_length,
                               gint64 n);
void _cem_model_check_readings (CemModel *self,
                                const CemModelEvent *event,
                                CemNoticeFunc note,
                                gint64 n);

/* --- units --------------------------------------------------------------------------------------*/

typedef enum
{
  CEM_DIMENSION_NONE,
  CEM_DIMENSION_LENGTH,
  CEM_DIMENSION_TIME,
  CEM_DIMENSION_VOLUME,
  CEM_DIMENSION_TEMPERATURE,
  CEM_DIMENSION_ENERGY
} CemDimension;

/* 0 when it is none. Numbers are in the store. */
guint _cem_unit_from_name (const char *name,
                           gsize length);
const char *_cem_unit_get_name (guint unit);
CemDimension _cem_unit_get_dimension (guint unit);
/* FALSE when one is no measure of what the other measures. */
gboolean _cem_unit_convert (double value,
                            guint from,
                            guint to,
                            double *converted);

/* --- reading ------------------------------------------------------------------------------------*/

typedef struct
{
  gint64 time;
  const char *source;
  const char *id;
  const char *type_name;
  const CemVocabularyType *type; /* NULL: not of this version's vocabulary */
  gint64 fragment; /* 0: none */
  CemDatum data;
} CemFact;

/* So many oldest and newest facts of a noun are folded; of what lies between, only how much. */
#define CEM_FACTS_OLDEST 64
#define CEM_FACTS_NEWEST 4032

/* A snapshot while it is made. */
typedef struct
{
  CemDb *db;
  CemArena *arena;
  CemNounFlags flags;
  CemNounHead noun;
  GArray *members; /* gint64, the noun's own first */
  CemDatum keys;   /* of these */
  gint64 updated; /* the last fact of any kind; CEM_MODEL_NO_TIME: none */
  GArray *facts;  /* CemFact, in order */
  gint64 n_facts; /* all of them */
  GArray *fields; /* CemEntry */
  GArray *custom; /* CemEntry */
  GArray *stamps; /* CemEntry: when facts of each type were */
  GArray *history; /* CemDatum */
  const char *state;
} CemNounFold;

void _cem_noun_fold_init (CemNounFold *fold,
                          CemDb *db,
                          CemArena *arena,
                          CemNounFlags flags);
/* For the next noun; keeps what the arrays have allocated, and leaves the arena alone. */
void _cem_noun_fold_begin (CemNounFold *fold,
                           gint64 entity,
                           CemNounKind kind);
void _cem_noun_fold_clear (CemNounFold *fold);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CemNounFold, _cem_noun_fold_clear)

/* The facts that have been put in: fields, state and history. */
void _cem_noun_fold_facts (CemNounFold *fold);

void _cem_fields_set (GArray *fields,
                      const char *name,
                      CemDatum value);
void _cem_fields_set_n (GArray *fields,
                        const char *name,
                        gsize length,
                        CemDatum value);
void _cem_fields_unset (GArray *fields,
                        const char *name);
const CemDatum *_cem_fields_get (GArray *fields,
                                 const char *name);
CemDatum _cem_fields_to_map (CemArena *arena,
                             GArray *fields);
CemDatum _cem_datum_from_us (gint64 us);
CemDatum _cem_datum_from_text (const char *text);
CemDatum _cem_datum_from_entity (CemArena *arena,
                                 char kind,
                                 gint64 entity);
const CemDatum *_cem_fact_get (const CemFact *fact,
                               const char *name,
                               CemKind kind);
gboolean _cem_fact_is (const CemFact *fact,
                       const char *type);

/* Appends the entities (gint64) and keys (CemDatum) of a noun's identifiers, its own first; nothing when
 * it has but one. */
gboolean _cem_noun_read_keys (CemDb *db,
                              gint64 entity,
                              CemArena *arena,
                              GArray *members,
                              GArray *keys,
                              GError **error);

/* Appends CemFact; sets how many there are in all. */
gboolean _cem_facts_read (CemDb *db,
                          const gint64 *entities,
                          guint n_entities,
                          CemArena *arena,
                          GArray *facts,
                          gint64 *n_facts,
                          GError **error);

/* A fact's data out of a column; the text is copied into the arena. */
gboolean _cem_fact_read_data (CemDbStatement *statement,
                              int column,
                              CemArena *arena,
                              CemDatum *data,
                              GError **error);

/* What a kind has beside fields and states. */
gboolean _cem_noun_fold_device (CemNounFold *fold,
                                GError **error);
gboolean _cem_noun_fold_special (CemNounFold *fold,
                                 GError **error);

/* The answer of a response.received, as data or as snapshot: FALSE when it has no score. */
gboolean _cem_response_read_score (const CemMap *map,
                                   CemScoreKind *kind,
                                   guint *scale,
                                   double *answer);

/* Members by role and time, of devices and households: who came and went. */
typedef struct
{
  gint64 fragment;
  gint64 from;
  gint64 until; /* CEM_MODEL_NO_TIME: still */
  const char *role;
} CemPeriod;

CemDatum _cem_periods_to_list (CemArena *arena,
                               GArray *periods,
                               const char *role);

/* A series, newest first, from the time of its last point back for a year. */
typedef struct
{
  gint64 time;
  double value;
  guint unit;
} CemSeriesPoint;

gboolean _cem_series_read_last (CemDb *db,
                                GArray *members,
                                CemGaugeKind kind,
                                const char *name,
                                gint64 last,
                                guint max,
                                CemSeriesPoint *points,
                                guint *n,
                                GError **error);
/* What a meter has added up to. */
typedef struct
{
  const char *name;
  gint64 n;
  gint64 total; /* millionths */
  guint unit;
  gint64 time; /* of the last reading */
} CemMeterSum;

/* Sums a meter whose readings came under several identifiers; its name is given. */
gboolean _cem_meter_sum (CemDb *db,
                         GArray *members,
                         CemMeterSum *sum,
                         GError **error);
/* When a meter's total came to a limit; CEM_MODEL_NO_TIME when it has not, or measures something
 * else. */
gboolean _cem_meter_find_reached (CemDb *db,
                                  GArray *members,
                                  const char *name,
                                  double limit,
                                  guint unit,
                                  gint64 *time,
                                  GError **error);

/* A device's gauges, meters and tallies as fields. */
gboolean _cem_noun_fold_gauges (CemNounFold *fold,
                                GError **error);
/* { NAME: { n, first, last } } of the table tally; NULL datum when there are none. */
gboolean _cem_noun_read_tallies (CemNounFold *fold,
                                 CemDatum *map,
                                 GError **error);

G_END_DECLS
