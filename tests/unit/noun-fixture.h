/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-fixture.h"

#define WATCHDOG_SECONDS 60

/* One customer with two identifiers and something of everything, and another one. */
static const char *const noun_events[] = {
  "customer.identified|user_id:u1,email:li@example.org|{\"traits\":{\"name\":\"Li\",\"city\":\"Shanghai\",\"age\":41}}",
  "customer.identified|user_id:u2|{\"traits\":{\"name\":\"Wu\",\"city\":\"Beijing\"}}",
  "customer.owner_assigned|user_id:u1|{\"staff\":\"E7\"}",
  "customer.referred|user_id:u1|{\"by\":\"user_id:u2\"}",
  "consent.given|user_id:u1|{\"purpose\":\"marketing\",\"channel\":\"app\"}",
  "consent.given|user_id:u1|{\"purpose\":\"research\"}",
  "consent.withdrawn|user_id:u1|{\"purpose\":\"research\"}",
  "site.added|site_id:S1,user_id:u1|{\"city\":\"Shanghai\",\"kind\":\"apartment\"}",
  "household.joined|household_id:H1,user_id:u1|{\"role\":\"owner\"}",
  "household.joined|household_id:H1,user_id:u2|{\"role\":\"guest\"}",
  "contract.signed|contract_id:K1,user_id:u1|{\"kind\":\"care\",\"amount\":120}",
  "device.registered|serial:SN1,user_id:u1|{\"model\":\"A1\",\"components\":[{\"name\":\"pump\",\"batch\":\"B1\"}],\"warranty_until\":\"2028-01-01\"}",
  "device.registered|serial:SN2,user_id:u2|{\"model\":\"B7\"}",
  "device.reading|serial:SN1|{\"consumables\":{\"filter\":0.12},\"meters\":{\"runtime\":10},\"units\":{\"runtime\":\"h\"}}",
  "device.reading|serial:SN2|{\"consumables\":{\"filter\":0.5}}",
  "device.online|serial:SN1|{}",
  "order.placed|order_id:O1,user_id:u1|{\"amount\":99.5,\"currency\":\"CNY\",\"promised\":\"2026-01-05T00:00:00Z\"}",
  "order.placed|order_id:O2,email:li@example.org|{\"amount\":7}",
  "order.placed|order_id:O3,user_id:u2|{\"amount\":40}",
  "order.delivered|order_id:O1|{}",
  "work_order.opened|work_order_id:W1,serial:SN1,user_id:u1|{\"title\":\"Leaks\",\"priority\":\"high\"}",
  "work_order.assigned|work_order_id:W1|{\"staff\":\"E7\"}",
  "work_order.part_used|work_order_id:W1|{\"part\":\"P-1\",\"quantity\":2}",
  "work_order.closed|work_order_id:W1|{\"resolution\":\"sealed\"}",
  "task.opened|task_id:T1,user_id:u1|{\"title\":\"Call\"}",
  "coupon.issued|coupon_id:C1,user_id:u1|{\"value\":20}",
  "appointment.booked|appointment_id:A1,user_id:u1|{\"kind\":\"installation\",\"at\":\"2026-04-01T10:00:00Z\"}",
  "response.received|user_id:u1|{\"kind\":\"nps\",\"score\":9,\"about\":\"order_id:O1\"}",
  "lead.created|lead_id:L1,user_id:u1|{\"source\":\"web\"}",
  "campaign.started|campaign_id:M1|{\"name\":\"Spring\"}",
  "weather.changed|user_id:u1|{}",
};

/* "TYPE|KEY,KEY|DATA", on a day of 2026, counted from 1 on. */
static inline void
tell (Fixture *self,
      guint day,
      const char *text)
{
  static guint n_told = 0;
  g_auto (GStrv) parts = g_strsplit (text, "|", 3);
  g_auto (GStrv) keys = g_strsplit (parts[1], ",", -1);
  g_autoptr (GString) identifiers = g_string_new (NULL);
  g_autofree char *members = NULL;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_auto (GStrv) key = g_strsplit (keys[i], ":", 2);

      g_string_append_printf (identifiers, "%s\"%s\":\"%s\"", i > 0 ? "," : "", key[0], key[1]);
    }

  members = g_strdup_printf ("\"id\":\"n%u\",\"source\":\"/test\",\"type\":\"%s\","
                             "\"time\":\"2026-%02u-%02uT10:00:00Z\",\"identifiers\":{%s},\"data\":%s",
                             ++n_told, parts[0], 1 + (day - 1) / 31, 1 + (day - 1) % 31, identifiers->str, parts[2]);
  assert_ingest (self, CEM_INGEST_FLAGS_HISTORY, members, CEM_OUTCOME_STATUS_ACCEPTED);
}

static inline void
nouns_set_up (Fixture *self,
              gconstpointer data)
{
  fixture_set_up (self, data);
  for (guint i = 0; i < G_N_ELEMENTS (noun_events); i++)
    tell (self, 1 + i, noun_events[i]);
}

static inline void
assert_n (GListModel *list,
          guint n)
{
  g_assert_true (G_IS_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n);
}

static inline gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

static inline void
count_cb (guint *n)
{
  (*n)++;
}

static inline void
wait_for (guint *n)
{
  const guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);

  *n = 0;
  while (*n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

static inline void
add_noun_test (const char *path,
               void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, nouns_set_up, test, fixture_tear_down);
}
