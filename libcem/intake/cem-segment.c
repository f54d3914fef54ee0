/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-segment-private.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

typedef enum
{
  CALL_ALIAS,
  CALL_GROUP,
  CALL_IDENTIFY,
  CALL_PAGE,
  CALL_SCREEN,
  CALL_TRACK,
  CALL_NONE
} Call;

typedef struct
{
  CemArena *arena;
  const CemMap *call;
  CemCloudEvent *event;
  CemEntry identifiers[CEM_CLOUD_EVENT_MAX_IDENTIFIERS];
  guint n_identifiers;
  GError **error;
} Reading;

static gboolean
fail (Reading *self,
      CemError code,
      const char *pointer,
      const char *message)
{
  _cem_set_error (self->error, code, "at “%s”: %s", pointer, message);
  return FALSE;
}

static CemDatum
text (const char *literal)
{
  return _cem_datum_string (literal, strlen (literal));
}

static Call
find_call (const CemDatum *type)
{
  static const char *const names[] = {
    [CALL_ALIAS] = "alias", [CALL_GROUP] = "group",   [CALL_IDENTIFY] = "identify",
    [CALL_PAGE] = "page",   [CALL_SCREEN] = "screen", [CALL_TRACK] = "track",
  };

  if (type == NULL || type->kind != CEM_KIND_STRING)
    return CALL_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == (gsize) type->n && memcmp (names[i], type->v.s, type->n) == 0)
      return (Call) i;

  return CALL_NONE;
}

gboolean
_cem_segment_is_call (const CemDatum *datum)
{
  return datum->kind == CEM_KIND_MAP &&
         _cem_map_find_string (datum->v.map, "specversion", 11) == NULL &&
         find_call (_cem_map_find_string (datum->v.map, "type", 4)) != CALL_NONE;
}

/* --- values ---*/

/* A text, or a whole number that becomes its digits. FALSE: neither, empty, too long. */
static gboolean
to_text (Reading *self,
         const CemDatum *value,
         CemDatum *out)
{
  *out = *value;
  if (value->kind == CEM_KIND_INT || value->kind == CEM_KIND_UINT)
    {
      g_autoptr (GString) digits = g_string_new (NULL);

      _cem_json_write (digits, value, CEM_JSON_WRITE_COMPACT);
      *out = _cem_datum_string (_cem_arena_strndup (self->arena, digits->str, digits->len),
                                digits->len);
    }

  return out->kind == CEM_KIND_STRING && out->n > 0 && out->n <= CEM_CLOUD_EVENT_MAX_TEXT &&
         memchr (out->v.s, '\0', (gsize) out->n) == NULL;
}

/* A member of the call that names somebody. Libraries write "" for nobody. */
static gboolean
read_who (Reading *self,
          const char *name,
          CemDatum *who)
{
  const CemDatum *value = _cem_segment_find (self->call, name);
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  *who = _cem_datum_null ();
  if (value == NULL || (value->kind == CEM_KIND_STRING && value->n == 0))
    return TRUE;
  if (to_text (self, value, who))
    return TRUE;

  return fail (self, CEM_ERROR_SYNTAX, pointer,
               W_ ("must be a text of at most 1024 bytes without NUL, or a whole number"));
}

/* A member that is an object; NULL when it is not there. */
static gboolean
read_object (Reading *self,
             const char *name,
             const CemMap **map)
{
  const CemDatum *value = _cem_segment_find (self->call, name);
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  *map = NULL;
  if (value == NULL)
    return TRUE;
  if (value->kind != CEM_KIND_MAP)
    return fail (self, CEM_ERROR_SYNTAX, pointer, W_ ("must be an object"));

  *map = value->v.map;
  return TRUE;
}

/* --- identifiers ---*/

static void
identify (Reading *self,
          const char *type,
          const CemDatum *value)
{
  const gsize length = strlen (type);
  CemDatum who = { 0 };

  if (value == NULL || !to_text (self, value, &who))
    return;
  for (guint i = 0; i < self->n_identifiers; i++)
    if ((gsize) self->identifiers[i].key.n == length &&
        memcmp (self->identifiers[i].key.v.s, type, length) == 0)
      return;

  g_assert (self->n_identifiers < G_N_ELEMENTS (self->identifiers));
  self->identifiers[self->n_identifiers++] = (CemEntry){ _cem_datum_string (type, length), who };
}

static void
identify_contacts (Reading *self,
                   const CemMap *traits)
{
  identify (self, "email", _cem_segment_find (traits, "email"));
  identify (self, "phone", _cem_segment_find (traits, "phone"));
}

/* Properties that are called as the types of things are. */
static void
identify_things (Reading *self,
                 const CemMap *properties)
{
  static const char *const types[] = {
    "appointment_id", "call_id",   "campaign_id", "contract_id",   "coupon_id", "device_id",
    "household_id",   "lead_id",   "order_id",    "post_id",       "serial",    "site_id",
    "survey_id",      "vin",       "task_id",     "work_order_id",
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    identify (self, types[i], _cem_segment_find (properties, types[i]));
  identify (self, "order_id", _cem_segment_find (properties, "orderId"));
}

/* Who the call is about, by what all calls have. */
static gboolean
read_people (Reading *self)
{
  const CemMap *context = NULL;
  const CemDatum *traits = NULL;
  CemDatum user = { 0 };
  CemDatum anonymous = { 0 };

  if (!read_who (self, "userId", &user) || !read_who (self, "anonymousId", &anonymous) ||
      !read_object (self, "context", &context))
    return FALSE;
  if (user.kind == CEM_KIND_NULL && anonymous.kind == CEM_KIND_NULL)
    return fail (self, CEM_ERROR_SYNTAX, "/userId",
                 W_ ("is missing, and so is “/anonymousId”; a call has one of them or both"));

  identify (self, "user_id", &user);
  identify (self, "anonymous_id", &anonymous);
  traits = _cem_segment_find (context, "traits");
  if (traits != NULL && traits->kind == CEM_KIND_MAP)
    identify_contacts (self, traits->v.map);
  return TRUE;
}

/* --- data ---*/

static void
set_data (Reading *self,
          const CemMap *properties,
          const CemSegmentTrack *track)
{
  const guint n = properties != NULL ? properties->n : 0;
  CemEntry *entries = _cem_arena_alloc (self->arena, (n + track->n_added) * sizeof (CemEntry));

  if (n > 0)
    memcpy (entries, properties->entries, n * sizeof (CemEntry));
  memcpy (entries + n, track->added, track->n_added * sizeof (CemEntry));

  self->event->has_data = TRUE;
  self->event->data = _cem_datum_map (_cem_map_new (self->arena, entries, n + track->n_added));
  self->event->type = track->type;
}

static gboolean
read_track (Reading *self)
{
  const CemDatum *name = _cem_segment_find (self->call, "event");
  const CemMap *properties = NULL;
  CemSegmentTrack track = { 0 };
  CemDatum user = { 0 };

  if (name == NULL || name->kind != CEM_KIND_STRING)
    return fail (self, CEM_ERROR_SYNTAX, "/event", W_ ("must be the name of what is tracked"));
  if (!read_people (self) || !read_object (self, "properties", &properties) ||
      !read_who (self, "userId", &user))
    return FALSE;
  if (!_cem_segment_translate (self->arena, name, properties, user.kind != CEM_KIND_NULL, &track))
    return fail (self, CEM_ERROR_SYNTAX, "/event",
                 W_ ("must have a letter or a digit in it, and at most 1018 bytes"));

  identify_things (self, properties);
  set_data (self, properties, &track);
  return TRUE;
}

static gboolean
read_page (Reading *self,
           const char *kind)
{
  const CemMap *properties = NULL;
  const CemDatum kind_text = text (kind);
  CemSegmentTrack track = { .type = text ("page.viewed") };

  if (!read_people (self) || !read_object (self, "properties", &properties))
    return FALSE;

  _cem_segment_add (&track, properties, "kind", &kind_text);
  _cem_segment_add (&track, properties, "title", _cem_segment_find (self->call, "name"));
  _cem_segment_add (&track, properties, "category", _cem_segment_find (self->call, "category"));
  _cem_segment_add_path (&track, properties);
  identify_things (self, properties);
  set_data (self, properties, &track);
  return TRUE;
}

static gboolean
read_traits (Reading *self,
             CemDatum *datum,
             const CemMap **traits)
{
  if (!read_object (self, "traits", traits))
    return FALSE;

  *datum = _cem_datum_map (*traits != NULL ? *traits : _cem_map_new (self->arena, NULL, 0));
  return TRUE;
}

static gboolean
read_identify (Reading *self)
{
  CemSegmentTrack track = { .type = text ("customer.identified") };
  CemDatum value = { 0 };
  const CemMap *traits = NULL;

  if (!read_traits (self, &value, &traits))
    return FALSE;

  /* Before those of the context: what the call says comes first. */
  identify_contacts (self, traits);
  _cem_segment_add (&track, NULL, "traits", &value);
  set_data (self, NULL, &track);
  return read_people (self);
}

static gboolean
is_one_of (const CemDatum *value,
           const char *const *words)
{
  for (; value != NULL && value->kind == CEM_KIND_STRING && *words != NULL; words++)
    if (strlen (*words) == (gsize) value->n && memcmp (*words, value->v.s, value->n) == 0)
      return TRUE;

  return FALSE;
}

/* A home, when the traits say that it is one; otherwise a group that moves no noun. */
static gboolean
read_group (Reading *self)
{
  static const char *const homes[] = { "family", "home", "household", NULL };
  CemSegmentTrack track = { .type = text ("group.joined") };
  const CemMap *traits = NULL;
  CemDatum value = { 0 };
  CemDatum group = { 0 };

  if (!read_people (self) || !read_who (self, "groupId", &group) ||
      !read_traits (self, &value, &traits))
    return FALSE;
  if (group.kind == CEM_KIND_NULL)
    return fail (self, CEM_ERROR_SYNTAX, "/groupId", W_ ("is missing; it names the group"));

  if (is_one_of (_cem_segment_find (traits, "type"), homes))
    {
      track.type = text ("household.joined");
      identify (self, "household_id", &group);
      _cem_segment_add (&track, NULL, "role", _cem_segment_find (traits, "role"));
    }
  else
    _cem_segment_add (&track, NULL, "group", &group);
  _cem_segment_add (&track, NULL, "traits", &value);
  set_data (self, NULL, &track);
  return TRUE;
}

/* --- alias ---*/

/* As Segment's libraries make up ids for people they do not know. */
static gboolean
is_uuid (const CemDatum *value)
{
  static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

  if (value->n != (gint) sizeof form - 1)
    return FALSE;

  for (gint i = 0; i < value->n; i++)
    if (form[i] == '-' ? value->v.s[i] != '-' : !g_ascii_isxdigit (value->v.s[i]))
      return FALSE;

  return TRUE;
}

static CemDatum
make_key (Reading *self,
          const char *type,
          const CemDatum *value)
{
  g_autofree char *key = g_strdup_printf ("%s:%.*s", type, value->n, value->v.s);

  return _cem_datum_string (_cem_arena_strndup (self->arena, key, strlen (key)), strlen (key));
}

static gboolean
read_alias (Reading *self)
{
  CemSegmentTrack track = { .type = text ("identifiers.linked") };
  CemDatum user = { 0 };
  CemDatum previous = { 0 };
  CemDatum anonymous = { 0 };
  CemDatum first = { 0 };
  CemDatum second = { 0 };
  gboolean is_session = FALSE;

  if (!read_who (self, "userId", &user) || !read_who (self, "previousId", &previous) ||
      !read_who (self, "anonymousId", &anonymous))
    return FALSE;
  if (user.kind == CEM_KIND_NULL)
    return fail (self, CEM_ERROR_SYNTAX, "/userId", W_ ("is missing; an alias says who it is now"));
  if (previous.kind == CEM_KIND_NULL)
    return fail (self, CEM_ERROR_SYNTAX, "/previousId",
                 W_ ("is missing; an alias says who it was before"));

  is_session = is_uuid (&previous) || _cem_datum_equal (&previous, &anonymous);
  first = make_key (self, "user_id", &user);
  second = make_key (self, is_session ? "anonymous_id" : "user_id", &previous);
  _cem_segment_add (&track, NULL, "first", &first);
  _cem_segment_add (&track, NULL, "second", &second);
  set_data (self, NULL, &track);
  return TRUE;
}

/* --- clocks ---*/

typedef struct
{
  const CemDatum *text; /* NULL: absent */
  gint64 us;
} Clock;

static gboolean
read_clock (Reading *self,
            const char *name,
            Clock *clock)
{
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  clock->text = _cem_segment_find (self->call, name);
  if (clock->text == NULL ||
      (clock->text->kind == CEM_KIND_STRING &&
       _cem_time_parse_us (clock->text->v.s, (gsize) clock->text->n, &clock->us)))
    return TRUE;

  return fail (self, CEM_ERROR_SYNTAX, pointer,
               W_ ("must be a time as RFC 3339 has it, such as 2026-03-01T09:00:00Z"));
}

/* `timestamp` has been corrected by whoever wrote it. Otherwise the sender's clock is off by as much as
 * it differed from the receiver's when the call was sent. */
static gboolean
choose_time (Reading *self,
             const Clock *stamp,
             const Clock *original,
             const Clock *sent,
             const Clock *received)
{
  const Clock *clock = stamp->text != NULL      ? stamp
                       : original->text != NULL ? original
                       : received->text != NULL ? received
                                                : sent;

  self->event->has_time = clock->text != NULL;
  self->event->time = clock->us;
  if (clock != original || sent->text == NULL || received->text == NULL)
    return TRUE;

  self->event->time = received->us - (sent->us - original->us);
  if (self->event->time / G_USEC_PER_SEC >= CEM_TIME_MIN &&
      self->event->time / G_USEC_PER_SEC <= CEM_TIME_MAX)
    return TRUE;

  return fail (self, CEM_ERROR_SYNTAX, "/originalTimestamp",
               W_ ("gives a time outside of the years 1 to 9999 when it is corrected by "
                   "“/sentAt”"));
}

static gboolean
read_clocks (Reading *self)
{
  Clock stamp = { 0 };
  Clock original = { 0 };
  Clock sent = { 0 };
  Clock received = { 0 };
  const CemDatum *context = _cem_segment_find (self->call, "context");
  CemEntry entries[4] = { 0 };
  guint n = 0;

  if (!read_clock (self, "timestamp", &stamp) ||
      !read_clock (self, "originalTimestamp", &original) ||
      !read_clock (self, "sentAt", &sent) || !read_clock (self, "receivedAt", &received) ||
      !choose_time (self, &stamp, &original, &sent, &received))
    return FALSE;

  if (context != NULL)
    entries[n++] = (CemEntry){ text ("context"), *context };
  if (original.text != NULL)
    entries[n++] = (CemEntry){ text ("originaltimestamp"), *original.text };
  if (received.text != NULL)
    entries[n++] = (CemEntry){ text ("receivedat"), *received.text };
  if (sent.text != NULL)
    entries[n++] = (CemEntry){ text ("sentat"), *sent.text };
  if (n > 0)
    self->event->extensions = _cem_datum_map (_cem_map_new (self->arena, entries, n));
  return TRUE;
}

/* --- a call ---*/

static gboolean
read_id (Reading *self)
{
  const CemDatum *id = _cem_segment_find (self->call, "messageId");

  if (id == NULL)
    return fail (self, CEM_ERROR_SYNTAX, "/messageId",
                 W_ ("is missing; without it the same call could not be told when it comes again"));
  if (!to_text (self, id, &self->event->id))
    return fail (self, CEM_ERROR_SYNTAX, "/messageId",
                 W_ ("must be a text of 1 to 1024 bytes without NUL, or a whole number"));

  return TRUE;
}

static gboolean
read_call (Reading *self,
           Call call)
{
  switch (call)
    {
    case CALL_ALIAS:
      return read_alias (self);
    case CALL_GROUP:
      return read_group (self);
    case CALL_IDENTIFY:
      return read_identify (self);
    case CALL_PAGE:
      return read_page (self, "page");
    case CALL_SCREEN:
      return read_page (self, "screen");
    case CALL_TRACK:
      return read_track (self);
    case CALL_NONE:
    default:
      return fail (self, CEM_ERROR_SYNTAX, "/type",
                   W_ ("must be identify, track, page, screen, group or alias"));
    }
}

gboolean
_cem_segment_read (CemArena *arena,
                   const CemDatum *datum,
                   const char *source,
                   CemCloudEvent *event,
                   GError **error)
{
  Reading self = { .arena = arena, .event = event, .error = error };

  *event = (CemCloudEvent){ 0 };
  if (datum->kind != CEM_KIND_MAP)
    {
      _cem_set_error (error, CEM_ERROR_SYNTAX, "A call must be a JSON object");
      return FALSE;
    }

  self.call = datum->v.map;
  if (_cem_segment_find (self.call, "batch") != NULL)
    return fail (&self, CEM_ERROR_SYNTAX, "/batch", W_ ("write the calls of a batch one a line"));
  if (!read_call (&self, find_call (_cem_segment_find (self.call, "type"))) || !read_id (&self) ||
      !read_clocks (&self))
    return FALSE;

  event->source = text (source);
  if (self.n_identifiers > 0)
    event->identifiers = _cem_datum_map (_cem_map_new (arena, self.identifiers, self.n_identifiers));
  return TRUE;
}
