/* train_log.h - `--log FILE`: one JSON object per epoch or trial */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_SHOW_TRAIN_LOG_H
#define BAGTAG_CLI_SHOW_TRAIN_LOG_H

#include <stdbool.h>

#include "bagtag.h"
#include "base/buffer.h"

struct train_log {
    const char *path; /* borrowed; NULL: no log is kept */
    int fd;           /* -1: not open */
    bool is_begun;    /* something was written */
    double begun;     /* in clock_seconds */
    int errnum;       /* the first failure; 0: none */
};

/* Checks that PATH can be written now, before hours of training; an old log is kept, and a new one is not created,
 * until the first line is written. "-" is standard output. Returns 0 or an errno value. */
int train_log_begin(struct train_log *log, const char *path);

/* Writes a line; false if it could not be (see errnum). */
bool train_log_line(struct train_log *log, struct buffer *line);

/* Writes a line for the epoch that ended. */
bool train_log_epoch(struct train_log *log, const struct bagtag_progress *event);

/* The log's path for messages. */
const char *train_log_name(const struct train_log *log);

/* Closes the log. Returns 0 or the errno value of the first failure. */
int train_log_end(struct train_log *log);

#endif
