/* model_verify.c - checks every byte of a model */
/* SPDX-License-Identifier: MIT */
#include "model/model_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/plural.h"
#include "model/config.h"
#include "model/model_arrays.h"

static enum bagtag_status check_sum(const char *path, const char *name, const struct mapping *mapping,
                                    const struct model_file_sum *sum, struct bagtag_error *error)
{
    char found[sizeof sum->checksum];
    struct hash_stream stream;
    hash_stream_begin(&stream);
    hash_stream_add(&stream, mapping->bytes, mapping->len);
    arrays_checksum_text(found, hash_stream_end(&stream));
    if (strcmp(found, sum->checksum) == 0)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT, "%s/%s: expected the checksum %s as " CONFIG_NAME " says; found %s", path,
                     name, sum->checksum, found);
}

/* VALUES[0..n) begin at index FIRST of their array; messages call it PATH followed by PLACE. */
static enum bagtag_status check_finite(const char *path, const char *place, const float *values, size_t n, size_t first,
                                       struct bagtag_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]))
            return error_set(error, BAGTAG_INPUT, "%s%s: expected finite numbers; found %g at %zu", path, place,
                             number_shown((double)values[i]), first + i);
    return BAGTAG_OK;
}

static enum bagtag_status check_rows(const char *path, const char *place, const struct rows *rows,
                                     struct bagtag_error *error)
{
    float *row = mem_array(rows->width, sizeof *row);
    enum bagtag_status status = row != NULL ? BAGTAG_OK : error_memory(error);
    for (size_t i = 0; status == BAGTAG_OK && i < rows->n; i++) {
        rows_read(rows, i, row);
        status = check_finite(path, place, row, rows->width, i * rows->width, error);
    }
    free(row);
    return status;
}

/* Scores of other weights would give other answers than the rest of the model. */
static enum bagtag_status check_scores(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    size_t row = 0;
    enum bagtag_status status = model_compare_scores(model, &row, error);
    if (status != BAGTAG_INPUT)
        return status;
    return error_set(error, BAGTAG_INPUT,
                     "%s/" CONFIG_SCORES_NAME
                     ": tensor \"scores\": row %zu is not the product of embedding.weight and fc.weight",
                     path, row);
}

static enum bagtag_status check_weights(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
#define PLACE(name) "/" CONFIG_WEIGHTS_NAME ": tensor \"" name "\""
    size_t dim = model->settings.dim;
    bool is_shrunk = model->storage != STORAGE_PLAIN;
    enum bagtag_status status = check_rows(path, is_shrunk ? PLACE("rows.scales") : PLACE("embedding.weight"),
                                           model->rows.kind != NULL ? &model->rows : &model->scores, error);
    if (status != BAGTAG_OK || model->n_labels == 0)
        return status;
    if (model->weight != NULL)
        status = check_finite(path, PLACE("fc.weight"), model->weight, model->n_labels * dim, 0, error);
    if (status == BAGTAG_OK)
        status = check_finite(path, PLACE("fc.bias"), model->bias, model->n_labels, 0, error);
    if (status == BAGTAG_OK && model->factor != NULL)
        status = check_finite(path, PLACE("fc.factor"), model->factor, model->n_labels, 0, error);
    return status == BAGTAG_OK && model_is_folded(model) ? check_scores(path, model, error) : status;
}

/* A fastText file has no checksums; everything else was checked when it was opened. */
static enum bagtag_status check_fasttext(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = check_rows(path, ": input matrix", &model->rows, error);
    if (status != BAGTAG_OK || model->n_labels == 0)
        return status;
    return check_finite(path, ": output matrix", model->weight, model->n_labels * model->settings.dim, 0, error);
}

/* Whether word I, TEXT[0..len), is found. In fastText models, which may have equal words, a later equal one will do. */
static bool is_found(const struct bagtag_model *model, size_t i, const char *text, uint32_t len)
{
    size_t other_len;
    uint32_t found = vocab_find(&model->words, text, len, feature_hash(model->feature_kind, text, len));
    if (found == i || found == VOCAB_UNKNOWN || model->feature_kind == &feature_kind_bagtag)
        return found == i;
    const char *other = vocab_word(&model->words, found, &other_len);
    return found > i && other_len == len && memcmp(other, text, len) == 0;
}

/* Words are contiguous, not empty, sorted by count, most frequent first, and each is found through the index (so none
 * is a duplicate). For a model from fastText, only the first and the last are required. */
static enum bagtag_status check_word(const char *path, const struct bagtag_model *model, size_t i,
                                     struct bagtag_error *error)
{
    const struct vocab *words = &model->words;
    long long begin = words->offsets[i];
    long long end = words->offsets[i + 1];
    long long seen = words->counts[i], least = model->settings.pretrained_all ? 0 : 1;
    bool is_ours = model->feature_kind == &feature_kind_bagtag;
    if (begin < 0 || end < begin + is_ours || (unsigned long long)end > words->n_bytes || end - begin > UINT32_MAX)
        return error_set(error, BAGTAG_INPUT,
                         "%s/" CONFIG_WORDS_NAME ": tensor \"vocab.offsets\": expected ascending values up to %zu; "
                         "found %lld and %lld at %zu",
                         path, words->n_bytes, begin, end, i);
    if (is_ours && (seen < least || (i > 0 && seen > words->counts[i - 1])))
        return error_set(error, BAGTAG_INPUT,
                         "%s/" CONFIG_WORDS_NAME
                         ": tensor \"vocab.counts\": expected %s values, none above the one before "
                         "it; found %lld at %zu",
                         path, least > 0 ? "positive" : "no negative", seen, i);
    const char *text = words->bytes + begin;
    uint32_t len = (uint32_t)(end - begin);
    if (len > 0 && !is_found(model, i, text, len))
        return error_set(error, BAGTAG_INPUT,
                         "%s/" CONFIG_WORDS_NAME ": tensor \"%s\": expected to find each word by its hash; "
                         "word %zu is not found",
                         path, arrays_index_name(words), i);
    struct word_head head = word_head_of(text, len, (uint64_t)begin);
    if (words->heads != NULL && memcmp(&words->heads[i], &head, sizeof head) != 0)
        return error_set(error, BAGTAG_INPUT,
                         "%s/" CONFIG_WORDS_NAME
                         ": tensor \"vocab.heads\": entry %zu does not match the bytes of its word",
                         path, i);
    return BAGTAG_OK;
}

static enum bagtag_status check_index(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    const struct vocab *words = &model->words;
    size_t n_used = 0;
    for (size_t i = 0; i < words->n_index; i++) {
        int32_t entry = words->index[i];
        uint32_t id = vocab_entry_word(words, entry);
        if (entry != -1 && id >= words->n_words)
            return error_set(error, BAGTAG_INPUT,
                             "%s/" CONFIG_WORDS_NAME ": tensor \"%s\": expected -1 or a word below %zu; found "
                             "%" PRId32 " at %zu",
                             path, arrays_index_name(words), words->n_words, words->heads != NULL ? (int32_t)id : entry,
                             i);
        n_used += entry != -1;
    }
    if (n_used == words->n_words || model->feature_kind != &feature_kind_bagtag)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_INPUT,
                     "%s/" CONFIG_WORDS_NAME ": tensor \"%s\": expected each of the %zu word%s once; found %zu "
                     "entr%s",
                     path, arrays_index_name(words), words->n_words, plural_s(words->n_words), n_used,
                     n_used == 1 ? "y" : "ies");
}

/* NAME is the tensor of the ids, for messages. */
static enum bagtag_status check_ngrams(const char *path, const char *name, const struct ngrams *ngrams,
                                       struct bagtag_error *error)
{
    long long before = -1;
    for (size_t i = 0; i < ngrams->n_ids; i++) {
        long long id = ngrams->ids[i];
        if (id <= before || id >= (long long)ngrams->n_buckets)
            return error_set(error, BAGTAG_INPUT,
                             "%s/" CONFIG_WORDS_NAME ": tensor \"%s\": expected ascending values below %lu; "
                             "found %lld at %zu",
                             path, name, (unsigned long)ngrams->n_buckets, id, i);
        before = id;
    }
    return BAGTAG_OK;
}

/* Every listed n-gram was seen. */
static enum bagtag_status check_ngram_counts(const char *path, const struct bagtag_model *model,
                                             struct bagtag_error *error)
{
    for (size_t i = 0; model->ngram_counts != NULL && i < model_listed_ngrams(model)->n_ids; i++)
        if (model->ngram_counts[i] == 0)
            return error_set(
                error, BAGTAG_INPUT,
                "%s/" CONFIG_WORDS_NAME ": tensor \"ngram.counts\": expected values above 0; found 0 at %zu", path, i);
    return BAGTAG_OK;
}

/* NAME is the tensor of the index, for messages; the ids were checked before. */
static enum bagtag_status check_ngram_index(const char *path, const char *name, const struct ngrams *ngrams,
                                            struct bagtag_error *error)
{
    size_t before = 0;
    for (size_t g = 0; ngrams->index != NULL && g < ngram_groups(ngrams->n_buckets); g++) {
        struct ngram_group expected = ngram_group_of(ngrams, g, &before), found = ngrams->index[g];
        if (found.bits != expected.bits || found.before != expected.before)
            return error_set(error, BAGTAG_INPUT,
                             "%s/" CONFIG_WORDS_NAME
                             ": tensor \"%s\": expected row %zu to be %#llx, %llu, which follows "
                             "from the ids; found %#llx, %llu",
                             path, name, g, (unsigned long long)expected.bits, (unsigned long long)expected.before,
                             (unsigned long long)found.bits, (unsigned long long)found.before);
    }
    return BAGTAG_OK;
}

/* What a shrunk model has in place of words. */
static enum bagtag_status check_tags(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    for (size_t i = 0; model->idf_codes != NULL && i < model_n_rows(model); i++)
        if (model->idf_codes[i] == 0)
            return error_set(error, BAGTAG_INPUT,
                             "%s/" CONFIG_WORDS_NAME ": tensor \"idf.codes\": expected values above 0; found 0 at %zu",
                             path, i);
    return check_ngrams(path, "word.tags", &model->words.tags, error);
}

static enum bagtag_status check_vocab(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    if (model->storage != STORAGE_PLAIN)
        return check_tags(path, model, error);
    enum bagtag_status status = check_index(path, model, error);
    for (size_t i = 0; i < model->words.n_words && status == BAGTAG_OK; i++)
        status = check_word(path, model, i, error);
    return status;
}

/* For word and character n-grams that share buckets; without ids, every bucket has a row. */
static enum bagtag_status check_shared(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    const struct ngrams *buckets = model_shared_buckets(model);
    enum bagtag_status status = buckets->ids != NULL ? check_ngrams(path, "ngram.ids", buckets, error) : BAGTAG_OK;
    return status == BAGTAG_OK ? check_ngram_index(path, "ngram.index", buckets, error) : status;
}

static enum bagtag_status check_apart(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = check_ngrams(path, "ngram.ids", &model->ngrams, error);
    if (status == BAGTAG_OK)
        status = check_ngrams(path, "char.ids", &model->subwords.known, error);
    if (status == BAGTAG_OK)
        status = check_ngram_index(path, "ngram.index", &model->ngrams, error);
    return status == BAGTAG_OK ? check_ngram_index(path, "char.index", &model->subwords.known, error) : status;
}

static enum bagtag_status check_values(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = check_vocab(path, model, error);
    if (status == BAGTAG_OK)
        status =
            model->feature_kind->shares_buckets ? check_shared(path, model, error) : check_apart(path, model, error);
    if (status == BAGTAG_OK)
        status = check_ngram_counts(path, model, error);
    return status == BAGTAG_OK ? check_weights(path, model, error) : status;
}

enum bagtag_status model_file_check(const char *path, const struct bagtag_model *model, struct bagtag_error *error)
{
    enum bagtag_status status = check_sum(path, CONFIG_WEIGHTS_NAME, &model->model_file, &model->sums.weights, error);
    if (status == BAGTAG_OK)
        status = check_sum(path, CONFIG_WORDS_NAME, &model->vocab_file, &model->sums.words, error);
    if (status == BAGTAG_OK && model_is_folded(model))
        status = check_sum(path, CONFIG_SCORES_NAME, &model->scores_file, &model->sums.scores, error);
    return status == BAGTAG_OK ? check_values(path, model, error) : status;
}

/* Nothing else checks the headers of a packed model. */
static enum bagtag_status check_archive(const char *path, struct bagtag_error *error)
{
    struct model_source source;
    enum bagtag_status status = model_source_open_packed(&source, path, error);
    if (status == BAGTAG_OK)
        status = zip_verify(&source.zip, error);
    model_source_close(&source);
    return status;
}

enum bagtag_status model_file_verify(const char *path, struct bagtag_error *error)
{
    struct bagtag_model *model = NULL;
    char *name = model_file_name(path);
    if (name == NULL)
        return error_memory(error);
    enum bagtag_status status = model_file_open(name, &model, error);
    if (status == BAGTAG_OK)
        status =
            model->fasttext_version > 0 ? check_fasttext(name, model, error) : model_file_check(name, model, error);
    if (status == BAGTAG_OK && model_source_is_packed(name))
        status = check_archive(name, error);
    bagtag_model_free(model);
    free(name);
    return status;
}

enum bagtag_status bagtag_model_verify(const char *path, struct bagtag_error *error)
{
    return model_file_verify(path, error);
}
