/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-segment-private.h"

const CemDatum *
_cem_segment_find (const CemMap *map,
                   const char *name)
{
  const CemDatum *value = map != NULL ? _cem_map_find_string (map, name, strlen (name)) : NULL;

  return value != NULL && value->kind != CEM_KIND_NULL ? value : NULL;
}

/* --- members ---*/

void
_cem_segment_add (CemSegmentTrack *track,
                  const CemMap *properties,
                  const char *name,
                  const CemDatum *value)
{
  if (value == NULL ||
      (properties != NULL && _cem_map_find_string (properties, name, strlen (name)) != NULL))
    return;

  g_assert (track->n_added < CEM_SEGMENT_ADDED);
  track->added[track->n_added++] = (CemEntry){ _cem_datum_string (name, strlen (name)), *value };
}

void
_cem_segment_add_path (CemSegmentTrack *track,
                       const CemMap *properties)
{
  const CemDatum *url = _cem_segment_find (properties, "url");
  const char *end = NULL;
  const char *start = NULL;
  const char *stop = NULL;
  CemDatum path = { 0 };

  if (url == NULL || url->kind != CEM_KIND_STRING)
    return;

  end = url->v.s + url->n;
  start = memmem (url->v.s, (gsize) url->n, "://", 3);
  start = start != NULL ? memchr (start + 3, '/', (gsize) (end - start - 3)) : NULL;
  if (start == NULL)
    return;

  for (stop = start; stop < end && *stop != '?' && *stop != '#'; stop++)
    ;
  path = _cem_datum_string (start, (gsize) (stop - start));
  _cem_segment_add (track, properties, "path", &path);
}

/* The first of the members that is there. */
static const CemDatum *
find_first (const CemMap *map,
            const char *const *names)
{
  const CemDatum *value = NULL;

  for (; value == NULL && *names != NULL; names++)
    value = _cem_segment_find (map, *names);

  return value;
}

static CemDatum
make_item (CemArena *arena,
           const CemDatum *product)
{
  static const char *const ids[] = { "sku", "product_id", "id", NULL };
  static const char *const names[] = { "name", "quantity", "price" };
  CemEntry entries[1 + G_N_ELEMENTS (names)] = { 0 };
  const CemMap *map = product->v.map;
  const CemDatum *value = find_first (map, ids);
  guint n = 0;

  if (value != NULL)
    entries[n++] = (CemEntry){ _cem_datum_string ("sku", 3), *value };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      value = _cem_segment_find (map, names[i]);
      if (value != NULL)
        entries[n++] = (CemEntry){ _cem_datum_string (names[i], strlen (names[i])), *value };
    }

  return _cem_datum_map (_cem_map_new (arena, entries, n));
}

static void
add_items (CemArena *arena,
           const CemMap *properties,
           CemSegmentTrack *track)
{
  const CemDatum *products = _cem_segment_find (properties, "products");
  CemDatum *items = NULL;
  CemDatum list = { 0 };
  guint n = 0;

  if (products == NULL || products->kind != CEM_KIND_LIST)
    return;

  items = _cem_arena_alloc (arena, products->v.list->n * sizeof (CemDatum));
  for (guint i = 0; i < products->v.list->n; i++)
    if (products->v.list->items[i].kind == CEM_KIND_MAP)
      items[n++] = make_item (arena, &products->v.list->items[i]);

  list = _cem_datum_list (_cem_list_new (arena, items, n));
  _cem_segment_add (track, properties, "items", &list);
}

static void
adapt_order (CemArena *arena,
             const CemMap *properties,
             CemSegmentTrack *track)
{
  static const char *const amounts[] = { "total", "revenue", "value", NULL };

  _cem_segment_add (track, properties, "amount", find_first (properties, amounts));
  add_items (arena, properties, track);
}

static void
adapt_product (CemArena *arena,
               const CemMap *properties,
               CemSegmentTrack *track)
{
  static const char *const titles[] = { "name", "category", NULL };

  _cem_segment_add (track, properties, "title", find_first (properties, titles));
  _cem_segment_add_path (track, properties);
}

static void
adapt_review (CemArena *arena,
              const CemMap *properties,
              CemSegmentTrack *track)
{
  _cem_segment_add (track, properties, "text", _cem_segment_find (properties, "review_body"));
  _cem_segment_add (track, properties, "product", _cem_segment_find (properties, "product_id"));
}

/* --- names ---*/

static const struct
{
  const char *name;
  const char *type;
  gboolean of_user; /* only with a userId */
  void (*adapt) (CemArena *arena, const CemMap *properties, CemSegmentTrack *track);
} table[] = {
  { "application_backgrounded", "app.session_ended", TRUE, NULL },
  { "application_opened", "app.login", TRUE, NULL },
  { "order_canceled", "order.cancelled", FALSE, adapt_order },
  { "order_cancelled", "order.cancelled", FALSE, adapt_order },
  { "order_completed", "order.placed", FALSE, adapt_order },
  { "order_refunded", "order.returned", FALSE, adapt_order },
  { "product_list_viewed", "page.viewed", FALSE, adapt_product },
  { "product_reviewed", "review.posted", FALSE, adapt_review },
  { "product_viewed", "page.viewed", FALSE, adapt_product },
  { "products_searched", "search.performed", FALSE, NULL },
  { "signed_in", "app.login", FALSE, NULL },
  { "signed_out", "app.session_ended", FALSE, NULL },
};

/* Lower case, one "_" between words. Letters of all scripts stay. */
static char *
make_snake (CemArena *arena,
            const char *text,
            gsize length,
            gsize *snake_length)
{
  g_autoptr (GString) snake = g_string_new (NULL);
  const char *end = text + length;
  gboolean gap = FALSE;
  gboolean was_upper = TRUE;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);
      const gboolean upper = g_unichar_isupper (c);

      if (!g_unichar_isalnum (c) && !g_unichar_ismark (c))
        {
          gap = TRUE;
          was_upper = TRUE;
          continue;
        }
      if (snake->len > 0 && (gap || (upper && !was_upper)))
        g_string_append_c (snake, '_');
      g_string_append_unichar (snake, g_unichar_tolower (c));
      gap = FALSE;
      was_upper = upper;
    }

  *snake_length = snake->len;
  return _cem_arena_strndup (arena, snake->str, snake->len);
}

/* Two or more words of [a-z][a-z0-9_]* with dots between them: a type of ours, as it stands. */
static gboolean
is_type (const CemDatum *name)
{
  gboolean first = TRUE;
  guint n_dots = 0;

  for (gint i = 0; i < name->n; i++)
    {
      const char c = name->v.s[i];

      if (c == '.' && !first)
        {
          n_dots++;
          first = TRUE;
          continue;
        }
      if (!g_ascii_islower (c) && (first || (c != '_' && !g_ascii_isdigit (c))))
        return FALSE;
      first = FALSE;
    }

  return n_dots > 0 && !first;
}

gboolean
_cem_segment_translate (CemArena *arena,
                        const CemDatum *name,
                        const CemMap *properties,
                        gboolean has_user,
                        CemSegmentTrack *track)
{
  g_autofree char *type = NULL;
  const char *snake = NULL;
  gsize length = 0;

  *track = (CemSegmentTrack){ .type = *name };
  if (is_type (name))
    return name->n <= CEM_CLOUD_EVENT_MAX_TEXT;

  snake = make_snake (arena, name->v.s, (gsize) name->n, &length);
  if (length == 0 || length + 6 > CEM_CLOUD_EVENT_MAX_TEXT)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].name, snake) && (has_user || !table[i].of_user))
      {
        track->type = _cem_datum_string (table[i].type, strlen (table[i].type));
        if (table[i].adapt != NULL)
          table[i].adapt (arena, properties, track);
        return TRUE;
      }

  type = g_strconcat ("track.", snake, NULL);
  track->type = _cem_datum_string (_cem_arena_strndup (arena, type, length + 6), length + 6);
  return TRUE;
}
