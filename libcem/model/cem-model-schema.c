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
