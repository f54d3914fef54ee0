/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

/* Without libFuzzer: runs the target on each file of the folders, or each file, that it is given. */

static void
run_file (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree guint8 *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &error))
    g_error ("%s", error->message);

  /* Without the NUL that would hide reading past the end. */
  exact = g_memdup2 (text, length);
  LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", length);
}

int
main (int argc,
      char *argv[])
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (argv[i], 0, NULL);
      const char *name = NULL;

      if (dir == NULL)
        {
          run_file (argv[i]);
          n++;
          continue;
        }

      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL);

          run_file (path);
          n++;
        }
    }

  g_print ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
