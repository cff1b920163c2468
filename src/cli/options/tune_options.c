/* tune_options.c - the options of `bagtag tune` */
/* SPDX-License-Identifier: MIT */
#include "cli/options/tune_options.h"

#include <string.h>

#include "cli/options/setting_rows.h"

#define AT(member) .offset = offsetof(struct tune_arguments, member)
#define SETTINGS(heading, which)                                     \
    {                                                                \
        .kind = OPTION_SETTINGS, .name = (heading), .takes = (which) \
    }

static const char files[] = "Files";

static bool is_of_files(const struct bagtag_setting *setting, const char *heading)
{
    return setting->is_tuned && strcmp(setting->heading, heading) == 0;
}

static bool is_searched(const struct bagtag_setting *setting, const char *heading)
{
    (void)heading;
    return setting->is_searched;
}

static bool is_other(const struct bagtag_setting *setting, const char *heading)
{
    (void)heading;
    return setting->is_tuned && !setting->is_searched && !is_of_files(setting, files);
}

static const char *initial_of(const struct bagtag_setting *setting)
{
    return setting->is_searched ? "searched" : setting->is_raced ? "as train would choose" : setting->initial;
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
    SETTINGS(files, is_of_files),
    {.kind = OPTION_TEXT,
     .name = "log",
     .argument = "FILE",
     AT(log),
     .file = OPTION_WRITES_STREAM,
     .is_never_empty = true,
     .initial = "none",
     .help = "write one JSON object to FILE for each score; an earlier log is replaced, any other file refused"},
    {.kind = OPTION_FLAG, .name = "quiet", .letter = 'q', AT(is_quiet), .help = "print only errors"},
    {.kind = OPTION_FLAG,
     .name = "verbose",
     AT(is_verbose),
     .help =
         "print more about the model, and a line for each stage when standard error is not a terminal; --quiet wins"},

    {.kind = OPTION_HEADING, .name = "Search"},
    {.kind = OPTION_REAL,
     .name = "minutes",
     .argument = "X",
     AT(minutes),
     .low = 0,
     .high = 100000,
     .is_above_low = true,
     .initial = "5, no limit with --trials",
     .help = "stop the search after X minutes"},
    {.kind = OPTION_U32,
     .name = "trials",
     .argument = "N",
     AT(trials),
     .min = 1,
     .max = UINT32_MAX,
     .initial = "no limit",
     .help = "stop the search after N sets of settings; gives the same model on any machine, unlike --minutes"},
    {.kind = OPTION_TEXT,
     .name = "metric",
     .argument = "NAME",
     AT(metric),
     .is_never_empty = true,
     .help = "what to maximise: accuracy, f1, macro-f1, f1:LABEL, precision-at-recall:X or recall-at-precision:X, the "
             "last two also with :LABEL"},
    {.kind = OPTION_SETTING,
     .name = "valid",
     .initial = "five-fold cross-validation",
     .help = "score on the documents of FILE, or on N% of the training lines"},
    {.kind = OPTION_CHOICE,
     .name = "deliver",
     .argument = "NAME",
     AT(delivery),
     .choices = "retrained scored",
     .initial = "retrained, but scored with --valid FILE",
     .help = "model to write: retrained on all documents with the best settings, or the very model that was scored "
             "(needs --valid)"},

    {.kind = OPTION_HEADING, .name = "Settings searched unless given"},
    SETTINGS("", is_searched),
    {.kind = OPTION_HEADING, .name = "Other settings, as for train"},
    SETTINGS("", is_other),
};

struct option_spec tune_options[TUNE_MAX_OPTIONS];

size_t tune_options_fill(void)
{
    const struct setting_frame frame = {.rows = rows,
                                        .n_rows = sizeof rows / sizeof *rows,
                                        .offset = offsetof(struct tune_arguments, settings),
                                        .initial = initial_of};
    return setting_rows_fill(tune_options, TUNE_MAX_OPTIONS, &frame);
}
