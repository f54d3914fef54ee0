/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

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

static void
configure (CemIntake *intake,
           const Options *options,
           const char *origin)
{
  CemIntakeFormat format = CEM_INTAKE_FORMAT_AUTO;

  cem_intake_set_origin (intake, options->origin != NULL ? options->origin : origin);
  cem_intake_set_durable (intake, options->durable);
  cem_intake_set_actor (intake, g_get_user_name ());
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
    stream = g_buffered_input_stream_new_sized (base, CEM_TOOL_PEEK_BYTES);
  if (stream != NULL && (options->live || options->history ||
                         _cem_tool_fill (G_BUFFERED_INPUT_STREAM (stream), &error)))
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
  *mode = options->history ? CEM_INTAKE_MODE_HISTORY : CEM_INTAKE_MODE_LIVE;
  for (guint i = 1; i < self->n_arguments; i++)
    {
      g_clear_object (stream);
      *stream = open_input (self, options, self->arguments[i], code);
      if (*stream == NULL)
        return FALSE;
      if (!options->live && !options->history &&
          !_cem_tool_choose_mode (self, G_BUFFERED_INPUT_STREAM (*stream),
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
  g_autoptr (CemIntake) intake = NULL;
  CemProgress *progress = NULL;
  CemIntakeMode mode = CEM_INTAKE_MODE_LIVE;
  int code = CEM_EXIT_OK;

  if (!look_at_files (self, options, &mode, &stream, &code) || !_cem_tool_open (self, TRUE, &code))
    return code;

  intake = cem_intake_new (self->engine, mode);
  configure (intake, options, self->n_arguments == 2 ? self->arguments[1] : NULL);
  progress = _cem_tool_watch_intake (intake);
  if (!g_str_equal (self->arguments[1], "-"))
    {
      run_files (self, options, intake, progress);
      return _cem_tool_finish_intake (self, intake, progress, cem_intake_run_files_finish);
    }

  cem_intake_set_mapping (intake, choose_mapping (options, "-"));
  cem_intake_run_stream_async (intake, stream, _cem_progress_get_cancellable (progress),
                               _cem_progress_done_cb, progress);
  return _cem_tool_finish_intake (self, intake, progress, cem_intake_run_stream_finish);
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
