/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-type-private.h"

#define MAX_TYPE_DEPTH 16
#define ANY_KIND ((1u << CEM_KIND_ERROR) - 1)

const CemCelType _cem_cel_type_basic[CEM_CEL_TYPE_TYPE + 1] = {
  [CEM_CEL_TYPE_ERROR] = { .kind = CEM_CEL_TYPE_ERROR },
  [CEM_CEL_TYPE_DYN] = { .kind = CEM_CEL_TYPE_DYN },
  [CEM_CEL_TYPE_NULL] = { .kind = CEM_CEL_TYPE_NULL },
  [CEM_CEL_TYPE_BOOL] = { .kind = CEM_CEL_TYPE_BOOL },
  [CEM_CEL_TYPE_INT] = { .kind = CEM_CEL_TYPE_INT },
  [CEM_CEL_TYPE_UINT] = { .kind = CEM_CEL_TYPE_UINT },
  [CEM_CEL_TYPE_DOUBLE] = { .kind = CEM_CEL_TYPE_DOUBLE },
  [CEM_CEL_TYPE_STRING] = { .kind = CEM_CEL_TYPE_STRING },
  [CEM_CEL_TYPE_BYTES] = { .kind = CEM_CEL_TYPE_BYTES },
  [CEM_CEL_TYPE_TIMESTAMP] = { .kind = CEM_CEL_TYPE_TIMESTAMP },
  [CEM_CEL_TYPE_DURATION] = { .kind = CEM_CEL_TYPE_DURATION },
  [CEM_CEL_TYPE_LIST] = { .kind = CEM_CEL_TYPE_LIST, .args = { CEM_CEL_BASIC (DYN) } },
  [CEM_CEL_TYPE_MAP] = { .kind = CEM_CEL_TYPE_MAP,
                         .args = { CEM_CEL_BASIC (DYN), CEM_CEL_BASIC (DYN) } },
  [CEM_CEL_TYPE_TYPE] = { .kind = CEM_CEL_TYPE_TYPE },
};

static const struct
{
  const char *name;
  CemCelTypeKind kind;
} type_names[] = {
  { "dyn", CEM_CEL_TYPE_DYN },
  { "json", CEM_CEL_TYPE_DYN },
  { "any", CEM_CEL_TYPE_DYN },
  { "number", CEM_CEL_TYPE_DYN },
  { "null", CEM_CEL_TYPE_NULL },
  { "null_type", CEM_CEL_TYPE_NULL },
  { "bool", CEM_CEL_TYPE_BOOL },
  { "int", CEM_CEL_TYPE_INT },
  { "uint", CEM_CEL_TYPE_UINT },
  { "double", CEM_CEL_TYPE_DOUBLE },
  { "string", CEM_CEL_TYPE_STRING },
  { "bytes", CEM_CEL_TYPE_BYTES },
  { "timestamp", CEM_CEL_TYPE_TIMESTAMP },
  { "google.protobuf.Timestamp", CEM_CEL_TYPE_TIMESTAMP },
  { "duration", CEM_CEL_TYPE_DURATION },
  { "google.protobuf.Duration", CEM_CEL_TYPE_DURATION },
  { "list", CEM_CEL_TYPE_LIST },
  { "map", CEM_CEL_TYPE_MAP },
  { "type", CEM_CEL_TYPE_TYPE },
  { "optional", CEM_CEL_TYPE_OPTIONAL },
  { "optional_type", CEM_CEL_TYPE_OPTIONAL },
  { "wrapper", CEM_CEL_TYPE_WRAPPER },
};

const CemCelType *
_cem_cel_type_new (CemArena *arena,
                   CemCelTypeKind kind,
                   const CemCelType *first,
                   const CemCelType *second)
{
  CemCelType *type = _cem_arena_alloc (arena, sizeof *type);

  memset (type, 0, sizeof *type);
  type->kind = (guint8) kind;
  type->args[0] = first;
  type->args[1] = second;
  return type;
}

typedef struct
{
  CemArena *arena;
  const char *next;
  const char *end;
  gboolean params;
  CemCelFindType find;
  gpointer user_data;
  guint depth;
} Reader;

static void
skip_spaces (Reader *self)
{
  while (self->next < self->end && *self->next == ' ')
    self->next++;
}

static const CemCelType *read_type (Reader *self);

/* Up to two types in parentheses, where there are any. */
static gboolean
read_arguments (Reader *self,
                const CemCelType *args[2],
                guint *n)
{
  *n = 0;
  skip_spaces (self);
  if (self->next == self->end || *self->next != '(')
    return TRUE;

  do
    {
      self->next++;
      if (*n == 2)
        return FALSE;

      args[*n] = read_type (self);
      if (args[*n] == NULL)
        return FALSE;

      (*n)++;
      skip_spaces (self);
    }
  while (self->next < self->end && *self->next == ',');

  if (self->next == self->end || *self->next != ')')
    return FALSE;

  self->next++;
  return TRUE;
}

static const CemCelType *
make_type (Reader *self,
           CemCelTypeKind kind,
           const CemCelType *args[2],
           guint n)
{
  switch (kind)
    {
    case CEM_CEL_TYPE_LIST:
    case CEM_CEL_TYPE_OPTIONAL:
      if (n > 1)
        return NULL;
      return _cem_cel_type_new (self->arena, kind, n == 1 ? args[0] : CEM_CEL_BASIC (DYN), NULL);
    case CEM_CEL_TYPE_WRAPPER:
      return n == 1 ? _cem_cel_type_new (self->arena, kind, args[0], NULL) : NULL;
    case CEM_CEL_TYPE_MAP:
      if (n == 1)
        return NULL;
      return n == 2 ? _cem_cel_type_new (self->arena, kind, args[0], args[1])
                    : CEM_CEL_BASIC (MAP);
    case CEM_CEL_TYPE_TYPE:
      return n <= 1 ? CEM_CEL_BASIC (TYPE) : NULL;
    default:
      return n == 0 ? &_cem_cel_type_basic[kind] : NULL;
    }
}

static const CemCelType *
read_type (Reader *self)
{
  const CemCelType *args[2] = { NULL, NULL };
  const CemCelType *type = NULL;
  g_autofree char *word = NULL;
  const char *start;
  guint n;

  skip_spaces (self);
  start = self->next;
  while (self->next < self->end &&
         (g_ascii_isalnum (*self->next) || *self->next == '_' || *self->next == '.'))
    self->next++;

  if (self->next == start || ++self->depth > MAX_TYPE_DEPTH)
    return NULL;

  word = g_strndup (start, (gsize) (self->next - start));
  if (self->params && word[1] == '\0' && g_ascii_isupper (word[0]))
    {
      CemCelType *param = (CemCelType *) _cem_cel_type_new (self->arena, CEM_CEL_TYPE_PARAM,
                                                            NULL, NULL);

      param->param = (guint8) word[0];
      self->depth--;
      return param;
    }

  if (!read_arguments (self, args, &n))
    return NULL;

  self->depth--;
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    {
      if (strcmp (type_names[i].name, word) == 0)
        return make_type (self, type_names[i].kind, args, n);
    }

  if (self->find != NULL && n == 0)
    type = self->find (word, self->user_data);

  return type;
}

const CemCelType *
_cem_cel_type_parse (CemArena *arena,
                     const char *text,
                     gsize length,
                     gboolean params,
                     CemCelFindType find,
                     gpointer user_data)
{
  Reader reader = { arena, text, text + length, params, find, user_data, 0 };
  const CemCelType *type = read_type (&reader);

  skip_spaces (&reader);
  return reader.next == reader.end ? type : NULL;
}

void
_cem_cel_type_append (GString *out,
                      const CemCelType *type)
{
  static const char *const names[] = {
    "error", "dyn", "null", "bool", "int", "uint", "double", "string", "bytes", "timestamp",
    "duration", "list", "map", "type", "optional", "wrapper", "object", "dyn"
  };

  if (type->kind == CEM_CEL_TYPE_PARAM && type->param < 256)
    g_string_append_c (out, (char) type->param);
  else
    g_string_append (out, type->kind == CEM_CEL_TYPE_OBJECT && type->name != NULL
                            ? type->name
                            : names[type->kind]);

  if (type->args[0] == NULL)
    return;

  g_string_append_c (out, '(');
  _cem_cel_type_append (out, type->args[0]);
  if (type->args[1] != NULL)
    {
      g_string_append (out, ", ");
      _cem_cel_type_append (out, type->args[1]);
    }
  g_string_append_c (out, ')');
}

gboolean
_cem_cel_type_equal (const CemCelType *a,
                     const CemCelType *b)
{
  if (a == b)
    return TRUE;

  if (a == NULL || b == NULL || a->kind != b->kind || a->param != b->param ||
      a->fields != b->fields)
    return FALSE;

  return _cem_cel_type_equal (a->args[0], b->args[0]) &&
         _cem_cel_type_equal (a->args[1], b->args[1]);
}

const CemCelType *
_cem_cel_type_of_datum (const CemDatum *datum)
{
  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_NULL:
      return CEM_CEL_BASIC (NULL);
    case CEM_KIND_BOOL:
      return CEM_CEL_BASIC (BOOL);
    case CEM_KIND_INT:
      return CEM_CEL_BASIC (INT);
    case CEM_KIND_UINT:
      return CEM_CEL_BASIC (UINT);
    case CEM_KIND_DOUBLE:
      return CEM_CEL_BASIC (DOUBLE);
    case CEM_KIND_STRING:
      return CEM_CEL_BASIC (STRING);
    case CEM_KIND_BYTES:
      return CEM_CEL_BASIC (BYTES);
    case CEM_KIND_TIMESTAMP:
      return CEM_CEL_BASIC (TIMESTAMP);
    case CEM_KIND_DURATION:
      return CEM_CEL_BASIC (DURATION);
    case CEM_KIND_LIST:
      return CEM_CEL_BASIC (LIST);
    case CEM_KIND_MAP:
      return CEM_CEL_BASIC (MAP);
    case CEM_KIND_TYPE:
      return CEM_CEL_BASIC (TYPE);
    default:
      return CEM_CEL_BASIC (DYN);
    }
}

guint32
_cem_cel_type_get_mask (const CemCelType *type)
{
  switch ((CemCelTypeKind) type->kind)
    {
    case CEM_CEL_TYPE_NULL:
      return 1u << CEM_KIND_NULL;
    case CEM_CEL_TYPE_BOOL:
      return 1u << CEM_KIND_BOOL;
    case CEM_CEL_TYPE_INT:
      return 1u << CEM_KIND_INT;
    case CEM_CEL_TYPE_UINT:
      return 1u << CEM_KIND_UINT;
    case CEM_CEL_TYPE_DOUBLE:
      return 1u << CEM_KIND_DOUBLE;
    case CEM_CEL_TYPE_STRING:
      return 1u << CEM_KIND_STRING;
    case CEM_CEL_TYPE_BYTES:
      return 1u << CEM_KIND_BYTES;
    case CEM_CEL_TYPE_TIMESTAMP:
      return 1u << CEM_KIND_TIMESTAMP;
    case CEM_CEL_TYPE_DURATION:
      return 1u << CEM_KIND_DURATION;
    case CEM_CEL_TYPE_LIST:
      return 1u << CEM_KIND_LIST;
    case CEM_CEL_TYPE_MAP:
      return 1u << CEM_KIND_MAP;
    case CEM_CEL_TYPE_TYPE:
      return 1u << CEM_KIND_TYPE;
    case CEM_CEL_TYPE_OPTIONAL:
      return 1u << CEM_KIND_OPTIONAL;
    case CEM_CEL_TYPE_WRAPPER:
      return 1u << CEM_KIND_NULL | _cem_cel_type_get_mask (type->args[0]);
    case CEM_CEL_TYPE_OBJECT:
      return 1u << CEM_KIND_NULL | 1u << CEM_KIND_MAP | 1u << CEM_KIND_OBJECT;
    case CEM_CEL_TYPE_ERROR:
    case CEM_CEL_TYPE_DYN:
    case CEM_CEL_TYPE_PARAM:
    default:
      return ANY_KIND;
    }
}

static guint
edit_distance (const char *a,
               const char *b)
{
  const gsize n = MIN (strlen (b), 62);
  guint row[64];
  guint last = 0;

  for (guint j = 0; j <= n; j++)
    row[j] = j;

  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          guint cost = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]) ? 0 : 1;
          guint best = MIN (diagonal + cost, MIN (row[j], row[j - 1]) + 1);

          diagonal = row[j];
          row[j] = best;
        }
    }

  last = row[n];
  return last;
}

const char *
_cem_cel_suggest (const char *name,
                  const char *const *candidates,
                  gsize n)
{
  const char *best = NULL;
  guint best_distance = (guint) MIN (strlen (name) / 3 + 1, 4);

  if (strlen (name) > 60)
    return NULL;

  for (gsize i = 0; i < n; i++)
    {
      guint distance = edit_distance (name, candidates[i]);

      if (distance < best_distance ||
          (distance == best_distance && best == NULL && distance < strlen (name)))
        {
          best = candidates[i];
          best_distance = distance;
        }
    }

  return best;
}
