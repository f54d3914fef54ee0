/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-erasure-private.h"

#include "log/cem-quarantine-private.h"

/* What nobody could read goes as well, when it names whom we erase. */

typedef struct
{
  GHashTable *values;
  GArray *ids;
} Search;

/* Whether @value stands in the text as a word of its own; a short one, which may be any number,
 * must stand between quotes or be a cell. */
static gboolean
mentions (const char *text,
          gsize length,
          gboolean cells,
          const char *value)
{
  gsize n = strlen (value);
  const char *end = text + length;
  const char *found = text;

  while ((found = memmem (found, end - found, value, n)) != NULL)
    {
      char before = found > text ? found[-1] : ' ';
      char after = found + n < end ? found[n] : ' ';
      gboolean quoted = before == '"' && after == '"';

      if (quoted || ((n >= 4 || cells) && !g_ascii_isalnum (before) && !g_ascii_isalnum (after)))
        return TRUE;
      found++;
    }

  return FALSE;
}

static gboolean
search_row (const CemQuarantineRow *row,
            gpointer data,
            GError **error)
{
  Search *search = data;
  GHashTableIter iter;
  gpointer value = NULL;
  gboolean cells = row->reading != NULL && g_str_has_prefix (row->reading, "csv ");

  g_hash_table_iter_init (&iter, search->values);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    if (mentions (row->text, row->text_length, cells, value))
      {
        g_array_append_val (search->ids, row->id);
        break;
      }

  return TRUE;
}

gboolean
_cem_erasure_clean_quarantine (CemErasure *erasure,
                               GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Search search = { erasure->values, ids };

  if (!_cem_quarantine_list (erasure->processor->db, 0, 0, search_row, &search, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!_cem_quarantine_delete (erasure->processor->db, g_array_index (ids, gint64, i), error))
      return FALSE;

  return TRUE;
}
