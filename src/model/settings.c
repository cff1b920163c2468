/* settings.c - the settings of a model and of the run that trains it */
/* SPDX-License-Identifier: MIT */
#include "model/settings.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "base/pool.h"

const char *const bias_names[] = {"trained", "prior", "none", NULL};
const char *const layer_names[] = {"trained", "identity", "codes", NULL};
const char *const schedule_names[] = {"linear", "constant", NULL};
const char *const recipe_names[] = {"none", "fasttext", NULL};

enum bagtag_status settings_check(const struct settings *settings, struct bagtag_error *error)
{
    if (settings->race && settings->recipe != RECIPE_NONE)
        return error_set(error, BAGTAG_ARGUMENT, "race: expected no with --recipe fasttext; found 'yes'");
    if (settings->race && settings->features != FEATURES_BAGTAG)
        return error_set(error, BAGTAG_ARGUMENT, "race: expected no with --features %s; found 'yes'",
                         features_names[settings->features]);
    if (settings->features != FEATURES_BAGTAG && settings->weight != WEIGHT_NONE)
        return error_set(error, BAGTAG_ARGUMENT, "weight: expected none with --features %s; found '%s'",
                         features_names[settings->features], weight_names[settings->weight]);
    if (settings->features != FEATURES_BAGTAG && settings->pretrained_all)
        return error_set(error, BAGTAG_ARGUMENT, "pretrained-all: expected no with --features %s; found 'yes'",
                         features_names[settings->features]);
    if (settings->freeze && settings->pretrained_file == NULL)
        return error_set(error, BAGTAG_ARGUMENT, "freeze: needs --pretrained");
    if (settings->pretrained_all && settings->pretrained_file == NULL)
        return error_set(error, BAGTAG_ARGUMENT, "pretrained-all: needs --pretrained");
    if (settings->layer != LAYER_TRAINED && settings->pretrained_file != NULL)
        return error_set(error, BAGTAG_ARGUMENT, "layer: expected trained with --pretrained; found '%s'",
                         layer_names[settings->layer]);
    if (settings->layer == LAYER_CODES && settings_is_given(settings, SETTING_DIM) &&
        settings->dim < SETTINGS_MIN_FOR_KEPT_CODES)
        return error_set(error, BAGTAG_ARGUMENT, "dim: expected %d or more with --layer codes; found '%u'",
                         SETTINGS_MIN_FOR_KEPT_CODES, (unsigned)settings->dim);
    if (settings->dropout > 0.0 && settings->bag != BAG_MEAN)
        return error_set(error, BAGTAG_ARGUMENT, "bag: expected mean with --dropout; found '%s'",
                         bag_names[settings->bag]);
    if (settings->weight != WEIGHT_NONE && !bag_takes_weights(settings->bag))
        return error_set(error, BAGTAG_ARGUMENT, "bag: expected mean or sum with --weight %s; found '%s'",
                         weight_names[settings->weight], bag_names[settings->bag]);
    return BAGTAG_OK;
}

enum bagtag_status settings_fit_labels(struct settings *settings, size_t n_labels, struct bagtag_error *error)
{
    if (settings->layer == LAYER_CODES && settings->dim < SETTINGS_MIN_FOR_KEPT_CODES)
        settings->dim = SETTINGS_KEPT_CODES_DIM;
    if (settings->layer != LAYER_IDENTITY)
        return BAGTAG_OK;
    if (settings_is_given(settings, SETTING_DIM) && settings->dim != n_labels)
        return error_set(error, BAGTAG_ARGUMENT,
                         "dim: expected %zu, the number of labels, with --layer identity; found '%u'", n_labels,
                         (unsigned)settings->dim);
    if (n_labels > SETTINGS_MAX_DIM)
        return error_set(error, BAGTAG_ARGUMENT, "layer: expected at most %d labels with identity; found %zu",
                         SETTINGS_MAX_DIM, n_labels);
    settings->dim = (uint32_t)n_labels;
    return BAGTAG_OK;
}

/* The options that were given, as bits of enum bagtag_given. */
static uint32_t given_of(const struct settings *settings)
{
    const struct {
        enum setting_id id;
        uint32_t bit;
    } options[] = {{SETTING_TEXT_FIELD, BAGTAG_GIVEN_TEXT_FIELD},
                   {SETTING_LABEL_FIELD, BAGTAG_GIVEN_LABEL_FIELD},
                   {SETTING_TEXT_COLUMN, BAGTAG_GIVEN_TEXT_COLUMN},
                   {SETTING_LABEL_COLUMN, BAGTAG_GIVEN_LABEL_COLUMN},
                   {SETTING_DELIMITER, BAGTAG_GIVEN_DELIMITER},
                   {SETTING_HEADER, settings->header ? BAGTAG_GIVEN_HEADER : BAGTAG_GIVEN_NO_HEADER}};
    uint32_t given = 0;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        given |= settings_is_given(settings, options[i].id) ? options[i].bit : 0;
    return given;
}

struct bagtag_input settings_input(const struct settings *settings)
{
    struct bagtag_input input = record_rules_usual();
    input.format = format_names[settings->format];
    input.label_prefix = settings->label_prefix;
    input.text_field = settings->text_field;
    input.label_field = settings->label_field;
    input.text_column = settings->text_column;
    input.label_column = settings->label_column;
    input.delimiter = settings->delimiter;
    input.header = settings->header;
    input.given = given_of(settings);
    input.skip_bad = settings->skip_bad;
    return input;
}

struct corpus_options settings_corpus(const struct settings *settings)
{
    struct record_rules rules;
    struct bagtag_input input = settings_input(settings);
    enum bagtag_status status = record_rules_of(&rules, FORMAT_WITH_LABELS, &input, NULL, NULL);
    assert(status == BAGTAG_OK); /* each was checked when it was set */
    (void)status;
    return (struct corpus_options){
        .rules = rules,
        .tokenizer = settings->tokenizer,
        .kind = feature_kind_of(settings->features),
        .min_count = settings->min_count,
        .max_ngram = settings->ngrams,
        .n_buckets = settings->buckets,
        .label_texts = settings->label_texts ? LABEL_TEXTS_ALWAYS : LABEL_TEXTS_NEVER,
        .has_others = settings->chars_max > 0,
        .held_out_percent = settings->valid_percent,
        .finds_copies = settings->valid_file != NULL,
        .seed = settings->seed,
    };
}

/* The gradients of a step are summed, so it is learning rate times batch that may overshoot: up to 0.5 x 16 was as good
 * as one document at a time on every data set tried; above that, the batch shrinks as the rate grows. */
uint32_t settings_batch(const struct settings *settings)
{
    if (settings->batch || settings->learning_rate <= 0.0)
        return settings->batch;
    double fitting = floor(8.0 / settings->learning_rate);
    return fitting >= 16.0 ? 16 : fitting >= 1.0 ? (uint32_t)fitting : 1;
}

bool settings_begin_with_codes(const struct settings *settings)
{
    return settings->layer == LAYER_CODES ||
           (settings->layer == LAYER_TRAINED && settings->weight != WEIGHT_NONE && settings->pretrained_file == NULL &&
            settings->dim >= SETTINGS_MIN_FOR_CODES);
}

int settings_threads(const struct settings *settings)
{
    return settings->threads ? (int)settings->threads : pool_available();
}
