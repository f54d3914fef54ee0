/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-private.h"
#include "value/cem-json-private.h"

/* A store in memory with nothing but identity in it. */
typedef struct
{
  CemDb *db;
  CemIdentity *identity;
  CemIdentityConfig *config;
  CemArena *arena;
  CemIdentityResult result;
  GArray *named; /* gint64: entities that the last event named */
} Store;

typedef struct
{
  const char *type;
  const char *source;
  gint64 time;
  char *id;
  char *identifiers; /* JSON */
  char *data;        /* JSON or NULL */
} TestEvent;

extern const guint8 test_secret[CEM_IDENTITY_SECRET];

void test_event_free (gpointer data);
CemIdentityConfig *config_from_text (const char *text);

Store *store_new (const char *config,
                  const CemIdentityOptions *options);
void store_free (Store *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_free)

void store_begin (Store *self);
void store_commit (Store *self);
void store_rollback (Store *self);
/* FALSE when the event was refused; any other failure is fatal. */
gboolean store_apply (Store *self,
                      const TestEvent *event);
/* One event, or decision, in a batch of its own. Days since 1970. */
gboolean store_event (Store *self,
                      gint64 day,
                      const char *identifiers);
gboolean store_decide (Store *self,
                       gint64 day,
                       const char *type,
                       const char *first,
                       const char *second,
                       gboolean lifted);
gboolean store_identify (Store *self,
                         gint64 day,
                         const char *source,
                         const char *identifiers,
                         const char *data);
/* The head of the customer that a key finds; 0: nobody. */
gint64 store_find (Store *self,
                   const char *key);
/* All rows of all tables. */
char *store_dump (Store *self);

/* Few identifiers of many kinds, named by events and decisions over four months, under a configuration
 * with small limits. */
extern const char random_config[];
GPtrArray *random_events (GRand *random,
                          guint n);
void shuffle (GRand *random,
              GPtrArray *events);
