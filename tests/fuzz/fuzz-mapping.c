/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include <libcem/cem.h>

#include <string.h>

/* A mapping and, behind a line of dashes, a file. Whatever they say: a mapping that cannot be read says
 * why, one that can is the same when it is written and read again, and every row of the file becomes
 * events or says why not. */

static const char dashes[] = "\n-----\n";

static void
check_row (JsonObject *row)
{
  JsonArray *faults = json_object_get_array_member (row, "faults");

  for (guint i = 0; i < json_array_get_length (faults); i++)
    {
      JsonObject *fault = json_array_get_object_element (faults, i);

      FUZZ_ASSERT (json_object_get_string_member (fault, "reason")[0] != '\0');
      FUZZ_ASSERT (
        g_utf8_validate (json_object_get_string_member (fault, "message"), -1, NULL));
    }
}

static void
check_file (CemMapping *mapping,
            const char *text,
            gsize length)
{
  g_autoptr (GBytes) sample = g_bytes_new_static (text, length);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (JsonNode) preview = cem_mapping_preview (mapping, sample, 0, &error);
  gboolean fits = cem_mapping_check_sample (mapping, sample, diagnostics, &other);
  JsonArray *rows = NULL;

  FUZZ_ASSERT ((preview == NULL) == (error != NULL));
  FUZZ_ASSERT (fits == (other == NULL) && fits == (preview != NULL));
  if (preview == NULL)
    return;

  rows = json_object_get_array_member (json_node_get_object (preview), "rows");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    check_row (json_array_get_object_element (rows, i));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *file = strstr (text, dashes);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemMapping) mapping = NULL;
  g_autoptr (CemMapping) again = NULL;
  g_autoptr (JsonNode) json = NULL;

  if (file != NULL)
    *file = '\0';
  mapping = cem_mapping_new_from_text (text, diagnostics, &error);
  FUZZ_ASSERT ((mapping == NULL) == (error != NULL));
  FUZZ_ASSERT ((mapping == NULL) == (cem_diagnostics_get_n_errors (diagnostics) > 0));
  if (mapping == NULL)
    return 0;

  json = cem_mapping_to_json (mapping);
  again = cem_mapping_new_from_json (json, NULL, &error);
  FUZZ_ASSERT (again != NULL);
  if (file != NULL)
    check_file (mapping, file + strlen (dashes),
                size - (gsize) (file + strlen (dashes) - text));
  return 0;
}
