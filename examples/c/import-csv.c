/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Takes a CSV file into a store through a mapping, and lists customers by a condition:
 *   import-csv orders.mapping.json orders.csv 'customer.n_orders > 1' */
#include <libcem/cem.h>

#include <locale.h>

static CemMapping *
load_mapping (const char *path,
              GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  CemMapping *mapping = cem_mapping_load (file, diagnostics, NULL, error);

  if (mapping == NULL && cem_diagnostics_get_n_errors (diagnostics) > 0)
    {
      g_autofree char *text = cem_diagnostics_to_string (diagnostics);

      g_printerr ("%s", text);
    }
  return mapping;
}

static gboolean
take_in (CemEngine *engine,
         CemMapping *mapping,
         const char *path,
         GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CemIntake) intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);

  cem_intake_set_mapping (intake, mapping);
  if (!cem_intake_run_file (intake, file, NULL, error))
    return FALSE;

  g_print ("%u events, %u in the quarantine\n", cem_intake_get_n_accepted (intake),
           cem_intake_get_n_quarantined (intake));
  return TRUE;
}

static gboolean
list_quarantine (CemView *view,
                 GError **error)
{
  g_autoptr (CemStoreList) list = cem_view_list_quarantine (view);

  if (!cem_store_list_load (list, 0, 20, NULL, error))
    return FALSE;

  for (guint i = 0; i < MIN (g_list_model_get_n_items (G_LIST_MODEL (list)), 20); i++)
    {
      g_autoptr (CemQuarantineItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_print ("%s:%u: %s\n", cem_quarantine_item_get_origin (item),
               cem_quarantine_item_get_line (item), cem_quarantine_item_get_message (item));
    }
  return TRUE;
}

static gboolean
list_customers (CemView *view,
                const char *condition,
                GError **error)
{
  g_autoptr (CemStoreList) list = cem_view_filter_customers (view, condition, "since", error);

  if (list == NULL || !cem_store_list_load (list, 0, 20, NULL, error))
    return FALSE;

  for (guint i = 0; i < MIN (g_list_model_get_n_items (G_LIST_MODEL (list)), 20); i++)
    {
      g_autoptr (CemCustomer) customer = g_list_model_get_item (G_LIST_MODEL (list), i);
      JsonNode *city = cem_customer_get_trait (customer, "city");

      g_print ("%s: %s\n", cem_customer_get_identifiers (customer)[0],
               city != NULL ? json_node_get_string (city) : "");
    }
  return TRUE;
}

static gboolean
run (const char *mapping_path,
     const char *csv,
     const char *condition,
     GError **error)
{
  g_autoptr (CemMapping) mapping = load_mapping (mapping_path, error);
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemView) view = NULL;

  if (mapping == NULL)
    return FALSE;

  engine = cem_engine_open (NULL, NULL, NULL, error);
  if (engine == NULL || !take_in (engine, mapping, csv, error))
    return FALSE;

  view = cem_engine_create_view (engine, NULL, NULL);
  return list_quarantine (view, error) && list_customers (view, condition, error);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("Usage: %s MAPPING CSV CONDITION\n", argv[0]);
      return 2;
    }

  if (run (argv[1], argv[2], argv[3], &error))
    return 0;

  g_printerr ("%s\n", error->message);
  return 1;
}
