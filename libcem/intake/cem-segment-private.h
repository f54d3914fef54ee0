/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "intake/cem-cloud-event-private.h"

G_BEGIN_DECLS

/* Segment's calls as events: identify, track, page, screen, group, alias. doc/segment.md says what
 * becomes what. */

/* The source of calls that nobody named one for: calls name none themselves. */
#define CEM_SEGMENT_SOURCE "segment"

/* Whether it is meant as one: an object with such a type and without "specversion". */
gboolean _cem_segment_is_call (const CemDatum *datum);

/* A pure function of its arguments. @source outlives @event. Fails with CEM_ERROR_SYNTAX or
 * CEM_ERROR_LIMIT and the JSON Pointer of the member. */
gboolean _cem_segment_read (CemArena *arena,
                            const CemDatum *datum,
                            const char *source,
                            CemCloudEvent *event,
                            GError **error);

/* --- what tracked events become ---*/

/* Members that are added to a call's properties where these do not have them already. */
#define CEM_SEGMENT_ADDED 4

typedef struct
{
  CemDatum type;
  CemEntry added[CEM_SEGMENT_ADDED];
  guint n_added;
} CemSegmentTrack;

/* @properties may be NULL. FALSE when @name has no letter or digit, or is too long. */
gboolean _cem_segment_translate (CemArena *arena,
                                 const CemDatum *name,
                                 const CemMap *properties,
                                 gboolean has_user,
                                 CemSegmentTrack *track);

/* A member that is there and not null, or NULL. @map may be NULL. */
const CemDatum *_cem_segment_find (const CemMap *map,
                                   const char *name);

/* Nothing when @value is NULL or @properties has such a member. */
void _cem_segment_add (CemSegmentTrack *track,
                       const CemMap *properties,
                       const char *name,
                       const CemDatum *value);
/* The path of the member "url". */
void _cem_segment_add_path (CemSegmentTrack *track,
                            const CemMap *properties);

G_END_DECLS
