/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

/* So much of a stream is looked at to see how old its events are. */
#define PEEK_BYTES (256 * 1024)

typedef struct
{
  gboolean live;
  gboolean history;
  gboolean durable;
  int rows_per_commit;
  char *origin;
  char *format;
  char *segment_source;
} Options;

/* --- formats ---*/

static const char *const format_names[] = {
  [CEM_INTAKE_FORMAT_AUTO] = "auto",
  [CEM_INTAKE_FORMAT_CLOUD_EVENTS] = "cloudevents",
  [CEM_INTAKE_FORMAT_SEGMENT] = "segment",
};

static gboolean
find_format (const char *name,
             CemIntakeFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
    if (name == NULL || g_str_equal (format_names[i], name))
      {
        *format = (CemIntakeFormat) i;
        return TRUE;
      }

  return FALSE;
}

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

/* --- live or history ---*/

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

  text = g_malloc (4 * PEEK_BYTES);
  return find_earliest (text, unzip (bytes, length, text, 4 * PEEK_BYTES));
}

/* Fills the buffer until there is a line to judge by: who sends events as they happen must not have to
 * wait for more of them. */
static gboolean
fill (GBufferedInputStream *stream,
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
  while (n > 0 && length < PEEK_BYTES &&
         (is_gzip (bytes, length) || memchr (bytes, '\n', length) == NULL));

  return n >= 0;
}

static gboolean
choose_mode (CemTool *self,
             const Options *options,
             GBufferedInputStream *stream,
             CemIntakeMode *mode,
             int *code)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) earliest = NULL;
  g_autofree char *text = NULL;

  *mode = options->history ? CEM_INTAKE_MODE_HISTORY : CEM_INTAKE_MODE_LIVE;
  if (options->live || options->history)
    return TRUE;

  earliest = peek_earliest (stream);
  if (earliest == NULL || g_date_time_difference (now, earliest) <= G_TIME_SPAN_DAY)
    return TRUE;

  text = g_date_time_format_iso8601 (earliest);
  *code = _cem_tool_refuse (
      self, CEM_EXIT_USAGE, "usage",
      "--history takes them in at their own times, and nothing leaves the engine;\n"
      "     --live takes them in as events that come late, now",
      "There are events of %s, more than a day old: choose --history or --live", text);
  return FALSE;
}

/* --- the run ---*/

static char *
describe_intake (gpointer object)
{
  CemIntake *intake = object;
  g_autofree char *left = _cem_progress_describe_fraction (cem_intake_get_fraction (intake),
                                                           cem_intake_get_seconds_left (intake));
  g_autofree char *lines = _cem_tool_format_count (cem_intake_get_n_read (intake));
  g_autofree char *bytes = _cem_tool_format_bytes (cem_intake_get_bytes (intake));
  g_autofree char *rate = _cem_tool_format_count (cem_intake_get_rate (intake));

  return g_strdup_printf ("%s lines, %s, %s/s  %s", lines, bytes, rate, left);
}

static JsonNode *
summarise (CemIntake *intake,
           double seconds)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (object, "schema", 1);
  if (cem_intake_get_origin (intake) != NULL)
    json_object_set_string_member (object, "origin", cem_intake_get_origin (intake));
  json_object_set_string_member (
      object, "mode", cem_intake_get_mode (intake) == CEM_INTAKE_MODE_HISTORY ? "history" : "live");
  json_object_set_int_member (object, "read", cem_intake_get_n_read (intake));
  json_object_set_int_member (object, "accepted", cem_intake_get_n_accepted (intake));
  json_object_set_int_member (object, "duplicates", cem_intake_get_n_duplicates (intake));
  json_object_set_int_member (object, "conflicts", cem_intake_get_n_conflicts (intake));
  json_object_set_int_member (object, "quarantined", cem_intake_get_n_quarantined (intake));
  json_object_set_double_member (object, "seconds", seconds);
  json_object_set_double_member (object, "events_per_second",
                                 seconds > 0 ? cem_intake_get_n_read (intake) / seconds : 0);
  json_node_take_object (node, object);
  return node;
}

static void
print_summary (CemTool *self,
               CemIntake *intake,
               double seconds)
{
  g_autofree char *read = _cem_tool_format_count (cem_intake_get_n_read (intake));
  g_autofree char *accepted = _cem_tool_format_count (cem_intake_get_n_accepted (intake));
  g_autofree char *duplicates = _cem_tool_format_count (cem_intake_get_n_duplicates (intake));
  g_autofree char *conflicts = _cem_tool_format_count (cem_intake_get_n_conflicts (intake));
  g_autofree char *quarantined = _cem_tool_format_count (cem_intake_get_n_quarantined (intake));
  g_autofree char *rate =
    _cem_tool_format_count (seconds > 0 ? cem_intake_get_n_read (intake) / seconds : 0);
  const gboolean bad =
      cem_intake_get_n_conflicts (intake) + cem_intake_get_n_quarantined (intake) > 0;

  if (self->json)
    {
      _cem_tool_print_json (summarise (intake, seconds));
      return;
    }

  _cem_tool_print (CEM_STYLE_PLAIN, "%s read, ", read);
  _cem_tool_print (CEM_STYLE_GOOD, "%s accepted", accepted);
  _cem_tool_print (CEM_STYLE_PLAIN, ", %s duplicates, ", duplicates);
  _cem_tool_print (bad ? CEM_STYLE_BAD : CEM_STYLE_PLAIN, "%s conflicts, %s quarantined", conflicts,
                   quarantined);
  _cem_tool_print (CEM_STYLE_DIM, " (%.1f s, %s/s)\n", seconds, rate);
  if (bad)
    _cem_tool_print (CEM_STYLE_PLAIN, "“cem quarantine %s” lists what was not taken, and why\n",
                     self->arguments[0]);
}

typedef gboolean (*Finish) (CemIntake *intake,
                            GAsyncResult *result,
                            GError **error);

static int
finish (CemTool *self,
        CemEngine *engine,
        CemIntake *intake,
        CemProgress *progress,
        Finish intake_finish,
        gint64 start)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = intake_finish (intake, _cem_progress_wait (progress), &error);
  const double seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

  _cem_progress_free (progress);
  if (done || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    print_summary (self, intake, seconds);
  if (!done)
    return _cem_tool_fail (self, self->n_arguments > 1 ? self->arguments[1] : self->arguments[0],
                           error);

  if (!cem_engine_close (engine, NULL, &error))
    return _cem_tool_fail (self, self->arguments[0], error);
  return CEM_EXIT_OK;
}

static void
configure (CemIntake *intake,
           const Options *options,
           const char *origin)
{
  CemIntakeFormat format = CEM_INTAKE_FORMAT_AUTO;

  cem_intake_set_origin (intake, options->origin != NULL ? options->origin : origin);
  cem_intake_set_durable (intake, options->durable);
  find_format (options->format, &format);
  cem_intake_set_format (intake, format);
  if (options->segment_source != NULL)
    cem_intake_set_segment_source (intake, options->segment_source);
  if (options->rows_per_commit > 0)
    cem_intake_set_rows_per_commit (intake, (guint) options->rows_per_commit);
}

static int
ingest (CemTool *self,
        const Options *options,
        GFile *file,
        GInputStream *base)
{
  g_autoptr (GInputStream) stream = g_buffered_input_stream_new_sized (base, PEEK_BYTES);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemIntake) intake = NULL;
  CemProgress *progress = NULL;
  CemIntakeMode mode = CEM_INTAKE_MODE_LIVE;
  const gint64 start = g_get_monotonic_time ();
  int code = CEM_EXIT_OK;

  if (!options->live && !options->history && !fill (G_BUFFERED_INPUT_STREAM (stream), &error))
    return _cem_tool_fail (self, self->arguments[1], error);
  if (!choose_mode (self, options, G_BUFFERED_INPUT_STREAM (stream), &mode, &code))
    return code;

  engine = _cem_tool_open (self, TRUE, &code);
  if (engine == NULL)
    return code;

  intake = cem_intake_new (engine, mode);
  configure (intake, options, self->arguments[1]);
  progress = _cem_progress_new (intake, describe_intake);
  if (file != NULL)
    {
      cem_intake_run_file_async (intake, file, _cem_progress_get_cancellable (progress),
                                 _cem_progress_done_cb, progress);
      return finish (self, engine, intake, progress, cem_intake_run_file_finish, start);
    }

  cem_intake_run_stream_async (intake, stream, _cem_progress_get_cancellable (progress),
                               _cem_progress_done_cb, progress);
  return finish (self, engine, intake, progress, cem_intake_run_stream_finish, start);
}

static gboolean
check_format (CemTool *self,
              const Options *options,
              int *code)
{
  CemIntakeFormat format = CEM_INTAKE_FORMAT_AUTO;

  if (!find_format (options->format, &format))
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                              "--format is auto, cloudevents or segment, not “%s”", options->format);
  else if (options->segment_source != NULL &&
           (options->segment_source[0] == '\0' || strlen (options->segment_source) > 1024))
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                              "--segment-source is a text of 1 to 1024 bytes");
  else
    return TRUE;

  return FALSE;
}

int
_cem_tool_ingest (CemTool *self,
                  char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "live", 'l', 0, G_OPTION_ARG_NONE, &options.live, "Now: late events are late", NULL },
    { "history", 'H', 0, G_OPTION_ARG_NONE, &options.history,
      "At the events' own times; nothing leaves", NULL },
    { "durable", 'd', 0, G_OPTION_ARG_NONE, &options.durable, "Sync each commit to the disk",
      NULL },
    { "rows-per-commit", 0, 0, G_OPTION_ARG_INT, &options.rows_per_commit, "Lines taken at once",
      "N" },
    { "origin", 0, 0, G_OPTION_ARG_STRING, &options.origin,
      "What to call the file in the quarantine", "NAME" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format,
      "auto, cloudevents or segment; by default as each line looks", "FORMAT" },
    { "segment-source", 0, 0, G_OPTION_ARG_STRING, &options.segment_source,
      "The source of Segment calls, by default segment", "NAME" },
    { NULL },
  };
  g_autofree char *origin = NULL;
  g_autofree char *format = NULL;
  g_autofree char *segment_source = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_parse (self, entries,
                        "FILE is “-” for standard input. Events that came in before are not taken "
                        "again, so a file\n"
                        "can be sent again after anything that went wrong.",
                        2, 2, argv, &code))
    return code;

  origin = options.origin;
  format = options.format;
  segment_source = options.segment_source;
  if (!check_format (self, &options, &code))
    return code;
  if (options.live && options.history)
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                             "Choose one of --live and --history");
  if (options.rows_per_commit < 0)
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                             "--rows-per-commit is a number above 0");

  if (g_str_equal (self->arguments[1], "-"))
    {
      stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
      return ingest (self, &options, NULL, stream);
    }

  file = g_file_new_for_commandline_arg (self->arguments[1]);
  stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  if (stream == NULL)
    return _cem_tool_fail (self, self->arguments[1], error);

  return ingest (self, &options, file, stream);
}

/* --- the quarantine ---*/

static int
retry (CemTool *self,
       CemEngine *engine,
       gboolean history)
{
  g_autoptr (CemIntake) intake =
    cem_intake_new (engine, history ? CEM_INTAKE_MODE_HISTORY : CEM_INTAKE_MODE_LIVE);
  CemProgress *progress = _cem_progress_new (intake, describe_intake);
  const gint64 start = g_get_monotonic_time ();

  cem_intake_run_quarantine_async (intake, _cem_progress_get_cancellable (progress),
                                   _cem_progress_done_cb, progress);
  return finish (self, engine, intake, progress, cem_intake_run_quarantine_finish, start);
}

static JsonNode *
quarantine_to_json (GListModel *list,
                    guint n)
{
  JsonObject *object = json_object_new ();
  JsonArray *items = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemQuarantineItem) item = g_list_model_get_item (list, i);

      json_array_add_element (items, cem_store_item_to_json (CEM_STORE_ITEM (item)));
    }

  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "total", g_list_model_get_n_items (list));
  json_object_set_array_member (object, "items", items);
  json_node_take_object (node, object);
  return node;
}

static void
print_quarantine (GListModel *list,
                  guint n)
{
  const char *const headers[] = { "ID", "WHERE", "REASON", "SEEN", "MESSAGE", "TEXT", NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemQuarantineItem) item = g_list_model_get_item (list, i);
      const char *origin = cem_quarantine_item_get_origin (item);
      g_autofree char *where = g_strdup_printf ("%s:%u", origin != NULL ? origin : "",
                                                cem_quarantine_item_get_line (item));
      g_autofree char *seen = g_strdup_printf ("%u", cem_quarantine_item_get_n_seen (item));

      _cem_table_add (table, cem_quarantine_item_get_id (item),
                      cem_quarantine_item_get_line (item) > 0 ? where : origin,
                      cem_quarantine_item_get_reason (item), seen,
                      cem_quarantine_item_get_message (item), cem_quarantine_item_get_text (item));
    }

  _cem_table_print (table);
  if (n < g_list_model_get_n_items (list))
    _cem_tool_print (CEM_STYLE_DIM, "%u of %u; --limit N lists more\n", n,
                     g_list_model_get_n_items (list));
}

int
_cem_tool_quarantine (CemTool *self,
                      char **argv)
{
  gboolean again = FALSE;
  gboolean history = FALSE;
  int n_wanted = 100;
  const GOptionEntry entries[] = {
    { "retry", 'r', 0, G_OPTION_ARG_NONE, &again, "Try all of it again", NULL },
    { "history", 'H', 0, G_OPTION_ARG_NONE, &history, "With --retry: at the events' own times",
      NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &n_wanted, "How many to list (100)", "N" },
    { NULL },
  };
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemView) view = NULL;
  g_autoptr (CemStoreList) list = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_parse (self, entries, NULL, 1, 1, argv, &code))
    return code;
  engine = _cem_tool_open (self, FALSE, &code);
  if (engine == NULL)
    return code;
  if (again)
    return retry (self, engine, history);

  view = cem_engine_create_view (engine, NULL, NULL);
  list = cem_view_list_quarantine (view);
  if (!_cem_tool_load (list, n_wanted, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  n = MIN (g_list_model_get_n_items (G_LIST_MODEL (list)), (guint) MAX (n_wanted, 0));
  if (self->json)
    _cem_tool_print_json (quarantine_to_json (G_LIST_MODEL (list), n));
  else if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    _cem_tool_print (CEM_STYLE_PLAIN, "The quarantine is empty\n");
  else
    print_quarantine (G_LIST_MODEL (list), n);
  return CEM_EXIT_OK;
}
