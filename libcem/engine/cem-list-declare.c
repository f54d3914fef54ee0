/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-list-filter-private.h"

/* What conditions of lists see. A name that is declared twice has the first of its types. */

typedef struct
{
  const char *name;
  const char *type;
} Field;

static const Field all_fields[] = {
  { "noun", "string" },        { "id", "string" },         { "key", "string?" },
  { "keys", "list(string)?" },
  { "state", "string?" },      { "since", "timestamp" },   { "updated", "timestamp?" },
  { "persons", "list(string)" }, { "customers", "list(string)" }, { "custom", "map(string, dyn)?" },
  { NULL, NULL }
};

static const Field device_fields[] = {
  { "owner", "string?" },
  { "owners", "list(map(string, dyn))?" },
  { "users", "list(map(string, dyn))?" },
  { "online", "bool?" },
  { "online_at", "timestamp?" },
  { "meters", "map(string, map(string, dyn))?" },
  { "consumables", "map(string, map(string, dyn))?" },
  { "values", "map(string, map(string, dyn))?" },
  { "components", "map(string, map(string, dyn))?" },
  { "swaps", "list(map(string, dyn))?" },
  { "warranty", "map(string, dyn)?" },
  { "errors", "map(string, dyn)?" },
  { NULL, NULL }
};

static const Field work_order_fields[] = {
  { "reopen_count", "int" }, { "parts", "list(map(string, dyn))?" }, { NULL, NULL }
};

static const Field household_fields[] = { { "members", "list(map(string, dyn))?" }, { NULL, NULL } };

static const char *
type_of_member (const CemVocabularyMember *member)
{
  switch (member->kind)
    {
    case CEM_MEMBER_STRING:
    case CEM_MEMBER_KEY:
      return "string?";
    case CEM_MEMBER_INT:
      return "int?";
    case CEM_MEMBER_BOOL:
      return "bool?";
    case CEM_MEMBER_TIMESTAMP:
    case CEM_MEMBER_DATE:
      return "timestamp?";
    case CEM_MEMBER_LIST:
      return "list(dyn)?";
    case CEM_MEMBER_MAP:
      return "map(string, dyn)?";
    case CEM_MEMBER_NUMBER:
    default:
      /* Whole numbers stay whole. */
      return "dyn?";
    }
}

static void
declare (CemDeclarations *declarations,
         GHashTable *known,
         const char *type_name,
         const char *name,
         const char *type)
{
  g_autoptr (GError) error = NULL;

  if (!g_hash_table_add (known, (gpointer) name))
    return;

  if (!cem_declarations_add_field (declarations, type_name, name, type, &error))
    g_error ("%s.%s: %s", type_name, name, error->message);
}

static void
declare_all (CemDeclarations *declarations,
             GHashTable *known,
             const char *type_name,
             const Field *fields)
{
  for (; fields->name != NULL; fields++)
    declare (declarations, known, type_name, fields->name, fields->type);
}

static const Field *
special_fields (CemNounKind kind)
{
  switch ((int) kind)
    {
    case CEM_NOUN_DEVICE:
      return device_fields;
    case CEM_NOUN_WORK_ORDER:
      return work_order_fields;
    case CEM_NOUN_HOUSEHOLD:
      return household_fields;
    default:
      return NULL;
    }
}

static void
declare_vocabulary (CemDeclarations *declarations,
                    GHashTable *known,
                    const char *type_name,
                    CemNounKind kind)
{
  for (guint i = 0; i < _cem_vocabulary_n_types; i++)
    {
      const CemVocabularyType *type = &_cem_vocabulary_types[i];

      if (type->noun != kind || type->summary)
        continue;
      if (type->stamp != NULL)
        declare (declarations, known, type_name, type->stamp, "timestamp?");
      for (guint j = 0; j < type->n_members; j++)
        if (type->members[j].field != NULL)
          declare (declarations, known, type_name, type->members[j].field,
                   type_of_member (&type->members[j]));
    }
}

/* The name of a type: no variable can have it. */
static char *
name_type (const char *variable)
{
  char *name = g_strdup (variable);

  name[0] = g_ascii_toupper (name[0]);
  return name;
}

CemDeclarations *
_cem_declare_noun (CemNounKind kind)
{
  CemDeclarations *declarations = cem_declarations_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  const char *variable = _cem_noun_kind_get_name (kind);
  g_autofree char *type_name = name_type (variable);
  g_autoptr (GError) error = NULL;

  declare_all (declarations, known, type_name, all_fields);
  if (special_fields (kind) != NULL)
    declare_all (declarations, known, type_name, special_fields (kind));
  declare_vocabulary (declarations, known, type_name, kind);
  if (!cem_declarations_add_variable (declarations, variable, type_name, &error))
    g_error ("%s: %s", variable, error->message);

  return declarations;
}

/* --- customers ---*/

const CemCountedNoun _cem_counted_nouns[] = {
  { "n_devices", CEM_NOUN_DEVICE },           { "n_orders", CEM_NOUN_ORDER },
  { "n_work_orders", CEM_NOUN_WORK_ORDER },   { "n_contracts", CEM_NOUN_CONTRACT },
  { "n_sites", CEM_NOUN_SITE },               { "n_households", CEM_NOUN_HOUSEHOLD },
  { "n_leads", CEM_NOUN_LEAD },               { "n_appointments", CEM_NOUN_APPOINTMENT },
  { "n_tasks", CEM_NOUN_TASK },               { "n_coupons", CEM_NOUN_COUPON },
  { "n_responses", CEM_NOUN_RESPONSE },
};

const guint _cem_n_counted_nouns = G_N_ELEMENTS (_cem_counted_nouns);

CemDeclarations *
_cem_declare_customer (void)
{
  static const Field fields[] = { { "id", "string" },
                                  { "since", "timestamp?" },
                                  { "identifiers", "list(string)" },
                                  { "traits", "map(string, dyn)" },
                                  { NULL, NULL } };
  CemDeclarations *declarations = cem_declarations_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  declare_all (declarations, known, "Customer", fields);
  for (guint i = 0; i < _cem_n_counted_nouns; i++)
    declare (declarations, known, "Customer", _cem_counted_nouns[i].field, "int");
  if (!cem_declarations_add_variable (declarations, "customer", "Customer", &error))
    g_error ("customer: %s", error->message);

  return declarations;
}
