/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>

static void
print_error (CemTool *self,
             CemExit code,
             const char *word,
             const char *hint,
             const char *message)
{
  if (self->json)
    {
      g_autoptr (JsonObject) error = json_object_new ();
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *text = NULL;

      json_object_set_int_member (error, "schema", 1);
      json_object_set_string_member (error, "error", word);
      json_object_set_int_member (error, "exit_code", code);
      json_object_set_string_member (error, "message", message);
      if (hint != NULL)
        json_object_set_string_member (error, "hint", hint);
      json_node_set_object (node, error);
      text = _cem_tool_write_json (node, FALSE);
      fprintf (stderr, "%s\n", text);
      return;
    }

  fprintf (stderr, "cem: %s\n", message);
  if (hint != NULL)
    fprintf (stderr, "     %s\n", hint);
}

int
_cem_tool_refuse (CemTool *self,
                  CemExit code,
                  const char *word,
                  const char *hint,
                  const char *format,
                  ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  print_error (self, code, word, hint, message);
  return code;
}

static const struct
{
  CemError code;
  CemExit exit;
  const char *word;
  const char *hint;
} errors[] = {
  { CEM_ERROR_INVALID_ARGUMENT, CEM_EXIT_USAGE, "invalid-argument",
    N_ ("“cem %s --help” says what it takes") },
  { CEM_ERROR_SYNTAX, CEM_EXIT_FAILED, "syntax", NULL },
  { CEM_ERROR_TYPE, CEM_EXIT_FAILED, "type", NULL },
  { CEM_ERROR_EVALUATION, CEM_EXIT_FAILED, "evaluation", NULL },
  { CEM_ERROR_NO_SUCH_FIELD, CEM_EXIT_FAILED, "no-such-field", NULL },
  { CEM_ERROR_LIMIT, CEM_EXIT_FAILED, "limit", NULL },
  { CEM_ERROR_NOT_FOUND, CEM_EXIT_NOT_FOUND, "not-found",
    N_ ("“cem stats” and “cem log” show what is in the store") },
  { CEM_ERROR_CONFLICT, CEM_EXIT_FAILED, "conflict", NULL },
  { CEM_ERROR_REFUSED, CEM_EXIT_FAILED, "refused", NULL },
  { CEM_ERROR_BUSY, CEM_EXIT_BUSY, "busy", N_ ("Wait until the other process ends, or end it") },
  { CEM_ERROR_IO, CEM_EXIT_FAILED, "io", NULL },
  { CEM_ERROR_NO_SPACE, CEM_EXIT_FAILED, "no-space",
    N_ ("What was committed is safe; make room and send the same file again") },
  { CEM_ERROR_READ_ONLY, CEM_EXIT_FAILED, "read-only",
    N_ ("Check the permissions of the file and of its folder") },
  { CEM_ERROR_CORRUPT, CEM_EXIT_FAILED, "corrupt",
    N_ ("Restore a copy, or save what can be read with “cem replay DB --into NEW”") },
  { CEM_ERROR_NOT_A_STORE, CEM_EXIT_FAILED, "not-a-store",
    N_ ("Name another file; “cem ingest” makes a new store where there is none") },
  { CEM_ERROR_NEWER_SCHEMA, CEM_EXIT_FAILED, "newer-schema",
    N_ ("Use the libcem that wrote it, or a newer one") },
  { CEM_ERROR_DIVERGED, CEM_EXIT_DIFFERENT, "diverged",
    N_ ("The log says otherwise than this libcem derives; see the versions in the log") },
};

/* Without a store there is but a file that can be missing. */
static gboolean
is_missing_file (CemTool *self,
                 const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
         (self->engine == NULL && g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND));
}

static char *
make_hint (CemTool *self,
           const char *hint)
{
  g_auto (GStrv) parts = hint != NULL ? g_strsplit (_ (hint), "%s", 2) : NULL;

  return parts != NULL ? g_strjoinv (self->command, parts) : NULL;
}

int
_cem_tool_fail (CemTool *self,
                const char *path,
                const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _cem_tool_refuse (self, CEM_EXIT_CANCELLED, "cancelled",
                             _ ("What was committed stays; the same command can be run again"),
                             _ ("Interrupted"));

  if (is_missing_file (self, error))
    return _cem_tool_refuse (self, CEM_EXIT_NOT_FOUND, "not-found",
                             _ ("Check its name; one that begins with no “/” counts from this folder"),
                             "%s", error->message);

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_error_matches (error, CEM_ERROR, (int) errors[i].code))
      {
        g_autofree char *hint = make_hint (self, errors[i].hint);

        return _cem_tool_refuse (self, errors[i].exit, errors[i].word, hint, "%s", error->message);
      }

  if (path != NULL)
    return _cem_tool_refuse (self, CEM_EXIT_FAILED, "failed", NULL, "%s: %s", path, error->message);
  return _cem_tool_refuse (self, CEM_EXIT_FAILED, "failed", NULL, "%s", error->message);
}
