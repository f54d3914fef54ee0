/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-schema-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

#define MAX_FIELDS 65535
#define MAX_SYMBOLS 65535

/**
 * CemSchema:
 *
 * The fields that records have: names to slots.
 *
 * An expression that is compiled with a schema knows at once in which slot of a
 * [struct@Record] it finds `event.data.amount`, and compares strings by number. A
 * schema can be used from any thread; its fields can be added until the first record
 * or declaration uses it.
 *
 * ```c
 * g_autoptr (CemSchema) schema = cem_schema_new ();
 *
 * cem_schema_add_field (schema, "event.type", "string", NULL);
 * cem_schema_add_field (schema, "event.amount", "double?", NULL);
 * ```
 *
 * Since: 0.1
 */
struct _CemSchema
{
  GObject parent_instance;

  CemCelEnv env;
  GPtrArray *fields; /* SchemaField */
  gint sealed;

  GRWLock lock; /* of the symbols */
  CemArena *symbol_arena;
  GHashTable *symbols; /* CemDatum, whose symbol is the number */
};

typedef struct
{
  char *path;
  const CemCelType *type;
  gboolean optional;
} SchemaField;

G_DEFINE_FINAL_TYPE (CemSchema, cem_schema, G_TYPE_OBJECT)

static void
free_field (gpointer data)
{
  SchemaField *field = data;

  g_free (field->path);
  g_free (field);
}

static guint
hash_symbol (gconstpointer key)
{
  return _cem_datum_hash (key);
}

static gboolean
equal_symbols (gconstpointer a,
               gconstpointer b)
{
  return _cem_datum_equal (a, b);
}

static void
cem_schema_finalize (GObject *object)
{
  CemSchema *self = CEM_SCHEMA (object);

  _cem_cel_env_clear (&self->env);
  g_ptr_array_unref (self->fields);
  g_hash_table_unref (self->symbols);
  _cem_arena_free (self->symbol_arena);
  g_rw_lock_clear (&self->lock);

  G_OBJECT_CLASS (cem_schema_parent_class)->finalize (object);
}

static void
cem_schema_class_init (CemSchemaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_schema_finalize;
}

static void
cem_schema_init (CemSchema *self)
{
  _cem_cel_env_init (&self->env);
  self->fields = g_ptr_array_new_with_free_func (free_field);
  self->symbol_arena = _cem_arena_new (512);
  self->symbols = g_hash_table_new (hash_symbol, equal_symbols);
  g_rw_lock_init (&self->lock);
}

const CemCelEnv *
_cem_schema_get_env (CemSchema *self)
{
  return &self->env;
}

const CemCelType *
_cem_schema_get_field_type (CemSchema *self,
                            guint field)
{
  return ((SchemaField *) self->fields->pdata[field])->type;
}

void
_cem_schema_seal (CemSchema *self)
{
  g_atomic_int_set (&self->sealed, 1);
}

guint16
_cem_schema_intern (CemSchema *self,
                    const char *text,
                    gsize length)
{
  CemDatum key = _cem_datum_string (text, length);
  CemDatum *known;
  guint16 symbol = 0;

  g_rw_lock_writer_lock (&self->lock);
  known = g_hash_table_lookup (self->symbols, &key);
  if (known != NULL)
    symbol = known->symbol;
  else if (g_hash_table_size (self->symbols) < MAX_SYMBOLS)
    {
      known = _cem_arena_alloc (self->symbol_arena, sizeof *known);
      *known = key;
      known->v.s = _cem_arena_strndup (self->symbol_arena, text, length);
      known->symbol = symbol = (guint16) (g_hash_table_size (self->symbols) + 1);
      known->flags |= CEM_DATUM_SYMBOL;
      g_hash_table_add (self->symbols, known);
    }
  g_rw_lock_writer_unlock (&self->lock);

  return symbol;
}

void
_cem_schema_lock_symbols (CemSchema *self)
{
  g_rw_lock_reader_lock (&self->lock);
}

void
_cem_schema_unlock_symbols (CemSchema *self)
{
  g_rw_lock_reader_unlock (&self->lock);
}

guint
_cem_schema_get_n_symbols (CemSchema *self)
{
  return g_hash_table_size (self->symbols);
}

gboolean
_cem_schema_find_symbol (CemSchema *self,
                         CemDatum *string)
{
  const CemDatum *known = g_hash_table_lookup (self->symbols, string);

  if (known == NULL)
    return FALSE;

  *string = *known;
  return TRUE;
}

/**
 * cem_schema_new:
 *
 * Creates a schema without fields.
 *
 * Returns: (transfer full): the schema
 *
 * Since: 0.1
 */
CemSchema *
cem_schema_new (void)
{
  return g_object_new (CEM_TYPE_SCHEMA, NULL);
}

static gboolean
is_path (const char *path)
{
  gboolean start = TRUE;

  for (; *path != '\0'; path++)
    {
      if (start ? !g_ascii_isalpha (*path) && *path != '_'
                : !g_ascii_isalnum (*path) && *path != '_' && *path != '.')
        return FALSE;

      start = *path == '.';
    }

  return !start;
}

/* The object that holds the last name of a path, made where it is missing; NULL when a leaf is in
 * the way. *@object stays NULL for a root. */
static gboolean
find_parent (CemSchema *self,
             char **names,
             CemCelType **object)
{
  g_autoptr (GString) path = g_string_new (NULL);
  CemCelType *parent = NULL;

  for (guint i = 0; names[i + 1] != NULL; i++)
    {
      GHashTable *table = parent != NULL ? parent->fields : self->env.variables;
      CemCelField *field = g_hash_table_lookup (table, names[i]);

      if (i > 0)
        g_string_append_c (path, '.');
      g_string_append (path, names[i]);

      if (field != NULL && field->slot >= 0)
        return FALSE;

      if (field == NULL)
        {
          CemCelType *inner = _cem_cel_env_add_object (&self->env, path->str);

          inner->param = 1;
          _cem_cel_env_add (&self->env, parent, names[i], inner, FALSE, -1);
          parent = inner;
        }
      else
        parent = (CemCelType *) field->type;
    }

  *object = parent;
  return TRUE;
}

/**
 * cem_schema_add_field:
 * @self: a schema
 * @path: names with dots between them, such as `event.data.amount`
 * @type: its type, such as `string`, `double`, `list(string)`, `timestamp`, `dyn`; with a `?` at
 *   the end it may be without a value
 * @error: where to say why it failed
 *
 * Adds a field.
 *
 * What a path names is either a field or a group of fields: `event` and `event.type` cannot both
 * be fields.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when the path or the type is malformed,
 * %CEM_ERROR_CONFLICT when the path is taken, %CEM_ERROR_LIMIT at 65,535 fields, and
 * %CEM_ERROR_REFUSED when the schema is already in use.
 *
 * Returns: %TRUE if the field was added
 *
 * Since: 0.1
 */
gboolean
cem_schema_add_field (CemSchema *self,
                      const char *path,
                      const char *type,
                      GError **error)
{
  const CemCelType *parsed;
  CemCelType *parent = NULL;
  g_auto (GStrv) names = NULL;
  gboolean optional = FALSE;
  SchemaField *field;

  g_return_val_if_fail (CEM_IS_SCHEMA (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  if (g_atomic_int_get (&self->sealed) != 0)
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "The schema is in use, so “%s” cannot be added; add all fields first", path);
      return FALSE;
    }

  parsed = _cem_cel_env_parse_type (&self->env, type, &optional);
  if (!is_path (path) || parsed == NULL)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      parsed == NULL ? N_ ("“%s” is no type; write one such as string or list(int)")
                                     : N_ ("“%s” is no path; write names with dots between them"),
                      parsed == NULL ? type : path);
      return FALSE;
    }

  if (self->fields->len >= MAX_FIELDS)
    {
      _cem_set_error (error, CEM_ERROR_LIMIT, "A schema has at most %u fields", MAX_FIELDS);
      return FALSE;
    }

  names = g_strsplit (path, ".", -1);
  if (!find_parent (self, names, &parent) ||
      !_cem_cel_env_add (&self->env, parent, names[g_strv_length (names) - 1], parsed, optional,
                         (int) self->fields->len))
    {
      _cem_set_error (error, CEM_ERROR_CONFLICT,
                      "“%s” or a part of it is already a field of the schema", path);
      return FALSE;
    }

  field = g_new0 (SchemaField, 1);
  field->path = g_strdup (path);
  field->type = parsed;
  field->optional = optional;
  g_ptr_array_add (self->fields, field);
  return TRUE;
}

gboolean
_cem_schema_add_alias (CemSchema *self,
                       const char *path,
                       guint slot)
{
  const SchemaField *field = self->fields->pdata[slot];
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  CemCelType *parent = NULL;

  return g_atomic_int_get (&self->sealed) == 0 && find_parent (self, names, &parent) &&
         _cem_cel_env_add (&self->env, parent, names[g_strv_length (names) - 1], field->type,
                           field->optional, (int) slot);
}

/**
 * cem_schema_get_n_fields:
 * @self: a schema
 *
 * Counts the fields.
 *
 * Returns: the number of fields; they are numbered from 0 in the order in which they were added
 *
 * Since: 0.1
 */
guint
cem_schema_get_n_fields (CemSchema *self)
{
  g_return_val_if_fail (CEM_IS_SCHEMA (self), 0);

  return self->fields->len;
}

/**
 * cem_schema_find_field:
 * @self: a schema
 * @path: the path of a field
 *
 * Looks a field up.
 *
 * Returns: its number, or -1 when there is no such field
 *
 * Since: 0.1
 */
int
cem_schema_find_field (CemSchema *self,
                       const char *path)
{
  g_auto (GStrv) names = NULL;
  GHashTable *table;

  g_return_val_if_fail (CEM_IS_SCHEMA (self), -1);
  g_return_val_if_fail (path != NULL, -1);

  names = g_strsplit (path, ".", -1);
  table = self->env.variables;
  for (guint i = 0; names[i] != NULL; i++)
    {
      const CemCelField *field = g_hash_table_lookup (table, names[i]);

      if (field == NULL)
        return -1;

      if (names[i + 1] == NULL)
        return field->slot;

      if (field->slot >= 0)
        return -1;

      table = field->type->fields;
    }

  return -1;
}

/**
 * cem_schema_get_field_path:
 * @self: a schema
 * @field: the number of a field
 *
 * Gets the path of a field.
 *
 * Returns: (nullable): the path, or %NULL when there is no such field
 *
 * Since: 0.1
 */
const char *
cem_schema_get_field_path (CemSchema *self,
                           guint field)
{
  g_return_val_if_fail (CEM_IS_SCHEMA (self), NULL);

  return field < self->fields->len ? ((SchemaField *) self->fields->pdata[field])->path : NULL;
}

/**
 * cem_schema_dup_field_type:
 * @self: a schema
 * @field: the number of a field
 *
 * Gets the type of a field, as text.
 *
 * Returns: (transfer full) (nullable): the type, or %NULL when there is no such field
 *
 * Since: 0.1
 */
char *
cem_schema_dup_field_type (CemSchema *self,
                           guint field)
{
  const SchemaField *found;
  GString *text;

  g_return_val_if_fail (CEM_IS_SCHEMA (self), NULL);

  if (field >= self->fields->len)
    return NULL;

  found = self->fields->pdata[field];
  text = g_string_new (NULL);
  _cem_cel_type_append (text, found->type);
  if (found->optional)
    g_string_append_c (text, '?');

  return g_string_free (text, FALSE);
}
