/* train_settings.c - the settings of a training run, checked */
/* SPDX-License-Identifier: MIT */
#include "model/train_settings.h"

#include <stdio.h>
#include <string.h>

#include "bagtag_tune.h"
#include "model/settings_table.h"
#include "model/settings_text.h"

void bagtag_train_options_init(struct bagtag_train_options *options)
{
    *options = (struct bagtag_train_options){
        .format = "auto",
        .label_prefix = "__label__",
        .tokenizer = "unicode",
        .lower = -1,
        .ngrams = 1,
        .buckets = 2000000,
        .min_count = 1,
        .dim = 16,
        .bag = "mean",
        .weight = "none",
        .bias = "trained",
        .loss = "softmax",
        .temperature = 1,
        .threshold = -1,
        .epochs = 10,
        .learning_rate = 0.5,
        .schedule = "linear",
        .seed = 1,
    };
}

bool train_settings_lower(enum tokenizer_kind kind, int lower)
{
    return lower < 0 ? tokenizer_lowers(kind) : lower != 0;
}

static uint64_t given(uint32_t fixed)
{
    static const struct {
        uint32_t bit;
        enum setting_id id;
    } fixable[] = {
        {BAGTAG_FIXED_WEIGHT, SETTING_WEIGHT},
        {BAGTAG_FIXED_NGRAMS, SETTING_NGRAMS},
        {BAGTAG_FIXED_DECAY, SETTING_DECAY},
        {BAGTAG_FIXED_DIM, SETTING_DIM},
        {BAGTAG_FIXED_CHARS, SETTING_CHARS},
        {BAGTAG_FIXED_EPOCHS, SETTING_EPOCHS},
        {BAGTAG_FIXED_BIAS, SETTING_BIAS},
        {BAGTAG_FIXED_LOSS, SETTING_LOSS},
        {BAGTAG_FIXED_TEMPERATURE, SETTING_TEMPERATURE},
        {BAGTAG_FIXED_THRESHOLD, SETTING_THRESHOLD},
        {BAGTAG_TUNE_FIXED_LEARNING_RATE, SETTING_LR},
        {BAGTAG_TUNE_FIXED_MIN_COUNT, SETTING_MIN_COUNT},
    };
    uint64_t bits = 0;
    for (size_t i = 0; i < sizeof fixable / sizeof *fixable; i++)
        if (fixed & fixable[i].bit)
            bits |= UINT64_C(1) << fixable[i].id;
    return bits;
}

/* A number of the options; 0 (or -1) where that means the word that the setting has in the place of a number. */
static enum bagtag_status take_number(struct settings *settings, enum setting_id id, double value,
                                      struct bagtag_error *error)
{
    const struct setting *row = &settings_table[id];
    bool is_absent = row->about.none && value == row->absent;
    enum bagtag_status status = is_absent ? BAGTAG_OK : settings_check_number(id, value, error);
    if (status == BAGTAG_OK)
        settings_set_number(settings, id, value);
    return status;
}

static enum bagtag_status take_numbers(struct settings *settings, const struct bagtag_train_options *o,
                                       struct bagtag_error *error)
{
    const struct {
        enum setting_id id;
        double value;
    } numbers[] = {
        {SETTING_NGRAMS, o->ngrams},
        {SETTING_BUCKETS, o->buckets},
        {SETTING_MIN_COUNT, (double)o->min_count},
        {SETTING_DIM, o->dim},
        {SETTING_THRESHOLD, o->threshold},
        {SETTING_EPOCHS, o->epochs},
        {SETTING_LR, o->learning_rate},
        {SETTING_DECAY, o->decay},
        {SETTING_PATIENCE, o->patience},
        {SETTING_TEMPERATURE, o->temperature},
        {SETTING_BATCH, o->batch},
        {SETTING_THREADS, o->threads},
    };
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < sizeof numbers / sizeof *numbers; i++)
        status = take_number(settings, numbers[i].id, numbers[i].value, error);
    settings->seed = o->seed;
    settings->race = o->race;
    return status;
}

static enum bagtag_status take_texts(struct settings *settings, const struct bagtag_train_options *o,
                                     struct bagtag_error *error)
{
    const struct {
        enum setting_id id;
        const char *text;
    } texts[] = {
        {SETTING_TOKENIZER, o->tokenizer}, {SETTING_BAG, o->bag},
        {SETTING_WEIGHT, o->weight},       {SETTING_LOSS, o->loss},
        {SETTING_BIAS, o->bias},           {SETTING_SCHEDULE, o->schedule},
        {SETTING_FORMAT, o->format},       {SETTING_LABEL_PREFIX, o->label_prefix},
    };
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < sizeof texts / sizeof *texts; i++)
        status = settings_set(settings, texts[i].id, texts[i].text, error);
    settings->tokenizer.lower = train_settings_lower(settings->tokenizer.kind, o->lower);
    return status;
}

static enum bagtag_status take_others(struct settings *settings, const struct bagtag_train_options *o,
                                      struct bagtag_error *error)
{
    char chars[BAGTAG_SETTING_BYTES];
    if (o->chars_min == 0 && o->chars_max == 0)
        strcpy(chars, "none");
    else
        (void)snprintf(chars, sizeof chars, "%u-%u", (unsigned)o->chars_min, (unsigned)o->chars_max);
    enum bagtag_status status = settings_set(settings, SETTING_CHARS, chars, error);
    if (status != BAGTAG_OK)
        return status;
    if (!(o->valid_percent >= 0.0 && o->valid_percent < 100.0))
        return error_set(error, BAGTAG_ARGUMENT, "valid: expected a share from 0%% to less than 100%%; found %g%%",
                         o->valid_percent);
    if (o->valid_file && o->valid_percent > 0.0)
        return error_set(error, BAGTAG_ARGUMENT, "valid: expected a file or a share; found both");
    settings->valid_file = o->valid_file;
    settings->valid_percent = o->valid_percent;
    return BAGTAG_OK;
}

enum bagtag_status train_settings_of(const struct bagtag_train_options *o, struct settings *settings,
                                     struct bagtag_error *error)
{
    settings_init(settings);
    enum bagtag_status status = take_numbers(settings, o, error);
    if (status == BAGTAG_OK)
        status = take_texts(settings, o, error);
    if (status == BAGTAG_OK)
        status = take_others(settings, o, error);
    settings->given = given(o->fixed);
    return status == BAGTAG_OK ? settings_check(settings, error) : status;
}

struct bagtag_train_options train_settings_options(const struct settings *s)
{
    return (struct bagtag_train_options){
        .format = format_names[s->format],
        .label_prefix = s->label_prefix,
        .valid_file = s->valid_file,
        .valid_percent = s->valid_percent,
        .tokenizer = tokenizer_name(s->tokenizer.kind),
        .lower = s->tokenizer.lower == tokenizer_lowers(s->tokenizer.kind) ? -1 : s->tokenizer.lower,
        .ngrams = s->ngrams,
        .chars_min = s->chars_min,
        .chars_max = s->chars_max,
        .buckets = s->buckets,
        .min_count = s->min_count,
        .dim = s->dim,
        .bag = bag_names[s->bag],
        .weight = weight_names[s->weight],
        .decay = s->decay,
        .bias = bias_names[s->bias],
        .loss = loss_names[s->loss],
        .temperature = s->temperature,
        .threshold = s->threshold,
        .epochs = s->epochs,
        .patience = s->patience,
        .learning_rate = s->learning_rate,
        .batch = s->batch,
        .schedule = schedule_names[s->schedule],
        .race = s->race,
        .threads = (int)s->threads,
        .seed = s->seed,
    };
}
