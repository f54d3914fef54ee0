/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Lists customers by a condition, shows the page of one, and follows it while events arrive. */
#include <libcem/cem.h>

static const char *const events[] = {
  "\"type\":\"customer.identified\",\"identifiers\":{\"user_id\":\"u7\",\"phone\":\"+8613800138000\"},"
  "\"data\":{\"traits\":{\"name\":\"Li\",\"city\":\"Shanghai\"}}",
  "\"type\":\"customer.identified\",\"identifiers\":{\"user_id\":\"u8\"},"
  "\"data\":{\"traits\":{\"name\":\"Wu\",\"city\":\"Beijing\"}}",
  "\"type\":\"device.registered\",\"identifiers\":{\"user_id\":\"u7\",\"serial\":\"SN1\"},"
  "\"data\":{\"model\":\"Purifier A1\"}",
  "\"type\":\"device.reading\",\"identifiers\":{\"serial\":\"SN1\"},"
  "\"data\":{\"consumables\":{\"filter\":0.12}}",
  "\"type\":\"order.placed\",\"identifiers\":{\"user_id\":\"u7\",\"order_id\":\"O1\"},"
  "\"data\":{\"amount\":99.5,\"currency\":\"CNY\"}",
};

static gboolean
take_in (CemEngine *engine,
         guint number,
         const char *members,
         GError **error)
{
  g_autofree char *text =
    g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"%u\",\"source\":\"/example\","
                     "\"time\":\"2026-03-01T09:%02u:00Z\",%s}",
                     number, number, members);
  g_autoptr (CemEvent) event = cem_event_new_from_text (text, error);
  g_autoptr (CemOutcome) outcome = NULL;

  if (event == NULL)
    return FALSE;

  outcome = cem_engine_ingest (engine, event, CEM_INGEST_FLAGS_HISTORY, NULL, error);
  return outcome != NULL;
}

static gboolean
list_customers (CemView *view,
                GError **error)
{
  g_autoptr (CemStoreList) list =
    cem_view_filter_customers (view, "customer.traits.city == 'Shanghai' && customer.n_devices > 0",
                               "since", error);

  if (list == NULL || !cem_store_list_load (list, 0, 20, NULL, error))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CemCustomer) customer = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_print ("%s is in Shanghai\n", cem_customer_get_identifiers (customer)[0]);
    }
  return TRUE;
}

static void
show_page (CemCustomerView *page)
{
  GListModel *devices = cem_page_get_nouns (CEM_PAGE (page), "device");
  GListModel *orders = cem_page_get_nouns (CEM_PAGE (page), "order");

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (CemDevice) device = g_list_model_get_item (devices, i);

      g_print ("  %s (%s), filter at %.0f %%\n", cem_device_get_model (device),
               cem_noun_get_key (CEM_NOUN (device)), 100 * cem_device_get_consumable (device, "filter"));
    }

  for (guint i = 0; i < g_list_model_get_n_items (orders); i++)
    {
      g_autoptr (CemOrder) order = g_list_model_get_item (orders, i);

      g_print ("  %s %s: %g %s\n", cem_noun_get_key (CEM_NOUN (order)),
               cem_noun_get_state (CEM_NOUN (order)), cem_order_get_amount (order),
               cem_order_get_currency (order));
    }
}

static void
changed_cb (GListModel *orders,
            guint position,
            guint removed,
            guint added,
            gboolean *changed)
{
  g_autoptr (CemNoun) order = g_list_model_get_item (orders, 0);

  *changed = TRUE;
  g_print ("now %s is %s\n", cem_noun_get_key (order), cem_noun_get_state (order));
}

static gboolean
run (CemEngine *engine,
     GError **error)
{
  g_autoptr (CemView) view = cem_engine_create_view (engine, "clerk", "example");
  g_autoptr (CemCustomerView) page = NULL;
  gboolean changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (!take_in (engine, i, events[i], error))
      return FALSE;

  if (!list_customers (view, error))
    return FALSE;

  page = cem_view_open_customer (view, "phone:138 0013 8000", NULL, error);
  if (page == NULL)
    return FALSE;

  show_page (page);
  g_signal_connect (cem_page_get_nouns (CEM_PAGE (page), "order"), "items-changed", G_CALLBACK (changed_cb),
                    &changed);
  cem_page_set_live (CEM_PAGE (page), TRUE);
  if (!take_in (engine, 20, "\"type\":\"order.delivered\",\"identifiers\":{\"order_id\":\"O1\"}", error))
    return FALSE;

  while (!changed)
    g_main_context_iteration (NULL, TRUE);
  return TRUE;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (NULL, NULL, NULL, &error);

  if (engine != NULL && run (engine, &error))
    return 0;

  g_printerr ("%s\n", error->message);
  return 1;
}
