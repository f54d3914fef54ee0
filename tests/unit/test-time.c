/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"

#include <string.h>

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
    gint32 nanos;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0, 0 },
    { "2009-02-13T23:31:30Z", 1234567890, 0 },
    { "2009-02-13T23:31:30.5Z", 1234567890, 500000000 },
    { "2009-02-13T23:31:30.123456789z", 1234567890, 123456789 },
    { "2009-02-14t07:31:30+08:00", 1234567890, 0 },
    { "2009-02-13 16:31:30-07:00", 1234567890, 0 },
    { "0001-01-01T00:00:00Z", CEM_TIME_MIN, 0 },
    { "0000-12-31T23:00:00-01:00", CEM_TIME_MIN, 0 },
    { "9999-12-31T23:59:59.999999999Z", CEM_TIME_MAX, 999999999 },
    { "2000-02-29T00:00:00Z", 951782400, 0 },
    { "2016-12-31T23:59:60Z", 1483228800, 0 },
    { "1969-12-31T23:59:59.25Z", -1, 250000000 },
  };

  g_test_summary ("RFC 3339 times are read to the nanosecond, with offsets");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds = 0;
      gint32 nanos = 0;

      g_assert_true (_cem_time_parse (cases[i].text, strlen (cases[i].text), &seconds, &nanos));
      g_assert_cmpint (seconds, ==, cases[i].seconds);
      g_assert_cmpint (nanos, ==, cases[i].nanos);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "", "2009", "2009-02-13", "2009-02-13T23:31:30", "2009-02-13T23:31Z", "2009-13-13T23:31:30Z",
    "2009-00-13T23:31:30Z", "2009-02-30T23:31:30Z", "2009-02-29T23:31:30Z", "1900-02-29T00:00:00Z",
    "2009-02-13T24:00:00Z", "2009-02-13T23:60:00Z", "2009-02-13T23:31:61Z",
    "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30.1234567890Z", "2009-02-13T23:31:30Zx",
    "2009-02-13T23:31:30+8:00", "2009-02-13T23:31:30+0800", "2009-02-13T23:31:30+24:00",
    "2009-02-13T23:31:30+08:60", "09-02-13T23:31:30Z", " 2009-02-13T23:31:30Z",
    "2009-2-13T23:31:30Z", "0000-12-31T23:59:59Z", "9999-12-31T23:59:59-00:01",
    "+2009-02-13T23:31:30Z", "2009-02-13T23:31:30,5Z",
  };

  g_test_summary ("What is no RFC 3339 time within the years 1 to 9999 is refused");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds = 0;
      gint32 nanos = 0;

      if (_cem_time_parse (cases[i], strlen (cases[i]), &seconds, &nanos))
        g_error ("accepted: %s", cases[i]);
    }
}

static void
check_format (gint64 seconds,
              gint32 nanos,
              const char *expected)
{
  char buffer[CEM_TIME_BUFFER];

  g_assert_cmpuint (_cem_time_format (seconds, nanos, buffer), ==, strlen (expected));
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_format (void)
{
  char buffer[CEM_TIME_BUFFER];
  gint64 us = 0;

  g_test_summary ("Times are written in UTC with as many digits as they need");

  check_format (0, 0, "1970-01-01T00:00:00Z");
  check_format (1234567890, 500000000, "2009-02-13T23:31:30.500Z");
  check_format (1234567890, 500001000, "2009-02-13T23:31:30.500001Z");
  check_format (1234567890, 1, "2009-02-13T23:31:30.000000001Z");
  check_format (CEM_TIME_MIN, 0, "0001-01-01T00:00:00Z");
  check_format (CEM_TIME_MAX, 999999999, "9999-12-31T23:59:59.999999999Z");
  check_format (-1, 0, "1969-12-31T23:59:59Z");
  _cem_time_format (G_MAXINT64 / 1000000, 0, buffer);
  _cem_time_format (G_MININT64 / 1000000, 0, buffer);

  g_assert_true (_cem_time_parse_us ("1969-12-31T23:59:59.9999999Z", 28, &us));
  g_assert_cmpint (us, ==, -1);
  _cem_time_format_us (us, buffer);
  g_assert_cmpstr (buffer, ==, "1969-12-31T23:59:59.999999Z");
}

static void
test_dates (void)
{
  gint y = 1, m = 1, d = 1;

  g_test_summary ("Every date of 1200 years agrees with GDate");

  for (gint64 days = _cem_date_to_days (1600, 1, 1); days < _cem_date_to_days (2800, 1, 1); days++)
    {
      GDate date;

      _cem_date_from_days (days, &y, &m, &d);
      g_assert_cmpint (_cem_date_to_days (y, m, d), ==, days);
      g_date_clear (&date, 1);
      g_date_set_dmy (&date, (GDateDay) d, (GDateMonth) m, (GDateYear) y);
      g_assert_cmpint (g_date_get_julian (&date), ==, days + 719163);
    }
}

static void
test_durations (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
    gint32 nanos;
    const char *written;
  } cases[] = {
    { "P30D", 2592000, 0, "P30D" },
    { "P1W", 604800, 0, "P7D" },
    { "PT1H30M", 5400, 0, "PT1H30M" },
    { "PT90M", 5400, 0, "PT1H30M" },
    { "PT0.5S", 0, 500000000, "PT0.5S" },
    { "PT0,25S", 0, 250000000, "PT0.25S" },
    { "P1DT1S", 86401, 0, "P1DT1S" },
    { "-PT1.000000001S", -1, -1, "-PT1.000000001S" },
    { "P0.5D", 43200, 0, "PT12H" },
    { "PT0S", 0, 0, "PT0S" },
    { "P315576000000D", 0, 0, NULL },
    { "PT315576000000S", G_GINT64_CONSTANT (315576000000), 0, "P3652500D" },
    { "", 0, 0, NULL },
    { "P", 0, 0, NULL },
    { "PT", 0, 0, NULL },
    { "P1DT", 0, 0, NULL },
    { "P1Y", 0, 0, NULL },
    { "P1M", 0, 0, NULL },
    { "P1", 0, 0, NULL },
    { "1D", 0, 0, NULL },
    { "PD", 0, 0, NULL },
    { "PT1M1H", 0, 0, NULL },
    { "P1D1D", 0, 0, NULL },
    { "PT0.5H1M", 0, 0, NULL },
    { "PT1.S", 0, 0, NULL },
    { "PT1S ", 0, 0, NULL },
    { "p1d", 0, 0, NULL },
    { "PT1H1H", 0, 0, NULL },
    { "PT99999999999999999999S", 0, 0, NULL },
    { "PT315576000000.1S", 0, 0, NULL },
  };

  g_test_summary ("ISO 8601 durations of fixed length are read and written");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char buffer[CEM_TIME_BUFFER];
      gint64 seconds = 0;
      gint32 nanos = 0;
      gboolean good = _cem_duration_parse_iso (cases[i].text, strlen (cases[i].text),
                                               &seconds, &nanos);

      if (good != (cases[i].written != NULL))
        g_error ("wrong about %s", cases[i].text);
      if (!good)
        continue;

      g_assert_cmpint (seconds, ==, cases[i].seconds);
      g_assert_cmpint (nanos, ==, cases[i].nanos);
      g_assert_cmpuint (_cem_duration_format_iso (seconds, nanos, buffer), ==,
                        strlen (cases[i].written));
      g_assert_cmpstr (buffer, ==, cases[i].written);
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/refused", test_refused);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/dates", test_dates);
  g_test_add_func ("/time/durations", test_durations);

  return g_test_run ();
}
