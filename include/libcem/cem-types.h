/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#if !defined(CEM_INSIDE) && !defined(CEM_COMPILATION)
#error "Only <libcem/cem.h> can be included directly."
#endif

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libcem/cem-version-macros.h>

G_BEGIN_DECLS

typedef struct _CemChart CemChart;
typedef struct _CemChartCall CemChartCall;
typedef struct _CemChartOutcome CemChartOutcome;
typedef struct _CemChartPool CemChartPool;
typedef struct _CemClock CemClock;
typedef struct _CemCommand CemCommand;
typedef struct _CemCondition CemCondition;
typedef struct _CemContext CemContext;
typedef struct _CemCustomer CemCustomer;
typedef struct _CemCustomerView CemCustomerView;
typedef struct _CemDeclarations CemDeclarations;
typedef struct _CemDiagnostic CemDiagnostic;
typedef struct _CemDiagnostics CemDiagnostics;
typedef struct _CemEngine CemEngine;
typedef struct _CemEvent CemEvent;
typedef struct _CemExplanation CemExplanation;
typedef struct _CemExpression CemExpression;
typedef struct _CemIntake CemIntake;
typedef struct _CemJob CemJob;
typedef struct _CemLogEntry CemLogEntry;
typedef struct _CemMachineEvent CemMachineEvent;
typedef struct _CemManualClock CemManualClock;
typedef struct _CemMapping CemMapping;
typedef struct _CemAppointment CemAppointment;
typedef struct _CemContract CemContract;
typedef struct _CemCoupon CemCoupon;
typedef struct _CemDevice CemDevice;
typedef struct _CemHousehold CemHousehold;
typedef struct _CemLead CemLead;
typedef struct _CemNounView CemNounView;
typedef struct _CemOrder CemOrder;
typedef struct _CemResponse CemResponse;
typedef struct _CemSite CemSite;
typedef struct _CemStaff CemStaff;
typedef struct _CemTask CemTask;
typedef struct _CemTouchpoint CemTouchpoint;
typedef struct _CemWorkOrder CemWorkOrder;
typedef struct _CemNoun CemNoun;
typedef struct _CemOutcome CemOutcome;
typedef struct _CemPage CemPage;
typedef struct _CemQuarantineItem CemQuarantineItem;
typedef struct _CemRecord CemRecord;
typedef struct _CemReplay CemReplay;
typedef struct _CemSchema CemSchema;
typedef struct _CemScore CemScore;
typedef struct _CemStateMachine CemStateMachine;
typedef struct _CemStoreItem CemStoreItem;
typedef struct _CemStoreList CemStoreList;
typedef struct _CemValue CemValue;
typedef struct _CemVerification CemVerification;
typedef struct _CemView CemView;

G_END_DECLS
