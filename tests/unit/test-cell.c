/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "intake/cem-cell-private.h"

#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

#include <string.h>

/* The cell as JSON, or NULL when it is not of the kind. */
static char *
read_cell (const CemCellType *type,
           const char *text)
{
  g_autoptr (CemArena) arena = _cem_arena_new (256);
  GString *out = NULL;
  CemWallClock clock = { 0 };
  CemDatum datum = { 0 };

  if (!_cem_cell_read (type, text, strlen (text), &clock, arena, &datum))
    return NULL;

  out = g_string_new (NULL);
  _cem_json_write (out, &datum, CEM_JSON_WRITE_COMPACT);
  return g_string_free (out, FALSE);
}

static void
check (const CemCellType *type,
       const char *text,
       const char *expected)
{
  g_autofree char *json = read_cell (type, text);

  g_test_message ("%s", text);
  g_assert_cmpstr (json, ==, expected);
}

static void
test_numbers (void)
{
  const CemCellType integer = { .kind = CEM_CELL_INT, .decimal = '.' };
  const CemCellType real = { .kind = CEM_CELL_DOUBLE, .decimal = '.' };
  const CemCellType comma = { .kind = CEM_CELL_DOUBLE, .decimal = ',', .thousands = '.' };

  check (&integer, "007", "7");
  check (&integer, "-12", "-12");
  check (&integer, "+5", "5");
  check (&integer, "5.0", "5");
  check (&integer, "9223372036854775807", "9223372036854775807");
  check (&integer, "9223372036854775808", NULL);
  check (&integer, "-9223372036854775808", "-9223372036854775808");
  check (&integer, "5.5", NULL);
  check (&integer, "", NULL);
  check (&integer, "-", NULL);
  check (&integer, "1e3", "1000");
  check (&integer, "0x10", NULL);
  check (&integer, "12a", NULL);

  check (&real, "29.33", "29.33");
  check (&real, "-0.5", "-0.5");
  check (&real, ".5", "0.5");
  check (&real, "5.", "5.0");
  check (&real, ".", NULL);
  check (&real, "1e-3", "0.001");
  check (&real, "1e", NULL);
  check (&real, "1e999", NULL);
  check (&real, "nan", NULL);
  check (&real, "inf", NULL);
  check (&real, "0.1234567890123456789", "0.12345678901234568");
  check (&real, "1-2", NULL);
  check (&real, "1.2.3", NULL);
  check (&real, "1,5", NULL);

  check (&comma, "1.234,50", "1234.5");
  check (&comma, "1.234.567", "1234567.0");
}

static void
test_bools (void)
{
  const CemCellType type = { .kind = CEM_CELL_BOOL };

  check (&type, "true", "true");
  check (&type, "Yes", "true");
  check (&type, "0", "false");
  check (&type, "N", "false");
  check (&type, "maybe", NULL);
  check (&type, "", NULL);
}

static CemTimeFormat *
get_format (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  CemTimeFormat *format = _cem_time_format_new (pattern, &error);

  g_assert_no_error (error);
  return format;
}

static void
check_time (const char *pattern,
            const char *zone,
            const char *text,
            const char *expected)
{
  g_autoptr (CemTimeFormat) format = get_format (pattern);
  g_autoptr (GTimeZone) tz = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  const CemCellType type = { .kind = CEM_CELL_TIMESTAMP, .format = format, .zone = tz };
  g_autofree char *json = read_cell (&type, text);
  g_autofree char *quoted = expected != NULL ? g_strdup_printf ("\"%s\"", expected) : NULL;

  g_test_message ("%s as %s", text, pattern);
  g_assert_cmpstr (json, ==, quoted);
}

static void
test_times (void)
{
  check_time ("iso", NULL, "2026-03-01T09:00:00+08:00", "2026-03-01T01:00:00Z");
  check_time ("iso", NULL, "2010-01-13 08:40:25+02:00", "2010-01-13T06:40:25Z");
  check_time ("iso", NULL, "2017-08-30 11:55:08.970352", "2017-08-30T11:55:08.970352Z");
  check_time ("iso", NULL, "2026-03-01", "2026-03-01T00:00:00Z");
  check_time ("iso", NULL, "2026-03-01 09:00", "2026-03-01T09:00:00Z");
  check_time ("iso", NULL, "2026-02-29", NULL);
  check_time ("iso", NULL, "2024-02-29", "2024-02-29T00:00:00Z");
  check_time ("iso", NULL, "2026-3-1T24:00", NULL);
  check_time ("iso", "Asia/Shanghai", "2026-03-01 09:00", "2026-03-01T01:00:00Z");
  check_time ("%d/%m/%Y %H:%M", NULL, "29/2/2016 01:16", "2016-02-29T01:16:00Z");
  check_time ("%d/%m/%Y %H:%M", NULL, "29/2/2016", NULL);
  check_time ("%d/%m/%Y %H:%M", NULL, "29/2/2016 01:16x", NULL);
  check_time ("%d/%m/%y", NULL, "01/09/21", "2021-09-01T00:00:00Z");
  check_time ("%d/%m/%y", NULL, "01/09/69", "1969-09-01T00:00:00Z");
  check_time ("%Y%m%d", NULL, "19970118", "1997-01-18T00:00:00Z");
  check_time ("%m/%d/%Y %I:%M %p", NULL, "12/31/2020 12:05 am", "2020-12-31T00:05:00Z");
  check_time ("%m/%d/%Y %I:%M %p", NULL, "12/31/2020 01:05 PM", "2020-12-31T13:05:00Z");
  check_time ("%a, %d %b %Y %T %z", NULL, "Tue, 03 March 2026 10:00:00 +0100",
              "2026-03-03T09:00:00Z");
  check_time ("%Y年%m月%d日", "Asia/Shanghai", "2026年3月1日", "2026-02-28T16:00:00Z");
  check_time ("unix", NULL, "1456708560", "2016-02-29T01:16:00Z");
  check_time ("unix", NULL, "-0.5", "1969-12-31T23:59:59.500Z");
  check_time ("unix_ms", NULL, "1456708560123", "2016-02-29T01:16:00.123Z");
  check_time ("unix", NULL, "99999999999999", NULL);
}

static void
test_zones (void)
{
  /* The hour that comes twice: the first. The hour that is left out: where the clock goes on. */
  check_time ("iso", "Europe/Vienna", "2026-10-25 02:30", "2026-10-25T00:30:00Z");
  check_time ("iso", "Europe/Vienna", "2026-10-25 03:00", "2026-10-25T02:00:00Z");
  check_time ("iso", "Europe/Vienna", "2026-03-29 01:59", "2026-03-29T00:59:00Z");
  check_time ("iso", "Europe/Vienna", "2026-03-29 02:30", "2026-03-29T01:00:00Z");
  check_time ("iso", "Europe/Vienna", "2026-03-29 03:30", "2026-03-29T01:30:00Z");
}

/* The clock remembers; what it gives must not depend on what it was asked before. */
static void
test_clock_memory (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Vienna");
  CemWallClock clock = { .zone = zone };
  gint64 start = G_GINT64_CONSTANT (1774738800); /* around 2026-03-29 */

  for (gint64 t = start; t < start + 4 * 86400; t += 397)
    {
      CemWallClock fresh = { .zone = zone };

      g_assert_cmpint (_cem_wall_clock_to_utc (&clock, t), ==, _cem_wall_clock_to_utc (&fresh, t));
      g_assert_cmpint (_cem_wall_clock_to_utc (&clock, t + 450), ==,
                       _cem_wall_clock_to_utc (&fresh, t + 450));
    }
}

static void
test_bad_formats (void)
{
  static const char *const patterns[] = { "", "%Q", "%d/%m", "%H:%M", "%Y-%m", "%Y-%m-%d %", "today" };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (_cem_time_format_new (patterns[i], &error));
      g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
    }
}

static void
test_dates_and_durations (void)
{
  g_autoptr (CemTimeFormat) format = get_format ("%Y%m%d");
  const CemCellType date = { .kind = CEM_CELL_DATE, .format = format };
  const CemCellType minutes = { .kind = CEM_CELL_DURATION,
                                .unit = _cem_cell_unit_find ("min"),
                                .decimal = '.' };
  const CemCellType text = { .kind = CEM_CELL_DURATION, .decimal = '.' };

  check (&date, "19860623", "\"1986-06-23\"");
  check (&date, "19860231", NULL);
  check (&minutes, "1.5", "\"90s\"");
  check (&minutes, "-0.5", "\"-30s\"");
  check (&minutes, "PT5M", NULL);
  check (&text, "PT5M", "\"300s\"");
  check (&text, "1:30", "\"5400s\"");
  check (&text, "1:30:15", "\"5415s\"");
  check (&text, "1:60", NULL);
  check (&text, "90", NULL);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("What the text of a cell becomes: numbers, times in their zones, durations.");

  g_test_add_func ("/cell/numbers", test_numbers);
  g_test_add_func ("/cell/bools", test_bools);
  g_test_add_func ("/cell/times", test_times);
  g_test_add_func ("/cell/zones", test_zones);
  g_test_add_func ("/cell/clock-memory", test_clock_memory);
  g_test_add_func ("/cell/bad-formats", test_bad_formats);
  g_test_add_func ("/cell/dates-and-durations", test_dates_and_durations);
  return g_test_run ();
}
