/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-mapping-reader-private.h"

#include "base/cem-words-private.h"

/* --- the file ---*/

static char
read_character (CemMappingReader *self,
                const CemDatum *json,
                const char *member,
                char value)
{
  const CemDatum *found = _cem_mapping_find (json, member);
  gsize before = 0;

  if (found == NULL)
    return value;
  if (found->kind == CEM_KIND_NULL)
    return '\0';
  if (found->kind == CEM_KIND_STRING && found->n == 1 && g_ascii_isprint (found->v.s[0]) &&
      !g_ascii_isalnum (found->v.s[0]))
    return found->v.s[0];
  if (found->kind == CEM_KIND_STRING && found->n == 1 && found->v.s[0] == '\t')
    return '\t';

  before = _cem_mapping_enter (self, member, -1);
  _cem_mapping_complain (self, "value", NULL,
                         N_ ("must be one character of ASCII that is no letter and no digit, "
                             "or null for none"));
  _cem_mapping_leave (self, before);
  return value;
}

static char
read_separator (CemMappingReader *self,
                const CemDatum *json)
{
  const CemDatum *found = _cem_mapping_find (json, "separator");
  char separator = ',';
  gsize before = 0;

  if (found != NULL && found->kind == CEM_KIND_STRING && found->n == 6 &&
      memcmp (found->v.s, "blanks", 6) == 0)
    return CEM_CSV_BLANKS;

  separator = read_character (self, json, "separator", ',');
  if (separator != '\0' && strchr ("\"'\\-+.", separator) == NULL)
    return separator;

  before = _cem_mapping_enter (self, "separator", -1);
  _cem_mapping_complain (self, "value", NULL,
                         N_ ("cannot separate cells; usual are \",\" \";\" \"\\t\" \"|\", and "
                             "\"blanks\" for any number of spaces"));
  _cem_mapping_leave (self, before);
  return ',';
}

static guint
read_skip (CemMappingReader *self,
           const CemDatum *json)
{
  const CemDatum *found = _cem_mapping_find (json, "skip_lines");
  gsize before = 0;

  if (found == NULL)
    return 0;
  if (found->kind == CEM_KIND_INT && found->v.i >= 0 && found->v.i <= 10000)
    return (guint) found->v.i;

  before = _cem_mapping_enter (self, "skip_lines", -1);
  _cem_mapping_complain (self, "value", NULL, N_ ("must be a whole number from 0 to 10000"));
  _cem_mapping_leave (self, before);
  return 0;
}

static void
check_dialect (CemMappingReader *self,
               const CemCsvDialect *dialect)
{
  const char all[] = { dialect->separator, dialect->quote, dialect->comment, self->decimal };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint j = i + 1; j < G_N_ELEMENTS (all); j++)
      if (all[i] != '\0' && all[i] == all[j] && !(i == 0 && j == 3))
        _cem_mapping_complain (self, "value", NULL,
                               N_ ("“%c” is said to stand for two things (separator, quote, "
                                   "comment, decimal)"), all[i]);
}

static void
read_encoding (CemMappingReader *self,
               const CemDatum *json)
{
  CemMapping *mapping = self->mapping;
  g_autoptr (GCharsetConverter) converter = NULL;
  gsize before = 0;

  mapping->encoding = _cem_mapping_read_text (self, json, "encoding", 64);
  if (mapping->encoding == NULL || g_ascii_strcasecmp (mapping->encoding, "UTF-8") == 0)
    return;

  converter = g_charset_converter_new ("UTF-8", mapping->encoding, NULL);
  if (converter != NULL)
    return;

  before = _cem_mapping_enter (self, "encoding", -1);
  _cem_mapping_complain (self, "encoding", NULL,
                         N_ ("the system knows no encoding “%s”; “iconv -l” lists those it knows"),
                         mapping->encoding);
  _cem_mapping_leave (self, before);
}

static void
read_names (CemMappingReader *self,
            const CemDatum *json)
{
  CemMapping *mapping = self->mapping;
  const CemDatum *names = _cem_mapping_find (json, "columns");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *texts = NULL;
  gsize before = 0;

  mapping->header = _cem_mapping_read_flag (self, json, "header", names == NULL);
  if (names == NULL)
    {
      if (!mapping->header)
        _cem_mapping_complain (self, "missing", NULL,
                               N_ ("a file without a header needs the names of its “columns” "
                                   "here"));
      return;
    }

  before = _cem_mapping_enter (self, "columns", -1);
  texts = _cem_mapping_read_texts (self, names, CEM_MAPPING_MAX_NAME);
  if (texts->len == 0 || texts->len > CEM_CSV_MAX_FIELDS)
    _cem_mapping_complain (self, "value", NULL, N_ ("must have 1 to %u names"), CEM_CSV_MAX_FIELDS);
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = texts->pdata[i];

      if (*text != '\0' && !g_hash_table_add (seen, texts->pdata[i]))
        _cem_mapping_complain (self, "value", NULL, N_ ("has the name “%s” twice"), text);
    }
  _cem_mapping_leave (self, before);
  mapping->n_file_columns = MIN (texts->len, CEM_CSV_MAX_FIELDS);
  mapping->file_columns = (const char **) texts->pdata;
}

void
_cem_mapping_read_file (CemMappingReader *self,
                        const CemDatum *json)
{
  static const char *const members[] = { "separator", "quote",   "escape",     "comment",
                                         "encoding",  "header",  "columns",    "skip_lines",
                                         "decimal",   "thousands", "trim",     "ragged", NULL };
  CemCsvDialect *dialect = &self->mapping->dialect;
  const CemDatum *file = _cem_mapping_find (json, "file");
  gsize before = 0;

  *dialect = (CemCsvDialect){ .separator = ',', .quote = '"' };
  self->mapping->header = TRUE;
  if (file == NULL)
    return;

  before = _cem_mapping_enter (self, "file", -1);
  if (_cem_mapping_check_members (self, file, members))
    {
      dialect->separator = read_separator (self, file);
      dialect->quote = read_character (self, file, "quote", '"');
      dialect->escape = read_character (self, file, "escape", '\0');
      if (dialect->escape == dialect->quote)
        dialect->escape = '\0';
      dialect->comment = read_character (self, file, "comment", '\0');
      dialect->trim = _cem_mapping_read_flag (self, file, "trim", FALSE);
      dialect->skip = read_skip (self, file);
      self->decimal = read_character (self, file, "decimal", '.');
      self->thousands = read_character (self, file, "thousands", '\0');
      self->mapping->ragged = _cem_mapping_read_flag (self, file, "ragged", FALSE);
      read_encoding (self, file);
      read_names (self, file);
      check_dialect (self, dialect);
      if (self->decimal == self->thousands || (self->decimal != '.' && self->decimal != ','))
        _cem_mapping_complain (self, "value", NULL,
                               N_ ("“decimal” is \".\" or \",\", and “thousands” another "
                                   "character"));
    }
  _cem_mapping_leave (self, before);
}

/* --- kinds ---*/

void
_cem_mapping_read_zone (CemMappingReader *self,
                        const CemDatum *json,
                        GTimeZone **zone)
{
  g_autofree char *name = NULL;
  GTimeZone *found = NULL;

  if (json->kind != CEM_KIND_STRING || json->n == 0 || json->n > CEM_MAPPING_MAX_NAME)
    {
      _cem_mapping_complain (self, "type", NULL,
                             N_ ("must be a time zone such as \"Asia/Shanghai\", \"+08:00\" or "
                                 "\"UTC\""));
      return;
    }

  name = g_strndup (json->v.s, (gsize) json->n);
  found = g_time_zone_new_identifier (name);
  if (found == NULL)
    {
      _cem_mapping_complain (self, "unknown-zone", NULL,
                             N_ ("the system knows no time zone “%s”; zones are named as "
                                 "\"Asia/Shanghai\", \"+08:00\" or \"UTC\""), name);
      return;
    }

  _cem_mapping_own (self->mapping, found, (GDestroyNotify) g_time_zone_unref);
  *zone = found;
}

static void
read_format (CemMappingReader *self,
             const CemDatum *json,
             CemCellType *type)
{
  const char *pattern = _cem_mapping_read_text (self, json, "format", CEM_MAPPING_MAX_NAME);
  g_autoptr (GError) error = NULL;
  CemTimeFormat *format = NULL;
  gsize before = 0;

  if (pattern == NULL && type->format != NULL)
    return;

  format = _cem_time_format_new (pattern != NULL ? pattern : "iso", &error);
  if (format != NULL)
    {
      _cem_mapping_own (self->mapping, format, (GDestroyNotify) _cem_time_format_free);
      type->format = format;
      return;
    }

  before = _cem_mapping_enter (self, "format", -1);
  _cem_mapping_complain (self, "time-format", NULL, "%s", error->message);
  _cem_mapping_leave (self, before);
}

static void
read_kind (CemMappingReader *self,
           const CemDatum *json,
           CemCellType *type)
{
  const char *name = _cem_mapping_read_text (self, json, "kind", CEM_MAPPING_MAX_NAME);
  int kind = name != NULL ? _cem_cell_kind_find (name) : -1;
  gsize before = 0;

  if (kind >= 0)
    type->kind = (CemCellKind) kind;
  if (name == NULL || kind >= 0)
    return;

  before = _cem_mapping_enter (self, "kind", -1);
  _cem_mapping_complain (self, "unknown-kind", _cem_mapping_suggest (name, _cem_cell_kind_names),
                         N_ ("“%s” is no kind; there are string, int, double, bool, timestamp, "
                             "date and duration"), name);
  _cem_mapping_leave (self, before);
}

static void
read_unit (CemMappingReader *self,
           const CemDatum *json,
           CemCellType *type)
{
  const char *unit = _cem_mapping_read_text (self, json, "unit", CEM_MAPPING_MAX_NAME);
  gsize before = 0;

  if (unit == NULL)
    return;

  type->unit = _cem_cell_unit_find (unit);
  if (type->unit != 0 && type->kind == CEM_CELL_DURATION)
    return;

  before = _cem_mapping_enter (self, "unit", -1);
  if (type->kind != CEM_CELL_DURATION)
    _cem_mapping_complain (self, "unit", NULL,
                           N_ ("only a duration has a unit here; say the unit of a "
                               "number in a member of its own"));
  else
    _cem_mapping_complain (self, "unit", _cem_mapping_suggest (unit, _cem_cell_unit_names),
                           N_ ("“%s” is no unit of time; there are ms, s, min, h, d and w"), unit);
  _cem_mapping_leave (self, before);
}

void
_cem_mapping_read_type (CemMappingReader *self,
                        const CemDatum *json,
                        CemCellType *type)
{
  const CemDatum *zone = _cem_mapping_find (json, "zone");
  gboolean timed = FALSE;

  read_kind (self, json, type);
  timed = type->kind == CEM_CELL_TIMESTAMP || type->kind == CEM_CELL_DATE;
  if (timed)
    read_format (self, json, type);
  else if (_cem_mapping_find (json, "format") != NULL || zone != NULL)
    _cem_mapping_complain (self, "value", NULL,
                           N_ ("only the kinds timestamp and date have a format and a zone"));

  if (timed && zone != NULL)
    {
      gsize before = _cem_mapping_enter (self, "zone", -1);

      _cem_mapping_read_zone (self, zone, &type->zone);
      _cem_mapping_leave (self, before);
    }
  read_unit (self, json, type);
}

/* --- columns ---*/

char *
_cem_mapping_dup_column_name (const char *header)
{
  GString *name = g_string_new (NULL);

  if (g_ascii_isdigit (*header))
    g_string_append_c (name, '_');
  for (const char *p = header; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_c (name, g_ascii_isalnum (*p) ? *p : '_');
  return g_string_free (name, FALSE);
}

static guint
append_column (CemMappingReader *self,
               const char *header,
               const char *name)
{
  CemMapping *mapping = self->mapping;
  CemMappingColumn column = {
    .header = header,
    .name = name,
    .pointer = _cem_arena_strndup (mapping->arena, self->pointer->str, self->pointer->len),
    .type = { .kind = CEM_CELL_STRING,
              .zone = self->zone,
              .decimal = self->decimal,
              .thousands = self->thousands },
    .unknown = self->unknown,
    .slot = -1,
  };
  guint number = mapping->columns->len;

  if (number >= CEM_CSV_MAX_FIELDS)
    {
      if (number == CEM_CSV_MAX_FIELDS)
        _cem_mapping_complain (self, "limit", NULL, N_ ("a mapping speaks of at most %u columns"),
                               CEM_CSV_MAX_FIELDS);
      return 0;
    }

  g_array_append_val (mapping->columns, column);
  if (header != NULL)
    g_hash_table_insert (self->by_header, (gpointer) header, GUINT_TO_POINTER (number + 1));
  if (!g_hash_table_contains (self->by_name, name))
    g_hash_table_insert (self->by_name, (gpointer) name, GUINT_TO_POINTER (number + 1));
  return number;
}

static void
check_header (CemMappingReader *self,
              const char *header)
{
  CemMapping *mapping = self->mapping;

  if (mapping->n_file_columns == 0)
    return;

  for (guint i = 0; i < mapping->n_file_columns; i++)
    if (g_str_equal (mapping->file_columns[i], header))
      return;

  _cem_mapping_complain (self, "unknown-column",
                         _cem_cel_suggest (header, mapping->file_columns, mapping->n_file_columns),
                         N_ ("the file has no column “%s”"), header);
}

guint
_cem_mapping_add_column (CemMappingReader *self,
                         const char *header)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_header, header));
  g_autofree char *name = NULL;
  const char *copy = NULL;

  if (known > 0)
    return known - 1;

  check_header (self, header);
  name = _cem_mapping_dup_column_name (header);
  copy = _cem_arena_strndup (self->mapping->arena, header, strlen (header));
  return append_column (self, copy,
                        _cem_arena_strndup (self->mapping->arena, name, strlen (name)));
}

guint
_cem_mapping_add_column_by_name (CemMappingReader *self,
                                 const char *name)
{
  CemMapping *mapping = self->mapping;
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name));

  if (known > 0)
    return known - 1;

  for (guint i = 0; i < mapping->n_file_columns; i++)
    {
      g_autofree char *derived = _cem_mapping_dup_column_name (mapping->file_columns[i]);

      if (g_str_equal (derived, name))
        return _cem_mapping_add_column (self, mapping->file_columns[i]);
    }

  check_header (self, name);
  return append_column (self, NULL, _cem_arena_strndup (mapping->arena, name, strlen (name)));
}

static gboolean
is_identifier (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;

  return TRUE;
}

static void
read_column (CemMappingReader *self,
             const CemDatum *json,
             const char *header)
{
  static const char *const members[] = { "kind", "format", "zone", "unit", "as", "unknown", NULL };
  const CemDatum *unknown = NULL;
  const char *as = NULL;
  guint number = 0;
  CemMappingColumn *column = NULL;

  if (!_cem_mapping_check_members (self, json, members))
    return;

  as = _cem_mapping_read_text (self, json, "as", CEM_MAPPING_MAX_NAME);
  if (as != NULL && !is_identifier (as))
    _cem_mapping_complain (self, "value", NULL,
                           N_ ("“%s” is no name for expressions: letters, digits and “_”"), as);
  number = _cem_mapping_add_column (self, header);
  column = _cem_mapping_get_column (self->mapping, number);
  if (as != NULL)
    {
      if (GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, column->name)) == number + 1)
        g_hash_table_remove (self->by_name, column->name);
      column->name = as;
      if (!g_hash_table_insert (self->by_name, (gpointer) as, GUINT_TO_POINTER (number + 1)))
        _cem_mapping_complain (self, "value", NULL, N_ ("two columns are called “%s”"), as);
    }

  _cem_mapping_read_type (self, json, &column->type);
  unknown = _cem_mapping_find (json, "unknown");
  if (unknown != NULL)
    {
      gsize before = _cem_mapping_enter (self, "unknown", -1);

      column->unknown = _cem_mapping_read_texts (self, unknown, CEM_MAPPING_MAX_NAME);
      _cem_mapping_leave (self, before);
    }
}

void
_cem_mapping_read_columns (CemMappingReader *self,
                           const CemDatum *json)
{
  const CemDatum *columns = _cem_mapping_find (json, "columns");
  gsize before = 0;

  if (columns == NULL)
    return;

  before = _cem_mapping_enter (self, "columns", -1);
  if (columns->kind != CEM_KIND_MAP)
    _cem_mapping_complain (self, "type", NULL,
                           N_ ("must be an object: {\"COLUMN\": {\"kind\": …}}"));
  else
    for (guint i = 0; i < columns->v.map->n; i++)
      {
        const CemEntry *entry = &columns->v.map->entries[i];
        gsize inner = _cem_mapping_enter (self, entry->key.v.s, entry->key.n);
        g_autofree char *header = g_strndup (entry->key.v.s, (gsize) entry->key.n);

        read_column (self, &entry->value, header);
        _cem_mapping_leave (self, inner);
      }
  _cem_mapping_leave (self, before);
}
