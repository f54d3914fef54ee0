/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* Due times that survive anything: rows (due, key), fired in that order. A key has at most one due
 * time. All within the caller's transaction. */
typedef struct
{
  gint64 due; /* microseconds since 1970 */
  const char *key;
  const char *kind;    /* which room fires it */
  const char *payload; /* JSON, or NULL */
} CemTimer;

/* Version 1 of the table timer. */
gboolean _cem_timer_create (CemDb *db,
                            GError **error);

/* Sets or moves the timer of @timer->key. */
gboolean _cem_timer_set (CemDb *db,
                         const CemTimer *timer,
                         GError **error);

/* Harmless when there is none. */
gboolean _cem_timer_cancel (CemDb *db,
                            const char *key,
                            GError **error);

/* The earliest due time, G_MAXINT64 when there is no timer. One descent. */
gboolean _cem_timer_next_due (CemDb *db,
                              gint64 *due,
                              GError **error);

/* The due time of the timer that @skip others come before, G_MAXINT64 when there is none. */
gboolean _cem_timer_later_due (CemDb *db,
                               guint skip,
                               gint64 *due,
                               GError **error);

/* Takes the first timer, by (due, key), that is due at or before @until out of the table. @timer's
 * text is the caller's, freed with _cem_timer_clear (); @found FALSE: none is due. */
gboolean _cem_timer_take (CemDb *db,
                          gint64 until,
                          CemTimer *timer,
                          gboolean *found,
                          GError **error);
void _cem_timer_clear (CemTimer *timer);

G_END_DECLS
