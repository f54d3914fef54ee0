/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-internal-private.h"

static gboolean
column_equal (sqlite3_stmt *a,
              sqlite3_stmt *b,
              int column)
{
  int type = sqlite3_column_type (a, column);
  int length = 0;

  if (type != sqlite3_column_type (b, column))
    return FALSE;

  switch (type)
    {
    case SQLITE_NULL:
      return TRUE;
    case SQLITE_INTEGER:
      return sqlite3_column_int64 (a, column) == sqlite3_column_int64 (b, column);
    case SQLITE_FLOAT:
      {
        double x = sqlite3_column_double (a, column);
        double y = sqlite3_column_double (b, column);

        return memcmp (&x, &y, sizeof x) == 0;
      }
    default:
      {
        const void *x = sqlite3_column_blob (a, column);
        const void *y = sqlite3_column_blob (b, column);

        length = sqlite3_column_bytes (a, column);
        return length == sqlite3_column_bytes (b, column) &&
               (length == 0 || memcmp (x, y, length) == 0);
      }
    }
}

gboolean
_cem_db_row_equal (CemDbStatement *a,
                   CemDbStatement *b)
{
  int n = sqlite3_column_count (a->stmt);

  if (n != sqlite3_column_count (b->stmt))
    return FALSE;

  for (int i = 0; i < n; i++)
    if (!column_equal (a->stmt, b->stmt, i))
      return FALSE;

  return TRUE;
}

char *
_cem_db_row_to_text (CemDbStatement *self)
{
  GString *text = g_string_new ("(");

  for (int i = 0; i < sqlite3_column_count (self->stmt); i++)
    {
      const char *value = sqlite3_column_type (self->stmt, i) == SQLITE_BLOB
                            ? "…"
                            : _cem_db_column_text (self, i, NULL);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", value != NULL ? value : "NULL");
    }

  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}
