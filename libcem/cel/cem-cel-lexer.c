/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-lexer-private.h"

#include "base/cem-words-private.h"

#include <errno.h>

static void
fail (CemCelLexer *self,
      CemCelToken *token,
      guint32 at,
      const char *message)
{
  token->kind = CEM_CEL_TOKEN_ERROR;
  token->at = at;
  self->message = message;
}

static inline char
peek (const CemCelLexer *self,
      guint32 ahead)
{
  guint32 at = self->position + ahead;

  return at < self->length ? self->text[at] : '\0';
}

static void
skip_blanks (CemCelLexer *self)
{
  while (self->position < self->length)
    {
      char c = self->text[self->position];

      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')
        {
          self->position++;
          continue;
        }

      if (c != '/' || peek (self, 1) != '/')
        return;

      while (self->position < self->length && self->text[self->position] != '\n')
        self->position++;
    }
}

static gboolean
scan_hex (const char *text,
          guint digits,
          guint32 *code)
{
  guint32 value = 0;

  for (guint i = 0; i < digits; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return FALSE;

      value = value << 4 | (guint32) digit;
    }

  *code = value;
  return TRUE;
}

/* Reads the escape after the backslash at @text; returns how many characters it has, or 0 when it is
 * none. Of a code point escape inside bytes only \x and octal make sense. */
static guint
scan_escape (const char *text,
             gsize left,
             gboolean bytes,
             guint32 *code)
{
  static const char plain[] = "a\ab\bf\fn\nr\rt\tv\v\\\\??\"\"''``";
  guint digits = 0;

  if (left == 0)
    return 0;

  for (const char *p = plain; *p != '\0'; p += 2)
    {
      if (p[0] == text[0])
        {
          *code = (guint8) p[1];
          return 1;
        }
    }

  if (text[0] >= '0' && text[0] <= '3')
    {
      if (left < 3 || text[1] < '0' || text[1] > '7' || text[2] < '0' || text[2] > '7')
        return 0;

      *code = (guint32) ((text[0] - '0') << 6 | (text[1] - '0') << 3 | (text[2] - '0'));
      return 3;
    }

  if (text[0] == 'x' || text[0] == 'X')
    digits = 2;
  else if (text[0] == 'u' && !bytes)
    digits = 4;
  else if (text[0] == 'U' && !bytes)
    digits = 8;

  if (digits == 0 || left < digits + 1 || !scan_hex (text + 1, digits, code))
    return 0;

  if (*code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
    return 0;

  return digits + 1;
}

/* Unescapes @length bytes of a literal's inside; FALSE with the offset of the bad escape. */
static gboolean
unescape (CemCelLexer *self,
          const char *text,
          gsize length,
          gboolean raw,
          gboolean bytes,
          CemDatum *value,
          gsize *bad)
{
  /* An escape is never shorter than what it stands for. */
  char *out = _cem_arena_alloc (self->arena, length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint32 code = 0;
      guint used = 0;

      if (text[i] == '\r')
        {
          if (i + 1 < length && text[i + 1] == '\n')
            i++;

          out[n++] = '\n';
          continue;
        }

      if (raw || text[i] != '\\')
        {
          out[n++] = text[i];
          continue;
        }

      used = scan_escape (text + i + 1, length - i - 1, bytes, &code);
      if (used == 0)
        {
          *bad = i;
          return FALSE;
        }

      if (bytes)
        out[n++] = (char) code;
      else
        n += (gsize) g_unichar_to_utf8 (code, out + n);

      i += used;
    }

  out[n] = '\0';
  *value = bytes ? _cem_datum_bytes (out, n) : _cem_datum_string (out, n);
  return TRUE;
}

/* A literal whose opening quote is at the position. */
static void
scan_string (CemCelLexer *self,
             CemCelToken *token,
             gboolean raw,
             gboolean bytes)
{
  const char quote = peek (self, 0);
  const gboolean triple = peek (self, 1) == quote && peek (self, 2) == quote;
  guint32 start = self->position + (triple ? 3 : 1);
  guint32 end = start;
  gsize bad = 0;

  for (;; end++)
    {
      char c = end < self->length ? self->text[end] : '\0';

      if (end >= self->length || (!triple && (c == '\n' || c == '\r')))
        {
          fail (self, token, token->at, W_ ("the quote that begins here is never closed"));
          return;
        }

      if (c == '\\' && !raw)
        {
          end++;
          continue;
        }

      if (c != quote)
        continue;

      if (!triple)
        break;

      if (end + 2 < self->length && self->text[end + 1] == quote && self->text[end + 2] == quote)
        break;
    }

  if (end > self->length ||
      !unescape (self, self->text + start, end - start, raw, bytes, &token->value, &bad))
    {
      fail (self, token, (guint32) (start + bad),
            W_ ("this escape is unknown; write “\\\\” for a backslash, or a raw text r'…'"));
      return;
    }

  token->kind = bytes ? CEM_CEL_TOKEN_BYTES : CEM_CEL_TOKEN_STRING;
  self->position = end + (triple ? 3 : 1);
}

static void
scan_double (CemCelLexer *self,
             CemCelToken *token,
             guint32 start,
             guint32 end)
{
  g_autofree char *text = g_strndup (self->text + start, end - start);
  double value = g_ascii_strtod (text, NULL);

  if (value > G_MAXDOUBLE)
    {
      fail (self, token, start, W_ ("this number is too large for a double"));
      return;
    }

  token->kind = CEM_CEL_TOKEN_DOUBLE;
  token->value = _cem_datum_double (value);
  self->position = end;
}

static void
scan_integer (CemCelLexer *self,
              CemCelToken *token,
              guint32 start,
              guint32 end,
              guint base)
{
  guint64 value = 0;

  for (guint32 i = start; i < end; i++)
    {
      guint digit = (guint) g_ascii_xdigit_value (self->text[i]);

      if (__builtin_mul_overflow (value, (guint64) base, &value) ||
          __builtin_add_overflow (value, (guint64) digit, &value))
        {
          fail (self, token, token->at, W_ ("this number does not fit into 64 bits"));
          return;
        }
    }

  self->position = end;
  token->kind = CEM_CEL_TOKEN_INT;
  token->value = _cem_datum_uint (value);

  if (peek (self, 0) == 'u' || peek (self, 0) == 'U')
    {
      self->position++;
      token->kind = CEM_CEL_TOKEN_UINT;
    }
}

static void
scan_number (CemCelLexer *self,
             CemCelToken *token)
{
  guint32 i = self->position;
  gboolean is_double = FALSE;

  if (peek (self, 0) == '0' && (peek (self, 1) == 'x' || peek (self, 1) == 'X') &&
      g_ascii_isxdigit (peek (self, 2)))
    {
      i += 2;
      while (i < self->length && g_ascii_isxdigit (self->text[i]))
        i++;

      scan_integer (self, token, self->position + 2, i, 16);
      return;
    }

  while (i < self->length && g_ascii_isdigit (self->text[i]))
    i++;

  if (i + 1 < self->length && self->text[i] == '.' && g_ascii_isdigit (self->text[i + 1]))
    {
      is_double = TRUE;
      i++;
      while (i < self->length && g_ascii_isdigit (self->text[i]))
        i++;
    }

  if (i < self->length && (self->text[i] == 'e' || self->text[i] == 'E'))
    {
      guint32 j = i + 1;

      if (j < self->length && (self->text[j] == '+' || self->text[j] == '-'))
        j++;

      if (j < self->length && g_ascii_isdigit (self->text[j]))
        {
          is_double = TRUE;
          while (j < self->length && g_ascii_isdigit (self->text[j]))
            j++;
          i = j;
        }
    }

  if (is_double)
    scan_double (self, token, self->position, i);
  else
    scan_integer (self, token, self->position, i, 10);

  if (token->kind != CEM_CEL_TOKEN_ERROR &&
      (g_ascii_isalnum (peek (self, 0)) || peek (self, 0) == '_'))
    fail (self, token, token->at, W_ ("a number cannot be followed by a letter"));
}

static void
scan_quoted (CemCelLexer *self,
             CemCelToken *token)
{
  guint32 i = self->position + 1;

  while (i < self->length && (g_ascii_isalnum (self->text[i]) || strchr ("_.-/ ", self->text[i])))
    i++;

  if (i >= self->length || self->text[i] != '`' || i == self->position + 1)
    {
      fail (self, token, token->at,
            W_ ("a name in back quotes holds letters, digits, “_”, “.”, “-”, “/” and spaces; "
                "write other names as an index: a['…']"));
      return;
    }

  token->kind = CEM_CEL_TOKEN_QUOTED;
  token->value = _cem_datum_string (self->text + self->position + 1, i - self->position - 1);
  self->position = i + 1;
}

static void
scan_word (CemCelLexer *self,
           CemCelToken *token)
{
  const char *start = self->text + self->position;
  guint32 length = 0;

  while (g_ascii_isalnum (peek (self, length)) || peek (self, length) == '_')
    length++;

  token->kind = CEM_CEL_TOKEN_IDENT;
  token->value = _cem_datum_string (start, length);
  self->position += length;

  if (length == 4 && memcmp (start, "true", 4) == 0)
    token->kind = CEM_CEL_TOKEN_TRUE;
  else if (length == 5 && memcmp (start, "false", 5) == 0)
    token->kind = CEM_CEL_TOKEN_FALSE;
  else if (length == 4 && memcmp (start, "null", 4) == 0)
    token->kind = CEM_CEL_TOKEN_NULL;
  else if (length == 2 && memcmp (start, "in", 2) == 0)
    token->kind = CEM_CEL_TOKEN_IN;
}

/* [bB]? [rR]? before a quote. */
static gboolean
scan_prefixed_string (CemCelLexer *self,
                      CemCelToken *token)
{
  gboolean bytes = peek (self, 0) == 'b' || peek (self, 0) == 'B';
  guint32 n = bytes ? 1 : 0;
  gboolean raw = peek (self, n) == 'r' || peek (self, n) == 'R';

  n += raw ? 1 : 0;
  if (peek (self, n) != '"' && peek (self, n) != '\'')
    return FALSE;

  self->position += n;
  scan_string (self, token, raw, bytes);
  return TRUE;
}

static void
scan_symbol (CemCelLexer *self,
             CemCelToken *token)
{
  static const struct
  {
    const char text[3];
    CemCelTokenKind kind;
  } pairs[] = {
    { "&&", CEM_CEL_TOKEN_AND },        { "||", CEM_CEL_TOKEN_OR },
    { "==", CEM_CEL_TOKEN_EQUAL },      { "!=", CEM_CEL_TOKEN_NOT_EQUAL },
    { "<=", CEM_CEL_TOKEN_LESS_EQUAL }, { ">=", CEM_CEL_TOKEN_GREATER_EQUAL },
  };
  const char c = peek (self, 0);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (pairs[i].text[0] == c && pairs[i].text[1] == peek (self, 1))
        {
          token->kind = pairs[i].kind;
          self->position += 2;
          return;
        }
    }

  if (strchr ("()[]{}.,?:!<>+-*/%", c) == NULL || c == '\0')
    {
      const char *message = W_ ("this character has no meaning here");

      if (c == '=')
        message = W_ ("compare with “==”");
      else if (c == '&' || c == '|')
        message = W_ ("write “&&” and “||”");

      fail (self, token, token->at, message);
      return;
    }

  token->kind = CEM_CEL_TOKEN_PUNCTUATION;
  token->punctuation = c;
  self->position++;
}

void
_cem_cel_lexer_next (CemCelLexer *self,
                     CemCelToken *token)
{
  char c;

  skip_blanks (self);
  memset (token, 0, sizeof *token);
  token->at = self->position;

  if (self->position >= self->length)
    {
      token->kind = CEM_CEL_TOKEN_END;
      return;
    }

  c = peek (self, 0);
  if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (peek (self, 1))))
    scan_number (self, token);
  else if (c == '"' || c == '\'' || (strchr ("bBrR", c) != NULL && c != '\0'))
    {
      if (!scan_prefixed_string (self, token))
        scan_word (self, token);
    }
  else if (g_ascii_isalpha (c) || c == '_')
    scan_word (self, token);
  else if (c == '`')
    scan_quoted (self, token);
  else
    scan_symbol (self, token);

  token->length = self->position - token->at;
}
