/* corpus_contents.h - how labelled files are read, and the input of training */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_CONTENTS_H
#define BAGTAG_DATA_CORPUS_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/corpus_notes.h"
#include "data/dataset.h"
#include "data/record_rules.h"
#include "net/pretrained.h"
#include "text/tokenizer.h"
#include "words/feature_kind.h"
#include "words/vocab.h"

/* Whether the names of rare labels become training documents, too: never, always, or only if they are informative
 * (data/label_texts.h). */
enum label_texts { LABEL_TEXTS_NEVER, LABEL_TEXTS_ALWAYS, LABEL_TEXTS_IF_INFORMATIVE };

/* How files become documents. Borrowed strings must outlive the corpus. */
struct corpus_options {
    struct record_rules rules;
    struct tokenizer tokenizer;
    const struct feature_kind *kind;
    uint64_t min_count;
    uint32_t max_ngram;      /* 1 .. NGRAM_LONGEST; 1: words only */
    uint32_t max_ideographs; /* max_ngram for texts that are mostly single ideographs; 0: the same */
    uint32_t n_buckets;      /* 1 .. 2^31 - 1 if there are n-grams */
    double held_out_percent; /* percentage of the training lines to hold out; 0: none */
    bool finds_copies;       /* count held-out documents whose text is also a training document */
    enum label_texts label_texts;
    bool has_others; /* number the tokens outside the vocabulary in the data sets: struct corpus_others */

    /* Selects the held-out lines: line n, from 1 over all files, is held out if
     * rng_unit(seed, CORPUS_STREAM_HELD_OUT, n) * 100 < held_out_percent, and so are all later lines with its text. */
    uint64_t seed;

    size_t block_bytes; /* how much text a worker takes at a time; 0: depends on the file size */
};
#define CORPUS_STREAM_HELD_OUT UINT64_C(0x68656c646f7574)

/* What was read. */
struct corpus_counts {
    uint64_t lines;
    uint64_t documents;    /* lines with a label, for training */
    uint64_t label_texts;  /* names of labels that are training documents, too */
    uint64_t held_out;     /* lines with a label, held out */
    uint64_t unlabelled;   /* records skipped because they have no label (empty lines too) */
    uint64_t invalid_utf8; /* labelled lines with invalid UTF-8 (tokenized all the same) */
    uint64_t tokens;       /* words of the training documents, before min_count */
    uint64_t bytes;        /* of text, after decompression */
};

/* Tokens outside the vocabulary: rarer than min_count, or only in held-out documents. Some are listed several times. If
 * has_others, token i has the id DATASET_OTHER + i in the data sets, which is not a row; subword_rows.h replaces it by
 * rows or removes it. */
struct corpus_others {
    char *bytes;
    uint64_t *offsets;    /* [n + 1] */
    bool *are_trained_on; /* [n] */
    size_t n;
};

/* Where the data may be wrong; audit.h turns this into sentences. */
struct corpus_findings {
    struct corpus_notes notes;    /* of all workers, without labels */
    struct bagtag_place *labels;  /* [labels.n_words]: where each label first occurs */
    struct bagtag_place first;    /* the first line with a label */
    enum format format;           /* of its file */
    struct bagtag_place stranger; /* the first label that no training document has; file NULL: none */
    uint64_t n_copies; /* held-out documents with words whose text is also a training document, if finds_copies */
};

/* The input of training; owned by the caller, cleared with corpus_contents_clear. */
struct corpus_contents {
    const struct feature_kind *kind;
    struct vocab words;
    struct vocab labels; /* the labels of training documents, by count, then first appearance */
    uint32_t max_ngram;  /* of the data sets */
    int32_t *ngram_ids;  /* touched buckets, ascending; see ngram.h */
    size_t n_ngram_ids;
    struct corpus_others others;
    struct dataset train;
    size_t n_label_words;    /* words that are in the vocabulary only thanks to names of labels */
    struct dataset held_out; /* without unknown words and n-grams; labels not seen in training are unknown */
    struct corpus_findings findings;
    const struct pretrained *pretrained; /* initial embeddings of words, borrowed; NULL: none */
};
void corpus_contents_clear(struct corpus_contents *contents);

/* The number of training documents that were read from files; they come before the names of labels. */
static inline size_t corpus_contents_read(const struct corpus_contents *contents)
{
    return dataset_documents_read(&contents->train);
}

/* The number of words these documents have. */
static inline size_t corpus_contents_words_read(const struct corpus_contents *contents)
{
    return contents->words.n_words - contents->n_label_words;
}

/* Whether more than a few of these documents have several labels. */
static inline bool corpus_contents_has_several_labels(const struct corpus_contents *contents)
{
    return dataset_has_several_labels(&contents->train, corpus_contents_read(contents));
}

#endif
