/* progress.c - one line on a terminal that tells how far a run is */
/* SPDX-License-Identifier: MIT */
#include "cli/show/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/terminal.h"
#include "io/write_all.h"

#define SECONDS_BEFORE_FIRST 0.3
#define SECONDS_BETWEEN 0.1

static const char clear_line[] = "\r\x1b[K";

void progress_begin(struct progress *progress, bool is_wanted)
{
    *progress = (struct progress){
        .is_shown = is_wanted && terminal_is_live(STDERR_FILENO),
        .stage = BAGTAG_READING,
        .begun = clock_seconds(),
    };
}

static void write_reading(char *line, size_t line_bytes, const struct bagtag_progress *told)
{
    char documents[FIGURE_BYTES];
    char tokens[FIGURE_BYTES];
    char percent[8] = "";
    if (told->fraction >= 0 && told->fraction <= 1)
        snprintf(percent, sizeof percent, "%3d%%  ", (int)(told->fraction * 100));
    snprintf(line, line_bytes, "reading  %s%s documents  %s words", percent, figure_count(documents, told->documents),
             figure_count(tokens, told->tokens));
}

static void write_training(char *line, size_t line_bytes, const struct bagtag_progress *told, double seconds)
{
    double fraction = told->fraction < 0 ? 0 : told->fraction > 1 ? 1 : told->fraction;
    char rate[FIGURE_BYTES];
    char left[FIGURE_BYTES];
    int len = snprintf(line, line_bytes, "training %3d%%  epoch %d/%d  loss %.4f", (int)(fraction * 100), told->epoch,
                       told->epochs, told->loss);
    bool has_rate = fraction > 0 && seconds > 0; /* not at the very beginning */
    if (has_rate && len > 0 && (size_t)len < line_bytes)
        snprintf(line + len, line_bytes - (size_t)len, "  %s documents/s  ETA %s",
                 figure_count(rate, (uint64_t)((double)told->documents / seconds)),
                 figure_duration(left, seconds * (1 - fraction) / fraction));
}

bool progress_is_due(const struct progress *progress)
{
    double since = clock_seconds() - (progress->is_drawn ? progress->drawn : progress->begun);
    return progress->is_shown && since >= (progress->is_drawn ? SECONDS_BETWEEN : SECONDS_BEFORE_FIRST);
}

void progress_show(struct progress *progress, const struct bagtag_progress *told)
{
    if (!progress->is_shown || told->stage == BAGTAG_EPOCH_END)
        return;
    double now = clock_seconds();
    if (told->stage != progress->stage) {
        progress->stage = told->stage;
        progress->begun = now;
    }
    if (!progress_is_due(progress))
        return;

    char line[PROGRESS_LINE_BYTES];
    if (told->stage == BAGTAG_READING)
        write_reading(line, sizeof line, told);
    else
        write_training(line, sizeof line, told, now - progress->begun);
    progress_draw(progress, line);
}

void progress_draw(struct progress *progress, const char *line)
{
    /* The last column stays free: a character there makes some terminals begin a new line. The line is ASCII. */
    size_t len = strlen(line);
    size_t room = (size_t)terminal_width(STDERR_FILENO) - 1;
    char drawn[PROGRESS_LINE_BYTES + sizeof clear_line];
    int drawn_len = snprintf(drawn, sizeof drawn, "%s%.*s", clear_line, (int)(len < room ? len : room), line);
    if (drawn_len > 0)
        (void)write_all(STDERR_FILENO, drawn, (size_t)drawn_len);
    progress->is_drawn = true;
    progress->drawn = clock_seconds();
}

void progress_end(struct progress *progress)
{
    if (progress->is_drawn)
        (void)write_all(STDERR_FILENO, clear_line, sizeof clear_line - 1);
    progress->is_drawn = false;
    progress->is_shown = false;
}
