/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* Figures over so many work orders, orders and answers each: how long View.read_stats takes, what
 * it holds in memory, and how soon it stops when it is cancelled. A STORE that is there is measured
 * as it is.
 * usage: bench-stats [NOUNS=30000] [STORE] */
#include <libcem/cem.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 2026-01-01T00:00:00Z */
#define START G_GINT64_CONSTANT (1767225600)
#define HOUR 3600

typedef struct
{
  GOutputStream *out;
  guint n; /* events */
  guint n_customers;
} Writer;

static void
fail (const GError *error)
{
  if (error == NULL)
    return;

  g_printerr ("%s\n", error->message);
  exit (1);
}

static void
format_time (gint64 seconds,
             char buffer[32])
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = g_date_time_format_iso8601 (time);

  g_strlcpy (buffer, text, 32);
}

/* An event of the noun @key:@number, @hours after its beginning. */
static void
write_event (Writer *self,
             const char *type,
             const char *key,
             guint number,
             guint hours,
             const char *data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  char time[32];

  format_time (START + (gint64) number * 20 + (gint64) hours * HOUR, time);
  line = g_strdup_printf (
      "{\"specversion\":\"1.0\",\"id\":\"%08x\",\"source\":\"/bench\",\"type\":\"%s\","
      "\"time\":\"%s\",\"identifiers\":{\"user_id\":\"u%06u\",\"%s\":\"%07u\"},"
      "\"data\":{%s}}\n",
      ++self->n, type, time, number * 7919u % self->n_customers, key, number, data);
  g_output_stream_write_all (self->out, line, strlen (line), NULL, NULL, &error);
  fail (error);
}

static void
write_work_order (Writer *self,
                  guint i)
{
  static const char *const states[] = { "Active", "Awaiting user", "Awaiting vendor",
                                        "Awaiting problem" };
  g_autofree char *opened = g_strdup_printf ("\"title\":\"No water %u\",\"category\":\"Category "
                                             "%u\",\"priority\":\"%u - Moderate\",\"made_sla\":%s",
                                             i, i % 50, i % 4 + 1, i % 3 == 0 ? "false" : "true");
  g_autofree char *assigned =
      g_strdup_printf ("\"staff\":\"E%u\",\"group\":\"Group %u\"", i % 400, i % 70);
  g_autofree char *moved = g_strdup_printf ("\"state\":\"%s\"", states[i % G_N_ELEMENTS (states)]);

  write_event (self, "work_order.opened", "work_order_id", i, 0, opened);
  write_event (self, "work_order.assigned", "work_order_id", i, 1 + i % 5, assigned);
  write_event (self, "work_order.moved", "work_order_id", i, 7, moved);
  if (i % 10 != 0)
    write_event (self, "work_order.closed", "work_order_id", i, 10 + i % 997,
                 "\"code\":\"Solved\"");
  if (i % 60 == 1)
    write_event (self, "work_order.reopened", "work_order_id", i, 1100, "\"reason\":\"again\"");
}

static void
write_order (Writer *self,
             guint i)
{
  g_autofree char *answer =
    g_strdup_printf ("\"kind\":\"csat\",\"score\":%u,\"about\":\"order_id:%07u\"", 1 + i % 5, i);
  g_autofree char *placed = NULL;
  char promised[32];

  format_time (START + (gint64) i * 20 + 240 * HOUR, promised);
  placed = g_strdup_printf (
      "\"amount\":%u.5,\"currency\":\"EUR\",\"promised\":\"%s\",\"items\":[{\"sku\":\"S%u\","
      "\"quantity\":%u,\"price\":%u.25}]",
      i % 900, promised, i % 300, 1 + i % 3, i % 200);
  write_event (self, "order.placed", "order_id", i, 0, placed);
  write_event (self, "order.paid", "order_id", i, 2, "\"method\":\"card\"");
  if (i % 20 != 0)
    write_event (self, "order.delivered", "order_id", i, 30 + i % 233, "");
  if (i % 2 == 0)
    write_event (self, "response.received", "response_id", i * 2 + 1, 300, answer);
}

static void
write_others (Writer *self,
              guint i)
{
  static const char *const markets[] = { "UK", "US", "MEX" };
  g_autofree char *answer = g_strdup_printf (
      "\"kind\":\"nps\",\"score\":%u,\"market\":\"%s\",\"text\":\"That was number %u\"", i % 11,
      markets[i % 3], i);

  write_event (self, "response.received", "response_id", i * 2, 0, answer);
  if (i % 10 > 0)
    return;

  write_event (self, "lead.created", "lead_id", i, 0, "\"channel\":\"web\"");
  if (i % 70 == 0)
    write_event (self, "lead.converted", "lead_id", i, 50, "");
  write_event (self, "device.registered", "serial", i, 0,
               "\"model\":\"M1\",\"components\":[\"pump\",\"filter\"]");
  write_event (self, "device.online", "serial", i, 1, "");
  write_event (self, "device.error", "serial", i, 2, "\"code\":\"E1\"");
  write_event (self, "device.component_replaced", "serial", i, 3, "\"component\":\"pump\"");
}

static void
write_events (GFile *file,
              guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream =
    g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  Writer writer = { .n_customers = MAX (n / 4, 1) };

  fail (error);
  writer.out = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (stream), 1 << 20);
  for (guint i = 1; i <= n; i++)
    {
      write_work_order (&writer, i);
      write_order (&writer, i);
      write_others (&writer, i);
    }
  g_output_stream_close (writer.out, NULL, &error);
  fail (error);
  g_object_unref (writer.out);
}

static void
fill (const char *path,
      guint n)
{
  g_autofree char *name = g_strconcat (path, ".jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, &error);
  g_autoptr (CemIntake) intake = NULL;

  fail (error);
  write_events (file, n);
  intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
  cem_intake_run_file (intake, file, NULL, &error);
  fail (error);
  g_unlink (name);
}

/* The process's highest use of memory so far, in MB; 0 where nobody tells. */
static double
get_peak (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0.0;

  line = strstr (status, "VmHWM:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmHWM:"), NULL) / 1024.0 : 0.0;
}

/* Of this process, on all its threads. */
static double
get_processor_time (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
measure (CemView *view)
{
  g_autoptr (GError) error = NULL;
  double before = get_peak ();

  for (guint i = 0; i < 3; i++)
    {
      gint64 start = g_get_monotonic_time ();
      double used = get_processor_time ();
      g_autoptr (JsonNode) stats = cem_view_read_stats (view, NULL, &error);

      fail (error);
      printf ("{\"bench\":\"stats\",\"what\":\"read\",\"events\":%" G_GINT64_FORMAT ",\"s\":%.3f,"
              "\"cpu_s\":%.3f,\"peak_mb\":%.1f,\"peak_before_mb\":%.1f}\n",
              json_object_get_int_member (json_node_get_object (stats), "events"),
              (g_get_monotonic_time () - start) / 1e6, get_processor_time () - used, get_peak (),
              before);
      fflush (stdout);
    }
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (50000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
measure_cancelling (CemView *view)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonNode) stats = NULL;
  gint64 start = g_get_monotonic_time ();
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

  stats = cem_view_read_stats (view, cancellable, NULL);
  printf ("{\"bench\":\"stats\",\"what\":\"cancel\",\"cancelled\":%s,\"s\":%.3f}\n",
          stats == NULL ? "true" : "false", (g_get_monotonic_time () - start) / 1e6);
  g_thread_join (thread);
}

int
main (int argc,
      char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 30000;
  g_autofree char *path = argc > 2 ? g_strdup (argv[2]) : NULL;
  g_autofree char *folder = NULL;
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemView) view = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  if (path == NULL)
    {
      folder = g_dir_make_tmp ("cem-bench-XXXXXX", &error);
      fail (error);
      path = g_build_filename (folder, "stats.cem", NULL);
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      fill (path, n);
      printf ("{\"bench\":\"stats\",\"what\":\"fill\",\"nouns\":%u,\"s\":%.1f}\n", n,
              (g_get_monotonic_time () - start) / 1e6);
    }
  engine = cem_engine_open (path, NULL, NULL, &error);
  fail (error);
  view = cem_engine_create_view (engine, NULL, NULL);
  measure (view);
  measure_cancelling (view);
  g_clear_object (&view);
  g_clear_object (&engine);
  if (folder != NULL)
    {
      g_unlink (path);
      g_rmdir (folder);
    }
  return 0;
}
