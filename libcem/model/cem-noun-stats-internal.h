/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/cem-model-internal.h"

G_BEGIN_DECLS

/* What the files share that make figures of nouns. Figures are sums: the order of the nouns does
 * not matter, and what is kept is bounded. */

/* To six places, the grid that figures are told on. */
double _cem_round_figure (double value);

/* --- groups: what is counted by name ---*/

/* So many, the first by their bytes. */
#define CEM_GROUPS_MAX 400

typedef struct
{
  char *name;
  gint64 n;
  CemScoreSums score;
} CemGroup;

GArray *_cem_groups_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* NULL: too many come before it. For now only. */
CemGroup *_cem_groups_find (GArray *groups,
                            const char *name,
                            gsize length);

/* --- walking ---*/

/* Called for each noun that has facts, with its fields and state (devices: facts alone). What it
 * shows lives until it returns. */
typedef gboolean (*CemNounFunc) (const CemNounFold *fold,
                                 gpointer data,
                                 GError **error);

/* One pass over all facts, as they lie in the store: by entity. @kinds: a bit for each kind. */
gboolean _cem_noun_walk (CemDb *db,
                         guint kinds,
                         CemNounFunc func,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error);
/* The same for one noun that has been found by its entity. */
gboolean _cem_noun_fold_one (CemNounFold *fold,
                             gint64 entity,
                             CemNounKind kind,
                             GError **error);

/* --- figures, by a table ---*/

typedef enum
{
  CEM_FIGURE_NAMES,    /* how many nouns have each value of a field */
  CEM_FIGURE_POSITIVE, /* how many have a number above zero */
  CEM_FIGURE_TRUE,
  CEM_FIGURE_FALSE,
  CEM_FIGURE_SHARE, /* how many have true, and the part of those that have the field */
  CEM_FIGURE_PART,  /* the part of all nouns that have a text in the field */
  CEM_FIGURE_DAYS   /* how many have two times, and what lies between: its mean and median */
} CemFigureKind;

typedef struct
{
  const char *name; /* of the figure */
  CemFigureKind kind;
  const char *field;  /* of the snapshot; "state" is one */
  const char *other;  /* PART: the text; DAYS: the field of the end */
  const char *share;  /* SHARE: what its part is called; DAYS: the mean */
  const char *median; /* DAYS */
} CemFigure;

typedef struct _CemFigureSum CemFigureSum;

CemFigureSum *_cem_figures_new (const CemFigure *figures,
                                guint n) G_GNUC_WARN_UNUSED_RESULT;
void _cem_figures_free (CemFigureSum *sums,
                        guint n);
void _cem_figures_add (CemFigureSum *sums,
                       const CemFigure *figures,
                       guint n,
                       const CemNounFold *fold);
/* @nouns: how many there are, those without facts as well. Sorts what it has. */
void _cem_figures_tell (CemFigureSum *sums,
                        const CemFigure *figures,
                        guint n,
                        gint64 nouns,
                        CemArena *arena,
                        GArray *fields);

/* --- answers ---*/

typedef struct
{
  CemScoreSums scores[3]; /* by CemScoreKind */
  GArray *markets;        /* CemGroup, of NPS */
  GArray *quarters;
} CemAnswers;

void _cem_answers_init (CemAnswers *self);
void _cem_answers_clear (CemAnswers *self);
void _cem_answers_add (CemAnswers *self,
                       const CemNounFold *response);
/* @nouns as above. */
CemDatum _cem_answers_tell (CemAnswers *self,
                            gint64 nouns,
                            CemArena *arena);

CemDatum _cem_score_describe (CemArena *arena,
                              const CemScoreSums *score,
                              CemScoreKind kind);
gboolean _cem_noun_fold_read_score (const CemNounFold *response,
                                    CemScoreKind *kind,
                                    guint *scale,
                                    double *answer);

/* --- what was answered about orders, by whether they were late ---*/

typedef struct
{
  GCancellable *cancellable;
  CemArena *arena;
  CemNounFold fold;
  GArray *pending;      /* orders whose answers are looked for later, a bounded number */
  GArray *found;        /* answers, likewise */
  CemScoreSums csat[2]; /* on time, late */
} CemOrderAnswers;

void _cem_order_answers_init (CemOrderAnswers *self,
                              CemDb *db,
                              GCancellable *cancellable);
void _cem_order_answers_clear (CemOrderAnswers *self);
/* Orders come by entity. */
gboolean _cem_order_answers_add (CemOrderAnswers *self,
                                 const CemNounFold *order,
                                 GError **error);
/* After the last. */
gboolean _cem_order_answers_flush (CemOrderAnswers *self,
                                   GError **error);

G_END_DECLS
