/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-type-private.h"

typedef struct
{
  CemArena *arena;
  GHashTable *by_name; /* name -> GArray of CemCelOverloadInfo, then CemCelOverloads */
  const char **names;
} Library;

static Library library;

/* The end of the type at the start of a signature when it is a receiver ("list(A)." of
 * "list(A).flatten()"), else NULL. */
static const char *
find_receiver_end (const char *signature)
{
  const char *dot = NULL;
  const char *arguments = NULL;
  guint depth = 0;

  for (const char *p = signature; *p != '\0' && strncmp (p, " ->", 3) != 0; p++)
    {
      if (*p == '(')
        {
          if (depth++ == 0)
            arguments = p;
        }
      else if (*p == ')')
        depth--;
      else if (*p == '.' && depth == 0)
        {
          dot = p;
          arguments = NULL;
        }
    }

  return arguments != NULL ? dot : NULL;
}

static gboolean
read_signature_arguments (CemArena *arena,
                          const char *text,
                          const char *end,
                          CemCelFindType find,
                          gpointer user_data,
                          GPtrArray *args)
{
  guint depth = 0;
  const char *start = text;

  if (strspn (text, " ") >= (gsize) (end - text))
    return TRUE;

  for (const char *p = text; p <= end; p++)
    {
      const CemCelType *type;

      if (p < end && *p == '(')
        depth++;
      else if (p < end && *p == ')')
        depth--;

      if (p < end && (*p != ',' || depth > 0))
        continue;

      type = _cem_cel_type_parse (arena, start, (gsize) (p - start), TRUE, find, user_data);
      if (type == NULL)
        return FALSE;

      g_ptr_array_add (args, (gpointer) type);
      start = p + 1;
    }

  return TRUE;
}

static gboolean
is_name (const char *text,
         gsize length)
{
  if (length == 0 || g_ascii_isdigit (text[0]))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && text[i] != '_' && text[i] != '.')
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_cel_signature_parse (CemArena *arena,
                          const char *signature,
                          CemCelFindType find,
                          gpointer user_data,
                          CemCelOverloadInfo *info)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  const char *arrow = g_strrstr (signature, "->");
  const char *dot = find_receiver_end (signature);
  const char *name = signature;
  const char *open, *close;
  const CemCelType *receiver = NULL;

  memset (info, 0, sizeof *info);
  if (arrow == NULL)
    return FALSE;

  /* "optional" alone is the space of optional.of() and its like. */
  if (dot != NULL && strncmp (signature, "optional.", 9) != 0)
    receiver = _cem_cel_type_parse (arena, signature, (gsize) (dot - signature), TRUE,
                                    find, user_data);

  if (receiver != NULL)
    {
      g_ptr_array_add (args, (gpointer) receiver);
      name = dot + 1;
    }

  open = strchr (name, '(');
  close = arrow;
  while (close > signature && *close != ')')
    close--;

  if (open == NULL || open > close || *close != ')' || !is_name (name, (gsize) (open - name)) ||
      !read_signature_arguments (arena, open + 1, close, find, user_data, args))
    return FALSE;

  info->name = _cem_arena_strndup (arena, name, (gsize) (open - name));
  info->member = receiver != NULL;
  info->n_args = args->len;
  info->args = _cem_arena_alloc (arena, (args->len + 1) * sizeof (gpointer));
  if (args->len > 0)
    memcpy (info->args, args->pdata, args->len * sizeof (gpointer));
  info->result = _cem_cel_type_parse (arena, arrow + 2, strlen (arrow + 2), TRUE, find, user_data);

  return info->result != NULL;
}

static void
add_table (GHashTable *arrays,
           const CemCelOverload *table)
{
  for (; table->signature != NULL; table++)
    {
      CemCelOverloadInfo info;
      GArray *array;

      if (!_cem_cel_signature_parse (library.arena, table->signature, NULL, NULL, &info))
        g_error ("The signature “%s” is malformed", table->signature);

      info.call = table->call;
      array = g_hash_table_lookup (arrays, info.name);
      if (array == NULL)
        {
          array = g_array_new (FALSE, FALSE, sizeof info);
          g_hash_table_insert (arrays, (gpointer) info.name, array);
        }
      g_array_append_val (array, info);
    }
}

static int
compare_names (const void *a,
               const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
build_library (void)
{
  const CemCelOverload *const tables[] = {
    _cem_cel_standard_functions, _cem_cel_time_functions, _cem_cel_string_functions,
    _cem_cel_math_functions, _cem_cel_encoder_functions, _cem_cel_business_functions,
    _cem_cel_optional_functions
  };
  g_autoptr (GHashTable) arrays = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name, value;
  guint n = 0;

  library.arena = _cem_arena_new (32 * 1024);
  library.by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    add_table (arrays, tables[i]);

  library.names = g_new0 (const char *, g_hash_table_size (arrays) + 1);
  g_hash_table_iter_init (&iter, arrays);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      CemCelOverloads *overloads = _cem_arena_alloc (library.arena, sizeof *overloads);
      GArray *array = value;

      overloads->n = array->len;
      overloads->items = (CemCelOverloadInfo *) g_array_free (array, FALSE);
      g_hash_table_insert (library.by_name, name, overloads);
      library.names[n++] = name;
    }

  qsort (library.names, n, sizeof (char *), compare_names);
}

static void
ensure_library (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      build_library ();
      g_once_init_leave (&ready, 1);
    }
}

const CemCelOverloads *
_cem_cel_library_find (const char *name)
{
  ensure_library ();
  return g_hash_table_lookup (library.by_name, name);
}

const char *const *
_cem_cel_library_list_names (void)
{
  ensure_library ();
  return library.names;
}
