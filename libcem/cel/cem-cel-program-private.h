/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-env-private.h"
#include "cel/cem-object-private.h"

G_BEGIN_DECLS

/* A program is a tree of steps, each with the function that runs it: what is known when it is
 * planned (names, slots, constants, the candidates of a call) is not looked for when it runs. */

#define CEM_CEL_DEFAULT_COST G_GINT64_CONSTANT (10000000)
#define CEM_CEL_DEFAULT_MEMORY ((gsize) 64 * 1024 * 1024)

typedef struct _CemCelStep CemCelStep;
typedef struct _CemCelEval CemCelEval;
typedef struct _CemCelProgram CemCelProgram;
typedef struct _CemCelInput CemCelInput;

typedef CemDatum (*CemCelRun) (const CemCelStep *self,
                               CemCelEval *eval);

typedef enum
{
  CEM_CEL_STEP_OPTIONAL = 1 << 0,
  CEM_CEL_STEP_CONSTANT = 1 << 1, /* the same in every evaluation */
  CEM_CEL_STEP_NUMBERS = 1 << 2,  /* undeclared numbers adapt */
  CEM_CEL_STEP_NEGATED = 1 << 3
} CemCelStepFlags;

struct _CemCelStep
{
  CemCelRun run;
  guint32 at;
  guint8 op;
  guint8 flags;
  guint16 index;    /* of a slot, local or variable */
  guint32 n_args;
  guint32 cost;     /* of this step and those below; of a loop, of one round */
  guint16 lowest;   /* the lowest local that is read here, or G_MAXUINT16 */
  const CemCelStep **args;
  CemDatum constant;
  const char *name; /* field, function, variable */
  const void *data;
  const guint8 *optional;
  const CemCelNode *node;
};

/* Where the values of variables come from. */
struct _CemCelInput
{
  const CemDatum *slots; /* of a record, or NULL; a slot without a value is of kind ERROR */
  guint n_symbols;       /* that the record's schema knew when it was bound */

  /* May be NULL. FALSE when there is no such variable, and with an error when it failed. */
  gboolean (*find) (gpointer user_data,
                    const char *name,
                    CemArena *arena,
                    CemDatum *value,
                    GError **error);
  gpointer find_data;

  /* What in ("state") asks; may be NULL. */
  gboolean (*in_state) (gpointer user_data,
                        const char *state,
                        gsize length);
  gpointer in_state_data;

  gboolean has_now;
  gint64 now_seconds;
  gint32 now_nanos;
};

/* An error that was put aside: && and || may absorb it, a bound variable may not be read. */
typedef struct
{
  CemError code;
  char *message;
  const CemCelStep *step;
  gint64 cost_left; /* of the whole evaluation; set in any case */
} CemCelFailure;

struct _CemCelEval
{
  CemCelFrame frame; /* first: functions get its address */
  const CemCelInput *input;
  const CemDatum *slots;
  guint n_symbols;
  CemDatum *locals;
  CemDatum *variables; /* of kind ERROR until they are asked for */
  const CemCelStep *failed;
  GHashTable *trace; /* node -> CemDatum in the arena; or NULL */
};

typedef struct
{
  const char *name;
  const CemCelType *type;   /* as declared, or NULL */
} CemCelVariable;

struct _CemCelProgram
{
  const CemCelStep *root;
  const void *predicates; /* see cem-cel-predicate.c; or NULL */
  guint n_locals;
  guint n_variables;
  CemCelVariable *variables;
};

/* Strings of constants become symbols of the schema that the records are bound to. */
typedef guint16 (*CemCelIntern) (gpointer user_data,
                                 const char *text,
                                 gsize length);

typedef struct
{
  const CemCelEnv *env;
  gboolean numbers;
  gboolean unchecked;
  gboolean trace;      /* keep the value of every node, see CemCelEval.trace */
  CemCelIntern intern; /* or NULL */
  gpointer intern_data;
} CemCelPlanOptions;

CemCelProgram *_cem_cel_plan (CemArena *arena,
                              const CemCelNode *root,
                              const CemCelPlanOptions *options);

/* Runs a program. The result lives in @arena, in constants of the program and in the input; it is
 * of kind ERROR with @failure filled in when the evaluation fails. */
CemDatum _cem_cel_run (const CemCelProgram *program,
                       const CemCelInput *input,
                       CemArena *arena,
                       gint64 cost,
                       GHashTable *trace,
                       CemCelFailure *failure);

/* The text of a failure, without the place. */
char *_cem_cel_failure_dup_message (const CemCelFailure *failure);

/* The fast way for conditions over slots, see cem-cel-predicate.c: 1 and 0 are the result, -1 means
 * that the program must be run. */
const void *_cem_cel_predicates_build (CemArena *arena,
                                       const CemCelStep *root);
int _cem_cel_predicates_run (const void *predicates,
                             const CemDatum *slots,
                             guint n_symbols);

/* What the files of the evaluator share. */

static inline CemDatum
_cem_cel_step_run (const CemCelStep *step,
                   CemCelEval *eval)
{
  return step->run (step, eval);
}

CemDatum _cem_cel_eval_fail (CemCelEval *eval,
                             const CemCelStep *step,
                             CemError code,
                             const char *format,
                             ...) G_GNUC_PRINTF (4, 5);

/* Fails without a message: it is made from the step when somebody asks. */
CemDatum _cem_cel_eval_missing (CemCelEval *eval,
                                const CemCelStep *step);
CemDatum _cem_cel_eval_no_overload (CemCelEval *eval,
                                    const CemCelStep *step,
                                    const CemDatum *args,
                                    guint n);
gboolean _cem_cel_eval_charge (CemCelEval *eval,
                               const CemCelStep *step,
                               gsize cost);
void _cem_cel_eval_save (CemCelEval *eval,
                         CemCelFailure *failure);
CemDatum _cem_cel_eval_restore (CemCelEval *eval,
                                const CemCelFailure *failure);

/* How much a nested value holds, counted up to @limit. */
gint64 _cem_cel_weigh (const CemDatum *datum,
                       gint64 limit);

/* Charges what comparing or copying a nested value costs. FALSE when that is too much. */
gboolean _cem_cel_eval_charge_datum (CemCelEval *eval,
                                     const CemCelStep *step,
                                     const CemDatum *datum);

/* The functions of steps. */
CemDatum _cem_cel_run_constant (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_slot (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_has_slot (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_gather (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_local (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_variable (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_dynamic (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_now (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_in_state (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_select (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_has (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_coerce (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_index (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_not (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_negate (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_arithmetic (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_equal (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_order (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_in (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_in_set (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_and (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_or (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_conditional (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_list (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_map (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_call (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_optional_or (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_unknown_call (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_loop (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_bind (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_optional_map (const CemCelStep *self, CemCelEval *eval);
CemDatum _cem_cel_run_trace (const CemCelStep *self, CemCelEval *eval);

/* Data of steps. */

/* Of a call. */
typedef struct
{
  CemCelFunc call;
  const guint32 *masks; /* for each argument, a bit for each CemKind it may be */
  gpointer host;
} CemCelTarget;

typedef struct
{
  guint n;
  CemCelTarget *items;
} CemCelTargets;

/* Of a name that is resolved when the program runs: "a.b.c" may be the variable "a.b" with a field. */
typedef struct
{
  const char *name;
  guint n_fields; /* after the name */
} CemCelCandidate;

/* Of a gather step: the fields below an inner node of a schema. */
typedef struct
{
  const char *name;
  int slot; /* or -1 and what is below */
  const CemCelStep *inner;
} CemCelGathered;

/* Runs a host function; see cem-declarations.c. */
CemDatum _cem_cel_call_host (gpointer host,
                             CemCelFrame *frame,
                             const CemDatum *args,
                             guint n_args);

G_END_DECLS
