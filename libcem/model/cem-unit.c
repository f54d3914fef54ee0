/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* Places in the table are in the store: new units come last. */
typedef struct
{
  const char *name;
  CemDimension dimension;
  double factor; /* to the first of its dimension */
  double offset;
} Unit;

static const Unit units[] = {
  { "", CEM_DIMENSION_NONE, 1.0, 0.0 },
  { "m", CEM_DIMENSION_LENGTH, 1.0, 0.0 },
  { "km", CEM_DIMENSION_LENGTH, 1000.0, 0.0 },
  { "mi", CEM_DIMENSION_LENGTH, 1609.344, 0.0 },
  { "s", CEM_DIMENSION_TIME, 1.0, 0.0 },
  { "min", CEM_DIMENSION_TIME, 60.0, 0.0 },
  { "h", CEM_DIMENSION_TIME, 3600.0, 0.0 },
  { "mL", CEM_DIMENSION_VOLUME, 1.0, 0.0 },
  { "L", CEM_DIMENSION_VOLUME, 1000.0, 0.0 },
  { "m3", CEM_DIMENSION_VOLUME, 1000000.0, 0.0 },
  { "°C", CEM_DIMENSION_TEMPERATURE, 1.0, 0.0 },
  { "°F", CEM_DIMENSION_TEMPERATURE, 5.0 / 9.0, -160.0 / 9.0 },
  { "Wh", CEM_DIMENSION_ENERGY, 1.0, 0.0 },
  { "kWh", CEM_DIMENSION_ENERGY, 1000.0, 0.0 },
};

/* Other ways to write them. */
static const struct
{
  const char *name;
  const char *unit;
} aliases[] = {
  { "m³", "m3" },  { "l", "L" },    { "ml", "mL" },   { "C", "°C" },   { "F", "°F" },
  { "℃", "°C" },   { "℉", "°F" },   { "kwh", "kWh" }, { "wh", "Wh" },  { "hour", "h" },
  { "hours", "h" }, { "hr", "h" },  { "sec", "s" },   { "mile", "mi" }, { "miles", "mi" },
  { "minute", "min" }, { "minutes", "min" },
};

guint
_cem_unit_from_name (const char *name,
                     gsize length)
{
  for (guint i = 1; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == length && memcmp (units[i].name, name, length) == 0)
      return i;
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strlen (aliases[i].name) == length && memcmp (aliases[i].name, name, length) == 0)
      return _cem_unit_from_name (aliases[i].unit, strlen (aliases[i].unit));

  return 0;
}

const char *
_cem_unit_get_name (guint unit)
{
  return units[unit < G_N_ELEMENTS (units) ? unit : 0].name;
}

CemDimension
_cem_unit_get_dimension (guint unit)
{
  return units[unit < G_N_ELEMENTS (units) ? unit : 0].dimension;
}

gboolean
_cem_unit_convert (double value,
                   guint from,
                   guint to,
                   double *converted)
{
  *converted = value;
  if (from == 0 || to == 0 || from == to)
    return TRUE;
  if (from >= G_N_ELEMENTS (units) || to >= G_N_ELEMENTS (units) ||
      units[from].dimension != units[to].dimension)
    return FALSE;

  *converted = (value * units[from].factor + units[from].offset - units[to].offset) / units[to].factor;
  return TRUE;
}
