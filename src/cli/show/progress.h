/* progress.h - one line on a terminal that shows how far a run is */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_PROGRESS_H
#define BAGTAG_CLI_SHOW_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"

struct progress {
    bool is_shown; /* standard error is a terminal that can write over a line, and progress is wanted */
    bool is_drawn; /* the line is on the terminal now */
    bool is_told;  /* a line is printed for each stage */
    enum bagtag_stage stage;
    double fraction; /* of it that was done when it was last told */
    double begun;    /* of the stage, or a round of it; of clock_seconds */
    double drawn;
};

/* What is wanted: nothing; a line that is drawn over on a terminal; and off a terminal a line for each stage. */
enum progress_wish { PROGRESS_NONE, PROGRESS_USUAL, PROGRESS_VERBOSE };

/* Begins; nothing is drawn yet, nor in runs that are over at once. */
void progress_begin(struct progress *progress, enum progress_wish wish);
void progress_show(struct progress *progress, const struct bagtag_progress *at);

/* For a run that words its own line, of ASCII and shorter than PROGRESS_LINE_BYTES: whether it is time for one, and
 * the line. */
enum { PROGRESS_LINE_BYTES = 160 };
bool progress_is_due(const struct progress *progress);
size_t progress_room(void); /* columns that a line may take */
void progress_draw(struct progress *progress, const char *line);

/* Prints the warning of AT instead of the line, which is drawn again below it. Returns true: go on. */
bool progress_warn(struct progress *progress, const struct bagtag_progress *at);

/* Clears the line; the cursor is where it was before progress_begin. */
void progress_end(struct progress *progress);

#endif
