/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-explanation-private.h"

#include <libcem/cem-enum-types.h>

/**
 * CemExplanation:
 *
 * Why an expression gave what it gave: its parts, the value of each, and which of them decided.
 *
 * Explanations are immutable and may be used from any thread. [method@Expression.explain] makes
 * one.
 *
 * ```c
 * g_autofree char *sentence = cem_explanation_dup_sentence (explanation, "en");
 *
 * g_print ("%s\n", sentence);
 * ```
 *
 * Since: 0.1
 */
struct _CemExplanation
{
  GObject parent_instance;

  char *text;
  CemExplanationStatus status;
  CemValue *value;
  char *message;
  gboolean decides;
  GListStore *parts;
  char *english;
  char *chinese;
};

G_DEFINE_FINAL_TYPE (CemExplanation, cem_explanation, G_TYPE_OBJECT)

static void
cem_explanation_finalize (GObject *object)
{
  CemExplanation *self = CEM_EXPLANATION (object);

  g_free (self->text);
  g_free (self->message);
  g_free (self->english);
  g_free (self->chinese);
  g_clear_pointer (&self->value, cem_value_free);
  g_clear_object (&self->parts);

  G_OBJECT_CLASS (cem_explanation_parent_class)->finalize (object);
}

static void
cem_explanation_class_init (CemExplanationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_explanation_finalize;
}

static void
cem_explanation_init (CemExplanation *self)
{
  self->parts = g_list_store_new (CEM_TYPE_EXPLANATION);
}

CemExplanation *
_cem_explanation_new (const CemExplained *explained)
{
  CemExplanation *self = g_object_new (CEM_TYPE_EXPLANATION, NULL);

  self->text = explained->text;
  self->status = explained->status;
  self->value = explained->value;
  self->message = explained->message;
  return self;
}

void
_cem_explanation_add_part (CemExplanation *self,
                           CemExplanation *part)
{
  g_list_store_append (self->parts, part);
}

void
_cem_explanation_set_decides (CemExplanation *self)
{
  self->decides = TRUE;
}

void
_cem_explanation_set_sentences (CemExplanation *self,
                                char *english,
                                char *chinese)
{
  self->english = english;
  self->chinese = chinese;
}

/**
 * cem_explanation_get_text:
 * @self: an explanation
 *
 * Gets the part of the expression, as canonical text.
 *
 * Returns: the text
 *
 * Since: 0.1
 */
const char *
cem_explanation_get_text (CemExplanation *self)
{
  g_return_val_if_fail (CEM_IS_EXPLANATION (self), NULL);

  return self->text;
}

/**
 * cem_explanation_get_status:
 * @self: an explanation
 *
 * Gets what became of the part.
 *
 * Returns: the status
 *
 * Since: 0.1
 */
CemExplanationStatus
cem_explanation_get_status (CemExplanation *self)
{
  g_return_val_if_fail (CEM_IS_EXPLANATION (self), CEM_EXPLANATION_STATUS_SKIPPED);

  return self->status;
}

/**
 * cem_explanation_dup_value:
 * @self: an explanation
 *
 * Gets the value of the part.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when it has none or a very large one
 *
 * Since: 0.1
 */
CemValue *
cem_explanation_dup_value (CemExplanation *self)
{
  g_return_val_if_fail (CEM_IS_EXPLANATION (self), NULL);

  return self->value != NULL ? cem_value_copy (self->value) : NULL;
}

/**
 * cem_explanation_get_message:
 * @self: an explanation
 *
 * Gets why the part has no value.
 *
 * Returns: (nullable): the message, or %NULL when it did not fail
 *
 * Since: 0.1
 */
const char *
cem_explanation_get_message (CemExplanation *self)
{
  g_return_val_if_fail (CEM_IS_EXPLANATION (self), NULL);

  return self->message;
}

/**
 * cem_explanation_get_decides:
 * @self: an explanation
 *
 * Gets whether this is the part that decided. At most one of all parts does; when all parts of an
 * `&&` hold or no part of an `||` does, it is that part itself.
 *
 * Returns: %TRUE if it decided
 *
 * Since: 0.1
 */
gboolean
cem_explanation_get_decides (CemExplanation *self)
{
  g_return_val_if_fail (CEM_IS_EXPLANATION (self), FALSE);

  return self->decides;
}

/**
 * cem_explanation_get_parts:
 * @self: an explanation
 *
 * Gets the explanations of the parts of this part, without literals.
 *
 * Returns: (transfer none): a list of [class@Explanation]
 *
 * Since: 0.1
 */
GListModel *
cem_explanation_get_parts (CemExplanation *self)
{
  g_return_val_if_fail (CEM_IS_EXPLANATION (self), NULL);

  return G_LIST_MODEL (self->parts);
}

/**
 * cem_explanation_dup_sentence:
 * @self: an explanation
 * @language: (nullable): a language such as `en` or `zh_CN`; %NULL is English
 *
 * Says in one sentence which clause decided: “It does not hold because `event.rating <= 2` is
 * false: event.rating is 4.”
 *
 * Only the explanation of a whole expression has a sentence; of a part it is its text and value.
 *
 * Returns: (transfer full): the sentence, in Chinese or English
 *
 * Since: 0.1
 */
char *
cem_explanation_dup_sentence (CemExplanation *self,
                              const char *language)
{
  gboolean chinese = language != NULL && g_ascii_strncasecmp (language, "zh", 2) == 0;
  g_autofree char *value = NULL;

  g_return_val_if_fail (CEM_IS_EXPLANATION (self), NULL);

  if (self->english != NULL)
    return g_strdup (chinese ? self->chinese : self->english);

  if (self->message != NULL)
    return g_strdup_printf (chinese ? "%s：%s" : "%s: %s", self->text, self->message);

  if (self->value == NULL)
    return g_strdup (self->text);

  value = cem_value_to_text (self->value);
  return g_strdup_printf (chinese ? "%s 的值是 %s" : "%s is %s", self->text, value);
}

static void
build (CemExplanation *self,
       JsonBuilder *builder)
{
  static const char *const statuses[] = { "value", "skipped", "unknown", "failed" };
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->parts));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, self->text);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, statuses[self->status]);

  if (self->value != NULL)
    {
      json_builder_set_member_name (builder, "value");
      json_builder_add_value (builder, cem_value_to_json (self->value));
    }

  if (self->message != NULL)
    {
      json_builder_set_member_name (builder, "message");
      json_builder_add_string_value (builder, self->message);
    }

  if (self->decides)
    {
      json_builder_set_member_name (builder, "decides");
      json_builder_add_boolean_value (builder, TRUE);
    }

  if (self->english != NULL)
    {
      json_builder_set_member_name (builder, "sentence");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "en");
      json_builder_add_string_value (builder, self->english);
      json_builder_set_member_name (builder, "zh_CN");
      json_builder_add_string_value (builder, self->chinese);
      json_builder_end_object (builder);
    }

  if (n > 0)
    {
      json_builder_set_member_name (builder, "parts");
      json_builder_begin_array (builder);
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (CemExplanation) part = g_list_model_get_item (G_LIST_MODEL (self->parts), i);

          build (part, builder);
        }
      json_builder_end_array (builder);
    }

  json_builder_end_object (builder);
}

/**
 * cem_explanation_to_json:
 * @self: an explanation
 *
 * Writes the tree as JSON: objects with `text`, `status` (`value`, `skipped`, `unknown`, `failed`),
 * `value`, `message`, `decides`, `sentence` (`en`, `zh_CN`) and `parts`, each where there is one.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_explanation_to_json (CemExplanation *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (CEM_IS_EXPLANATION (self), NULL);

  build (self, builder);
  return json_builder_get_root (builder);
}
