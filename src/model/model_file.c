/* model_file.c - opens a model, which is a folder or a packed file */
/* SPDX-License-Identifier: MIT */
#include "model/model_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bagtag_pack.h"
#include "base/large.h"
#include "base/mem.h"
#include "base/plural.h"
#include "io/safetensors.h"
#include "model/config.h"
#include "model/model_arrays.h"
#include "model/fasttext_model.h"
#include "model/shrunk_arrays.h"

#define MAX_ATTEMPTS 100 /* give up on a model that is replaced this often while it is being opened */
#define READ_PADDING 64

/* The model being opened. */
struct opening {
    const struct model_source *source;
    struct bagtag_model *model;
    struct bagtag_error *error;
};

char *model_file_name(const char *path)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    return strndup(path, len);
}

/* PATH/NAME, for messages; freed by free(), NULL if out of memory. */
static char *join(const char *path, const char *name)
{
    char *joined = NULL;
    return asprintf(&joined, "%s/%s", path, name) < 0 ? NULL : joined;
}

/* ---- config.json ----------------------------------------------------------------------------------------- */

static enum bagtag_status open_config(const struct opening *opening)
{
    struct mapping mapping = {0};
    char *file = join(opening->source->path, CONFIG_NAME);
    if (file == NULL)
        return error_memory(opening->error);
    enum bagtag_status status = model_source_map(opening->source, CONFIG_NAME, &mapping, opening->error);
    if (status == BAGTAG_OK)
        status = config_read(opening->model, file, (const char *)mapping.bytes, mapping.len, opening->error);
    mapping_close(&mapping);
    free(file);
    return status;
}

/* ---- the other files ------------------------------------------------------------------------------------- */

typedef enum bagtag_status use_arrays(struct bagtag_model *model, const struct safetensors *file,
                                      struct bagtag_error *error);

/* Maps the file NAME, compares its size with config.json's, reads its header and hands the arrays to USE. */
static enum bagtag_status open_arrays(const struct opening *opening, const char *name, const struct model_file_sum *sum,
                                      struct mapping *mapping, use_arrays *use)
{
    struct safetensors arrays = {0};
    char *file = join(opening->source->path, name);
    if (file == NULL)
        return error_memory(opening->error);
    enum bagtag_status status = model_source_map(opening->source, name, mapping, opening->error);
    if (status == BAGTAG_OK && mapping->len != sum->bytes)
        status = error_set(opening->error, BAGTAG_INPUT, "%s: expected %llu bytes as " CONFIG_NAME " says; found %zu",
                           file, (unsigned long long)sum->bytes, mapping->len);
    if (status == BAGTAG_OK)
        status = safetensors_read(&arrays, file, mapping->bytes, mapping->len, opening->error);
    if (status == BAGTAG_OK)
        status = use(opening->model, &arrays, opening->error);
    safetensors_clear(&arrays);
    free(file);
    return status;
}

/* The number of values, of SIZE bytes each, in an array. */
static size_t n_values(const struct safetensors_tensor *tensor, size_t size)
{
    return tensor->n_bytes / size;
}

/* An output layer without labels means that config.json has lost them. */
static enum bagtag_status check_no_layer(const struct safetensors *file, struct bagtag_error *error)
{
    static const char *const names[] = {"fc.weight", "fc.bias"};
    for (int i = 0; i < 2; i++)
        if (safetensors_find(file, names[i]) != NULL)
            return error_set(error, BAGTAG_INPUT,
                             "%s: expected no tensor \"%s\", as " CONFIG_NAME " has no labels; found one", file->file,
                             names[i]);
    return BAGTAG_OK;
}

/* Uses the mapped weights in place, or copies all of them into one block if any cannot be used in place. */
static enum bagtag_status use_weights(struct bagtag_model *model, const struct safetensors *file,
                                      struct bagtag_error *error)
{
    if (model->storage != STORAGE_PLAIN)
        return shrunk_use_weights(model, file, error);
    uint64_t n_labels = model->n_labels;
    uint64_t dim = model->settings.dim;
    uint64_t n_rows = model_n_reachable_rows(model);
    struct safetensors_tensor arrays[4] = {
        {.name = "embedding.weight", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {n_rows, dim}},
        {.name = "fc.weight", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {n_labels, dim}},
        {.name = "fc.bias", .type = SAFETENSORS_F32, .n_dims = 1, .shape = {n_labels}},
        {.name = "fc.factor", .type = SAFETENSORS_F32, .n_dims = 1, .shape = {n_labels}},
    };
    const float *embedding = NULL;
    const float **places[4] = {&embedding, &model->weight, &model->bias, &model->factor};
    bool is_in_place = true;
    size_t n_floats = 0;
    bool has_factors = loss_get(model->settings.loss)->is_in_order && safetensors_find(file, "fc.factor") != NULL;
    int n_arrays = n_labels == 0 ? 1 : has_factors ? 4 : 3;
    enum bagtag_status status = n_labels > 0 ? BAGTAG_OK : check_no_layer(file, error);
    if (status != BAGTAG_OK)
        return status;
    for (int i = 0; i < n_arrays; i++) {
        status = safetensors_get(file, &arrays[i], &arrays[i], error);
        if (status != BAGTAG_OK)
            return status;
        is_in_place = is_in_place && safetensors_in_place(&arrays[i]);
        n_floats += n_values(&arrays[i], sizeof(float));
    }
    float *copy = is_in_place ? NULL : large_floats(n_floats);
    if (copy == NULL && !is_in_place)
        return error_memory(error);
    model->owned_weights = copy;
    model->n_owned_weights = copy != NULL ? n_floats : 0;
    for (int i = 0; i < n_arrays; i++) {
        if (copy != NULL)
            safetensors_copy(copy, &arrays[i]);
        *places[i] = copy != NULL ? copy : arrays[i].data;
        if (copy != NULL)
            copy += n_values(&arrays[i], sizeof(float));
    }
    model->rows = rows_of_floats(embedding, (size_t)n_rows, (size_t)dim, (size_t)dim);
    return BAGTAG_OK;
}

/* The rows folded with the output layer. */
static enum bagtag_status use_scores(struct bagtag_model *model, const struct safetensors *file,
                                     struct bagtag_error *error)
{
    size_t n_rows = model_n_reachable_rows(model), n_labels = model->n_labels;
    struct safetensors_tensor scores = {
        .name = "scores", .type = SAFETENSORS_F32, .n_dims = 2, .shape = {n_rows, n_labels}};
    enum bagtag_status status = model_require_vectors(model, error);
    if (status == BAGTAG_OK)
        status = model_check_fold(model, error);
    if (status == BAGTAG_OK)
        status = safetensors_get(file, &scores, &scores, error);
    if (status != BAGTAG_OK)
        return status;
    if (!safetensors_in_place(&scores)) {
        model->owned_scores = large_floats(n_values(&scores, sizeof(float)) + READ_PADDING / sizeof(float));
        if (model->owned_scores == NULL)
            return error_memory(error);
        safetensors_copy(model->owned_scores, &scores);
    }
    model->scores =
        rows_of_floats(model->owned_scores != NULL ? model->owned_scores : scores.data, n_rows, n_labels, n_labels);
    return BAGTAG_OK;
}

enum word_arrays { OFFSETS, COUNTS, INDEX, BYTES, HEADS, N_WORD_ARRAYS };

/* The checks of the vocabulary that take constant time. */
static enum bagtag_status check_words(const struct vocab *words, const struct safetensors *file,
                                      struct bagtag_error *error)
{
    if (words->n_words > INT32_MAX)
        return error_set(error, BAGTAG_INPUT, "%s: expected at most %d words; found %zu", file->file, INT32_MAX,
                         words->n_words);
    if (words->n_index <= words->n_words || (words->n_index & (words->n_index - 1)) != 0)
        return error_set(error, BAGTAG_INPUT,
                         "%s: tensor \"%s\": expected a power of two above the number of words (%zu) as its "
                         "length; found %zu",
                         file->file, arrays_index_name(words), words->n_words, words->n_index);
    long long first = words->offsets[0];
    long long last = words->offsets[words->n_words];
    if (first != 0 || last < 0 || (unsigned long long)last != words->n_bytes)
        return error_set(error, BAGTAG_INPUT,
                         "%s: tensor \"vocab.offsets\": expected values from 0 to %zu; found %lld to %lld", file->file,
                         words->n_bytes, first, last);
    return BAGTAG_OK;
}

/* Copies offsets, counts and index into one block, in this order: the widest first, so that each is aligned. */
static enum bagtag_status copy_words(struct vocab *words, const struct safetensors_tensor *arrays,
                                     struct bagtag_error *error)
{
    size_t n_bytes = arrays[OFFSETS].n_bytes + arrays[COUNTS].n_bytes + arrays[INDEX].n_bytes + READ_PADDING;
    unsigned char *copy = large_zeroed(n_bytes, 1);
    if (copy == NULL)
        return error_memory(error);
    words->owned = copy;
    const void *copies[BYTES];
    for (int i = OFFSETS; i < BYTES; i++) {
        safetensors_copy(copy, &arrays[i]);
        copies[i] = copy;
        copy += arrays[i].n_bytes;
    }
    words->offsets = copies[OFFSETS];
    words->counts = copies[COUNTS];
    words->index = copies[INDEX];
    return BAGTAG_OK;
}

static enum bagtag_status use_words(struct bagtag_model *model, const struct safetensors *file,
                                    struct bagtag_error *error)
{
    if (model->storage != STORAGE_PLAIN)
        return shrunk_use_tags(model, file, error);
    struct vocab *words = &model->words;
    struct safetensors_tensor arrays[N_WORD_ARRAYS] = {
        [OFFSETS] = {.name = "vocab.offsets", .type = SAFETENSORS_I64, .n_dims = 1},
        [COUNTS] = {.name = "vocab.counts", .type = SAFETENSORS_I64, .n_dims = 1, .shape = {SAFETENSORS_ANY}},
        [INDEX] = {.name = "vocab.index", .type = SAFETENSORS_I32, .n_dims = 1, .shape = {SAFETENSORS_ANY}},
        [BYTES] = {.name = "vocab.bytes", .type = SAFETENSORS_U8, .n_dims = 1, .shape = {SAFETENSORS_ANY}},
        [HEADS] = {.name = "vocab.heads", .type = SAFETENSORS_U8, .n_dims = 2},
    };
    bool has_heads = safetensors_find(file, arrays[HEADS].name) != NULL;
    int n_arrays = has_heads ? N_WORD_ARRAYS : HEADS;
    if (has_heads)
        arrays[INDEX].name = "vocab.slots";
    enum bagtag_status status = safetensors_get(file, &arrays[COUNTS], &arrays[COUNTS], error);
    if (status != BAGTAG_OK)
        return status;
    words->n_words = n_values(&arrays[COUNTS], sizeof(int64_t));
    arrays[OFFSETS].shape[0] = words->n_words + 1;
    arrays[HEADS].shape[0] = words->n_words;
    arrays[HEADS].shape[1] = sizeof *words->heads;
    bool is_in_place = safetensors_in_place(&arrays[COUNTS]);
    for (int i = 0; i < n_arrays; i++) {
        status = safetensors_get(file, &arrays[i], &arrays[i], error);
        if (status != BAGTAG_OK)
            return status;
        is_in_place = is_in_place && safetensors_in_place(&arrays[i]);
    }
    words->n_index = n_values(&arrays[INDEX], sizeof(int32_t));
    words->n_bytes = arrays[BYTES].n_bytes;
    words->bytes = arrays[BYTES].data;
    words->heads = has_heads ? arrays[HEADS].data : NULL;
    words->tag_mask = has_heads ? vocab_tag_mask(words->n_words) : 0;
    if (is_in_place) {
        words->offsets = arrays[OFFSETS].data;
        words->counts = arrays[COUNTS].data;
        words->index = arrays[INDEX].data;
    } else {
        status = copy_words(words, arrays, error);
    }
    if (status == BAGTAG_OK)
        status = check_words(words, file, error);
    return status == BAGTAG_OK && vocab_prepare_detour(words) != 0 ? error_memory(error) : status;
}

/* Uses the ids of n-grams: the array NAME, which is optional in a model without such n-grams. *OWNED is their copy, if
 * one is needed; SETTING is the member of config.json that they belong to. */
static enum bagtag_status use_ids(struct ngrams *ngrams, int32_t **owned, const char *name, const char *setting,
                                  bool has_ngrams, const struct safetensors *file, struct bagtag_error *error)
{
    struct safetensors_tensor ids = {.name = name, .type = SAFETENSORS_I32, .n_dims = 1, .shape = {SAFETENSORS_ANY}};
    if (!has_ngrams && safetensors_find(file, ids.name) == NULL)
        return BAGTAG_OK;
    enum bagtag_status status = safetensors_get(file, &ids, &ids, error);
    if (status != BAGTAG_OK)
        return status;
    ngrams->n_ids = n_values(&ids, sizeof(int32_t));
    size_t most = has_ngrams ? ngrams->n_buckets : 0;
    if (ngrams->n_ids > most)
        return error_set(error, BAGTAG_INPUT,
                         "%s: tensor \"%s\": expected at most %zu id%s, as " CONFIG_NAME
                         " says in \"%s\" and \"buckets\"; found %zu",
                         file->file, name, most, plural_s(most), setting, ngrams->n_ids);
    if (safetensors_in_place(&ids)) {
        ngrams->ids = ids.data;
        return BAGTAG_OK;
    }
    *owned = mem_zeroed(ids.n_bytes + READ_PADDING, 1);
    if (*owned == NULL)
        return error_memory(error);
    safetensors_copy(*owned, &ids);
    ngrams->ids = *owned;
    return BAGTAG_OK;
}

/* Uses their index: the array NAME, which old models and those with few n-grams lack. */
static enum bagtag_status use_index(struct ngrams *ngrams, struct ngram_group **owned, const char *name,
                                    const struct safetensors *file, struct bagtag_error *error)
{
    struct safetensors_tensor index = {
        .name = name, .type = SAFETENSORS_I64, .n_dims = 2, .shape = {ngram_groups(ngrams->n_buckets), 2}};
    if (safetensors_find(file, name) == NULL)
        return BAGTAG_OK;
    enum bagtag_status status = safetensors_get(file, &index, &index, error);
    if (status != BAGTAG_OK)
        return status;
    if (safetensors_in_place(&index)) {
        ngrams->index = index.data;
        return BAGTAG_OK;
    }
    *owned = mem_array(index.n_bytes, 1);
    if (*owned == NULL)
        return error_memory(error);
    safetensors_copy(*owned, &index);
    ngrams->index = *owned;
    return BAGTAG_OK;
}

/* Uses the buckets that word and character n-grams share: those listed in ngram.ids or, without it, all of them. */
static enum bagtag_status use_shared(struct bagtag_model *model, const struct safetensors *file,
                                     struct bagtag_error *error)
{
    const struct settings *settings = &model->settings;
    bool has_chars = settings->chars_max > 0;
    bool has_unseen_row = model->ngrams.has_unseen_row; /* as config.json says */
    struct ngrams buckets = {.max_n = settings->ngrams, .n_buckets = settings->buckets};
    enum bagtag_status status = BAGTAG_OK;
    if (settings->ngrams > 1 || has_chars)
        buckets.n_ids = settings->buckets;
    if (safetensors_find(file, "ngram.ids") != NULL) {
        status = use_ids(&buckets, &model->owned_ngram_ids, "ngram.ids", "ngrams", buckets.n_ids > 0, file, error);
        if (status == BAGTAG_OK)
            status = use_index(&buckets, &model->owned_ngram_index, "ngram.index", file, error);
        buckets.has_unseen_row = has_unseen_row;
    }
    model->ngrams = settings->ngrams > 1 ? buckets : (struct ngrams){.max_n = 1};
    if (has_chars)
        model->subwords =
            (struct subwords){.min_n = settings->chars_min, .max_n = settings->chars_max, .known = buckets};
    return status;
}

static enum bagtag_status use_ngrams(struct bagtag_model *model, const struct safetensors *file,
                                     struct bagtag_error *error)
{
    const struct settings *settings = &model->settings;
    if (model->feature_kind->shares_buckets)
        return use_shared(model, file, error);
    struct ngrams *runs = &model->ngrams, *chars = &model->subwords.known;
    runs->max_n = settings->ngrams;
    model->subwords.min_n = settings->chars_min;
    model->subwords.max_n = settings->chars_max;
    runs->n_buckets = chars->n_buckets = settings->buckets;
    enum bagtag_status status =
        use_ids(runs, &model->owned_ngram_ids, "ngram.ids", "ngrams", runs->max_n > 1, file, error);
    if (status == BAGTAG_OK)
        status = use_ids(chars, &model->owned_char_ids, "char.ids", "chars", settings->chars_max > 0, file, error);
    if (status == BAGTAG_OK)
        status = use_index(runs, &model->owned_ngram_index, "ngram.index", file, error);
    return status == BAGTAG_OK ? use_index(chars, &model->owned_char_index, "char.index", file, error) : status;
}

/* Uses the counts of word n-grams, which only shrink needs. Old models and those from fastText lack them. */
static enum bagtag_status use_counts(struct bagtag_model *model, const struct safetensors *file,
                                     struct bagtag_error *error)
{
    const struct ngrams *ngrams = model_listed_ngrams(model);
    struct safetensors_tensor counts = {.name = "ngram.counts",
                                        .type = SAFETENSORS_U8,
                                        .n_dims = 1,
                                        .shape = {ngrams->ids != NULL ? ngrams->n_ids : 0}};
    if (model->storage != STORAGE_PLAIN || safetensors_find(file, counts.name) == NULL)
        return BAGTAG_OK;
    enum bagtag_status status = safetensors_get(file, &counts, &counts, error);
    if (status == BAGTAG_OK && counts.n_bytes > 0)
        model->ngram_counts = counts.data; /* bytes need no alignment */
    return status;
}

/* Uses the weights of the rows, if the bag is weighted. */
static enum bagtag_status use_idf(struct bagtag_model *model, const struct safetensors *file,
                                  struct bagtag_error *error)
{
    struct safetensors_tensor idf = {
        .name = "idf", .type = SAFETENSORS_F32, .n_dims = 1, .shape = {model_n_reachable_rows(model)}};
    if (model->settings.weight == WEIGHT_NONE)
        return BAGTAG_OK;
    if (model->storage != STORAGE_PLAIN)
        return shrunk_use_idf(model, file, error);
    enum bagtag_status status = safetensors_get(file, &idf, &idf, error);
    if (status != BAGTAG_OK)
        return status;
    if (safetensors_in_place(&idf)) {
        model->idf = idf.data;
        return BAGTAG_OK;
    }
    model->owned_idf = mem_zeroed(idf.n_bytes + READ_PADDING, 1);
    if (model->owned_idf == NULL)
        return error_memory(error);
    safetensors_copy(model->owned_idf, &idf);
    model->idf = model->owned_idf;
    return BAGTAG_OK;
}

static enum bagtag_status use_vocab(struct bagtag_model *model, const struct safetensors *file,
                                    struct bagtag_error *error)
{
    enum bagtag_status status = use_words(model, file, error);
    if (status == BAGTAG_OK)
        status = use_ngrams(model, file, error);
    if (status == BAGTAG_OK && model->storage != STORAGE_PLAIN)
        status = model_make_indexes(model, error); /* not in the file: rows get the room */
    if (status == BAGTAG_OK)
        status = use_counts(model, file, error);
    return status == BAGTAG_OK ? use_idf(model, file, error) : status;
}

/* ---- the whole ------------------------------------------------------------------------------------------- */

enum bagtag_status model_file_take(struct model_source *source, struct bagtag_model **out, struct bagtag_error *error)
{
    struct opening opening = {.source = source, .model = model_new(), .error = error};
    struct bagtag_model *model = opening.model;
    if (model == NULL)
        return error_memory(error);
    model->path = arena_copy(&model->strings, source->path, strlen(source->path));
    enum bagtag_status status = model->path != NULL ? open_config(&opening) : error_memory(error);
    if (status == BAGTAG_OK)
        status = model_make_tree(model, error);
    if (status == BAGTAG_OK)
        status = open_arrays(&opening, CONFIG_WORDS_NAME, &model->sums.words, &model->vocab_file, use_vocab);
    if (status == BAGTAG_OK)
        status = open_arrays(&opening, CONFIG_WEIGHTS_NAME, &model->sums.weights, &model->model_file, use_weights);
    if (status == BAGTAG_OK && model->sums.scores.checksum[0] != '\0')
        status = open_arrays(&opening, CONFIG_SCORES_NAME, &model->sums.scores, &model->scores_file, use_scores);
    if (status != BAGTAG_OK) {
        bagtag_model_free(model);
        return status;
    }
    model->packed_file = source->packed;
    source->packed = (struct mapping){.bytes = NULL};
    *out = model;
    return BAGTAG_OK;
}

/* One attempt. *AGAIN is set if it failed and the model was replaced meanwhile: its files may have been removed after
 * the folder was opened and before they were. */
static enum bagtag_status open_once(const char *path, struct bagtag_model **out, bool *again,
                                    struct bagtag_error *error)
{
    struct model_source source;
    enum bagtag_status status = model_source_open_folder(&source, path, error);
    if (status == BAGTAG_OK)
        status = model_file_take(&source, out, error);
    *again = status != BAGTAG_OK && model_source_was_replaced(&source);
    model_source_close(&source);
    return status;
}

static enum bagtag_status open_packed(const char *path, struct bagtag_model **out, struct bagtag_error *error)
{
    struct model_source source;
    enum bagtag_status status = model_source_open_packed(&source, path, error);
    if (status == BAGTAG_OK)
        status = model_file_take(&source, out, error);
    model_source_close(&source);
    return status;
}

/* A regular file can only be a packed model or a fastText model. */
static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

enum bagtag_status model_file_open(const char *path, struct bagtag_model **out, struct bagtag_error *error)
{
    char *name = model_file_name(path);
    if (name == NULL)
        return error_memory(error);
    bool again = !is_file(name);
    enum bagtag_status status = BAGTAG_OK;
    if (!again)
        status = model_source_is_packed(name) ? open_packed(name, out, error) : fasttext_model_open(name, out, error);
    for (int attempt = 0; attempt < MAX_ATTEMPTS && again; attempt++)
        status = open_once(name, out, &again, error);
    free(name);
    return status;
}

enum bagtag_status bagtag_model_open(const char *path, struct bagtag_model **out, struct bagtag_error *error)
{
    return model_file_open(path, out, error);
}

enum bagtag_status bagtag_model_open_memory(const void *bytes, size_t len, struct bagtag_model **out,
                                            struct bagtag_error *error)
{
    struct model_source source;
    enum bagtag_status status = model_source_open_bytes(&source, "memory", bytes, len, error);
    if (status == BAGTAG_OK)
        status = model_file_take(&source, out, error);
    model_source_close(&source);
    return status;
}

/* ---- changes while it is used ------------------------------------------------------------------------------ */

/* Whether a file of the model's folder has changed; in *HAS. */
static enum bagtag_status find_change(const struct bagtag_model *model, const struct mapping *file, const char *name,
                                      bool *has, struct bagtag_error *error)
{
    if (*has || file->reserved == 0)
        return BAGTAG_OK;
    char *path = join(model->path, name);
    if (path == NULL)
        return error_memory(error);
    *has = mapping_has_changed(file, path);
    free(path);
    return BAGTAG_OK;
}

enum bagtag_status model_file_check_unchanged(const struct bagtag_model *model, struct bagtag_error *error)
{
    if (model->path == NULL)
        return BAGTAG_OK;
    /* Of a fastText model, model_file is all there is. */
    bool has_changed =
        mapping_has_changed(&model->packed_file, model->path) || mapping_has_changed(&model->model_file, model->path);
    enum bagtag_status status = find_change(model, &model->model_file, CONFIG_WEIGHTS_NAME, &has_changed, error);
    if (status == BAGTAG_OK)
        status = find_change(model, &model->vocab_file, CONFIG_WORDS_NAME, &has_changed, error);
    if (status == BAGTAG_OK)
        status = find_change(model, &model->scores_file, CONFIG_SCORES_NAME, &has_changed, error);
    if (status == BAGTAG_OK && has_changed)
        status = error_set(error, BAGTAG_INPUT, MAPPING_CHANGED, error_file_name(model->path));
    return status;
}
