/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <string.h>

/* How old the events of a stream are, before it is taken in. */

/* NULL when it is neither; that is for the intake to judge. */
static CemEvent *
read_line (const char *line)
{
  g_autoptr (JsonNode) node = NULL;
  CemEvent *event = cem_event_new_from_text (line, NULL);

  if (event == NULL)
    node = json_from_string (line, NULL);
  return node != NULL ? cem_event_new_from_segment (node, NULL, NULL) : event;
}

static gsize
unzip (const char *bytes,
       gsize length,
       char *out,
       gsize room)
{
  g_autoptr (GZlibDecompressor) decompressor =
      g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  gsize total = 0;
  gsize used = 0;

  while (used < length && total < room)
    {
      gsize read = 0;
      gsize written = 0;
      GConverterResult result =
          g_converter_convert (G_CONVERTER (decompressor), bytes + used, length - used, out + total,
                               room - total, G_CONVERTER_NO_FLAGS, &read, &written, NULL);

      used += read;
      total += written;
      if (result != G_CONVERTER_CONVERTED)
        break;
    }

  return total;
}

/* The earliest time of the whole lines in @text; bad ones are for the intake to judge. */
static GDateTime *
find_earliest (const char *text,
               gsize length)
{
  g_autoptr (GDateTime) earliest = NULL;
  const char *line = text;
  const char *end = NULL;

  while ((end = memchr (line, '\n', length - (gsize) (line - text))) != NULL)
    {
      g_autofree char *copy = g_strndup (line, (gsize) (end - line));
      g_autoptr (CemEvent) event = read_line (copy);
      GDateTime *time = event != NULL ? cem_event_get_time (event) : NULL;

      if (time != NULL && (earliest == NULL || g_date_time_compare (time, earliest) < 0))
        {
          g_clear_pointer (&earliest, g_date_time_unref);
          earliest = g_date_time_ref (time);
        }
      line = end + 1;
    }

  return g_steal_pointer (&earliest);
}

static gboolean
is_gzip (const char *bytes,
         gsize length)
{
  return length >= 2 && (guint8) bytes[0] == 0x1f && (guint8) bytes[1] == 0x8b;
}

static GDateTime *
peek_earliest (GBufferedInputStream *stream)
{
  gsize length = 0;
  const char *bytes = g_buffered_input_stream_peek_buffer (stream, &length);
  g_autofree char *text = NULL;

  if (!is_gzip (bytes, length))
    return find_earliest (bytes, length);

  text = g_malloc (4 * CEM_TOOL_PEEK_BYTES);
  return find_earliest (text, unzip (bytes, length, text, 4 * CEM_TOOL_PEEK_BYTES));
}

/* Until there is a line to judge by: who sends events as they happen must not have to wait for more of
 * them. */
gboolean
_cem_tool_fill (GBufferedInputStream *stream,
                GError **error)
{
  const char *bytes = NULL;
  gsize length = 0;
  gssize n = 0;

  do
    {
      n = g_buffered_input_stream_fill (stream, -1, NULL, error);
      bytes = g_buffered_input_stream_peek_buffer (stream, &length);
    }
  while (n > 0 && length < CEM_TOOL_PEEK_BYTES &&
         (is_gzip (bytes, length) || memchr (bytes, '\n', length) == NULL));

  return n >= 0;
}

/* The rows that are whole, as far as there are any. */
static GDateTime *
peek_earliest_row (GBufferedInputStream *stream,
                   CemMapping *mapping)
{
  gsize length = 0;
  const char *bytes = g_buffered_input_stream_peek_buffer (stream, &length);
  g_autofree char *text = NULL;
  const char *last = NULL;
  g_autoptr (GBytes) sample = NULL;

  if (is_gzip (bytes, length))
    {
      text = g_malloc (4 * CEM_TOOL_PEEK_BYTES);
      length = unzip (bytes, length, text, 4 * CEM_TOOL_PEEK_BYTES);
      bytes = text;
    }
  last = memrchr (bytes, '\n', length);
  sample = g_bytes_new_static (bytes, last != NULL ? (gsize) (last - bytes) + 1 : length);
  return _cem_tool_find_earliest_row (mapping, sample);
}

gboolean
_cem_tool_choose_mode (CemTool *self,
                       GBufferedInputStream *stream,
                       CemMapping *mapping,
                       CemIntakeMode *mode,
                       int *code)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) earliest =
    mapping != NULL ? peek_earliest_row (stream, mapping) : peek_earliest (stream);
  g_autofree char *text = NULL;

  *mode = CEM_INTAKE_MODE_LIVE;
  if (earliest == NULL || g_date_time_difference (now, earliest) <= G_TIME_SPAN_DAY)
    return TRUE;

  text = g_date_time_format_iso8601 (earliest);
  *code = _cem_tool_refuse (
      self, CEM_EXIT_USAGE, "usage",
      _ ("--history takes them in at their own times, and nothing leaves the engine;\n"
      "     --live takes them in as events that come late, now"),
      _ ("There are events of %s, more than a day old: choose --history or --live"), text);
  return FALSE;
}
