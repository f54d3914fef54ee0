/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-ast-private.h"
#include "cel/cem-cel-function-private.h"

G_BEGIN_DECLS

typedef enum
{
  CEM_CEL_TYPE_ERROR, /* of a part that is wrong already: fits everywhere */
  CEM_CEL_TYPE_DYN,
  CEM_CEL_TYPE_NULL,
  CEM_CEL_TYPE_BOOL,
  CEM_CEL_TYPE_INT,
  CEM_CEL_TYPE_UINT,
  CEM_CEL_TYPE_DOUBLE,
  CEM_CEL_TYPE_STRING,
  CEM_CEL_TYPE_BYTES,
  CEM_CEL_TYPE_TIMESTAMP,
  CEM_CEL_TYPE_DURATION,
  CEM_CEL_TYPE_LIST,     /* args: item */
  CEM_CEL_TYPE_MAP,      /* args: key, value */
  CEM_CEL_TYPE_TYPE,
  CEM_CEL_TYPE_OPTIONAL, /* args: value */
  CEM_CEL_TYPE_WRAPPER,  /* args: a basic type, or null instead */
  CEM_CEL_TYPE_OBJECT,   /* fields that are known */
  CEM_CEL_TYPE_PARAM     /* of a signature: param is its letter; of a check: a number from 256 */
} CemCelTypeKind;

struct _CemCelType
{
  guint8 kind;
  guint32 param;
  const CemCelType *args[2];
  const char *name;   /* of an object type, or NULL */
  GHashTable *fields; /* name -> CemCelType; of an object type, shared by its copies */
};

extern const CemCelType _cem_cel_type_basic[CEM_CEL_TYPE_TYPE + 1];

#define CEM_CEL_BASIC(kind) (&_cem_cel_type_basic[CEM_CEL_TYPE_##kind])

const CemCelType *_cem_cel_type_new (CemArena *arena,
                                     CemCelTypeKind kind,
                                     const CemCelType *first,
                                     const CemCelType *second);

/* Finds an object type by its name; NULL when there is none. */
typedef const CemCelType *(*CemCelFindType) (const char *name,
                                             gpointer user_data);

/* "list(string)", "map(string, dyn)", "optional(int)", "wrapper(int)", "Customer", "A". NULL when
 * malformed or unknown. @find may be NULL. */
const CemCelType *_cem_cel_type_parse (CemArena *arena,
                                       const char *text,
                                       gsize length,
                                       gboolean params,
                                       CemCelFindType find,
                                       gpointer user_data);
void _cem_cel_type_append (GString *out,
                           const CemCelType *type);
gboolean _cem_cel_type_equal (const CemCelType *a,
                              const CemCelType *b);

/* A bit for each CemKind that a value of the type may be of. */
guint32 _cem_cel_type_get_mask (const CemCelType *type);

/* The type of a value: dyn inside lists and maps. */
const CemCelType *_cem_cel_type_of_datum (const CemDatum *datum);

/* A signature that has been read. */
typedef struct
{
  const char *name; /* without the receiver */
  gboolean member;
  guint n_args;     /* with the receiver */
  const CemCelType **args;
  const CemCelType *result;
  CemCelFunc call;
  gpointer host; /* a host function's data, or NULL */
} CemCelOverloadInfo;

typedef struct
{
  guint n;
  CemCelOverloadInfo *items;
} CemCelOverloads;

/* FALSE when the signature is malformed. */
gboolean _cem_cel_signature_parse (CemArena *arena,
                                   const char *signature,
                                   CemCelFindType find,
                                   gpointer user_data,
                                   CemCelOverloadInfo *info);

/* The functions that every expression sees, by full name ("math.abs", "charAt"), members and others
 * together; NULL when there is none of that name. */
const CemCelOverloads *_cem_cel_library_find (const char *name);

/* All names, for suggestions; the array ends with NULL and belongs to the library. */
const char *const *_cem_cel_library_list_names (void);

/* The name among @candidates that @name probably meant, or NULL. */
const char *_cem_cel_suggest (const char *name,
                              const char *const *candidates,
                              gsize n);

extern const CemCelOverload _cem_cel_optional_functions[];

G_END_DECLS
