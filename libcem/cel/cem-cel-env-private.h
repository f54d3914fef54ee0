/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-type-private.h"

G_BEGIN_DECLS

/* The names that an expression sees. Built by CemDeclarations; read-only once it is sealed. */

typedef struct _CemCelEnv CemCelEnv;
typedef struct _CemCelField CemCelField;

/* A variable, or a field of an object type. */
struct _CemCelField
{
  const char *name;
  const CemCelType *type;
  gboolean optional; /* may be without a value */
  int slot;          /* in a record of the schema, or -1 */
};

struct _CemCelEnv
{
  CemArena *arena;
  char *container;
  GHashTable *variables; /* name -> CemCelField */
  GHashTable *types;     /* name -> CemCelType, of kind OBJECT with fields name -> CemCelField */
  GHashTable *functions; /* name -> GArray of CemCelOverloadInfo */
};

void _cem_cel_env_init (CemCelEnv *self);
void _cem_cel_env_clear (CemCelEnv *self);

const CemCelType *_cem_cel_env_parse_type (CemCelEnv *self,
                                           const char *text,
                                           gboolean *optional);

gboolean _cem_cel_env_parse_signature (CemCelEnv *self,
                                       const char *signature,
                                       CemCelOverloadInfo *info);

/* Adds a field to an object type, or a variable when @type is NULL. FALSE when there is one with
 * that name. */
gboolean _cem_cel_env_add (CemCelEnv *self,
                           CemCelType *object,
                           const char *name,
                           const CemCelType *type,
                           gboolean optional,
                           int slot);
CemCelType *_cem_cel_env_add_object (CemCelEnv *self,
                                     const char *name);

/* Tries the container's candidates for @name ("x.y" in container "a.b": "a.b.x.y", "a.x.y", "x.y");
 * a leading dot means the last only. */
const CemCelField *_cem_cel_env_find_variable (const CemCelEnv *self,
                                               const char *name);

/* The overloads of a function: the program's own and the library's. A function of the program hides
 * the library's with the same arguments. The two may be NULL. */
void _cem_cel_env_find_functions (const CemCelEnv *self,
                                  const char *name,
                                  const CemCelOverloads **library,
                                  CemCelOverloads *own);

/* Whether what stands before the dot of a call is a space of functions, as "math" is, and no
 * variable. Variables of macros are for the caller to look at. */
gboolean _cem_cel_env_is_space (const CemCelEnv *self,
                                const CemCelNode *call);

/* math.greatest and math.least take any number of arguments: three or more as a list. */
gboolean _cem_cel_takes_list (const char *name,
                              guint n_args);

/* The candidates themselves, in order; free with g_strfreev. */
char **_cem_cel_env_list_candidates (const CemCelEnv *self,
                                     const char *name);

/* The name of a type that can stand as a value ("int", "google.protobuf.Timestamp"), or NULL. */
const char *_cem_cel_env_find_type_value (const char *name);

typedef enum
{
  CEM_CEL_CHECK_NONE,
  CEM_CEL_CHECK_WARN_UNKNOWN = 1 << 0 /* where a missing field makes a condition unknown */
} CemCelCheckFlags;

/* Checks names and types; notes the types in the nodes. Returns the type of the whole (dyn where it
 * is open), or NULL when there are errors among the diagnostics. */
const CemCelType *_cem_cel_check (CemArena *arena,
                                  const CemCelEnv *env,
                                  const char *text,
                                  CemCelNode *root,
                                  CemCelCheckFlags flags,
                                  const CemPlace *place,
                                  CemDiagnostics *diagnostics);

G_END_DECLS
