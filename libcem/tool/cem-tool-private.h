/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gi18n.h>
#include <libcem/cem.h>

G_BEGIN_DECLS

/* What the process ends with; documented in doc/tool.md. */
typedef enum
{
  CEM_EXIT_OK = 0,
  CEM_EXIT_FAILED = 1,
  CEM_EXIT_USAGE = 2,
  CEM_EXIT_NOT_FOUND = 3,
  CEM_EXIT_DIFFERENT = 4,
  CEM_EXIT_BUSY = 5,
  CEM_EXIT_CANCELLED = 130
} CemExit;

/* One call of the tool. */
typedef struct
{
  const char *command;    /* as it was written: "show customer" */
  const char *parameters; /* for its help: "DB KEY" */
  const char *summary;
  const char *hint;       /* (nullable): what to say of a wrong call beside where the help is */
  const char *word;       /* (nullable): the second word of a command for many: "device" */
  gint64 started;         /* by the monotonic clock, µs */
  gboolean json;
  gboolean help;
  int limit;              /* how many rows, where there is an option for it */
  char **arguments;       /* what is left when the options are taken */
  guint n_arguments;
  CemEngine *engine;      /* (nullable): the store, once it is open */
  CemView *view;          /* (nullable): of it */
} CemTool;

/* An entry among the options of a command; @text says how many by default. */
#define CEM_TOOL_LIMIT(tool, text) { "limit", 'n', 0, G_OPTION_ARG_INT, &(tool)->limit, text, "N" }

/* Reads the options of a command: @entries, which may be NULL, and --json. FALSE: the process ends with
 * @code, after help or after a message. */
gboolean _cem_tool_parse (CemTool *self,
                          const GOptionEntry *entries,
                          const char *description,
                          guint min_arguments,
                          guint max_arguments,
                          char **argv,
                          int *code);

/* Opens the store that the first argument names, and a view of it. Unless @create, it has to be there.
 * FALSE: the process ends with @code, after a message. */
gboolean _cem_tool_open (CemTool *self,
                         gboolean create,
                         int *code);

/* Both: how a command begins that takes @n_arguments, the first of which is a store. */
gboolean _cem_tool_start (CemTool *self,
                          const GOptionEntry *entries,
                          const char *description,
                          guint n_arguments,
                          char **argv,
                          int *code);

/* A message and what to do about it, on standard error; with --json an object. */
int _cem_tool_refuse (CemTool *self,
                      CemExit code,
                      const char *word,
                      const char *hint,
                      const char *format,
                      ...) G_GNUC_PRINTF (5, 6);

int _cem_tool_fail (CemTool *self,
                    const char *path,
                    const GError *error);

double _cem_tool_get_seconds (CemTool *self);

/* The first rows of a list, and how many there are. */
gboolean _cem_tool_load (CemStoreList *list,
                         int n,
                         GError **error);

/* How many of the rows that were asked for there are. */
guint _cem_tool_count_shown (CemTool *self,
                             CemStoreList *list);

/* Reads one document, strictly. NULL: the process ends with @code. */
JsonNode *_cem_tool_read_json (CemTool *self,
                               const char *path,
                               int *code) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE with @code after a message when there is such an option and it is no language. */
gboolean _cem_tool_check_language (CemTool *self,
                                   const char *option,
                                   int *code);

/* "en" or "zh_CN", by the option or else the locale. */
const char *_cem_tool_choose_language (const char *option);

/* --- output ---*/

char *_cem_tool_write_json (JsonNode *node,
                            gboolean pretty) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @node. */
void _cem_tool_print_json (JsonNode *node);

/* An object for standard output: with its schema. */
JsonObject *_cem_tool_new_object (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @object. */
void _cem_tool_print_object (JsonObject *object);

/* The first @n items of a list of the store. */
JsonArray *_cem_tool_items_to_json (CemStoreList *list,
                                    guint n) G_GNUC_WARN_UNUSED_RESULT;
/* An object with these and how many there are in all. */
JsonObject *_cem_tool_list_to_json (CemStoreList *list,
                                    guint n,
                                    const char *member) G_GNUC_WARN_UNUSED_RESULT;

JsonArray *_cem_tool_diagnostics_to_json (CemDiagnostics *diagnostics) G_GNUC_WARN_UNUSED_RESULT;
/* As an object with how many there are, or a line for each; the exit code by whether there are errors. */
int _cem_tool_print_diagnostics (CemTool *self,
                                 CemDiagnostics *diagnostics);

typedef enum
{
  CEM_STYLE_PLAIN,
  CEM_STYLE_HEAD,
  CEM_STYLE_DIM,
  CEM_STYLE_GOOD,
  CEM_STYLE_BAD
} CemStyle;

/* Prints to standard output: colours on a terminal only, and no control characters that data hold. */
void _cem_tool_print (CemStyle style,
                      const char *format,
                      ...) G_GNUC_PRINTF (2, 3);

typedef struct _CemTable CemTable;

/* @headers ends with NULL. */
CemTable *_cem_table_new (const char *const *headers) G_GNUC_WARN_UNUSED_RESULT;
void _cem_table_free (CemTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemTable, _cem_table_free)

/* As many cells as there are headers; NULL is an empty one. */
void _cem_table_add (CemTable *self,
                     const char *first,
                     ...);
guint _cem_table_get_n_rows (CemTable *self);
void _cem_table_print (CemTable *self);

/* "2026-01-02 03:04:05" of an RFC 3339 time; as it is when it is none. */
char *_cem_tool_format_time (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *_cem_tool_format_count (double count) G_GNUC_WARN_UNUSED_RESULT;
char *_cem_tool_format_bytes (double bytes) G_GNUC_WARN_UNUSED_RESULT;

/* A word of the library in the language of the locale, when @known, which ends with NULL, has it. */
const char *_cem_tool_translate (const char *const *known,
                                 const char *word);

/* Why something went to the quarantine, in the language of the locale. */
const char *_cem_tool_show_reason (const char *reason);

/* Members of objects that the library writes; NULL and 0 when they are missing. */
const char *_cem_tool_get_text (JsonObject *object,
                                const char *name);
gint64 _cem_tool_get_int (JsonObject *object,
                          const char *name);

/* --- mappings ---*/

/* Of CemMapping; NULL with @code after a message. @paths may be NULL. */
GPtrArray *_cem_tool_load_mappings (CemTool *self,
                                    char **paths,
                                    int *code) G_GNUC_WARN_UNUSED_RESULT;

/* The first that is for a file of that name; NULL for lines of JSON. */
CemMapping *_cem_tool_choose_mapping (GPtrArray *mappings,
                                      const char *path);

GBytes *_cem_tool_read_bytes (CemTool *self,
                              const char *path,
                              int *code) G_GNUC_WARN_UNUSED_RESULT;

/* Of the events of the first rows; NULL when they have none. */
GDateTime *_cem_tool_find_earliest_row (CemMapping *mapping,
                                        GBytes *sample) G_GNUC_WARN_UNUSED_RESULT;

/* Prints what the first rows would become. */
int _cem_tool_preview (CemTool *self,
                       CemMapping *mapping,
                       const char *path,
                       guint n_rows);

/* --- intake ---*/

/* So much of a stream is looked at to see how old its events are. */
#define CEM_TOOL_PEEK_BYTES (256 * 1024)

/* TRUE unless it has events of more than a day ago, and nothing says whether they are history. */
gboolean _cem_tool_choose_mode (CemTool *self,
                                GBufferedInputStream *stream,
                                CemMapping *mapping,
                                CemIntakeMode *mode,
                                int *code);

/* Fills the buffer of @stream until there is something to judge by. */
gboolean _cem_tool_fill (GBufferedInputStream *stream,
                         GError **error);

/* --- long work ---*/

/* Runs a main loop until _cem_progress_done (), shows how far @object is on a terminal, and cancels on an
 * interrupt. @describe writes the line. */
typedef struct _CemProgress CemProgress;
typedef char *(*CemDescribe) (gpointer object);

CemProgress *_cem_progress_new (gpointer object,
                                CemDescribe describe) G_GNUC_WARN_UNUSED_RESULT;
void _cem_progress_free (CemProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemProgress, _cem_progress_free)

GCancellable *_cem_progress_get_cancellable (CemProgress *self);
/* A GAsyncReadyCallback whose data is the progress. */
void _cem_progress_done_cb (GObject *object,
                            GAsyncResult *result,
                            gpointer data);
/* What the work ended with. */
GAsyncResult *_cem_progress_wait (CemProgress *self);

/* "42 % 0:12 left", for any property fraction. */
char *_cem_progress_describe_fraction (double fraction,
                                       double seconds_left) G_GNUC_WARN_UNUSED_RESULT;

typedef gboolean (*CemFinishIntake) (CemIntake *intake,
                                     GAsyncResult *result,
                                     GError **error);

CemProgress *_cem_tool_watch_intake (CemIntake *intake) G_GNUC_WARN_UNUSED_RESULT;
/* Waits for it, says what came of it, and closes the store. Takes @progress. */
int _cem_tool_finish_intake (CemTool *self,
                             CemIntake *intake,
                             CemProgress *progress,
                             CemFinishIntake finish);

/* --- pages ---*/

#define CEM_TOOL_PAGE_ROWS 10

/* The words for nouns on the command line: "work-order", or with @plural "work-orders" (and
 * "customers"). */
char **_cem_tool_list_nouns (gboolean plural) G_GNUC_WARN_UNUSED_RESULT;
gboolean _cem_tool_print_page (CemPage *page,
                               GError **error);
void _cem_tool_print_consents (CemCustomerView *page);
void _cem_tool_print_timeline (CemTool *self,
                               CemStoreList *timeline);
/* How the commands that show one thing begin. */
gboolean _cem_tool_start_page (CemTool *self,
                               char **argv,
                               int *code);

/* --- commands: each parses its own options and returns the exit code ---*/

int _cem_tool_check (CemTool *self, char **argv);
int _cem_tool_map (CemTool *self, char **argv);
int _cem_tool_ingest (CemTool *self, char **argv);
int _cem_tool_quarantine (CemTool *self, char **argv);
int _cem_tool_show_customer (CemTool *self, char **argv);
int _cem_tool_show_thing (CemTool *self, char **argv);
int _cem_tool_show_noun (CemTool *self, char **argv);
int _cem_tool_list (CemTool *self, char **argv);
int _cem_tool_find (CemTool *self, char **argv);
int _cem_tool_log (CemTool *self, char **argv);
int _cem_tool_explain (CemTool *self, char **argv);
int _cem_tool_stats (CemTool *self, char **argv);
int _cem_tool_link (CemTool *self, char **argv);
int _cem_tool_unlink (CemTool *self, char **argv);
int _cem_tool_keep_apart (CemTool *self, char **argv);
int _cem_tool_let_together (CemTool *self, char **argv);
int _cem_tool_erase (CemTool *self, char **argv);
int _cem_tool_advance (CemTool *self, char **argv);
int _cem_tool_configure_identity (CemTool *self, char **argv);
int _cem_tool_replay (CemTool *self, char **argv);
int _cem_tool_eval (CemTool *self, char **argv);
int _cem_tool_chart (CemTool *self, char **argv);
int _cem_tool_verify (CemTool *self, char **argv);

G_END_DECLS
