/* progress.c - a progress line on a terminal */
/* SPDX-License-Identifier: MIT */
#include "cli/show/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/plural.h"
#include "cli/show/figures.h"
#include "cli/show/report.h"
#include "cli/show/terminal.h"
#include "io/write_all.h"

#define SECONDS_BEFORE_FIRST 0.3
#define SECONDS_BETWEEN 0.1
#define SECONDS_BEFORE_ETA 0.2

static const char clear_line[] = "\r\x1b[K";

static const char *const stage_names[] = {[BAGTAG_READING] = "reading",
                                          [BAGTAG_CHOOSING] = "choosing settings",
                                          [BAGTAG_CALIBRATING] = "calibrating",
                                          [BAGTAG_TRAINING] = "training",
                                          [BAGTAG_WRITING] = "writing"};

/* The parts of a progress line. If the terminal is too narrow, the last pieces are dropped; the ETA always stays. */
enum { MAX_PIECES = 4 };
struct pieces {
    char text[MAX_PIECES][PROGRESS_LINE_BYTES];
    size_t n;
    char eta[FIGURE_BYTES];
};

void progress_begin(struct progress *progress, enum progress_wish wish)
{
    bool is_live = terminal_is_live(STDERR_FILENO);
    *progress = (struct progress){
        .is_shown = wish != PROGRESS_NONE && is_live,
        .prints_stages = wish == PROGRESS_VERBOSE && !is_live,
        .stage = BAGTAG_READING,
        .begun = clock_seconds(),
    };
    if (progress->prints_stages)
        report_note("%s", stage_names[progress->stage]);
}

static void add_reading(struct pieces *pieces, const struct bagtag_progress *at)
{
    char count[FIGURE_BYTES];
    if (at->fraction >= 0 && at->fraction <= 1)
        snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "%3d%%", (int)(at->fraction * 100));
    snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "%s document%s", figure_count(count, at->documents),
             plural_s(at->documents));
    snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "%s word%s", figure_count(count, at->tokens),
             plural_s(at->tokens));
}

static void add_choosing(struct pieces *pieces, const struct bagtag_progress *at)
{
    snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "%d/%d", at->candidate, at->candidates);
    if (at->best_accuracy >= 0)
        snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "best %.3f (%s)", at->best_accuracy, at->best_name);
}

static void add_training(struct pieces *pieces, const struct bagtag_progress *at, double seconds)
{
    char rate[FIGURE_BYTES];
    snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "%3d%%", (int)(at->fraction * 100));
    snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "epoch %d/%d", at->epoch, at->epochs);
    if (at->documents > 0)
        snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "loss %.4f", at->loss);
    if (at->documents > 0 && seconds > 0)
        snprintf(pieces->text[pieces->n++], PROGRESS_LINE_BYTES, "%s documents/s",
                 figure_count(rate, (uint64_t)((double)at->documents / seconds)));
}

/* NAME, as many of PIECES as fit into ROOM columns, and the ETA. */
static void put_line(char line[PROGRESS_LINE_BYTES], const char *name, const struct pieces *pieces, size_t room)
{
    size_t eta = pieces->eta[0] != '\0' ? strlen("  ETA ") + strlen(pieces->eta) : 0;
    size_t len = (size_t)snprintf(line, PROGRESS_LINE_BYTES, "%s", name);
    for (size_t i = 0; i < pieces->n; i++) {
        size_t added = 2 + strlen(pieces->text[i]);
        if (len + added + eta > room || len + added + eta >= PROGRESS_LINE_BYTES)
            break;
        len += (size_t)snprintf(line + len, PROGRESS_LINE_BYTES - len, "  %s", pieces->text[i]);
    }
    if (eta > 0 && len + eta < PROGRESS_LINE_BYTES)
        snprintf(line + len, PROGRESS_LINE_BYTES - len, "  ETA %s", pieces->eta);
}

bool progress_is_due(const struct progress *progress)
{
    double since = clock_seconds() - (progress->is_drawn ? progress->drawn : progress->begun);
    return progress->is_shown && since >= (progress->is_drawn ? SECONDS_BETWEEN : SECONDS_BEFORE_FIRST);
}

size_t progress_room(void)
{
    /* The last column stays free: a character there makes some terminals wrap to a new line. */
    return (size_t)terminal_width(STDERR_FILENO) - 1;
}

/* Notes the stage and its fraction, restarting the clock for a new stage or round; prints a new stage's name if
 * prints_stages. */
static void enter(struct progress *progress, enum bagtag_stage stage, double fraction, double now)
{
    bool is_new = stage != progress->stage;
    if (is_new || fraction < progress->fraction) /* or another round of the same stage */
        progress->begun = now;
    progress->fraction = fraction;
    if (!is_new)
        return;
    progress->stage = stage;
    if (progress->prints_stages)
        report_note("%s", stage_names[stage]);
}

void progress_show(struct progress *progress, const struct bagtag_progress *at)
{
    if (at->stage == BAGTAG_EPOCH_END)
        return;
    double now = clock_seconds();
    bool is_new = at->stage != progress->stage && progress->is_drawn;
    enter(progress, at->stage, at->fraction, now);
    if (!progress->is_shown || (!is_new && !progress_is_due(progress)))
        return;

    struct pieces pieces = {.n = 0};
    double seconds = now - progress->begun;
    if (at->stage == BAGTAG_READING)
        add_reading(&pieces, at);
    else if (at->stage == BAGTAG_CHOOSING)
        add_choosing(&pieces, at);
    else if (at->stage == BAGTAG_TRAINING)
        add_training(&pieces, at, seconds);
    bool is_timed = at->fraction > 0 && at->fraction <= 1 && at->stage != BAGTAG_WRITING;
    if (is_timed && seconds >= SECONDS_BEFORE_ETA)
        (void)figure_duration(pieces.eta, seconds * (1 - at->fraction) / at->fraction);
    char line[PROGRESS_LINE_BYTES];
    put_line(line, stage_names[at->stage], &pieces, progress_room());
    progress_draw(progress, line);
}

void progress_draw(struct progress *progress, const char *line)
{
    size_t len = strlen(line), room = progress_room();
    char drawn[PROGRESS_LINE_BYTES + sizeof clear_line];
    int drawn_len = snprintf(drawn, sizeof drawn, "%s%.*s", clear_line, (int)(len < room ? len : room), line);
    if (drawn_len > 0)
        (void)write_all(STDERR_FILENO, drawn, (size_t)drawn_len);
    progress->is_drawn = true;
    progress->drawn = clock_seconds();
}

static void clear(struct progress *progress)
{
    if (progress->is_drawn)
        (void)write_all(STDERR_FILENO, clear_line, sizeof clear_line - 1);
    progress->is_drawn = false;
}

bool progress_warn(struct progress *progress, const struct bagtag_progress *at)
{
    clear(progress);
    report_warning("%s", at->warning);
    return true;
}

void progress_end(struct progress *progress)
{
    clear(progress);
    progress->is_shown = false;
}
