/* train_log.c - `--log FILE`: one JSON object per epoch or trial */
/* SPDX-License-Identifier: MIT */
#include "cli/show/train_log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "io/write_all.h"

int train_log_begin(struct train_log *log, const char *path)
{
    *log = (struct train_log){.path = path, .fd = -1, .begun = clock_seconds()};
    if (path == NULL)
        return 0;
    if (strcmp(path, "-") == 0) {
        log->fd = STDOUT_FILENO;
        return 0;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) { /* it can be created; the first line creates it */
        (void)close(fd);
        (void)unlink(path);
        return 0;
    }
    if (errno == EEXIST)
        log->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    return log->fd >= 0 ? 0 : errno;
}

const char *train_log_name(const struct train_log *log)
{
    return strcmp(log->path, "-") == 0 ? "standard output" : log->path;
}

/* Truncates an old log or creates a new one. */
static int begin_file(struct train_log *log)
{
    if (log->fd < 0) {
        log->fd = open(log->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        return log->fd >= 0 ? 0 : errno;
    }
    struct stat status;
    bool is_ours = log->fd != STDOUT_FILENO && fstat(log->fd, &status) == 0 && S_ISREG(status.st_mode);
    return is_ours && ftruncate(log->fd, 0) != 0 ? errno : 0;
}

/* Non-finite values become null. */
static void add_number(struct buffer *line, const char *name, double value)
{
    buffer_format(line, "\"%s\":", name);
    figure_json(line, value);
    buffer_char(line, ',');
}

bool train_log_line(struct train_log *log, struct buffer *line)
{
    if (log->path == NULL)
        return true;
    if (!log->is_begun)
        log->errnum = begin_file(log);
    log->is_begun = true;
    if (log->errnum == 0)
        log->errnum = line->failed ? ENOMEM : write_all(log->fd, line->bytes, line->len);
    return log->errnum == 0;
}

bool train_log_epoch(struct train_log *log, const struct bagtag_progress *event)
{
    struct buffer line = {0};
    buffer_format(&line, "{\"epoch\":%d,", event->epoch);
    add_number(&line, "lr", event->learning_rate);
    add_number(&line, "loss", event->loss);
    add_number(&line, "valid_loss", figure_measured(event->valid_loss));
    add_number(&line, "valid_accuracy", figure_measured(event->valid_accuracy));
    buffer_format(&line, "\"seconds\":%.3f,\"documents\":", clock_seconds() - log->begun);
    buffer_unsigned(&line, event->documents);
    buffer_text(&line, "}\n");
    bool is_written = train_log_line(log, &line);
    buffer_clear(&line);
    return is_written;
}

int train_log_end(struct train_log *log)
{
    if (log->fd >= 0 && log->fd != STDOUT_FILENO && close(log->fd) != 0 && log->errnum == 0 && errno != EINTR)
        log->errnum = errno;
    log->fd = -1;
    return log->errnum;
}
