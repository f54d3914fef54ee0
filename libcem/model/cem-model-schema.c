/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-private.h"

/* A reading lies in the bucket of its month, so that what comes in now touches few pages whatever the
 * history. Kinds of gauges and readings are in cem-model-internal.h. */
gboolean
_cem_model_create (CemDb *db,
                   GError **error)
{
  return _cem_db_exec (
      db,
      "CREATE TABLE noun ("
      "  entity INTEGER PRIMARY KEY,"
      "  kind INTEGER NOT NULL,"
      "  since INTEGER NOT NULL,"
      "  key TEXT NOT NULL"
      ") STRICT;"
      "CREATE INDEX noun_since ON noun (kind, since);"
      "CREATE TABLE fact ("
      "  entity INTEGER NOT NULL,"
      "  time INTEGER NOT NULL,"
      "  source TEXT NOT NULL,"
      "  id TEXT NOT NULL,"
      "  type TEXT NOT NULL,"
      "  fragment INTEGER NOT NULL,"
      "  data TEXT NOT NULL,"
      "  PRIMARY KEY (entity, time, source, id)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE relation ("
      "  entity INTEGER NOT NULL,"
      "  kind INTEGER NOT NULL,"
      "  noun INTEGER NOT NULL,"
      "  PRIMARY KEY (entity, kind, noun)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE gauge ("
      "  entity INTEGER NOT NULL,"
      "  kind INTEGER NOT NULL,"
      "  name TEXT NOT NULL,"
      "  time INTEGER NOT NULL,"
      "  tie INTEGER NOT NULL,"
      "  value TEXT NOT NULL,"
      "  PRIMARY KEY (entity, kind, name)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE reading ("
      "  bucket INTEGER NOT NULL,"
      "  entity INTEGER NOT NULL,"
      "  kind INTEGER NOT NULL,"
      "  name TEXT NOT NULL,"
      "  time INTEGER NOT NULL,"
      "  tie INTEGER NOT NULL,"
      "  value REAL NOT NULL,"
      "  unit INTEGER NOT NULL,"
      "  reset INTEGER NOT NULL,"
      "  PRIMARY KEY (bucket, entity, kind, name, time, tie)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE meter ("
      "  entity INTEGER NOT NULL,"
      "  name TEXT NOT NULL,"
      "  n INTEGER NOT NULL,"
      "  total INTEGER NOT NULL,"
      "  unit INTEGER NOT NULL,"
      "  rollover REAL NOT NULL,"
      "  since INTEGER NOT NULL,"
      "  time INTEGER NOT NULL,"
      "  tie INTEGER NOT NULL,"
      "  PRIMARY KEY (entity, name)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE tally ("
      "  entity INTEGER NOT NULL,"
      "  name TEXT NOT NULL,"
      "  n INTEGER NOT NULL,"
      "  first INTEGER NOT NULL,"
      "  last INTEGER NOT NULL,"
      "  PRIMARY KEY (entity, name)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE TABLE notice ("
      "  type TEXT NOT NULL,"
      "  code TEXT NOT NULL,"
      "  member TEXT NOT NULL,"
      "  n INTEGER NOT NULL,"
      "  PRIMARY KEY (type, code, member)"
      ") STRICT, WITHOUT ROWID;",
      error);
}

gboolean
_cem_model_create_recent (CemDb *db,
                          GError **error)
{
  return _cem_db_exec (
      db,
      "ALTER TABLE noun RENAME TO noun_settled;"
      "DROP INDEX noun_since;"
      "CREATE INDEX noun_settled_since ON noun_settled (kind, since);"
      "CREATE TABLE noun_recent ("
      "  entity INTEGER PRIMARY KEY,"
      "  kind INTEGER NOT NULL,"
      "  since INTEGER NOT NULL,"
      "  key TEXT NOT NULL"
      ") STRICT;"
      "CREATE INDEX noun_recent_since ON noun_recent (kind, since);"
      "CREATE VIEW noun (entity, kind, since, key) AS"
      "  SELECT entity, kind, since, key FROM noun_recent"
      "  UNION ALL SELECT entity, kind, since, key FROM noun_settled;"
      "ALTER TABLE relation RENAME TO relation_settled;"
      "CREATE TABLE relation_recent ("
      "  entity INTEGER NOT NULL,"
      "  kind INTEGER NOT NULL,"
      "  noun INTEGER NOT NULL,"
      "  PRIMARY KEY (entity, kind, noun)"
      ") STRICT, WITHOUT ROWID;"
      "CREATE VIEW relation (entity, kind, noun) AS"
      "  SELECT entity, kind, noun FROM relation_recent"
      "  UNION ALL SELECT entity, kind, noun FROM relation_settled;",
      error);
}

/* The identifiers of one thing have a row each: head is the first of them, whose id is the noun's, or 0
 * when there is but one; begun is the smallest since of all. Facts and sums are kept by identifier, and put
 * together when they are read: joining two changes their rows alone. */
gboolean
_cem_model_create_joined (CemDb *db,
                          GError **error)
{
  return _cem_db_exec (
      db,
      "DROP VIEW noun;"
      "DROP INDEX noun_settled_since;"
      "DROP INDEX noun_recent_since;"
      "ALTER TABLE noun_settled ADD COLUMN head INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE noun_settled ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE noun_recent ADD COLUMN head INTEGER NOT NULL DEFAULT 0;"
      "ALTER TABLE noun_recent ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;"
      "UPDATE noun_settled SET begun = since;"
      "UPDATE noun_recent SET begun = since;"
      "CREATE INDEX noun_settled_begun ON noun_settled (kind, begun) WHERE head IN (0, entity);"
      "CREATE INDEX noun_settled_head ON noun_settled (head) WHERE head != 0;"
      "CREATE INDEX noun_recent_begun ON noun_recent (kind, begun) WHERE head IN (0, entity);"
      "CREATE INDEX noun_recent_head ON noun_recent (head) WHERE head != 0;"
      "CREATE VIEW noun (entity, kind, since, key, head, begun) AS"
      "  SELECT entity, kind, since, key, head, begun FROM noun_recent"
      "  UNION ALL SELECT entity, kind, since, key, head, begun FROM noun_settled;",
      error);
}
