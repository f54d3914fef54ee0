/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#define CEM_INSIDE

#include <libcem/cem-condition.h>
#include <libcem/cem-context.h>
#include <libcem/cem-declarations.h>
#include <libcem/cem-chart-call.h>
#include <libcem/cem-chart-outcome.h>
#include <libcem/cem-chart-picture.h>
#include <libcem/cem-chart-pool.h>
#include <libcem/cem-chart.h>
#include <libcem/cem-clock.h>
#include <libcem/cem-command.h>
#include <libcem/cem-customer.h>
#include <libcem/cem-diagnostics.h>
#include <libcem/cem-engine.h>
#include <libcem/cem-enum-types.h>
#include <libcem/cem-error.h>
#include <libcem/cem-explanation.h>
#include <libcem/cem-expression.h>
#include <libcem/cem-record.h>
#include <libcem/cem-schema.h>
#include <libcem/cem-event.h>
#include <libcem/cem-intake.h>
#include <libcem/cem-job.h>
#include <libcem/cem-log-entry.h>
#include <libcem/cem-machine-event.h>
#include <libcem/cem-manual-clock.h>
#include <libcem/cem-mapping.h>
#include <libcem/cem-outcome.h>
#include <libcem/cem-quarantine-item.h>
#include <libcem/cem-replay.h>
#include <libcem/cem-state-machine.h>
#include <libcem/cem-store-item.h>
#include <libcem/cem-store-list.h>
#include <libcem/cem-types.h>
#include <libcem/cem-value.h>
#include <libcem/cem-verification.h>
#include <libcem/cem-version.h>
#include <libcem/cem-view.h>

#undef CEM_INSIDE
