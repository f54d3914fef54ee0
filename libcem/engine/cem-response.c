/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-response.h>

/**
 * CemResponse:
 *
 * An answer to a survey.
 *
 * What the score means depends on what was asked: `nps` goes from 0 to 10, `csat` and `ces` from 1 to
 * their scale.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s %g: %s\n",
 *          cem_response_get_response_kind (response),
 *          cem_response_get_score (response),
 *          cem_response_get_text (response));
 * ```
 *
 * Since: 0.1
 */
struct _CemResponse
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemResponse, cem_response, CEM_TYPE_NOUN)

typedef enum
{
  PROP_RESPONSE_KIND = 1,
  PROP_SCORE,
  PROP_SCALE,
  PROP_TEXT,
  PROP_SURVEY,
  PROP_QUESTION,
  PROP_ABOUT,
  PROP_RECEIVED_AT
} CemResponseProperty;

static const char *const fields[] = {
  [PROP_RESPONSE_KIND] = "kind",
  [PROP_SCORE] = "score",
  [PROP_SCALE] = "scale",
  [PROP_TEXT] = "text",
  [PROP_SURVEY] = "survey",
  [PROP_QUESTION] = "question",
  [PROP_ABOUT] = "about",
  [PROP_RECEIVED_AT] = "received_at",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_response_get_property (GObject *object,
                           guint prop_id,
                           GValue *value,
                           GParamSpec *pspec)
{
  if (prop_id == 0 || prop_id >= G_N_ELEMENTS (fields))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else
    _cem_noun_get_property (CEM_NOUN (object), fields[prop_id], value);
}

static void
cem_response_class_init (CemResponseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_response_get_property;

  /**
   * CemResponse:response-kind: (getter get_response_kind)
   *
   * What was asked: `nps`, `csat`, `ces` or `question`.
   *
   * Since: 0.1
   */
  properties[PROP_RESPONSE_KIND] = g_param_spec_string ("response-kind", NULL, NULL, NULL, flags);

  /**
   * CemResponse:score: (getter get_score)
   *
   * The score.
   *
   * Since: 0.1
   */
  properties[PROP_SCORE] =
    g_param_spec_double ("score", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemResponse:scale: (getter get_scale)
   *
   * The highest score that could be given.
   *
   * Since: 0.1
   */
  properties[PROP_SCALE] = g_param_spec_uint ("scale", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * CemResponse:text: (getter get_text)
   *
   * What was written.
   *
   * Since: 0.1
   */
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);

  /**
   * CemResponse:survey: (getter get_survey)
   *
   * The key of the survey.
   *
   * Since: 0.1
   */
  properties[PROP_SURVEY] = g_param_spec_string ("survey", NULL, NULL, NULL, flags);

  /**
   * CemResponse:question: (getter get_question)
   *
   * The question.
   *
   * Since: 0.1
   */
  properties[PROP_QUESTION] = g_param_spec_string ("question", NULL, NULL, NULL, flags);

  /**
   * CemResponse:about: (getter get_about)
   *
   * The key of what it is about.
   *
   * Since: 0.1
   */
  properties[PROP_ABOUT] = g_param_spec_string ("about", NULL, NULL, NULL, flags);

  /**
   * CemResponse:received-at: (getter get_received_at)
   *
   * When it was given.
   *
   * Since: 0.1
   */
  properties[PROP_RECEIVED_AT] =
    g_param_spec_boxed ("received-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_response_init (CemResponse *self)
{
}

/**
 * cem_response_get_response_kind: (get-property response-kind)
 * @self: an answer
 *
 * Gets what was asked: `nps`, `csat`, `ces` or `question`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_response_get_response_kind (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_RESPONSE_KIND]);
}

/**
 * cem_response_get_score: (get-property score)
 * @self: an answer
 *
 * Gets the score.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_response_get_score (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_SCORE]);
}

/**
 * cem_response_get_scale: (get-property scale)
 * @self: an answer
 *
 * Gets the highest score that could be given.
 *
 * Returns: the number; 0 while loading
 *
 * Since: 0.1
 */
guint
cem_response_get_scale (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), 0);

  return _cem_noun_get_count (CEM_NOUN (self), fields[PROP_SCALE]);
}

/**
 * cem_response_get_text: (get-property text)
 * @self: an answer
 *
 * Gets what was written.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_response_get_text (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TEXT]);
}

/**
 * cem_response_get_survey: (get-property survey)
 * @self: an answer
 *
 * Gets the key of the survey.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_response_get_survey (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_SURVEY]);
}

/**
 * cem_response_get_question: (get-property question)
 * @self: an answer
 *
 * Gets the question.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_response_get_question (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_QUESTION]);
}

/**
 * cem_response_get_about: (get-property about)
 * @self: an answer
 *
 * Gets the key of what it is about.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_response_get_about (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_ABOUT]);
}

/**
 * cem_response_get_received_at: (get-property received-at)
 * @self: an answer
 *
 * Gets when it was given.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_response_get_received_at (CemResponse *self)
{
  g_return_val_if_fail (CEM_IS_RESPONSE (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_RECEIVED_AT]);
}
