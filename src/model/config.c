/* config.c - reads and writes config.json, the description of a model */
/* SPDX-License-Identifier: MIT */
#include "model/config.h"

#include <float.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "data/record_rules.h"
#include "io/json.h"
#include "model/config_seal.h"
#include "model/settings_table.h"
#include "model/settings_text.h"
#include "words/strtab.h"
#include "words/subword.h"

#define FORMAT_NAME "bagtag"
#define CHECKSUM_KEY "xxh3_128"

static const char *const our_format[] = {FORMAT_NAME, NULL};

/* The state of reading. The first failure stays in `status`; getters do nothing after it. */
struct reading {
    struct bagtag_model *model;
    struct bagtag_error *error;
    enum bagtag_status status;
};

/* ---- getters that remember a failure --------------------------------------------------------------------- */

static struct json_place get_object(struct reading *reading, const struct json_place *place, const char *key)
{
    struct json_place object = {0};
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_object(place, key, &object, reading->error);
    return object;
}

static uint64_t get_unsigned(struct reading *reading, const struct json_place *place, const char *key, uint64_t least,
                             uint64_t most)
{
    uint64_t value = 0;
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_unsigned(place, key, least, most, &value, reading->error);
    return value;
}

static double get_double(struct reading *reading, const struct json_place *place, const char *key, double least,
                         double most)
{
    double value = 0;
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_double(place, key, least, most, &value, reading->error);
    return value;
}

/* A metric of held-out documents, -1 when there is none. */
static double get_held_out(struct reading *reading, const struct json_place *place, const char *key, double most)
{
    if (reading->status != BAGTAG_OK || !json_has(place, key))
        return -1;
    return get_double(reading, place, key, 0, most);
}

/* A copy in the model's arena. */
static const char *get_string(struct reading *reading, const struct json_place *place, const char *key)
{
    const char *text = NULL;
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_string(place, key, &text, reading->error);
    if (reading->status != BAGTAG_OK)
        return NULL;
    text = arena_copy(&reading->model->strings, text, strlen(text));
    if (text == NULL)
        reading->status = error_memory(reading->error);
    return text;
}

/* The index of a member's value in CHOICES. */
static unsigned get_choice(struct reading *reading, const struct json_place *place, const char *key,
                           const char *const *choices)
{
    size_t choice = 0;
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_choice(place, key, choices, &choice, reading->error);
    return reading->status == BAGTAG_OK ? (unsigned)choice : 0;
}

/* ---- parts of the text ----------------------------------------------------------------------------------- */

/* Comes first, so that a file of a later version is reported as such, whatever else it contains. */
static void read_version(struct reading *reading, const struct json_place *top)
{
    (void)get_choice(reading, top, "format", our_format);
    uint64_t version = get_unsigned(reading, top, "version", 1, UINT64_MAX);
    if (reading->status == BAGTAG_OK && version > CONFIG_NEWEST_VERSION)
        reading->status = error_set(reading->error, BAGTAG_INPUT,
                                    "%s: version %llu is newer than this bagtag reads (%d); use a newer bagtag",
                                    top->file, (unsigned long long)version, CONFIG_NEWEST_VERSION);
}

/* Plain models have no "storage". */
static void read_storage(struct reading *reading, const struct json_place *top)
{
    if (reading->status == BAGTAG_OK && json_has(top, "storage"))
        reading->model->storage = (enum storage)get_choice(reading, top, "storage", storage_names);
}

/* Copies the labels of ARRAY; SEEN detects duplicates. */
static enum bagtag_status copy_labels(struct bagtag_model *model, const struct json_place *array, struct strtab *seen,
                                      struct bagtag_error *error)
{
    struct json_place item = {0};
    while (json_next(array, &item)) {
        const char *label;
        enum bagtag_status status = json_get_string(&item, NULL, &label, error);
        if (status != BAGTAG_OK)
            return status;
        size_t len = strlen(label);
        if (len == 0 || len > UINT32_MAX)
            return json_unexpected(&item, NULL, error, "a label that is not empty");
        struct strtab_first first = {.place = (uint32_t)item.index};
        uint32_t id = strtab_add(seen, label, (uint32_t)len, hash_bytes(label, len), first);
        const char *copy = arena_copy(&model->strings, label, len);
        if (id == STRTAB_NONE || copy == NULL)
            return error_memory(error);
        if (id != item.index)
            return json_unexpected(&item, NULL, error, "each label once");
        model->labels[model->n_labels++] = copy;
    }
    return BAGTAG_OK;
}

static void read_labels(struct reading *reading, const struct json_place *top)
{
    struct bagtag_model *model = reading->model;
    struct json_place array;
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_array(top, "labels", &array, reading->error);
    if (reading->status != BAGTAG_OK)
        return;
    size_t n_labels = json_length(&array); /* 0 for a model without labels */
    model->labels = mem_array(n_labels, sizeof *model->labels);
    if (model->labels == NULL) {
        reading->status = error_memory(reading->error);
        return;
    }
    struct strtab seen = {0};
    reading->status = copy_labels(model, &array, &seen, reading->error);
    strtab_clear(&seen);
}

/* Old models have no label_counts. */
static void read_label_counts(struct reading *reading, const struct json_place *top)
{
    struct bagtag_model *model = reading->model;
    struct json_place array, item = {0};
    if (reading->status == BAGTAG_OK && json_has(top, "label_counts"))
        reading->status = json_get_array(top, "label_counts", &array, reading->error);
    else
        return;
    if (reading->status == BAGTAG_OK && json_length(&array) != model->n_labels)
        reading->status = json_unexpected(top, "label_counts", reading->error, "as many numbers as labels");
    if (reading->status != BAGTAG_OK)
        return;
    model->label_counts = mem_array(model->n_labels, sizeof *model->label_counts);
    if (model->label_counts == NULL)
        reading->status = error_memory(reading->error);
    while (reading->status == BAGTAG_OK && json_next(&array, &item))
        model->label_counts[item.index] = (int64_t)get_unsigned(reading, &item, NULL, 0, INT64_MAX);
}

/* Models without a revision have the first. */
static void read_revision(struct reading *reading, const struct json_place *top)
{
    struct tokenizer *tokenizer = &reading->model->settings.tokenizer;
    uint64_t revision = 1;
    if (reading->status == BAGTAG_OK && json_has(top, "tokenizer_revision"))
        revision = get_unsigned(reading, top, "tokenizer_revision", 1, UINT64_MAX);
    if (reading->status == BAGTAG_OK && revision > tokenizer_newest_revision(tokenizer->kind))
        reading->status = error_set(reading->error, BAGTAG_INPUT,
                                    "%s: revision %llu of tokenizer %s is newer than this bagtag has (%u); use a newer "
                                    "bagtag",
                                    top->file, (unsigned long long)revision, tokenizer_names[tokenizer->kind],
                                    (unsigned)tokenizer_newest_revision(tokenizer->kind));
    tokenizer->revision = (uint32_t)revision;
}

/* The least value of SETTING that models may have: its lower limit, but 0 in "training", because of models that were
 * not trained, and for buckets if nothing is hashed. */
static double min_of(const struct setting *setting, const struct settings *so_far)
{
    bool has_buckets = so_far->ngrams > 1 || so_far->chars_max > 0;
    if (setting->section == SECTION_TRAINING || (setting == &settings_table[SETTING_BUCKETS] && !has_buckets))
        return 0;
    return setting->about.low;
}

static uint64_t max_whole_of(const struct setting *setting)
{
    double most = setting->max_read > 0 ? setting->max_read : setting->about.high;
    return most < 0x1p64 ? (uint64_t)most : UINT64_MAX;
}

/* Settings that are text on the command line have their own forms in config.json. */
static void read_text(struct reading *reading, const struct json_place *place, const struct setting *setting)
{
    struct settings *settings = &reading->model->settings;
    uint32_t longest = feature_kind_of(settings->features)->longest_chars;
    if (setting == &settings_table[SETTING_CHARS]) {
        struct json_place chars = get_object(reading, place, setting->key);
        settings->chars_min = (uint32_t)get_unsigned(reading, &chars, "min", 1, longest);
        settings->chars_max = (uint32_t)get_unsigned(reading, &chars, "max", settings->chars_min, longest);
    } else if (setting == &settings_table[SETTING_VALID]) {
        settings->valid_percent = get_double(reading, place, setting->key, 0, 100);
    } else if (setting == &settings_table[SETTING_PRETRAINED]) {
        settings->pretrained_words = (uint32_t)get_unsigned(reading, place, setting->key, 1, VOCAB_MAX_WORDS);
    } else {
        settings->label_prefix = get_string(reading, place, setting->key);
        if (reading->status == BAGTAG_OK && !record_rules_is_prefix(settings->label_prefix))
            reading->status = json_unexpected(place, setting->key, reading->error, "text without white space");
    }
}

static const char *const *choices_of(const struct setting *setting)
{
    return setting->choices_read != NULL ? setting->choices_read : setting->about.choices;
}

/* How a model was trained does not change its answers, so a choice that only a later version knows is kept as text, for
 * inspect and for copies of the model. Returns whether it is one. */
static bool read_later(struct reading *reading, const struct json_place *place, const struct setting *setting)
{
    const char *text;
    size_t choice;
    if (reading->status != BAGTAG_OK || setting->section != SECTION_TRAINING ||
        json_get_choice(place, setting->key, choices_of(setting), &choice, NULL) == BAGTAG_OK ||
        json_get_string(place, setting->key, &text, NULL) != BAGTAG_OK)
        return false;
    reading->model->unknown_choices[setting - settings_table] = get_string(reading, place, setting->key);
    return true;
}

static void read_setting(struct reading *reading, const struct json_place *place, const struct setting *setting)
{
    struct settings *settings = &reading->model->settings;
    enum setting_id id = (enum setting_id)(setting - settings_table);
    double least = min_of(setting, settings);
    bool is_on = false;
    switch (setting->about.kind) {
    case BAGTAG_SWITCH:
        if (reading->status == BAGTAG_OK)
            reading->status = json_get_bool(place, setting->key, &is_on, reading->error);
        settings_set_whole(settings, id, is_on);
        break;
    case BAGTAG_CHOICE:
        if (read_later(reading, place, setting))
            break;
        settings_set_whole(settings, id, get_choice(reading, place, setting->key, choices_of(setting)));
        break;
    case BAGTAG_WHOLE:
        settings_set_whole(settings, id,
                           get_unsigned(reading, place, setting->key, (uint64_t)least, max_whole_of(setting)));
        break;
    case BAGTAG_REAL:
        settings_set_number(settings, id, get_double(reading, place, setting->key, least, setting->about.high));
        break;
    case BAGTAG_TEXT:
        read_text(reading, place, setting);
        break;
    }
}

static void read_settings(struct reading *reading, const struct json_place *place, enum setting_section section)
{
    for (size_t i = 0; i < N_SETTINGS && reading->status == BAGTAG_OK; i++) {
        const struct setting *setting = &settings_table[i];
        if (setting->section == section && (setting->presence == PRESENT_ALWAYS || json_has(place, setting->key)))
            read_setting(reading, place, setting);
    }
}

/* Whether labels are tokens as they are, without a prefix, as in some fastText models. */
static void read_whole_labels(struct reading *reading, const struct json_place *top)
{
    bool is_whole = false;
    if (reading->status == BAGTAG_OK && json_has(top, "whole_labels"))
        reading->status = json_get_bool(top, "whole_labels", &is_whole, reading->error);
    if (reading->status == BAGTAG_OK && is_whole)
        reading->status = model_list_label_tokens(reading->model, reading->error);
}

/* Members that no setting controls. */
static void read_facts(struct reading *reading, const struct json_place *top)
{
    struct bagtag_model *model = reading->model;
    read_revision(reading, top);
    if (reading->status != BAGTAG_OK)
        return;
    if (model->settings.tokenizer.kind != TOKENIZER_WHITESPACE || json_has(top, "unicode_version"))
        model->unicode_version = get_string(reading, top, "unicode_version");
    if (json_has(top, "unnamed_rows"))
        model->n_unnamed = (size_t)get_unsigned(reading, top, "unnamed_rows", 0, INT32_MAX);
    read_whole_labels(reading, top);
    if (reading->status == BAGTAG_OK && model->feature_kind->shares_buckets && json_has(top, "rest_row"))
        reading->status = json_get_bool(top, "rest_row", &model->ngrams.has_unseen_row, reading->error);
}

static void read_metrics(struct reading *reading, const struct json_place *top)
{
    struct model_metrics *reached = &reading->model->metrics;
    struct json_place metrics = get_object(reading, top, "metrics");
    reached->documents = get_unsigned(reading, &metrics, "documents", 0, UINT64_MAX);
    reached->tokens = get_unsigned(reading, &metrics, "tokens", 0, UINT64_MAX);
    reached->train_loss = get_double(reading, &metrics, "loss", 0, DBL_MAX);
    reached->valid_loss = get_held_out(reading, &metrics, "valid_loss", DBL_MAX);
    reached->valid_accuracy = get_held_out(reading, &metrics, "valid_accuracy", 1);
}

static void read_sum(struct reading *reading, const struct json_place *files, const char *name,
                     struct model_file_sum *sum)
{
    struct json_place file = get_object(reading, files, name);
    sum->bytes = get_unsigned(reading, &file, "bytes", 0, INT64_MAX);
    const char *checksum = NULL;
    if (reading->status == BAGTAG_OK)
        reading->status = json_get_string(&file, CHECKSUM_KEY, &checksum, reading->error);
    if (reading->status != BAGTAG_OK)
        return;
    size_t n_digits = sizeof sum->checksum - 1;
    if (strlen(checksum) == n_digits && strspn(checksum, "0123456789abcdef") == n_digits)
        memcpy(sum->checksum, checksum, n_digits + 1);
    else
        reading->status = json_unexpected(&file, CHECKSUM_KEY, reading->error, "32 lower-case hexadecimal digits");
}

enum bagtag_status config_check_format(const char *file, const char *text, size_t len, struct bagtag_error *error)
{
    struct json_text *parsed = NULL;
    enum bagtag_status status = json_parse(&parsed, file, text, len, error);
    if (status != BAGTAG_OK)
        return status;
    struct json_place top = json_top(parsed);
    size_t choice;
    status = json_get_choice(&top, "format", our_format, &choice, error);
    json_free(parsed);
    return status;
}

enum bagtag_status config_read(struct bagtag_model *model, const char *file, const char *text, size_t len,
                               struct bagtag_error *error)
{
    struct json_text *parsed = NULL;
    struct reading reading = {.model = model, .error = error};
    reading.status = json_parse(&parsed, file, text, len, error);
    if (reading.status != BAGTAG_OK)
        return reading.status;

    struct json_place top = json_top(parsed);
    read_version(&reading, &top);
    read_storage(&reading, &top);
    read_labels(&reading, &top);
    read_label_counts(&reading, &top);
    settings_init(&model->settings);
    read_settings(&reading, &top, SECTION_TOP);
    model->feature_kind = feature_kind_of(model->settings.features);
    read_facts(&reading, &top);
    struct json_place training = get_object(&reading, &top, "training");
    read_settings(&reading, &training, SECTION_TRAINING);
    read_metrics(&reading, &top);
    (void)get_choice(&reading, &top, "hash", (const char *const[]){model->feature_kind->hash_name, NULL});
    struct json_place files = get_object(&reading, &top, "files");
    read_sum(&reading, &files, CONFIG_WEIGHTS_NAME, &model->sums.weights);
    read_sum(&reading, &files, CONFIG_WORDS_NAME, &model->sums.words);
    if (reading.status == BAGTAG_OK && json_has(&files, CONFIG_SCORES_NAME))
        read_sum(&reading, &files, CONFIG_SCORES_NAME, &model->sums.scores);
    json_free(parsed);
    return reading.status == BAGTAG_OK ? config_seal_check(file, text, len, error) : reading.status;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

static void add_text(struct json_maker *maker, struct cJSON *object, const struct settings *settings,
                     const struct setting *setting)
{
    if (setting == &settings_table[SETTING_CHARS]) {
        struct cJSON *chars = json_add_object(maker, object, setting->key);
        json_add_unsigned(maker, chars, "min", settings->chars_min);
        json_add_unsigned(maker, chars, "max", settings->chars_max);
    } else if (setting == &settings_table[SETTING_VALID]) {
        json_add_double(maker, object, setting->key, settings->valid_percent);
    } else if (setting == &settings_table[SETTING_PRETRAINED]) {
        json_add_unsigned(maker, object, setting->key, settings->pretrained_words);
    } else {
        json_add_string(maker, object, setting->key, settings->label_prefix);
    }
}

static void add_setting(struct json_maker *maker, struct cJSON *object, const struct bagtag_model *model,
                        const struct setting *setting)
{
    const struct settings *settings = &model->settings;
    enum setting_id id = (enum setting_id)(setting - settings_table);
    switch (setting->about.kind) {
    case BAGTAG_SWITCH:
        json_add_bool(maker, object, setting->key, settings_whole(settings, id) != 0);
        break;
    case BAGTAG_CHOICE:
        json_add_string(maker, object, setting->key,
                        model->unknown_choices[id] ? model->unknown_choices[id]
                                                   : choices_of(setting)[settings_whole(settings, id)]);
        break;
    case BAGTAG_WHOLE:
        json_add_unsigned(maker, object, setting->key,
                          id == SETTING_BATCH ? settings_batch(settings) : settings_whole(settings, id));
        break;
    case BAGTAG_REAL:
        json_add_double(maker, object, setting->key, settings_number(settings, id));
        break;
    case BAGTAG_TEXT:
        add_text(maker, object, settings, setting);
        break;
    }
}

/* The settings of a section and, next to related ones, the members that no setting controls. */
static void add_settings(struct json_maker *maker, struct cJSON *object, const struct bagtag_model *model,
                         enum setting_section section)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        const struct setting *setting = &settings_table[i];
        if (setting->section != section ||
            (setting->presence == PRESENT_UNLESS_DEFAULT && model->unknown_choices[i] == NULL &&
             settings_is_initial(&model->settings, (enum setting_id)i)))
            continue;
        add_setting(maker, object, model, setting);
        if (i == SETTING_TOKENIZER && model->settings.tokenizer.revision > 1)
            json_add_unsigned(maker, object, "tokenizer_revision", model->settings.tokenizer.revision);
        if (i == SETTING_LOWER && model->unicode_version != NULL)
            json_add_string(maker, object, "unicode_version", model->unicode_version);
        if (i == SETTING_DIM && model->n_unnamed > 0)
            json_add_unsigned(maker, object, "unnamed_rows", model->n_unnamed);
        if (i == SETTING_BUCKETS && model->feature_kind->shares_buckets && model_shared_buckets(model)->has_unseen_row)
            json_add_bool(maker, object, "rest_row", true);
    }
}

static void add_model(struct json_maker *maker, const struct bagtag_model *model)
{
    struct cJSON *top = maker->top;
    struct cJSON *labels = json_add_array(maker, top, "labels");
    for (size_t i = 0; i < model->n_labels; i++)
        json_add_string(maker, labels, NULL, model->labels[i]);
    struct cJSON *counts = model->label_counts ? json_add_array(maker, top, "label_counts") : NULL;
    for (size_t i = 0; counts && i < model->n_labels; i++)
        json_add_unsigned(maker, counts, NULL, (uint64_t)model->label_counts[i]);
    if (model->label_tokens.n_words > 0)
        json_add_bool(maker, top, "whole_labels", true);
    if (model->storage != STORAGE_PLAIN)
        json_add_string(maker, top, "storage", storage_names[model->storage]);
    add_settings(maker, top, model, SECTION_TOP);
}

static void add_metrics(struct json_maker *maker, const struct model_metrics *reached)
{
    struct cJSON *metrics = json_add_object(maker, maker->top, "metrics");
    json_add_unsigned(maker, metrics, "documents", reached->documents);
    json_add_unsigned(maker, metrics, "tokens", reached->tokens);
    json_add_double(maker, metrics, "loss", reached->train_loss);
    if (reached->valid_loss != -1)
        json_add_double(maker, metrics, "valid_loss", reached->valid_loss);
    if (reached->valid_accuracy != -1)
        json_add_double(maker, metrics, "valid_accuracy", reached->valid_accuracy);
}

static void add_sum(struct json_maker *maker, struct cJSON *files, const char *name, const struct model_file_sum *sum)
{
    struct cJSON *file = json_add_object(maker, files, name);
    json_add_unsigned(maker, file, "bytes", sum->bytes);
    json_add_string(maker, file, CHECKSUM_KEY, sum->checksum);
}

static void add_head(struct json_maker *maker, const char *format, uint64_t version)
{
    json_add_string(maker, maker->top, "format", format);
    json_add_unsigned(maker, maker->top, "version", version);
}

/* The lowest version whose readers give the right answers: version 1 had only bagtag's own features, as floats. Readers
 * that do not know scores use the embedding, with the same answers except for rounding. */
static uint64_t version_of(const struct bagtag_model *model)
{
    return model->feature_kind == &feature_kind_bagtag && model->storage == STORAGE_PLAIN ? 1 : 2;
}

static void add_all(struct json_maker *maker, const struct bagtag_model *model, const struct model_sums *sums)
{
    add_head(maker, FORMAT_NAME, version_of(model));
    add_model(maker, model);
    add_settings(maker, json_add_object(maker, maker->top, "training"), model, SECTION_TRAINING);
    add_metrics(maker, &model->metrics);
    json_add_string(maker, maker->top, "hash", model->feature_kind->hash_name);
    struct cJSON *files = json_add_object(maker, maker->top, "files");
    add_sum(maker, files, CONFIG_WEIGHTS_NAME, &sums->weights);
    add_sum(maker, files, CONFIG_WORDS_NAME, &sums->words);
    if (sums->scores.checksum[0] != '\0')
        add_sum(maker, files, CONFIG_SCORES_NAME, &sums->scores);
}

/* A fastText file says little about its training. */
static void add_fasttext(struct json_maker *maker, const struct bagtag_model *model)
{
    add_head(maker, "fasttext", model->fasttext_version);
    add_model(maker, model);
    add_setting(maker, json_add_object(maker, maker->top, "training"), model, &settings_table[SETTING_EPOCHS]);
    json_add_unsigned(maker, json_add_object(maker, maker->top, "metrics"), "tokens", model->metrics.tokens);
}

void config_make_report(struct json_maker *maker, const struct bagtag_model *model, const struct model_sums *sums)
{
    bool is_folder = model->fasttext_version == 0;
    if (is_folder)
        add_all(maker, model, sums);
    else
        add_fasttext(maker, model);
    json_add_unsigned(maker, maker->top, "words", model->words.n_words);
    json_add_unsigned(maker, maker->top, "rows", model_n_rows(model));
    json_add_unsigned(maker, maker->top, "bytes",
                      is_folder ? sums->weights.bytes + sums->words.bytes + sums->scores.bytes : model->model_file.len);
}

char *config_print(const struct bagtag_model *model, const struct model_sums *sums)
{
    struct json_maker maker;
    json_maker_init(&maker);
    add_all(&maker, model, sums);
    char *text = json_print(&maker, JSON_INDENTED);
    json_maker_clear(&maker);
    return config_seal(text);
}
