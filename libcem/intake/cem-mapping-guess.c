/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-mapping-guess-private.h"

/* In the order in which they are tried. Of those that differ by day and month only, the first is taken
 * unless the sample says otherwise. */
static const struct
{
  const char *format;
  const char *other; /* with day and month the other way */
} formats[] = {
  { "iso", NULL },
  { "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S" },
  { "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M" },
  { "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p" },
  { "%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p" },
  { "%d/%m/%Y", "%m/%d/%Y" },
  { "%d/%m/%y %H:%M", "%m/%d/%y %H:%M" },
  { "%d/%m/%y", "%m/%d/%y" },
  { "%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S" },
  { "%d-%m-%Y %H:%M", "%m-%d-%Y %H:%M" },
  { "%d-%m-%Y", "%m-%d-%Y" },
  { "%d.%m.%Y %H:%M:%S", NULL },
  { "%d.%m.%Y %H:%M", NULL },
  { "%d.%m.%Y", NULL },
  { "%Y/%m/%d %H:%M:%S", NULL },
  { "%Y/%m/%d %H:%M", NULL },
  { "%Y/%m/%d", NULL },
  { "%Y年%m月%d日", NULL },
  { "%d %b %Y %H:%M:%S", NULL },
  { "%d %b %Y", NULL },
  { "%b %d, %Y", NULL },
  { "%a, %d %b %Y %H:%M:%S %z", NULL },
};

static const char *const marks[] = { "?",   "NA",   "N/A", "null", "NULL", "None", "none", "nan",
                                     "NaN", "(null)", "\\N", "-",  "--",   "#N/A", " ",    NULL };

static const char *
find_mark (const char *text)
{
  for (guint i = 0; marks[i] != NULL; i++)
    if (g_str_equal (marks[i], text))
      return marks[i];

  return NULL;
}

/* --- kinds ---*/

typedef struct
{
  const CemSampleTable *table;
  guint column;
  guint first; /* row */
  gboolean with_marks; /* cells with marks are no cells to look at */
  CemArena *arena;
} Cells;

/* NULL where the cell says nothing. */
static const char *
get_cell (const Cells *cells,
          guint row)
{
  char **all = cells->table->rows->pdata[row];
  const char *text = all[cells->column];

  if (*text == '\0' || (cells->with_marks && find_mark (text) != NULL))
    return NULL;
  return text;
}

static gboolean
all_are (const Cells *cells,
         const CemCellType *type)
{
  CemWallClock clock = { 0 };
  guint n = 0;

  for (guint i = cells->first; i < cells->table->rows->len; i++)
    {
      const char *text = get_cell (cells, i);
      CemDatum datum = { 0 };

      if (text == NULL)
        continue;
      if (!_cem_cell_read (type, text, strlen (text), &clock, cells->arena, &datum))
        return FALSE;
      n++;
    }

  return n > 0;
}

static gboolean
all_fit (const Cells *cells,
         const char *format)
{
  g_autoptr (CemTimeFormat) parsed = _cem_time_format_new (format, NULL);
  const CemCellType type = { .kind = CEM_CELL_TIMESTAMP, .format = parsed };

  return all_are (cells, &type);
}

/* Numbers whose zeros count are names of things. */
static gboolean
have_zeros (const Cells *cells)
{
  for (guint i = cells->first; i < cells->table->rows->len; i++)
    {
      const char *text = get_cell (cells, i);

      if (text != NULL && text[0] == '0' && g_ascii_isdigit (text[1]))
        return TRUE;
    }

  return FALSE;
}

/* Eight digits that are days of this century or the last, or ten to thirteen under a name that speaks of
 * time. */
static const char *
guess_digits (const Cells *cells,
              const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  gboolean timely = strstr (lower, "time") != NULL || strstr (lower, "date") != NULL ||
                    g_str_has_suffix (lower, "_at") || strstr (lower, "stamp") != NULL;
  gsize length = 0;

  for (guint i = cells->first; i < cells->table->rows->len; i++)
    {
      const char *text = get_cell (cells, i);

      if (text == NULL)
        continue;
      if (length != 0 && strlen (text) != length)
        return NULL;
      length = strlen (text);
      if (length == 8 && strncmp (text, "19", 2) != 0 && strncmp (text, "20", 2) != 0)
        return NULL;
    }

  if (length == 8 && all_fit (cells, "%Y%m%d"))
    return "%Y%m%d";
  if (length == 10 && timely && all_fit (cells, "unix"))
    return "unix";
  if (length == 13 && timely && all_fit (cells, "unix_ms"))
    return "unix_ms";
  return NULL;
}

static const char *
guess_format (const Cells *cells,
              gboolean *either_way)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      gboolean one = all_fit (cells, formats[i].format);
      gboolean other = formats[i].other != NULL && all_fit (cells, formats[i].other);

      *either_way = one && other;
      if (one)
        return formats[i].format;
      if (other)
        return formats[i].other;
    }

  return NULL;
}

static gboolean
are_words (const Cells *cells)
{
  static const char *const words[] = { "true", "false", "yes", "no", NULL };

  for (guint i = cells->first; i < cells->table->rows->len; i++)
    {
      const char *text = get_cell (cells, i);
      g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

      if (lower != NULL && !g_strv_contains (words, lower))
        return FALSE;
    }

  return TRUE;
}

static void
guess_kind (const Cells *cells,
            char decimal,
            CemGuess *guess)
{
  const CemCellType boolean = { .kind = CEM_CELL_BOOL };
  const CemCellType integer = { .kind = CEM_CELL_INT, .decimal = decimal };
  const CemCellType real = { .kind = CEM_CELL_DOUBLE, .decimal = decimal };

  guess->kind = CEM_CELL_STRING;
  guess->format = NULL;
  if (all_are (cells, &integer))
    {
      guess->format = guess_digits (cells, guess->name);
      if (guess->format != NULL)
        guess->kind = CEM_CELL_TIMESTAMP;
      else if (!have_zeros (cells))
        guess->kind = CEM_CELL_INT;
      return;
    }
  if (all_are (cells, &real))
    {
      guess->kind = CEM_CELL_DOUBLE;
      return;
    }
  if (are_words (cells) && all_are (cells, &boolean))
    {
      guess->kind = CEM_CELL_BOOL;
      return;
    }

  guess->format = guess_format (cells, &guess->either_way);
  if (guess->format != NULL)
    guess->kind = CEM_CELL_TIMESTAMP;
}

/* --- what else there is to see ---*/

static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at > text && strchr (at, '.') != NULL && strchr (text, ' ') == NULL;
}

static gboolean
is_digits (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      n += g_ascii_isdigit (*p) ? 1 : 0;
      if (!g_ascii_isdigit (*p) && strchr ("+-() ./", *p) == NULL)
        return FALSE;
    }

  return n >= 6;
}

static void
look_around (const CemSampleTable *table,
             guint column,
             CemGuess *guess)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const Cells cells = { .table = table, .column = column, .with_marks = TRUE };

  guess->n_known = guess->n_unknown = 0;
  guess->emails = guess->digits = TRUE;
  for (guint i = 0; i < table->rows->len; i++)
    {
      const char *text = get_cell (&cells, i);

      if (text == NULL)
        {
          guess->n_unknown++;
          continue;
        }
      guess->n_known++;
      guess->emails = guess->emails && is_email (text);
      guess->digits = guess->digits && is_digits (text);
      g_hash_table_add (seen, (gpointer) text);
    }

  guess->emails = guess->emails && guess->n_known > 0;
  guess->digits = guess->digits && guess->n_known > 0;
  guess->unique =
    guess->n_unknown == 0 && guess->n_known > 0 && g_hash_table_size (seen) == guess->n_known;
}

static void
note_mark (CemSampleTable *table,
           const char *mark)
{
  if (!g_ptr_array_find (table->unknown, mark, NULL))
    g_ptr_array_add (table->unknown, (gpointer) mark);
}

/* A mark says nothing where the other cells are of another kind, and "?" everywhere. */
static void
note_marks (CemSampleTable *table,
            guint column,
            gboolean all)
{
  for (guint i = 0; i < table->rows->len; i++)
    {
      char **row = table->rows->pdata[i];
      const char *mark = find_mark (row[column]);

      if (mark != NULL && (all || *mark == '?'))
        note_mark (table, mark);
    }
}

static void
guess_column (CemSampleTable *table,
              guint column,
              char decimal)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemGuess *guess = &table->guesses[column];
  Cells cells = { .table = table, .column = column, .arena = arena };

  guess->name = table->names[column];
  guess->either_way = FALSE;
  guess_kind (&cells, decimal, guess);
  if (guess->kind == CEM_CELL_STRING)
    {
      cells.with_marks = TRUE;
      guess_kind (&cells, decimal, guess);
    }
  note_marks (table, column, cells.with_marks && guess->kind != CEM_CELL_STRING);
  look_around (table, column, guess);
}

/* --- the table ---*/

/* A header has no numbers and no times in it, and no name twice. */
static gboolean
has_header (const CemSampleTable *table)
{
  const CemCellType real = { .kind = CEM_CELL_DOUBLE, .decimal = '.' };
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CemTimeFormat) iso = _cem_time_format_new ("iso", NULL);
  const CemCellType time = { .kind = CEM_CELL_TIMESTAMP, .format = iso };
  char **first = table->rows->pdata[0];

  for (guint i = 0; i < table->n_columns; i++)
    {
      CemWallClock clock = { 0 };
      CemDatum datum = { 0 };
      gsize length = strlen (first[i]);

      if (_cem_cell_read (&real, first[i], length, &clock, arena, &datum) ||
          _cem_cell_read (&time, first[i], length, &clock, arena, &datum) || length > 100 ||
          (length > 0 && !g_hash_table_add (seen, first[i])))
        return FALSE;
    }

  return g_hash_table_size (seen) + 1 >= table->n_columns;
}

static void
make_names (CemSampleTable *table)
{
  table->names = g_new0 (char *, table->n_columns + 1);
  if (table->header)
    {
      char **first = table->rows->pdata[0];

      for (guint i = 0; i < table->n_columns; i++)
        table->names[i] = g_strdup (first[i]);
      g_ptr_array_remove_index (table->rows, 0);
      return;
    }

  for (guint i = 0; i < table->n_columns; i++)
    table->names[i] = g_strdup_printf ("column_%u", i + 1);
}

/* Decimal commas: a column that has no numbers otherwise. */
static gboolean
has_commas (CemSampleTable *table)
{
  const CemCellType point = { .kind = CEM_CELL_DOUBLE, .decimal = '.' };
  const CemCellType comma = { .kind = CEM_CELL_DOUBLE, .decimal = ',' };
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  guint n_points = 0;
  guint n_commas = 0;

  for (guint i = 0; i < table->n_columns; i++)
    {
      const Cells cells = { .table = table, .column = i, .with_marks = TRUE, .arena = arena };
      gboolean points = all_are (&cells, &point);
      gboolean commas = all_are (&cells, &comma);

      n_points += points && !commas ? 1 : 0;
      n_commas += commas && !points ? 1 : 0;
    }

  return n_commas > n_points;
}

/* One column that is decided decides for those that are not. */
static void
agree_on_days (CemSampleTable *table)
{
  gboolean month_first = FALSE;

  for (guint i = 0; i < table->n_columns; i++)
    month_first = month_first || (table->guesses[i].format != NULL &&
                                  !table->guesses[i].either_way &&
                                  g_str_has_prefix (table->guesses[i].format, "%m"));
  if (!month_first)
    return;

  for (guint i = 0; i < table->n_columns; i++)
    for (guint j = 0; table->guesses[i].either_way && j < G_N_ELEMENTS (formats); j++)
      if (formats[j].format == table->guesses[i].format)
        {
          table->guesses[i].format = formats[j].other;
          table->guesses[i].either_way = FALSE;
          break;
        }
}

CemSampleTable *
_cem_sample_table_new (GPtrArray *rows,
                       guint n_columns,
                       char separator)
{
  CemSampleTable *self = g_new0 (CemSampleTable, 1);

  self->rows = rows;
  self->n_columns = n_columns;
  self->unknown = g_ptr_array_new ();
  self->header = has_header (self);
  make_names (self);
  self->guesses = g_new0 (CemGuess, n_columns + 1);
  self->comma = separator != ',' && has_commas (self);
  for (guint i = 0; i < n_columns; i++)
    guess_column (self, i, self->comma ? ',' : '.');
  agree_on_days (self);
  return self;
}

void
_cem_sample_table_free (CemSampleTable *self)
{
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->unknown);
  g_strfreev (self->names);
  g_free (self->guesses);
  g_free (self);
}

gboolean
_cem_sample_table_is_unique (const CemSampleTable *self,
                             guint one,
                             guint other)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      char **row = self->rows->pdata[i];

      if (!g_hash_table_add (seen, g_strconcat (row[one], "\n", row[other], NULL)))
        return FALSE;
    }

  return TRUE;
}
