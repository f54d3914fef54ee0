/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Evaluates an expression on JSON, and shows every mistake in it.
 *
 *   eval-expression [EXPRESSION [VARIABLES]] */
#include <libcem/cem.h>

static void
show_mistakes (CemDiagnostics *diagnostics)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diagnostics)); i++)
    {
      g_autoptr (CemDiagnostic) diagnostic = g_list_model_get_item (G_LIST_MODEL (diagnostics), i);
      g_autofree char *text = cem_diagnostic_to_string (diagnostic);

      g_printerr ("%s\n", text);
    }
}

int
main (int argc,
      char **argv)
{
  const char *text = argc > 1 ? argv[1] : "order.amount >= 100.0 && 'vip' in customer.tags";
  const char *json = argc > 2 ? argv[2]
                              : "{\"order\": {\"amount\": 120.5}, \"customer\": {\"tags\": [\"vip\"]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (JsonNode) variables = json_from_string (json, &error);
  g_autoptr (JsonNode) result = NULL;
  g_autofree char *shown = NULL;

  if (variables == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  expression = cem_expression_compile (text, NULL, CEM_EXPRESSION_UNCHECKED, diagnostics, &error);
  if (expression == NULL)
    {
      show_mistakes (diagnostics);
      return 1;
    }

  result = cem_expression_evaluate_json (expression, variables, &error);
  if (result == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  shown = json_to_string (result, FALSE);
  g_print ("%s\n= %s\n", cem_expression_get_canonical_text (expression), shown);
  return 0;
}
