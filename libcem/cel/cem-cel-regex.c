/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-regex-private.h"

#include "cel/cem-cel-text-private.h"

#include <libcem/cem-error.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MAX_PATTERN 4096

/* A step is some ten nanoseconds, so a match ends within a small part of a second. */
#define MATCH_LIMIT 1000000
#define HEAP_LIMIT_KIB (16 * 1024)
#define JIT_STACK_MAX (512 * 1024)

/* Patterns that a thread keeps compiled. */
#define N_KEPT 16

struct _CemCelRegex
{
  pcre2_code *code; /* NULL: a plain text, which is searched for */
  char *literal;
  gsize literal_length;
  gboolean starts; /* whether the plain text must stand at the start, the end */
  gboolean ends;
};

/* What one match needs besides the code; each thread has its own. */
typedef struct
{
  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
  struct
  {
    CemCelRegex *regex;
    char *pattern;
    gsize length;
  } kept[N_KEPT];
  guint next;
} ThreadState;

static void
thread_state_free (gpointer data)
{
  ThreadState *state = data;

  for (guint i = 0; i < N_KEPT; i++)
    {
      g_clear_pointer (&state->kept[i].regex, _cem_cel_regex_free);
      g_free (state->kept[i].pattern);
    }

  pcre2_match_data_free (state->data);
  pcre2_match_context_free (state->context);
  pcre2_jit_stack_free (state->stack);
  g_free (state);
}

static ThreadState *
get_thread_state (void)
{
  static GPrivate private = G_PRIVATE_INIT (thread_state_free);
  ThreadState *state = g_private_get (&private);

  if (G_LIKELY (state != NULL))
    return state;

  state = g_new0 (ThreadState, 1);
  state->data = pcre2_match_data_create (1, NULL);
  state->context = pcre2_match_context_create (NULL);
  pcre2_set_match_limit (state->context, MATCH_LIMIT);
  pcre2_set_depth_limit (state->context, MATCH_LIMIT);
  pcre2_set_heap_limit (state->context, HEAP_LIMIT_KIB);

  /* Grown on demand only. */
  state->stack = pcre2_jit_stack_create (32 * 1024, JIT_STACK_MAX, NULL);
  if (state->stack != NULL)
    pcre2_jit_stack_assign (state->context, NULL, state->stack);
  g_private_set (&private, state);
  return state;
}

/* Recognises a pattern without any special character, apart from the anchors. */
static gboolean
take_literal (CemCelRegex *self,
              const char *pattern,
              gsize length)
{
  self->starts = length > 0 && pattern[0] == '^';
  if (self->starts)
    {
      pattern++;
      length--;
    }
  self->ends = length > 0 && pattern[length - 1] == '$';
  if (self->ends)
    length--;

  for (gsize i = 0; i < length; i++)
    if (strchr ("\\^$.|?*+()[]{}", pattern[i]) != NULL)
      return FALSE;

  self->literal = g_strndup (pattern, length);
  self->literal_length = length;
  return TRUE;
}

static pcre2_code *
compile_code (const char *pattern,
              gsize length,
              GError **error)
{
  g_autoptr (GString) translated = g_string_new (NULL);
  pcre2_code *code = NULL;
  int number = 0;
  PCRE2_SIZE offset = 0;
  PCRE2_UCHAR message[200];

  if (!_cem_cel_regex_translate (pattern, length, translated, error))
    return NULL;

  code = pcre2_compile ((PCRE2_SPTR) translated->str, translated->len,
                        PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C |
                          PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE,
                        &number, &offset, NULL);
  if (code == NULL)
    {
      pcre2_get_error_message (number, message, sizeof message);
      g_set_error (error, CEM_ERROR, CEM_ERROR_SYNTAX, "regular expression: %s", message);
      return NULL;
    }

  /* Where there is no just-in-time compiler, the interpreter does it. */
  pcre2_jit_compile (code, PCRE2_JIT_COMPLETE);
  return code;
}

CemCelRegex *
_cem_cel_regex_compile (const char *pattern,
                        gsize length,
                        GError **error)
{
  g_autoptr (CemCelRegex) self = NULL;

  if (length > MAX_PATTERN)
    {
      g_set_error (error, CEM_ERROR, CEM_ERROR_LIMIT,
                   "A regular expression of more than %d bytes", MAX_PATTERN);
      return NULL;
    }

  self = g_new0 (CemCelRegex, 1);
  if (!take_literal (self, pattern, length))
    {
      self->code = compile_code (pattern, length, error);
      if (self->code == NULL)
        return NULL;
    }

  return g_steal_pointer (&self);
}

void
_cem_cel_regex_free (CemCelRegex *self)
{
  if (self->code != NULL)
    pcre2_code_free (self->code);
  g_free (self->literal);
  g_free (self);
}

static gboolean
match_literal (const CemCelRegex *self,
               const char *text,
               gsize length)
{
  if (length < self->literal_length)
    return FALSE;
  if (self->starts && self->ends && length != self->literal_length)
    return FALSE;
  if (self->starts)
    return memcmp (text, self->literal, self->literal_length) == 0;
  if (self->ends)
    return memcmp (text + length - self->literal_length, self->literal,
                   self->literal_length) == 0;
  return _cem_cel_find_text (text, length, self->literal, self->literal_length) != NULL;
}

gboolean
_cem_cel_regex_match (const CemCelRegex *self,
                      const char *text,
                      gsize length,
                      gboolean *matched,
                      GError **error)
{
  ThreadState *state = NULL;
  int result = 0;

  if (self->code == NULL)
    {
      *matched = match_literal (self, text, length);
      return TRUE;
    }

  state = get_thread_state ();
  result = pcre2_match (self->code, (PCRE2_SPTR) text, length, 0, PCRE2_NO_UTF_CHECK,
                        state->data, state->context);
  if (result == PCRE2_ERROR_JIT_STACKLIMIT)
    result = pcre2_match (self->code, (PCRE2_SPTR) text, length, 0,
                          PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, state->data, state->context);

  if (result >= 0 || result == PCRE2_ERROR_NOMATCH)
    {
      *matched = result >= 0;
      return TRUE;
    }

  g_set_error (error, CEM_ERROR, CEM_ERROR_LIMIT,
               "The regular expression needs too many steps for this text; make it simpler");
  return FALSE;
}

static const CemCelRegex *
get_kept (ThreadState *state,
          const char *pattern,
          gsize length,
          GError **error)
{
  CemCelRegex *regex = NULL;
  guint slot = 0;

  for (guint i = 0; i < N_KEPT; i++)
    if (state->kept[i].regex != NULL && state->kept[i].length == length &&
        (length == 0 || memcmp (state->kept[i].pattern, pattern, length) == 0))
      return state->kept[i].regex;

  regex = _cem_cel_regex_compile (pattern, length, error);
  if (regex == NULL)
    return NULL;

  slot = state->next++ % N_KEPT;
  g_clear_pointer (&state->kept[slot].regex, _cem_cel_regex_free);
  g_free (state->kept[slot].pattern);
  state->kept[slot].regex = regex;
  state->kept[slot].pattern = length > 0 ? g_memdup2 (pattern, length) : NULL;
  state->kept[slot].length = length;
  return regex;
}

gboolean
_cem_cel_regex_match_text (const char *pattern,
                           gsize pattern_length,
                           const char *text,
                           gsize length,
                           gboolean *matched,
                           GError **error)
{
  const CemCelRegex *regex = get_kept (get_thread_state (), pattern, pattern_length, error);

  return regex != NULL && _cem_cel_regex_match (regex, text, length, matched, error);
}
