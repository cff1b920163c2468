/* corpus_text.h - labelled text for tests, the same on every machine, and a model with round numbers */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_CORPUS_TEXT_H
#define BAGTAG_TESTS_SUPPORT_CORPUS_TEXT_H

#include <math.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "support/small_model.h"
#include "support/train_options.h"

/* ThreadSanitizer makes everything twenty times slower, and checks nothing but threads. */
#ifdef __SANITIZE_THREAD__
enum { HAS_THREAD_SANITIZER = 1 };
#else
enum { HAS_THREAD_SANITIZER = 0 };
#endif

/* ---- text ------------------------------------------------------------------------------------------------ */

static const char *const corpus_labels[] = {"sport", "gro\xc3\x9f", "\xe6\x96\x87\xe5\x8c\x96", "r\xc3\xa9sum\xc3\xa9",
                                            "last"};
enum { CORPUS_LABELS = sizeof corpus_labels / sizeof *corpus_labels };

/* A number below N that depends on *STATE alone. */
static inline uint32_t draw(uint64_t *state, uint32_t n)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) * n >> 31);
}

/* A word specific to the label or, more often, of the language; small numbers are far more frequent than large ones. */
static inline void add_word(struct buffer *out, uint64_t *state, uint32_t label)
{
    static const char *const stems[] = {"the", "Gru\xc3\x9f", "na\xc3\xafve",
                                        "\xce\xbb\xcf\x8c\xce\xb3\xce\xbf\xcf\x82", "\xd0\xbc\xd0\xb8\xd1\x80"};
    uint32_t skewed = draw(state, 8) * draw(state, 8) * draw(state, 8);
    if (draw(state, 4) == 0)
        buffer_format(out, "l%uw%u", label, skewed % 50);
    else
        buffer_format(out, "%s%u", stems[skewed % 5], skewed);
}

static inline void add_document(struct buffer *out, uint64_t *state, uint32_t label)
{
    buffer_format(out, "__label__%s", corpus_labels[label]);
    if (draw(state, 6) == 0)
        buffer_format(out, " __label__%s", corpus_labels[(label + 1) % CORPUS_LABELS]);
    for (uint32_t n = draw(state, 24); n > 0; n--) {
        buffer_char(out, ' ');
        add_word(out, state, label);
    }
    if (draw(state, 40) == 0)
        buffer_text(out, " bro\xffken");
    buffer_text(out, draw(state, 5) == 0 ? " \xe6\x97\xa5\xe6\x9c\xac!\n" : "\n");
}

enum corpus_order { CORPUS_MIXED, CORPUS_SORTED_BY_LABEL };

/* N documents of CORPUS_LABELS labels; some have two labels, some are empty, some have invalid UTF-8. */
static inline struct buffer corpus_text(uint32_t n, enum corpus_order order, uint64_t seed)
{
    struct buffer out = {0};
    for (uint32_t i = 0; i < n; i++) {
        uint64_t state = seed * 1000003 + i * UINT64_C(2654435769);
        uint32_t label = order == CORPUS_MIXED ? draw(&state, CORPUS_LABELS) : i * CORPUS_LABELS / n;
        add_document(&out, &state, label);
    }
    ck_assert(!out.failed);
    return out;
}

/* ---- running --------------------------------------------------------------------------------------------- */

/* Trains on one file, which must succeed. */
static inline struct bagtag_model *train_file(const char *path, const struct bagtag_train_options *options,
                                              struct bagtag_train_summary *summary)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    enum bagtag_status status = bagtag_train(&path, 1, options, &model, summary, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    ck_assert_ptr_nonnull(model);
    return model;
}

/* The same for TEXT, which is first written to a file in FOLDER. */
static inline struct bagtag_model *train_text(const char *folder, const char *text,
                                              const struct bagtag_train_options *options,
                                              struct bagtag_train_summary *summary)
{
    char path[256];
    write_whole(folder, "text", text, strlen(text));
    return train_file(in_folder(path, folder, "text"), options, summary);
}

/* A sink that keeps everything. */
static inline int keep(void *context, const char *bytes, size_t len)
{
    buffer_bytes(context, bytes, len);
    return 0;
}

/* ---- a model with round numbers -------------------------------------------------------------------------- */

/* The labels x, y, z. A text of the word "a" alone has the probabilities 1/2, 1/4, 1/4; "the": 1/8, 1/8, 3/4; "naïve":
 * 1/10, 7/10, 2/10; no known word: 1/3 each; the other two words change nothing. */
static inline struct bagtag_model *round_model(void)
{
    static const double probabilities[SMALL_WORDS][SMALL_LABELS] = {
        {0.125, 0.125, 0.75}, {0.1, 0.7, 0.2}, {0.5, 0.25, 0.25}, {1, 1, 1}, {1, 1, 1}};
    static const char *const labels[SMALL_LABELS] = {"x", "y", "z"};
    struct bagtag_model *model = small_model(0);
    float *embedding = model->owned_weights;
    float *weight = embedding + SMALL_WORDS * SMALL_DIM;
    memset(embedding, 0, model->n_owned_weights * sizeof *embedding);
    for (size_t c = 0; c < SMALL_LABELS; c++) {
        model->labels[c] = labels[c];
        for (size_t word = 0; word < SMALL_WORDS; word++) {
            embedding[word * SMALL_DIM + word] = 1;
            weight[c * SMALL_DIM + word] = (float)log(probabilities[word][c]);
        }
    }
    return model;
}

#endif
