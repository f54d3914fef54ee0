/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-private.h"

/* How fast JSON lines are read into values, beside json-glib's parser:
 *
 *   bench-json [EVENTS.jsonl]
 *
 * Without a file, lines of the shape of events are made up. */

#define SECONDS 1.0
#define N_MADE 20000

typedef gboolean (*ReadFunc) (const char *text,
                              gsize length,
                              gpointer state);

static gboolean
read_here (const char *text,
           gsize length,
           gpointer state)
{
  CemDatum datum = { 0 };

  _cem_arena_reset (state);
  return _cem_json_read (state, text, length, NULL, &datum, NULL);
}

static gboolean
read_with_json_glib (const char *text,
                     gsize length,
                     gpointer state)
{
  return json_parser_load_from_data (state, text, (gssize) length, NULL);
}

static void
append_line (GString *out,
             GRand *rand,
             guint i)
{
  guint user = (guint) g_rand_int_range (rand, 0, 100000);

  g_string_append_printf (
    out,
    "{\"specversion\":\"1.0\",\"id\":\"%08x-03a8-49c0-ab52-%012x\",\"source\":\"/app/%u\","
    "\"type\":\"order.paid\",\"time\":\"2026-01-01T00:%02u:%02u.510Z\",\"identifiers\":{\"user_id\":"
    "\"u%06u\",\"serial\":\"SN%07u\"},\"data\":{\"amount\":%u.%02u,\"count\":%u,\"life\":0.0%u,"
    "\"feature\":\"scene_04\",\"channel\":\"store\",\"region\":\"CN-50\",\"version\":\"4.4.6\","
    "\"note\":\"%08x6fa8adc30543fe5a92b26fa8adc30543fe5a6e746fa8adc30543fe5a6e74%08x\"}}\n",
    g_rand_int (rand), i, user % 8, i / 60 % 60, i % 60, user, user, user % 900, user % 100,
    user % 40, user % 100, user, i);
}

static double
measure (const char *text,
         gsize length,
         ReadFunc func,
         gpointer state,
         guint *n_lines)
{
  gint64 start = g_get_monotonic_time ();
  gint64 bytes = 0;

  *n_lines = 0;
  while (g_get_monotonic_time () - start < SECONDS * G_USEC_PER_SEC)
    for (const char *p = text; p < text + length;)
      {
        const char *end = memchr (p, '\n', (gsize) (text + length - p));

        if (end == NULL)
          end = text + length;
        /* Bad lines of a file count, too: they have to be read to be refused. */
        func (p, (gsize) (end - p), state);
        bytes += end - p;
        (*n_lines)++;
        p = end + 1;
      }

  return (double) bytes / (double) (g_get_monotonic_time () - start);
}

int
main (int argc,
      char *argv[])
{
  g_autoptr (GString) made = g_string_new (NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (CemArena) arena = _cem_arena_new (64 * 1024);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  guint n_here = 0, n_there = 0;
  double here = 0.0, there = 0.0;

  if (argc > 1 && !g_file_get_contents (argv[1], &text, &length, &error))
    g_error ("%s", error->message);
  if (text == NULL)
    {
      for (guint i = 0; i < N_MADE; i++)
        append_line (made, rand, i);
      length = made->len;
      text = g_string_free (g_steal_pointer (&made), FALSE);
    }

  here = measure (text, length, read_here, arena, &n_here);
  there = measure (text, length, read_with_json_glib, parser, &n_there);
  g_print ("{\"bench\":\"json\",\"mb_per_second\":%.0f,\"lines_per_second\":%.0f,"
           "\"json_glib_mb_per_second\":%.0f,\"ratio\":%.1f}\n",
           here, n_here / SECONDS, there, here / there);
  return 0;
}
