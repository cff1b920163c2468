/* progress.h - a progress line on a terminal */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_PROGRESS_H
#define BAGTAG_CLI_SHOW_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "bagtag.h"

struct progress {
    bool is_shown;      /* standard error is a terminal that can overwrite a line, and progress is wanted */
    bool is_drawn;      /* the line is on the terminal now */
    bool prints_stages; /* a line is printed for each stage */
    enum bagtag_stage stage;
    double fraction; /* of the stage, as last reported */
    double begun;    /* when the stage, or a round of it, began; in clock_seconds */
    double drawn;
};

/* No progress; a line redrawn in place on a terminal; or that and, if not on a terminal, a line for each stage. */
enum progress_wish { PROGRESS_NONE, PROGRESS_USUAL, PROGRESS_VERBOSE };

/* Starts the clock. Nothing is drawn in the first 0.3 seconds, so short runs show no line. */
void progress_begin(struct progress *progress, enum progress_wish wish);
void progress_show(struct progress *progress, const struct bagtag_progress *at);

/* For callers that compose their own line (ASCII, shorter than PROGRESS_LINE_BYTES): whether a new line is due, and
 * drawing it. */
enum { PROGRESS_LINE_BYTES = 160 };
bool progress_is_due(const struct progress *progress);
size_t progress_room(void); /* columns available for a line */
void progress_draw(struct progress *progress, const char *line);

/* Clears the line and prints the warning of AT; the next update redraws the line below it. Returns true: go on. */
bool progress_warn(struct progress *progress, const struct bagtag_progress *at);

/* Clears the line, leaving the cursor where it was before progress_begin. */
void progress_end(struct progress *progress);

#endif
