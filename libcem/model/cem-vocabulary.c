/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-vocabulary-private.h"

#include "base/cem-time-private.h"

#include <math.h>

/* Edits between two names that may be one, misspelt. */
#define MAX_EDITS 3
#define MAX_NAME 64

static int
compare_names (const char *a,
               gsize length_a,
               const char *b,
               gsize length_b)
{
  int order = memcmp (a, b, MIN (length_a, length_b));

  return order != 0 ? order : (length_a > length_b) - (length_a < length_b);
}

const CemVocabularyType *
_cem_vocabulary_find (const char *name,
                      gsize length)
{
  guint low = 0;
  guint high = _cem_vocabulary_n_types;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      const CemVocabularyType *type = &_cem_vocabulary_types[middle];
      int order = compare_names (name, length, type->name, type->length);

      if (order == 0)
        return type;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return NULL;
}

const CemVocabularyMember *
_cem_vocabulary_find_member (const CemVocabularyType *type,
                             const char *name,
                             gsize length)
{
  for (guint i = 0; i < type->n_members; i++)
    if (type->members[i].length == length && memcmp (type->members[i].name, name, length) == 0)
      return &type->members[i];

  return NULL;
}

gboolean
_cem_vocabulary_has_namespace (const char *name,
                               gsize length)
{
  const char *dot = memchr (name, '.', length);
  gsize n = dot != NULL ? (gsize) (dot - name) + 1 : 0;

  if (dot == NULL)
    return FALSE;

  for (guint i = 0; i < _cem_vocabulary_n_types; i++)
    if (_cem_vocabulary_types[i].length > n &&
        memcmp (_cem_vocabulary_types[i].name, name, n) == 0)
      return TRUE;

  return FALSE;
}

/* Levenshtein's distance, over bytes: the standard names have no others. */
static guint
count_edits (const char *a,
             gsize length_a,
             const char *b,
             gsize length_b)
{
  guint row[MAX_NAME + 1];

  for (guint j = 0; j <= length_b; j++)
    row[j] = j;

  for (guint i = 1; i <= length_a; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= length_b; j++)
        {
          guint change = diagonal + (a[i - 1] != b[j - 1]);

          diagonal = row[j];
          row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
        }
    }

  return row[length_b];
}

const char *
_cem_vocabulary_suggest (const char *name)
{
  gsize length = strlen (name);
  guint best = MAX_EDITS + 1;
  const char *found = NULL;

  if (length > MAX_NAME)
    return NULL;

  for (guint i = 0; i < _cem_vocabulary_n_types; i++)
    {
      const CemVocabularyType *type = &_cem_vocabulary_types[i];
      guint edits = count_edits (name, length, type->name, type->length);

      if (edits < best)
        {
          best = edits;
          found = type->name;
        }
    }

  return found;
}

CemNounKind
_cem_noun_kind_of_identifier (const char *type,
                              gsize length)
{
  for (guint i = 0; i < _cem_vocabulary_n_identifiers; i++)
    if (_cem_vocabulary_identifiers[i].length == length &&
        memcmp (_cem_vocabulary_identifiers[i].name, type, length) == 0)
      return _cem_vocabulary_identifiers[i].kind;

  return CEM_NOUN_NONE;
}

const char *
_cem_noun_kind_get_name (CemNounKind kind)
{
  for (guint i = 0; i < _cem_vocabulary_n_nouns; i++)
    if (_cem_vocabulary_nouns[i].kind == kind)
      return _cem_vocabulary_nouns[i].name;

  return NULL;
}

CemNounKind
_cem_noun_kind_from_name (const char *name)
{
  for (guint i = 0; i < _cem_vocabulary_n_nouns; i++)
    if (strcmp (_cem_vocabulary_nouns[i].name, name) == 0)
      return _cem_vocabulary_nouns[i].kind;

  return CEM_NOUN_NONE;
}

/* --- kinds of members ---*/

static gboolean
read_date (const char *text,
           gsize length,
           gint64 *us)
{
  char time[CEM_TIME_BUFFER];

  if (length != 10)
    return FALSE;

  memcpy (time, text, 10);
  memcpy (time + 10, "T00:00:00Z", 10);
  return _cem_time_parse_us (time, 20, us);
}

gboolean
_cem_member_read_time (const CemDatum *value,
                       gint64 *us)
{
  if (value->kind == CEM_KIND_TIMESTAMP)
    {
      *us = value->v.i * G_USEC_PER_SEC + value->n / 1000;
      return TRUE;
    }
  if (value->kind != CEM_KIND_STRING)
    return FALSE;

  return read_date (value->v.s, (gsize) value->n, us) ||
         _cem_time_parse_us (value->v.s, (gsize) value->n, us);
}

static gboolean
is_number (const CemDatum *value)
{
  return value->kind == CEM_KIND_INT || value->kind == CEM_KIND_UINT ||
         (value->kind == CEM_KIND_DOUBLE && isfinite (value->v.d));
}

gboolean
_cem_member_accepts (const CemVocabularyMember *member,
                     const CemDatum *value)
{
  gint64 us = 0;

  switch (member->kind)
    {
    case CEM_MEMBER_STRING:
      return value->kind == CEM_KIND_STRING;
    case CEM_MEMBER_INT:
      return value->kind == CEM_KIND_INT ||
             (value->kind == CEM_KIND_DOUBLE && fabs (value->v.d) < 9e15 &&
              value->v.d == floor (value->v.d));
    case CEM_MEMBER_NUMBER:
      return is_number (value);
    case CEM_MEMBER_BOOL:
      return value->kind == CEM_KIND_BOOL;
    case CEM_MEMBER_TIMESTAMP:
    case CEM_MEMBER_DATE:
      return _cem_member_read_time (value, &us);
    case CEM_MEMBER_LIST:
      return value->kind == CEM_KIND_LIST;
    case CEM_MEMBER_MAP:
      return value->kind == CEM_KIND_MAP;
    case CEM_MEMBER_KEY:
      return value->kind == CEM_KIND_STRING || value->kind == CEM_KIND_INT;
    default:
      return FALSE;
    }
}
