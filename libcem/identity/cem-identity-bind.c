/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-config-internal.h"

#include "base/cem-words-private.h"

#include <sodium.h>

#define MAX_VALUE 512
#define MAX_LOCAL_PART 64
#define MAX_DOMAIN 255

/* --- normalising --------------------------------------------------------------------------------*/

static void
trim (const char **value,
      gsize *length)
{
  const char *start = *value;
  const char *end = start + *length;

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_find_prev_char (start, end);

      if (last == NULL || !g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }

  *value = start;
  *length = (gsize) (end - start);
}

/* Character by character, as the locale has no say in it. */
static char *
change_case (CemArena *arena,
             const char *value,
             gsize length,
             gunichar (*change) (gunichar),
             gsize *changed_length)
{
  char *out = _cem_arena_alloc (arena, length * 3 + 1);
  gsize n = 0;

  for (const char *p = value; p < value + length; p = g_utf8_next_char (p))
    n += (gsize) g_unichar_to_utf8 (change (g_utf8_get_char (p)), out + n);

  out[n] = '\0';
  *changed_length = n;
  return out;
}

static gboolean
is_domain (const char *domain,
           gsize length)
{
  gboolean dot = FALSE;

  if (length == 0 || length > MAX_DOMAIN || domain[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = domain[i];
      gboolean edge = i == 0 || domain[i - 1] == '.';

      if (c == '.')
        dot = TRUE;
      if ((c == '.' && (edge || i + 1 == length)) || (c == '-' && edge))
        return FALSE;
      if ((guint8) c < 0x80 && !g_ascii_isalnum (c) && c != '-' && c != '.')
        return FALSE;
    }

  return dot;
}

static const char *
normalise_email (CemArena *arena,
                 const char *value,
                 gsize *length,
                 const char **message)
{
  const char *at = g_strrstr_len (value, (gssize) *length, "@");
  gsize local = at != NULL ? (gsize) (at - value) : 0;
  gsize domain_length = 0;
  char *domain = NULL;
  char *out = NULL;

  *message = W_ ("is no e-mail address");
  if (at == NULL || local == 0 || local > MAX_LOCAL_PART || value[0] == '.' ||
      value[local - 1] == '.')
    return NULL;
  for (gsize i = 0; i < local; i++)
    if (strchr (" ()<>,;:\\\"[]@", value[i]) != NULL || (value[i] == '.' && value[i + 1] == '.'))
      return NULL;

  domain = change_case (arena, at + 1, *length - local - 1, g_unichar_tolower, &domain_length);
  if (!is_domain (domain, domain_length))
    return NULL;

  out = _cem_arena_alloc (arena, local + domain_length + 2);
  memcpy (out, value, local);
  out[local] = '@';
  memcpy (out + local + 1, domain, domain_length + 1);
  *length = local + 1 + domain_length;
  *message = NULL;
  return out;
}

static const char *
normalise_digits (CemArena *arena,
                  const char *value,
                  gsize *length,
                  const char **message)
{
  char *out = _cem_arena_alloc (arena, *length + 1);
  gsize n = 0;

  for (const char *p = value; p < value + *length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isdigit (c))
        out[n++] = (char) ('0' + g_unichar_digit_value (c));
      else if (!g_unichar_isspace (c) && c != '-' && c != '.' && c != '/')
        {
          *message = W_ ("holds something else than digits");
          return NULL;
        }
    }

  out[n] = '\0';
  *length = n;
  if (n == 0)
    *message = W_ ("has no digits");
  return n > 0 ? out : NULL;
}

static const char *
normalise_value (const CemIdentityType *type,
                 CemArena *arena,
                 const char *value,
                 gsize *length,
                 const char **message)
{
  char phone[CEM_PHONE_BUFFER];

  switch (type->normalise)
    {
    case CEM_IDENTITY_NORMALISE_LOWER:
      return change_case (arena, value, *length, g_unichar_tolower, length);
    case CEM_IDENTITY_NORMALISE_UPPER:
      return change_case (arena, value, *length, g_unichar_toupper, length);
    case CEM_IDENTITY_NORMALISE_EMAIL:
      return normalise_email (arena, value, length, message);
    case CEM_IDENTITY_NORMALISE_PHONE:
      if (_cem_phone_to_e164 (value, *length, type->region, phone, message) == NULL)
        return NULL;
      *length = strlen (phone);
      return _cem_arena_strndup (arena, phone, *length);
    case CEM_IDENTITY_NORMALISE_DIGITS:
      return normalise_digits (arena, value, length, message);
    case CEM_IDENTITY_NORMALISE_NONE:
    default:
      return _cem_arena_strndup (arena, value, *length);
    }
}

CemIdentityVerdict
_cem_identity_normalise (CemIdentityConfig *config,
                         const CemIdentityType *type,
                         CemArena *arena,
                         const char *value,
                         gsize length,
                         const char **normalised,
                         gsize *normalised_length,
                         const char **message)
{
  const char *problem = NULL;

  *normalised = NULL;
  *normalised_length = 0;
  trim (&value, &length);
  if (length == 0)
    problem = W_ ("is empty");
  else if (length > MAX_VALUE)
    problem = W_ ("is longer than 512 bytes");
  for (gsize i = 0; problem == NULL && i < length; i++)
    if ((guint8) value[i] < 0x20 || value[i] == 0x7f)
      problem = W_ ("holds a control character");

  if (problem == NULL && _cem_identity_config_is_blocked (config, type, value, length))
    {
      if (message != NULL)
        *message = W_ ("is a blocked value");
      return CEM_IDENTITY_BLOCKED;
    }

  if (problem == NULL)
    {
      *normalised_length = length;
      *normalised = normalise_value (type, arena, value, normalised_length, &problem);
    }
  if (message != NULL)
    *message = problem;
  if (*normalised == NULL)
    return CEM_IDENTITY_INVALID;

  if (_cem_identity_config_is_blocked (config, type, *normalised, *normalised_length))
    {
      if (message != NULL)
        *message = W_ ("is a blocked value");
      return CEM_IDENTITY_BLOCKED;
    }

  return CEM_IDENTITY_OK;
}

/* --- entity ids ---------------------------------------------------------------------------------*/

static gsize
format_epoch (char *out,
              gint64 epoch)
{
  char digits[24];
  guint64 rest = epoch < 0 ? 0 - (guint64) epoch : (guint64) epoch;
  gsize n = 0;
  gsize length = 0;

  do
    digits[n++] = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (epoch < 0)
    out[length++] = '-';
  while (n > 0)
    out[length++] = digits[--n];

  return length;
}

gint64
_cem_identity_entity_id (const guint8 secret[CEM_IDENTITY_SECRET],
                         const char *type,
                         gsize type_length,
                         const char *value,
                         gsize value_length,
                         gint64 epoch)
{
  char fixed[1024];
  gsize need = type_length + value_length + 32;
  g_autofree char *heap = need > sizeof fixed ? g_malloc (need) : NULL;
  char *buffer = heap != NULL ? heap : fixed;
  gsize n = 0;
  gint64 id = 0;

  G_STATIC_ASSERT (crypto_shorthash_BYTES == sizeof (gint64));
  G_STATIC_ASSERT (crypto_shorthash_KEYBYTES == CEM_IDENTITY_SECRET);

  memcpy (buffer, type, type_length);
  n = type_length;
  buffer[n++] = '\0';
  memcpy (buffer + n, value, value_length);
  n += value_length;
  buffer[n++] = '\0';
  n += format_epoch (buffer + n, epoch);
  crypto_shorthash ((unsigned char *) &id, (const unsigned char *) buffer, n, secret);
  id = GINT64_FROM_LE (id);
  return id != 0 ? id : 1;
}

gint64
_cem_identity_epoch (const CemIdentityType *type,
                     gint64 time)
{
  gint64 epoch;

  if (type->valid == 0)
    return 0;

  epoch = time / type->valid;
  return time % type->valid < 0 ? epoch - 1 : epoch;
}

/* --- binding ------------------------------------------------------------------------------------*/

typedef struct
{
  CemIdentityConfig *config;
  const guint8 *secret;
  CemArena *arena;
  gint64 time;
  CemIdentifier identifiers[CEM_IDENTITY_MAX_IDENTIFIERS];
  guint n;
  CemIdentityIgnored ignored[CEM_IDENTITY_MAX_IDENTIFIERS];
  guint n_ignored;
} Binding;

static gboolean
refuse_too_many (GError **error)
{
  _cem_set_error (error, CEM_ERROR_LIMIT, "/identifiers: an event names at most %d identifiers",
                  CEM_IDENTITY_MAX_IDENTIFIERS);
  return FALSE;
}

static gboolean
bind_value (Binding *self,
            const CemDatum *key,
            const CemDatum *value,
            GError **error)
{
  const CemIdentityType *type = _cem_identity_config_find_type (self->config, key->v.s, key->n);
  CemIdentityVerdict verdict = CEM_IDENTITY_UNKNOWN_TYPE;
  const char *message = W_ ("is no type of the identity configuration");
  const char *written = NULL;
  gsize length = 0;
  CemIdentifier identifier = { .type = type };
  char digits[24];

  if (value->kind == CEM_KIND_STRING)
    {
      written = value->v.s;
      length = (gsize) value->n;
    }
  else if (value->kind == CEM_KIND_INT)
    {
      written = digits;
      length = format_epoch (digits, value->v.i);
    }
  else
    {
      _cem_set_error (error, CEM_ERROR_TYPE,
                      "/identifiers/%.*s: an identifier is a string, an integer or a list of these",
                      key->n, key->v.s);
      return FALSE;
    }

  if (self->n + self->n_ignored == CEM_IDENTITY_MAX_IDENTIFIERS)
    return refuse_too_many (error);

  if (type != NULL)
    verdict = _cem_identity_normalise (self->config, type, self->arena, written, length,
                                       &identifier.value, &identifier.length, &message);
  if (verdict != CEM_IDENTITY_OK)
    {
      self->ignored[self->n_ignored++] = (CemIdentityIgnored){
        _cem_arena_strndup (self->arena, key->v.s, (gsize) key->n),
        _cem_arena_strndup (self->arena, written, length), verdict, message
      };
      return TRUE;
    }

  identifier.epoch = _cem_identity_epoch (type, self->time);
  identifier.entity = _cem_identity_entity_id (self->secret, type->name, type->name_length,
                                               identifier.value, identifier.length, identifier.epoch);
  identifier.check = _cem_identity_check_hash (type, identifier.value, identifier.length,
                                               identifier.epoch);
  self->identifiers[self->n++] = identifier;
  return TRUE;
}

static gint
compare_identifiers (const CemIdentifier *a,
                     const CemIdentifier *b)
{
  gboolean thing_a = a->type->class_ == CEM_IDENTITY_THING;
  gboolean thing_b = b->type->class_ == CEM_IDENTITY_THING;

  if (thing_a != thing_b)
    return thing_a ? 1 : -1;
  if (a->type->rank != b->type->rank)
    return a->type->rank < b->type->rank ? -1 : 1;

  return a->entity < b->entity ? -1 : a->entity > b->entity;
}

/* By insertion: there are few. The same identifier twice is one, two that only share the id stay. */
static void
sort_identifiers (Binding *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    {
      CemIdentifier identifier = self->identifiers[i];
      guint at = n;
      gboolean twice = FALSE;

      while (at > 0 && compare_identifiers (&self->identifiers[at - 1], &identifier) > 0)
        at--;
      for (guint j = at; j > 0 && self->identifiers[j - 1].entity == identifier.entity; j--)
        twice = twice || self->identifiers[j - 1].check == identifier.check;
      if (twice)
        continue;

      memmove (&self->identifiers[at + 1], &self->identifiers[at], (n - at) * sizeof identifier);
      self->identifiers[at] = identifier;
      n++;
    }

  self->n = n;
}

/* Two types of one kind, each with one value: an event about two devices does not say that they are one. */
static guint32
find_joint (const CemIdentifier *things,
            guint first,
            guint n)
{
  guint32 joint = 0;
  guint32 twice = 0;

  for (guint i = 1; i < n; i++)
    for (guint j = 0; j < i; j++)
      {
        const CemIdentityType *a = things[i].type;
        const CemIdentityType *b = things[j].type;
        guint32 both = (guint32) 1 << (first + i) | (guint32) 1 << (first + j);

        if (a->noun == CEM_NOUN_NONE || a->noun != b->noun)
          continue;
        if (a == b)
          twice |= (guint32) 1 << a->noun;
        else if (a->links && b->links)
          joint |= both;
      }

  for (guint i = 0; twice != 0 && i < n; i++)
    if ((twice >> things[i].type->noun & 1) != 0)
      joint &= ~((guint32) 1 << (first + i));
  return joint;
}

gboolean
_cem_identity_bind (CemIdentityConfig *config,
                    const guint8 secret[CEM_IDENTITY_SECRET],
                    CemArena *arena,
                    const CemDatum *map,
                    gint64 time,
                    CemIdentitySet *set,
                    GError **error)
{
  Binding self;

  memset (set, 0, sizeof *set);
  if (map == NULL || map->kind == CEM_KIND_NULL)
    return TRUE;
  if (map->kind != CEM_KIND_MAP)
    {
      _cem_set_error (error, CEM_ERROR_TYPE,
                      "/identifiers: must be an object of identifier types and values");
      return FALSE;
    }

  self.config = config;
  self.secret = secret;
  self.arena = arena;
  self.time = time;
  self.n = 0;
  self.n_ignored = 0;
  for (guint i = 0; i < map->v.map->n; i++)
    {
      const CemEntry *entry = &map->v.map->entries[i];
      const CemDatum *values = &entry->value;
      guint n = 1;

      if (entry->value.kind == CEM_KIND_NULL)
        continue;
      if (entry->value.kind == CEM_KIND_LIST)
        {
          values = entry->value.v.list->items;
          n = entry->value.v.list->n;
        }
      for (guint j = 0; j < n; j++)
        if (!bind_value (&self, &entry->key, &values[j], error))
          return FALSE;
    }

  sort_identifiers (&self);
  while (set->n_fragments < self.n &&
         self.identifiers[set->n_fragments].type->class_ != CEM_IDENTITY_THING)
    set->n_fragments++;
  set->n_things = self.n - set->n_fragments;
  if (set->n_things > 1)
    set->joint = find_joint (self.identifiers + set->n_fragments, set->n_fragments, set->n_things);
  set->n_ignored = self.n_ignored;
  if (self.n > 0)
    {
      CemIdentifier *copy = _cem_arena_alloc (arena, self.n * sizeof (CemIdentifier));

      memcpy (copy, self.identifiers, self.n * sizeof (CemIdentifier));
      set->identifiers = copy;
    }
  if (self.n_ignored > 0)
    {
      CemIdentityIgnored *copy = _cem_arena_alloc (arena, self.n_ignored * sizeof *copy);

      memcpy (copy, self.ignored, self.n_ignored * sizeof *copy);
      set->ignored = copy;
    }

  return TRUE;
}
