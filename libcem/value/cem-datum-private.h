/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-arena-private.h"

G_BEGIN_DECLS

/* The value model. A CemDatum is a 16-byte cell that is passed and copied by value. What it points
 * to (text, items, entries) is immutable and belongs to somebody else: an arena, a program's
 * constants, a record. The public, self-contained and counted form is CemValue. */

typedef enum
{
  CEM_KIND_NULL,
  CEM_KIND_BOOL,
  CEM_KIND_INT,
  CEM_KIND_UINT,
  CEM_KIND_DOUBLE,
  CEM_KIND_STRING,    /* UTF-8, NUL after the last byte not guaranteed */
  CEM_KIND_BYTES,
  CEM_KIND_TIMESTAMP, /* seconds since 1970 in v.i, nanoseconds 0..999999999 in n */
  CEM_KIND_DURATION,  /* seconds in v.i, nanoseconds in n, of the same sign as the seconds */
  CEM_KIND_LIST,
  CEM_KIND_MAP,
  CEM_KIND_TYPE,      /* the name of a type, text as in a string */
  CEM_KIND_OPTIONAL,  /* v.box: the value, or NULL for none */
  CEM_KIND_OBJECT,    /* a thing that computes its fields on demand */
  CEM_KIND_ERROR,     /* inside an evaluation only: a failure on its way up */
  CEM_KIND_UNKNOWN    /* inside an evaluation only: not known yet */
} CemKind;

typedef enum
{
  CEM_DATUM_NUMBER = 1 << 0, /* an undeclared JSON number: takes the other operand's kind when exact */
  CEM_DATUM_SYMBOL = 1 << 1  /* string: interned by a CemSchema, see the cel room */
} CemDatumFlags;

typedef struct _CemDatum CemDatum;
typedef struct _CemList CemList;
typedef struct _CemMap CemMap;
typedef struct _CemEntry CemEntry;
typedef struct _CemObject CemObject;

struct _CemDatum
{
  guint8 kind;
  guint8 flags;
  guint16 symbol;
  gint32 n; /* length of text in bytes, or nanoseconds */
  union
  {
    gboolean b;
    gint64 i;
    guint64 u;
    double d;
    const char *s;
    const CemList *list;
    const CemMap *map;
    const CemDatum *box;
    const CemObject *object;
    const void *p;
  } v;
};

G_STATIC_ASSERT (sizeof (CemDatum) == 16);

struct _CemList
{
  guint n;
  const CemDatum *items;
};

struct _CemEntry
{
  CemDatum key;
  CemDatum value;
};

/* Entries in the order they were written; keys are unique under CEL equality. */
struct _CemMap
{
  guint n;
  const CemEntry *entries;
  const guint32 *index; /* a hash index over the keys, or NULL for a small map */
};

static inline CemDatum
_cem_datum_null (void)
{
  return (CemDatum){ .kind = CEM_KIND_NULL };
}

static inline CemDatum
_cem_datum_bool (gboolean value)
{
  return (CemDatum){ .kind = CEM_KIND_BOOL, .v.i = value ? 1 : 0 };
}

static inline CemDatum
_cem_datum_int (gint64 value)
{
  return (CemDatum){ .kind = CEM_KIND_INT, .v.i = value };
}

static inline CemDatum
_cem_datum_uint (guint64 value)
{
  return (CemDatum){ .kind = CEM_KIND_UINT, .v.u = value };
}

static inline CemDatum
_cem_datum_double (double value)
{
  return (CemDatum){ .kind = CEM_KIND_DOUBLE, .v.d = value };
}

static inline CemDatum
_cem_datum_string (const char *text,
                   gsize length)
{
  return (CemDatum){ .kind = CEM_KIND_STRING, .n = (gint32) length, .v.s = text };
}

static inline CemDatum
_cem_datum_bytes (const void *bytes,
                  gsize length)
{
  return (CemDatum){ .kind = CEM_KIND_BYTES, .n = (gint32) length, .v.p = bytes };
}

static inline CemDatum
_cem_datum_timestamp (gint64 seconds,
                      gint32 nanos)
{
  return (CemDatum){ .kind = CEM_KIND_TIMESTAMP, .n = nanos, .v.i = seconds };
}

static inline CemDatum
_cem_datum_duration (gint64 seconds,
                     gint32 nanos)
{
  return (CemDatum){ .kind = CEM_KIND_DURATION, .n = nanos, .v.i = seconds };
}

static inline CemDatum
_cem_datum_list (const CemList *list)
{
  return (CemDatum){ .kind = CEM_KIND_LIST, .v.list = list };
}

static inline CemDatum
_cem_datum_map (const CemMap *map)
{
  return (CemDatum){ .kind = CEM_KIND_MAP, .v.map = map };
}

/* Lists and maps in an arena. The items are copied; the map's keys must be unique and its index is
 * built here when it is worth it. */
const CemList *_cem_list_new (CemArena *arena,
                              const CemDatum *items,
                              guint n);
const CemMap *_cem_map_new (CemArena *arena,
                            const CemEntry *entries,
                            guint n);

/* The same for keys that may be equal: returns NULL then, with the number of the first entry whose
 * key came before in @duplicate (or n when all are unique). A NULL @duplicate trusts small maps. */
const CemMap *_cem_map_new_checked (CemArena *arena,
                                    const CemEntry *entries,
                                    guint n,
                                    guint *duplicate);

/* NULL when there is no such key. The first takes any datum and finds numbers across kinds, as CEL
 * demands (1 finds 1u and 1.0); the second is the fast path for field names. */
const CemDatum *_cem_map_find (const CemMap *map,
                               const CemDatum *key);
const CemDatum *_cem_map_find_string (const CemMap *map,
                                      const char *key,
                                      gsize length);

/* CEL's heterogeneous equality: numbers by value across kinds, NaN unequal to all, lists and maps
 * by content. */
gboolean _cem_datum_equal (const CemDatum *a,
                           const CemDatum *b);

/* -1, 0 or 1 as CEL's "<" orders numbers (across kinds), bools, strings, bytes, timestamps and
 * durations; CEM_ORDER_NONE for NaN and for what has no order. */
#define CEM_ORDER_NONE 2

int _cem_datum_order (const CemDatum *a,
                      const CemDatum *b);

/* Equal datums hash equally. The value differs from process to process. */
guint _cem_datum_hash (const CemDatum *datum);

/* A deep copy into @arena, strings included. Objects, errors and unknowns, which live in one
 * evaluation only, become null. */
CemDatum _cem_datum_copy (CemArena *arena,
                          const CemDatum *datum);

/* "int", "map", "google.protobuf.Timestamp": the name CEL gives the type of this datum. */
const char *_cem_kind_get_name (CemKind kind);

G_END_DECLS
