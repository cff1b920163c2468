/* bagtag.h - text classification with a bag of embeddings: the library's manual */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_H
#define BAGTAG_H

/*
 * A model maps a text to labels: it tokenizes the text, looks up the rows of the tokens in an embedding table [V, D],
 * takes their mean h[D] (PyTorch: nn.EmbeddingBag, mode='mean'), and computes the scores z = W h + b (nn.Linear, W [C,
 * D]) and the probabilities softmax(z) of the labels. Training fits it to labelled lines by stochastic gradient
 * descent. Letters: N documents, V rows of the embedding, C labels, D dimensions.
 *
 *     struct bagtag_error error;
 *     struct bagtag_model *model = NULL;
 *     if (bagtag_model_open("topics.model", &model, &error) != BAGTAG_OK)
 *         fprintf(stderr, "%s\n", error.sentence);
 *
 * (bagtag_nn.h has the layers by themselves, nn.Embedding and nn.EmbeddingBag over a caller's own arrays and over the
 * rows of models, and makes models of NumPy arrays.)
 *
 * Rules that hold everywhere:
 * - A function that can fail returns a status. On failure its struct bagtag_error holds one sentence for people to
 *   read, and every `out` parameter is untouched.
 * - NULL is allowed for `error`, `counts` and `summary`, for arrays of no elements, and elsewhere where a comment says
 *   so. An empty array of files means standard input, where a comment says so.
 * - *_options_init sets the defaults; then change what you need. An invalid value is BAGTAG_ARGUMENT: a number out of
 *   range, a constant that is not in the enum or that the function does not support, `threads` below 0 or above 1024.
 * - The library never prints, never exits, changes no signal handler and no locale, and has no writable globals.
 * - A struct bagtag_model never changes: threads may share it. A struct bagtag_predictor is for one thread at a time.
 * - The same data, options and seed give the same bytes, for any number of threads, instruction set and compiler.
 * - Texts are bytes with a length, meant to be UTF-8; invalid UTF-8 is read as U+FFFD, never rejected.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bagtag_error.h>
#include <bagtag_input.h>
#include <bagtag_label_choice.h>
#include <bagtag_progress.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BAGTAG_API __attribute__((visibility("default")))
#else
#define BAGTAG_API
#endif

/* ---- this library and this machine (status and error: bagtag_error.h) ------------------------------------------ */

/* The version of the library, "0.1.0", and of the Unicode tables used for case folding and tokenization. */
BAGTAG_API const char *bagtag_version(void);
BAGTAG_API const char *bagtag_unicode_version(void);

/* The name of the vector kernel in use, "avx512", "avx2" or "base": the best one for this processor, or the one named
 * by the environment variable BAGTAG_KERNEL. All give the same bits. BAGTAG_INPUT if that name is unknown or the
 * processor cannot run it; every other function that computes then fails the same way. */
BAGTAG_API enum bagtag_status bagtag_kernel_name(const char **out, struct bagtag_error *error);

/* The number of threads this process may keep busy, from CPU affinity and cgroup quota. */
BAGTAG_API int bagtag_available_threads(void);

/* ---- training -------------------------------------------------------------------------------------------- */

struct bagtag_model;

/* A setting of a model or of the run that trains it. `bagtag train --help` and bagtag-train(1) explain them all. */
enum bagtag_setting_kind {
    BAGTAG_SWITCH, /* "yes" or "no" */
    BAGTAG_CHOICE, /* one of `choices` */
    BAGTAG_WHOLE,  /* a whole number from `low` to `high` */
    BAGTAG_REAL,   /* a number from `low` (or above it) to `high` */
    BAGTAG_TEXT    /* text of the form described by `argument` */
};
enum bagtag_setting_role {
    BAGTAG_OF_MODEL, /* shapes the model */
    BAGTAG_OF_DATA,  /* which documents are trained on, and in which order */
    BAGTAG_OF_RUN    /* how the run is carried out */
};
struct bagtag_setting {
    const char *name; /* such as "min-count"; with two dashes, the option of bagtag train */
    enum bagtag_setting_kind kind;
    enum bagtag_setting_role role;
    const char *const *choices; /* NULL at the end */
    double low, high;
    bool is_above_low;    /* `low` itself is out of range */
    const char *none;     /* a word accepted instead of a value; NULL: none */
    const char *initial;  /* the default */
    const char *argument; /* the name of the value in the help; NULL for a switch */
    const char *heading;  /* the group of options that it is listed in */
    const char *help;     /* one phrase; for a switch, what "yes" does */
    const char *help_no;  /* for a switch, what "no" does */
    bool is_tuned;        /* accepted by bagtag_tune */
    bool is_raced;        /* if unset, a race chooses it */
    bool is_searched;     /* if unset, bagtag_tune chooses it */
};

/* Setting I, or NULL past the last one; the setting called NAME, or NULL. Both are constants. */
BAGTAG_API const struct bagtag_setting *bagtag_setting_at(size_t i);
BAGTAG_API const struct bagtag_setting *bagtag_setting_find(const char *name);

/* The options of a training run. Every setting has its default until it is set. */
struct bagtag_train_options;

/* NULL when out of memory. The functions below accept that NULL: setting an option then returns BAGTAG_MEMORY. */
BAGTAG_API struct bagtag_train_options *bagtag_train_options_new(void);
BAGTAG_API void bagtag_train_options_free(struct bagtag_train_options *options); /* NULL is allowed */

/* Sets the setting NAME to the value in TEXT, such as "0.5", "gain" or "yes"; neither a race nor a search will change
 * it. TEXT is copied. BAGTAG_ARGUMENT, and nothing changes, if there is no such setting or TEXT is not a valid value
 * ("lr: expected a number above 0 and at most 100; found 0"). */
BAGTAG_API enum bagtag_status bagtag_train_options_set(struct bagtag_train_options *options, const char *name,
                                                       const char *text, struct bagtag_error *error);

/* The value of the setting NAME as its shortest text: a constant, or in SCRATCH, or borrowed from OPTIONS until the
 * setting is set or OPTIONS are freed. NULL when there is no such setting. */
enum { BAGTAG_SETTING_BYTES = 40 };
BAGTAG_API const char *bagtag_train_options_get(const struct bagtag_train_options *options, const char *name,
                                                char scratch[BAGTAG_SETTING_BYTES]);

/* Whether the setting NAME was set. */
BAGTAG_API bool bagtag_train_options_is_set(const struct bagtag_train_options *options, const char *name);

BAGTAG_API void bagtag_train_options_set_progress(struct bagtag_train_options *options,
                                                  bagtag_progress_function *progress, void *context); /* NULL: none */

/* What a training run read, and its results. */
struct bagtag_train_summary {
    uint64_t documents;  /* trained on */
    uint64_t held_out;   /* held out for validation */
    uint64_t unlabelled; /* lines without a label, which are skipped */
    struct bagtag_place first_unlabelled;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t tokens;       /* words in the documents trained on */
    uint64_t words;        /* different words kept */
    uint64_t labels;
    uint64_t label_texts;  /* labels whose name was added as a document */
    double loss;           /* mean -log p of the last epoch */
    double valid_loss;     /* -1 if no held-out document has a label seen in training */
    double valid_accuracy; /* -1 without held-out documents */
    double read_seconds, train_seconds;
    /* results of the race; n_raced is 0 without one */
    uint64_t n_raced; /* held-out documents that the accuracies are measured on */
    double race_accuracy;
    double plain_accuracy;    /* of a plain mean of words; of only some trials if it was abandoned as far worse */
    double words_accuracy;    /* of the chosen settings without character n-grams; -1: they have none */
    uint64_t n_calibrated;    /* held-out documents that temperature and threshold were fitted on */
    double expected_accuracy; /* on those, of models trained like this one; -1 without them */
    uint64_t n_learned_from;  /* documents that each of those models was trained on; with very many documents, only a
                                 small part of them, and then the accuracy is too low */
    bool has_several_labels;  /* at least one document in twenty has */
    bool is_chosen;           /* unset settings were chosen */
    double race_seconds;
};

/* Trains on FILES ("-" is standard input; gzip and zstd are recognised; the same file may be given several times). The
 * caller frees the model with bagtag_model_free; it keeps the settings it was made with (bagtag_model_setting). OPTIONS
 * may be NULL for the defaults, and SUMMARY may be NULL too. Errors: an unreadable, empty or unlabelled file, a
 * malformed line (file, line, expected, found), an impossible option, and training that diverged (loss not finite, or
 * worse than a uniform guess). */
BAGTAG_API enum bagtag_status bagtag_train(const char *const *files, size_t n_files,
                                           const struct bagtag_train_options *options, struct bagtag_model **out,
                                           struct bagtag_train_summary *summary, struct bagtag_error *error);

/* ---- models ---------------------------------------------------------------------------------------------- */

/* Opens the model in the folder PATH. Its files are mapped, not read: opening takes the same time for any size. Sizes,
 * offsets, names and versions are checked, and the error sentence says what is wrong; bagtag_model_verify checks the
 * checksums of the contents.
 *
 * PATH may also be a packed model (bagtag_pack.h) or a fastText model (.bin or .ftz, format 11 or 12), which is mapped
 * too, except that all its words must be read. A fastText model answers as fastText does: the same labels in the same
 * order with the same probabilities, except that none is above 1. The token </s> is appended to each text, words that
 * begin with __label__ are skipped, and a text in which nothing has a vector gets no labels. Labels are returned
 * without __label__. */
BAGTAG_API enum bagtag_status bagtag_model_open(const char *path, struct bagtag_model **out,
                                                struct bagtag_error *error);

/* Writes the model to the folder PATH, atomically. A model folder there is replaced; any other folder, and any file, is
 * refused, and so are a mount point and the current folder. A finished model that cannot be put there is kept beside
 * it, and the error says under which name. A full disk is an error; a program that sets a file size limit should ignore
 * SIGXFSZ. */
BAGTAG_API enum bagtag_status bagtag_model_save(const struct bagtag_model *model, const char *path,
                                                struct bagtag_error *error);

/* Fails if a save to PATH would be refused. Call it before a long training run. */
BAGTAG_API enum bagtag_status bagtag_model_can_save(const char *path, struct bagtag_error *error);

/* Reads every byte of the model in PATH, compares sizes and checksums with its config.json, and checks that all values
 * are in range. */
BAGTAG_API enum bagtag_status bagtag_model_verify(const char *path, struct bagtag_error *error);

/* Makes MODEL score texts with folded rows, F = E W' [V, C], in place of E and W, as models that were just trained or
 * were saved folded already do. This is several times as fast with many dimensions, and costs one pass over E.
 * Probabilities stay the same except for the rounding of sums, with any number of THREADS (0:
 * bagtag_available_threads()). F is saved with the model. Call this before the model is shared. BAGTAG_INPUT, and the
 * model is unchanged, for --bag max, a tree of labels, fastText's ova or ns, or more labels than half the
 * dimensions. */
BAGTAG_API enum bagtag_status bagtag_model_fold(struct bagtag_model *model, int threads, struct bagtag_error *error);

BAGTAG_API void bagtag_model_free(struct bagtag_model *model); /* NULL is allowed */

BAGTAG_API size_t bagtag_model_n_labels(const struct bagtag_model *model); /* C; 0: converted, not trained */
BAGTAG_API size_t bagtag_model_n_words(const struct bagtag_model *model);
BAGTAG_API size_t bagtag_model_n_rows(const struct bagtag_model *model);  /* V: words, n-grams, unnamed rows */
BAGTAG_API size_t bagtag_model_n_chars(const struct bagtag_model *model); /* rows of character n-grams */
BAGTAG_API size_t bagtag_model_dim(const struct bagtag_model *model);     /* D */

/* The value of the setting NAME that the model was made with, as bagtag_train_options_get returns it. A model that was
 * opened does not know `format`, a file given as `valid`, or the settings of role BAGTAG_OF_RUN; these have their
 * defaults. */
BAGTAG_API const char *bagtag_model_setting(const struct bagtag_model *model, const char *name,
                                            char scratch[BAGTAG_SETTING_BYTES]);

/* Label I < C, NUL-terminated, borrowed from the model; NULL when out of range. */
BAGTAG_API const char *bagtag_model_label(const struct bagtag_model *model, size_t i);

/* The number of the label that is exactly LABEL, or -1 when the model has no such label. */
BAGTAG_API int64_t bagtag_model_find_label(const struct bagtag_model *model, const char *label);

/* How many training documents had label I; -1 when there is no such label or the model does not record it. */
BAGTAG_API int64_t bagtag_model_label_count(const struct bagtag_model *model, size_t i);

/* A word typical of a label c. With weights W [C, D] and the word's row e[D], a text of this word alone scores c higher
 * than the average label by STRENGTH = e (W_c - mean W), biases aside. */
struct bagtag_label_word {
    size_t word; /* a number for bagtag_model_word */
    double strength;
};

/* The K words (0: all) with the greatest strength above 0 for label I, strongest first, ties in the order of the words;
 * none if labels are the leaves of a tree, as in a hierarchical softmax. The caller frees *OUT with free(); it is NULL
 * when *N is 0. Examines every word: V x D multiplications. */
BAGTAG_API enum bagtag_status bagtag_model_label_words(const struct bagtag_model *model, size_t i, size_t k,
                                                       struct bagtag_label_word **out, size_t *n,
                                                       struct bagtag_error *error);

/* Word I < n_words, *LEN bytes, not NUL-terminated, borrowed, and how often it occurred in training (COUNT may be
 * NULL). NULL when out of range. */
BAGTAG_API const char *bagtag_model_word(const struct bagtag_model *model, size_t i, size_t *len, uint64_t *count);

/* The row of a word spelled exactly as the tokenizer outputs it, or -1 when the model does not know it. */
BAGTAG_API int64_t bagtag_model_find_word(const struct bagtag_model *model, const char *word, size_t len);

/* OUT[0..D) = row I of the embedding, in whatever form the model stores it. BAGTAG_ARGUMENT when there is no such
 * row. */
BAGTAG_API enum bagtag_status bagtag_model_read_row(const struct bagtag_model *model, size_t i, float *out,
                                                    struct bagtag_error *error);

/* The first returns the same row in place, D floats, borrowed, aligned; NULL when there is no such row or the model
 * does not store it as aligned floats. The others return fc.weight [C, D] and fc.bias [C], NULL when C is 0. */
BAGTAG_API const float *bagtag_model_embedding(const struct bagtag_model *model, size_t i);
BAGTAG_API const float *bagtag_model_weight(const struct bagtag_model *model);
BAGTAG_API const float *bagtag_model_bias(const struct bagtag_model *model);

/* A description of the model as one JSON object (the members of config.json, and counts of words, rows and bytes),
 * NUL-terminated. The caller frees it with free(). */
BAGTAG_API enum bagtag_status bagtag_model_json(const struct bagtag_model *model, char **out,
                                                struct bagtag_error *error);

/* Calls TELL for each value of that object, in order, with names and values such as "training.lr" and "0.5", or "lower"
 * and "true". The strings are valid during the call only. */
BAGTAG_API enum bagtag_status bagtag_model_describe(const struct bagtag_model *model,
                                                    void (*tell)(void *context, const char *name, const char *value),
                                                    void *context, struct bagtag_error *error);

/* ---- one text -------------------------------------------------------------------------------------------- */

struct bagtag_prediction {
    uint32_t label; /* an index for bagtag_model_label */
    float probability;
};

struct bagtag_predictor;
BAGTAG_API enum bagtag_status bagtag_predictor_new(const struct bagtag_model *model, struct bagtag_predictor **out,
                                                   struct bagtag_error *error);
BAGTAG_API void bagtag_predictor_free(struct bagtag_predictor *predictor); /* NULL is allowed */

/* Stores the K most probable labels of TEXT (LEN bytes, one or more lines) in PREDICTIONS[0..*N), *N = min(K, C), best
 * first, ties in the order of the labels. A text without known words or n-grams gets softmax(bias). (fastText models
 * may return fewer labels than K: see bagtag_model_open.) */
BAGTAG_API enum bagtag_status bagtag_predict(struct bagtag_predictor *predictor, const char *text, size_t len, size_t k,
                                             struct bagtag_prediction *predictions, size_t *n,
                                             struct bagtag_error *error);

/* ---- similar words --------------------------------------------------------------------------------------- */

/* Finds the words of the model spelled most like the unknown word WORD: first those that differ in case only, then
 * those at edit distance 1, then 2 (a character inserted, deleted or substituted, or two swapped; one of the first two
 * characters is assumed to be right), the most frequent first in each group. Short words are allowed fewer edits: one
 * below four characters, none below two. Stores at most MOST (and never more than 16) in WORDS and returns how many.
 * Takes a few milliseconds for a million words in Latin script. */
BAGTAG_API size_t bagtag_suggest_words(const struct bagtag_model *model, const char *word, size_t len, size_t most,
                                       uint32_t *words);

struct bagtag_neighbor {
    uint32_t word; /* an index for bagtag_model_word */
    float cosine;  /* of the angle between its vector and the query, -1..1 */
};

/* A neighbour search: the norms of all word vectors, computed once, and scratch for one thread at a time. Borrows the
 * model. Uses at most THREADS threads (0: bagtag_available_threads()), and only one for a small table. The number of
 * threads does not change results. */
struct bagtag_neighbors;
BAGTAG_API enum bagtag_status bagtag_neighbors_new(const struct bagtag_model *model, int threads,
                                                   struct bagtag_neighbors **out, struct bagtag_error *error);
BAGTAG_API void bagtag_neighbors_free(struct bagtag_neighbors *neighbors); /* NULL is allowed */

/* Stores the K words whose vectors have the largest cosine with QUERY [D] in FOUND, which has room for min(K, words),
 * and their number in *N: largest cosine first, ties in the order of the words, without the words
 * EXCLUDED[0..N_EXCLUDED). N-grams are not searched. A vector that is zero or not finite (or whose norm is above 10^30
 * or below 10^-30) has no direction: such a word is never found, and such a QUERY has no neighbours, *N = 0. */
BAGTAG_API enum bagtag_status bagtag_neighbors_find(struct bagtag_neighbors *neighbors, const float *query,
                                                    const uint32_t *excluded, size_t n_excluded, size_t k,
                                                    struct bagtag_neighbor *found, size_t *n,
                                                    struct bagtag_error *error);

/* A is to B as C is to each result: the neighbours of b/|b| - a/|a| + c/|c| except A, B and C, which are words <
 * bagtag_model_n_words. No results if one of their vectors has no direction. Otherwise like bagtag_neighbors_find. */
BAGTAG_API enum bagtag_status bagtag_neighbors_analogy(struct bagtag_neighbors *neighbors, uint32_t a, uint32_t b,
                                                       uint32_t c, size_t k, struct bagtag_neighbor *found, size_t *n,
                                                       struct bagtag_error *error);

/* ---- streams of lines ------------------------------------------------------------------------------------ */

/* Where output goes. WRITE takes LEN bytes and returns 0, or an errno value that ends the run. It is called by one
 * thread at a time. */
struct bagtag_sink {
    int (*write)(void *context, const char *bytes, size_t len);
    void *context;
};

enum bagtag_output {
    BAGTAG_OUTPUT_TEXT,
    BAGTAG_OUTPUT_JSONL,
    BAGTAG_OUTPUT_AS_INPUT, /* bagtag_classify only: jsonl records unchanged, with a member added; csv rows unchanged,
                               with columns added; TEXT for other formats */
    BAGTAG_OUTPUT_FASTTEXT  /* bagtag_classify only: what fastText prints; probabilities of its models may exceed 1 */
};

#define BAGTAG_MODEL_THRESHOLD (-2.0) /* the threshold saved with the model; BAGTAG_INPUT if it has none */

/* What is printed after each label.
 *   PROBABILITY  at least six decimals, and as many as are needed to restore the float32
 *   LOGIT        the score before softmax or sigmoid: it still ranks when many probabilities are 1 */
enum bagtag_score { BAGTAG_NO_SCORE, BAGTAG_PROBABILITY, BAGTAG_LOGIT };

struct bagtag_classify_options {
    struct bagtag_input input; /* read as text; labels in it are skipped */
    size_t k;                  /* labels per line, 0: all */
    double threshold;          /* labels below this probability are dropped; may be BAGTAG_MODEL_THRESHOLD */
    size_t at_least;           /* but always keep this many of the most probable ones */
    enum bagtag_score score;
    bool with_text;      /* append the line unchanged */
    const char *none;    /* printed if no label is left, "" by default; not NULL */
    const char *add;     /* the name of what AS_INPUT adds. To jsonl: a member of this name, "bagtag" if NULL, which is
                            {"label":"x","prob":0.9} or, if k is not 1, {"labels":[...]}; either has "unknown":true if
                            the model knows nothing of the text. To csv: columns NAME and, with scores, NAME_prob or
                            NAME_logit; if NULL, "label" and "prob" or "logit" (if k is not 1, "label_1", "prob_1",
                            "label_2" ...) */
    const char *unknown; /* printed instead of labels if the model knows nothing of the text; NULL: print the labels */
    enum bagtag_output output;
    struct bagtag_label_choice among;
    int64_t scored_label; /* append the score of this label, whatever its rank, as a field after the labels or a member
                             "score"; -1: none. It must be one of `among` */
    size_t explain; /* append at most this many words, those that contribute most to the best label; 0: none. They are
                       the last field, separated by spaces, or a member "words":[{"token":"x","score":1,"lead":1}] */
    int threads;    /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_classify_options_init(struct bagtag_classify_options *options);

/* What a run over lines read. */
struct bagtag_stream_counts {
    uint64_t lines;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t labelled; /* lines of plain text that begin with the label prefix, or with a label of the model and a tab:
                          their labels are read as words */
    struct bagtag_place first_labelled;
    const char *labelled_as; /* the format that skips its label, "fasttext" or "tsv"; NULL: there is none */
    struct bagtag_input_counts input;
};

/* Writes one line to SINK for each line of FILES, in order (no files: standard input). Lines read so far are answered
 * as soon as the input pauses. */
BAGTAG_API enum bagtag_status bagtag_classify(const struct bagtag_model *model, const char *const *files,
                                              size_t n_files, const struct bagtag_classify_options *options,
                                              const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                              struct bagtag_error *error);

#define BAGTAG_MOST_PROBABLE (-1.0)

/* What is written before a line that passes: nothing, or its number in its file and a colon, like grep -n. */
enum bagtag_numbering { BAGTAG_UNNUMBERED, BAGTAG_NUMBERED };

struct bagtag_filter_options {
    struct bagtag_input input; /* read as text; labels in it are skipped */
    double threshold; /* pass lines that have one of LABELS with at least this probability, or BAGTAG_MODEL_THRESHOLD.
                         The default, BAGTAG_MOST_PROBABLE: lines whose most probable label is one of LABELS */
    struct bagtag_label_choice among; /* LABELS must be among these */
    bool is_known;                    /* pass only lines of which the model knows something */
    bool invert;                      /* pass the other lines */
    enum bagtag_numbering numbering;
    uint64_t most; /* stop reading when this many lines have passed; 0: no limit */
    int threads;   /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_filter_options_init(struct bagtag_filter_options *options);

struct bagtag_filter_counts {
    uint64_t lines;
    uint64_t passed;
    uint64_t invalid_utf8; /* lines with invalid UTF-8, passed or not */
    uint64_t labelled;     /* as in struct bagtag_stream_counts */
    struct bagtag_place first_labelled;
    const char *labelled_as; /* the format that skips its label, "fasttext" or "tsv"; NULL: there is none */
    struct bagtag_input_counts input;
};

/* Writes to SINK, in order, the lines of FILES (no files: standard input) whose label is one of LABELS[0..n_labels),
 * numbers below C (see bagtag_model_find_label). Lines are copied byte for byte: line ends, NUL, invalid UTF-8, a byte
 * order mark before the first line, labels of fasttext and tsv, a last line without a newline. A newline is added only
 * if such a last line is followed by a line of a later file. */
BAGTAG_API enum bagtag_status bagtag_filter(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                            const char *const *files, size_t n_files,
                                            const struct bagtag_filter_options *options, const struct bagtag_sink *sink,
                                            struct bagtag_filter_counts *counts, struct bagtag_error *error);

/* What a test counts: ALL labels and documents; or the labels the model KNOWS, and only documents that have such a
 * label and a vector. */
enum bagtag_truth { BAGTAG_TRUTH_ALL, BAGTAG_TRUTH_KNOWN };

struct bagtag_test_options {
    struct bagtag_input input;
    size_t k;                         /* labels predicted per document, for precision, recall and F1; 0: all */
    double threshold;                 /* of these, only labels at least this probable; may be BAGTAG_MODEL_THRESHOLD */
    struct bagtag_label_choice among; /* other labels are ignored, and documents with only such labels left out */
    enum bagtag_truth truth;          /* with KNOWN a report of 0 documents is not an error */
    int threads;
};
BAGTAG_API void bagtag_test_options_init(struct bagtag_test_options *options);

struct bagtag_label_report {
    const char *label;            /* borrowed from the report */
    uint64_t support;             /* documents that have it */
    uint64_t predicted;           /* documents it was predicted for */
    uint64_t hits;                /* both */
    double precision, recall, f1; /* 0 where undefined */
};

struct bagtag_report {
    uint64_t documents; /* lines with a label */
    uint64_t skipped;   /* lines without */
    uint64_t left_out;  /* lines whose labels are all outside `among` */
    struct bagtag_place first_skipped;
    struct bagtag_input_counts input;
    uint64_t invalid_utf8;
    double accuracy;              /* share of documents whose most probable label is one of their labels */
    double precision, recall, f1; /* over all predictions (micro) */
    double macro_f1;              /* mean over the labels that some document has or was predicted to have */
    double loss; /* log loss, mean over the documents with a label that the model knows: softmax, the mean of -log p
                    over those labels; ova, the sum of -log p over those labels and of -log (1 - p) over all others; -1:
                    no such document */
    double ece;  /* expected calibration error, 15 equal bins of the top probability */
    struct bagtag_label_report *labels; /* the model's labels in its order, then those it does not know */
    size_t n_labels;
    uint64_t *confusion; /* [n_labels, n_labels]: the row is the true label, the column the most probable one; a
                            document with several labels counts in the row of the predicted one if that is among them,
                            else of its first; NULL if n_labels is above 2,000 */
};

/* Compares the model's predictions with the labels in FILES (no files: standard input). The caller frees the report
 * with bagtag_report_free. */
BAGTAG_API enum bagtag_status bagtag_test(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                          const struct bagtag_test_options *options, struct bagtag_report **out,
                                          struct bagtag_error *error);
BAGTAG_API void bagtag_report_free(struct bagtag_report *report); /* NULL is allowed */

/* ---- vectors ---------------------------------------------------------------------------------------------- */

/* The row of a word as people type it: of WORD itself if the model knows it, otherwise of the single token that the
 * model's tokenizer makes of it ("Bread" becomes bread if case is folded). *ROW = -1: neither is known, or WORD is
 * several tokens. */
BAGTAG_API enum bagtag_status bagtag_model_look_up(const struct bagtag_model *model, const char *word, size_t len,
                                                   int64_t *row, struct bagtag_error *error);

/* OUT[0..D) = the vector of a word as people type it: its row or, in fastText models with character n-grams, the mean
 * of its row, if any, and those of its n-grams. If the model has none of these, *IS_KNOWN is false and OUT is zero. */
BAGTAG_API enum bagtag_status bagtag_model_word_vector(const struct bagtag_model *model, const char *word, size_t len,
                                                       float *out, bool *is_known, struct bagtag_error *error);

/* How vectors are written. Numbers in text have the fewest digits that restore the float32 exactly.
 *   TSV    word, tab, number, tab, number ...; for documents only the numbers
 *   JSONL  {"word":"bread","vector":[0.5,-1]}; for documents {"vector":[...]}; numbers that are not finite become null
 *   VEC    word, space, number, space, number ..., the format of word2vec and fastText; spaces in a word become _.
 *          bagtag_embed_all first writes a line with the number of words and D. For documents the same as TSV
 *   RAW    D float32, little-endian, nothing between or around them: the rows of an array [n, D] */
enum bagtag_vectors { BAGTAG_VECTORS_TSV, BAGTAG_VECTORS_JSONL, BAGTAG_VECTORS_RAW, BAGTAG_VECTORS_VEC };

enum bagtag_unknown { BAGTAG_UNKNOWN_SKIP, BAGTAG_UNKNOWN_ZERO };

/* Called for each unknown word, in order, one at a time. */
typedef void bagtag_unknown_function(void *context, const char *word, size_t len);

struct bagtag_embed_options {
    enum bagtag_vectors output;
    /* words */
    enum bagtag_unknown unknown;         /* write nothing or zeros for an unknown word or a blank line */
    bagtag_unknown_function *on_unknown; /* NULL: none */
    void *on_unknown_context;
    /* documents */
    struct bagtag_input input; /* read as text; labels in it are skipped */
    bool with_text;            /* append the line unchanged; not with RAW */
    int threads;               /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_embed_options_init(struct bagtag_embed_options *options);

struct bagtag_embed_counts {
    uint64_t vectors;      /* written */
    uint64_t unknown;      /* words without a row */
    uint64_t invalid_utf8; /* documents with invalid UTF-8 */
    struct bagtag_input_counts input;
};

/* Writes the vector of each of WORDS[0..n_words), NUL-terminated, to SINK: its exact row of the embedding. Words are
 * looked up with bagtag_model_look_up and written as given (tabs and line breaks become spaces). */
BAGTAG_API enum bagtag_status bagtag_embed_words(const struct bagtag_model *model, const char *const *words,
                                                 size_t n_words, const struct bagtag_embed_options *options,
                                                 const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                 struct bagtag_error *error);

/* The same for the lines of FILES, one word per line (no files: standard input). */
BAGTAG_API enum bagtag_status bagtag_embed_word_lines(const struct bagtag_model *model, const char *const *files,
                                                      size_t n_files, const struct bagtag_embed_options *options,
                                                      const struct bagtag_sink *sink,
                                                      struct bagtag_embed_counts *counts, struct bagtag_error *error);

/* The same for all words of the model, in the order of bagtag_model_word. */
BAGTAG_API enum bagtag_status bagtag_embed_all(const struct bagtag_model *model,
                                               const struct bagtag_embed_options *options,
                                               const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                               struct bagtag_error *error);

/* Writes the bag h of each line of FILES to SINK, in order (no files: standard input): the vector that bagtag_classify
 * computes the line's labels from, zeros for a line without known words. Every line gets one vector. */
BAGTAG_API enum bagtag_status bagtag_embed_documents(const struct bagtag_model *model, const char *const *files,
                                                     size_t n_files, const struct bagtag_embed_options *options,
                                                     const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                     struct bagtag_error *error);

/* ---- tokens ----------------------------------------------------------------------------------------------- */

struct bagtag_tokenize_options {
    struct bagtag_input input; /* read as text; labels in it are skipped */
    enum bagtag_output output;
    int threads; /* 0: bagtag_available_threads() */
    /* without a model; a model has its own */
    const char *tokenizer; /* "unicode" (the default), "whitespace", "basic-english", "bert" */
    int lower;             /* fold case: 1 yes, 0 no, -1 the tokenizer's default */
    uint32_t ngrams;       /* 1..8; 1: none */
    uint32_t buckets;
};
BAGTAG_API void bagtag_tokenize_options_init(struct bagtag_tokenize_options *options);

/* Writes the tokens of each line of FILES as one line to SINK, in order (no files: standard input).
 *   TEXT   the tokens, separated by spaces
 *   JSONL  an object with the members
 *          tokens   as strings
 *          ids      with a model: the row of each token, null for an unknown one
 *          rows     with a model: every row in the bag, words and n-grams, in the order they are summed
 *          offset   with a model: how many rows the earlier lines have (input and offsets of PyTorch's EmbeddingBag
 *                   are the concatenated rows of all lines, and the offsets)
 *          buckets  with word n-grams: the bucket of each, known to the model or not, by first token, then length
 * MODEL may be NULL. With a model, JSONL is always written by one thread, because of the offsets. */
BAGTAG_API enum bagtag_status bagtag_tokenize(const struct bagtag_model *model, const char *const *files,
                                              size_t n_files, const struct bagtag_tokenize_options *options,
                                              const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                              struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
