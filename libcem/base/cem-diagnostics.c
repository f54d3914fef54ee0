/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-diagnostics-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-enum-types.h>

/**
 * CemDiagnostic:
 *
 * One mistake or remark about a text: what is wrong, where, and what to do.
 *
 * Diagnostics are immutable and may be used from any thread. They are found in a
 * [class@Diagnostics]:
 *
 * ```c
 * g_autofree char *text = cem_diagnostic_to_string (diagnostic);
 *
 * g_printerr ("%s\n", text);
 * ```
 *
 * Since: 0.1
 */
struct _CemDiagnostic
{
  GObject parent_instance;

  CemSeverity severity;
  char *code;
  char *file;
  char *pointer;
  guint line;
  guint column;
  char *message;
  char *suggestion;
};

G_DEFINE_FINAL_TYPE (CemDiagnostic, cem_diagnostic, G_TYPE_OBJECT)

typedef enum
{
  PROP_SEVERITY = 1,
  PROP_CODE,
  PROP_FILE,
  PROP_POINTER,
  PROP_LINE,
  PROP_COLUMN,
  PROP_MESSAGE,
  PROP_SUGGESTION
} CemDiagnosticProperty;

static GParamSpec *properties[PROP_SUGGESTION + 1];

static void
cem_diagnostic_finalize (GObject *object)
{
  CemDiagnostic *self = CEM_DIAGNOSTIC (object);

  g_free (self->code);
  g_free (self->file);
  g_free (self->pointer);
  g_free (self->message);
  g_free (self->suggestion);

  G_OBJECT_CLASS (cem_diagnostic_parent_class)->finalize (object);
}

static void
cem_diagnostic_get_property (GObject *object,
                             guint prop_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  CemDiagnostic *self = CEM_DIAGNOSTIC (object);

  switch ((CemDiagnosticProperty) prop_id)
    {
    case PROP_SEVERITY:
      g_value_set_enum (value, self->severity);
      break;
    case PROP_CODE:
      g_value_set_string (value, self->code);
      break;
    case PROP_FILE:
      g_value_set_string (value, self->file);
      break;
    case PROP_POINTER:
      g_value_set_string (value, self->pointer);
      break;
    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;
    case PROP_COLUMN:
      g_value_set_uint (value, self->column);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_SUGGESTION:
      g_value_set_string (value, self->suggestion);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_diagnostic_class_init (CemDiagnosticClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_diagnostic_finalize;
  object_class->get_property = cem_diagnostic_get_property;

  /**
   * CemDiagnostic:severity: (getter get_severity)
   *
   * How bad it is.
   *
   * Since: 0.1
   */
  properties[PROP_SEVERITY] =
    g_param_spec_enum ("severity", NULL, NULL,
                       CEM_TYPE_SEVERITY, CEM_SEVERITY_ERROR,
                       flags);

  /**
   * CemDiagnostic:code: (getter get_code)
   *
   * A short name of the kind of mistake, such as `unknown-field`, which never changes.
   *
   * Since: 0.1
   */
  properties[PROP_CODE] =
    g_param_spec_string ("code", NULL, NULL, NULL, flags);

  /**
   * CemDiagnostic:file: (getter get_file)
   *
   * The file that it is about.
   *
   * Since: 0.1
   */
  properties[PROP_FILE] =
    g_param_spec_string ("file", NULL, NULL, NULL, flags);

  /**
   * CemDiagnostic:pointer: (getter get_pointer)
   *
   * The place in a JSON document, as a JSON Pointer (RFC 6901).
   *
   * Since: 0.1
   */
  properties[PROP_POINTER] =
    g_param_spec_string ("pointer", NULL, NULL, NULL, flags);

  /**
   * CemDiagnostic:line: (getter get_line)
   *
   * The line, counted from 1; 0 when unknown.
   *
   * Since: 0.1
   */
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CemDiagnostic:column: (getter get_column)
   *
   * The column in characters, counted from 1; 0 when unknown.
   *
   * Since: 0.1
   */
  properties[PROP_COLUMN] =
    g_param_spec_uint ("column", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CemDiagnostic:message: (getter get_message)
   *
   * What is wrong, as a sentence.
   *
   * Since: 0.1
   */
  properties[PROP_MESSAGE] =
    g_param_spec_string ("message", NULL, NULL, NULL, flags);

  /**
   * CemDiagnostic:suggestion: (getter get_suggestion)
   *
   * What to do about it.
   *
   * Since: 0.1
   */
  properties[PROP_SUGGESTION] =
    g_param_spec_string ("suggestion", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_diagnostic_init (CemDiagnostic *self)
{
}

/**
 * cem_diagnostic_get_severity: (get-property severity)
 * @self: a diagnostic
 *
 * Gets how bad it is.
 *
 * Returns: how bad it is
 *
 * Since: 0.1
 */
CemSeverity
cem_diagnostic_get_severity (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), CEM_SEVERITY_ERROR);

  return self->severity;
}

/**
 * cem_diagnostic_get_code: (get-property code)
 * @self: a diagnostic
 *
 * Gets a short name of the kind of mistake, such as `unknown-field`, which never changes.
 *
 * Returns: (transfer none): a short name of the kind of mistake, such as `unknown-field`, which never changes
 *
 * Since: 0.1
 */
const char *
cem_diagnostic_get_code (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), NULL);

  return self->code;
}

/**
 * cem_diagnostic_get_file: (get-property file)
 * @self: a diagnostic
 *
 * Gets the file that it is about.
 *
 * Returns: (transfer none) (nullable): the file that it is about
 *
 * Since: 0.1
 */
const char *
cem_diagnostic_get_file (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), NULL);

  return self->file;
}

/**
 * cem_diagnostic_get_pointer: (get-property pointer)
 * @self: a diagnostic
 *
 * Gets the place in a JSON document, as a JSON Pointer (RFC 6901).
 *
 * Returns: (transfer none) (nullable): the place in a JSON document, as a JSON Pointer (RFC 6901)
 *
 * Since: 0.1
 */
const char *
cem_diagnostic_get_pointer (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), NULL);

  return self->pointer;
}

/**
 * cem_diagnostic_get_line: (get-property line)
 * @self: a diagnostic
 *
 * Gets the line, counted from 1; 0 when unknown.
 *
 * Returns: the line, counted from 1; 0 when unknown
 *
 * Since: 0.1
 */
guint
cem_diagnostic_get_line (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), 0);

  return self->line;
}

/**
 * cem_diagnostic_get_column: (get-property column)
 * @self: a diagnostic
 *
 * Gets the column in characters, counted from 1; 0 when unknown.
 *
 * Returns: the column in characters, counted from 1; 0 when unknown
 *
 * Since: 0.1
 */
guint
cem_diagnostic_get_column (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), 0);

  return self->column;
}

/**
 * cem_diagnostic_get_message: (get-property message)
 * @self: a diagnostic
 *
 * Gets what is wrong, as a sentence.
 *
 * Returns: (transfer none): what is wrong, as a sentence
 *
 * Since: 0.1
 */
const char *
cem_diagnostic_get_message (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), NULL);

  return self->message;
}

/**
 * cem_diagnostic_get_suggestion: (get-property suggestion)
 * @self: a diagnostic
 *
 * Gets what to do about it.
 *
 * Returns: (transfer none) (nullable): what to do about it
 *
 * Since: 0.1
 */
const char *
cem_diagnostic_get_suggestion (CemDiagnostic *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), NULL);

  return self->suggestion;
}

static char *
describe (CemDiagnostic *self,
          const char *severity)
{
  GString *text = g_string_new (NULL);

  if (self->file != NULL)
    g_string_append_printf (text, "%s:", self->file);
  if (self->line > 0)
    g_string_append_printf (text, "%u:", self->line);
  if (self->line > 0 && self->column > 0)
    g_string_append_printf (text, "%u:", self->column);
  if (self->pointer != NULL)
    g_string_append_printf (text, "%s:", *self->pointer != '\0' ? self->pointer : "/");
  if (text->len > 0)
    g_string_append_c (text, ' ');

  g_string_append_printf (text, "%s%s", severity, self->message);
  if (self->suggestion != NULL)
    g_string_append_printf (text, " (%s)", self->suggestion);
  g_string_append_printf (text, " [%s]", self->code);

  return g_string_free (text, FALSE);
}

/**
 * cem_diagnostic_to_string:
 * @self: a diagnostic
 *
 * Describes the diagnostic in one line, the way compilers do:
 * `rules.json:12:7: error: message (suggestion) [code]`.
 *
 * Returns: (transfer full): the line, without a line feed
 *
 * Since: 0.1
 */
char *
cem_diagnostic_to_string (CemDiagnostic *self)
{
  static const char *const names[] = { N_ ("error: "), N_ ("warning: "), N_ ("hint: ") };

  g_return_val_if_fail (CEM_IS_DIAGNOSTIC (self), NULL);

  return describe (self, _cem_gettext (names[self->severity]));
}

/**
 * CemDiagnostics:
 *
 * What is wrong with a text, all of it at once, as a [iface@Gio.ListModel] of [class@Diagnostic].
 *
 * Whatever reads a text that people wrote fills one of these; the [struct@GLib.Error] that it
 * returns beside carries the first error and how many there are. A list belongs to the thread that
 * made it.
 *
 * ```c
 * g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
 *
 * if (cem_diagnostics_get_n_errors (diagnostics) > 0)
 *   return FALSE;
 * ```
 *
 * Since: 0.1
 */
struct _CemDiagnostics
{
  GObject parent_instance;

  GPtrArray *items;
  guint n_errors;
  guint n_warnings;
};

static GType
cem_diagnostics_get_item_type (GListModel *model)
{
  return CEM_TYPE_DIAGNOSTIC;
}

static guint
cem_diagnostics_get_n_items (GListModel *model)
{
  return CEM_DIAGNOSTICS (model)->items->len;
}

static gpointer
cem_diagnostics_get_item (GListModel *model,
                          guint position)
{
  CemDiagnostics *self = CEM_DIAGNOSTICS (model);

  if (position >= self->items->len)
    return NULL;

  return g_object_ref (self->items->pdata[position]);
}

static void
cem_diagnostics_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cem_diagnostics_get_item_type;
  iface->get_n_items = cem_diagnostics_get_n_items;
  iface->get_item = cem_diagnostics_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CemDiagnostics, cem_diagnostics, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      cem_diagnostics_list_model_init))

static void
cem_diagnostics_finalize (GObject *object)
{
  CemDiagnostics *self = CEM_DIAGNOSTICS (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (cem_diagnostics_parent_class)->finalize (object);
}

static void
cem_diagnostics_class_init (CemDiagnosticsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_diagnostics_finalize;
}

static void
cem_diagnostics_init (CemDiagnostics *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

void
_cem_diagnostics_add (CemDiagnostics *self,
                      CemSeverity severity,
                      const char *code,
                      const CemPlace *place,
                      const char *suggestion,
                      const char *format,
                      ...)
{
  CemDiagnostic *item = g_object_new (CEM_TYPE_DIAGNOSTIC, NULL);
  g_autofree char *words = NULL;
  va_list args;

  item->severity = severity;
  item->code = g_strdup (code);
  item->suggestion = suggestion != NULL ? _cem_words_say (suggestion) : NULL;
  if (place != NULL)
    {
      item->file = g_strdup (place->file);
      item->pointer = g_strdup (place->pointer);
      item->line = place->line;
      item->column = place->column;
    }

  va_start (args, format);
  words = _cem_words_new_valist (format, args);
  va_end (args);
  item->message = _cem_words_say (words);

  if (severity == CEM_SEVERITY_ERROR)
    self->n_errors++;
  else if (severity == CEM_SEVERITY_WARNING)
    self->n_warnings++;

  g_ptr_array_add (self->items, item);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
}

gboolean
_cem_diagnostics_check (CemDiagnostics *self,
                        CemError code,
                        GError **error)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      CemDiagnostic *item = self->items->pdata[i];
      g_autofree char *text = NULL;

      if (item->severity != CEM_SEVERITY_ERROR)
        continue;

      text = describe (item, "");
      if (self->n_errors == 1)
        g_set_error_literal (error, CEM_ERROR, code, text);
      else
        _cem_set_error (error, (int) code, "%s; and %u more", text, self->n_errors - 1);
      return FALSE;
    }

  return TRUE;
}

/**
 * cem_diagnostics_new:
 *
 * Makes an empty list.
 *
 * Returns: (transfer full): the list
 *
 * Since: 0.1
 */
CemDiagnostics *
cem_diagnostics_new (void)
{
  return g_object_new (CEM_TYPE_DIAGNOSTICS, NULL);
}

/**
 * cem_diagnostics_get_n_errors:
 * @self: a list of diagnostics
 *
 * Counts the errors; without one, the text can be used.
 *
 * Returns: how many diagnostics are errors
 *
 * Since: 0.1
 */
guint
cem_diagnostics_get_n_errors (CemDiagnostics *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTICS (self), 0);

  return self->n_errors;
}

/**
 * cem_diagnostics_get_n_warnings:
 * @self: a list of diagnostics
 *
 * Counts the warnings.
 *
 * Returns: how many diagnostics are warnings
 *
 * Since: 0.1
 */
guint
cem_diagnostics_get_n_warnings (CemDiagnostics *self)
{
  g_return_val_if_fail (CEM_IS_DIAGNOSTICS (self), 0);

  return self->n_warnings;
}

/**
 * cem_diagnostics_clear:
 * @self: a list of diagnostics
 *
 * Empties the list, so that it can be used for another text.
 *
 * Since: 0.1
 */
void
cem_diagnostics_clear (CemDiagnostics *self)
{
  guint n = 0;

  g_return_if_fail (CEM_IS_DIAGNOSTICS (self));

  n = self->items->len;
  g_ptr_array_set_size (self->items, 0);
  self->n_errors = 0;
  self->n_warnings = 0;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/**
 * cem_diagnostics_to_string:
 * @self: a list of diagnostics
 *
 * Describes all diagnostics, each as [method@Diagnostic.to_string] does, and each with a line feed
 * behind it.
 *
 * Returns: (transfer full): the lines, empty when there is no diagnostic
 *
 * Since: 0.1
 */
char *
cem_diagnostics_to_string (CemDiagnostics *self)
{
  GString *text = NULL;

  g_return_val_if_fail (CEM_IS_DIAGNOSTICS (self), NULL);

  text = g_string_new (NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      g_autofree char *line = cem_diagnostic_to_string (self->items->pdata[i]);

      g_string_append_printf (text, "%s\n", line);
    }

  return g_string_free (text, FALSE);
}
