/* small_model.h - a model of a few words for tests, in a folder of its own */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_SMALL_MODEL_H
#define BAGTAG_TESTS_SUPPORT_SMALL_MODEL_H

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/large.h"
#include "base/mem.h"
#include "model/model.h"

#define SMALL_DIM 10
#define SMALL_LABELS 3
#define SMALL_WORDS 5

static const char *const small_labels[SMALL_LABELS] = {"say \"hi\"", "\xc3\xbc\t\\ /", "z"};
static const char *const small_words[SMALL_WORDS] = {"the", "na\xc3\xafve", "a", "\xff\xfe",
                                                     "antidisestablishmentarianism"};
static const int32_t small_ngrams[] = {3, 70, 999};
static const uint8_t small_ngram_counts[] = {1, 40, 255};

/* The vocabulary of N words, the first the most frequent. */
static inline void small_vocab(struct vocab *words, const char *const *list, size_t n)
{
    struct strtab table = {0};
    struct bagtag_error error;
    for (size_t i = 0; i < n; i++) {
        uint32_t len = (uint32_t)strlen(list[i]);
        struct strtab_first first = {.place = (uint32_t)i};
        uint32_t id = strtab_add(&table, list[i], len, hash_bytes(list[i], len), first);
        ck_assert(id != STRTAB_NONE);
        table.entries[id].count = 100 - i;
    }
    ck_assert_int_eq(vocab_build(words, &(struct strtab *){&table}, 1, 1, false, NULL, NULL, &error), BAGTAG_OK);
    strtab_clear(&table);
}

/* A model with N_NGRAMS (0: single words only) of the n-grams above; freed by bagtag_model_free. */
static inline struct bagtag_model *small_model(size_t n_ngrams)
{
    struct bagtag_model *model = model_new();
    ck_assert_ptr_nonnull(model);
    model->unicode_version = "15.0.0";
    model->settings = (struct settings){.tokenizer = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2},
                                        .label_prefix = "__label__",
                                        .min_count = 1,
                                        .ngrams = n_ngrams > 0 ? 2 : 1,
                                        .buckets = 1000,
                                        .dim = SMALL_DIM,
                                        .temperature = 1,
                                        .threshold = -1,
                                        .epochs = 5,
                                        .learning_rate = 0.1,
                                        .batch = 16,
                                        .seed = UINT64_MAX,
                                        .valid_percent = 10};
    model->metrics = (struct model_metrics){.documents = 7,
                                            .tokens = UINT64_C(9007199254740993),
                                            .train_loss = 1.0 / 3,
                                            .valid_loss = -1,
                                            .valid_accuracy = -1};
    model->labels = mem_array(SMALL_LABELS, sizeof *model->labels);
    ck_assert_ptr_nonnull(model->labels);
    for (size_t i = 0; i < SMALL_LABELS; i++)
        model->labels[model->n_labels++] = arena_copy(&model->strings, small_labels[i], strlen(small_labels[i]));
    small_vocab(&model->words, small_words, SMALL_WORDS);
    model->owned_ngram_ids = mem_zeroed(sizeof small_ngrams + 64, 1);
    ck_assert_ptr_nonnull(model->owned_ngram_ids);
    memcpy(model->owned_ngram_ids, small_ngrams, sizeof small_ngrams);
    model->ngrams = (struct ngrams){
        .max_n = model->settings.ngrams, .n_buckets = 1000, .ids = model->owned_ngram_ids, .n_ids = n_ngrams};

    if (n_ngrams > 0) {
        model->ngram_counts = model->owned_ngram_counts = mem_array(n_ngrams, 1);
        ck_assert_ptr_nonnull(model->owned_ngram_counts);
        memcpy(model->owned_ngram_counts, small_ngram_counts, n_ngrams);
    }

    size_t n_rows = SMALL_WORDS + n_ngrams;
    model->n_owned_weights = n_rows * SMALL_DIM + SMALL_LABELS * SMALL_DIM + SMALL_LABELS;
    model->owned_weights = large_floats(model->n_owned_weights);
    ck_assert_ptr_nonnull(model->owned_weights);
    for (size_t i = 0; i < model->n_owned_weights; i++)
        model->owned_weights[i] = (float)i * 0.37f - 11.0f;
    model->rows = rows_of_floats(model->owned_weights, n_rows, SMALL_DIM, SMALL_DIM);
    model->weight = model->owned_weights + n_rows * SMALL_DIM;
    model->bias = model->weight + SMALL_LABELS * SMALL_DIM;
    return model;
}

/* ---- folders --------------------------------------------------------------------------------------------- */

/* A fresh folder for a test; removed by remove_all. */
static inline void new_folder(char path[64])
{
    (void)snprintf(path, 64, "/tmp/bagtag-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(path));
}

static inline void remove_all(const char *path)
{
    char command[512];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", path);
    ck_assert_int_eq(system(command), 0);
}

/* PATH "/" NAME, in OUT. */
static inline const char *in_folder(char out[256], const char *path, const char *name)
{
    int len = snprintf(out, 256, "%s/%s", path, name);
    ck_assert(len > 0 && len < 256);
    return out;
}

struct bytes {
    unsigned char *data;
    size_t len;
};

static inline struct bytes read_whole(const char *folder, const char *name)
{
    char path[256];
    FILE *file = fopen(in_folder(path, folder, name), "rb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    struct bytes bytes = {.len = (size_t)ftell(file)};
    rewind(file);
    bytes.data = mem_array(bytes.len + 1, 1);
    ck_assert_ptr_nonnull(bytes.data);
    ck_assert_uint_eq(fread(bytes.data, 1, bytes.len, file), bytes.len);
    bytes.data[bytes.len] = '\0';
    (void)fclose(file);
    return bytes;
}

static inline void write_whole(const char *folder, const char *name, const void *bytes, size_t len)
{
    char path[256];
    FILE *file = fopen(in_folder(path, folder, name), "wb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    ck_assert_int_eq(fclose(file), 0);
}

static inline size_t n_entries(const char *folder)
{
    char command[512];
    (void)snprintf(command, sizeof command, "ls -A '%s' | wc -l", folder);
    FILE *listing = popen(command, "r");
    ck_assert_ptr_nonnull(listing);
    char line[32] = "";
    ck_assert_ptr_nonnull(fgets(line, sizeof line, listing));
    (void)pclose(listing);
    return strtoul(line, NULL, 10);
}

#endif
