/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "cel/cem-declarations-private.h"
#include "cel/cem-cel-program-private.h"
#include "cel/cem-schema-private.h"
#include "value/cem-value-private.h"

#include <libcem/cem-error.h>

/**
 * CemDeclarations:
 *
 * The names that an expression sees: variables with types, objects, functions.
 *
 * With declarations, wrong names and types are found when an expression is compiled.
 * They are built by one thread; the first expression that is compiled with them seals
 * them, and then any thread may use them.
 *
 * ```c
 * g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
 *
 * cem_declarations_add_field (declarations, "Customer", "tier", "string", NULL);
 * cem_declarations_add_variable (declarations, "customer", "Customer", NULL);
 * cem_declarations_add_variable (declarations, "tags", "list(string)", NULL);
 * ```
 *
 * Since: 0.1
 */
struct _CemDeclarations
{
  GObject parent_instance;

  CemCelEnv env;
  CemSchema *schema;
  GPtrArray *hosts; /* HostFunction */
  gint sealed;
};

typedef struct
{
  CemFunction function;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
  char *name;
  guint32 result_mask;
} HostFunction;

G_DEFINE_FINAL_TYPE (CemDeclarations, cem_declarations, G_TYPE_OBJECT)

static void
free_host (gpointer data)
{
  HostFunction *host = data;

  if (host->user_data_destroy != NULL)
    host->user_data_destroy (host->user_data);

  g_free (host->name);
  g_free (host);
}

static void
cem_declarations_finalize (GObject *object)
{
  CemDeclarations *self = CEM_DECLARATIONS (object);

  _cem_cel_env_clear (&self->env);
  g_clear_object (&self->schema);
  g_ptr_array_unref (self->hosts);

  G_OBJECT_CLASS (cem_declarations_parent_class)->finalize (object);
}

static void
cem_declarations_class_init (CemDeclarationsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_declarations_finalize;
}

static void
cem_declarations_init (CemDeclarations *self)
{
  _cem_cel_env_init (&self->env);
  self->hosts = g_ptr_array_new_with_free_func (free_host);
}

const CemCelEnv *
_cem_declarations_seal (CemDeclarations *self)
{
  g_atomic_int_set (&self->sealed, 1);
  return &self->env;
}

CemSchema *
_cem_declarations_get_schema (CemDeclarations *self)
{
  return self->schema;
}

/* A value that a program's function returned. */
static CemDatum
take_result (const HostFunction *host,
             CemCelFrame *frame,
             CemValue *value)
{
  const CemDatum *datum = _cem_value_get_datum (value);

  if ((host->result_mask >> datum->kind & 1) == 0)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "the function “%s” returned %s", host->name,
                          _cem_kind_get_name (datum->kind));

  if (!_cem_cel_charge (frame, 1))
    return _cem_cel_failed ();

  return _cem_datum_copy (frame->arena, datum);
}

CemDatum
_cem_cel_call_host (gpointer data,
                    CemCelFrame *frame,
                    const CemDatum *args,
                    guint n_args)
{
  const HostFunction *host = data;
  CemList list = { n_args, args };
  CemDatum datum = _cem_datum_list (&list);
  g_autoptr (CemValue) arguments = _cem_value_new_from_datum (&datum);
  g_autoptr (CemValue) result = NULL;
  g_autoptr (GError) error = NULL;

  result = host->function (arguments, host->user_data, &error);
  if (error != NULL)
    return _cem_cel_fail (frame,
                          error->domain == CEM_ERROR ? (CemError) error->code
                                                     : CEM_ERROR_EVALUATION,
                          "the function “%s” failed: %s", host->name, error->message);

  if (result == NULL)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "the function “%s” returned nothing",
                          host->name);

  return take_result (host, frame, result);
}

/**
 * cem_declarations_new:
 *
 * Creates declarations without any name of their own.
 *
 * Returns: (transfer full): the declarations
 *
 * Since: 0.1
 */
CemDeclarations *
cem_declarations_new (void)
{
  return g_object_new (CEM_TYPE_DECLARATIONS, NULL);
}

static gboolean
check_open (CemDeclarations *self,
            GError **error)
{
  if (g_atomic_int_get (&self->sealed) == 0)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_REFUSED,
                  "An expression was compiled with these declarations, so they cannot change; "
                  "make new ones");
  return FALSE;
}

static gboolean
check_name (const char *name,
            gboolean dots,
            GError **error)
{
  gboolean start = TRUE;

  for (const char *p = name; *p != '\0'; p++)
    {
      if (start ? !g_ascii_isalpha (*p) && *p != '_'
                : !g_ascii_isalnum (*p) && *p != '_' && (*p != '.' || !dots))
        {
          start = TRUE;
          break;
        }

      start = *p == '.';
    }

  if (!start)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                  "“%s” is no name; write letters, digits and “_”", name);
  return FALSE;
}

static const CemCelType *
parse_type (CemDeclarations *self,
            const char *text,
            gboolean *optional,
            GError **error)
{
  const CemCelType *type = _cem_cel_env_parse_type (&self->env, text, optional);

  if (type == NULL)
    _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                    "“%s” is no type; write one such as string, list(int) or map(string, dyn)",
                    text);

  return type;
}

/**
 * cem_declarations_add_variable:
 * @self: the declarations
 * @name: the name; it may have dots in it
 * @type: its type: `bool int uint double string bytes timestamp duration null dyn type`,
 *   `list(T)`, `map(K, V)`, `optional(T)`, `wrapper(T)` (T or null), or the name of an object type
 * @error: where to say why it failed
 *
 * Declares a variable.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when the name or the type is malformed or unknown,
 * %CEM_ERROR_CONFLICT when the name is taken, and %CEM_ERROR_REFUSED when the declarations are
 * sealed.
 *
 * Returns: %TRUE if it was declared
 *
 * Since: 0.1
 */
gboolean
cem_declarations_add_variable (CemDeclarations *self,
                               const char *name,
                               const char *type,
                               GError **error)
{
  const CemCelType *parsed;
  gboolean optional = FALSE;

  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  if (!check_open (self, error) || !check_name (name, TRUE, error))
    return FALSE;

  parsed = parse_type (self, type, &optional, error);
  if (parsed == NULL)
    return FALSE;

  if (_cem_cel_env_add (&self->env, NULL, name, parsed, optional, -1))
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CONFLICT, "The variable “%s” is declared already", name);
  return FALSE;
}

/**
 * cem_declarations_add_field:
 * @self: the declarations
 * @type_name: the name of an object type; the first field makes it
 * @field: the name of the field
 * @type: the field's type, as for [method@Declarations.add_variable]; with a `?` at the end it may
 *   be without a value
 * @error: where to say why it failed
 *
 * Adds a field to an object type. Other fields than those that were added are mistakes.
 *
 * Values of such a type come as JSON objects or maps. A field that is declared as `timestamp`,
 * `duration`, `int` or `double` is read as such from JSON.
 *
 * Fails as [method@Declarations.add_variable] does.
 *
 * Returns: %TRUE if it was added
 *
 * Since: 0.1
 */
gboolean
cem_declarations_add_field (CemDeclarations *self,
                            const char *type_name,
                            const char *field,
                            const char *type,
                            GError **error)
{
  const CemCelType *parsed;
  CemCelType *object;
  gboolean optional = FALSE;

  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), FALSE);
  g_return_val_if_fail (type_name != NULL, FALSE);
  g_return_val_if_fail (field != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  if (!check_open (self, error) || !check_name (type_name, TRUE, error))
    return FALSE;

  if (_cem_cel_type_parse (self->env.arena, type_name, strlen (type_name), FALSE, NULL, NULL) !=
        NULL ||
      field[0] == '\0')
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      field[0] == '\0' ? N_ ("A field of “%s” has no name")
                                       : N_ ("“%s” is a type of the language; choose another name"),
                      type_name);
      return FALSE;
    }

  object = _cem_cel_env_add_object (&self->env, type_name);
  parsed = parse_type (self, type, &optional, error);
  if (parsed == NULL)
    return FALSE;

  if (object->param == 0 && _cem_cel_env_add (&self->env, object, field, parsed, optional, -1))
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CONFLICT, "%s has a field “%s” already", type_name, field);
  return FALSE;
}

/**
 * cem_declarations_add_function:
 * @self: the declarations
 * @signature: name and types, such as `shop.discount(string, double) -> double`, or with a
 *   receiver `string.shout() -> string`; a single capital stands for any type
 * @func: (scope notified) (closure user_data) (destroy user_data_destroy): the function
 * @user_data: what @func gets
 * @user_data_destroy: (nullable): called with @user_data when the last expression is gone
 * @error: where to say why it failed
 *
 * Adds a function of the program. It is called in the thread that evaluates.
 *
 * The same name may be added with other arguments. Functions must not have side effects: how often
 * one is called is not promised.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when the signature is malformed, and %CEM_ERROR_REFUSED
 * when the declarations are sealed.
 *
 * Returns: %TRUE if it was added
 *
 * Since: 0.1
 */
gboolean
cem_declarations_add_function (CemDeclarations *self,
                               const char *signature,
                               CemFunction func,
                               gpointer user_data,
                               GDestroyNotify user_data_destroy,
                               GError **error)
{
  HostFunction *host;
  CemCelOverloadInfo info;
  GArray *array;

  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), FALSE);
  g_return_val_if_fail (signature != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  host = g_new0 (HostFunction, 1);
  host->function = func;
  host->user_data = user_data;
  host->user_data_destroy = user_data_destroy;
  g_ptr_array_add (self->hosts, host);

  if (!check_open (self, error))
    return FALSE;

  if (!_cem_cel_env_parse_signature (&self->env, signature, &info))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "“%s” is no signature; write one such as f(string, int) -> bool", signature);
      return FALSE;
    }

  host->name = g_strdup (info.name);
  host->result_mask = _cem_cel_type_get_mask (info.result);
  info.host = host;
  array = g_hash_table_lookup (self->env.functions, info.name);
  if (array == NULL)
    {
      array = g_array_new (FALSE, FALSE, sizeof info);
      g_hash_table_insert (self->env.functions, (gpointer) info.name, array);
    }
  g_array_append_val (array, info);
  return TRUE;
}

/**
 * cem_declarations_add_schema:
 * @self: the declarations
 * @schema: the schema
 * @error: where to say why it failed
 *
 * Declares the fields of a schema. Expressions can then be evaluated on records of it.
 *
 * The schema can get no more fields then.
 *
 * Fails with %CEM_ERROR_CONFLICT when there is a schema already or one of its names is taken, and
 * %CEM_ERROR_REFUSED when the declarations are sealed.
 *
 * Returns: %TRUE if it was added
 *
 * Since: 0.1
 */
gboolean
cem_declarations_add_schema (CemDeclarations *self,
                             CemSchema *schema,
                             GError **error)
{
  GHashTable *variables;
  GHashTableIter iter;
  gpointer name, field;

  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), FALSE);
  g_return_val_if_fail (CEM_IS_SCHEMA (schema), FALSE);

  if (!check_open (self, error))
    return FALSE;

  variables = _cem_schema_get_env (schema)->variables;
  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      if (self->schema == NULL && !g_hash_table_contains (self->env.variables, name))
        continue;

      _cem_set_error (error, CEM_ERROR_CONFLICT,
                      self->schema != NULL ? N_ ("The declarations have a schema already")
                                           : N_ ("The variable “%s” is declared already"),
                      (const char *) name);
      return FALSE;
    }

  _cem_schema_seal (schema);
  g_set_object (&self->schema, schema);
  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, &field))
    g_hash_table_insert (self->env.variables, name, field);

  return TRUE;
}

/**
 * cem_declarations_set_container:
 * @self: the declarations
 * @container: (nullable): a name with dots, or %NULL for none
 * @error: where to say why it failed
 *
 * Sets where names are looked for first: in the container `a.b`, the name `x` means `a.b.x`, or
 * `a.x`, or `x`, whichever is declared. A leading dot, as in `.x`, passes the container by.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when the name is malformed, and %CEM_ERROR_REFUSED when
 * the declarations are sealed.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
cem_declarations_set_container (CemDeclarations *self,
                                const char *container,
                                GError **error)
{
  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), FALSE);

  if (!check_open (self, error))
    return FALSE;

  if (container != NULL && container[0] != '\0' && !check_name (container, TRUE, error))
    return FALSE;

  g_free (self->env.container);
  self->env.container = container != NULL && container[0] != '\0' ? g_strdup (container) : NULL;
  return TRUE;
}

static int
compare_names (const void *a,
               const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * cem_declarations_list_variables:
 * @self: the declarations
 *
 * Lists the names of the variables, sorted.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 0.1
 */
char **
cem_declarations_list_variables (CemDeclarations *self)
{
  g_autofree gpointer *names = NULL;
  guint n;

  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), NULL);

  names = g_hash_table_get_keys_as_array (self->env.variables, &n);
  qsort (names, n, sizeof (char *), compare_names);
  return g_strdupv ((char **) names);
}

/**
 * cem_declarations_dup_variable_type:
 * @self: the declarations
 * @name: the name of a variable
 *
 * Gets the type of a variable, as text.
 *
 * Returns: (transfer full) (nullable): the type, or %NULL when there is no such variable
 *
 * Since: 0.1
 */
char *
cem_declarations_dup_variable_type (CemDeclarations *self,
                                    const char *name)
{
  const CemCelField *field;
  GString *text;

  g_return_val_if_fail (CEM_IS_DECLARATIONS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  field = g_hash_table_lookup (self->env.variables, name);
  if (field == NULL)
    return NULL;

  text = g_string_new (NULL);
  _cem_cel_type_append (text, field->type);
  return g_string_free (text, FALSE);
}
