/* fasttext_model.c - opens a fastText model file (.bin, .ftz) as a model */
/* SPDX-License-Identifier: MIT */
#include "model/fasttext_model.h"

#include <stdlib.h>
#include <string.h>

#include "bagtag_convert.h"
#include "base/large.h"
#include "base/mem.h"
#include "data/record_rules.h"
#include "model/fasttext_file.h"
#include "text/ascii.h"
#include "words/feature_kind.h"

#define LABEL_PREFIX "__label__"
#define READ_PADDING 64

/* ---- numbers -------------------------------------------------------------------------------------------------- */

static void copy_floats(float *out, const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = fasttext_float(bytes + i * sizeof *out);
}

/* ---- words and labels ----------------------------------------------------------------------------------------- */

static const char *word_at(const void *context, size_t i, size_t *len, int64_t *count)
{
    struct fasttext_entry entry = fasttext_file_entry(context, i);
    *len = entry.len;
    *count = entry.count;
    return entry.text;
}

static uint64_t hash_word(const void *context, const char *text, uint32_t len)
{
    (void)context;
    return feature_hash(&feature_kind_fasttext, text, len);
}

static enum bagtag_status list_words(struct vocab *out, const struct fasttext_file *file, struct bagtag_error *error)
{
    return vocab_from_words(out, &(struct vocab_source){file->n_words, word_at, file, hash_word}, error);
}

/* Whether every label is the prefix followed by a name. */
static bool are_prefixed(const struct fasttext_file *file)
{
    size_t prefix_len = strlen(LABEL_PREFIX);
    for (size_t i = 0; i < file->n_labels; i++) {
        struct fasttext_entry label = fasttext_file_entry(file, file->n_words + i);
        if (label.len <= prefix_len || memcmp(label.text, LABEL_PREFIX, prefix_len) != 0)
            return false;
    }
    return true;
}

static bool is_of_name(char c)
{
    return (unsigned char)c >= 0x80 || ascii_is_letter_or_digit(c);
}

/* The length of the label prefix in TEXT[0..len), which all labels begin with: through the second pair of underscores
 * if it begins with a pair, like __label__; otherwise through the first run of ASCII characters other than letters and
 * digits. What follows may be part of the names. 0 if there is no such run. */
static size_t guessed_len(const char *text, size_t len)
{
    size_t end = 0;
    for (size_t i = 2; i + 1 < len && text[0] == '_' && text[1] == '_'; i++)
        if (text[i] == '_' && text[i + 1] == '_')
            return i + 2;
    while (end < len && is_of_name(text[end]))
        end++;
    if (end == len)
        return 0;
    while (end < len && !is_of_name(text[end]))
        end++;
    return end;
}

/* Sets the label prefix, which the file does not name, to what all labels begin with; if there is nothing, to the usual
 * one. */
static enum bagtag_status guess_prefix(struct bagtag_model *model, struct bagtag_error *error)
{
    const char *first = model->labels[0];
    size_t len = strlen(first);
    for (size_t i = 0; i < model->n_labels; i++) {
        const char *label = model->labels[i];
        size_t n = 0;
        while (n < len && label[n] == first[n])
            n++;
        len = n - (label[n] == '\0' && n > 0);
    }
    len = guessed_len(first, len);
    const char *prefix = len > 0 ? arena_copy(&model->strings, first, len) : LABEL_PREFIX;
    if (prefix == NULL)
        return error_memory(error);
    if (record_rules_is_prefix(prefix))
        model->settings.label_prefix = prefix;
    return BAGTAG_OK;
}

static enum bagtag_status take_labels(struct bagtag_model *model, const struct fasttext_file *file,
                                      struct bagtag_error *error)
{
    bool is_prefixed = are_prefixed(file);
    size_t cut = is_prefixed ? strlen(LABEL_PREFIX) : 0;
    model->labels = mem_array(file->n_labels, sizeof *model->labels);
    model->label_counts = mem_array(file->n_labels, sizeof *model->label_counts);
    if (model->labels == NULL || model->label_counts == NULL)
        return error_memory(error);
    for (size_t i = 0; i < file->n_labels; i++) {
        struct fasttext_entry label = fasttext_file_entry(file, file->n_words + i);
        model->labels[i] = arena_copy(&model->strings, label.text + cut, label.len - cut);
        model->label_counts[i] = label.count;
        if (model->labels[i] == NULL)
            return error_memory(error);
        model->n_labels++;
    }
    if (is_prefixed)
        return BAGTAG_OK;
    enum bagtag_status status = guess_prefix(model, error);
    return status == BAGTAG_OK ? model_list_label_tokens(model, error) : status;
}

/* ---- settings ------------------------------------------------------------------------------------------------- */

static const enum loss_kind losses[] = {[FASTTEXT_HS] = LOSS_FASTTEXT_HS,
                                        [FASTTEXT_NS] = LOSS_FASTTEXT_OVA,
                                        [FASTTEXT_SOFTMAX] = LOSS_FASTTEXT_SOFTMAX,
                                        [FASTTEXT_OVA] = LOSS_FASTTEXT_OVA};

static uint32_t at_least(int32_t number, uint32_t least)
{
    return number > (int32_t)least ? (uint32_t)number : least;
}

static void take_settings(struct bagtag_model *model, const struct fasttext_file *file)
{
    const struct fasttext_args *args = &file->args;
    bool has_chars = fasttext_file_has_chars(file);
    model->feature_kind = &feature_kind_fasttext;
    model->fasttext_version = (uint32_t)file->version;
    model->settings = (struct settings){
        .tokenizer = tokenizer_newest(TOKENIZER_WHITESPACE, false),
        .features = FEATURES_FASTTEXT,
        .ngrams = at_least(args->word_ngrams, 1),
        .chars_min = has_chars ? at_least(args->minn, 1) : 0,
        .chars_max = has_chars ? (uint32_t)args->maxn : 0,
        .buckets = (uint32_t)args->bucket,
        .min_count = at_least(args->min_count, 1),
        .dim = (uint32_t)args->dim,
        .bag = BAG_MEAN,
        .loss = losses[args->loss],
        .threshold = -1,
        .epochs = at_least(args->epoch, 0),
        .temperature = 1,
        .label_prefix = LABEL_PREFIX,
    };
    model->metrics = (struct model_metrics){.tokens = (uint64_t)file->n_tokens, .valid_loss = -1, .valid_accuracy = -1};
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

struct kept {
    struct fasttext_pair pair;
    size_t place; /* index in the file */
};

static int compare_kept(const void *a, const void *b)
{
    struct kept x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    if (x.pair.bucket != y.pair.bucket)
        return x.pair.bucket < y.pair.bucket ? -1 : 1;
    return x.place < y.place ? -1 : x.place > y.place;
}

/* Sorts by bucket and keeps the last of each. Returns how many are left. */
static size_t sort_kept(struct kept *kept, size_t n)
{
    size_t n_left = 0;
    qsort(kept, n, sizeof *kept, compare_kept);
    for (size_t i = 0; i < n; i++) {
        n_left -= n_left > 0 && kept[n_left - 1].pair.bucket == kept[i].pair.bucket;
        kept[n_left++] = kept[i];
    }
    return n_left;
}

/* Sets BUCKETS to those that pruning kept, with their rows. */
static enum bagtag_status take_pruned(struct bagtag_model *model, const struct fasttext_file *file,
                                      struct ngrams *buckets, struct bagtag_error *error)
{
    struct kept *kept = mem_array(file->n_pruned, sizeof *kept);
    int32_t *ids = mem_zeroed(file->n_pruned * 2 + READ_PADDING, sizeof *ids);
    model->owned_ngram_ids = ids;
    if (kept == NULL || ids == NULL) {
        free(kept);
        return error_memory(error);
    }
    int32_t *rows = ids + file->n_pruned;
    for (size_t i = 0; i < file->n_pruned; i++)
        kept[i] = (struct kept){fasttext_file_pair(file, i), i};
    buckets->n_ids = sort_kept(kept, file->n_pruned);
    for (size_t i = 0; i < buckets->n_ids; i++) {
        ids[i] = (int32_t)kept[i].pair.bucket;
        rows[i] = (int32_t)kept[i].pair.row;
    }
    buckets->ids = ids;
    buckets->rows = rows;
    free(kept);
    return BAGTAG_OK;
}

/* Takes the buckets that have rows: all of them, or those that pruning kept. */
static enum bagtag_status take_buckets(struct bagtag_model *model, const struct fasttext_file *file,
                                       struct bagtag_error *error)
{
    struct ngrams buckets = {
        .max_n = model->settings.ngrams, .n_buckets = model->settings.buckets, .n_ids = model->settings.buckets};
    enum bagtag_status status = file->is_pruned ? take_pruned(model, file, &buckets, error) : BAGTAG_OK;
    return status == BAGTAG_OK ? model_share_buckets(model, &buckets, error) : status;
}

/* Copies centroids and norms; codes are used in place. */
static enum bagtag_status take_codes(struct bagtag_model *model, const struct fasttext_matrix *input,
                                     struct bagtag_error *error)
{
    size_t n = input->n_columns * FASTTEXT_CENTROIDS;
    model->owned_codes = mem_array(n + FASTTEXT_CENTROIDS, sizeof *model->owned_codes);
    if (model->owned_codes == NULL)
        return error_memory(error);
    copy_floats(model->owned_codes, input->quantiser.centroids, n);
    if (input->norm_codes != NULL)
        copy_floats(model->owned_codes + n, input->norm_centroids, FASTTEXT_CENTROIDS);
    model->codes = (struct rows_codes){.n_parts = input->quantiser.n_parts,
                                       .part_width = input->quantiser.part_width,
                                       .last_width = input->quantiser.last_width,
                                       .codes = input->codes,
                                       .centroids = model->owned_codes,
                                       .norm_codes = input->norm_codes,
                                       .norms = model->owned_codes + n};
    model->rows = rows_of_codes(&model->codes, input->n_rows, input->n_columns);
    return BAGTAG_OK;
}

/* Floats in another byte order than the file's must be copied. */
static bool is_in_place(const struct fasttext_matrix *matrix)
{
    return !matrix->is_quantised && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* Row I of the output layer, and its factor. The norm is the factor, not part of the row, because fastText multiplies
 * the sum by it. */
static void take_output_row(const struct fasttext_matrix *output, size_t i, float *row, float *factor)
{
    const struct fasttext_quantiser *quantiser = &output->quantiser;
    *factor = 1.0f;
    if (!output->is_quantised) {
        copy_floats(row, output->values + i * output->n_columns * sizeof *row, output->n_columns);
        return;
    }
    if (output->norm_codes != NULL)
        copy_floats(factor, output->norm_centroids + output->norm_codes[i] * sizeof *factor, 1);
    for (size_t part = 0; part < quantiser->n_parts; part++) {
        size_t width = part + 1 < quantiser->n_parts ? quantiser->part_width : quantiser->last_width;
        size_t code = output->codes[i * quantiser->n_parts + part];
        size_t at = part * FASTTEXT_CENTROIDS * quantiser->part_width + code * width;
        copy_floats(row + part * quantiser->part_width, quantiser->centroids + at * sizeof *row, width);
    }
}

/* Allocates one block for the embedding (if it cannot be used in place), the output layer W, its factors, and a bias of
 * zeros. */
static enum bagtag_status take_weights(struct bagtag_model *model, const struct fasttext_file *file,
                                       struct bagtag_error *error)
{
    const struct fasttext_matrix *input = &file->input;
    size_t n_labels = model->n_labels, dim = model->settings.dim;
    size_t n_copied = input->is_quantised || is_in_place(input) ? 0 : input->n_rows * dim;
    model->n_owned_weights = n_copied + n_labels * (dim + 2);
    model->owned_weights = large_floats(model->n_owned_weights);
    if (model->owned_weights == NULL)
        return error_memory(error);
    float *weight = model->owned_weights + n_copied, *factor = weight + n_labels * dim;
    for (size_t c = 0; c < n_labels; c++)
        take_output_row(&file->output, c, weight + c * dim, factor + c);
    model->weight = n_labels > 0 ? weight : NULL;
    model->factor = n_labels > 0 ? factor : NULL;
    model->bias = n_labels > 0 ? factor + n_labels : NULL;
    if (input->is_quantised)
        return take_codes(model, input, error);
    copy_floats(model->owned_weights, input->values, n_copied);
    model->rows =
        rows_of_floats(n_copied > 0 ? (const void *)model->owned_weights : input->values, input->n_rows, dim, dim);
    return BAGTAG_OK;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static enum bagtag_status take(struct bagtag_model *model, const struct fasttext_file *file, struct bagtag_error *error)
{
    take_settings(model, file);
    enum bagtag_status status = list_words(&model->words, file, error);
    if (status == BAGTAG_OK && file->args.task == FASTTEXT_SUPERVISED)
        status = take_labels(model, file, error);
    if (status == BAGTAG_OK)
        status = take_buckets(model, file, error);
    if (status == BAGTAG_OK)
        status = take_weights(model, file, error);
    return status == BAGTAG_OK ? model_make_tree(model, error) : status;
}

static enum bagtag_status open_mapped(struct bagtag_model *model, const char *path, struct bagtag_error *error)
{
    struct fasttext_file file = {.bytes = NULL};
    model->path = arena_copy(&model->strings, path, strlen(path));
    if (model->path == NULL)
        return error_memory(error);
    enum bagtag_status status = mapping_open_file(&model->model_file, path, error);
    if (status == BAGTAG_OK && !fasttext_file_detect(model->model_file.bytes, model->model_file.len))
        status =
            error_set(error, BAGTAG_INPUT,
                      "%s: expected a model (a folder, a packed file or a fastText file); found something else", path);
    if (status == BAGTAG_OK)
        status = fasttext_file_read(&file, path, model->model_file.bytes, model->model_file.len, error);
    if (status == BAGTAG_OK)
        status = take(model, &file, error);
    fasttext_file_clear(&file);
    return status;
}

enum bagtag_status fasttext_model_open(const char *path, struct bagtag_model **out, struct bagtag_error *error)
{
    struct bagtag_model *model = model_new();
    if (model == NULL)
        return error_memory(error);
    enum bagtag_status status = open_mapped(model, path, error);
    if (status == BAGTAG_OK)
        *out = model;
    else
        bagtag_model_free(model);
    return status;
}

bool bagtag_file_is_fasttext(const char *path)
{
    struct mapping mapping = {0};
    bool is = mapping_open_file(&mapping, path, NULL) == BAGTAG_OK && fasttext_file_detect(mapping.bytes, mapping.len);
    mapping_close(&mapping);
    return is;
}
