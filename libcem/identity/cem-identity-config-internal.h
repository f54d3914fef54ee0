/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-config-private.h"

G_BEGIN_DECLS

/* What reads a configuration and what looks things up in it share. */

#define CEM_BLOCKED_BITS 4096

struct _CemIdentityConfig
{
  gatomicrefcount references;
  const char *region;
  guint max_members;
  GPtrArray *types;    /* CemIdentityType by name; NULL until all is read */
  GPtrArray *rules;    /* GPtrArray of CemIdentityType, ended by NULL */
  GHashTable *sources; /* name -> place */
  GHashTable *blocked; /* "TYPE\nvalue", lower case -> itself */
  guint64 blocked_bits[CEM_BLOCKED_BITS / 64]; /* by the hash of the value alone */
  guint16 *slots; /* open hash of names: index + 1 */
  guint n_slots;  /* a power of two */
  char *text;
};

CemIdentityConfig *_cem_identity_config_alloc (void);

void _cem_identity_config_block (CemIdentityConfig *self,
                                 const char *type,
                                 gsize type_length,
                                 const char *value,
                                 gsize length);

/* After the types have their places. */
void _cem_identity_config_index (CemIdentityConfig *self);
char *_cem_identity_config_write (CemIdentityConfig *self,
                                  const char *const *class_names,
                                  const char *const *normalise_names);

gboolean _cem_identity_config_is_blocked (CemIdentityConfig *self,
                                          const CemIdentityType *type,
                                          const char *value,
                                          gsize length);

/* FNV-1a over ASCII lower case. */
static inline guint32
_cem_identity_hash_lower (guint32 hash,
                          const char *text,
                          gsize length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) g_ascii_tolower (text[i])) * 16777619u;

  return hash;
}

static inline guint32
_cem_identity_hash (guint32 hash,
                    const char *text,
                    gsize length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) text[i]) * 16777619u;

  return hash;
}

#define CEM_IDENTITY_HASH_SEED 2166136261u

/* The second hash of an identifier. */
static inline guint32
_cem_identity_check_hash (const CemIdentityType *type,
                          const char *value,
                          gsize length,
                          gint64 epoch)
{
  guint32 hash = _cem_identity_hash (CEM_IDENTITY_HASH_SEED, type->name, type->name_length);

  hash = (hash ^ (guint32) epoch) * 16777619u;
  return _cem_identity_hash (hash, value, length);
}

G_END_DECLS
