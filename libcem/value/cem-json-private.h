/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-time-private.h"
#include "value/cem-datum-private.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The one strict reader of JSON text (RFC 8259), straight into values, and its writer. */

typedef struct
{
  guint max_depth;   /* nesting of arrays and objects */
  guint max_keys;    /* members of all objects together */
  gsize max_length;  /* bytes of text */
} CemJsonLimits;

extern const CemJsonLimits _cem_json_default_limits;

/* Integers within 64 bits become int (or uint above G_MAXINT64), numbers with a fraction or an
 * exponent become double; all carry CEM_DATUM_NUMBER. Text without escapes is *not* copied: it
 * points into @text, which must outlive the datum. Errors are CEM_ERROR_SYNTAX or CEM_ERROR_LIMIT,
 * with line, column and JSON Pointer in the message. */
gboolean _cem_json_read (CemArena *arena,
                         const char *text,
                         gsize length,
                         const CemJsonLimits *limits,
                         CemDatum *datum,
                         GError **error);

typedef enum
{
  CEM_JSON_WRITE_COMPACT = 0,
  CEM_JSON_WRITE_SORTED = 1 << 0, /* members by the bytes of their keys: one text for one value */
  CEM_JSON_WRITE_PRETTY = 1 << 1
} CemJsonWriteFlags;

/* Appends JSON. int and uint as digits, double as the shortest text that reads back as the same
 * double and always has a fraction or an exponent (1.0, 1e+300), so that kinds survive. Timestamps,
 * durations, bytes (base64) and types as strings; non-string keys as their text. NaN and infinities
 * as the strings "NaN", "Infinity", "-Infinity". */
void _cem_json_write (GString *out,
                      const CemDatum *datum,
                      CemJsonWriteFlags flags);

/* What the writer makes of a key that is no string, without quotes; a string as it is. */
char *_cem_datum_to_key (const CemDatum *key);

/* The writer's form of a double, "NaN" and "Infinity" included. Returns the length. */
gsize _cem_double_format (double value,
                          char buffer[G_ASCII_DTOSTR_BUF_SIZE]);

/* Seconds with as much of a fraction as needed: "90s", "-0.5s". Returns the length. */
gsize _cem_duration_format (gint64 seconds,
                            gint32 nanos,
                            char buffer[CEM_TIME_BUFFER]);

/* To and from the tree type that crosses the API. From: integers become int, others double, with
 * CEM_DATUM_NUMBER; strings are copied; fails on what JSON text could not hold (NaN). To: as the
 * writer does it, but an unsigned integer above G_MAXINT64 becomes a string of its digits and a NUL
 * inside a string U+FFFD, because the tree can hold neither. */
JsonNode *_cem_datum_to_json_node (const CemDatum *datum);
gboolean _cem_datum_from_json_node (CemArena *arena,
                                    JsonNode *node,
                                    CemDatum *datum,
                                    GError **error);

G_END_DECLS
