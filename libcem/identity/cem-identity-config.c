/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "identity/cem-identity-config-internal.h"
#include "value/cem-json-private.h"

#define MAX_TYPES 256
#define MAX_RULES 64
#define MAX_RULE_TYPES 8
#define MAX_LIMIT 1000
#define MAX_RANK 1000
#define MAX_NAME 64
#define DEFAULT_MAX_MEMBERS 10000

/* Other identifiers of a thing: more of them are a placeholder. */
#define THING_LIMIT 20

static const char *const class_names[] = { NULL, "person", "contact", "session", "thing", NULL };
static const char *const normalise_names[] = { "none",  "lower", "upper", "email",
                                               "phone", "digits", NULL };

typedef struct
{
  const char *name;
  CemIdentityClass class_;
  guint rank;
  CemIdentityNormalise normalise;
  gint64 valid;
} Builtin;

#define DAY (G_GINT64_CONSTANT (86400) * 1000000)

static const Builtin builtin_types[] = {
  { "user_id", CEM_IDENTITY_PERSON, 10, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "customer_id", CEM_IDENTITY_PERSON, 11, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "member_id", CEM_IDENTITY_PERSON, 12, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "account_id", CEM_IDENTITY_PERSON, 13, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "unionid", CEM_IDENTITY_PERSON, 14, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "openid", CEM_IDENTITY_PERSON, 15, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "email", CEM_IDENTITY_CONTACT, 40, CEM_IDENTITY_NORMALISE_EMAIL, 0 },
  { "phone", CEM_IDENTITY_CONTACT, 41, CEM_IDENTITY_NORMALISE_PHONE, 365 * DAY },
  { "anonymous_id", CEM_IDENTITY_SESSION, 60, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "browser_id", CEM_IDENTITY_SESSION, 61, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "cookie", CEM_IDENTITY_SESSION, 62, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "session_id", CEM_IDENTITY_SESSION, 63, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "vin", CEM_IDENTITY_THING, 88, CEM_IDENTITY_NORMALISE_UPPER, 0 },
  { "serial", CEM_IDENTITY_THING, 89, CEM_IDENTITY_NORMALISE_UPPER, 0 },
  { "device_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "order_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "contract_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "site_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "work_order_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "household_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "lead_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "appointment_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "task_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "staff_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "coupon_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "campaign_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "survey_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "invitation_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "response_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "post_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
  { "call_id", CEM_IDENTITY_THING, 90, CEM_IDENTITY_NORMALISE_NONE, 0 },
};

/* What programs and people write where they know nothing. */
static const char *const builtin_blocked[] = {
  "0", "00", "000", "0000", "00000", "000000", "0000000", "00000000", "000000000", "0000000000",
  "00000000000", "000000000000", "00000000-0000-0000-0000-000000000000", "-", "-1", "anonymous",
  "false", "guest", "n/a", "na", "nan", "nil", "none", "null", "test", "test@example.com",
  "test@test.com", "true", "undefined", "unknown", "xxx", "(null)", "[object object]",
};

/* --- building -----------------------------------------------------------------------------------*/

typedef struct
{
  CemIdentityConfig *config;
  CemDiagnostics *diagnostics;
  GPtrArray *types; /* CemIdentityType, while they come and go */
} Loader;

static void complain (Loader *self,
                      const char *pointer,
                      const char *code,
                      const char *suggestion,
                      const char *format,
                      ...) G_GNUC_PRINTF (5, 6);

static void
complain (Loader *self,
          const char *pointer,
          const char *code,
          const char *suggestion,
          const char *format,
          ...)
{
  CemPlace place = { NULL, pointer, 0, 0 };
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = _cem_words_new_valist (format, args);
  va_end (args);
  _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, code, &place, suggestion, "%s",
                        message);
}

/* A JSON Pointer one step further. */
static char *
point (const char *base,
       const char *key,
       gsize length)
{
  g_autoptr (GString) out = g_string_new (base);

  g_string_append_c (out, '/');
  for (gsize i = 0; i < length; i++)
    {
      if (key[i] == '~')
        g_string_append (out, "~0");
      else if (key[i] == '/')
        g_string_append (out, "~1");
      else
        g_string_append_c (out, key[i]);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
point_index (const char *base,
             guint index)
{
  return g_strdup_printf ("%s/%u", base, index);
}

static char *
dup_text (const CemDatum *datum)
{
  return g_strndup (datum->v.s, (gsize) datum->n);
}

static gboolean
is_text (const CemDatum *datum,
         const char *text)
{
  return datum->kind == CEM_KIND_STRING && (gsize) datum->n == strlen (text) &&
         memcmp (datum->v.s, text, (gsize) datum->n) == 0;
}

static void
type_free (gpointer data)
{
  CemIdentityType *type = data;

  g_free ((char *) type->name);
  g_free ((char *) type->region);
  g_free (type);
}

/* What finds nothing joins nothing. */
static void
set_noun (CemIdentityType *type,
          CemNounKind noun)
{
  type->noun = noun;
  type->links = noun != CEM_NOUN_NONE;
  type->limit = noun != CEM_NOUN_NONE ? THING_LIMIT : 0;
  type->per_customer = noun != CEM_NOUN_NONE ? 1 : 0;
}

static CemIdentityType *
type_new (const char *name,
          CemIdentityClass class_)
{
  static const guint ranks[] = { 0, 10, 40, 60, 90 };
  CemIdentityType *type = g_new0 (CemIdentityType, 1);

  type->name = g_strdup (name);
  type->name_length = strlen (name);
  type->class_ = class_;
  type->rank = ranks[class_];
  type->links = TRUE;
  type->limit = class_ == CEM_IDENTITY_CONTACT || class_ == CEM_IDENTITY_SESSION ? 5 : 0;
  type->per_customer = class_ == CEM_IDENTITY_PERSON ? 1 : 0;
  if (class_ == CEM_IDENTITY_THING)
    set_noun (type, _cem_noun_kind_of_identifier (name, type->name_length));
  return type;
}

static void
add_builtin_types (Loader *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (builtin_types); i++)
    {
      const Builtin *from = &builtin_types[i];
      CemIdentityType *type = type_new (from->name, from->class_);

      type->rank = from->rank;
      type->normalise = from->normalise;
      type->valid = from->valid;
      g_ptr_array_add (self->types, type);
    }
  for (guint i = 0; i < G_N_ELEMENTS (builtin_blocked); i++)
    _cem_identity_config_block (self->config, "*", 1, builtin_blocked[i],
                                strlen (builtin_blocked[i]));
}

static gint
find_loaded (Loader *self,
             const char *name,
             gsize length)
{
  for (guint i = 0; i < self->types->len; i++)
    {
      const CemIdentityType *type = g_ptr_array_index (self->types, i);

      if (type->name_length == length && memcmp (type->name, name, length) == 0)
        return (gint) i;
    }

  return -1;
}

/* --- fields -------------------------------------------------------------------------------------*/

static gboolean
read_uint (Loader *self,
           const CemDatum *value,
           const char *pointer,
           guint min,
           guint max,
           guint *out)
{
  gint64 number = value->kind == CEM_KIND_INT ? value->v.i : -1;

  if (number < min || number > max)
    {
      complain (self, pointer, "range", NULL, N_ ("must be an integer from %u to %u"), min, max);
      return FALSE;
    }

  *out = (guint) number;
  return TRUE;
}

static gboolean
read_bool (Loader *self,
           const CemDatum *value,
           const char *pointer,
           gboolean *out)
{
  if (value->kind != CEM_KIND_BOOL)
    {
      complain (self, pointer, "type", NULL, N_ ("must be true or false"));
      return FALSE;
    }

  *out = value->v.i != 0;
  return TRUE;
}

static gboolean
read_region (Loader *self,
             const CemDatum *value,
             const char *pointer,
             const char **out)
{
  g_autofree char *region = NULL;

  if (value->kind == CEM_KIND_STRING)
    region = dup_text (value);
  if (region == NULL || !_cem_phone_has_region (region))
    {
      complain (self, pointer, "region", W_ ("use a two-letter code such as \"CN\" or \"DE\""),
                N_ ("is no region whose telephone numbers are known"));
      return FALSE;
    }

  g_free ((char *) *out);
  *out = g_steal_pointer (&region);
  return TRUE;
}

static gint
read_name (Loader *self,
           const CemDatum *value,
           const char *pointer,
           const char *const *names,
           guint first)
{
  g_autofree char *list = NULL;

  for (guint i = first; names[i] != NULL; i++)
    if (is_text (value, names[i]))
      return (gint) i;

  list = g_strjoinv (", ", (char **) names + first);
  complain (self, pointer, "name", NULL, N_ ("must be one of %s"), list);
  return -1;
}

static void
read_valid (Loader *self,
            const CemDatum *value,
            const char *pointer,
            CemIdentityType *type)
{
  gint64 seconds = 0;
  gint32 nanos = 0;

  if (value->kind == CEM_KIND_NULL)
    type->valid = 0;
  else if (value->kind != CEM_KIND_STRING ||
           !_cem_duration_parse_iso (value->v.s, (gsize) value->n, &seconds, &nanos) ||
           seconds < 3600 || seconds > G_GINT64_CONSTANT (100) * 366 * 86400)
    complain (self, pointer, "duration", W_ ("write days, as in \"P365D\""),
              N_ ("must be an ISO 8601 duration from one hour to a hundred years"));
  else
    type->valid = seconds * 1000000 + nanos / 1000;
}

static void
read_type_field (Loader *self,
                 CemIdentityType *type,
                 const CemEntry *entry,
                 const char *pointer)
{
  const CemDatum *value = &entry->value;
  gint found;

  if (is_text (&entry->key, "class") || is_text (&entry->key, "noun"))
    return;
  if (is_text (&entry->key, "rank"))
    read_uint (self, value, pointer, 1, MAX_RANK, &type->rank);
  else if (is_text (&entry->key, "normalise"))
    {
      found = read_name (self, value, pointer, normalise_names, 0);
      if (found >= 0)
        type->normalise = (CemIdentityNormalise) found;
    }
  else if (is_text (&entry->key, "region"))
    read_region (self, value, pointer, &type->region);
  else if (is_text (&entry->key, "valid"))
    read_valid (self, value, pointer, type);
  else if (is_text (&entry->key, "links"))
    read_bool (self, value, pointer, &type->links);
  else if (is_text (&entry->key, "limit"))
    read_uint (self, value, pointer, 0, MAX_LIMIT, &type->limit);
  else if (is_text (&entry->key, "per_customer"))
    read_uint (self, value, pointer, 0, MAX_LIMIT, &type->per_customer);
  else
    complain (self, pointer, "unknown",
              W_ ("use class, noun, rank, normalise, region, valid, links, limit or per_customer"),
              N_ ("is no field of an identifier type"));
}

static void
check_type (Loader *self,
            CemIdentityType *type,
            const char *pointer)
{
  if (type->class_ == CEM_IDENTITY_PERSON && type->valid > 0)
    complain (self, pointer, "valid", W_ ("make it a contact or session, or leave “valid” out"),
              N_ ("a person's identifier is valid for ever"));
  else if (type->class_ == CEM_IDENTITY_THING && type->valid > 0)
    complain (self, pointer, "thing", W_ ("leave “valid” out"),
              N_ ("a thing's identifier is valid for ever"));
  else if (type->class_ == CEM_IDENTITY_THING && type->noun == CEM_NOUN_NONE &&
           (type->links || type->limit > 0 || type->per_customer > 0))
    complain (self, pointer, "thing",
              W_ ("say which “noun” it finds, or leave links, limit and per_customer out"),
              N_ ("a thing of no kind joins nothing"));
  else if (type->valid > 0 && type->per_customer > 0)
    complain (self, pointer, "per_customer", W_ ("leave one of the two out"),
              N_ ("“per_customer” cannot count identifiers that have “valid”"));
}

/* Before the other fields, for it decides on their defaults. */
static void
read_noun (Loader *self,
           CemIdentityType *type,
           const CemMap *map,
           const char *base)
{
  const CemDatum *value = _cem_map_find_string (map, "noun", 4);
  g_autofree char *pointer = value != NULL ? point (base, "noun", 4) : NULL;
  g_autofree char *name = NULL;
  CemNounKind noun = CEM_NOUN_NONE;

  if (value == NULL)
    return;
  if (type->class_ != CEM_IDENTITY_THING)
    {
      complain (self, pointer, "noun", W_ ("leave it out, or make the class “thing”"),
                N_ ("only a thing is of a kind"));
      return;
    }

  name = value->kind == CEM_KIND_STRING ? dup_text (value) : NULL;
  if (name != NULL)
    noun = _cem_noun_kind_from_name (name);
  if (noun == CEM_NOUN_PERSON || (noun == CEM_NOUN_NONE && value->kind != CEM_KIND_NULL))
    complain (self, pointer, "noun", W_ ("use one of those in doc/nouns.md, such as device or order"),
              N_ ("must be a kind of noun, or null for none"));
  else
    set_noun (type, noun);
}

static gboolean
is_name (const CemDatum *key)
{
  if (key->kind != CEM_KIND_STRING || key->n < 1 || key->n > MAX_NAME)
    return FALSE;

  for (gint i = 0; i < key->n; i++)
    if (!g_ascii_isalnum (key->v.s[i]) && strchr ("_.-", key->v.s[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
read_type (Loader *self,
           const CemEntry *entry,
           const char *pointer)
{
  gint at = find_loaded (self, entry->key.v.s, (gsize) entry->key.n);
  CemIdentityType *type = at >= 0 ? g_ptr_array_index (self->types, (guint) at) : NULL;
  const CemDatum *named = NULL;
  gint class_ = 0;

  if (entry->value.kind == CEM_KIND_NULL)
    {
      if (at >= 0)
        g_ptr_array_remove_index (self->types, (guint) at);
      return;
    }
  if (entry->value.kind != CEM_KIND_MAP)
    {
      complain (self, pointer, "type", NULL,
                N_ ("must be an object, or null to take the type out"));
      return;
    }

  named = _cem_map_find_string (entry->value.v.map, "class", 5);
  if (named != NULL)
    {
      g_autofree char *where = point (pointer, "class", 5);

      class_ = read_name (self, named, where, class_names, 1);
    }
  else if (type == NULL)
    complain (self, pointer, "class", W_ ("add \"class\": person, contact, session or thing"),
              N_ ("a new identifier type needs a class"));

  if (type == NULL || (class_ > 0 && type->class_ != (CemIdentityClass) class_))
    {
      g_autofree char *name = dup_text (&entry->key);

      if (at >= 0)
        g_ptr_array_remove_index (self->types, (guint) at);
      type = type_new (name, class_ > 0 ? (CemIdentityClass) class_ : CEM_IDENTITY_SESSION);
      g_ptr_array_add (self->types, type);
    }

  read_noun (self, type, entry->value.v.map, pointer);
  for (guint i = 0; i < entry->value.v.map->n; i++)
    {
      const CemEntry *field = &entry->value.v.map->entries[i];
      g_autofree char *where = point (pointer, field->key.v.s, (gsize) field->key.n);

      read_type_field (self, type, field, where);
    }
  check_type (self, type, pointer);
}

static void
read_types (Loader *self,
            const CemDatum *datum)
{
  if (datum->kind != CEM_KIND_MAP)
    {
      complain (self, "/types", "type", NULL, N_ ("must be an object"));
      return;
    }

  for (guint i = 0; i < datum->v.map->n; i++)
    {
      const CemEntry *entry = &datum->v.map->entries[i];
      g_autofree char *where = point ("/types", entry->key.v.s, (gsize) entry->key.n);

      if (!is_name (&entry->key))
        complain (self, where, "name", NULL,
                  N_ ("the name of a type has 1 to %d letters, digits, “_”, “.” or “-”"), MAX_NAME);
      else
        read_type (self, entry, where);
    }

  if (self->types->len > MAX_TYPES)
    complain (self, "/types", "limit", NULL, N_ ("there may be at most %d types"), MAX_TYPES);
}

/* --- the rest -----------------------------------------------------------------------------------*/

static void
read_blocked (Loader *self,
              const CemDatum *datum)
{
  if (datum->kind != CEM_KIND_MAP)
    {
      complain (self, "/blocked", "type", W_ ("write {\"*\": [\"0000\"], \"phone\": […]}"),
                N_ ("must be an object of lists"));
      return;
    }

  for (guint i = 0; i < datum->v.map->n; i++)
    {
      const CemEntry *entry = &datum->v.map->entries[i];
      g_autofree char *where = point ("/blocked", entry->key.v.s, (gsize) entry->key.n);

      if (!is_text (&entry->key, "*") && find_loaded (self, entry->key.v.s, (gsize) entry->key.n) < 0)
        complain (self, where, "unknown", W_ ("name a type, or “*” for all"),
                  N_ ("is no identifier type"));
      if (entry->value.kind != CEM_KIND_LIST)
        {
          complain (self, where, "type", NULL, N_ ("must be a list of strings"));
          continue;
        }

      for (guint j = 0; j < entry->value.v.list->n; j++)
        {
          const CemDatum *item = &entry->value.v.list->items[j];
          g_autofree char *at = point_index (where, j);

          if (item->kind != CEM_KIND_STRING)
            complain (self, at, "type", W_ ("put it into quotes"), N_ ("must be a string"));
          else
            _cem_identity_config_block (self->config, entry->key.v.s, (gsize) entry->key.n, item->v.s,
                                        (gsize) item->n);
        }
    }
}

static void
read_rule (Loader *self,
           const CemDatum *datum,
           const char *pointer,
           GPtrArray *rule)
{
  if (datum->kind != CEM_KIND_LIST || datum->v.list->n < 1 || datum->v.list->n > MAX_RULE_TYPES)
    {
      complain (self, pointer, "type", W_ ("write [\"email\", \"phone\"]"),
                N_ ("must be a list of 1 to %d identifier types"), MAX_RULE_TYPES);
      return;
    }

  for (guint i = 0; i < datum->v.list->n; i++)
    {
      const CemDatum *item = &datum->v.list->items[i];
      g_autofree char *where = point_index (pointer, i);
      gint at = item->kind == CEM_KIND_STRING ? find_loaded (self, item->v.s, (gsize) item->n) : -1;
      CemIdentityType *type = at >= 0 ? g_ptr_array_index (self->types, (guint) at) : NULL;

      if (type == NULL)
        complain (self, where, "unknown", NULL, N_ ("is no identifier type"));
      else if (type->class_ != CEM_IDENTITY_CONTACT && type->class_ != CEM_IDENTITY_SESSION)
        complain (self, where, "class", NULL, N_ ("a match rule is about contacts and sessions"));
      else if (type->limit == 0)
        complain (self, where, "limit", W_ ("give the type a limit"),
                  N_ ("a type without a limit cannot be in a match rule"));
      else if (g_ptr_array_find (rule, type, NULL))
        complain (self, where, "twice", NULL, N_ ("is in the rule already"));
      else
        {
          type->in_rule = TRUE;
          g_ptr_array_add (rule, type);
        }
    }
}

static void
read_rules (Loader *self,
            const CemDatum *datum)
{
  if (datum->kind != CEM_KIND_LIST || datum->v.list->n > MAX_RULES)
    {
      complain (self, "/rules", "type", NULL, N_ ("must be a list of at most %d match rules"),
                MAX_RULES);
      return;
    }

  for (guint i = 0; i < datum->v.list->n; i++)
    {
      GPtrArray *rule = g_ptr_array_new ();
      g_autofree char *where = point_index ("/rules", i);

      read_rule (self, &datum->v.list->items[i], where, rule);
      g_ptr_array_add (rule, NULL);
      g_ptr_array_add (self->config->rules, rule);
    }
}

static void
read_sources (Loader *self,
              const CemDatum *datum)
{
  if (datum->kind != CEM_KIND_LIST)
    {
      complain (self, "/sources", "type", NULL, N_ ("must be a list of sources"));
      return;
    }

  for (guint i = 0; i < datum->v.list->n; i++)
    {
      const CemDatum *item = &datum->v.list->items[i];
      g_autofree char *where = point_index ("/sources", i);
      g_autofree char *source = item->kind == CEM_KIND_STRING ? dup_text (item) : NULL;

      if (source == NULL || *source == '\0')
        complain (self, where, "type", NULL, N_ ("must be the name of a source"));
      else if (g_hash_table_contains (self->config->sources, source))
        complain (self, where, "twice", NULL, N_ ("is in the list already"));
      else
        g_hash_table_insert (self->config->sources, g_steal_pointer (&source), GUINT_TO_POINTER (i));
    }
}

static void
read_top (Loader *self,
          const CemMap *map)
{
  const CemDatum *types = _cem_map_find_string (map, "types", 5);

  /* The other members refer to types. */
  if (types != NULL)
    read_types (self, types);

  for (guint i = 0; i < map->n; i++)
    {
      const CemEntry *entry = &map->entries[i];
      g_autofree char *where = point ("", entry->key.v.s, (gsize) entry->key.n);
      gboolean unused = FALSE;

      if (is_text (&entry->key, "region"))
        read_region (self, &entry->value, where, &self->config->region);
      else if (is_text (&entry->key, "blocked"))
        read_blocked (self, &entry->value);
      else if (is_text (&entry->key, "rules"))
        read_rules (self, &entry->value);
      else if (is_text (&entry->key, "sources"))
        read_sources (self, &entry->value);
      else if (is_text (&entry->key, "max_members"))
        read_uint (self, &entry->value, where, 2, 50000, &self->config->max_members);
      else if (is_text (&entry->key, "builtin"))
        read_bool (self, &entry->value, where, &unused);
      else if (!is_text (&entry->key, "types"))
        complain (self, where, "unknown",
                  W_ ("use region, types, blocked, rules, sources, max_members or builtin"),
                  N_ ("is no field of an identity configuration"));
    }
}

static gint
compare_names (gconstpointer first,
               gconstpointer second)
{
  const CemIdentityType *a = *(const CemIdentityType *const *) first;
  const CemIdentityType *b = *(const CemIdentityType *const *) second;

  return strcmp (a->name, b->name);
}

static void
settle (Loader *self)
{
  CemIdentityConfig *config = self->config;

  g_ptr_array_sort (self->types, compare_names);
  config->types = g_ptr_array_ref (self->types);
  for (guint i = 0; i < config->types->len; i++)
    {
      CemIdentityType *type = g_ptr_array_index (config->types, i);

      type->index = i;
      if (type->region == NULL)
        type->region = g_strdup (config->region);
    }
  _cem_identity_config_index (config);
  config->text = _cem_identity_config_write (config, class_names, normalise_names);
}

CemIdentityConfig *
_cem_identity_config_new (const CemDatum *datum,
                          CemDiagnostics *diagnostics,
                          GError **error)
{
  g_autoptr (CemIdentityConfig) config = _cem_identity_config_alloc ();
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (type_free);
  g_autoptr (CemDiagnostics) own = diagnostics == NULL ? cem_diagnostics_new () : NULL;
  Loader self = { config, diagnostics != NULL ? diagnostics : own, types };
  const CemDatum *builtin = NULL;

  config->max_members = DEFAULT_MAX_MEMBERS;
  config->region = g_strdup ("CN");
  if (datum != NULL && datum->kind != CEM_KIND_MAP)
    complain (&self, "", "type", NULL, N_ ("an identity configuration is a JSON object"));
  else if (datum != NULL)
    builtin = _cem_map_find_string (datum->v.map, "builtin", 7);

  if (builtin == NULL || builtin->kind != CEM_KIND_BOOL || builtin->v.i != 0)
    add_builtin_types (&self);
  if (datum != NULL && datum->kind == CEM_KIND_MAP)
    read_top (&self, datum->v.map);

  if (!_cem_diagnostics_check (self.diagnostics, CEM_ERROR_INVALID_ARGUMENT, error))
    return NULL;

  settle (&self);
  return g_steal_pointer (&config);
}
