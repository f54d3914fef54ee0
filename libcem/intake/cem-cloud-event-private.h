/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* An event in the form of CloudEvents 1.0, checked. Everything points into the datum that it was
 * read from. Absent text is of kind CEM_KIND_NULL. */
typedef struct
{
  CemDatum id;
  CemDatum source;
  CemDatum type;
  CemDatum subject;
  gboolean has_time;
  gint64 time; /* microseconds since 1970 */
  CemDatum identifiers; /* a map of type to text or list of texts, or null */
  gboolean has_data;
  CemDatum data;
  CemDatum extensions; /* a map, or null */
} CemCloudEvent;

/* Longest id, source, type, subject or identifier, in bytes. */
#define CEM_CLOUD_EVENT_MAX_TEXT 1024

/* Most identifiers of one event. */
#define CEM_CLOUD_EVENT_MAX_IDENTIFIERS 32

/* Checks everything except that the id, source and type are there. Whole numbers as values of
 * identifiers become their digits; the time may be a timestamp. Fails with CEM_ERROR_SYNTAX or CEM_ERROR_LIMIT and the JSON Pointer of the
 * member. */
gboolean _cem_cloud_event_read (CemArena *arena,
                                const CemDatum *datum,
                                CemCloudEvent *event,
                                GError **error);

/* That it can be taken in: id, source and type are there, and the type is not the engine's own. */
gboolean _cem_cloud_event_check (const CemCloudEvent *event,
                                 GError **error);

/* The personal piece as canonical JSON: data, extensions, identifiers and subject, as far as the
 * event has them. Appends to @out. */
void _cem_cloud_event_write_piece (const CemCloudEvent *event,
                                   CemArena *arena,
                                   GString *out);

G_END_DECLS
