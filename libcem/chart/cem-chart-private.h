/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-expression-private.h"

#include <libcem/cem-chart.h>

G_BEGIN_DECLS

/* A definition as dense tables. States are numbered in document order, each before its children, so
 * the descendants of a state are the numbers after its own up to @last, and a configuration is a set
 * of bits. The machine itself is state 0. */

#define CEM_CHART_MAX_STATES 2000
#define CEM_CHART_MAX_TRANSITIONS 20000
#define CEM_CHART_MAX_ACTIONS 50000
#define CEM_CHART_MAX_VARIABLES 1000
#define CEM_CHART_MAX_CELLS 4000000 /* of the table of transitions by state and event */
#define CEM_CHART_MAX_TEXT (1024 * 1024)
#define CEM_CHART_MAX_DELAY (G_GINT64_CONSTANT (36500) * 86400 * 1000000)

#define CEM_CHART_NO_STATE G_MAXUINT16

typedef struct _CemChartAction CemChartAction;
typedef struct _CemChartTemplate CemChartTemplate;

/* JSON with expressions in it. */
struct _CemChartTemplate
{
  CemDatum literal;          /* the whole, when there is nothing to compute */
  CemExpression *expression; /* or this gives it */
  const CemChartTemplate *const *items;
  const CemDatum *keys;      /* of a map's items, or NULL */
  guint n_items;
};

typedef struct
{
  gint64 us;                 /* when there is no expression */
  CemExpression *expression; /* milliseconds, a duration, or text as in the definition */
} CemChartDelay;

typedef struct
{
  guint32 first;
  guint32 n;
} CemChartBlock;

/* A condition: an expression, a function of the host, or neither, which always holds. */
typedef struct
{
  CemExpression *expression;
  const char *name;
  const CemChartTemplate *params;
  const char *pointer;
} CemChartTest;

typedef struct
{
  CemChartTest guard;
  CemChartBlock actions;
} CemChartBranch;

typedef enum
{
  CEM_CHART_ACTION_CALL, /* the host's */
  CEM_CHART_ACTION_RAISE,
  CEM_CHART_ACTION_SEND,
  CEM_CHART_ACTION_CANCEL,
  CEM_CHART_ACTION_ASSIGN,
  CEM_CHART_ACTION_IF,
  CEM_CHART_ACTION_LOG
} CemChartActionKind;

typedef enum
{
  CEM_CHART_QUICK_NONE,
  CEM_CHART_QUICK_ADD, /* an integer variable plus a constant */
  CEM_CHART_QUICK_SET  /* a constant */
} CemChartQuick;

/* An event that the definition names. */
typedef struct
{
  const char *name;
  guint32 length;
  guint16 symbol;
  guint32 class_;
} CemChartEvent;

struct _CemChartAction
{
  guint8 kind;
  guint8 quick;
  guint16 slot;            /* of assign; 0 when there is no such variable */
  const char *name;        /* of the call, or the variable */
  const char *pointer;
  CemExpression *expression;
  CemDatum constant;       /* of a quick assignment */
  const CemChartEvent *event; /* of raise and send, or NULL when it is computed */
  const CemChartTemplate *event_name;
  const CemChartTemplate *id;
  const CemChartTemplate *data;
  CemChartDelay delay;
  const CemChartBranch *branches;
  guint n_branches;
};

typedef struct
{
  guint16 state;
  CemChartDelay delay;
  guint32 class_;
  CemChartEvent event;
  const char *pointer;
} CemChartAfter;

typedef enum
{
  CEM_CHART_STATE_ATOMIC,
  CEM_CHART_STATE_COMPOUND,
  CEM_CHART_STATE_PARALLEL,
  CEM_CHART_STATE_FINAL,
  CEM_CHART_STATE_HISTORY
} CemChartStateKind;

typedef struct
{
  const CemDatum *json;   /* the node of the definition */
  const char *key;
  const char *id;         /* as written, or NULL */
  const char *name;       /* the id, the key where it is the only one, or the path */
  const char *path;       /* keys from the machine down, with dots */
  const char *pointer;
  guint8 kind;
  gboolean deep;          /* of a history state */
  guint16 parent;
  guint16 last;           /* the last descendant, or itself */
  guint16 history;        /* of a history state: its place in the record */
  gboolean has_history;   /* among the children */
  guint32 initial;        /* a transition without event: of a compound or history state; G_MAXUINT32 */
  CemChartBlock entry;
  CemChartBlock exit;
  guint32 first_after;
  guint32 n_afters;
  const CemChartEvent *done;
  const CemChartTemplate *output;
  char **tags;
  const char *description;
  const CemDatum *meta;
} CemChartState;

typedef struct
{
  guint16 source;
  guint16 domain;         /* what is below it is left; CEM_CHART_NO_STATE without targets */
  gboolean internal;
  gboolean fixed;         /* no history among the targets, so @domain and @entry are known */
  guint32 first_target;
  guint32 n_targets;
  CemChartTest guard;
  CemChartBlock actions;
  const guint64 *entry;   /* the states to enter, then those with their initial transition, then the
                           * history states that stand for their target */
  gboolean is_split;
  double split_from;      /* the share of keys, of 1 */
  double split_to;
  guint64 split_salt;
  const char *event;      /* as written; NULL of eventless ones */
  const char *pointer;
  const char *description;
  const CemDatum *meta;
  double order;
  double weight;
  gboolean exact;         /* the event's name is not a prefix */
  guint32 class_;
} CemChartTransition;

typedef struct
{
  const char *name;
  guint16 slot;
  guint8 kind;            /* CemKind, CEM_KIND_NULL for any */
  guint8 number;          /* the kind that numbers take, where that is exact */
  CemDatum initial;
} CemChartVariable;

#define CEM_CHART_SLOT_EVENT 0
#define CEM_CHART_SLOT_DATA 1
#define CEM_CHART_FIRST_SLOT 2

struct _CemChart
{
  GObject parent_instance;

  CemArena *arena;
  CemDatum json;
  CemChartFlags flags;
  char *id;
  char *version;
  char *description;
  char digest[17];

  CemSchema *schema;
  CemDeclarations *declarations;
  GPtrArray *expressions;

  CemChartState *states;
  guint n_states;
  guint n_words;
  guint n_histories;
  CemChartTransition *transitions;
  guint n_transitions;
  guint16 *targets;
  CemChartAction *actions;
  CemChartAfter *afters;
  guint n_afters;
  CemChartVariable *variables;
  guint n_variables;
  guint n_slots;

  GHashTable *state_names;  /* id, name, path -> number + 1 */
  GHashTable *events;       /* name -> CemChartEvent */
  GHashTable *classes;      /* name without wildcard -> number of the class */
  guint n_classes;
  const CemChartEvent *error_event;
  const guint32 *table;     /* [state][class]: the first of its candidates */
  const guint32 *always;    /* [state] */
  const guint16 *candidates; /* lists of transitions, each to CEM_CHART_NO_STATE; the first is empty */
  char **event_keys;        /* as written in on */
  char **action_names;
  char **guard_names;

  /* Sets of states. */
  const guint64 *atomic;
  const guint64 *with_always;
  const guint64 *busy_exit;  /* something happens when they are left */
  const guint64 *busy_entry;
  gboolean has_parallel;
  gboolean has_timers;
  gboolean has_splits;
};

static inline gboolean
_cem_chart_bit (const guint64 *set,
                guint state)
{
  return (set[state / 64] >> state % 64 & 1) != 0;
}

static inline void
_cem_chart_set_bit (guint64 *set,
                    guint state)
{
  set[state / 64] |= G_GUINT64_CONSTANT (1) << state % 64;
}

static inline gboolean
_cem_chart_is_below (const CemChart *self,
                     guint state,
                     guint ancestor)
{
  return state > ancestor && state <= self->states[ancestor].last;
}

/* The number of a state by id, name or path; CEM_CHART_NO_STATE when there is none. */
guint _cem_chart_find_state (const CemChart *self,
                             const char *name,
                             gsize length);

/* The class of events to which a name belongs. */
guint32 _cem_chart_find_class (const CemChart *self,
                               const char *name);

/* The event that the definition names, or NULL. */
const CemChartEvent *_cem_chart_find_event (const CemChart *self,
                                            const char *name);

/* Compiles a definition. Texts and @json lie in @arena, which is taken. */
CemChart *_cem_chart_compile (CemArena *arena,
                              const CemDatum *json,
                              const char *file,
                              CemChartFlags flags,
                              CemDiagnostics *diagnostics,
                              GError **error);

/* "5s", "1.5h", "PT5M", "300": FALSE when it is none of these or longer than a century. */
gboolean _cem_chart_parse_delay (const char *text,
                                 gsize length,
                                 gint64 *us);

/* A copy whose numbers have the kinds that they show: none of them is "undeclared" any more. */
CemDatum _cem_chart_settle (CemArena *arena,
                            const CemDatum *json);

/* The stable hash of splits, and of the keys by which they go. */
guint64 _cem_chart_hash (guint64 seed,
                         const char *text,
                         gsize length);

G_END_DECLS
