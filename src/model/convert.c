/* convert.c - converts a table of vectors from elsewhere into a model */
/* SPDX-License-Identifier: MIT */
#include "bagtag_nn.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "io/input.h"
#include "io/lines.h"
#include "io/npy.h"
#include "model/config.h"
#include "model/model.h"
#include "model/settings_table.h"
#include "model/settings_text.h"
#include "model/vectors_file.h"

void bagtag_convert_options_init(struct bagtag_convert_options *options)
{
    *options = (struct bagtag_convert_options){.tokenizer = settings_table[SETTING_TOKENIZER].about.initial,
                                               .lower = -1,
                                               .bag = settings_table[SETTING_BAG].about.initial};
}

/* ---- the words ------------------------------------------------------------------------------------------------ */

/* Reading the words of a table's rows. */
struct word_reading {
    struct strtab table;
    struct invalid_words invalid;
    size_t n_rows;
};

static enum bagtag_status error_word_count(const char *file, size_t n_rows, const char *found, size_t n,
                                           struct bagtag_error *error)
{
    return error_set(error, BAGTAG_INPUT, "%s: expected %zu word%s, one for each row of the table; found %s%zu", file,
                     n_rows, n_rows == 1 ? "" : "s", found, n);
}

/* Adds the word of row table->n, which is line NUMBER. */
static enum bagtag_status add_word(void *context, struct line line, const char *file, uint64_t number,
                                   struct bagtag_error *error)
{
    struct word_reading *reading = context;
    struct strtab *table = &reading->table;
    if (table->n == reading->n_rows)
        return error_word_count(file, reading->n_rows, "more than ", reading->n_rows, error);
    if (line.len == 0)
        return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected a word; found an empty line", file, number);
    if (line.len > UINT32_MAX)
        return error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": expected a word below 4 GiB; found %zu bytes", file,
                         number, line.len);
    invalid_words_count(&reading->invalid, line.text, line.len, file, number);
    struct strtab_first first = {.place = (uint32_t)table->n};
    uint32_t id = strtab_add(table, line.text, (uint32_t)line.len, hash_bytes(line.text, line.len), first);
    if (id == STRTAB_NONE)
        return error_memory(error);
    if (id != number - 1)
        return error_set(error, BAGTAG_INPUT,
                         "%s:%" PRIu64 ": expected each word once; found '%.*s' again, as in line %" PRIu32, file,
                         number, line.len < 200 ? (int)line.len : 200, line.text, id + 1);
    table->entries[id].count = 1;
    return BAGTAG_OK;
}

static enum bagtag_status build_words(struct vocab *out, struct strtab *table, struct bagtag_error *error)
{
    return vocab_build(out, &table, 1, 1, false, NULL, NULL, error);
}

static void warn_of_invalid(const struct bagtag_convert_options *options, const struct invalid_words *words)
{
    struct bagtag_error warning;
    if (options->warn != NULL && invalid_words_describe(words, &warning))
        options->warn(options->warn_context, warning.sentence);
}

/* Every word gets a count of 1, so that words stay in the order of the lines, which is that of the rows. */
static enum bagtag_status read_words(struct vocab *out, const struct bagtag_convert_options *options, size_t n_rows,
                                     struct bagtag_error *error)
{
    const char *path = options->words_file;
    struct word_reading reading = {.n_rows = n_rows};
    struct strtab *table = &reading.table;
    enum bagtag_status status =
        lines_visit(path, &(struct lines_visitor){.context = &reading, .visit = add_word}, error);
    if (status == BAGTAG_OK && table->n < n_rows)
        status = error_word_count(input_name_of(path), n_rows, "", table->n, error);
    if (status == BAGTAG_OK)
        status = build_words(out, table, error);
    if (status == BAGTAG_OK)
        warn_of_invalid(options, &reading.invalid);
    strtab_clear(table);
    return status;
}

/* ---- the model ------------------------------------------------------------------------------------------------ */

/* The settings of a model that was not trained. */
static enum bagtag_status fill_settings(struct bagtag_model *model, const struct bagtag_convert_options *options,
                                        struct bagtag_error *error)
{
    const char *version = bagtag_unicode_version();
    struct settings *settings = &model->settings;
    settings_init(settings);
    settings->buckets = settings->epochs = 0;
    settings->learning_rate = 0;
    settings->schedule = SCHEDULE_CONSTANT;
    settings->seed = 0;
    model->metrics = (struct model_metrics){.valid_loss = -1.0, .valid_accuracy = -1.0};
    model->unicode_version = arena_copy(&model->strings, version, strlen(version));
    model->ngrams.max_n = 1;
    enum bagtag_status status = settings_set(settings, SETTING_BAG, options->bag, error);
    if (status == BAGTAG_OK)
        status = settings_tokenizer(&settings->tokenizer, options->tokenizer, options->lower, error);
    settings->given = 0;
    return status == BAGTAG_OK && !model->unicode_version ? error_memory(error) : status;
}

/* Reads the words and vectors of a list, in its order. */
static enum bagtag_status read_list(struct bagtag_model *model, const char *path,
                                    const struct bagtag_convert_options *options, struct bagtag_error *error)
{
    struct vocab none = {.n_words = 0};
    struct vectors vectors = {.other_vectors = NULL};
    const struct vectors_wanted wanted = {.words = &none, .kind = model->feature_kind, .takes_all = true};
    struct strtab *words = &vectors.others;
    enum bagtag_status status = build_words(&none, &(struct strtab){.n = 0}, error);
    if (status == BAGTAG_OK)
        status = vectors_read(&vectors, path, &wanted, error);
    if (status == BAGTAG_OK && words->n == 0)
        status = error_set(error, BAGTAG_INPUT, "%s: expected vectors of words; found none", path);
    for (size_t i = 0; status == BAGTAG_OK && i < words->n; i++)
        words->entries[i].count = 1;
    if (status == BAGTAG_OK)
        status = build_words(&model->words, words, error);
    if (status == BAGTAG_OK) {
        model->settings.dim = (uint32_t)vectors.known.dim;
        model->owned_weights = vectors.other_vectors;
        model->n_owned_weights = model->words.n_words * vectors.known.dim;
        model->rows = rows_of_floats(model->owned_weights, model->words.n_words, vectors.known.dim, vectors.known.dim);
        vectors.other_vectors = NULL;
        warn_of_invalid(options, &vectors.invalid);
    }
    vectors_clear(&vectors);
    vocab_clear(&none);
    return status;
}

static enum bagtag_status convert(struct bagtag_model *model, const char *path,
                                  const struct bagtag_convert_options *options, struct bagtag_error *error)
{
    struct npy_table table = {.values = NULL};
    bool are_listed = false;
    enum bagtag_status status = fill_settings(model, options, error);
    if (status == BAGTAG_OK && options->words_file == NULL)
        status = vectors_are_listed(path, &are_listed, error);
    if (status == BAGTAG_OK && are_listed)
        return read_list(model, path, options, error);
    if (status == BAGTAG_OK)
        status = npy_read_table(&table, path, INT32_MAX, (size_t)settings_table[SETTING_DIM].about.high, error);
    if (status != BAGTAG_OK)
        return status;
    model->settings.dim = (uint32_t)table.n_columns;
    model->owned_weights = table.values;
    model->n_owned_weights = table.n_rows * table.n_columns;
    model->rows = rows_of_floats(table.values, table.n_rows, table.n_columns, table.n_columns);
    if (options->words_file)
        return read_words(&model->words, options, table.n_rows, error);
    model->n_unnamed = table.n_rows;
    return build_words(&model->words, &(struct strtab){.n = 0}, error);
}

enum bagtag_status bagtag_convert(const char *table, const struct bagtag_convert_options *options,
                                  struct bagtag_model **out, struct bagtag_error *error)
{
    struct bagtag_model *model = model_new();
    enum bagtag_status status = model ? convert(model, table, options, error) : error_memory(error);
    if (status == BAGTAG_OK)
        *out = model;
    else
        bagtag_model_free(model);
    return status;
}
