/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-chart.h>

G_BEGIN_DECLS

/**
 * CemChartPicture:
 * @CEM_CHART_PICTURE_DOT: The language of Graphviz.
 * @CEM_CHART_PICTURE_MERMAID: A `stateDiagram-v2` of Mermaid, which many sites that show Markdown
 *   draw.
 *
 * The languages in which a picture of a chart is written.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_CHART_PICTURE_DOT,
  CEM_CHART_PICTURE_MERMAID
} CemChartPicture;

CEM_AVAILABLE_IN_ALL
char *cem_chart_render (CemChart *self,
                        CemChartPicture picture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
