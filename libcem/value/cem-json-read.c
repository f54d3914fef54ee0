/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-scan-private.h"

#include "base/cem-words-private.h"

const CemJsonLimits _cem_json_default_limits = {
  .max_depth = 128,
  .max_keys = 1000000,
  .max_length = 256 * 1024 * 1024,
};

#define STACK_ON_STACK 128

/* A key and its value on the stack are an entry. */
G_STATIC_ASSERT (sizeof (CemEntry) == 2 * sizeof (CemDatum));

/* A container that is being read; the chain of them is the JSON Pointer of the present place. */
typedef struct _Frame Frame;

struct _Frame
{
  const Frame *parent;
  guint base; /* its first cell on the reader's stack */
  gboolean is_object;
};

typedef struct
{
  CemJsonScanner scan;
  const char *text;
  const CemJsonLimits *limits;
  guint depth;
  guint n_keys;

  /* Items, and keys with their values, of the containers that are still open. */
  CemDatum *stack;
  guint n_stack;
  guint stack_size;
  CemDatum first_stack[STACK_ON_STACK];

  const Frame *frame;
  GError **error;
} Reader;

static gboolean read_value (Reader *self,
                            CemDatum *datum);

/* --- Errors --- */

static void
append_pointer (Reader *self,
                const Frame *frame,
                guint next,
                GString *out)
{
  const CemDatum *key = NULL;

  if (frame == NULL)
    return;

  append_pointer (self, frame->parent, frame->base, out);
  if (!frame->is_object)
    {
      g_string_append_printf (out, "/%u", next - frame->base);
      return;
    }

  /* A key without its value stands at the top; before a key there is none to name. */
  if ((next - frame->base) % 2 == 0)
    return;
  key = &self->stack[next - 1];
  g_string_append_c (out, '/');
  for (gint32 i = 0; i < key->n && i < 200; i++)
    {
      if (key->v.s[i] == '~')
        g_string_append (out, "~0");
      else if (key->v.s[i] == '/')
        g_string_append (out, "~1");
      else if (key->v.s[i] != '\0')
        g_string_append_c (out, key->v.s[i]);
    }
}

static void
locate (Reader *self,
        const char *place,
        guint *line,
        guint *column)
{
  *line = 1;
  *column = 1;
  for (const char *p = self->text; p < place; p++)
    {
      if (*p == '\n')
        {
          (*line)++;
          *column = 1;
        }
      else if (((guchar) *p & 0xc0) != 0x80)
        {
          (*column)++;
        }
    }
}

/* Makes the GError of what the scanner found, or of what was found here. */
static void
report (Reader *self)
{
  g_autoptr (GString) pointer = g_string_new (NULL);
  g_autofree char *valid = NULL;
  guint line = 0, column = 0;

  locate (self, self->scan.place, &line, &column);
  append_pointer (self, self->frame, self->n_stack, pointer);
  valid = g_utf8_make_valid (pointer->str, (gssize) pointer->len);
  _cem_set_error (self->error, (int) self->scan.code, "JSON line %u, column %u, at “%s”: %s", line,
                  column, valid, self->scan.message);
}

#define fail(self, ...) _cem_json_scan_fail (&(self)->scan, __VA_ARGS__)
#define fail_expected(self, expected) _cem_json_scan_fail_expected (&(self)->scan, expected)

/* --- The stack --- */

static void
push (Reader *self,
      const CemDatum *datum)
{
  if (G_UNLIKELY (self->n_stack == self->stack_size))
    {
      gsize size = self->stack_size * sizeof (CemDatum);

      if (self->stack == self->first_stack)
        {
          self->stack = g_malloc (size * 2);
          memcpy (self->stack, self->first_stack, size);
        }
      else
        {
          self->stack = g_realloc (self->stack, size * 2);
        }
      self->stack_size *= 2;
    }

  self->stack[self->n_stack++] = *datum;
}

/* --- Containers --- */

/* Frames outlive their functions, so that an error can be reported when all have returned. */
static Frame *
enter (Reader *self,
       gboolean is_object)
{
  Frame *frame = NULL;

  self->scan.p++;
  if (++self->depth > self->limits->max_depth)
    {
      fail (self, CEM_ERROR_LIMIT, self->scan.p - 1, N_ ("nested more than %u deep"),
            self->limits->max_depth);
      return NULL;
    }

  frame = _cem_arena_alloc (self->scan.arena, sizeof (Frame));
  frame->parent = self->frame;
  frame->base = self->n_stack;
  frame->is_object = is_object;
  self->frame = frame;
  _cem_json_skip_space (&self->scan);
  return frame;
}

static void
leave (Reader *self,
       const Frame *frame)
{
  self->frame = frame->parent;
  self->n_stack = frame->base;
  self->depth--;
  self->scan.p++;
}

static gboolean
read_array (Reader *self,
            CemDatum *datum)
{
  const Frame *frame = enter (self, FALSE);

  if (frame == NULL)
    return FALSE;

  if (self->scan.p == self->scan.end || *self->scan.p != ']')
    {
      while (TRUE)
        {
          CemDatum item;

          if (!read_value (self, &item))
            return FALSE;
          push (self, &item);

          _cem_json_skip_space (&self->scan);
          if (self->scan.p < self->scan.end && *self->scan.p == ']')
            break;
          if (self->scan.p == self->scan.end || *self->scan.p != ',')
            return fail_expected (self, W_ ("“,” or “]”"));
          self->scan.p++;
          _cem_json_skip_space (&self->scan);
        }
    }

  *datum = _cem_datum_list (_cem_list_new (self->scan.arena, self->stack + frame->base,
                                           self->n_stack - frame->base));
  leave (self, frame);
  return TRUE;
}

static gboolean
fail_duplicate (Reader *self,
                const Frame *frame,
                guint entry)
{
  const char *place = self->stack[frame->base + entry * 2].v.s;

  /* A key with escapes is a copy elsewhere; then the present place must do. */
  if (place < self->text || place >= self->scan.end)
    place = self->scan.p;
  else
    place--;

  self->n_stack = frame->base + entry * 2 + 1;
  return fail (self, CEM_ERROR_SYNTAX, place, N_ ("the key occurs twice in one object"));
}

/* Compares a new key, not yet on the stack, with the earlier ones. @seen has a bit for each length
 * and first letter, so that the comparison is needed rarely. Large objects are checked at their
 * end, by the map's hash index. */
static inline gboolean
is_new_key (Reader *self,
            const Frame *frame,
            const CemDatum *key,
            guint64 *seen)
{
  guint mark = (guint) key->n * 7 + (key->n > 0 ? (guint) (guchar) key->v.s[0] +
                                                  (guint) (guchar) key->v.s[key->n - 1] * 3 : 0);
  guint64 bit = G_GUINT64_CONSTANT (1) << (mark & 63);

  if (G_LIKELY ((*seen & bit) == 0))
    {
      *seen |= bit;
      return TRUE;
    }

  for (guint i = frame->base; i < self->n_stack && i < frame->base + 16; i += 2)
    if (self->stack[i].n == key->n && memcmp (self->stack[i].v.s, key->v.s, (gsize) key->n) == 0)
      return FALSE;

  return TRUE;
}

static gboolean
read_key (Reader *self,
          const Frame *frame,
          guint64 *seen)
{
  const char *start = self->scan.p;
  CemDatum key;

  if (self->scan.p == self->scan.end || *self->scan.p != '"')
    return fail_expected (self, W_ ("a key in quotes"));
  if (++self->n_keys > self->limits->max_keys)
    return fail (self, CEM_ERROR_LIMIT, self->scan.p, N_ ("more than %u keys"),
                 self->limits->max_keys);

  self->scan.p++;
  if (!_cem_json_scan_string (&self->scan, &key))
    return FALSE;

  if (!is_new_key (self, frame, &key, seen))
    {
      push (self, &key);
      return fail (self, CEM_ERROR_SYNTAX, start, N_ ("the key occurs twice in one object"));
    }

  push (self, &key);
  return TRUE;
}

static gboolean
read_members (Reader *self,
              const Frame *frame)
{
  guint64 seen = 0;

  while (TRUE)
    {
      CemDatum value;

      if (!read_key (self, frame, &seen))
        return FALSE;

      _cem_json_skip_space (&self->scan);
      if (self->scan.p == self->scan.end || *self->scan.p != ':')
        return fail_expected (self, W_ ("“:”"));
      self->scan.p++;
      _cem_json_skip_space (&self->scan);

      if (!read_value (self, &value))
        return FALSE;
      push (self, &value);

      _cem_json_skip_space (&self->scan);
      if (self->scan.p < self->scan.end && *self->scan.p == '}')
        return TRUE;
      if (self->scan.p == self->scan.end || *self->scan.p != ',')
        return fail_expected (self, W_ ("“,” or “}”"));
      self->scan.p++;
      _cem_json_skip_space (&self->scan);
    }
}

static gboolean
read_object (Reader *self,
             CemDatum *datum)
{
  const Frame *frame = enter (self, TRUE);
  const CemMap *map = NULL;
  guint n = 0, duplicate = 0;

  if (frame == NULL)
    return FALSE;
  if ((self->scan.p == self->scan.end || *self->scan.p != '}') && !read_members (self, frame))
    return FALSE;

  n = (self->n_stack - frame->base) / 2;
  map = _cem_map_new_checked (self->scan.arena, (const CemEntry *) (self->stack + frame->base), n,
                              n > 8 ? &duplicate : NULL);
  if (map == NULL)
    return fail_duplicate (self, frame, duplicate);

  *datum = _cem_datum_map (map);
  leave (self, frame);
  return TRUE;
}

/* --- Values --- */

static gboolean
read_word (Reader *self,
           const char *word,
           CemDatum result,
           CemDatum *datum)
{
  gsize length = strlen (word);

  if ((gsize) (self->scan.end - self->scan.p) < length || memcmp (self->scan.p, word, length) != 0)
    return fail_expected (self, W_ ("a value"));

  self->scan.p += length;
  *datum = result;
  return TRUE;
}

static gboolean
read_value (Reader *self,
            CemDatum *datum)
{
  if (self->scan.p == self->scan.end)
    return fail_expected (self, W_ ("a value"));

  switch (*self->scan.p)
    {
    case '"':
      self->scan.p++;
      return _cem_json_scan_string (&self->scan, datum);
    case '{':
      return read_object (self, datum);
    case '[':
      return read_array (self, datum);
    case 't':
      return read_word (self, "true", _cem_datum_bool (TRUE), datum);
    case 'f':
      return read_word (self, "false", _cem_datum_bool (FALSE), datum);
    case 'n':
      return read_word (self, "null", _cem_datum_null (), datum);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return _cem_json_scan_number (&self->scan, datum);
    default:
      return fail_expected (self, W_ ("a value"));
    }
}

static gboolean
read_document (Reader *self,
               CemDatum *datum)
{
  if ((gsize) (self->scan.end - self->text) > MIN (self->limits->max_length, G_MAXINT32))
    return fail (self, CEM_ERROR_LIMIT, self->text, N_ ("the text has more than %zu bytes"),
                 MIN (self->limits->max_length, (gsize) G_MAXINT32));
  if (self->scan.end - self->text >= 3 && memcmp (self->text, "\xef\xbb\xbf", 3) == 0)
    return fail (self, CEM_ERROR_SYNTAX, self->text,
                 N_ ("the text begins with a byte order mark; save it without one"));

  _cem_json_skip_space (&self->scan);
  if (!read_value (self, datum))
    return FALSE;

  _cem_json_skip_space (&self->scan);
  if (self->scan.p != self->scan.end)
    return fail_expected (self, W_ ("the end of the text"));
  return TRUE;
}

gboolean
_cem_json_read (CemArena *arena,
                const char *text,
                gsize length,
                const CemJsonLimits *limits,
                CemDatum *datum,
                GError **error)
{
  Reader reader;
  gboolean success = FALSE;

  /* An empty GBytes has no data. */
  if (text == NULL)
    text = "";

  /* Field by field: the stack need not be cleared. */
  reader.scan.arena = arena;
  reader.text = text;
  reader.scan.p = text;
  reader.scan.end = text + length;
  reader.limits = limits != NULL ? limits : &_cem_json_default_limits;
  reader.depth = 0;
  reader.n_keys = 0;
  reader.stack = reader.first_stack;
  reader.n_stack = 0;
  reader.stack_size = STACK_ON_STACK;
  reader.frame = NULL;
  reader.error = error;

  success = read_document (&reader, datum);
  if (!success)
    report (&reader);
  if (reader.stack != reader.first_stack)
    g_free (reader.stack);
  return success;
}
