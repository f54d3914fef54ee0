/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem-view.h>

#include "base/cem-words-private.h"
#include "engine/cem-engine-private.h"
#include "log/cem-definition-private.h"

#include <libcem/cem-mapping.h>

/* A CemReadWork whose data is the name or hash. */
static gpointer
read_mapping (CemDb *db,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  const char *name = data;
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;

  if (!_cem_definition_find (db, CEM_DEFINITION_MAPPING, name, &hash, error) ||
      !_cem_definition_read (db, hash != NULL ? hash : name, &text, error))
    return NULL;

  if (text != NULL)
    return cem_mapping_new_from_text (text, NULL, error);

  _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                  "The store holds no mapping “%s”; the events mapping.loaded in its log name those "
                  "that it holds", name);
  return NULL;
}

/**
 * cem_view_find_mapping:
 * @self: a view
 * @name: the name of a mapping, or the digest of one
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Finds a mapping that the store holds: by its name the one that was loaded last, by its
 * [property@Mapping:digest] any that rows came by.
 *
 * Fails with `CEM_ERROR_NOT_FOUND` when there is none, and as [method@View.find_customer] does when
 * the store cannot be read.
 *
 * Returns: (transfer full): the mapping
 *
 * Since: 0.1
 */
CemMapping *
cem_view_find_mapping (CemView *self,
                       const char *name,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *copy = NULL;

  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  copy = g_strdup (name);
  return _cem_engine_read (cem_view_get_engine (self), read_mapping, copy, cancellable, error);
}

/**
 * cem_view_find_mapping_async:
 * @self: a view
 * @name: the name of a mapping, or the digest of one
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Finds a mapping that the store holds, see [method@View.find_mapping].
 *
 * Since: 0.1
 */
void
cem_view_find_mapping_async (CemView *self,
                             const char *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_view_find_mapping_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  _cem_engine_read_async (cem_view_get_engine (self), read_mapping, task, g_object_unref);
}

/**
 * cem_view_find_mapping_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.find_mapping_async] began.
 *
 * Returns: (transfer full): the mapping
 *
 * Since: 0.1
 */
CemMapping *
cem_view_find_mapping_finish (CemView *self,
                              GAsyncResult *result,
                              GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
