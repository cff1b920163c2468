/* train_settings.c - the settings of a training run, checked */
/* SPDX-License-Identifier: MIT */
#include "model/train_settings.h"

#include <string.h>

#include "bagtag_tune.h"
#include "net/bag.h"
#include "words/subword.h"
#include "words/weight.h"

enum { NGRAMS_MAX = 8, DIM_MAX = 4096, BATCH_MAX = 1024, THREADS_MAX = 1024, EPOCHS_MAX = 1000000 };
static const uint32_t BUCKETS_MAX = INT32_MAX;
static const double LEARNING_RATE_MAX = 100.0, TEMPERATURE_MIN = 0.01, TEMPERATURE_MAX = 100.0;

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

static enum bagtag_status check_range(const char *name, uint64_t value, uint64_t low, uint64_t high,
                                      struct bagtag_error *error)
{
    if (value >= low && value <= high)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected a number from %llu to %llu; found %llu", name,
                     (unsigned long long)low, (unsigned long long)high, (unsigned long long)value);
}

static enum bagtag_status check_name(const char *name, const char *value, const char *built, const char *also,
                                     struct bagtag_error *error)
{
    if (value && (strcmp(value, built) == 0 || (also && strcmp(value, also) == 0)))
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "%s: expected %s%s%s; found '%s'", name, built, also ? " or " : "",
                     also ? also : "", value ? value : "(null)");
}

static enum bagtag_status check_bag(const char *bag, struct bagtag_error *error)
{
    if (bag && bag_of(bag) >= 0)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "bag: expected mean, sum or max; found '%s'", bag ? bag : "(null)");
}

static enum bagtag_status check_weight(const char *weight, struct bagtag_error *error)
{
    if (weight && weight_of(weight) >= 0)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "weight: expected none, idf or gain; found '%s'",
                     weight ? weight : "(null)");
}

static enum bagtag_status check_tokenizer(const char *tokenizer, struct bagtag_error *error)
{
    if (tokenizer && tokenizer_kind_of(tokenizer) >= 0)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "tokenizer: expected " TOKENIZER_NAMES "; found '%s'",
                     tokenizer ? tokenizer : "(null)");
}

static enum bagtag_status check_numbers(const struct bagtag_train_options *o, struct bagtag_error *error)
{
    if (check_range("ngrams", o->ngrams, 1, NGRAMS_MAX, error) || check_range("dim", o->dim, 1, DIM_MAX, error) ||
        check_range("buckets", o->buckets, 1, BUCKETS_MAX, error) ||
        check_range("min-count", o->min_count, 1, INT64_MAX, error) ||
        check_range("epochs", o->epochs, 1, EPOCHS_MAX, error) ||
        check_range("patience", o->patience, 0, EPOCHS_MAX, error) ||
        check_range("batch", o->batch, 0, BATCH_MAX, error))
        return BAGTAG_ARGUMENT;
    if ((o->chars_max || o->chars_min) && (check_range("chars", o->chars_max, 1, SUBWORD_LONGEST, error) ||
                                           check_range("chars", o->chars_min, 1, o->chars_max, error)))
        return BAGTAG_ARGUMENT;
    if (o->threads < 0 || o->threads > THREADS_MAX)
        return error_set(error, BAGTAG_ARGUMENT, "threads: expected a number from 0 to %d; found %d", THREADS_MAX,
                         o->threads);
    if (!(o->learning_rate > 0.0 && o->learning_rate <= LEARNING_RATE_MAX))
        return error_set(error, BAGTAG_ARGUMENT, "lr: expected a number above 0 and at most %g; found %g",
                         LEARNING_RATE_MAX, o->learning_rate);
    if (!(o->temperature >= TEMPERATURE_MIN && o->temperature <= TEMPERATURE_MAX))
        return error_set(error, BAGTAG_ARGUMENT, "temperature: expected a number from %g to %g; found %g",
                         TEMPERATURE_MIN, TEMPERATURE_MAX, o->temperature);
    if (o->threshold != -1.0 && !(o->threshold >= 0.0 && o->threshold <= 1.0))
        return error_set(error, BAGTAG_ARGUMENT, "threshold: expected a probability from 0 to 1; found %g",
                         o->threshold);
    if (!(o->valid_percent >= 0.0 && o->valid_percent < 100.0))
        return error_set(error, BAGTAG_ARGUMENT, "valid: expected a share from 0%% to less than 100%%; found %g%%",
                         o->valid_percent);
    if (o->valid_file && o->valid_percent > 0.0)
        return error_set(error, BAGTAG_ARGUMENT, "valid: expected a file or a share; found both");
    return BAGTAG_OK;
}

static enum bagtag_status check(const struct bagtag_train_options *o, struct bagtag_error *error)
{
    if (check_numbers(o, error) || check_bag(o->bag, error) || check_weight(o->weight, error) ||
        check_name("bias", o->bias, "trained", "prior", error) ||
        check_name("loss", o->loss, "softmax", "ova", error) ||
        check_name("schedule", o->schedule, "linear", "constant", error) || check_tokenizer(o->tokenizer, error))
        return BAGTAG_ARGUMENT;
    struct record_rules rules;
    return record_rules_of(&rules, RECORDS_WITH_LABELS, o->format, o->label_prefix, error);
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

enum bagtag_status train_settings_of(const struct bagtag_train_options *o, struct settings *settings,
                                     struct bagtag_error *error)
{
    enum bagtag_status status = check(o, error);
    if (status != BAGTAG_OK)
        return status;
    enum tokenizer_kind kind = (enum tokenizer_kind)tokenizer_kind_of(o->tokenizer);
    *settings = (struct settings){
        .tokenizer = tokenizer_newest(kind, train_settings_lower(kind, o->lower)),
        .ngrams = o->ngrams,
        .chars_min = o->chars_min,
        .chars_max = o->chars_max,
        .buckets = o->buckets,
        .min_count = o->min_count,
        .dim = o->dim,
        .bag = (enum bag)bag_of(o->bag),
        .weight = (enum weight)weight_of(o->weight),
        .loss = (enum loss)loss_of(o->loss),
        .threshold = o->threshold,
        .epochs = o->epochs,
        .learning_rate = o->learning_rate,
        .decay = o->decay,
        .bias = strcmp(o->bias, "prior") == 0 ? BIAS_PRIOR : BIAS_TRAINED,
        .patience = o->patience,
        .temperature = o->temperature,
        .batch = o->batch,
        .schedule = strcmp(o->schedule, "constant") == 0 ? SCHEDULE_CONSTANT : SCHEDULE_LINEAR,
        .seed = o->seed,
        .label_prefix = o->label_prefix,
        .valid_file = o->valid_file,
        .valid_percent = o->valid_percent,
        .format = (enum format)format_of(o->format),
        .threads = o->threads,
        .race = o->race,
        .given = given(o->fixed),
    };
    return BAGTAG_OK;
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
        .threads = s->threads,
        .seed = s->seed,
    };
}
