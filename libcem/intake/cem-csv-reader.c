/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-csv-reader-private.h"

#include "base/cem-words-private.h"
#include "intake/cem-byte-source-private.h"

/* How much of a row that is too long is handed out. */
#define CUT_TEXT (16 * 1024)

typedef enum
{
  AT_START, /* of a field */
  IN_FIELD,
  IN_QUOTES,
  AFTER_QUOTE, /* one quote has come inside of quotes */
  IN_RUBBISH,  /* behind the closing quote */
  IN_COMMENT
} State;

/* A field of the row that is being read, by places in it. */
typedef struct
{
  gsize start;
  gsize end;
  gboolean quoted;
  gboolean escaped; /* has quotes or escapes that stand for characters */
} Span;

struct _CemCsvReader
{
  CemByteSource *source; /* NULL for a text */
  CemCsvDialect dialect;
  guint8 ends[256]; /* bytes that end a field without quotes */

  char *buffer;
  const char *text; /* the buffer, or somebody's text */
  gsize start;      /* of the row that is being read */
  gsize end;
  gboolean done; /* nothing more comes in */
  guint64 base;  /* the offset of text[0] */
  gint64 line;   /* of the row */
  guint skip;

  State state; /* of the row */
  gsize at;    /* the next byte to look at, from the row's start */
  gint64 n_lines; /* line ends in it */
  gboolean rubbish;
  Span span;
  GArray *spans;

  GArray *fields; /* CemCsvField */
  CemArena *arena; /* of fields that had quotes in them */
};

static CemCsvReader *
reader_new (const CemCsvDialect *dialect)
{
  CemCsvReader *self = g_new0 (CemCsvReader, 1);

  self->dialect = *dialect;
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  self->fields = g_array_new (FALSE, FALSE, sizeof (CemCsvField));
  self->arena = _cem_arena_new (16 * 1024);
  self->line = 1;
  self->ends['\n'] = self->ends['\r'] = 1;
  if (dialect->separator != CEM_CSV_BLANKS)
    self->ends[(guint8) dialect->separator] = 1;
  else
    self->ends[' '] = self->ends['\t'] = 1;
  return self;
}

CemCsvReader *
_cem_csv_reader_new (GInputStream *stream,
                     const char *encoding,
                     const CemCsvDialect *dialect,
                     GError **error)
{
  CemByteSource *source = _cem_byte_source_new (stream, encoding, error);
  CemCsvReader *self = NULL;

  if (source == NULL)
    return NULL;

  self = reader_new (dialect);
  self->source = source;
  self->skip = dialect->skip;
  self->text = self->buffer = g_malloc (CEM_CSV_MAX_ROW + CEM_BYTE_SOURCE_CHUNK);
  return self;
}

CemCsvReader *
_cem_csv_reader_new_for_text (const char *text,
                              gsize length,
                              gint64 line,
                              const CemCsvDialect *dialect)
{
  CemCsvReader *self = reader_new (dialect);

  _cem_csv_reader_set_text (self, text, length, line);
  return self;
}

void
_cem_csv_reader_free (CemCsvReader *self)
{
  g_clear_pointer (&self->source, _cem_byte_source_free);
  g_array_unref (self->spans);
  g_array_unref (self->fields);
  _cem_arena_free (self->arena);
  g_free (self->buffer);
  g_free (self);
}

static void
begin_row (CemCsvReader *self,
           gsize at,
           gint64 line)
{
  self->start = at;
  self->line = line;
  self->state = AT_START;
  self->at = 0;
  self->n_lines = 0;
  self->rubbish = FALSE;
  g_array_set_size (self->spans, 0);
}

void
_cem_csv_reader_set_text (CemCsvReader *self,
                          const char *text,
                          gsize length,
                          gint64 line)
{
  g_assert (self->source == NULL);

  self->text = text;
  self->end = length;
  self->done = TRUE;
  self->base = 0;
  begin_row (self, 0, line);
}

guint64
_cem_csv_reader_get_bytes (CemCsvReader *self)
{
  return self->source != NULL ? _cem_byte_source_get_bytes (self->source) : self->end;
}

/* --- finding the end of a row ---*/

static void
end_field (CemCsvReader *self,
           gsize end)
{
  if (!self->span.quoted)
    self->span.end = end;
  if (self->spans->len <= CEM_CSV_MAX_FIELDS)
    g_array_append_val (self->spans, self->span);
}

static void
begin_field (CemCsvReader *self,
             gboolean quoted)
{
  self->span = (Span){ .start = self->at + (quoted ? 1 : 0), .quoted = quoted };
  self->state = quoted ? IN_QUOTES : IN_FIELD;
  if (quoted)
    self->at++;
}

static const char *
skip_field (CemCsvReader *self,
            const char *p,
            const char *end)
{
  while (p < end && !self->ends[(guint8) *p])
    p++;

  return p;
}

/* Inside of quotes up to what may end them. */
static const char *
skip_quoted (CemCsvReader *self,
             const char *p,
             const char *end)
{
  const char *found = p;

  if (self->dialect.escape == '\0')
    found = memchr (p, self->dialect.quote, end - p);
  else
    while (found < end && *found != self->dialect.quote && *found != self->dialect.escape)
      found++;
  if (found == NULL)
    found = end;

  for (const char *feed = p; (feed = memchr (feed, '\n', found - feed)) != NULL; feed++)
    self->n_lines++;
  return found;
}

/* A separator or line end that stands at @p, after the field before it has been ended. */
static gboolean
take_end (CemCsvReader *self,
          char c)
{
  self->at++;
  self->state = AT_START;
  return c == '\n' || c == '\r';
}

static gboolean
start_field (CemCsvReader *self,
             char c)
{
  gboolean blanks = self->dialect.separator == CEM_CSV_BLANKS;

  if ((blanks || self->dialect.trim) && (c == ' ' || c == '\t') &&
      (blanks || c != self->dialect.separator))
    {
      self->at++;
      return FALSE;
    }
  if (self->at == 0 && self->dialect.comment != '\0' && c == self->dialect.comment)
    {
      self->state = IN_COMMENT;
      return FALSE;
    }
  if (blanks && (c == '\n' || c == '\r'))
    return take_end (self, c);

  begin_field (self, self->dialect.quote != '\0' && c == self->dialect.quote);
  return FALSE;
}

static gboolean
leave_quotes (CemCsvReader *self,
              char c)
{
  if (c == self->dialect.quote)
    {
      self->span.escaped = TRUE;
      self->state = IN_QUOTES;
      self->at++;
      return FALSE;
    }

  self->span.end = self->at - 1;
  if (self->ends[(guint8) c])
    {
      end_field (self, self->at);
      return take_end (self, c);
    }
  if (self->dialect.trim && (c == ' ' || c == '\t'))
    {
      /* Looks again behind the blank; the field has ended before it. */
      self->state = IN_RUBBISH;
      return FALSE;
    }

  self->rubbish = TRUE;
  self->state = IN_RUBBISH;
  return FALSE;
}

static gboolean
skip_rubbish (CemCsvReader *self,
              const char *p,
              const char *end)
{
  const char *found = skip_field (self, p, end);

  for (const char *c = p; c < found; c++)
    self->rubbish = self->rubbish || (*c != ' ' && *c != '\t');
  self->at += found - p;
  if (found == end)
    return FALSE;

  end_field (self, self->at);
  return take_end (self, *found);
}

/* At what ends a run inside of quotes: a quote, or an escape with what it stands before. */
static void
step_in_quotes (CemCsvReader *self,
                const char *p,
                const char *end,
                gboolean *starved)
{
  if (*p == self->dialect.quote)
    {
      self->state = AFTER_QUOTE;
      self->at++;
      return;
    }

  *starved = p + 1 == end;
  if (*starved)
    return;

  self->n_lines += p[1] == '\n' ? 1 : 0;
  self->span.escaped = TRUE;
  self->at += 2;
}

/* One step; TRUE when the row is complete. @starved: more bytes are needed first. */
static gboolean
step (CemCsvReader *self,
      gboolean *starved)
{
  const char *row = self->text + self->start;
  const char *end = self->text + self->end;
  const char *p = row + self->at;
  const char *found = NULL;

  *starved = p == end;
  if (*starved)
    return FALSE;

  switch (self->state)
    {
    case AT_START:
      return start_field (self, *p);
    case IN_FIELD:
      found = skip_field (self, p, end);
      self->at = found - row;
      if (found == end)
        return FALSE;
      end_field (self, self->at);
      return take_end (self, *found);
    case IN_QUOTES:
      found = skip_quoted (self, p, end);
      self->at = found - row;
      if (found < end)
        step_in_quotes (self, found, end, starved);
      return FALSE;
    case AFTER_QUOTE:
      return leave_quotes (self, *p);
    case IN_RUBBISH:
      return skip_rubbish (self, p, end);
    case IN_COMMENT:
    default:
      found = memchr (p, '\n', end - p);
      self->at = (found != NULL ? found + 1 : end) - row;
      return found != NULL;
    }
}

/* --- reading ---*/

static gboolean
fill (CemCsvReader *self,
      GCancellable *cancellable,
      GError **error)
{
  gsize n = 0;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->base += self->start;
  self->end -= self->start;
  self->start = 0;
  if (!_cem_byte_source_read (self->source, self->buffer + self->end, &n, cancellable, error))
    return FALSE;

  self->end += n;
  self->done = n == 0;
  return TRUE;
}

/* Ends what is open when no more bytes come. FALSE when a quote is. */
static gboolean
finish_row (CemCsvReader *self)
{
  switch (self->state)
    {
    case AT_START:
      /* A separator was the last byte: an empty field is behind it. */
      if (self->spans->len > 0 && self->dialect.separator != CEM_CSV_BLANKS)
        {
          begin_field (self, FALSE);
          end_field (self, self->at);
        }
      return TRUE;
    case IN_FIELD:
    case IN_RUBBISH:
      end_field (self, self->at);
      return TRUE;
    case AFTER_QUOTE:
      self->span.end = self->at - 1;
      end_field (self, self->at);
      return TRUE;
    case IN_QUOTES:
      return FALSE;
    case IN_COMMENT:
    default:
      return TRUE;
    }
}

static void
fill_row (CemCsvReader *self,
          CemCsvRow *row,
          gsize length)
{
  const char *text = self->text + self->start;

  while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
    length--;

  *row = (CemCsvRow){ .text = text,
                      .length = length,
                      .line = self->line,
                      .offset = self->base + self->start };
}

static void
fail (CemCsvRow *row,
      const char *reason,
      const char *message)
{
  row->reason = reason;
  row->message = message;
}

/* Behind a CR LF, whose CR has ended the row. FALSE when more bytes are needed to know. */
static gboolean
take_line_feed (CemCsvReader *self,
                GCancellable *cancellable,
                GError **error)
{
  if (self->text[self->start + self->at - 1] != '\r')
    return TRUE;

  if (self->start + self->at == self->end && !self->done && self->at <= CEM_CSV_MAX_ROW &&
      !fill (self, cancellable, error))
    return FALSE;
  if (self->start + self->at < self->end && self->text[self->start + self->at] == '\n')
    self->at++;
  return TRUE;
}

/* A quote is never closed: the line in which it was opened is no row, what comes after it may be. */
static void
give_up_line (CemCsvReader *self,
              CemCsvRow *row)
{
  const char *text = self->text + self->start;
  gsize length = self->end - self->start;
  const char *feed = memchr (text, '\n', length);

  if (feed != NULL)
    length = (gsize) (feed - text) + 1;
  fill_row (self, row, length);
  row->next = row->offset + length;
  fail (row, "csv", W_ ("A quote is opened in this line and never closed"));
  row->cut = row->length > CUT_TEXT;
  row->length = MIN (row->length, CUT_TEXT);
  begin_row (self, self->start + length, self->line + 1);
}

static void
cut_row (CemCsvReader *self,
         CemCsvRow *row)
{
  fill_row (self, row, CUT_TEXT);
  fail (row, "limit", W_ ("The row is longer than 1 MiB; only its beginning is kept here"));
  row->cut = TRUE;
}

/* The row is longer than a row may be and its end is not in sight: what comes up to the next line end
 * is dropped. */
static gboolean
give_up_row (CemCsvReader *self,
             CemCsvRow *row,
             GCancellable *cancellable,
             GError **error)
{
  const char *feed = memchr (self->text + self->start, '\n', self->end - self->start);

  if (feed != NULL)
    {
      give_up_line (self, row);
      return TRUE;
    }

  /* What is read goes behind the text that is handed out. */
  memmove (self->buffer, self->buffer + self->start, CUT_TEXT);
  self->base += self->start;
  self->end -= self->start;
  self->start = 0;
  cut_row (self, row);
  while (feed == NULL && !self->done)
    {
      self->base += self->end - CUT_TEXT;
      self->end = CUT_TEXT;
      if (!fill (self, cancellable, error))
        return FALSE;
      feed = memchr (self->buffer + CUT_TEXT, '\n', self->end - CUT_TEXT);
    }

  begin_row (self, feed != NULL ? (gsize) (feed + 1 - self->buffer) : self->end, self->line + 1);
  row->next = self->base + self->start;
  return TRUE;
}

/* --- fields ---*/

static CemCsvField
unescape (CemCsvReader *self,
          const char *text,
          gsize length)
{
  char *out = _cem_arena_alloc (self->arena, length);
  char *to = out;

  for (const char *p = text; p < text + length; p++)
    {
      gboolean stands = *p == self->dialect.quote ||
                        (self->dialect.escape != '\0' && *p == self->dialect.escape);

      if (stands && p + 1 < text + length)
        p++;
      *to++ = *p;
    }

  return (CemCsvField){ out, to - out };
}

static CemCsvField
take_field (CemCsvReader *self,
            const char *row,
            const Span *span)
{
  CemCsvField field = { row + span->start, span->end - span->start };

  if (span->escaped)
    return unescape (self, field.text, field.length);

  if (self->dialect.trim && !span->quoted)
    while (field.length > 0 &&
           (field.text[field.length - 1] == ' ' || field.text[field.length - 1] == '\t'))
      field.length--;
  return field;
}

static void
take_fields (CemCsvReader *self,
             CemCsvRow *row)
{
  const Span *spans = (const Span *) self->spans->data;

  if (self->rubbish)
    fail (row, "csv",
          W_ ("Something stands between a closing quote and the separator; a quote inside of "
              "quotes is written twice"));
  else if (self->spans->len > CEM_CSV_MAX_FIELDS)
    fail (row, "limit", W_ ("The row has more than 4096 fields"));
  else if (memchr (row->text, '\0', row->length) != NULL)
    fail (row, "csv", W_ ("The row has a NUL byte in it"));
  else if (!g_utf8_validate_len (row->text, row->length, NULL))
    fail (row, "encoding",
          W_ ("The row has bytes that are not of its encoding; say in the mapping which one "
              "the file has, as {\"file\": {\"encoding\": \"GB18030\"}}"));
  if (row->reason != NULL)
    return;

  _cem_arena_reset (self->arena);
  g_array_set_size (self->fields, self->spans->len);
  for (guint i = 0; i < self->spans->len; i++)
    g_array_index (self->fields, CemCsvField, i) = take_field (self, row->text, &spans[i]);
  row->n_fields = self->fields->len;
  row->fields = (const CemCsvField *) self->fields->data;
}

/* A line with nothing in it, a comment, one of those before the first row. */
static gboolean
is_no_row (CemCsvReader *self,
           const CemCsvRow *row)
{
  if (self->skip > 0)
    {
      self->skip--;
      return TRUE;
    }
  if (self->state == IN_COMMENT || row->length == 0 || self->spans->len == 0)
    return TRUE;

  for (gsize i = 0; i < row->length; i++)
    if (row->text[i] != ' ' && row->text[i] != '\t')
      return FALSE;
  return row->text[0] != self->dialect.separator;
}

typedef enum
{
  FOUND,
  FOUND_OPEN, /* a quote was not closed */
  TOO_LONG,
  NOTHING, /* the end */
  FAILED
} Found;

/* Up to the end of a row, whatever it is. */
static Found
find_row (CemCsvReader *self,
          GCancellable *cancellable,
          GError **error)
{
  gboolean starved = FALSE;
  gboolean complete = FALSE;

  /* Lines that are skipped are no rows, whatever quotes they have. */
  if (self->skip > 0)
    self->state = IN_COMMENT;

  while (!complete)
    {
      complete = step (self, &starved);
      if (!starved)
        continue;
      if (self->done && self->start == self->end)
        return NOTHING;
      if (self->done)
        return finish_row (self) ? FOUND : FOUND_OPEN;
      if (self->end - self->start > CEM_CSV_MAX_ROW)
        return TOO_LONG;
      if (!fill (self, cancellable, error))
        return FAILED;
    }

  return take_line_feed (self, cancellable, error) ? FOUND : FAILED;
}

/* FALSE when what has been found is no row at all. */
static gboolean
take_row (CemCsvReader *self,
          CemCsvRow *row)
{
  gboolean no_row = FALSE;

  if (self->at > CEM_CSV_MAX_ROW)
    cut_row (self, row);
  else
    {
      fill_row (self, row, self->at);
      no_row = is_no_row (self, row);
      if (!no_row)
        take_fields (self, row);
    }

  row->next = row->offset + self->at;
  begin_row (self, self->start + self->at, self->line + self->n_lines + 1);
  return !no_row;
}

gboolean
_cem_csv_reader_next (CemCsvReader *self,
                      CemCsvRow *row,
                      GCancellable *cancellable,
                      GError **error)
{
  while (TRUE)
    switch (find_row (self, cancellable, error))
      {
      case FOUND:
        if (take_row (self, row))
          return TRUE;
        break;
      case FOUND_OPEN:
        give_up_line (self, row);
        return TRUE;
      case TOO_LONG:
        return give_up_row (self, row, cancellable, error);
      case NOTHING:
      case FAILED:
      default:
        return FALSE;
      }
}
