/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-mapping-guess-private.h"

#include "base/cem-words-private.h"
#include "intake/cem-byte-source-private.h"

#include <libcem/cem-error.h>

/* So much of a sample is looked at. */
#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_ROWS 20000
#define MAX_CELLS 1000000
#define FEW_ROWS 200

/* So many columns become members of the events' data. */
#define MAX_MEMBERS 1000

/* --- text and separator ---*/

/* NULL for UTF-8. */
static const char *
guess_encoding (const char *bytes,
                gsize length)
{
  g_autofree char *chinese = NULL;
  const char *valid_end = NULL;

  if (length >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0))
    return "UTF-16";
  /* The sample may end in the middle of a character. */
  if (g_utf8_validate_len (bytes, length, &valid_end) || length - (gsize) (valid_end - bytes) < 4)
    return NULL;

  /* Text of a single-byte encoding is hardly ever whole pairs. */
  for (gsize cut = 0; cut < 4 && cut < length && chinese == NULL; cut++)
    chinese = g_convert (bytes, (gssize) (length - cut), "UTF-8", "GB18030", NULL, NULL, NULL);
  return chinese != NULL ? "GB18030" : "WINDOWS-1252";
}

/* The beginning of what the sample says, without gzip. */
static GString *
read_beginning (GBytes *sample,
                const char *encoding,
                GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (sample);
  g_autoptr (CemByteSource) source = _cem_byte_source_new (stream, encoding, error);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *buffer = g_malloc (CEM_BYTE_SOURCE_CHUNK);
  gsize n = 1;

  while (source != NULL && n > 0 && text->len < MAX_BYTES)
    {
      /* A compressed sample may end too early. */
      if (!_cem_byte_source_read (source, buffer, &n, NULL, text->len == 0 ? error : NULL))
        break;
      g_string_append_len (text, buffer, (gssize) n);
    }

  if (text->len > 0)
    return g_steal_pointer (&text);
  if (error != NULL && *error == NULL)
    _cem_set_error (error, CEM_ERROR_SYNTAX, "The sample has no rows");
  return NULL;
}

static GPtrArray *
read_rows (const GString *text,
           char separator,
           guint max_rows,
           guint n_columns,
           guint *n_skipped)
{
  const CemCsvDialect dialect = { .separator = separator, .quote = '"' };
  g_autoptr (CemCsvReader) reader =
    _cem_csv_reader_new_for_text (text->str, text->len, 1, &dialect);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gsize n_cells = 0;
  CemCsvRow row = { 0 };

  while (rows->len < max_rows && n_cells < MAX_CELLS &&
         _cem_csv_reader_next (reader, &row, NULL, NULL))
    {
      char **cells = NULL;

      if (row.reason != NULL || (n_columns > 0 && row.n_fields != n_columns))
        continue;
      if (rows->len == 0 && n_skipped != NULL)
        *n_skipped = (guint) row.line - 1;
      cells = g_new0 (char *, row.n_fields + 1);
      for (guint i = 0; i < row.n_fields; i++)
        cells[i] = g_strndup (row.fields[i].text, row.fields[i].length);
      g_ptr_array_add (rows, cells);
      n_cells += row.n_fields;
    }

  return rows;
}

/* The number of columns that most rows have; how many do is the second result. */
static guint
count_columns (GPtrArray *rows,
               guint *n_rows)
{
  guint best = 0;

  *n_rows = 0;
  for (guint i = 0; i < rows->len && i < FEW_ROWS; i++)
    {
      guint n = g_strv_length (rows->pdata[i]);
      guint same = 0;

      for (guint j = 0; j < rows->len && j < FEW_ROWS; j++)
        same += g_strv_length (rows->pdata[j]) == n ? 1 : 0;
      if (same > *n_rows)
        {
          *n_rows = same;
          best = n;
        }
    }

  return best;
}

/* The one by which most rows are equally wide, and the widest of those. */
static char
guess_separator (const GString *text,
                 guint *n_columns)
{
  static const char separators[] = { ',', ';', '\t', '|', CEM_CSV_BLANKS };
  char best = ',';
  double best_score = 0.0;

  *n_columns = 1;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autoptr (GPtrArray) rows = read_rows (text, separators[i], FEW_ROWS, 0, NULL);
      guint n_rows = 0;
      guint n = count_columns (rows, &n_rows);
      double share = rows->len > 0 ? (double) n_rows / rows->len : 0.0;

      /* Words of sentences are no columns. */
      if (n < 2 || share < 0.6 || (separators[i] == CEM_CSV_BLANKS && (best_score > 0 || share < 0.95)))
        continue;
      if (share * share * (1.0 + n) > best_score)
        {
          best_score = share * share * (1.0 + n);
          best = separators[i];
          *n_columns = n;
        }
    }

  return best;
}

/* --- what columns are for ---*/

static const struct
{
  const char *word;
  const char *type;
} words[] = {
  { "email", "email" },         { "mail", "email" },           { "phone", "phone" },
  { "mobile", "phone" },        { "telephone", "phone" },      { "手机", "phone" },
  { "电话", "phone" },          { "邮箱", "email" },           { "user", "user_id" },
  { "customer", "customer_id" }, { "caller", "customer_id" },  { "client", "customer_id" },
  { "客户", "customer_id" },    { "member", "member_id" },     { "会员", "member_id" },
  { "account", "account_id" },  { "unionid", "unionid" },      { "openid", "openid" },
  { "order", "order_id" },      { "订单", "order_id" },        { "serial", "serial" },
  { "序列号", "serial" },       { "vin", "vin" },              { "device", "device_id" },
  { "machine", "device_id" },   { "设备", "device_id" },       { "contract", "contract_id" },
  { "合同", "contract_id" },    { "site", "site_id" },         { "incident", "work_order_id" },
  { "ticket", "work_order_id" }, { "case", "work_order_id" },  { "workorder", "work_order_id" },
  { "工单", "work_order_id" },  { "cookie", "cookie" },        { "session", "session_id" },
};

/* Lower case, letters and digits only. */
static char *
squeeze (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

static gboolean
ends_as_key (const char *squeezed)
{
  static const char *const ends[] = { "id",  "no",  "nr",   "num",  "number", "key",
                                      "code", "编号", "号", "vin", "openid", NULL };

  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_suffix (squeezed, ends[i]))
      return TRUE;

  return FALSE;
}

/* The type of identifier that a column seems to have, or NULL. */
static const char *
guess_identifier (const CemGuess *guess)
{
  g_autofree char *name = squeeze (guess->name);

  if (*guess->name == '\0')
    return NULL;
  if (guess->emails)
    return "email";
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gboolean phone = g_str_equal (words[i].type, "phone");

      if (strstr (name, words[i].word) == NULL)
        continue;
      if (g_str_equal (words[i].type, "email"))
        continue;
      if (phone ? guess->digits : ends_as_key (name) || g_str_equal (name, words[i].word))
        return guess->kind == CEM_CELL_STRING || guess->kind == CEM_CELL_INT ? words[i].type : NULL;
    }

  return NULL;
}

/* The column that says when, or -1: one that always has a time, and whose name says so best. */
static int
choose_time (const CemSampleTable *table)
{
  static const char *const hints[] = { "updat", "modif", "timestamp", "occurred", "time", "date",
                                       "creat", "at", NULL };
  int best = -1;
  guint best_score = 0;

  for (guint i = 0; i < table->n_columns; i++)
    {
      const CemGuess *guess = &table->guesses[i];
      g_autofree char *name = squeeze (guess->name);
      guint score = guess->n_unknown == 0 ? 100 : 1;

      if (guess->kind != CEM_CELL_TIMESTAMP || *guess->name == '\0' ||
          strstr (name, "birth") != NULL)
        continue;
      for (guint j = 0; hints[j] != NULL; j++)
        if (strstr (name, hints[j]) != NULL)
          {
            score += G_N_ELEMENTS (hints) - j;
            break;
          }
      if (score > best_score)
        {
          best_score = score;
          best = (int) i;
        }
    }

  return best;
}

static gboolean
may_be_id (const CemGuess *guess)
{
  return *guess->name != '\0' && guess->n_unknown == 0 &&
         (guess->kind == CEM_CELL_STRING || guess->kind == CEM_CELL_INT);
}

/* One column or two whose cells tell all rows apart; none: the digest does. */
static JsonArray *
choose_ids (const CemSampleTable *table,
            int time)
{
  JsonArray *ids = json_array_new ();

  for (guint pass = 0; pass < 2 && table->rows->len > 1; pass++)
    for (guint i = 0; i < table->n_columns; i++)
      {
        const CemGuess *guess = &table->guesses[i];
        g_autofree char *name = squeeze (guess->name);

        if (!may_be_id (guess) || !guess->unique || (pass == 0 && !ends_as_key (name)) ||
            (pass == 1 && i > 1))
          continue;
        json_array_add_string_element (ids, guess->name);
        return ids;
      }

  for (guint i = 0; time >= 0 && i < table->n_columns; i++)
    {
      g_autofree char *name = squeeze (table->guesses[i].name);

      if (!may_be_id (&table->guesses[i]) || !ends_as_key (name) ||
          !_cem_sample_table_is_unique (table, i, (guint) time))
        continue;
      json_array_add_string_element (ids, table->guesses[i].name);
      json_array_add_string_element (ids, table->guesses[time].name);
      return ids;
    }

  return ids;
}

/* --- writing it down ---*/

static void
add_file (JsonObject *mapping,
          const CemSampleTable *table,
          char separator,
          const char *encoding,
          guint n_skipped)
{
  g_autoptr (JsonObject) file = json_object_new ();
  char text[2] = { separator, '\0' };

  if (separator != ',')
    json_object_set_string_member (file, "separator", separator == CEM_CSV_BLANKS ? "blanks" : text);
  if (encoding != NULL)
    json_object_set_string_member (file, "encoding", encoding);
  if (table->comma)
    json_object_set_string_member (file, "decimal", ",");
  if (n_skipped > 0)
    json_object_set_int_member (file, "skip_lines", MIN (n_skipped, 10000));
  if (!table->header)
    {
      JsonArray *columns = json_array_new ();

      for (guint i = 0; i < table->n_columns; i++)
        json_array_add_string_element (columns, table->names[i]);
      json_object_set_array_member (file, "columns", columns);
    }
  if (json_object_get_size (file) > 0)
    json_object_set_object_member (mapping, "file", g_steal_pointer (&file));
}

static void
add_columns (JsonObject *mapping,
             const CemSampleTable *table)
{
  g_autoptr (JsonObject) columns = json_object_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < table->n_columns; i++)
    {
      const CemGuess *guess = &table->guesses[i];
      JsonObject *column = NULL;

      if (guess->kind == CEM_CELL_STRING || *guess->name == '\0' ||
          !g_hash_table_add (seen, (gpointer) guess->name))
        continue;
      column = json_object_new ();
      json_object_set_string_member (column, "kind", _cem_cell_kind_names[guess->kind]);
      if (guess->format != NULL && !g_str_equal (guess->format, "iso"))
        json_object_set_string_member (column, "format", guess->format);
      json_object_set_object_member (columns, guess->name, column);
    }
  if (json_object_get_size (columns) > 0)
    json_object_set_object_member (mapping, "columns", g_steal_pointer (&columns));
}

static void
add_identifiers (JsonObject *mapping,
                 const CemSampleTable *table)
{
  g_autoptr (JsonObject) identifiers = json_object_new ();

  for (guint i = 0; i < table->n_columns; i++)
    {
      const char *type = guess_identifier (&table->guesses[i]);

      if (type != NULL && !json_object_has_member (identifiers, type))
        json_object_set_string_member (identifiers, type, table->guesses[i].name);
    }
  if (json_object_get_size (identifiers) > 0)
    json_object_set_object_member (mapping, "identifiers", g_steal_pointer (&identifiers));
}

static void
add_event (JsonObject *mapping,
           const CemSampleTable *table,
           const char *name)
{
  JsonObject *event = json_object_new ();
  JsonObject *data = json_object_new ();
  JsonArray *events = json_array_new ();
  g_autofree char *type = g_strdup_printf ("%s.recorded", name);

  for (guint i = 0; i < table->n_columns && i < MAX_MEMBERS; i++)
    if (*table->names[i] != '\0')
      json_object_set_string_member (data, table->names[i], table->names[i]);

  json_object_set_string_member (event, "type", type);
  json_object_set_object_member (event, "data", data);
  json_array_add_object_element (events, event);
  json_object_set_array_member (mapping, "events", events);
}

static void
add_description (JsonObject *mapping,
                 const CemSampleTable *table)
{
  g_autoptr (GString) doubtful = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < table->n_columns; i++)
    if (table->guesses[i].either_way)
      g_string_append_printf (doubtful, "%s“%s”", doubtful->len > 0 ? ", " : "", table->names[i]);

  text = g_strdup_printf ("Proposed from %u rows: name the type of the events, and what they are about.%s%s%s",
                          table->rows->len,
                          doubtful->len > 0 ? " Nothing in the sample says whether day or month comes first in " : "",
                          doubtful->str, doubtful->len > 0 ? "." : "");
  json_object_set_string_member (mapping, "description", text);
}

/* As the name of a mapping and the first word of a type. */
static char *
make_name (const char *name)
{
  GString *out = g_string_new (NULL);

  for (const char *p = name; *p != '\0' && out->len < 40; p = g_utf8_next_char (p))
    {
      if (g_ascii_isalnum (*p) || *p == '-')
        g_string_append_c (out, g_ascii_tolower (*p));
      else if (out->len > 0 && out->str[out->len - 1] != '_')
        g_string_append_c (out, '_');
    }
  while (out->len > 0 && out->str[out->len - 1] == '_')
    g_string_truncate (out, out->len - 1);
  if (out->len == 0 || g_str_equal (out->str, "cem"))
    g_string_assign (out, "rows");
  return g_string_free (out, FALSE);
}

static JsonNode *
write_mapping (const CemSampleTable *table,
               char separator,
               const char *encoding,
               guint n_skipped,
               const char *wanted)
{
  JsonObject *mapping = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *name = make_name (wanted);
  g_autofree char *source = g_strconcat ("/", name, NULL);
  int time = choose_time (table);
  g_autoptr (JsonArray) ids = choose_ids (table, time);

  json_object_set_string_member (mapping, "name", name);
  add_description (mapping, table);
  json_object_set_string_member (mapping, "source", source);
  add_file (mapping, table, separator, encoding, n_skipped);
  if (table->unknown->len > 0)
    {
      JsonArray *unknown = json_array_new ();

      for (guint i = 0; i < table->unknown->len; i++)
        json_array_add_string_element (unknown, table->unknown->pdata[i]);
      json_object_set_array_member (mapping, "unknown", unknown);
    }
  add_columns (mapping, table);
  if (json_array_get_length (ids) > 0)
    json_object_set_array_member (mapping, "id", json_array_ref (ids));
  if (time >= 0)
    json_object_set_string_member (mapping, "time", table->names[time]);
  add_identifiers (mapping, table);
  add_event (mapping, table, name);
  json_node_take_object (node, mapping);
  return node;
}

/**
 * cem_mapping_propose:
 * @sample: a file of CSV, or the beginning of one
 * @name: what the mapping is to be called, such as the file's name
 * @error: where to say why it failed
 *
 * Proposes a mapping for a file.
 *
 * It finds out the encoding, the separator, whether there is a header, which marks stand for nothing,
 * the kinds of the columns and the formats of times (whether day or month comes first, as far as the
 * sample says), which columns tell rows apart, when a row happened and which identifiers it has. Each
 * row becomes one event with all cells; what events they really are is for a person to write. The
 * result is a mapping without mistakes.
 *
 * Fails with `CEM_ERROR_SYNTAX` when the sample has no rows.
 *
 * Returns: (transfer full): a mapping, as [ctor@Mapping.new_from_json] reads it
 *
 * Since: 0.1
 */
JsonNode *
cem_mapping_propose (GBytes *sample,
                     const char *name,
                     GError **error)
{
  g_autoptr (GString) raw = NULL;
  g_autoptr (GString) text = NULL;
  CemSampleTable *table = NULL;
  const char *encoding = NULL;
  const char *last = NULL;
  guint n_columns = 0;
  guint n_skipped = 0;
  GPtrArray *rows = NULL;
  JsonNode *mapping = NULL;
  char separator = ',';

  g_return_val_if_fail (sample != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  raw = read_beginning (sample, NULL, error);
  if (raw == NULL)
    return NULL;
  encoding = guess_encoding (raw->str, raw->len);
  text = read_beginning (sample, encoding, error);
  if (text == NULL)
    return NULL;

  /* The last row may be cut. */
  last = text->len >= MAX_BYTES ? strrchr (text->str, '\n') : NULL;
  if (last != NULL)
    g_string_truncate (text, (gsize) (last - text->str) + 1);

  separator = guess_separator (text, &n_columns);
  rows = read_rows (text, separator, MAX_ROWS, n_columns, &n_skipped);
  if (rows->len == 0)
    {
      g_ptr_array_unref (rows);
      _cem_set_error (error, CEM_ERROR_SYNTAX, "The sample has no rows");
      return NULL;
    }

  table = _cem_sample_table_new (rows, n_columns, separator);
  mapping = write_mapping (table, separator, encoding, n_skipped, name);
  _cem_sample_table_free (table);
  return mapping;
}
