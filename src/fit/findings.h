/* findings.h - warnings about the documents of a run, before training */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_FINDINGS_H
#define BAGTAG_FIT_FINDINGS_H

#include "bagtag.h"
#include "base/error.h"
#include "fit/documents.h"
#include "model/settings.h"

/* Calls PROGRESS (NULL: none) with BAGTAG_WARNING for each problem; BAGTAG_STOPPED if it returns false. BAGTAG_INPUT if
 * there are no words to train on. */
enum bagtag_status findings_report(const struct documents *documents, const struct settings *settings,
                                   bagtag_progress_function *progress, void *context, struct bagtag_error *error);

#endif
