/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-env-private.h"

static void
free_functions (gpointer data)
{
  g_array_unref (data);
}

static void
free_object (gpointer data)
{
  CemCelType *type = data;

  g_hash_table_unref (type->fields);
}

void
_cem_cel_env_init (CemCelEnv *self)
{
  self->arena = _cem_arena_new (1024);
  self->variables = g_hash_table_new (g_str_hash, g_str_equal);
  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_object);
  self->functions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_functions);
}

void
_cem_cel_env_clear (CemCelEnv *self)
{
  g_clear_pointer (&self->functions, g_hash_table_unref);
  g_clear_pointer (&self->variables, g_hash_table_unref);
  g_clear_pointer (&self->types, g_hash_table_unref);
  g_clear_pointer (&self->container, g_free);
  g_clear_pointer (&self->arena, _cem_arena_free);
}

static const CemCelType *
find_object_type (const char *name,
                  gpointer user_data)
{
  CemCelEnv *self = user_data;

  return g_hash_table_lookup (self->types, name);
}

const CemCelType *
_cem_cel_env_parse_type (CemCelEnv *self,
                         const char *text,
                         gboolean *optional)
{
  gsize length = strlen (text);

  *optional = length > 0 && text[length - 1] == '?';
  if (*optional)
    length--;

  return _cem_cel_type_parse (self->arena, text, length, FALSE, find_object_type, self);
}

gboolean
_cem_cel_env_parse_signature (CemCelEnv *self,
                              const char *signature,
                              CemCelOverloadInfo *info)
{
  return _cem_cel_signature_parse (self->arena, signature, find_object_type, self, info);
}

CemCelType *
_cem_cel_env_add_object (CemCelEnv *self,
                         const char *name)
{
  CemCelType *type = g_hash_table_lookup (self->types, name);

  if (type != NULL)
    return type;

  type = (CemCelType *) _cem_cel_type_new (self->arena, CEM_CEL_TYPE_OBJECT, NULL, NULL);
  type->name = _cem_arena_strndup (self->arena, name, strlen (name));
  type->fields = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (self->types, (gpointer) type->name, type);
  return type;
}

gboolean
_cem_cel_env_add (CemCelEnv *self,
                  CemCelType *object,
                  const char *name,
                  const CemCelType *type,
                  gboolean optional,
                  int slot)
{
  GHashTable *table = object != NULL ? object->fields : self->variables;
  CemCelField *field;

  if (g_hash_table_contains (table, name))
    return FALSE;

  field = _cem_arena_alloc (self->arena, sizeof *field);
  field->name = _cem_arena_strndup (self->arena, name, strlen (name));
  field->type = type;
  field->optional = optional;
  field->slot = slot;
  g_hash_table_insert (table, (gpointer) field->name, field);
  return TRUE;
}

char **
_cem_cel_env_list_candidates (const CemCelEnv *self,
                              const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *container = g_strdup (self->container != NULL ? self->container : "");

  if (name[0] == '.')
    {
      g_strv_builder_add (builder, name + 1);
      return g_strv_builder_end (builder);
    }

  while (container[0] != '\0')
    {
      g_autofree char *full = g_strconcat (container, ".", name, NULL);
      char *dot = strrchr (container, '.');

      g_strv_builder_add (builder, full);
      *(dot != NULL ? dot : container) = '\0';
    }

  g_strv_builder_add (builder, name);
  return g_strv_builder_end (builder);
}

const CemCelField *
_cem_cel_env_find_variable (const CemCelEnv *self,
                            const char *name)
{
  g_auto (GStrv) candidates = NULL;

  if (self->container == NULL)
    return g_hash_table_lookup (self->variables, name[0] == '.' ? name + 1 : name);

  candidates = _cem_cel_env_list_candidates (self, name);
  for (guint i = 0; candidates[i] != NULL; i++)
    {
      const CemCelField *field = g_hash_table_lookup (self->variables, candidates[i]);

      if (field != NULL)
        return field;
    }

  return NULL;
}

void
_cem_cel_env_find_functions (const CemCelEnv *self,
                             const char *name,
                             const CemCelOverloads **library,
                             CemCelOverloads *own)
{
  g_auto (GStrv) candidates = _cem_cel_env_list_candidates (self, name);

  *library = NULL;
  own->n = 0;
  own->items = NULL;

  for (guint i = 0; candidates[i] != NULL; i++)
    {
      GArray *array = g_hash_table_lookup (self->functions, candidates[i]);

      *library = _cem_cel_library_find (candidates[i]);
      if (array != NULL)
        {
          own->n = array->len;
          own->items = (CemCelOverloadInfo *) array->data;
        }

      if (*library != NULL || array != NULL)
        return;
    }
}

gboolean
_cem_cel_env_is_space (const CemCelEnv *self,
                       const CemCelNode *call)
{
  g_autofree char *space = NULL;
  g_autofree char *name = NULL;
  const CemCelOverloads *library;
  CemCelOverloads own;

  if (call->kind != CEM_CEL_CALL || (call->flags & CEM_CEL_MEMBER) == 0)
    return FALSE;

  space = _cem_cel_node_dup_qualified (call->args[0]);
  if (space == NULL || _cem_cel_env_find_variable (self, space) != NULL)
    return FALSE;

  name = g_strconcat (space, ".", call->name, NULL);
  _cem_cel_env_find_functions (self, name, &library, &own);
  return library != NULL || own.n > 0;
}

gboolean
_cem_cel_takes_list (const char *name,
                     guint n_args)
{
  return n_args > 2 && (strcmp (name, "math.greatest") == 0 || strcmp (name, "math.least") == 0);
}

const char *
_cem_cel_env_find_type_value (const char *name)
{
  static const char *const names[] = {
    "null_type", "bool", "int", "uint", "double", "string", "bytes", "list", "map", "type",
    "google.protobuf.Timestamp", "google.protobuf.Duration", "optional_type"
  };

  if (name[0] == '.')
    name++;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strcmp (names[i], name) == 0)
        return names[i];
    }

  return NULL;
}
