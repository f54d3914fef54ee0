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
  char **mapping_paths;
  gboolean dry_run;
  int n_rows;
  GPtrArray *mappings; /* of the paths */
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
      text = g_malloc (4 * PEEK_BYTES);
      length = unzip (bytes, length, text, 4 * PEEK_BYTES);
      bytes = text;
    }
  last = memrchr (bytes, '\n', length);
  sample = g_bytes_new_static (bytes, last != NULL ? (gsize) (last - bytes) + 1 : length);
  return _cem_tool_find_earliest_row (mapping, sample);
}

static gboolean
choose_mode (CemTool *self,
             const Options *options,
             GBufferedInputStream *stream,
             CemMapping *mapping,
             CemIntakeMode *mode,
             int *code)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) earliest = NULL;
  g_autofree char *text = NULL;

  *mode = options->history ? CEM_INTAKE_MODE_HISTORY : CEM_INTAKE_MODE_LIVE;
  if (options->live || options->history)
    return TRUE;

  earliest = mapping != NULL ? peek_earliest_row (stream, mapping) : peek_earliest (stream);
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

  return g_strdup_printf (_ ("%s lines, %s, %s/s  %s"), lines, bytes, rate, left);
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

  _cem_tool_print (CEM_STYLE_PLAIN, _ ("%s read, "), read);
  _cem_tool_print (CEM_STYLE_GOOD, _ ("%s accepted"), accepted);
  _cem_tool_print (CEM_STYLE_PLAIN, _ (", %s duplicates, "), duplicates);
  _cem_tool_print (bad ? CEM_STYLE_BAD : CEM_STYLE_PLAIN, _ ("%s conflicts, %s quarantined"), conflicts,
                   quarantined);
  _cem_tool_print (CEM_STYLE_DIM, _ (" (%.1f s, %s/s)\n"), seconds, rate);
  if (bad)
    _cem_tool_print (CEM_STYLE_PLAIN, _ ("“cem quarantine %s” lists what was not taken, and why\n"),
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

/* The file's bytes, or those of standard input, with a buffer in which they are looked at first. */
static GInputStream *
open_input (CemTool *self,
            const Options *options,
            const char *path,
            int *code)
{
  g_autoptr (GInputStream) base = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (path, "-"))
    base = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  else
    {
      file = g_file_new_for_commandline_arg (path);
      base = G_INPUT_STREAM (g_file_read (file, NULL, &error));
    }
  if (base != NULL)
    stream = g_buffered_input_stream_new_sized (base, PEEK_BYTES);
  if (stream != NULL && (options->live || options->history ||
                         fill (G_BUFFERED_INPUT_STREAM (stream), &error)))
    return g_steal_pointer (&stream);

  *code = _cem_tool_fail (self, path, error);
  return NULL;
}

/* NULL: lines of JSON, or standard input where there is but one mapping. */
static CemMapping *
choose_mapping (const Options *options,
                const char *path)
{
  if (g_str_equal (path, "-"))
    return options->mappings->len > 0 ? options->mappings->pdata[0] : NULL;

  return _cem_tool_choose_mapping (options->mappings, path);
}

/* The mode that all files want. @stream keeps the last one, for standard input. */
static gboolean
look_at_files (CemTool *self,
               const Options *options,
               CemIntakeMode *mode,
               GInputStream **stream,
               int *code)
{
  for (guint i = 1; i < self->n_arguments; i++)
    {
      g_clear_object (stream);
      *stream = open_input (self, options, self->arguments[i], code);
      if (*stream == NULL ||
          !choose_mode (self, options, G_BUFFERED_INPUT_STREAM (*stream),
                        choose_mapping (options, self->arguments[i]), mode, code))
        return FALSE;
    }

  return TRUE;
}

static void
run_files (CemTool *self,
           const Options *options,
           CemIntake *intake,
           CemProgress *progress)
{
  for (guint i = 1; i < self->n_arguments; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->arguments[i]);

      cem_intake_add_file (intake, file, choose_mapping (options, self->arguments[i]));
    }
  cem_intake_run_files_async (intake, _cem_progress_get_cancellable (progress),
                              _cem_progress_done_cb, progress);
}

static int
ingest (CemTool *self,
        const Options *options)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemIntake) intake = NULL;
  CemProgress *progress = NULL;
  CemIntakeMode mode = CEM_INTAKE_MODE_LIVE;
  const gint64 start = g_get_monotonic_time ();
  const gboolean standard = g_str_equal (self->arguments[1], "-");
  int code = CEM_EXIT_OK;

  if (!look_at_files (self, options, &mode, &stream, &code))
    return code;
  engine = _cem_tool_open (self, TRUE, &code);
  if (engine == NULL)
    return code;

  intake = cem_intake_new (engine, mode);
  configure (intake, options, self->n_arguments == 2 ? self->arguments[1] : NULL);
  progress = _cem_progress_new (intake, describe_intake);
  if (!standard)
    {
      run_files (self, options, intake, progress);
      return finish (self, engine, intake, progress, cem_intake_run_files_finish, start);
    }

  cem_intake_set_mapping (intake, choose_mapping (options, "-"));
  cem_intake_run_stream_async (intake, stream, _cem_progress_get_cancellable (progress),
                               _cem_progress_done_cb, progress);
  return finish (self, engine, intake, progress, cem_intake_run_stream_finish, start);
}

static int
preview (CemTool *self,
         const Options *options)
{
  for (guint i = 1; i < self->n_arguments; i++)
    {
      CemMapping *mapping = choose_mapping (options, self->arguments[i]);
      int code = CEM_EXIT_OK;

      if (mapping == NULL)
        return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                                 _ ("--dry-run shows rows of CSV, and there is no mapping for “%s”"),
                                 self->arguments[i]);
      code = _cem_tool_preview (self, mapping,
                                g_str_equal (self->arguments[i], "-") ? "/dev/stdin"
                                                                      : self->arguments[i],
                                (guint) MAX (options->n_rows, 0));
      if (code != CEM_EXIT_OK)
        return code;
    }

  return CEM_EXIT_OK;
}

/* A file of CSV without a mapping would fill the quarantine with its lines. */
static gboolean
check_files (CemTool *self,
             const Options *options,
             int *code)
{
  for (guint i = 1; i < self->n_arguments; i++)
    {
      const char *path = self->arguments[i];

      if (g_str_equal (path, "-") && self->n_arguments > 2)
        *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", _ ("Write it into a file first"),
                                  _ ("Standard input cannot be taken in together with files"));
      else if ((g_str_has_suffix (path, ".csv") || g_str_has_suffix (path, ".csv.gz") ||
                g_str_has_suffix (path, ".tsv")) &&
               choose_mapping (options, path) == NULL)
        *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage",
                                  _ ("“cem map FILE” proposes one"), _ ("There is no --mapping for “%s”"),
                                  path);
      else
        continue;
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_format (CemTool *self,
              const Options *options,
              int *code)
{
  CemIntakeFormat format = CEM_INTAKE_FORMAT_AUTO;

  if (!find_format (options->format, &format))
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                              _ ("--format is auto, cloudevents or segment, not “%s”"), options->format);
  else if (options->segment_source != NULL &&
           (options->segment_source[0] == '\0' || strlen (options->segment_source) > 1024))
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                              _ ("--segment-source is a text of 1 to 1024 bytes"));
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_options (CemTool *self,
               const Options *options,
               int *code)
{
  if (!check_format (self, options, code))
    return FALSE;

  if (options->live && options->history)
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                              _ ("Choose one of --live and --history"));
  else if (options->rows_per_commit < 0)
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL,
                              _ ("--rows-per-commit is a number above 0"));
  else
    return check_files (self, options, code);

  return FALSE;
}

static void
options_clear (Options *options)
{
  g_free (options->origin);
  g_free (options->format);
  g_free (options->segment_source);
  g_strfreev (options->mapping_paths);
  g_clear_pointer (&options->mappings, g_ptr_array_unref);
}

int
_cem_tool_ingest (CemTool *self,
                  char **argv)
{
  Options options = { .n_rows = 5 };
  const GOptionEntry entries[] = {
    { "live", 'l', 0, G_OPTION_ARG_NONE, &options.live, N_ ("Now: late events are late"), NULL },
    { "history", 'H', 0, G_OPTION_ARG_NONE, &options.history,
      N_ ("At the events' own times; nothing leaves"), NULL },
    { "mapping", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.mapping_paths,
      N_ ("Which events the rows of CSV files are; several go by their “files”"), N_ ("FILE") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
      N_ ("Only show what the first rows would become"), NULL },
    { "rows", 'n', 0, G_OPTION_ARG_INT, &options.n_rows, N_ ("With --dry-run: how many (5); 0: all"), "N" },
    { "durable", 'd', 0, G_OPTION_ARG_NONE, &options.durable, N_ ("Sync each commit to the disk"),
      NULL },
    { "rows-per-commit", 0, 0, G_OPTION_ARG_INT, &options.rows_per_commit, N_ ("Lines taken at once"),
      "N" },
    { "origin", 0, 0, G_OPTION_ARG_STRING, &options.origin,
      N_ ("What to call the file in the quarantine"), N_ ("NAME") },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format,
      N_ ("auto, cloudevents or segment; by default as each line looks"), N_ ("FORMAT") },
    { "segment-source", 0, 0, G_OPTION_ARG_STRING, &options.segment_source,
      N_ ("The source of Segment calls, by default segment"), N_ ("NAME") },
    { NULL },
  };
  int code = CEM_EXIT_OK;

  if (_cem_tool_parse (self, entries,
                       _ ("FILE is “-” for standard input. Events that came in before are not taken "
                       "again, so a file\n"
                       "can be sent again after anything that went wrong. As history, several files "
                       "are merged by time."),
                       2, G_MAXUINT, argv, &code))
    {
      options.mappings = _cem_tool_load_mappings (self, options.mapping_paths, &code);
      if (options.mappings != NULL && check_options (self, &options, &code))
        code = options.dry_run ? preview (self, &options) : ingest (self, &options);
    }

  options_clear (&options);
  return code;
}

/* --- the quarantine ---*/

static int
retry (CemTool *self,
       CemEngine *engine,
       CemMapping *mapping,
       gboolean history)
{
  g_autoptr (CemIntake) intake =
    cem_intake_new (engine, history ? CEM_INTAKE_MODE_HISTORY : CEM_INTAKE_MODE_LIVE);
  CemProgress *progress = _cem_progress_new (intake, describe_intake);
  const gint64 start = g_get_monotonic_time ();

  cem_intake_set_mapping (intake, mapping);
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
  const char *const headers[] = { _ ("ID"), _ ("WHERE"), _ ("REASON"), _ ("SEEN"), _ ("MESSAGE"), _ ("TEXT"), NULL };
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
    _cem_tool_print (CEM_STYLE_DIM, _ ("%u of %u; --limit N lists more\n"), n,
                     g_list_model_get_n_items (list));
}

/* FALSE without a mapping when there is one to read and it is bad. */
static gboolean
load_one (CemTool *self,
          char *path,
          CemMapping **mapping,
          int *code)
{
  char *paths[] = { path, NULL };
  g_autoptr (GPtrArray) mappings = _cem_tool_load_mappings (self, paths, code);

  if (mappings == NULL)
    return FALSE;
  if (mappings->len > 0)
    *mapping = g_object_ref (mappings->pdata[0]);
  return TRUE;
}

static int
list_quarantine (CemTool *self,
                 CemEngine *engine,
                 int n_wanted)
{
  g_autoptr (CemView) view = cem_engine_create_view (engine, NULL, NULL);
  g_autoptr (CemStoreList) list = cem_view_list_quarantine (view);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (!_cem_tool_load (list, n_wanted, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  n = MIN (g_list_model_get_n_items (G_LIST_MODEL (list)), (guint) MAX (n_wanted, 0));
  if (self->json)
    _cem_tool_print_json (quarantine_to_json (G_LIST_MODEL (list), n));
  else if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    _cem_tool_print (CEM_STYLE_PLAIN, _ ("The quarantine is empty\n"));
  else
    print_quarantine (G_LIST_MODEL (list), n);
  return CEM_EXIT_OK;
}

int
_cem_tool_quarantine (CemTool *self,
                      char **argv)
{
  gboolean again = FALSE;
  gboolean history = FALSE;
  char *path = NULL;
  int n_wanted = 100;
  const GOptionEntry entries[] = {
    { "retry", 'r', 0, G_OPTION_ARG_NONE, &again, N_ ("Try all of it again"), NULL },
    { "mapping", 'm', 0, G_OPTION_ARG_FILENAME, &path,
      N_ ("With --retry: try rows of CSV that came by the mapping of this name"), N_ ("FILE") },
    { "history", 'H', 0, G_OPTION_ARG_NONE, &history, N_ ("With --retry: at the events' own times"),
      NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &n_wanted, N_ ("How many to list (100)"), "N" },
    { NULL },
  };
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemMapping) mapping = NULL;
  int code = CEM_EXIT_OK;

  if (_cem_tool_parse (self, entries, NULL, 1, 1, argv, &code) &&
      load_one (self, path, &mapping, &code))
    engine = _cem_tool_open (self, FALSE, &code);
  g_free (path);
  if (engine == NULL)
    return code;

  return again ? retry (self, engine, mapping, history) : list_quarantine (self, engine, n_wanted);
}
