/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-appointment.h>

/**
 * CemAppointment:
 *
 * A visit at an agreed time.
 *
 * It is booked, may be moved, and is kept or missed.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_autofree char *text = g_date_time_format (cem_appointment_get_at (appointment), "%F %H:%M");
 *
 * g_print ("%s at %s\n", cem_appointment_get_appointment_kind (appointment), text);
 * ```
 *
 * Since: 0.1
 */
struct _CemAppointment
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemAppointment, cem_appointment, CEM_TYPE_NOUN)

typedef enum
{
  PROP_APPOINTMENT_KIND = 1,
  PROP_AT,
  PROP_UNTIL,
  PROP_PLACE,
  PROP_STAFF
} CemAppointmentProperty;

static const char *const fields[] = {
  [PROP_APPOINTMENT_KIND] = "kind",
  [PROP_AT] = "at",
  [PROP_UNTIL] = "until",
  [PROP_PLACE] = "place",
  [PROP_STAFF] = "staff",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_appointment_get_property (GObject *object,
                              guint prop_id,
                              GValue *value,
                              GParamSpec *pspec)
{
  if (prop_id == 0 || prop_id >= G_N_ELEMENTS (fields))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else
    _cem_noun_get_property (CEM_NOUN (object), fields[prop_id], value);
}

static void
cem_appointment_class_init (CemAppointmentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_appointment_get_property;

  /**
   * CemAppointment:appointment-kind: (getter get_appointment_kind)
   *
   * What it is for, such as `installation`.
   *
   * Since: 0.1
   */
  properties[PROP_APPOINTMENT_KIND] =
    g_param_spec_string ("appointment-kind", NULL, NULL, NULL, flags);

  /**
   * CemAppointment:at: (getter get_at)
   *
   * When it begins.
   *
   * Since: 0.1
   */
  properties[PROP_AT] = g_param_spec_boxed ("at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemAppointment:until: (getter get_until)
   *
   * When it ends.
   *
   * Since: 0.1
   */
  properties[PROP_UNTIL] = g_param_spec_boxed ("until", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemAppointment:place: (getter get_place)
   *
   * Where it is.
   *
   * Since: 0.1
   */
  properties[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, NULL, flags);

  /**
   * CemAppointment:staff: (getter get_staff)
   *
   * The key of the person on the staff who comes.
   *
   * Since: 0.1
   */
  properties[PROP_STAFF] = g_param_spec_string ("staff", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_appointment_init (CemAppointment *self)
{
}

/**
 * cem_appointment_get_appointment_kind: (get-property appointment-kind)
 * @self: an appointment
 *
 * Gets what it is for, such as `installation`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_appointment_get_appointment_kind (CemAppointment *self)
{
  g_return_val_if_fail (CEM_IS_APPOINTMENT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_APPOINTMENT_KIND]);
}

/**
 * cem_appointment_get_at: (get-property at)
 * @self: an appointment
 *
 * Gets when it begins.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_appointment_get_at (CemAppointment *self)
{
  g_return_val_if_fail (CEM_IS_APPOINTMENT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_AT]);
}

/**
 * cem_appointment_get_until: (get-property until)
 * @self: an appointment
 *
 * Gets when it ends.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_appointment_get_until (CemAppointment *self)
{
  g_return_val_if_fail (CEM_IS_APPOINTMENT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_UNTIL]);
}

/**
 * cem_appointment_get_place: (get-property place)
 * @self: an appointment
 *
 * Gets where it is.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_appointment_get_place (CemAppointment *self)
{
  g_return_val_if_fail (CEM_IS_APPOINTMENT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_PLACE]);
}

/**
 * cem_appointment_get_staff: (get-property staff)
 * @self: an appointment
 *
 * Gets the key of the person on the staff who comes.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_appointment_get_staff (CemAppointment *self)
{
  g_return_val_if_fail (CEM_IS_APPOINTMENT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_STAFF]);
}
