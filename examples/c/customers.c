/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Opens a store, takes in three events, and asks who the customer is.
 *
 *   customers [STORE]     in memory without STORE */
#include <libcem/cem.h>

static gboolean
take_in (CemEngine *engine,
         const char *text,
         GError **error)
{
  g_autoptr (CemEvent) event = cem_event_new_from_text (text, error);
  g_autoptr (CemOutcome) outcome = NULL;

  if (event == NULL)
    return FALSE;

  outcome = cem_engine_ingest (engine, event, CEM_INGEST_FLAGS_HISTORY, NULL, error);
  if (outcome == NULL)
    return FALSE;

  if (cem_outcome_get_message (outcome) != NULL)
    g_printerr ("%s: %s\n", cem_event_get_id (event), cem_outcome_get_message (outcome));
  return TRUE;
}

static gboolean
show_customer (CemEngine *engine,
               GError **error)
{
  g_autoptr (CemView) view = cem_engine_create_view (engine, "clerk", "example");
  g_autoptr (CemCustomer) customer = cem_view_find_customer (view, "email:li@example.org", NULL, error);
  g_autoptr (CemStoreList) timeline = NULL;

  if (customer == NULL)
    return FALSE;

  g_print ("customer %s\n", cem_customer_get_id (customer));
  for (guint i = 0; cem_customer_get_identifiers (customer)[i] != NULL; i++)
    g_print ("  %s\n", cem_customer_get_identifiers (customer)[i]);

  timeline = cem_view_list_timeline (view, cem_customer_get_id (customer));
  if (!cem_store_list_load (timeline, 0, 10, NULL, error))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_print ("  %s\n", cem_log_entry_get_event_type (entry));
    }
  return TRUE;
}

int
main (int argc,
      char **argv)
{
  static const char *const events[] = {
    "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/web\", \"type\": \"page.viewed\","
    " \"time\": \"2026-03-01T09:00:00Z\", \"identifiers\": {\"anonymous_id\": \"a1\"}}",
    "{\"specversion\": \"1.0\", \"id\": \"2\", \"source\": \"/web\", \"type\": \"app.login\","
    " \"time\": \"2026-03-01T09:01:00Z\","
    " \"identifiers\": {\"anonymous_id\": \"a1\", \"user_id\": \"u7\"}}",
    "{\"specversion\": \"1.0\", \"id\": \"3\", \"source\": \"/crm\", \"type\": \"customer.identified\","
    " \"time\": \"2026-03-01T09:02:00Z\","
    " \"identifiers\": {\"user_id\": \"u7\", \"email\": \"li@example.org\"},"
    " \"data\": {\"traits\": {\"name\": \"Li\"}}}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (argc > 1 ? argv[1] : NULL, NULL, NULL, &error);
  gboolean good = engine != NULL;

  for (guint i = 0; good && i < G_N_ELEMENTS (events); i++)
    good = take_in (engine, events[i], &error);

  good = good && show_customer (engine, &error) && cem_engine_close (engine, NULL, &error);
  if (!good)
    g_printerr ("%s\n", error->message);
  return good ? 0 : 1;
}
