/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-mapping-reader-private.h"

#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/* Longest mapping in bytes. */
#define MAX_LENGTH (1024 * 1024)

/**
 * CemMapping:
 *
 * Says which events the rows of a CSV file are.
 *
 * A mapping is a JSON object: how the file is written, which columns are times and numbers, and a list
 * of events with their types, times, identifiers and data, each from a column or an expression over
 * the row. doc/mappings.md describes it, and a JSON Schema is installed. An [class@Intake] that has a
 * mapping takes CSV files in.
 *
 * A mapping never changes, so several threads may use it at once.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 * g_autoptr (CemMapping) mapping =
 *   cem_mapping_new_from_text ("{\"name\": \"orders\", \"source\": \"/shop\", \"id\": \"number\","
 *                              " \"time\": \"placed_at\", \"events\": [{\"type\": \"order.placed\","
 *                              " \"identifiers\": {\"order_id\": \"number\"}}]}", NULL, &error);
 *
 * if (mapping == NULL)
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemMapping, cem_mapping, G_TYPE_OBJECT)

typedef enum
{
  PROP_NAME = 1,
  PROP_DESCRIPTION,
  PROP_SOURCE,
  PROP_DIGEST
} CemMappingProperty;

static GParamSpec *properties[PROP_DIGEST + 1];

typedef struct
{
  gpointer thing;
  GDestroyNotify free_func;
} Owned;

static void
free_owned (gpointer data)
{
  Owned *owned = data;

  owned->free_func (owned->thing);
  g_free (owned);
}

void
_cem_mapping_own (CemMapping *mapping,
                  gpointer thing,
                  GDestroyNotify free_func)
{
  Owned *owned = g_new (Owned, 1);

  *owned = (Owned){ thing, free_func };
  g_ptr_array_add (mapping->owned, owned);
}

static void
cem_mapping_finalize (GObject *object)
{
  CemMapping *self = CEM_MAPPING (object);

  g_ptr_array_unref (self->owned);
  g_ptr_array_unref (self->unknown);
  g_array_unref (self->columns);
  g_array_unref (self->events);
  g_clear_object (&self->declarations);
  g_clear_object (&self->schema);
  g_free (self->digest);
  _cem_arena_free (self->arena);

  G_OBJECT_CLASS (cem_mapping_parent_class)->finalize (object);
}

static void
cem_mapping_get_property (GObject *object,
                          guint prop_id,
                          GValue *value,
                          GParamSpec *pspec)
{
  CemMapping *self = CEM_MAPPING (object);

  switch ((CemMappingProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, self->source);
      break;
    case PROP_DIGEST:
      g_value_set_string (value, self->digest);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_mapping_class_init (CemMappingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_mapping_finalize;
  object_class->get_property = cem_mapping_get_property;

  /**
   * CemMapping:name: (getter get_name)
   *
   * What it is called; rows in the quarantine find their mapping by it.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemMapping:description: (getter get_description)
   *
   * What its author says about it.
   *
   * Since: 0.1
   */
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemMapping:source: (getter get_source)
   *
   * The source of the events that it makes.
   *
   * Since: 0.1
   */
  properties[PROP_SOURCE] =
    g_param_spec_string ("source", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemMapping:digest: (getter get_digest)
   *
   * The SHA-256 of its canonical JSON, in hexadecimal digits.
   *
   * Since: 0.1
   */
  properties[PROP_DIGEST] =
    g_param_spec_string ("digest", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_mapping_init (CemMapping *self)
{
  self->arena = _cem_arena_new (16 * 1024);
  self->columns = g_array_new (FALSE, TRUE, sizeof (CemMappingColumn));
  self->events = g_array_new (FALSE, TRUE, sizeof (CemMappedEvent));
  self->unknown = g_ptr_array_new ();
  self->owned = g_ptr_array_new_with_free_func (free_owned);
}

/* --- reading ---*/

char *
_cem_mapping_dup_text (CemMapping *self)
{
  GString *text = g_string_new (NULL);

  _cem_json_write (text, &self->json, CEM_JSON_WRITE_SORTED);
  return g_string_free (text, FALSE);
}

static void
make_digest (CemMapping *self)
{
  g_autofree char *text = _cem_mapping_dup_text (self);

  self->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* Takes the mapping, whose JSON has been read. */
static CemMapping *
finish (CemMapping *mapping,
        const char *file,
        CemDiagnostics *diagnostics,
        GError **error)
{
  g_autoptr (CemMapping) self = mapping;
  g_autoptr (CemDiagnostics) own = diagnostics == NULL ? cem_diagnostics_new () : NULL;
  CemDiagnostics *told = diagnostics != NULL ? diagnostics : own;
  guint n_before = cem_diagnostics_get_n_errors (told);

  make_digest (self);
  _cem_mapping_read (self, file, told);
  if (cem_diagnostics_get_n_errors (told) == n_before)
    return g_steal_pointer (&self);

  _cem_diagnostics_check (told, CEM_ERROR_SYNTAX, error);
  return NULL;
}

static CemMapping *
read_text (const char *text,
           gsize length,
           const char *file,
           CemDiagnostics *diagnostics,
           GError **error)
{
  static const CemJsonLimits limits = { .max_depth = 64, .max_keys = 20000, .max_length = MAX_LENGTH };
  g_autoptr (CemMapping) self = g_object_new (CEM_TYPE_MAPPING, NULL);
  g_autoptr (GError) local = NULL;
  char *copy = NULL;

  /* What is too long is for the reader to refuse. */
  copy = _cem_arena_strndup (self->arena, text, MIN (length, MAX_LENGTH + 1));
  if (_cem_json_read (self->arena, copy, MIN (length, MAX_LENGTH + 1), &limits, &self->json, &local))
    return finish (g_steal_pointer (&self), file, diagnostics, error);

  if (diagnostics != NULL)
    {
      CemPlace place = { .file = file };

      _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "syntax", &place, NULL, "%s",
                            local->message);
    }
  g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s%s", file != NULL ? file : "",
                              file != NULL ? ": " : "");
  return NULL;
}

/**
 * cem_mapping_new_from_text:
 * @text: a mapping as JSON text
 * @diagnostics: (nullable): where to put everything that is wrong with it
 * @error: where to say what is wrong
 *
 * Reads a mapping.
 *
 * Fails with `CEM_ERROR_SYNTAX` or `CEM_ERROR_LIMIT` when there is anything wrong with it; @error
 * has the first mistake, @diagnostics all of them, with JSON Pointers. Warnings are no failure.
 *
 * Returns: (transfer full): the mapping
 *
 * Since: 0.1
 */
CemMapping *
cem_mapping_new_from_text (const char *text,
                           CemDiagnostics *diagnostics,
                           GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  return read_text (text, strlen (text), NULL, diagnostics, error);
}

/**
 * cem_mapping_new_from_json:
 * @json: a mapping
 * @diagnostics: (nullable): where to put everything that is wrong with it
 * @error: where to say what is wrong
 *
 * Reads a mapping; see [ctor@Mapping.new_from_text].
 *
 * Returns: (transfer full): the mapping
 *
 * Since: 0.1
 */
CemMapping *
cem_mapping_new_from_json (JsonNode *json,
                           CemDiagnostics *diagnostics,
                           GError **error)
{
  g_autoptr (CemMapping) self = NULL;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  self = g_object_new (CEM_TYPE_MAPPING, NULL);
  if (!_cem_datum_from_json_node (self->arena, json, &self->json, error))
    return NULL;

  return finish (g_steal_pointer (&self), NULL, diagnostics, error);
}

/* --- files ---*/

/**
 * cem_mapping_load:
 * @file: a file with a mapping as JSON text
 * @diagnostics: (nullable): where to put everything that is wrong with it
 * @cancellable: (nullable): a cancellable
 * @error: where to say what is wrong
 *
 * Reads a mapping from a file; see [ctor@Mapping.new_from_text].
 *
 * Fails as well when the file cannot be read.
 *
 * Returns: (transfer full): the mapping
 *
 * Since: 0.1
 */
CemMapping *
cem_mapping_load (GFile *file,
                  CemDiagnostics *diagnostics,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  gsize length = 0;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  if (!g_file_load_contents (file, cancellable, &text, &length, NULL, error))
    return NULL;

  name = g_file_get_basename (file);
  return read_text (text, length, name, diagnostics, error);
}

typedef struct
{
  GFile *file;
  CemDiagnostics *diagnostics;
} Load;

static void
free_load (gpointer data)
{
  Load *load = data;

  g_object_unref (load->file);
  g_clear_object (&load->diagnostics);
  g_free (load);
}

static void
loaded_cb (GObject *object,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  g_autofree char *text = NULL;
  g_autofree char *name = g_file_get_basename (load->file);
  gsize length = 0;
  GError *error = NULL;
  CemMapping *mapping = NULL;

  if (g_file_load_contents_finish (load->file, result, &text, &length, NULL, &error))
    mapping = read_text (text, length, name, load->diagnostics, &error);

  if (mapping != NULL)
    g_task_return_pointer (task, mapping, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cem_mapping_load_async:
 * @file: a file with a mapping as JSON text
 * @diagnostics: (nullable): where to put everything that is wrong with it
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [func@Mapping.load] does without blocking.
 *
 * Since: 0.1
 */
void
cem_mapping_load_async (GFile *file,
                        CemDiagnostics *diagnostics,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = NULL;
  Load *load = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics));

  load = g_new0 (Load, 1);
  load->file = g_object_ref (file);
  load->diagnostics = diagnostics != NULL ? g_object_ref (diagnostics) : NULL;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_mapping_load_async);
  g_task_set_task_data (task, load, free_load);
  g_file_load_contents_async (file, cancellable, loaded_cb, task);
}

/**
 * cem_mapping_load_finish:
 * @result: the result that the callback was given
 * @error: where to say what is wrong
 *
 * Finishes [func@Mapping.load_async].
 *
 * Returns: (transfer full): the mapping
 *
 * Since: 0.1
 */
CemMapping *
cem_mapping_load_finish (GAsyncResult *result,
                         GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- what it says ---*/

/**
 * cem_mapping_get_name: (get-property name)
 * @self: a mapping
 *
 * Gets what it is called.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
cem_mapping_get_name (CemMapping *self)
{
  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);

  return self->name;
}

/**
 * cem_mapping_get_description: (get-property description)
 * @self: a mapping
 *
 * Gets what its author says about it.
 *
 * Returns: (transfer none) (nullable): the text
 *
 * Since: 0.1
 */
const char *
cem_mapping_get_description (CemMapping *self)
{
  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);

  return self->description;
}

/**
 * cem_mapping_get_source: (get-property source)
 * @self: a mapping
 *
 * Gets the source of the events that it makes.
 *
 * Returns: (transfer none): the source
 *
 * Since: 0.1
 */
const char *
cem_mapping_get_source (CemMapping *self)
{
  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);

  return self->source;
}

/**
 * cem_mapping_get_digest: (get-property digest)
 * @self: a mapping
 *
 * Gets the SHA-256 of its canonical JSON, in hexadecimal digits.
 *
 * Returns: (transfer none): the digest
 *
 * Since: 0.1
 */
const char *
cem_mapping_get_digest (CemMapping *self)
{
  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);

  return self->digest;
}

/**
 * cem_mapping_list_columns:
 * @self: a mapping
 *
 * Lists the columns that it speaks of: those it names, and the names in `row.NAME` of expressions
 * where no column is named so.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names, in the order in which the mapping
 * speaks of them
 *
 * Since: 0.1
 */
char **
cem_mapping_list_columns (CemMapping *self)
{
  g_autoptr (GStrvBuilder) names = NULL;

  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);

  names = g_strv_builder_new ();
  for (guint i = 0; i < self->columns->len; i++)
    {
      const CemMappingColumn *column = _cem_mapping_get_column (self, i);

      g_strv_builder_add (names, column->header != NULL ? column->header : column->name);
    }

  return g_strv_builder_end (names);
}

/**
 * cem_mapping_accepts:
 * @self: a mapping
 * @file_name: the name of a file, without its folder
 *
 * Says whether one of its `files` patterns fits a name.
 *
 * Returns: `TRUE` when a pattern fits, or the mapping has none
 *
 * Since: 0.1
 */
gboolean
cem_mapping_accepts (CemMapping *self,
                     const char *file_name)
{
  g_return_val_if_fail (CEM_IS_MAPPING (self), FALSE);
  g_return_val_if_fail (file_name != NULL, FALSE);

  for (guint i = 0; self->files != NULL && i < self->files->len; i++)
    if (g_pattern_match_simple (self->files->pdata[i], file_name))
      return TRUE;

  return self->files == NULL;
}

/**
 * cem_mapping_to_json:
 * @self: a mapping
 *
 * Writes it as JSON, as it was given.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_mapping_to_json (CemMapping *self)
{
  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);

  return _cem_datum_to_json_node (&self->json);
}
