/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-list-filter-private.h"
#include "engine/cem-list-source-private.h"
#include "engine/cem-subject-private.h"

G_BEGIN_DECLS

/* What lists of nouns, and of what belongs to one subject, show; all the newest first. */

/* @filter (nullable) is taken. */
CemListSource *_cem_list_source_new_nouns (CemEngine *engine,
                                           CemNounKind kind,
                                           CemListFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
CemListSource *_cem_list_source_new_filtered_customers (CemEngine *engine,
                                                        CemListFilter *filter)
    G_GNUC_WARN_UNUSED_RESULT;

/* Nouns that were named together with any fragment of a customer, or with a thing. */
CemListSource *_cem_list_source_new_related (CemEngine *engine,
                                             CemSubject *subject,
                                             CemNounKind kind) G_GNUC_WARN_UNUSED_RESULT;
/* Customers that a thing belongs to, or did. */
CemListSource *_cem_list_source_new_customers_of (CemEngine *engine,
                                                  CemSubject *subject) G_GNUC_WARN_UNUSED_RESULT;
/* Events of a subject as CemLogEntry, and those that have a stage as CemTouchpoint. */
CemListSource *_cem_list_source_new_events_of (CemEngine *engine,
                                               CemSubject *subject) G_GNUC_WARN_UNUSED_RESULT;
CemListSource *_cem_list_source_new_touchpoints_of (CemEngine *engine,
                                                    CemSubject *subject) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
