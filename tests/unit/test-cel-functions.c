/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-function-private.h"
#include "cel/cem-cel-time-private.h"

#include "value/cem-json-private.h"

typedef struct
{
  const char *signature;
  const char *args;   /* JSON; {"uint": 1}, {"time": "…"}, {"span": "…"}, {"bytes": "…"} are others */
  const char *result; /* JSON, or "!" and a pattern of the error */
} Case;

static CemCelFunc
find_function (const char *signature)
{
  const CemCelOverload *const tables[] = {
    _cem_cel_standard_functions, _cem_cel_time_functions, _cem_cel_string_functions,
    _cem_cel_math_functions, _cem_cel_encoder_functions, _cem_cel_business_functions,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const CemCelOverload *overload = tables[i]; overload->signature != NULL; overload++)
      if (g_str_has_prefix (overload->signature, signature) &&
          g_str_has_prefix (overload->signature + strlen (signature), " -> "))
        return overload->call;

  g_error ("there is no %s", signature);
}

static CemDatum
read_arg (CemArena *arena,
          const CemDatum *json)
{
  CemDatum datum = *json;
  const CemEntry *entry = NULL;

  datum.flags = 0;
  if (json->kind == CEM_KIND_LIST)
    {
      CemDatum *items = _cem_arena_alloc (arena, json->v.list->n * sizeof (CemDatum));

      for (guint i = 0; i < json->v.list->n; i++)
        items[i] = read_arg (arena, &json->v.list->items[i]);
      return _cem_datum_list (_cem_list_new (arena, items, json->v.list->n));
    }
  if (json->kind != CEM_KIND_MAP || json->v.map->n != 1)
    return datum;

  entry = &json->v.map->entries[0];
  if (strncmp (entry->key.v.s, "uint", 4) == 0)
    return _cem_datum_uint (entry->value.v.u);
  if (strncmp (entry->key.v.s, "bytes", 5) == 0)
    return _cem_datum_bytes (entry->value.v.s, (gsize) entry->value.n);
  if (strncmp (entry->key.v.s, "span", 4) == 0)
    g_assert_true (_cem_cel_duration_parse (entry->value.v.s, (gsize) entry->value.n, &datum));
  if (strncmp (entry->key.v.s, "time", 4) == 0)
    {
      gint64 seconds = 0;
      gint32 nanos = 0;

      g_assert_true (_cem_time_parse (entry->value.v.s, (gsize) entry->value.n, &seconds, &nanos));
      datum = _cem_datum_timestamp (seconds, nanos);
    }
  return datum;
}

static void
check_case (const Case *item)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  CemCelFrame frame = { .arena = arena, .cost_left = 1000000 };
  CemDatum json = { 0 }, args = { 0 }, result = { 0 };

  arena->limit = 10000000;
  _cem_json_read (arena, item->args, strlen (item->args), NULL, &json, &error);
  g_assert_no_error (error);
  args = read_arg (arena, &json);
  result = find_function (item->signature) (&frame, args.v.list->items, args.v.list->n);

  if (result.kind == CEM_KIND_ERROR)
    g_string_printf (text, "!%s", frame.message);
  else
    _cem_json_write (text, &result, 0);
  if (!g_pattern_match_simple (item->result, text->str))
    g_error ("%s %s: expected %s, got %s", item->signature, item->args, item->result, text->str);
}

static void
check_cases (const Case *cases,
             gsize n)
{
  for (gsize i = 0; i < n; i++)
    check_case (&cases[i]);
}

static void
test_numbers (void)
{
  static const Case cases[] = {
    { "int(double)", "[-1.9]", "-1" },
    { "int(double)", "[9223372036854775807.0]", "!range*" },
    { "int(double)", "[-9223372036854775808.0]", "!range*" },
    { "int(double)", "[9223372036854774784.0]", "9223372036854774784" },
    { "int(uint)", "[{\"uint\": 18446744073709551615}]", "!range*" },
    { "int(string)", "[\"-9223372036854775808\"]", "-9223372036854775808" },
    { "int(string)", "[\"+5\"]", "5" },
    { "int(string)", "[\"9223372036854775808\"]", "!*" },
    { "int(string)", "[\"\"]", "!*" },
    { "int(string)", "[\"-\"]", "!*" },
    { "int(string)", "[\" 1\"]", "!*" },
    { "int(string)", "[\"0x10\"]", "!*" },
    { "int(timestamp)", "[{\"time\": \"1969-12-31T23:59:59.5Z\"}]", "-1" },
    { "int(duration)", "[{\"span\": \"1.5s\"}]", "1500000000" },
    { "uint(int)", "[-1]", "!range*" },
    { "uint(double)", "[1.9]", "1" },
    { "uint(double)", "[18446744073709551616.0]", "!range*" },
    { "uint(double)", "[-0.5]", "!range*" },
    { "uint(string)", "[\"18446744073709551615\"]", "18446744073709551615" },
    { "uint(string)", "[\"-1\"]", "!*" },
    { "uint(string)", "[\"+1\"]", "!*" },
    { "double(string)", "[\"1.5e3\"]", "1500.0" },
    { "double(string)", "[\"-inf\"]", "\"-Infinity\"" },
    { "double(string)", "[\"NaN\"]", "\"NaN\"" },
    { "double(string)", "[\"1e400\"]", "!*" },
    { "double(string)", "[\"0x10\"]", "!*" },
    { "double(string)", "[\"1 \"]", "!*" },
    { "double(string)", "[\"\"]", "!*" },
    { "double(int)", "[9223372036854775807]", "9.2233720368547*e+18" },
    { "bool(string)", "[\"True\"]", "true" },
    { "bool(string)", "[\"f\"]", "false" },
    { "bool(string)", "[\"TrUe\"]", "!*" },
    { "math.greatest(list(dyn))", "[[5.4, 10, {\"uint\": 3}]]", "10" },
    { "math.greatest(list(dyn))", "[[]]", "!*" },
    { "math.least(int, double)", "[1, 1.0]", "1" },
    { "math.abs(int)", "[-9223372036854775808]", "!integer overflow" },
    { "math.round(double)", "[-1.5]", "-2.0" },
    { "math.round(double)", "[2.5]", "3.0" },
    { "math.sqrt(int)", "[9]", "3.0" },
    { "math.sign(double)", "[-0.1]", "-1.0" },
    { "math.bitShiftRight(int, int)", "[-1024, 64]", "0" },
    { "math.bitShiftRight(int, int)", "[-1, 63]", "1" },
    { "math.bitShiftLeft(int, int)", "[1, -1]", "!*negative offset*" },
    { "math.bitNot(uint)", "[{\"uint\": 0}]", "18446744073709551615" },
  };

  g_test_summary ("Conversions and mathematics keep to their ranges");
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_strings (void)
{
  static const Case cases[] = {
    { "string(double)", "[123.456]", "\"123.456\"" },
    { "string(double)", "[-0.0045]", "\"-0.0045\"" },
    { "string(double)", "[1.0]", "\"1\"" },
    { "string(double)", "[100000.0]", "\"100000\"" },
    { "string(double)", "[1234567.0]", "\"1.234567e+06\"" },
    { "string(double)", "[1e21]", "\"1e+21\"" },
    { "string(double)", "[0.00001]", "\"1e-05\"" },
    { "string(double)", "[0.1]", "\"0.1\"" },
    { "string(double)", "[-0.0]", "\"-0\"" },
    { "string(double)", "[5e-324]", "\"4.94065645841247e-324\"" },
    { "string(bytes)", "[{\"bytes\": \"caf\\u00e9\"}]", "\"café\"" },
    { "string(timestamp)", "[{\"time\": \"2009-02-13T23:31:30.5Z\"}]", "\"2009-02-13T23:31:30.5Z\"" },
    { "string(duration)", "[{\"span\": \"-1h0.25s\"}]", "\"-3600.25s\"" },
    { "size(string)", "[\"Straße 🐱\"]", "8" },
    { "string.startsWith(string)", "[\"завтра\", \"за\"]", "true" },
    { "string.endsWith(string)", "[\"a\", \"aa\"]", "false" },
    { "string.contains(string)", "[\"abababc\", \"ababc\"]", "true" },
    { "string.charAt(int)", "[\"ta©o\", 2]", "\"©\"" },
    { "string.charAt(int)", "[\"ta©o\", 4]", "\"\"" },
    { "string.charAt(int)", "[\"ta©o\", 5]", "!index out of range: 5" },
    { "string.indexOf(string)", "[\"ta©o©αT\", \"©αT\"]", "4" },
    { "string.indexOf(string, int)", "[\"tacocat\", \"a\", 3]", "5" },
    { "string.indexOf(string, int)", "[\"tacocat\", \"\", 3]", "3" },
    { "string.indexOf(string, int)", "[\"tacocat\", \"a\", 30]", "!index out of range: 30" },
    { "string.lastIndexOf(string)", "[\"ta©o©αT\", \"©\"]", "4" },
    { "string.lastIndexOf(string)", "[\"\", \"@@\"]", "-1" },
    { "string.lastIndexOf(string, int)", "[\"ta©o©αT\", \"©\", 3]", "2" },
    { "string.lastIndexOf(string, int)", "[\"tacocat\", \"a\", -1]", "!index out of range: -1" },
    { "string.substring(int, int)", "[\"ta©o©αT\", 2, 6]", "\"©o©α\"" },
    { "string.substring(int, int)", "[\"tacocat\", 4, 3]", "!invalid substring range. start: 4, end: 3" },
    { "string.substring(int)", "[\"tacocat\", 40]", "!index out of range: 40" },
    { "string.replace(string, string)", "[\"aXbX\", \"X\", \"--\"]", "\"a--b--\"" },
    { "string.replace(string, string)", "[\"a©\", \"\", \"-\"]", "\"-a-©-\"" },
    { "string.replace(string, string, int)", "[\"aaa\", \"a\", \"b\", 2]", "\"bba\"" },
    { "string.replace(string, string, int)", "[\"aaa\", \"a\", \"b\", 0]", "\"aaa\"" },
    { "string.replace(string, string, int)", "[\"abc\", \"\", \"-\", 2]", "\"-a-bc\"" },
    { "string.split(string)", "[\"a,b,,c\", \",\"]", "[\"a\",\"b\",\"\",\"c\"]" },
    { "string.split(string)", "[\"a©b\", \"\"]", "[\"a\",\"©\",\"b\"]" },
    { "string.split(string)", "[\"\", \",\"]", "[\"\"]" },
    { "string.split(string)", "[\"\", \"\"]", "[]" },
    { "string.split(string, int)", "[\"a b c\", \" \", 2]", "[\"a\",\"b c\"]" },
    { "string.split(string, int)", "[\"a b c\", \" \", 0]", "[]" },
    { "string.split(string, int)", "[\"abc\", \"\", 2]", "[\"a\",\"bc\"]" },
    { "list(string).join(string)", "[[\"x\", \"y\"], \"-\"]", "\"x-y\"" },
    { "list(string).join()", "[[]]", "\"\"" },
    { "list(string).join()", "[[1]]", "!no such overload*" },
    { "string.trim()", "[\"\\u0085\\u00a0 \\tte xt\\u3000\"]", "\"te xt\"" },
    { "string.trim()", "[\" \"]", "\"\"" },
    { "string.lowerAscii()", "[\"TacoCÆt\"]", "\"tacocÆt\"" },
    { "string.reverse()", "[\"Ta©oCαt\"]", "\"tαCo©aT\"" },
    { "strings.quote(string)", "[\"a\\\"\\n\\\\ÿ\"]", "\"\\\"a\\\\\\\"\\\\n\\\\\\\\ÿ\\\"\"" },
    { "base64.encode(bytes)", "[{\"bytes\": \"hello\"}]", "\"aGVsbG8=\"" },
    { "base64.decode(string)", "[\"aGVsbG8\"]", "\"aGVsbG8=\"" },
    { "base64.decode(string)", "[\"aGVsbG8==\"]", "!*" },
    { "base64.decode(string)", "[\"a\"]", "!*" },
    { "base64.decode(string)", "[\"aG V\"]", "!*" },
    { "base64.decode(string)", "[\"====\"]", "!*" },
  };

  g_test_summary ("Strings count in characters and refuse what is out of range");
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_format (void)
{
  static const Case cases[] = {
    { "string.format(list(dyn))", "[\"%s %d %% %.3f\", [\"a\", -5, 1.2345]]", "\"a -5 % 1.234\"" },
    { "string.format(list(dyn))", "[\"%b %o %x %X\", [-5, 65535, 30, {\"uint\": 6000}]]",
      "\"-101 177777 1e 1770\"" },
    { "string.format(list(dyn))", "[\"%x\", [\"ÿ\"]]", "\"c3bf\"" },
    { "string.format(list(dyn))", "[\"%b\", [true]]", "\"1\"" },
    { "string.format(list(dyn))", "[\"%e\", [1052.032911275]]", "\"1.052033e+03\"" },
    { "string.format(list(dyn))", "[\"%d\", [2.5]]", "\"2.5\"" },
    { "string.format(list(dyn))", "[\"%s\", [{\"b\": [1, 2.5, null], \"a\": true}]]",
      "\"{a: true, b: [1, 2.5, null]}\"" },
    { "string.format(list(dyn))", "[\"%s %s\", [{\"span\": \"1h45m47s\"}, {\"bytes\": \"xyz\"}]]",
      "\"6347s xyz\"" },
    { "string.format(list(dyn))", "[\"%a\", [1]]", "!*unrecognized formatting clause \"a\"" },
    { "string.format(list(dyn))", "[\"%d %d\", [1]]", "!index 1 out of range*" },
    { "string.format(list(dyn))", "[\"%\", [1]]", "!could not parse*" },
    { "string.format(list(dyn))", "[\"%.f\", [1]]", "!could not parse*" },
    { "string.format(list(dyn))", "[\"%.9999999f\", [1.0]]", "!could not parse*" },
    { "string.format(list(dyn))", "[\"%d\", [null]]", "!*integers, was given null_type" },
    { "string.format(list(dyn))", "[\"%x\", [0.5]]", "!*was given double" },
    { "string.format(list(dyn))", "[\"%e\", [\"a\"]]", "!*was given string" },
  };

  g_test_summary ("format() has the verbs and the errors of the strings extension");
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_times (void)
{
  static const Case cases[] = {
    { "timestamp(string)", "[\"10000-01-01T00:00:00Z\"]", "!range*" },
    { "timestamp(int)", "[253402300799]", "\"9999-12-31T23:59:59Z\"" },
    { "timestamp(int)", "[253402300800]", "!range*" },
    { "duration(string)", "[\"1h2m3.5s\"]", "\"3723.5s\"" },
    { "duration(string)", "[\"-1.5h\"]", "\"-5400s\"" },
    { "duration(string)", "[\"10ms20us30ns\"]", "\"0.01002003s\"" },
    { "duration(string)", "[\"10µs\"]", "\"0.00001s\"" },
    { "duration(string)", "[\"0\"]", "\"0s\"" },
    { "duration(string)", "[\".5s\"]", "\"0.5s\"" },
    { "duration(string)", "[\"P30D\"]", "\"2592000s\"" },
    { "duration(string)", "[\"-PT1.5S\"]", "\"-1.5s\"" },
    { "duration(string)", "[\"\"]", "!*" },
    { "duration(string)", "[\"1\"]", "!*" },
    { "duration(string)", "[\"1d\"]", "!*" },
    { "duration(string)", "[\"s\"]", "!*" },
    { "duration(string)", "[\"1s \"]", "!*" },
    { "duration(string)", "[\"-\"]", "!*" },
    { "duration(string)", "[\"P1M\"]", "!*" },
    { "duration(string)", "[\"-320000000000s\"]", "!range*" },
    { "duration(string)", "[\"9223372036854775807ns\"]", "\"9223372036.854775807s\"" },
    { "duration(string)", "[\"9223372036854775808ns\"]", "!range*" },
    { "duration(string)", "[\"-9223372036854775808ns\"]", "\"-9223372036.854775808s\"" },
    { "timestamp.getDayOfMonth()", "[{\"time\": \"2009-02-13T23:31:30Z\"}]", "12" },
    { "timestamp.getDayOfWeek()", "[{\"time\": \"2009-02-13T23:31:30Z\"}]", "5" },
    { "timestamp.getDayOfWeek()", "[{\"time\": \"0001-01-01T00:00:00Z\"}]", "1" },
    { "timestamp.getDayOfYear()", "[{\"time\": \"2008-12-31T23:31:30Z\"}]", "365" },
    { "timestamp.getHours()", "[{\"time\": \"1969-12-31T23:59:59Z\"}]", "23" },
    { "timestamp.getDate(string)", "[{\"time\": \"2009-02-13T23:31:30Z\"}, \"Australia/Sydney\"]", "14" },
    { "timestamp.getMinutes(string)", "[{\"time\": \"2009-02-13T23:31:30Z\"}, \"Asia/Kathmandu\"]", "16" },
    { "timestamp.getDayOfMonth(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"-02:30\"]", "11" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"08:00\"]", "10" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"Mars/Olympus\"]", "!unknown time zone*" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"../zone\"]", "!unknown time zone*" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"+25:00\"]", "!unknown time zone*" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"leapseconds\"]", "!unknown time zone*" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"America\"]", "!unknown time zone*" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"localtime\"]", "!unknown time zone*" },
    { "timestamp.getHours(string)", "[{\"time\": \"2009-02-13T02:00:00Z\"}, \"Local\"]", "!unknown time zone*" },
    { "timestamp.getMilliseconds()", "[{\"time\": \"2009-02-13T02:00:00.1239Z\"}]", "123" },
    { "duration.getMilliseconds()", "[{\"span\": \"123.321456789s\"}]", "321" },
    { "duration.getMinutes()", "[{\"span\": \"-3730s\"}]", "-62" },
  };

  g_test_summary ("Timestamps and durations keep to their ranges, and know the zones");
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_business (void)
{
  static const Case cases[] = {
    { "geo.distance(double, double, double, double)", "[0.0, 0.0, 0.0, 180.0]", "20015114.442" },
    { "geo.distance(map(string, A), map(string, B))",
      "[{\"lat\": 31.2304, \"lon\": 121.4737}, {\"lat\": 39.9042, \"lon\": 116.4074}]", "10673*" },
    { "geo.distance(double, double, double, double)", "[91.0, 0.0, 0.0, 0.0]", "!range*" },
    { "geo.distance(map(string, A), map(string, B))", "[{\"lat\": 1, \"lon\": 2}, {\"lat\": 1, \"x\": 1}]",
      "!no such key*" },
    { "timestamp.localDate(string)", "[{\"time\": \"2026-02-28T16:00:00Z\"}, \"Asia/Shanghai\"]", "\"2026-03-01\"" },
    { "timestamp.localTime(string)", "[{\"time\": \"2026-02-28T16:00:05Z\"}, \"+08:00\"]", "\"00:00:05\"" },
    { "timestamp.startOfDay(string)", "[{\"time\": \"2026-02-28T15:59:59Z\"}, \"Asia/Shanghai\"]",
      "\"2026-02-27T16:00:00Z\"" },
    { "timestamp.startOfDay(string)", "[{\"time\": \"2026-03-29T20:00:00Z\"}, \"Europe/Berlin\"]",
      "\"2026-03-28T23:00:00Z\"" },
    { "timestamp.startOfWeek(string)", "[{\"time\": \"2026-03-01T12:00:00Z\"}, \"UTC\"]",
      "\"2026-02-23T00:00:00Z\"" },
    { "timestamp.startOfMonth(string)", "[{\"time\": \"2026-02-28T16:00:00Z\"}, \"Asia/Shanghai\"]",
      "\"2026-02-28T16:00:00Z\"" },
    { "timestamp.addMonths(int, string)", "[{\"time\": \"2026-01-31T09:00:00Z\"}, 1, \"UTC\"]",
      "\"2026-02-28T09:00:00Z\"" },
    { "timestamp.addMonths(int, string)", "[{\"time\": \"2026-01-31T09:00:00Z\"}, -14, \"UTC\"]",
      "\"2024-11-30T09:00:00Z\"" },
    { "timestamp.addMonths(int, string)", "[{\"time\": \"9999-01-31T09:00:00Z\"}, 12, \"UTC\"]", "!range*" },
    { "timestamp.daysUntil(timestamp, string)",
      "[{\"time\": \"2026-02-28T15:59:59Z\"}, {\"time\": \"2026-02-28T16:00:00Z\"}, \"Asia/Shanghai\"]", "1" },
    { "duration.getDays()", "[{\"span\": \"P30D\"}]", "30" },
    { "string.lower()", "[\"ÄÖÜ STRAẞE\"]", "\"äöü straße\"" },
    { "string.upper()", "[\"äé\"]", "\"ÄÉ\"" },
    { "string.equalsIgnoreCase(string)", "[\"Łódź\", \"łÓDŹ\"]", "true" },
    { "string.equalsIgnoreCase(string)", "[\"a\", \"ab\"]", "false" },
    { "string.containsIgnoreCase(string)", "[\"Das ÄRGERT mich\", \"ärger\"]", "true" },
    { "string.containsAny(list(string))", "[\"我要退款\", [\"投诉\", \"退款\"]]", "true" },
    { "string.containsAny(list(string))", "[\"\", []]", "false" },
    { "string.isBlank()", "[\" \\u3000\\n\"]", "true" },
    { "string.digits()", "[\"+86 (138) 0013-8000\"]", "\"8613800138000\"" },
    { "string.padStart(int, string)", "[\"7\", 3, \"0\"]", "\"007\"" },
    { "string.padEnd(int, string)", "[\"ab\", 4, \"中\"]", "\"ab中中\"" },
    { "string.padEnd(int, string)", "[\"ab\", 100000, \"-\"]", "!*" },
    { "string.padEnd(int, string)", "[\"ab\", 5, \"\"]", "!*" },
    { "string.truncate(int)", "[\"中文字\", 2]", "\"中文\"" },
  };

  g_test_summary ("The business functions do what their list says");
  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_arithmetic (void)
{
  CemDatum first = _cem_datum_timestamp (CEM_TIME_MIN, 0);
  CemDatum last = _cem_datum_timestamp (CEM_TIME_MAX, 999999999);
  CemDatum nano = _cem_datum_duration (0, 1);
  CemDatum least = _cem_cel_duration_from_nanos (G_MININT64);
  CemDatum result = { 0 };

  g_test_summary ("Arithmetic with times is exact to the nanosecond and refuses overflow");

  g_assert_false (_cem_cel_timestamp_sub (&first, &nano, &result));
  g_assert_false (_cem_cel_timestamp_add (&last, &nano, &result));
  g_assert_false (_cem_cel_timestamp_diff (&last, &first, &result));
  g_assert_false (_cem_cel_duration_sub (&least, &nano, &result));
  g_assert_false (_cem_cel_duration_negate (&least, &result));
  g_assert_true (_cem_cel_timestamp_sub (&last, &nano, &result));
  g_assert_cmpint (result.n, ==, 999999998);
  g_assert_true (_cem_cel_timestamp_add (&first, &nano, &result));
  g_assert_true (_cem_cel_timestamp_diff (&first, &result, &result));
  g_assert_cmpint (result.v.i, ==, 0);
  g_assert_cmpint (result.n, ==, -1);
  g_assert_true (_cem_cel_duration_add (&result, &nano, &result));
  g_assert_cmpint (result.n, ==, 0);
}

static void
test_limits (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemCelFrame frame = { .arena = arena, .cost_left = 1000000000 };
  g_autofree char *spaces = g_strnfill (10000, ' ');
  CemDatum args[] = { _cem_datum_string (spaces, 10000), _cem_datum_string ("", 0),
                      _cem_datum_string (spaces, 10000) };

  g_test_summary ("Cost and size end an evaluation with an error");

  arena->limit = 1000000;
  g_assert_cmpint (find_function ("string.replace(string, string)") (&frame, args, 3).kind, ==,
                   CEM_KIND_ERROR);
  g_assert_cmpint (frame.code, ==, CEM_ERROR_LIMIT);

  frame.cost_left = 10;
  frame.code = 0;
  g_assert_cmpint (find_function ("string.trim()") (&frame, args, 1).kind, ==, CEM_KIND_STRING);
  g_assert_cmpint (find_function ("string.reverse()") (&frame, args, 1).kind, ==, CEM_KIND_ERROR);
  g_assert_cmpint (frame.code, ==, CEM_ERROR_LIMIT);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cel-functions/numbers", test_numbers);
  g_test_add_func ("/cel-functions/strings", test_strings);
  g_test_add_func ("/cel-functions/format", test_format);
  g_test_add_func ("/cel-functions/times", test_times);
  g_test_add_func ("/cel-functions/business", test_business);
  g_test_add_func ("/cel-functions/arithmetic", test_arithmetic);
  g_test_add_func ("/cel-functions/limits", test_limits);

  return g_test_run ();
}
