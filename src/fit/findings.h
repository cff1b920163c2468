/* findings.h - what looks wrong in the documents of a run, told before it is trained on them */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_FIT_FINDINGS_H
#define BAGTAG_FIT_FINDINGS_H

#include "bagtag.h"
#include "base/error.h"
#include "fit/documents.h"
#include "model/settings.h"

/* Calls PROGRESS (NULL: nobody) with a BAGTAG_WARNING for each thing. BAGTAG_INPUT when there are no words to learn
 * from. */
enum bagtag_status findings_tell(const struct documents *documents, const struct settings *settings,
                                 bagtag_progress_function *progress, void *context, struct bagtag_error *error);

#endif
