/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-row-mapper-internal.h"

#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

#include <sodium.h>

/* --- the header ---*/

/* -1 when it is not there, -2 when more than one column may be meant. */
static int
find_place (const CemMappingColumn *column,
            const char *const *names,
            guint n)
{
  int found = -1;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *derived = NULL;
      gboolean same = FALSE;

      if (column->header != NULL)
        same = g_str_equal (names[i], column->header);
      else
        {
          derived = _cem_mapping_dup_column_name (names[i]);
          same = g_str_equal (derived, column->name);
        }
      if (same && found >= 0)
        return -2;
      if (same)
        found = (int) i;
    }

  return found;
}

static void
complain (const CemMappingColumn *column,
          const char *const *names,
          guint n,
          gboolean twice,
          const char *file,
          CemDiagnostics *diagnostics)
{
  const char *name = column->header != NULL ? column->header : column->name;
  const char *meant = _cem_cel_suggest (name, names, n);
  g_autofree char *suggestion =
    meant != NULL ? _cem_words_new (N_ ("did you mean “%s”?"), meant) : NULL;
  CemPlace place = { .file = file, .pointer = column->pointer };

  if (twice)
    _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "ambiguous-column", &place, NULL,
                          N_ ("the file has two columns that “%s” may mean; give the names of "
                              "the columns in “file”: {“columns”: […]}, and skip its header"),
                          name);
  else
    _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "unknown-column", &place, suggestion,
                          N_ ("the file has no column “%s”"), name);
}

static void
make_context (CemRowMapper *self,
              const char *const *names,
              guint n)
{
  CemMapping *mapping = self->mapping;
  g_autofree CemDatum *items = g_new0 (CemDatum, n + 1);
  CemList list = { n, items };
  CemDatum columns = _cem_datum_list (&list);
  g_autoptr (GString) text = g_string_new (NULL);

  if (mapping->n_file_columns == 0)
    {
      for (guint i = 0; i < n; i++)
        items[i] = _cem_datum_string (names[i], strlen (names[i]));
      g_string_append (text, "\"columns\":");
      _cem_json_write (text, &columns, CEM_JSON_WRITE_COMPACT);
      g_string_append_c (text, ',');
    }
  g_string_append_printf (text, "\"digest\":\"%s\",\"mapping\":\"%s\"", mapping->digest,
                          mapping->name);
  g_free (self->context);
  self->context = g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
_cem_row_mapper_set_header (CemRowMapper *self,
                            const char *const *names,
                            guint n,
                            const char *file,
                            CemDiagnostics *diagnostics,
                            GError **error)
{
  g_autoptr (CemDiagnostics) own = diagnostics == NULL ? cem_diagnostics_new () : NULL;
  CemDiagnostics *told = diagnostics != NULL ? diagnostics : own;
  guint n_before = cem_diagnostics_get_n_errors (told);

  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const CemMappingColumn *column = _cem_mapping_get_column (self->mapping, i);

      self->places[i] = find_place (column, names, n);
      if (self->places[i] < 0)
        complain (column, names, n, self->places[i] == -2, file, told);
    }

  self->n_columns = n;
  make_context (self, names, n);
  self->bound = cem_diagnostics_get_n_errors (told) == n_before;
  if (!self->bound)
    _cem_diagnostics_check (told, CEM_ERROR_TYPE, error);
  return self->bound;
}

gboolean
_cem_row_mapper_has_header (CemRowMapper *self)
{
  return self->bound;
}

const char *
_cem_row_mapper_get_context (CemRowMapper *self)
{
  return self->context;
}

CemMapping *
_cem_row_mapper_get_mapping (CemRowMapper *self)
{
  return self->mapping;
}

/* The names in the first row. */
static gboolean
read_header_row (CemRowMapper *self,
                 CemCsvReader *reader,
                 const char *file,
                 CemDiagnostics *diagnostics,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GError *local = NULL;
  CemCsvRow row = { 0 };

  if (!_cem_csv_reader_next (reader, &row, cancellable, &local))
    {
      if (local != NULL)
        g_propagate_error (error, local);
      return local == NULL;
    }
  if (row.reason != NULL)
    {
      CemPlace place = { .file = file, .line = (guint) row.line };
      g_autoptr (CemDiagnostics) own = diagnostics == NULL ? cem_diagnostics_new () : NULL;
      CemDiagnostics *told = diagnostics != NULL ? diagnostics : own;

      _cem_diagnostics_add (told, CEM_SEVERITY_ERROR, row.reason, &place, NULL,
                            N_ ("The header cannot be read: %s"), row.message);
      _cem_diagnostics_check (told, CEM_ERROR_SYNTAX, error);
      return FALSE;
    }
  if (self->mapping->n_file_columns > 0)
    return _cem_row_mapper_set_header (self, self->mapping->file_columns,
                                       self->mapping->n_file_columns, file, diagnostics, error);

  for (guint i = 0; i < row.n_fields; i++)
    g_ptr_array_add (names, g_strndup (row.fields[i].text, row.fields[i].length));
  return _cem_row_mapper_set_header (self, (const char *const *) names->pdata, names->len, file,
                                     diagnostics, error);
}

gboolean
_cem_row_mapper_read_header (CemRowMapper *self,
                             CemCsvReader *reader,
                             const char *file,
                             CemDiagnostics *diagnostics,
                             GCancellable *cancellable,
                             GError **error)
{
  if (self->mapping->header)
    return read_header_row (self, reader, file, diagnostics, cancellable, error);

  return _cem_row_mapper_set_header (self, self->mapping->file_columns,
                                     self->mapping->n_file_columns, file, diagnostics, error);
}

/* --- equal rows ---*/

void
_cem_row_digest (const CemCsvRow *row,
                 guint8 digest[CEM_ROW_DIGEST])
{
  crypto_generichash_state state;
  const guint8 separator = 0;

  crypto_generichash_init (&state, NULL, 0, CEM_ROW_DIGEST);
  if (row->reason != NULL)
    crypto_generichash_update (&state, (const guint8 *) row->text, row->length);
  for (guint i = 0; i < row->n_fields; i++)
    {
      crypto_generichash_update (&state, (const guint8 *) row->fields[i].text,
                                 row->fields[i].length);
      crypto_generichash_update (&state, &separator, 1);
    }
  crypto_generichash_final (&state, digest, CEM_ROW_DIGEST);
}

guint
_cem_row_mapper_count (CemRowMapper *self,
                       const CemCsvRow *row)
{
  guint n = 0;

  _cem_row_digest (row, self->digest);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, self->digest));
  g_hash_table_replace (self->counts, g_memdup2 (self->digest, CEM_ROW_DIGEST), GUINT_TO_POINTER (n + 1));
  return n;
}
