/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crash-stream.h"

#define N_USERS 60

/* 2026-01-01T00:00:00Z */
#define START G_GINT64_CONSTANT (1767225600)

static char *
format_time (GRand *random,
             guint number)
{
  gint64 late = g_rand_int_range (random, 0, 20) == 0 ? g_rand_int_range (random, 0, 200000) : 0;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (START + 300000 + number * 60 - late);

  return g_date_time_format (time, "%FT%TZ");
}

static char *
dup_login (GRand *random)
{
  guint user = (guint) g_rand_int_range (random, 0, N_USERS);

  return g_strdup_printf ("\"type\":\"app.login\",\"identifiers\":{\"user_id\":\"u%u\","
                          "\"anonymous_id\":\"a%u\"}",
                          user, user * 3 + g_rand_int_range (random, 0, 4));
}

static char *
dup_decision (GRand *random)
{
  static const char *const types[] = { "linked", "unlinked", "kept_apart", "linked" };

  return g_strdup_printf ("\"type\":\"identifiers.%s\",\"data\":{\"first\":\"user_id:u%d\","
                          "\"second\":\"user_id:u%d\"}",
                          types[g_rand_int_range (random, 0, G_N_ELEMENTS (types))],
                          g_rand_int_range (random, 0, N_USERS / 2),
                          g_rand_int_range (random, N_USERS / 2, N_USERS));
}

static char *
dup_identified (GRand *random)
{
  guint user = (guint) g_rand_int_range (random, 0, N_USERS);

  return g_strdup_printf ("\"type\":\"customer.identified\",\"identifiers\":{\"user_id\":\"u%u\","
                          "\"email\":\"u%u@example.org\",\"phone\":\"+861390000%04u\"},"
                          "\"data\":{\"traits\":{\"name\":\"N%d\",\"level\":%d}}",
                          user, user, user / 2, g_rand_int_range (random, 0, 3),
                          g_rand_int_range (random, 0, 10));
}

static char *
dup_reading (GRand *random)
{
  guint user = (guint) g_rand_int_range (random, 0, N_USERS);

  return g_strdup_printf ("\"type\":\"device.reading\",\"identifiers\":{\"%s\":\"%s%u\","
                          "\"serial\":\"SN%u\"},\"data\":{\"meters\":{\"h\":%d},\"note\":\"%0*d\"}",
                          user % 3 ? "user_id" : "anonymous_id", user % 3 ? "u" : "a", user, user,
                          g_rand_int_range (random, 0, 1000), g_rand_int_range (random, 1, 400), 7);
}

static char *
dup_order (GRand *random)
{
  static const char *const types[] = { "order.placed", "order.paid", "device.online", "order.shiped",
                                       "work_order.opened", "device.error" };
  guint user = (guint) g_rand_int_range (random, 0, N_USERS);
  guint thing = (guint) g_rand_int_range (random, 0, N_USERS);

  return g_strdup_printf ("\"type\":\"%s\",\"identifiers\":{\"user_id\":\"u%u\","
                          "\"order_id\":\"o%u\",\"work_order_id\":\"w%u\",\"serial\":\"SN%u\"},"
                          "\"data\":{\"amount\":%d,\"code\":\"E1\",\"staff\":\"e1\"}",
                          types[g_rand_int_range (random, 0, G_N_ELEMENTS (types))], user, thing,
                          thing, user, g_rand_int_range (random, 0, 1000));
}

static char *
dup_members (GRand *random)
{
  int kind = g_rand_int_range (random, 0, 20);

  if (kind < 8)
    return dup_login (random);
  if (kind < 9)
    return dup_decision (random);
  if (kind < 11)
    return dup_identified (random);
  if (kind < 14)
    return dup_order (random);

  return dup_reading (random);
}

static void
add (CrashStream *self,
     char *line,
     char *key)
{
  g_ptr_array_add (self->lines, line);
  g_ptr_array_add (self->keys, key);
}

static void
add_event (CrashStream *self,
           GRand *random,
           guint number)
{
  g_autofree char *members = dup_members (random);
  g_autofree char *time = format_time (random, number);
  const char *no_time = number > 0 && g_rand_int_range (random, 0, 30) == 0 ? "un" : "";
  int source = g_rand_int_range (random, 0, 3);

  /* Without a time: "untime" is an extension. */
  add (self,
       g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"e%u\",\"source\":\"/app/%d\","
                        "\"%stime\":\"%s\",%s}",
                        number, source, no_time, time, members),
       g_strdup_printf ("/app/%d e%u", source, number));
}

static void
add_other_content (CrashStream *self,
                   GRand *random)
{
  guint which = (guint) g_rand_int_range (random, 0, (int) self->keys->len);
  const char *key = g_ptr_array_index (self->keys, which);
  g_auto (GStrv) parts = key != NULL ? g_strsplit (key, " ", 2) : NULL;

  if (key == NULL)
    add (self, g_strdup ("{\"specversion\":\"1.0\",\"id\":"), NULL);
  else
    add (self,
         g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\","
                          "\"type\":\"other\"}",
                          parts[1], parts[0]),
         NULL);
}

CrashStream *
crash_stream_new (guint32 seed,
                  guint n_lines)
{
  CrashStream *self = g_new0 (CrashStream, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_lines; i++)
    {
      int kind = i > 0 ? g_rand_int_range (random, 0, 50) : 2;

      if (kind == 0)
        {
          guint which = (guint) g_rand_int_range (random, 0, (int) i);

          add (self, g_strdup (g_ptr_array_index (self->lines, which)),
               g_strdup (g_ptr_array_index (self->keys, which)));
        }
      else if (kind == 1)
        add_other_content (self, random);
      else
        add_event (self, random, i);
    }

  return self;
}

void
crash_stream_free (CrashStream *self)
{
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

char *
crash_stream_dup_text (CrashStream *self,
                       guint first,
                       guint last)
{
  GString *text = g_string_new (NULL);

  for (guint i = first; i < last; i++)
    {
      g_string_append (text, g_ptr_array_index (self->lines, i));
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}
