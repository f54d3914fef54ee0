/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-private.h"

#include "engine/cem-json-object-private.h"

#include <libcem/cem-store-list.h>

/* Rows of each list that the object holds. */
#define SHOWN_ITEMS 20

static void
add_list (JsonObject *object,
          const char *name,
          GListModel *list)
{
  JsonObject *described = json_object_new ();
  JsonArray *items = json_array_new ();
  const guint n = g_list_model_get_n_items (list);

  for (guint i = 0; i < MIN (n, SHOWN_ITEMS); i++)
    {
      g_autoptr (CemStoreItem) item = g_list_model_get_item (list, i);

      json_array_add_element (items, cem_store_item_to_json (item));
    }

  json_object_set_int_member (described, "total", n);
  json_object_set_boolean_member (
    described, "complete",
    !CEM_IS_STORE_LIST (list) || !cem_store_list_get_loading (CEM_STORE_LIST (list)));
  json_object_set_array_member (described, "items", items);
  json_object_set_object_member (object, name, described);
}

/**
 * cem_page_to_json:
 * @self: a page
 *
 * Writes the page as a JSON object: what it is about, and the first rows of each list.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_page_to_json (CemPage *self)
{
  const CemPageHooks *hooks = NULL;
  JsonObject *object = NULL;
  CemStoreItem *head = NULL;
  const CemPageList *lists = NULL;
  guint n_lists = 0;

  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);
  g_return_val_if_fail (_cem_page_is_open (self), NULL);

  hooks = CEM_PAGE_GET_CLASS (self)->hooks;
  head = _cem_page_get_head (self);
  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "position",
                              g_ascii_strtoll (cem_page_get_position (self), NULL, 10));
  if (head != NULL)
    json_object_set_member (object, hooks->head, cem_store_item_to_json (head));

  for (guint i = 0; hooks->rows[i] != NULL; i++)
    add_list (object, hooks->rows[i], _cem_page_get_list (self, hooks->rows[i]));
  lists = _cem_page_get_lists (self, &n_lists);
  for (guint i = 0; i < n_lists; i++)
    add_list (object, lists[i].name, _cem_page_get_list (self, lists[i].name));
  add_list (object, "touchpoints", cem_page_get_touchpoints (self));
  add_list (object, "timeline", cem_page_get_timeline (self));

  return _cem_json_node_take (object);
}
