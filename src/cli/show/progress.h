/* progress.h - one line on a terminal that tells how far a run is */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_PROGRESS_H
#define BAGTAG_CLI_SHOW_PROGRESS_H

#include <stdbool.h>

#include "bagtag.h"

struct progress {
    bool is_shown; /* standard error is a terminal that can write over a line, and progress is wanted */
    bool is_drawn; /* the line is on the terminal now */
    enum bagtag_stage stage;
    double begun; /* of the stage; of clock_seconds */
    double drawn;
};

/* Begins; nothing is drawn yet, nor in runs that are over at once. */
void progress_begin(struct progress *progress, bool is_wanted);
void progress_show(struct progress *progress, const struct bagtag_progress *told);

/* For a run that words its own line, of ASCII and shorter than PROGRESS_LINE_BYTES: whether it is time for one, and
 * the line. */
enum { PROGRESS_LINE_BYTES = 160 };
bool progress_is_due(const struct progress *progress);
void progress_draw(struct progress *progress, const char *line);

/* Clears the line; the cursor is where it was before progress_begin. */
void progress_end(struct progress *progress);

#endif
