/* corpora.h - helpers of the tests of corpora: labelled files, and reading them whole */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TESTS_SUPPORT_CORPORA_H
#define BAGTAG_TESTS_SUPPORT_CORPORA_H

#include "base/buffer.h"
#include "base/pool.h"
#include "base/rng.h"
#include "data/corpus.h"
#include "support/streams.h"

static const struct corpus_options usual = {
    .rules = {.format = FORMAT_AUTO, .label_prefix = "__label__"},
    .kind = &feature_kind_bagtag,
    .tokenizer = {.kind = TOKENIZER_WHITESPACE, .lower = false, .revision = 1},
    .min_count = 1,
    .max_ngram = 1,
    .n_buckets = 1000,
};

/* A file to be read, and whether it is held out. */
struct source {
    const char *path;
    bool is_held_out;
};

static inline enum bagtag_status read_all(const struct corpus_options *options, int n_workers,
                                          const struct source *sources, size_t n_sources,
                                          struct corpus_contents *contents, struct corpus_counts *counts,
                                          struct bagtag_error *error)
{
    struct pool *pool = NULL;
    struct corpus *corpus = NULL;
    ck_assert_int_eq(pool_open(&pool, n_workers, error), BAGTAG_OK);
    enum bagtag_status status = corpus_open(&corpus, options, pool, error);
    for (size_t i = 0; i < n_sources && status == BAGTAG_OK; i++)
        status = corpus_read(corpus, sources[i].path, sources[i].is_held_out, NULL, NULL, error);
    if (status == BAGTAG_OK)
        status = corpus_finish(corpus, contents, error);
    if (counts != NULL && corpus != NULL)
        *counts = *corpus_counts(corpus);
    corpus_free(corpus);
    pool_close(pool);
    return status;
}

/* Writes a file into the test's folder. The path returned stays valid until eight more files are written. */
static inline const char *write_source(const char *name, const void *bytes, size_t len)
{
    static char paths[8][128];
    static size_t n_paths;
    char *path = paths[n_paths++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s", write_file(name, bytes, len));
    return path;
}

static inline const char *write_text(const char *name, const char *text)
{
    return write_source(name, text, strlen(text));
}

/* Lines with rare and frequent words, many labels, empty lines, lines without label, invalid UTF-8. */
static inline const char *write_mixed(const char *name, size_t n_lines, uint64_t seed)
{
    struct buffer text = {0};
    for (uint64_t i = 0; i < n_lines; i++) {
        uint64_t bits = rng_bits(seed, 0, i);
        if (bits % 17 == 0) {
            buffer_text(&text, bits % 2 ? "no label here\n" : "\n");
            continue;
        }
        buffer_format(&text, "__label__%u ", (unsigned)(bits >> 8) % 5 * ((unsigned)(bits >> 12) % 3));
        for (uint64_t k = 0; k < (bits >> 20) % 30; k++) {
            uint64_t word = rng_bits(seed, i + 1, k);
            buffer_format(&text, "w%u ", (unsigned)((word >> 10) % (1 + word % 900)));
            if (word >> 56 == 0)
                buffer_text(&text, "caf\xc3\xa9 \xff ");
            if (word >> 56 == 1)
                buffer_format(&text, "__label__%u ", (unsigned)(word >> 30) % 7);
        }
        buffer_text(&text, bits >> 60 == 0 ? "\r\n" : "\n");
    }
    ck_assert(!text.failed);
    const char *path = write_source(name, text.bytes, text.len);
    buffer_clear(&text);
    return path;
}

#endif
