/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include "value/cem-json-private.h"

#include <libcem/cem.h>

static void
check_condition (JsonNode *node)
{
  g_autoptr (CemCondition) condition = cem_condition_new_from_json (node, NULL, NULL);
  g_autoptr (CemCondition) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;
  g_autoptr (GError) error = NULL;

  if (condition == NULL)
    return;

  text = cem_condition_to_text (condition);
  again = cem_condition_new_from_text (text, &error);
  if (again == NULL)
    {
      /* Only an expression inside, or a tree beyond the parser's limits, has no way back. */
      FUZZ_ASSERT (g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND) ||
                   g_error_matches (error, CEM_ERROR, CEM_ERROR_SYNTAX));
      return;
    }

  text_again = cem_condition_to_text (again);
  FUZZ_ASSERT (g_str_equal (text, text_again));
}

static void
check_good (CemArena *arena,
            const CemDatum *datum)
{
  static const CemJsonWriteFlags flags[] = {
    CEM_JSON_WRITE_COMPACT, CEM_JSON_WRITE_SORTED, CEM_JSON_WRITE_PRETTY,
  };
  g_autoptr (JsonNode) node = NULL;
  CemDatum from_node = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (GString) first = g_string_new (NULL);
      g_autoptr (GString) second = g_string_new (NULL);
      CemDatum again = { 0 };

      _cem_json_write (first, datum, flags[i]);
      FUZZ_ASSERT (_cem_json_read (arena, first->str, first->len, NULL, &again, NULL));
      FUZZ_ASSERT (_cem_datum_equal (datum, &again));
      FUZZ_ASSERT (_cem_datum_hash (datum) == _cem_datum_hash (&again));
      _cem_json_write (second, &again, flags[i]);
      FUZZ_ASSERT (g_string_equal (first, second));
    }

  node = _cem_datum_to_json_node (datum);
  FUZZ_ASSERT (_cem_datum_from_json_node (arena, node, &from_node, NULL));
  check_condition (node);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  const CemJsonLimits limits = { .max_depth = 100, .max_keys = 1000, .max_length = 100000 };
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GError) error = NULL;
  CemDatum datum = { 0 };

  if (_cem_json_read (arena, (const char *) data, size, &limits, &datum, &error))
    {
      FUZZ_ASSERT (error == NULL);
      FUZZ_ASSERT (g_utf8_validate_len ((const char *) data, size, NULL));
      check_good (arena, &datum);
    }
  else
    {
      FUZZ_ASSERT (g_error_matches (error, CEM_ERROR, CEM_ERROR_SYNTAX) ||
                   g_error_matches (error, CEM_ERROR, CEM_ERROR_LIMIT));
      FUZZ_ASSERT (g_utf8_validate (error->message, -1, NULL));
    }

  return 0;
}
