/* check_row_kinds.c - a model answers the same with any kind of rows: they are only used through their view */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_nn.h"
#include "base/buffer.h"
#include "support/small_model.h"
#include "support/suite.h"

/* ---- a kind without floats ---------------------------------------------------------------------------------- */

/* Every number has all its bits inverted, and the rows are in reverse order. */
static float read_number(const struct rows *rows, size_t i, size_t d)
{
    uint32_t bits;
    memcpy(&bits, (const unsigned char *)rows->data + ((rows->n - 1 - i) * rows->width + d) * sizeof bits, sizeof bits);
    bits = ~bits;
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static void inverted_read(const struct rows *rows, size_t i, float *out)
{
    for (size_t d = 0; d < rows->width; d++)
        out[d] = read_number(rows, i, d);
}

static void inverted_sum(const struct rows *rows, const struct kernel *kernel, float *out,
                         const struct document *document, float scale, struct document ahead)
{
    (void)kernel;
    (void)ahead;
    for (size_t d = 0; d < rows->width; d++) {
        float sum = 0.0f;
        for (size_t k = 0; k < document->n; k++) {
            float number = read_number(rows, document->ids[k], d);
            sum += document->weights ? document->weights[k] * number : number;
        }
        out[d] = sum * scale;
    }
}

static void inverted_max(const struct rows *rows, float *out, uint32_t *winners, const struct document *document)
{
    ck_assert_ptr_null(winners);
    for (size_t d = 0; d < rows->width; d++) {
        out[d] = 0.0f;
        for (size_t k = 0; k < document->n; k++) {
            float number = read_number(rows, document->ids[k], d);
            out[d] = k == 0 || number > out[d] ? number : out[d];
        }
    }
}

static void inverted_dots(const struct rows *rows, const struct kernel *kernel, float *dots, const float *query,
                          size_t first, size_t n)
{
    float row[SMALL_DIM + KERNEL_LANES]; /* a kernel reads whole lines */
    for (size_t i = 0; i < n; i++) {
        inverted_read(rows, first + i, row);
        kernel->dots(dots + i, query, row, rows->width, 1);
    }
}

static const float *inverted_borrow(const struct rows *rows, size_t i)
{
    (void)rows;
    (void)i;
    return NULL;
}

static const struct rows_kind inverted = {inverted_sum, inverted_max, inverted_read, inverted_dots, inverted_borrow};

/* ---- two models of the same numbers ------------------------------------------------------------------------- */

enum { N_NGRAMS = 3, N_ROWS = SMALL_WORDS + N_NGRAMS };

static const char *const bags[] = {"mean", "sum", "max"};

static struct bagtag_model *plain_model(enum bag bag)
{
    struct bagtag_model *model = small_model(N_NGRAMS);
    model->settings.bag = bag;
    return model;
}

static struct bagtag_model *inverted_model(enum bag bag)
{
    struct bagtag_model *model = plain_model(bag);
    unsigned char *bytes = mem_array(N_ROWS * SMALL_DIM, sizeof(float));
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < N_ROWS; i++)
        for (size_t k = 0; k < SMALL_DIM * sizeof(float); k++) {
            const unsigned char *row = (const unsigned char *)(model->owned_weights + i * SMALL_DIM);
            bytes[(N_ROWS - 1 - i) * SMALL_DIM * sizeof(float) + k] = (unsigned char)~row[k];
        }
    memset(model->owned_weights, 0xff, N_ROWS * SMALL_DIM * sizeof(float)); /* NaNs, for any code that looks there */
    model->rows = (struct rows){.kind = &inverted, .data = bytes, .n = N_ROWS, .width = SMALL_DIM};
    return model;
}

static void free_inverted(struct bagtag_model *model)
{
    union {
        const void *borrowed;
        void *owned;
    } data = {model->rows.data};
    free(data.owned);
    bagtag_model_free(model);
}

/* ---- operations --------------------------------------------------------------------------------------------- */

static char folder[64];

static int keep(void *context, const char *bytes, size_t len)
{
    struct buffer *kept = context;
    buffer_bytes(kept, bytes, len);
    return 0;
}

static void add_vectors(const struct bagtag_model *model, struct buffer *out)
{
    static const char *const words[] = {"the", "a", "unknown", "na\xc3\xafve"};
    static const int64_t ids[] = {0, 7, 3, 3, 1, 6}, offsets[] = {0, 0, 1, 4};
    const struct bagtag_sink sink = {.write = keep, .context = out};
    struct bagtag_embed_options options;
    char text[256];
    const char *file = in_folder(text, folder, "text");
    bagtag_embed_options_init(&options);
    options.unknown = BAGTAG_UNKNOWN_ZERO;
    ck_assert_int_eq(bagtag_embed_words(model, words, 4, &options, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_embed_documents(model, &file, 1, &options, &sink, NULL, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_embed_ids(model, ids, 6, &options, &sink, NULL, NULL), BAGTAG_OK);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(bagtag_embed_bags(model, ids, 6, offsets, 4, bags[i], &options, &sink, NULL, NULL), BAGTAG_OK);
    struct bagtag_sequences *sequences = NULL;
    ck_assert_int_eq(bagtag_sequences_read(model, &file, 1, &options, &sequences, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_sequences_write(sequences, &sink, NULL), BAGTAG_OK);
    bagtag_sequences_free(sequences);
}

static void add_labels(const struct bagtag_model *model, struct buffer *out)
{
    const struct bagtag_sink sink = {.write = keep, .context = out};
    struct bagtag_classify_options options;
    char text[256];
    const char *file = in_folder(text, folder, "text");
    bagtag_classify_options_init(&options);
    options.k = 0;
    options.score = BAGTAG_PROBABILITY;
    ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &sink, NULL, NULL), BAGTAG_OK);
    for (size_t label = 0; label < SMALL_LABELS; label++) {
        struct bagtag_label_word *words = NULL;
        size_t n = 0;
        ck_assert_int_eq(bagtag_model_label_words(model, label, 0, &words, &n, NULL), BAGTAG_OK);
        for (size_t i = 0; i < n; i++)
            buffer_format(out, "%zu %.17g\n", words[i].word, words[i].strength);
        free(words);
    }
}

static void add_neighbors(const struct bagtag_model *model, struct buffer *out)
{
    struct bagtag_neighbors *neighbors = NULL;
    struct bagtag_neighbor found[SMALL_WORDS];
    float query[SMALL_DIM];
    size_t n;
    ck_assert_int_eq(bagtag_neighbors_new(model, 2, &neighbors, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_read_row(model, 1, query, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_neighbors_find(neighbors, query, NULL, 0, SMALL_WORDS, found, &n, NULL), BAGTAG_OK);
    for (size_t i = 0; i < n; i++)
        buffer_format(out, "%u %.9g\n", (unsigned)found[i].word, (double)found[i].cosine);
    ck_assert_int_eq(bagtag_neighbors_analogy(neighbors, 0, 1, 2, SMALL_WORDS, found, &n, NULL), BAGTAG_OK);
    for (size_t i = 0; i < n; i++)
        buffer_format(out, "%u %.9g\n", (unsigned)found[i].word, (double)found[i].cosine);
    bagtag_neighbors_free(neighbors);
}

/* The bytes of the file with the rows, in hexadecimal. */
static void add_saved(const struct bagtag_model *model, struct buffer *out)
{
    char path[256];
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "model"), NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_verify(path, NULL), BAGTAG_OK);
    struct bytes saved = read_whole(path, "model.safetensors");
    for (size_t i = 0; i < saved.len; i++)
        buffer_format(out, "%02x", saved.data[i]);
    free(saved.data);
}

START_TEST(a_model_answers_the_same_with_any_kind_of_rows)
{
    static const char text[] = "the a\n\nunknown\nna\xc3\xafve the the a the\n";
    enum bag bag = (enum bag)_i;
    struct bagtag_model *models[2] = {plain_model(bag), inverted_model(bag)};
    struct buffer answers[2] = {{0}, {0}};
    write_whole(folder, "text", text, strlen(text));
    for (int m = 0; m < 2; m++) {
        add_vectors(models[m], &answers[m]);
        add_labels(models[m], &answers[m]);
        add_neighbors(models[m], &answers[m]);
        add_saved(models[m], &answers[m]);
        buffer_char(&answers[m], '\0');
        ck_assert(!answers[m].failed);
    }
    ck_assert_uint_gt(answers[0].len, 1000);
    ck_assert_str_eq(answers[1].bytes, answers[0].bytes);
    buffer_clear(&answers[0]);
    buffer_clear(&answers[1]);
    bagtag_model_free(models[0]);
    free_inverted(models[1]);
}
END_TEST

START_TEST(a_row_that_cannot_be_borrowed_can_be_read)
{
    struct bagtag_model *plain = plain_model(BAG_MEAN), *other = inverted_model(BAG_MEAN);
    struct bagtag_error error;
    for (size_t i = 0; i < N_ROWS; i++) {
        float row[SMALL_DIM];
        ck_assert_int_eq(bagtag_model_read_row(other, i, row, &error), BAGTAG_OK);
        ck_assert_mem_eq(row, bagtag_model_embedding(plain, i), sizeof row);
        ck_assert_ptr_null(bagtag_model_embedding(other, i));
    }
    float none = 1.0f;
    ck_assert_int_eq(bagtag_model_read_row(plain, N_ROWS, &none, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence, "row: expected a number below 8; found 8");
    ck_assert(none == 1.0f);
    bagtag_model_free(plain);
    free_inverted(other);
}
END_TEST

static void set_up(void)
{
    new_folder(folder);
}

static void tear_down(void)
{
    remove_all(folder);
}

int main(void)
{
    Suite *suite = suite_create("row kinds");
    TCase *kinds = tcase_create("kinds");
    suite_add_tcase(suite, kinds);
    tcase_add_checked_fixture(kinds, set_up, tear_down);
    tcase_add_loop_test(kinds, a_model_answers_the_same_with_any_kind_of_rows, 0, 3);
    tcase_add_test(kinds, a_row_that_cannot_be_borrowed_can_be_read);

    return suite_run(suite);
}
