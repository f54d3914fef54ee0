/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "cel/cem-cel-reference-private.h"
#include "cel/cem-context-private.h"
#include "cel/cem-declarations-private.h"
#include "cel/cem-expression-private.h"

#include <libcem/cem-enum-types.h>
#include <libcem/cem-error.h>

#define EXCERPT 80

/**
 * CemExpression:
 *
 * A condition or a computed value in the Common Expression Language.
 *
 * An expression is compiled once and evaluated often. It never changes, so several threads may
 * evaluate it at once; an evaluation reads no clock and no file, always ends, and changes nothing.
 *
 * The language is CEL with the extensions for strings, math, optional values, comprehensions of two
 * variables, `cel.bind` and encoders, and with functions for business help. There are no protocol
 * buffers: values are null, bool, int, uint, double, string, bytes, timestamp, duration, list and
 * map. `now` is the time of the evaluation.
 *
 * A text has at most 100,000 bytes, a tree at most 20,000 parts and a depth of 250. How
 * much an evaluation may do is a matter of [method@Context.set_max_cost].
 *
 * ```c
 * g_autoptr (CemExpression) expression =
 *   cem_expression_compile ("rating <= 2 && 'vip' in tags", NULL,
 *                           CEM_EXPRESSION_UNCHECKED, NULL, &error);
 * g_autoptr (JsonNode) variables = json_from_string ("{\"rating\": 1, \"tags\": [\"vip\"]}", &error);
 *
 * if (cem_expression_test_json (expression, variables, &error) == CEM_TRUTH_TRUE)
 *   g_print ("Call back\n");
 * ```
 *
 * Since: 0.1
 */
struct _CemExpression
{
  GObject parent_instance;

  char *text;
  char *canonical_text;
  char *result_type;
  CemExpressionFlags flags;
  CemDeclarations *declarations; /* keeps the environment, or NULL */
  const CemCelEnv *env;
  CemSchema *schema;

  CemArena *arena; /* of the tree and the program */
  CemCelNode *root;
  CemCelProgram *program;
  GArray *turns;
  CemNowDependence now_dependence;
  CemCelReferences references;
};

G_DEFINE_FINAL_TYPE (CemExpression, cem_expression, G_TYPE_OBJECT)

static void
cem_expression_finalize (GObject *object)
{
  CemExpression *self = CEM_EXPRESSION (object);

  g_free (self->text);
  g_free (self->canonical_text);
  g_free (self->result_type);
  g_clear_object (&self->declarations);
  g_clear_object (&self->schema);
  g_clear_pointer (&self->arena, _cem_arena_free);
  g_array_unref (self->turns);
  g_hash_table_unref (self->references.names);
  g_hash_table_unref (self->references.fields);

  G_OBJECT_CLASS (cem_expression_parent_class)->finalize (object);
}

static void
cem_expression_class_init (CemExpressionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_expression_finalize;
}

static void
cem_expression_init (CemExpression *self)
{
  self->turns = g_array_new (FALSE, FALSE, sizeof (CemCelTurn));
  self->references.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->references.fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* What an expression without declarations sees. */
static const CemCelEnv *
get_empty_env (void)
{
  static CemCelEnv env;
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      _cem_cel_env_init (&env);
      g_once_init_leave (&ready, 1);
    }

  return &env;
}

static guint16
intern (gpointer user_data,
        const char *text,
        gsize length)
{
  return _cem_schema_intern (user_data, text, length);
}

static void
get_plan_options (CemExpression *self,
                  CemCelPlanOptions *options)
{
  memset (options, 0, sizeof *options);
  options->env = self->env;
  options->numbers = (self->flags & CEM_EXPRESSION_NUMBERS) != 0;
  options->unchecked = (self->flags & CEM_EXPRESSION_UNCHECKED) != 0;
  if (self->schema != NULL)
    {
      options->intern = intern;
      options->intern_data = self->schema;
    }
}

/* Finishes an expression whose tree has been parsed and checked. */
static void
prepare (CemExpression *self,
         const CemCelType *type)
{
  GString *type_text = g_string_new (NULL);
  CemCelPlanOptions options;

  _cem_cel_type_append (type_text, type);
  self->result_type = g_string_free (type_text, FALSE);
  self->canonical_text = _cem_cel_node_to_string (self->root);

  get_plan_options (self, &options);
  self->program = _cem_cel_plan (self->arena, self->root, &options);
  self->now_dependence = _cem_cel_find_turns (self->arena, self->root, &options, self->turns);
  _cem_cel_collect_references (self->root, self->env, &self->references);
}

static void
fail_compile (CemDiagnostics *diagnostics,
              CemError code,
              GError **error)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (diagnostics));
  g_autoptr (CemDiagnostic) last = g_list_model_get_item (G_LIST_MODEL (diagnostics), n - 1);

  if (g_strcmp0 (cem_diagnostic_get_code (last), "limit") == 0)
    code = CEM_ERROR_LIMIT;

  _cem_diagnostics_check (diagnostics, code, error);
}

CemExpression *
_cem_expression_compile_at (const char *text,
                            CemDeclarations *declarations,
                            CemExpressionFlags flags,
                            const CemPlace *place,
                            CemDiagnostics *diagnostics,
                            GError **error)
{
  g_autoptr (CemExpression) self = g_object_new (CEM_TYPE_EXPRESSION, NULL);
  g_autoptr (CemDiagnostics) own = diagnostics == NULL ? cem_diagnostics_new () : NULL;
  const CemCelType *type = CEM_CEL_BASIC (DYN);

  if (diagnostics == NULL)
    diagnostics = own;

  self->arena = _cem_arena_new (2048);
  self->text = g_strdup (text);
  self->flags = flags;
  self->env = get_empty_env ();
  if (declarations != NULL)
    {
      self->declarations = g_object_ref (declarations);
      self->env = _cem_declarations_seal (declarations);
      if (_cem_declarations_get_schema (declarations) != NULL)
        self->schema = g_object_ref (_cem_declarations_get_schema (declarations));
    }

  self->root = _cem_cel_parse (self->arena, text, strlen (text),
                               (flags & CEM_EXPRESSION_IN_STATE) != 0 ? CEM_CEL_PARSE_IN_STATE
                                                                      : CEM_CEL_PARSE_NONE,
                               place, diagnostics);
  if (self->root == NULL)
    {
      fail_compile (diagnostics, CEM_ERROR_SYNTAX, error);
      return NULL;
    }

  if ((flags & CEM_EXPRESSION_UNCHECKED) == 0)
    type = _cem_cel_check (self->arena, self->env, text, self->root,
                           (flags & CEM_EXPRESSION_UNKNOWN) != 0 ? CEM_CEL_CHECK_WARN_UNKNOWN
                                                                 : CEM_CEL_CHECK_NONE,
                           place, diagnostics);
  if (type == NULL)
    {
      fail_compile (diagnostics, CEM_ERROR_TYPE, error);
      return NULL;
    }

  prepare (self, type);
  return g_steal_pointer (&self);
}

const CemCelNode *
_cem_expression_get_tree (CemExpression *self)
{
  return self->root;
}

const CemCelEnv *
_cem_expression_get_env (CemExpression *self)
{
  return self->env;
}

CemSchema *
_cem_expression_get_schema (CemExpression *self)
{
  return self->schema;
}

CemCelProgram *
_cem_expression_plan (CemExpression *self,
                      CemArena *arena,
                      const CemCelNode *node,
                      gboolean trace)
{
  CemCelPlanOptions options;

  get_plan_options (self, &options);
  options.trace = trace;
  return _cem_cel_plan (arena, node, &options);
}

CemExpression *
_cem_expression_new_derived (CemExpression *self,
                             const CemCelNode *root,
                             GError **error)
{
  g_autofree char *text = _cem_cel_node_to_string (root);
  CemExpression *derived = _cem_expression_compile_at (text, self->declarations, self->flags, NULL,
                                                       NULL, NULL);

  /* With values in the place of variables of an open type, types may clash that did not before. */
  if (derived == NULL)
    derived = _cem_expression_compile_at (text, self->declarations,
                                          self->flags | CEM_EXPRESSION_UNCHECKED, NULL, NULL,
                                          error);

  return derived;
}

char *
_cem_expression_dup_excerpt (CemExpression *self)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (self->text, -1) <= EXCERPT)
    return g_strdup (self->text);

  start = g_utf8_substring (self->text, 0, EXCERPT);
  return g_strconcat (start, "…", NULL);
}

void
_cem_expression_set_error (CemExpression *self,
                           const CemCelFailure *failure,
                           GError **error)
{
  g_autofree char *message = NULL;
  guint line = 0, column = 0;

  if (error == NULL)
    return;

  message = _cem_cel_failure_dup_message (failure);
  if (failure->step == NULL)
    {
      g_set_error_literal (error, CEM_ERROR, (int) failure->code, message);
      return;
    }

  _cem_cel_locate (self->text, failure->step->at, &line, &column);
  g_set_error (error, CEM_ERROR, (int) failure->code, "%s (line %u, column %u)", message, line,
               column);
}

gboolean
_cem_expression_run (CemExpression *self,
                     const CemCelInput *input,
                     CemArena *arena,
                     gint64 max_cost,
                     CemDatum *result,
                     GError **error)
{
  CemCelFailure failure;

  *result = _cem_cel_run (self->program, input, arena, max_cost, NULL, &failure);
  if (result->kind != CEM_KIND_ERROR)
    return TRUE;

  _cem_expression_set_error (self, &failure, error);
  return FALSE;
}

gboolean
_cem_expression_run_within (CemExpression *self,
                            const CemCelInput *input,
                            CemArena *arena,
                            gint64 *cost,
                            CemDatum *result,
                            GError **error)
{
  CemCelFailure failure;

  *result = _cem_cel_run (self->program, input, arena, *cost, NULL, &failure);
  *cost = failure.cost_left;
  if (result->kind != CEM_KIND_ERROR)
    return TRUE;

  _cem_expression_set_error (self, &failure, error);
  return FALSE;
}

int
_cem_expression_test_slots (CemExpression *self,
                            const CemCelInput *input)
{
  if (self->program->predicates == NULL)
    return -1;

  return _cem_cel_predicates_run (self->program->predicates, input->slots, input->n_symbols);
}

static CemTruth
test_program (CemExpression *self,
              const CemCelInput *input,
              CemArena *arena,
              gint64 max_cost,
              GError **error)
{
  CemCelFailure failure;
  CemDatum result = _cem_cel_run (self->program, input, arena, max_cost, NULL, &failure);

  if (result.kind == CEM_KIND_BOOL)
    return result.v.i != 0 ? CEM_TRUTH_TRUE : CEM_TRUTH_FALSE;

  if (result.kind != CEM_KIND_ERROR)
    {
      g_autofree char *excerpt = _cem_expression_dup_excerpt (self);

      _cem_set_error (error, CEM_ERROR_TYPE, "The expression gives %s, so it is no condition: “%s”",
                      _cem_kind_get_name (result.kind), excerpt);
    }
  else if (failure.code != CEM_ERROR_NO_SUCH_FIELD || (self->flags & CEM_EXPRESSION_UNKNOWN) == 0)
    _cem_expression_set_error (self, &failure, error);

  return CEM_TRUTH_UNKNOWN;
}

CemTruth
_cem_expression_test_input (CemExpression *self,
                            const CemCelInput *input,
                            gint64 max_cost,
                            GError **error)
{
  CemArena *arena;
  CemTruth result;

  if (input->slots != NULL && self->program->predicates != NULL)
    {
      int fast = _cem_cel_predicates_run (self->program->predicates, input->slots,
                                          input->n_symbols);

      if (fast >= 0)
        return fast != 0 ? CEM_TRUTH_TRUE : CEM_TRUTH_FALSE;
    }

  arena = _cem_cel_borrow_arena ();
  result = test_program (self, input, arena, max_cost, error);
  _cem_cel_return_arena (arena);
  return result;
}

/**
 * cem_expression_compile: (constructor)
 * @text: the expression
 * @declarations: (nullable): the names that it sees, or %NULL for none
 * @flags: how it is read
 * @diagnostics: (nullable): where to put all mistakes and warnings
 * @error: where to say why it failed
 *
 * Compiles an expression: parses it, checks it, and prepares it for evaluation.
 *
 * All mistakes of names and types are found at once and put into @diagnostics, each with
 * line, column and, where there is one, a suggestion; @error has the first. A wrong syntax is
 * reported alone. The declarations are sealed: they cannot change any more.
 *
 * Fails with %CEM_ERROR_SYNTAX, %CEM_ERROR_TYPE or %CEM_ERROR_LIMIT.
 *
 * Returns: (transfer full): the expression
 *
 * Since: 0.1
 */
CemExpression *
cem_expression_compile (const char *text,
                        CemDeclarations *declarations,
                        CemExpressionFlags flags,
                        CemDiagnostics *diagnostics,
                        GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (declarations == NULL || CEM_IS_DECLARATIONS (declarations), NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  return _cem_expression_compile_at (text, declarations, flags, NULL, diagnostics, error);
}

/**
 * cem_expression_get_text:
 * @self: an expression
 *
 * Gets the text that was compiled.
 *
 * Returns: the text
 *
 * Since: 0.1
 */
const char *
cem_expression_get_text (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);

  return self->text;
}

/**
 * cem_expression_get_canonical_text:
 * @self: an expression
 *
 * Gets the canonical text: blanks, quotes and parentheses as libcem writes them.
 *
 * Equal canonical texts are equal expressions, and the canonical text compiles to an expression
 * that is equal to this one.
 *
 * Returns: the canonical text
 *
 * Since: 0.1
 */
const char *
cem_expression_get_canonical_text (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);

  return self->canonical_text;
}

/**
 * cem_expression_get_result_type:
 * @self: an expression
 *
 * Gets the type of the result, such as `bool` or `list(string)`; `dyn` when it is open.
 *
 * Returns: the type
 *
 * Since: 0.1
 */
const char *
cem_expression_get_result_type (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);

  return self->result_type;
}

/**
 * cem_expression_get_flags:
 * @self: an expression
 *
 * Gets how the expression was read.
 *
 * Returns: the flags that it was compiled with
 *
 * Since: 0.1
 */
CemExpressionFlags
cem_expression_get_flags (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), CEM_EXPRESSION_NONE);

  return self->flags;
}

/**
 * cem_expression_get_cost:
 * @self: an expression
 *
 * Estimates what an evaluation costs, in the steps of [method@Context.set_max_cost].
 *
 * Nobody knows how long a list will be; the estimate lets each loop run over ten items.
 *
 * Returns: the estimate
 *
 * Since: 0.1
 */
guint
cem_expression_get_cost (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), 0);

  return (guint) MIN (self->references.cost, G_MAXUINT);
}

/**
 * cem_expression_get_now_dependence:
 * @self: an expression
 *
 * Gets whether and how the result depends on `now`.
 *
 * Returns: the dependence
 *
 * Since: 0.1
 */
CemNowDependence
cem_expression_get_now_dependence (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), CEM_NOW_DEPENDENCE_NONE);

  return self->now_dependence;
}

static int
compare_texts (const void *a,
               const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
list_sorted (GHashTable *set)
{
  g_autofree gpointer *texts = NULL;
  guint n;

  texts = g_hash_table_get_keys_as_array (set, &n);
  qsort (texts, n, sizeof (char *), compare_texts);
  return g_strdupv ((char **) texts);
}

/**
 * cem_expression_list_names:
 * @self: an expression
 *
 * Lists the variables that the expression refers to, such as `event`, sorted.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 0.1
 */
char **
cem_expression_list_names (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);

  return list_sorted (self->references.names);
}

/**
 * cem_expression_list_fields:
 * @self: an expression
 *
 * Lists the fields that the expression refers to, such as `event.data.amount`, sorted.
 *
 * A path is as long as the text makes it: `metrics.logins_30d` and `customer.tags[0]` give
 * `metrics.logins_30d` and `customer.tags`.
 *
 * Returns: (transfer full) (array zero-terminated=1): the paths
 *
 * Since: 0.1
 */
char **
cem_expression_list_fields (CemExpression *self)
{
  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);

  return list_sorted (self->references.fields);
}

/**
 * cem_expression_find_next_turn:
 * @self: an expression
 * @context: what to evaluate on, with `now` set
 * @error: where to say why it failed
 *
 * Finds the first instant after `now` at which the result may change by time alone.
 *
 * For `now - customer.last_login >= duration('P30D')` this is the thirtieth day after the last
 * login, if it is still to come. Only an expression whose [method@Expression.get_now_dependence] is
 * %CEM_NOW_DEPENDENCE_INVERTIBLE has such instants.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when `now` is not set or the record is of another schema,
 * and with %CEM_ERROR_REFUSED when the expression depends on `now` in another way.
 *
 * Returns: (transfer full) (nullable): the instant in UTC, or %NULL when there is none
 *
 * Since: 0.1
 */
GDateTime *
cem_expression_find_next_turn (CemExpression *self,
                               CemContext *context,
                               GError **error)
{
  CemCelInput input;
  gint64 first = G_MAXINT64;
  CemArena *arena;
  g_autoptr (GDateTime) whole = NULL;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);
  g_return_val_if_fail (CEM_IS_CONTEXT (context), NULL);

  if (!_cem_context_get_input (context, self->schema, &input, error))
    return NULL;

  if (self->now_dependence == CEM_NOW_DEPENDENCE_OTHER || !input.has_now)
    {
      g_autofree char *excerpt = _cem_expression_dup_excerpt (self);

      _cem_set_error (error, input.has_now ? CEM_ERROR_REFUSED : CEM_ERROR_INVALID_ARGUMENT,
                      input.has_now
                        ? N_ ("The expression depends on now in a way that has no instants: “%s”")
                        : N_ ("The context has no now, so nothing comes after it: “%s”"),
                      excerpt);
      return NULL;
    }

  arena = _cem_cel_borrow_arena ();
  for (guint i = 0; i < self->turns->len; i++)
    {
      gint64 next;

      if (_cem_cel_turn_get_next (&g_array_index (self->turns, CemCelTurn, i), &input, arena, &next))
        first = MIN (first, next);
    }
  _cem_cel_return_arena (arena);

  if (first == G_MAXINT64)
    return NULL;

  whole = g_date_time_new_from_unix_utc (first / 1000000 - (first % 1000000 < 0 ? 1 : 0));
  if (whole == NULL)
    return NULL;

  return g_date_time_add (whole, (first % 1000000 + 1000000) % 1000000);
}
