/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-private.h"

#include "engine/cem-page-reading-private.h"

/**
 * CemPage:
 *
 * All that there is to know about one customer or one thing.
 *
 * A page is opened with [method@View.open_customer] or [method@View.open_noun], which read everything in
 * one snapshot of the store: its parts tell of the same moment. The first rows of each list are there then;
 * the lists grow when more is asked for, see [class@StoreList].
 *
 * With [property@Page:live], it follows the store: its lists emit [signal@Gio.ListModel::items-changed],
 * and its other properties notify, once for many changes. A page belongs to the thread that opened it, and
 * signals arrive in the main context that was the thread's default then.
 *
 * ```c
 * cem_page_set_live (page, TRUE);
 * g_print ("%u events until now\n",
 *          g_list_model_get_n_items (cem_page_get_timeline (page)));
 * ```
 *
 * ## As JSON
 *
 * [method@Page.to_json] gives an object of `schema` (1), `position` (of the log), the subject as `customer`
 * or `noun`, and for each list, by its name, an object of `total` (how many there are, as far as the list
 * knows), `complete` (whether it knows all) and `items` (the first ones).
 *
 * Since: 0.1
 */
typedef struct
{
  CemPageState state;
} CemPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CemPage, cem_page, G_TYPE_OBJECT)

typedef enum
{
  PROP_VIEW = 1,
  PROP_KEY,
  PROP_POSITION,
  PROP_LIVE,
  PROP_ERROR,
  PROP_TIMELINE,
  PROP_TOUCHPOINTS
} CemPageProperty;

static GParamSpec *properties[PROP_TOUCHPOINTS + 1];

/* A customer's page has no list of customers, the first of these. */
static const CemPageList lists[] = {
  { "customers", CEM_NOUN_NONE },
  { "sites", CEM_NOUN_SITE },
  { "households", CEM_NOUN_HOUSEHOLD },
  { "contracts", CEM_NOUN_CONTRACT },
  { "devices", CEM_NOUN_DEVICE },
  { "orders", CEM_NOUN_ORDER },
  { "work_orders", CEM_NOUN_WORK_ORDER },
  { "tasks", CEM_NOUN_TASK },
  { "coupons", CEM_NOUN_COUPON },
  { "appointments", CEM_NOUN_APPOINTMENT },
  { "leads", CEM_NOUN_LEAD },
  { "responses", CEM_NOUN_RESPONSE },
};

CemPageState *
_cem_page_get_state (CemPage *self)
{
  return &((CemPagePrivate *) cem_page_get_instance_private (self))->state;
}

/* One that was not made by a view has nothing to read from. */
gboolean
_cem_page_is_open (CemPage *self)
{
  return _cem_page_get_state (self)->view != NULL;
}

const CemPageHooks *
_cem_page_get_hooks (CemPage *self)
{
  return CEM_PAGE_GET_CLASS (self)->hooks;
}

CemEngine *
_cem_page_get_engine (CemPage *self)
{
  return cem_view_get_engine (_cem_page_get_state (self)->view);
}

/* --- the object ---*/

static void
cem_page_dispose (GObject *object)
{
  CemPageState *p = _cem_page_get_state (CEM_PAGE (object));

  if (p->changed_id != 0)
    g_clear_signal_handler (&p->changed_id, _cem_page_get_engine (CEM_PAGE (object)));
  if (p->pump != NULL)
    g_source_destroy (p->pump);
  g_clear_pointer (&p->pump, g_source_unref);
  g_clear_pointer (&p->context, g_main_context_unref);

  G_OBJECT_CLASS (cem_page_parent_class)->dispose (object);
}

static void
cem_page_finalize (GObject *object)
{
  CemPageState *p = _cem_page_get_state (CEM_PAGE (object));

  for (guint i = 0; i < CEM_PAGE_MAX_ROWS; i++)
    g_clear_object (&p->rows[i]);
  g_ptr_array_unref (p->lists);
  g_clear_object (&p->head);
  g_clear_pointer (&p->subject, _cem_subject_unref);
  g_clear_object (&p->view);
  g_clear_error (&p->error);
  g_free (p->position);

  G_OBJECT_CLASS (cem_page_parent_class)->finalize (object);
}

static void
cem_page_get_property (GObject *object,
                       guint prop_id,
                       GValue *value,
                       GParamSpec *pspec)
{
  CemPage *self = CEM_PAGE (object);
  CemPageState *p = _cem_page_get_state (self);

  switch ((CemPageProperty) prop_id)
    {
    case PROP_VIEW:
      g_value_set_object (value, p->view);
      break;
    case PROP_KEY:
      g_value_set_string (value, cem_page_get_key (self));
      break;
    case PROP_POSITION:
      g_value_set_string (value, p->position);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, p->live);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, p->error);
      break;
    case PROP_TIMELINE:
      g_value_set_object (value, cem_page_get_timeline (self));
      break;
    case PROP_TOUCHPOINTS:
      g_value_set_object (value, cem_page_get_touchpoints (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_page_set_property (GObject *object,
                       guint prop_id,
                       const GValue *value,
                       GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LIVE:
      cem_page_set_live (CEM_PAGE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * CemPage:view: (getter get_view)
   *
   * The view that it was opened from.
   *
   * Since: 0.1
   */
  properties[PROP_VIEW] = g_param_spec_object ("view", NULL, NULL, CEM_TYPE_VIEW, flags);

  /**
   * CemPage:key: (getter get_key)
   *
   * The key that it was opened with.
   *
   * Since: 0.1
   */
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);

  /**
   * CemPage:position: (getter get_position)
   *
   * The position of the log at which it was read, in digits.
   *
   * Since: 0.1
   */
  properties[PROP_POSITION] = g_param_spec_string ("position", NULL, NULL, NULL, flags);

  /**
   * CemPage:live: (getter get_live) (setter set_live)
   *
   * Whether the page follows the store.
   *
   * Since: 0.1
   */
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                  G_PARAM_STATIC_STRINGS);

  /**
   * CemPage:error: (getter get_error)
   *
   * Why the page could not follow the store when it last tried.
   *
   * Since: 0.1
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);

  /**
   * CemPage:timeline: (getter get_timeline)
   *
   * What happened, the newest first: a list of [class@LogEntry].
   *
   * Since: 0.1
   */
  properties[PROP_TIMELINE] =
    g_param_spec_object ("timeline", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemPage:touchpoints: (getter get_touchpoints)
   *
   * The events that belong to a stage of the journey, the newest first: a list of [class@Touchpoint].
   *
   * Since: 0.1
   */
  properties[PROP_TOUCHPOINTS] =
    g_param_spec_object ("touchpoints", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_page_class_init (CemPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cem_page_dispose;
  object_class->finalize = cem_page_finalize;
  object_class->get_property = cem_page_get_property;
  object_class->set_property = cem_page_set_property;
  install_properties (object_class);
}

static void
cem_page_init (CemPage *self)
{
  CemPageState *p = _cem_page_get_state (self);

  p->lists = g_ptr_array_new_with_free_func (g_object_unref);
  p->context = g_main_context_ref_thread_default ();
}


void
_cem_page_class_set_hooks (CemPageClass *klass,
                           const CemPageHooks *hooks)
{
  klass->hooks = hooks;
}

gpointer
_cem_page_get_head (CemPage *self)
{
  return _cem_page_get_state (self)->head;
}

const CemPageList *
_cem_page_get_lists (CemPage *self,
                     guint *n_lists)
{
  const guint first = _cem_page_get_hooks (self)->has_customers ? 0 : 1;

  *n_lists = G_N_ELEMENTS (lists) - first;
  return lists + first;
}

GListModel *
_cem_page_get_list (CemPage *self,
                    const char *name)
{
  CemPageState *p = _cem_page_get_state (self);
  const CemPageHooks *hooks = _cem_page_get_hooks (self);
  guint n_lists = 0;
  const CemPageList *own = _cem_page_get_lists (self, &n_lists);

  for (guint i = 0; hooks->rows[i] != NULL; i++)
    if (strcmp (hooks->rows[i], name) == 0)
      return G_LIST_MODEL (p->rows[i]);

  for (guint i = 0; i < n_lists && i + 2 < p->lists->len; i++)
    if (strcmp (own[i].name, name) == 0)
      return p->lists->pdata[i + 2];

  return NULL;
}

/**
 * cem_page_get_view: (get-property view)
 * @self: a page
 *
 * Gets the view that it was opened from.
 *
 * Returns: (transfer none): the view
 *
 * Since: 0.1
 */
CemView *
cem_page_get_view (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);

  return _cem_page_get_state (self)->view;
}

/**
 * cem_page_get_key: (get-property key)
 * @self: a page
 *
 * Gets the key that it was opened with.
 *
 * Returns: (transfer none): the key
 *
 * Since: 0.1
 */
const char *
cem_page_get_key (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);
  g_return_val_if_fail (_cem_page_is_open (self), NULL);

  return _cem_subject_get_key (_cem_page_get_state (self)->subject);
}

/**
 * cem_page_get_position: (get-property position)
 * @self: a page
 *
 * Gets the position of the log at which it was read, in digits.
 *
 * Returns: (transfer none): the position
 *
 * Since: 0.1
 */
const char *
cem_page_get_position (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);

  return _cem_page_get_state (self)->position;
}

/**
 * cem_page_get_live: (get-property live)
 * @self: a page
 *
 * Gets whether the page follows the store.
 *
 * Returns: whether it does
 *
 * Since: 0.1
 */
gboolean
cem_page_get_live (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), FALSE);

  return _cem_page_get_state (self)->live;
}

/**
 * cem_page_set_live: (set-property live)
 * @self: a page
 * @live: whether to follow the store
 *
 * Sets whether the page follows the store. One that begins to do so renews itself first.
 *
 * Since: 0.1
 */
void
cem_page_set_live (CemPage *self,
                   gboolean live)
{
  CemPageState *p = NULL;

  g_return_if_fail (CEM_IS_PAGE (self));
  g_return_if_fail (_cem_page_is_open (self));

  p = _cem_page_get_state (self);
  live = live != FALSE;
  if (p->live == live)
    return;

  p->live = live;
  if (live)
    p->changed_id =
      g_signal_connect_object (_cem_page_get_engine (self), "changed", G_CALLBACK (_cem_page_changed), self,
                               G_CONNECT_SWAPPED);
  else
    g_clear_signal_handler (&p->changed_id, _cem_page_get_engine (self));

  p->stale = TRUE;
  _cem_page_schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

/**
 * cem_page_get_error: (get-property error)
 * @self: a page
 *
 * Gets why the page could not follow the store when it last tried.
 *
 * Returns: (transfer none) (nullable): the error; `NULL` when all is well
 *
 * Since: 0.1
 */
const GError *
cem_page_get_error (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);

  return _cem_page_get_state (self)->error;
}

/**
 * cem_page_get_timeline: (get-property timeline)
 * @self: a page
 *
 * Gets what happened, the newest first, as a list of [class@LogEntry].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_page_get_timeline (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);
  g_return_val_if_fail (_cem_page_is_open (self), NULL);

  return _cem_page_get_state (self)->lists->pdata[0];
}

/**
 * cem_page_get_touchpoints: (get-property touchpoints)
 * @self: a page
 *
 * Gets the events that belong to a stage of the journey, the newest first, as a list of
 * [class@Touchpoint].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_page_get_touchpoints (CemPage *self)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);
  g_return_val_if_fail (_cem_page_is_open (self), NULL);

  return _cem_page_get_state (self)->lists->pdata[1];
}

/**
 * cem_page_get_nouns:
 * @self: a page
 * @noun: `site`, `household`, `contract`, `device`, `order`, `work_order`, `task`, `coupon`,
 *   `appointment`, `lead` or `response`
 *
 * Gets the nouns of a kind that belong to what the page is about, the newest first: a list of the class
 * that [method@View.list_nouns] lists for it, such as [class@Device].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none) (nullable): the list; `NULL` for a noun that pages do not list
 *
 * Since: 0.1
 */
GListModel *
cem_page_get_nouns (CemPage *self,
                    const char *noun)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), NULL);
  g_return_val_if_fail (noun != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_strcmp0 (_cem_noun_kind_get_name (lists[i].kind), noun) == 0)
      return _cem_page_get_list (self, lists[i].name);

  return NULL;
}
