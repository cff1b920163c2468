/* model_shrink.c - shrinks a model: fewer rows, stored as bytes */
/* SPDX-License-Identifier: MIT */
#include "model/model_shrink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "base/logarithm.h"
#include "base/mem.h"
#include "model/config.h"
#include "model/row_ranks.h"
#include "model/shrunk_arrays.h"
#include "net/loss.h"
#include "net/rows_scores.h"

enum { FEW_COLUMNS = 4, MAX_IDF_CODE = 255 };

/* A word, which the shrunk model will know by its tag. */
struct tagged_word {
    uint32_t tag, rank, row;
};

struct shrinking {
    const struct bagtag_model *from;
    enum storage storage;
    uint32_t *ranks;           /* [n], of each row: 0 is the best */
    struct tagged_word *words; /* sorted by tag, then rank */
    size_t n;
    float *scores; /* [stored rows, C]; NULL if the embedding is kept */
    float largest_idf;
};

/* ---- the rows of the model ------------------------------------------------------------------------------------ */

static enum storage choose_storage(const struct bagtag_model *model)
{
    bool is_sum = model->settings.bag != BAG_MAX && !loss_get(model->settings.loss)->is_tree;
    if (!is_sum || model->n_labels > model->settings.dim)
        return STORAGE_ROWS;
    return model->n_labels == 2 && row_ranks_are_shift_invariant(model) ? STORAGE_DIFFERENCES : STORAGE_SCORES;
}

static int compare_tags(const void *a, const void *b)
{
    struct tagged_word x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    if (x.tag != y.tag)
        return x.tag < y.tag ? -1 : 1;
    return x.rank < y.rank ? -1 : x.rank > y.rank;
}

static enum bagtag_status tag_words(struct shrinking *shrinking, struct bagtag_error *error)
{
    const struct bagtag_model *model = shrinking->from;
    size_t n = model->words.n_words;
    shrinking->words = mem_array(n, sizeof *shrinking->words);
    if (shrinking->words == NULL)
        return error_memory(error);
    for (size_t i = 0; i < n; i++) {
        size_t len;
        const char *word = vocab_word(&model->words, (uint32_t)i, &len);
        uint64_t hash = feature_hash(model->feature_kind, word, (uint32_t)len);
        bool is_found = vocab_find(&model->words, word, (uint32_t)len, hash) == i; /* only the last of equal words is */
        shrinking->words[i] =
            (struct tagged_word){vocab_tag(hash), is_found ? shrinking->ranks[i] : UINT32_MAX, (uint32_t)i};
    }
    qsort(shrinking->words, n, sizeof *shrinking->words, compare_tags);
    return BAGTAG_OK;
}

static enum bagtag_status fold(struct shrinking *shrinking, struct pool *pool, struct bagtag_error *error)
{
    const struct bagtag_model *model = shrinking->from;
    const struct scores_source source = {&model->rows, model->weight, model->factor, model->n_labels};
    const struct kernel *kernel;
    size_t n_floats;
    enum bagtag_status status = kernel_choose(&kernel, error);
    if (status != BAGTAG_OK || shrinking->storage == STORAGE_ROWS)
        return status;
    if (__builtin_mul_overflow(model->rows.n, model->n_labels, &n_floats))
        return error_memory(error);
    shrinking->scores = large_floats(n_floats);
    if (shrinking->scores == NULL)
        return error_memory(error);
    return scores_fold(shrinking->scores, &source, 0, model->rows.n, kernel, pool, error);
}

enum bagtag_status shrinking_begin(struct shrinking **out, const struct bagtag_model *model, struct pool *pool,
                                   struct bagtag_error *error)
{
    enum bagtag_status status = model_require_labels(model, error);
    if (status == BAGTAG_OK)
        status = model_require_vectors(model, error);
    if (status != BAGTAG_OK)
        return status;
    struct shrinking *shrinking = mem_zeroed(1, sizeof *shrinking);
    if (shrinking == NULL)
        return error_memory(error);
    *shrinking =
        (struct shrinking){.from = model, .storage = choose_storage(model), .n = model_n_reachable_rows(model)};
    for (size_t i = 0; model->idf != NULL && i < shrinking->n; i++)
        shrinking->largest_idf = model->idf[i] > shrinking->largest_idf ? model->idf[i] : shrinking->largest_idf;
    shrinking->ranks = mem_array(shrinking->n, sizeof *shrinking->ranks);
    status = shrinking->ranks != NULL ? row_ranks_find(shrinking->ranks, model, pool, error) : error_memory(error);
    if (status == BAGTAG_OK)
        status = tag_words(shrinking, error);
    if (status == BAGTAG_OK)
        status = fold(shrinking, pool, error);
    if (status == BAGTAG_OK)
        *out = shrinking;
    else
        shrinking_free(shrinking);
    return status;
}

void shrinking_free(struct shrinking *shrinking)
{
    if (shrinking == NULL)
        return;
    free(shrinking->ranks);
    free(shrinking->words);
    large_free(shrinking->scores);
    free(shrinking);
}

size_t shrinking_max_rows(const struct shrinking *shrinking)
{
    return shrinking->n;
}

/* ---- a model of the first N rows ------------------------------------------------------------------------------ */

struct making {
    const struct shrinking *shrinking;
    struct bagtag_model *model;
    uint32_t *kept; /* rows of shrinking->from, in the order of MODEL */
    size_t n;
};

/* Keeps words with ranks below N, the best of each tag. NUMBERS, which has room for all, gets their tags. */
static size_t take_words(struct making *making, size_t n, int32_t *numbers)
{
    const struct shrinking *shrinking = making->shrinking;
    size_t n_kept = 0;
    for (size_t i = 0; i < shrinking->from->words.n_words; i++) {
        struct tagged_word word = shrinking->words[i];
        if (word.rank >= n || (n_kept > 0 && (uint32_t)numbers[n_kept - 1] == word.tag))
            continue;
        numbers[n_kept++] = (int32_t)word.tag;
        making->kept[making->n++] = word.row;
    }
    return n_kept;
}

/* Likewise NGRAMS, whose rows begin at FIRST; NUMBERS gets their buckets. */
static size_t take_ngrams(struct making *making, size_t n, const struct ngrams *ngrams, size_t first, int32_t *numbers)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < ngrams->n_ids; i++) {
        if (making->shrinking->ranks[first + i] >= n)
            continue;
        numbers[n_kept++] = ngrams->ids != NULL ? ngrams->ids[i] : (int32_t)i;
        making->kept[making->n++] = (uint32_t)(first + i);
    }
    return n_kept;
}

static struct ngrams only(const struct ngrams *ngrams, const int32_t *ids, size_t n)
{
    struct ngrams kept = *ngrams;
    kept.ids = ids;
    kept.n_ids = n;
    kept.rows = NULL;
    kept.index = NULL;
    kept.has_unseen_row = false; /* as in pruning: n-grams without a row of their own are ignored */
    return kept;
}

static enum bagtag_status take_features(struct making *making, size_t n, struct bagtag_error *error)
{
    const struct bagtag_model *from = making->shrinking->from;
    struct bagtag_model *model = making->model;
    bool shares_buckets = from->feature_kind->shares_buckets;
    const struct ngrams *runs = model_listed_ngrams(from);
    const struct ngrams *chars = &from->subwords.known;
    int32_t *tags = large_array(n + 1, sizeof *tags);
    model->words.owned = tags;
    model->owned_ngram_ids = mem_array(n + 1, sizeof(int32_t));
    model->owned_char_ids = mem_array(n + 1, sizeof(int32_t));
    if (tags == NULL || model->owned_ngram_ids == NULL || model->owned_char_ids == NULL)
        return error_memory(error);
    size_t n_words = take_words(making, n, tags);
    model->words.n_words = n_words;
    model->words.tags = (struct ngrams){.n_buckets = VOCAB_TAGS, .ids = tags, .n_ids = n_words};
    size_t n_runs = take_ngrams(making, n, runs, from->words.n_words, model->owned_ngram_ids), n_chars = 0;
    model->ngrams = only(&from->ngrams, model->owned_ngram_ids, n_runs);
    model->subwords = from->subwords;
    if (!shares_buckets)
        n_chars = take_ngrams(making, n, chars, from->words.n_words + runs->n_ids, model->owned_char_ids);
    model->subwords.known =
        shares_buckets ? only(chars, model->owned_ngram_ids, n_runs) : only(chars, model->owned_char_ids, n_chars);
    return BAGTAG_OK;
}

/* OUT = what is stored of a row of the original model. */
static void read_numbers(const struct making *making, size_t row, float *out)
{
    const struct shrinking *shrinking = making->shrinking;
    size_t C = shrinking->from->n_labels, place = model_stored_row(shrinking->from, row);
    const float *scores = shrinking->scores != NULL ? shrinking->scores + place * C : NULL;
    if (shrinking->storage == STORAGE_ROWS)
        rows_read(&shrinking->from->rows, place, out);
    else if (shrinking->storage == STORAGE_DIFFERENCES)
        out[0] = (scores[1] - scores[0]) / 2.0f;
    else
        memcpy(out, scores, C * sizeof *out);
}

static float largest_of(const float *numbers, size_t n)
{
    float largest = 0.0f;
    for (size_t i = 0; i < n; i++)
        largest = fabsf(numbers[i]) > largest ? fabsf(numbers[i]) : largest;
    return largest;
}

static enum bagtag_status round_rows(struct making *making, size_t n_columns, double factor, struct bagtag_error *error)
{
    struct bagtag_model *model = making->model;
    struct rows_int8 *int8 = &model->int8;
    const struct bagtag_model *from = making->shrinking->from;
    bool has_layer = making->shrinking->storage == STORAGE_ROWS;
    int8->has_row_scales = n_columns > FEW_COLUMNS;
    size_t n_scales = int8->has_row_scales ? making->n : 1,
           n_weight = has_layer ? model->n_labels * from->settings.dim : 0;
    float *numbers = mem_array(n_columns, sizeof *numbers);
    float *scales = model->owned_weights = large_floats(n_scales + n_weight + model->n_labels);
    model->n_owned_weights = n_scales + n_weight + model->n_labels;
    int8_t *codes = model->owned_int8 = large_array(making->n * n_columns + 1, 1);
    if (numbers == NULL || scales == NULL || codes == NULL) {
        free(numbers);
        return error_memory(error);
    }
    float largest = 0.0f;
    for (size_t i = 0; !int8->has_row_scales && i < making->n; i++) {
        read_numbers(making, making->kept[i], numbers);
        float here = largest_of(numbers, n_columns);
        largest = here > largest ? here : largest;
    }
    for (size_t i = 0; i < making->n; i++) {
        read_numbers(making, making->kept[i], numbers);
        float scale = rows_int8_scale(int8->has_row_scales ? largest_of(numbers, n_columns) : largest);
        rows_int8_round(codes + i * n_columns, numbers, n_columns, scale);
        scales[int8->has_row_scales ? i : 0] = (float)((double)scale * factor);
    }
    free(numbers);
    int8->codes = codes;
    int8->scales = scales;
    float *weight = scales + n_scales, *bias = weight + n_weight;
    for (size_t i = 0; i < n_weight; i++)
        weight[i] = from->weight[i] * (from->factor != NULL ? from->factor[i / from->settings.dim] : 1.0f);
    model->weight = has_layer ? weight : NULL;
    for (size_t c = 0; c < model->n_labels; c++)
        bias[c] = (float)((double)from->bias[c] * factor);
    model->bias = bias;
    shrunk_set_rows(model, making->n);
    return BAGTAG_OK;
}

static enum bagtag_status round_idf(struct making *making, struct bagtag_error *error)
{
    const struct shrinking *shrinking = making->shrinking;
    if (shrinking->from->idf == NULL)
        return BAGTAG_OK;
    uint8_t *codes = making->model->owned_idf_codes = large_array(making->n + 1, 1);
    if (codes == NULL)
        return error_memory(error);
    for (size_t i = 0; i < making->n; i++) {
        float code = nearbyintf(shrinking->from->idf[making->kept[i]] * (MAX_IDF_CODE / shrinking->largest_idf));
        codes[i] = code < 1.0f ? 1 : (uint8_t)code;
    }
    making->model->idf_codes = codes;
    return shrunk_set_idf(making->model, making->n, error);
}

/* Copies the settings and labels of MODEL through its config.json. */
static enum bagtag_status copy_config(struct bagtag_model *out, const struct bagtag_model *model,
                                      struct bagtag_error *error)
{
    static const struct model_sums none = {.weights.checksum = "00000000000000000000000000000000",
                                           .words.checksum = "00000000000000000000000000000000"};
    char *text = config_print(model, &none);
    if (text == NULL)
        return error_memory(error);
    enum bagtag_status status = config_read(out, CONFIG_NAME, text, strlen(text), error);
    free(text);
    return status;
}

/* What the probability THRESHOLD of a label becomes when its logit is multiplied by FACTOR. */
static double threshold_after(double threshold, double factor)
{
    if (threshold <= 0.0 || threshold >= 1.0)
        return threshold;
    double logit = logarithm_of_ratio(threshold, 1.0 - threshold);
    return (double)(float)(1.0 / (1.0 + exponential(-factor * logit)));
}

static enum bagtag_status make(struct making *making, size_t n, double factor, struct bagtag_error *error)
{
    const struct shrinking *shrinking = making->shrinking;
    const struct bagtag_model *from = shrinking->from;
    size_t n_columns = shrinking->storage == STORAGE_ROWS     ? from->settings.dim
                       : shrinking->storage == STORAGE_SCORES ? from->n_labels
                                                              : 1;
    enum bagtag_status status = copy_config(making->model, from, error);
    if (status == BAGTAG_OK)
        status = model_make_tree(making->model, error);
    if (status != BAGTAG_OK)
        return status;
    struct settings *settings = &making->model->settings;
    if (factor != 1.0 && settings->loss == LOSS_OVA) /* a softmax probability also depends on the other logits */
        settings->threshold = threshold_after(settings->threshold, factor);
    making->model->storage = shrinking->storage;
    making->model->sums = (struct model_sums){0};
    making->kept = mem_array(n, sizeof *making->kept);
    if (making->kept == NULL)
        return error_memory(error);
    status = take_features(making, n, error);
    if (status == BAGTAG_OK)
        status = round_rows(making, n_columns, factor, error);
    return status == BAGTAG_OK ? round_idf(making, error) : status;
}

enum bagtag_status shrinking_make(const struct shrinking *shrinking, size_t n, double factor, struct bagtag_model **out,
                                  struct bagtag_error *error)
{
    struct making making = {.shrinking = shrinking, .model = model_new()};
    if (making.model == NULL)
        return error_memory(error);
    enum bagtag_status status = make(&making, n < shrinking->n ? n : shrinking->n, factor, error);
    free(making.kept);
    if (status == BAGTAG_OK)
        *out = making.model;
    else
        bagtag_model_free(making.model);
    return status;
}
