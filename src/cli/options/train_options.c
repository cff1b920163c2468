/* train_options.c - the options of `bagtag train` */
/* SPDX-License-Identifier: MIT */
#include "cli/options/train_options.h"

#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "cli/options/setting_rows.h"
#include "cli/show/report.h"

/* A learning rate from here on is hardly meant per document. */
static const double LARGE_RATE = 1.0;

#define AT(member) .offset = offsetof(struct train_arguments, member)
#define SETTINGS(heading)                                             \
    {                                                                 \
        .kind = OPTION_SETTINGS, .name = (heading), .takes = is_under \
    }

static bool is_under(const struct bagtag_setting *setting, const char *heading)
{
    return strcmp(setting->heading, heading) == 0;
}

static const struct option_spec rows[] = {
    {.kind = OPTION_HEADING, .name = "Files"},
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "MODEL",
     AT(model),
     .file = OPTION_WRITES,
     .is_required = true,
     .help = "folder to write the model to; an existing model is replaced, anything else is refused"},
    SETTINGS("Files"),
    {.kind = OPTION_TEXT,
     .name = "log",
     .argument = "FILE",
     AT(log),
     .file = OPTION_WRITES_STREAM,
     .is_never_empty = true,
     .initial = "none",
     .help = "write one JSON object per epoch to FILE; an earlier log is replaced, any other file refused"},
    {.kind = OPTION_FLAG, .name = "quiet", .letter = 'q', AT(is_quiet), .help = "print only errors"},
    {.kind = OPTION_FLAG,
     .name = "verbose",
     AT(is_verbose),
     .help =
         "print more about the model, and a line for each stage when standard error is not a terminal; --quiet wins"},
    {.kind = OPTION_HEADING, .name = "Settings as a whole"},
    SETTINGS("Settings as a whole"),
    {.kind = OPTION_HEADING, .name = "Words"},
    SETTINGS("Words"),
    {.kind = OPTION_HEADING, .name = "Model"},
    SETTINGS("Model"),
    {.kind = OPTION_PLANNED, .name = "neg", .argument = "N"},
    {.kind = OPTION_HEADING, .name = "Training"},
    SETTINGS("Training"),
    {.kind = OPTION_PLANNED, .name = "init", .argument = "MODEL"},
    {.kind = OPTION_PLANNED, .name = "checkpoint", .argument = "DIR"},
    {.kind = OPTION_PLANNED, .name = "resume"},
    {.kind = OPTION_PLANNED, .name = "class-weights", .argument = "NAME|FILE"},
};

struct option_spec train_options[TRAIN_MAX_OPTIONS];

static const char *initial_of(const struct bagtag_setting *setting)
{
    return setting->is_raced ? "chosen" : setting->initial;
}

size_t train_options_fill(void)
{
    const struct setting_frame frame = {.initial = initial_of,
                                        .rows = rows,
                                        .n_rows = sizeof rows / sizeof *rows,
                                        .offset = offsetof(struct train_arguments, options)};
    return setting_rows_fill(train_options, TRAIN_MAX_OPTIONS, &frame);
}

const char *train_options_file(const struct bagtag_train_options *options, const char *setting,
                               char scratch[BAGTAG_SETTING_BYTES])
{
    const char *text = bagtag_train_options_get(options, setting, scratch);
    bool is_share = text == scratch; /* the names of files are borrowed, not in SCRATCH */
    return is_share || strcmp(text, "none") == 0 ? NULL : text;
}

void train_options_hint(const struct bagtag_train_options *options)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *valid = bagtag_train_options_get(options, "valid", scratch);
    double share;
    if (valid[strspn(valid, "0123456789.")] != '\0' || !number_read_real(valid, &share) || access(valid, F_OK) == 0)
        return;
    share *= share < 1.0 ? 100.0 : 1.0; /* 0.1 is taken to mean 10 % */
    if (share > 0.0 && share < 100.0)
        report_note("for a share of the lines, write %g%%", share);
}

void train_options_note_rate(const struct bagtag_train_options *options)
{
    char rate_text[BAGTAG_SETTING_BYTES], batch_text[BAGTAG_SETTING_BYTES];
    double rate, batch;
    bool are_given = bagtag_train_options_is_set(options, "lr") && bagtag_train_options_is_set(options, "batch");
    if (are_given && number_read_real(bagtag_train_options_get(options, "lr", rate_text), &rate) &&
        number_read_real(bagtag_train_options_get(options, "batch", batch_text), &batch) && rate >= LARGE_RATE &&
        batch > 1)
        report_note("--lr is per document; a learning rate of %g for batches of %g in PyTorch is --lr %.2g here", rate,
                    batch, rate / batch);
}
