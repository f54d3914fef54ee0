/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench-stream.h"

#define N_RECENT 4096

/* 2026-01-01T00:00:00Z */
#define START G_GINT64_CONSTANT (1767225600)

#define LATEST (3 * 86400)

static const char *const types[] = {
  "app.login",      "app.login",      "app.login",      "page.viewed",   "page.viewed",
  "page.viewed",    "page.viewed",    "feature.used",   "feature.used",  "feature.used",
  "device.reading", "device.reading", "device.reading", "device.online", "device.offline",
  "order.placed",   "order.paid",     "call.received",  "post.published", "response.received",
};

static const char *const channels[] = { "app", "web", "store", "phone" };

static guint
below (GRand *random,
       guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

static void
format_time (GRand *random,
             guint number,
             char buffer[32])
{
  gint64 ms = (gint64) number * 200;
  gint64 late = below (random, 20) == 0 ? below (random, LATEST * 1000u) : 0;
  gint64 seconds = 0;
  g_autoptr (GDateTime) time = NULL;

  ms = MAX (ms - late, 0);
  seconds = START + ms / 1000;
  time = g_date_time_new_from_unix_utc (seconds);
  g_snprintf (buffer, 32, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", g_date_time_get_year (time),
              g_date_time_get_month (time), g_date_time_get_day_of_month (time),
              g_date_time_get_hour (time), g_date_time_get_minute (time),
              g_date_time_get_second (time), (int) (ms % 1000));
}

char *
bench_stream_dup_event (GRand *random,
                        guint number,
                        guint n_customers)
{
  double share = g_rand_double (random);
  guint customer = (guint) (n_customers * share * share);
  guint32 id[4] = { g_rand_int (random), g_rand_int (random), g_rand_int (random), g_rand_int (random) };
  g_autofree char *serial = NULL;
  gboolean known = below (random, 5) > 0;
  char time[32];

  format_time (random, number, time);
  if (below (random, 5) < 3)
    serial = g_strdup_printf (",\"serial\":\"SN%07u\"", customer * 2 + below (random, 2));

  return g_strdup_printf (
    "{\"specversion\":\"1.0\",\"id\":\"%08x-%04x-4%03x-a%03x-%04x%08x\",\"source\":\"/app/%u\","
    "\"type\":\"%s\",\"time\":\"%s\",\"identifiers\":{\"%s\":\"%c%06u\"%s},"
    "\"data\":{\"amount\":%u.%02u,\"count\":%u,\"life\":0.%03u,\"feature\":\"scene_%02u\","
    "\"channel\":\"%s\",\"region\":\"CN-%02u\",\"version\":\"4.%u.%u\","
    "\"note\":\"%08x%08x%08x%08x%08x%08x%08x%08x%08x\"}}",
    id[0], id[1] & 0xffff, id[1] >> 16 & 0xfff, id[2] & 0xfff, id[2] >> 16, id[3], customer % 7,
    types[below (random, G_N_ELEMENTS (types))], time, known ? "user_id" : "anonymous_id",
    known ? 'u' : 'a', customer, serial != NULL ? serial : "", below (random, 1000),
    below (random, 100), below (random, 50), below (random, 1000), below (random, 40),
    channels[below (random, G_N_ELEMENTS (channels))], 11 + below (random, 50), below (random, 10),
    below (random, 100), id[0], id[1], id[2], id[1], id[2], id[3], id[0], id[3], id[1]);
}

char *
bench_stream_dup_event_of (GRand *random,
                           guint number,
                           guint share)
{
  char time[32];

  format_time (random, number, time);
  return g_strdup_printf (
    "{\"specversion\":\"1.0\",\"id\":\"%u-%u\",\"source\":\"/app/own\",\"type\":\"%s\","
    "\"time\":\"%s\",\"identifiers\":{\"user_id\":\"one-in-%u\"},\"data\":{\"count\":%u}}",
    share, number, types[below (random, G_N_ELEMENTS (types))], time, share, below (random, 50));
}

gboolean
bench_stream_write (const char *path,
                    guint n_events,
                    guint n_customers,
                    guint32 seed,
                    GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream =
    g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  g_autoptr (GOutputStream) out = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) recent = g_ptr_array_new_with_free_func (g_free);
  guint oldest = 0;

  if (stream == NULL)
    return FALSE;

  out = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (stream), 1 << 20);
  for (guint i = 0; i < n_events; i++)
    {
      gboolean repeated = recent->len > 0 && below (random, 50) == 0;
      char *line = repeated ? g_strdup (g_ptr_array_index (recent, below (random, recent->len)))
                            : bench_stream_dup_event (random, i, n_customers);

      if (!g_output_stream_write_all (out, line, strlen (line), NULL, NULL, error) ||
          !g_output_stream_write_all (out, "\n", 1, NULL, NULL, error))
        {
          g_free (line);
          return FALSE;
        }
      if (recent->len < N_RECENT)
        {
          g_ptr_array_add (recent, line);
          continue;
        }
      g_free (recent->pdata[oldest]);
      recent->pdata[oldest] = line;
      oldest = (oldest + 1) % N_RECENT;
    }

  return g_output_stream_close (out, NULL, error);
}
