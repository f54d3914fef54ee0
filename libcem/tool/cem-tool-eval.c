/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <string.h>

typedef struct
{
  char *with;
  char *now;
  char *language;
  gboolean explain;
  gboolean strict;
} Options;

/* Every member of the file is a variable of any type. */
static gboolean
declare (CemDeclarations *declarations,
         JsonNode *variables,
         GError **error)
{
  JsonObjectIter iter;
  const char *name = NULL;

  if (variables == NULL)
    return TRUE;

  json_object_iter_init (&iter, json_node_get_object (variables));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_str_equal (name, "now") &&
        !cem_declarations_add_variable (declarations, name, "dyn", error))
      return FALSE;

  return TRUE;
}

static CemExpression *
compile (CemTool *self,
         const Options *options,
         JsonNode *variables,
         int *code)
{
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (GError) error = NULL;
  CemExpressionFlags flags = CEM_EXPRESSION_NONE;

  if (!options->strict)
    flags |= CEM_EXPRESSION_NUMBERS;

  if (declare (declarations, variables, &error))
    expression =
      cem_expression_compile (self->arguments[0], declarations, flags, diagnostics, &error);
  if (expression != NULL)
    return g_steal_pointer (&expression);

  *code = _cem_tool_fail (self, NULL, error);
  return NULL;
}

static CemContext *
fill_context (CemTool *self,
              const Options *options,
              JsonNode *variables,
              int *code)
{
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GError) error = NULL;

  if (options->now != NULL)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      now = g_date_time_new_from_iso8601 (options->now, utc);
      if (now == NULL)
        {
          *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage",
                                    _ ("Write it as 2026-03-01T09:00:00+08:00"), _ ("“%s” is no time"),
                                    options->now);
          return NULL;
        }
    }
  else
    now = g_date_time_new_now_utc ();

  if (variables != NULL && !cem_context_set_variables (context, variables, &error))
    {
      *code = _cem_tool_fail (self, options->with, error);
      return NULL;
    }

  cem_context_set_now (context, now);
  return g_steal_pointer (&context);
}

/* --- output ---*/

static void
print_part (CemExplanation *explanation,
            guint depth)
{
  GListModel *parts = cem_explanation_get_parts (explanation);
  g_autoptr (CemValue) value = cem_explanation_dup_value (explanation);
  g_autofree char *text = value != NULL ? cem_value_to_text (value) : NULL;
  const char *message = cem_explanation_get_message (explanation);

  _cem_tool_print (cem_explanation_get_decides (explanation) ? CEM_STYLE_HEAD : CEM_STYLE_PLAIN,
                   "%*s%s %s", (int) (2 * depth), "",
                   cem_explanation_get_decides (explanation) ? "*" : "-",
                   cem_explanation_get_text (explanation));
  if (text != NULL)
    _cem_tool_print (CEM_STYLE_GOOD, "  = %s", text);
  else
    _cem_tool_print (CEM_STYLE_DIM, "  (%s)",
                     cem_explanation_get_status (explanation) == CEM_EXPLANATION_STATUS_SKIPPED
                       ? _ ("not needed")
                       : (message != NULL ? message : _ ("unknown")));
  _cem_tool_print (CEM_STYLE_PLAIN, "\n");

  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (CemExplanation) part = g_list_model_get_item (parts, i);

      print_part (part, depth + 1);
    }
}

static JsonObject *
result_to_json (CemExpression *expression,
                CemValue *value,
                CemExplanation *explanation)
{
  JsonObject *object = _cem_tool_new_object ();
  g_auto (GStrv) fields = cem_expression_list_fields (expression);
  JsonArray *array = json_array_new ();

  for (guint i = 0; fields[i] != NULL; i++)
    json_array_add_string_element (array, fields[i]);

  json_object_set_string_member (object, "expression",
                                 cem_expression_get_canonical_text (expression));
  json_object_set_string_member (object, "type", cem_expression_get_result_type (expression));
  json_object_set_array_member (object, "fields", array);
  if (value != NULL)
    json_object_set_member (object, "value", cem_value_to_json (value));
  if (explanation != NULL)
    json_object_set_member (object, "explanation", cem_explanation_to_json (explanation));
  return object;
}

static int
evaluate (CemTool *self,
          const Options *options,
          CemExpression *expression,
          CemContext *context)
{
  g_autoptr (CemValue) value = NULL;
  g_autoptr (CemExplanation) explanation = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (options->explain)
    {
      explanation = cem_expression_explain (expression, context, &error);
      if (explanation == NULL)
        return _cem_tool_fail (self, NULL, error);
    }

  value = cem_expression_evaluate (expression, context, &error);
  if (self->json && (value != NULL || explanation != NULL))
    _cem_tool_print_object (result_to_json (expression, value, explanation));
  else if (value != NULL)
    {
      text = cem_value_to_text (value);
      _cem_tool_print (CEM_STYLE_PLAIN, "%s\n", text);
    }

  if (explanation != NULL && !self->json)
    {
      g_autofree char *sentence =
        cem_explanation_dup_sentence (explanation, _cem_tool_choose_language (options->language));

      _cem_tool_print (CEM_STYLE_HEAD, "%s\n", sentence);
      print_part (explanation, 0);
    }

  return value != NULL ? CEM_EXIT_OK : _cem_tool_fail (self, NULL, error);
}

static int
run (CemTool *self,
     const Options *options)
{
  g_autoptr (JsonNode) variables = NULL;
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (CemContext) context = NULL;
  int code = CEM_EXIT_OK;

  if (options->with != NULL)
    {
      variables = _cem_tool_read_json (self, options->with, &code);
      if (variables == NULL)
        return code;
      if (!JSON_NODE_HOLDS_OBJECT (variables))
        return _cem_tool_refuse (self, CEM_EXIT_FAILED, "type",
                                 _ ("Write an object with a member for each variable"),
                                 _ ("“%s” holds no object"), options->with);
    }

  context = fill_context (self, options, variables, &code);
  if (context == NULL)
    return code;
  expression = compile (self, options, variables, &code);
  if (expression == NULL)
    return code;

  return evaluate (self, options, expression, context);
}

int
_cem_tool_eval (CemTool *self,
                char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "with", 'w', 0, G_OPTION_ARG_FILENAME, &options.with, N_ ("The variables, a JSON object"),
      N_ ("FILE") },
    { "now", 0, 0, G_OPTION_ARG_STRING, &options.now, N_ ("What time it is (the clock's)"), N_ ("TIME") },
    { "explain", 'e', 0, G_OPTION_ARG_NONE, &options.explain, N_ ("Show each part's value"), NULL },
    { "strict", 's', 0, G_OPTION_ARG_NONE, &options.strict, N_ ("JSON numbers as CEL takes them"),
      NULL },
    { "language", 0, 0, G_OPTION_ARG_STRING, &options.language, N_ ("en or zh (by the locale)"),
      N_ ("LANGUAGE") },
    { NULL },
  };
  int code = CEM_EXIT_OK;

  self->hint = _ ("What begins with “-” and is no option goes after “--”: cem eval -- '-1 + 2'; ");
  if (_cem_tool_parse (self, entries,
                       _ ("EXPR is an expression in the Common Expression Language, such as\n"
                       "  cem eval 'event.data.rating <= 2' --with facts.json --explain\n"
                       "One that begins with “-” goes after “--”: cem eval -- '-1 + 2'"),
                       1, 1, argv, &code) &&
      _cem_tool_check_language (self, options.language, &code))
    code = run (self, &options);

  g_free (options.with);
  g_free (options.now);
  g_free (options.language);
  return code;
}
