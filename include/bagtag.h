/* bagtag.h - text classification with a bag of embeddings: the library's reference */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_H
#define BAGTAG_H

/*
 * A model maps a text to labels. It splits the text into tokens, looks up their rows in an embedding table [V, D],
 * takes the mean row h[D] (PyTorch: nn.EmbeddingBag, mode='mean'), and computes the scores z = W h + b (nn.Linear, W
 * [C, D]) and the probabilities softmax(z). Training fits table and layer to labelled lines by stochastic gradient
 * descent. Letters: N documents, V rows of the embedding, C labels, D dimensions.
 *
 *     struct bagtag_error error;
 *     struct bagtag_model *model = NULL;
 *     if (bagtag_model_open("topics.model", &model, &error) != BAGTAG_OK)
 *         fprintf(stderr, "%s\n", error.sentence);
 *
 * bagtag_nn.h has nn.Embedding and nn.EmbeddingBag, over the caller's arrays and over the rows of models, and makes
 * models from NumPy tables. bagtag_tune.h has the search for settings.
 *
 * Conventions:
 * - A function that can fail returns a status. On failure the struct bagtag_error (which can be NULL) contains one
 *   sentence for the user, and every `out` parameter is unchanged.
 * - The library never prints or exits, does not change signal handlers or the locale, and has no writable globals.
 * - A struct bagtag_model never changes, so threads can share it. A struct bagtag_predictor is for one thread at a
 *   time.
 * - The same data, options and seed give the same bytes, with any number of threads, instruction set and compiler.
 * - Texts are bytes with a length, meant to be UTF-8; invalid UTF-8 is read as U+FFFD and never refused.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bagtag_error.h>
#include <bagtag_input.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BAGTAG_API __attribute__((visibility("default")))
#else
#define BAGTAG_API
#endif

/* ---- this library and this machine (status and error: bagtag_error.h) ------------------------------------------ */

/* The version of the library, such as "0.1.0", and of the Unicode tables that its tokenizer uses. */
BAGTAG_API const char *bagtag_version(void);
BAGTAG_API const char *bagtag_unicode_version(void);

/* The name of the vector kernel in use, "avx512", "avx2" or "base": the one named in the environment variable
 * BAGTAG_KERNEL, or else the best for this processor. All give the same bits. BAGTAG_INPUT if the name is unknown or
 * the processor cannot run it; every other function that computes then fails in the same way. */
BAGTAG_API enum bagtag_status bagtag_kernel_name(const char **out, struct bagtag_error *error);

/* How many threads this process can keep busy, given its CPU affinity and cgroup quota. */
BAGTAG_API int bagtag_available_threads(void);

/* ---- training -------------------------------------------------------------------------------------------- */

struct bagtag_model;

enum bagtag_stage {
    BAGTAG_READING,
    BAGTAG_WARNING,     /* something in the data looks wrong; once for each problem, before training */
    BAGTAG_CHOOSING,    /* choosing settings by trials on held-out documents */
    BAGTAG_CALIBRATING, /* choosing epochs and temperature, likewise */
    BAGTAG_TRAINING,
    BAGTAG_EPOCH_END,
    BAGTAG_WRITING /* for programs that save the model; bagtag_train never reports it */
};

/* The progress of a run. Counts are totals so far. */
struct bagtag_progress {
    enum bagtag_stage stage;
    double fraction;           /* share of this stage that is done, 0..1; -1 if unknown (reading a pipe) */
    uint64_t documents;        /* read, or trained on (epochs x documents) */
    uint64_t tokens;           /* likewise */
    int candidate, candidates; /* while choosing: number of the candidate, from 1, and of how many */
    double best_accuracy;      /* likewise: held-out accuracy of the best so far; -1: none yet */
    const char *best_name;     /* likewise: its description, borrowed for the call */
    int epoch, epochs;         /* while training; from 1 */
    double learning_rate;
    double loss;           /* mean -log p over the current epoch (at BAGTAG_EPOCH_END, the one that ended) */
    double valid_loss;     /* at BAGTAG_EPOCH_END; -1 without held-out documents with a known label */
    double valid_accuracy; /* likewise; -1 without held-out documents */
    const char *warning;   /* at BAGTAG_WARNING: a sentence with file and line, borrowed for the call; otherwise NULL */
};

/* Called from the thread that called bagtag_train, about ten times a second, and always at the end of an epoch. Return
 * false to stop. */
typedef bool bagtag_progress_function(void *context, const struct bagtag_progress *progress);

/* A setting of a model or of its training; bagtag-train(1) explains each. */
enum bagtag_setting_kind {
    BAGTAG_SWITCH, /* "yes" or "no" */
    BAGTAG_CHOICE, /* one of `choices` */
    BAGTAG_WHOLE,  /* a whole number from `low` to `high` */
    BAGTAG_REAL,   /* a number from `low` (or above it) to `high` */
    BAGTAG_TEXT    /* text, in the form that `argument` says */
};
enum bagtag_setting_role {
    BAGTAG_OF_MODEL, /* shapes the model */
    BAGTAG_OF_DATA,  /* which documents are used, and in which order */
    BAGTAG_OF_RUN    /* how the run works */
};
struct bagtag_setting {
    const char *name; /* such as "min-count"; with two dashes, the option of bagtag train */
    enum bagtag_setting_kind kind;
    enum bagtag_setting_role role;
    const char *const *choices; /* ends with NULL */
    double low, high;
    bool is_above_low;    /* `low` itself is out of range */
    const char *none;     /* a word allowed instead of a value, such as "none"; NULL: there is no such word */
    const char *initial;  /* the default */
    const char *argument; /* name of the value in help; NULL for a switch */
    const char *heading;  /* group of options in help */
    const char *help;     /* one phrase; of a switch, for "yes" */
    const char *help_no;  /* of a switch, for "no" */
    bool is_tuned;        /* bagtag_tune accepts it */
    bool is_raced;        /* a race chooses it unless it is set */
    bool is_searched;     /* bagtag_tune searches it unless it is set */
};

/* Setting number I, or NULL from the number of settings on; and the setting NAME, or NULL. Both are constants. */
BAGTAG_API const struct bagtag_setting *bagtag_setting_at(size_t i);
BAGTAG_API const struct bagtag_setting *bagtag_setting_find(const char *name);

/* The options of a training run. Every setting has its default until it is set. */
struct bagtag_train_options;

/* NULL if out of memory. The functions below accept NULL; bagtag_train_options_set then returns BAGTAG_MEMORY. */
BAGTAG_API struct bagtag_train_options *bagtag_train_options_new(void);
BAGTAG_API void bagtag_train_options_free(struct bagtag_train_options *options); /* NULL is allowed */

/* Sets NAME to the value TEXT, such as "0.5", "gain" or "yes"; then no race and no search changes it. TEXT is copied.
 * BAGTAG_ARGUMENT, with nothing changed, if there is no such setting or TEXT is not a valid value ("lr: expected a
 * number above 0 and at most 100; found 0"). */
BAGTAG_API enum bagtag_status bagtag_train_options_set(struct bagtag_train_options *options, const char *name,
                                                       const char *text, struct bagtag_error *error);

/* The value of the setting NAME as the shortest text. It is a constant, is in SCRATCH, or is borrowed from OPTIONS
 * until the setting is set or OPTIONS is freed. NULL if there is no such setting. */
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
    uint64_t held_out;   /* for validation */
    uint64_t unlabelled; /* lines skipped because they have no label */
    struct bagtag_place first_unlabelled;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t tokens;       /* words in the training documents */
    uint64_t words;        /* different words in the model */
    uint64_t labels;
    double loss;           /* mean -log p of the last epoch */
    double valid_loss;     /* -1 without held-out documents with a known label */
    double valid_accuracy; /* -1 without held-out documents */
    double read_seconds, train_seconds;
    /* results of the race; n_raced is 0 without one */
    uint64_t n_raced; /* held-out documents that the accuracies are measured on */
    double race_accuracy;
    double plain_accuracy;    /* of the plain mean of words */
    double words_accuracy;    /* of the chosen settings without their character n-grams, on the same documents; -1: they
                                 have none */
    uint64_t n_calibrated;    /* held-out documents used to fit temperature and threshold */
    double expected_accuracy; /* on these, of models trained with the same settings; -1 without them */
    bool is_chosen;           /* unset settings were chosen */
    double race_seconds;
};

/* Trains on FILES ("-" is standard input; gzip and zstd are recognised; a file can be given more than once). The caller
 * owns the model and frees it with bagtag_model_free; bagtag_model_setting returns its settings. OPTIONS can be NULL,
 * for the defaults, and so can SUMMARY. Errors: an unreadable, empty or unlabelled file, a malformed line (the sentence
 * names file, line, expected and found), an invalid option, and a run that diverged (the loss is not finite, or much
 * worse than guessing). */
BAGTAG_API enum bagtag_status bagtag_train(const char *const *files, size_t n_files,
                                           const struct bagtag_train_options *options, struct bagtag_model **out,
                                           struct bagtag_train_summary *summary, struct bagtag_error *error);

/* ---- models ---------------------------------------------------------------------------------------------- */

/* Opens the model in the folder PATH. Its files are mapped into memory, not read, so opening takes the same time for
 * any size. Sizes, offsets, names and versions are checked; checksums are checked only by bagtag_model_verify.
 *
 * PATH can also be a fastText model file (.bin or .ftz, format 11 or 12). It is mapped too, but its dictionary is read.
 * Such a model answers as fastText does: the same labels in the same order, with the same probabilities, except that
 * none is above 1. The token </s> is added at the end of a text, words that begin with __label__ are ignored, and a
 * text in which nothing has a vector gets no labels. Label names come without __label__. */
BAGTAG_API enum bagtag_status bagtag_model_open(const char *path, struct bagtag_model **out,
                                                struct bagtag_error *error);

/* Writes the model to the folder PATH. An existing model is replaced atomically; a folder or file that is not a model
 * is refused. A full disk is an error. A program that sets a file size limit should ignore SIGXFSZ. */
BAGTAG_API enum bagtag_status bagtag_model_save(const struct bagtag_model *model, const char *path,
                                                struct bagtag_error *error);

/* Fails if a save to PATH would be refused. Ask this before a long training run. */
BAGTAG_API enum bagtag_status bagtag_model_can_save(const char *path, struct bagtag_error *error);

/* Reads every byte of the model in PATH and compares sizes and checksums with its config.json, and all values with
 * their ranges. */
BAGTAG_API enum bagtag_status bagtag_model_verify(const char *path, struct bagtag_error *error);

BAGTAG_API void bagtag_model_free(struct bagtag_model *model); /* NULL is allowed */

BAGTAG_API size_t bagtag_model_n_labels(const struct bagtag_model *model); /* C; 0 for a converted model */
BAGTAG_API size_t bagtag_model_n_words(const struct bagtag_model *model);
BAGTAG_API size_t bagtag_model_n_rows(const struct bagtag_model *model);  /* V: words, n-grams and unnamed rows */
BAGTAG_API size_t bagtag_model_n_chars(const struct bagtag_model *model); /* rows of character n-grams */
BAGTAG_API size_t bagtag_model_dim(const struct bagtag_model *model);     /* D */

/* The value of the setting NAME that the model was trained with, as from bagtag_train_options_get. A model that was
 * opened does not know `format`, the file of `valid`, and the settings of the run; these have their defaults. */
BAGTAG_API const char *bagtag_model_setting(const struct bagtag_model *model, const char *name,
                                            char scratch[BAGTAG_SETTING_BYTES]);

/* Label I < C, NUL-terminated, borrowed from the model; NULL if there is no such label. */
BAGTAG_API const char *bagtag_model_label(const struct bagtag_model *model, size_t i);

/* The number of the label that is exactly LABEL, or -1 if there is none. */
BAGTAG_API int64_t bagtag_model_find_label(const struct bagtag_model *model, const char *label);

/* The number of training documents with label I; -1 if there is no such label or the model does not say. */
BAGTAG_API int64_t bagtag_model_label_count(const struct bagtag_model *model, size_t i);

/* A word typical of a label. With weight W [C, D] and the word's row e[D], STRENGTH = e (W_c - mean W): how much higher
 * than the average label a text of only this word scores label c, biases aside. */
struct bagtag_label_word {
    size_t word; /* a number for bagtag_model_word */
    double strength;
};

/* The K words (0: all) with the greatest strength above 0 for label I, strongest first, ties in the order of the words.
 * None for a hierarchical softmax, where labels are the leaves of a tree. The caller frees *OUT with free(); it is NULL
 * if *N is 0. Costs V x D multiplications. */
BAGTAG_API enum bagtag_status bagtag_model_label_words(const struct bagtag_model *model, size_t i, size_t k,
                                                       struct bagtag_label_word **out, size_t *n,
                                                       struct bagtag_error *error);

/* Word I < n_words: *LEN bytes, not NUL-terminated, borrowed; COUNT, which can be NULL, receives its count in the
 * training data. NULL if out of range. */
BAGTAG_API const char *bagtag_model_word(const struct bagtag_model *model, size_t i, size_t *len, uint64_t *count);

/* The row of a word, written exactly as the tokenizer returns it, or -1 if the model does not know it. */
BAGTAG_API int64_t bagtag_model_find_word(const struct bagtag_model *model, const char *word, size_t len);

/* OUT[0..D) = row I of the embedding, however the model stores it. BAGTAG_ARGUMENT if there is no such row. */
BAGTAG_API enum bagtag_status bagtag_model_read_row(const struct bagtag_model *model, size_t i, float *out,
                                                    struct bagtag_error *error);

/* The same row in place: D aligned floats, borrowed; NULL if there is no such row or the model does not store it as
 * aligned floats. And fc.weight [C, D] and fc.bias [C]; NULL if C is 0. */
BAGTAG_API const float *bagtag_model_embedding(const struct bagtag_model *model, size_t i);
BAGTAG_API const float *bagtag_model_weight(const struct bagtag_model *model);
BAGTAG_API const float *bagtag_model_bias(const struct bagtag_model *model);

/* The whole description of the model as one JSON object (the members of config.json, and counts of words, rows and
 * bytes), NUL-terminated. The caller frees it with free(). */
BAGTAG_API enum bagtag_status bagtag_model_json(const struct bagtag_model *model, char **out,
                                                struct bagtag_error *error);

/* Calls TELL with each single value of that object, in order: "training.lr" and "0.5", "lower" and "true". The strings
 * are borrowed for the call. */
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

/* Writes the K most probable labels of TEXT (LEN bytes, one line or more) to PREDICTIONS[0..*N), best first, ties in
 * the order of the labels; *N = min(K, C). A text without known words gets softmax(bias). (fastText models can return
 * fewer labels than K, see bagtag_model_open.) */
BAGTAG_API enum bagtag_status bagtag_predict(struct bagtag_predictor *predictor, const char *text, size_t len, size_t k,
                                             struct bagtag_prediction *predictions, size_t *n,
                                             struct bagtag_error *error);

/* ---- similar words --------------------------------------------------------------------------------------- */

/* Writes to WORDS the words of the model whose spelling is most similar to the unknown word WORD, at most MOST and
 * never more than 16, and returns their number. Words that differ only in case come first, then those with one typing
 * error, then those with two (a character too many, missing, wrong, or two swapped); in each group the most frequent
 * come first. One of the first two characters must be right. Words below four characters can have one error, below two
 * none. Takes a few milliseconds for a million words in Latin script. */
BAGTAG_API size_t bagtag_suggest_words(const struct bagtag_model *model, const char *word, size_t len, size_t most,
                                       uint32_t *words);

struct bagtag_neighbor {
    uint32_t word; /* an index for bagtag_model_word */
    float cosine;  /* of the angle between its vector and the query, -1..1 */
};

/* The lengths of all word vectors, computed once, and scratch memory for one caller at a time. Borrows the model.
 * THREADS is the maximum that a search uses (0: bagtag_available_threads()); it never changes the result. */
struct bagtag_neighbors;
BAGTAG_API enum bagtag_status bagtag_neighbors_new(const struct bagtag_model *model, int threads,
                                                   struct bagtag_neighbors **out, struct bagtag_error *error);
BAGTAG_API void bagtag_neighbors_free(struct bagtag_neighbors *neighbors); /* NULL is allowed */

/* Writes the *N words whose vectors are closest to QUERY [D], at most K, to FOUND, which has room for min(K, words).
 * Largest cosine first, ties in the order of the words; the words EXCLUDED[0..N_EXCLUDED) are left out, and n-grams are
 * not searched. A word whose vector is zero or not finite (or has a length above 10^30 or below 10^-30) is never found,
 * and a QUERY of this kind has no neighbours: *N = 0. */
BAGTAG_API enum bagtag_status bagtag_neighbors_find(struct bagtag_neighbors *neighbors, const float *query,
                                                    const uint32_t *excluded, size_t n_excluded, size_t k,
                                                    struct bagtag_neighbor *found, size_t *n,
                                                    struct bagtag_error *error);

/* Completes "A is to B as C is to ...": the neighbours of b/|b| - a/|a| + c/|c|, without A, B and C, which are words <
 * bagtag_model_n_words. None if one of the vectors is zero or not finite. Otherwise as bagtag_neighbors_find. */
BAGTAG_API enum bagtag_status bagtag_neighbors_analogy(struct bagtag_neighbors *neighbors, uint32_t a, uint32_t b,
                                                       uint32_t c, size_t k, struct bagtag_neighbor *found, size_t *n,
                                                       struct bagtag_error *error);

/* ---- streams of lines ------------------------------------------------------------------------------------ */

/* Receives output: WRITE takes LEN bytes and returns 0, or an errno value that ends the run. It is called from one
 * thread at a time. */
struct bagtag_sink {
    int (*write)(void *context, const char *bytes, size_t len);
    void *context;
};

enum bagtag_output {
    BAGTAG_OUTPUT_TEXT,
    BAGTAG_OUTPUT_JSONL,
    BAGTAG_OUTPUT_AS_INPUT /* for classify: jsonl records unchanged with a member added; other formats as TEXT */
};

#define BAGTAG_MODEL_THRESHOLD (-2.0) /* the model's own; BAGTAG_INPUT if it has none */

/* What is printed after each label.
 *   PROBABILITY  with at least six decimals, and enough to read back the same float32
 *   LOGIT        the score before softmax or sigmoid, which still ranks texts whose probabilities are all 1 */
enum bagtag_score { BAGTAG_NO_SCORE, BAGTAG_PROBABILITY, BAGTAG_LOGIT };

struct bagtag_classify_options {
    struct bagtag_input input; /* as text; labels are left out of it */
    size_t k;                  /* labels per line; 0: all */
    double threshold;          /* labels below this probability are dropped; or BAGTAG_MODEL_THRESHOLD */
    enum bagtag_score score;
    bool with_text;      /* append the unchanged line */
    const char *none;    /* printed if no label reaches the threshold; "" by default */
    const char *add;     /* the member that AS_INPUT adds, "bagtag" by default: {"label":"x","prob":0.9}, or
                            {"labels":[...]} if k is not 1; both with "unknown":true for an unknown text */
    const char *unknown; /* printed instead of the labels of an unknown text; NULL: its labels */
    enum bagtag_output output;
    int threads; /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_classify_options_init(struct bagtag_classify_options *options);

/* What a stream contained. */
struct bagtag_stream_counts {
    uint64_t lines;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t labelled;     /* lines of plain text that begin with the label prefix, which was read as a word */
    struct bagtag_place first_labelled;
    struct bagtag_input_counts input;
};

/* Writes one line to SINK for each line of FILES, in order (no files: standard input). When the input pauses, all lines
 * so far are answered. */
BAGTAG_API enum bagtag_status bagtag_classify(const struct bagtag_model *model, const char *const *files,
                                              size_t n_files, const struct bagtag_classify_options *options,
                                              const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                              struct bagtag_error *error);

#define BAGTAG_MOST_PROBABLE (-1.0)

/* What is printed before a line that passes: nothing, or its number in its file and a colon, as by grep -n. */
enum bagtag_numbering { BAGTAG_UNNUMBERED, BAGTAG_NUMBERED };

struct bagtag_filter_options {
    struct bagtag_input input; /* as text; labels are left out of it */
    /* Pass a line if one of the labels has at least this probability, or BAGTAG_MODEL_THRESHOLD. With the default,
     * BAGTAG_MOST_PROBABLE: pass a line if its most probable label is one of the labels. */
    double threshold;
    bool is_known; /* pass only texts that the model knows something about */
    bool invert;   /* pass the other lines instead */
    enum bagtag_numbering numbering;
    uint64_t most; /* stop reading after this many lines have passed; 0: no limit */
    int threads;   /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_filter_options_init(struct bagtag_filter_options *options);

struct bagtag_filter_counts {
    uint64_t lines;
    uint64_t passed;
    uint64_t invalid_utf8; /* lines with invalid UTF-8, passed or not */
    uint64_t labelled;     /* as in struct bagtag_stream_counts */
    struct bagtag_place first_labelled;
    struct bagtag_input_counts input;
};

/* Writes to SINK, in order, the lines of FILES (no files: standard input) that get one of LABELS[0..n_labels), numbers
 * below C, see bagtag_model_find_label. Lines are written unchanged, byte for byte, with their line ends, NUL bytes,
 * invalid UTF-8, byte order mark and labels, and a last line without a newline stays without one. Only if a line of a
 * later file follows is a newline inserted. COUNTS can be NULL.
 */
BAGTAG_API enum bagtag_status bagtag_filter(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                            const char *const *files, size_t n_files,
                                            const struct bagtag_filter_options *options, const struct bagtag_sink *sink,
                                            struct bagtag_filter_counts *counts, struct bagtag_error *error);

struct bagtag_test_options {
    struct bagtag_input input;
    size_t k;         /* labels predicted per document, for precision, recall and F1; at least 1 */
    double threshold; /* of these, only labels with at least this probability; or BAGTAG_MODEL_THRESHOLD */
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
    struct bagtag_place first_skipped;
    struct bagtag_input_counts input;
    uint64_t invalid_utf8;
    double accuracy;              /* share of documents whose most probable label is one of their labels */
    double precision, recall, f1; /* over all predictions (micro) */
    double macro_f1;              /* mean over the labels that occur or were predicted */
    /* Mean over the documents with a known label: for softmax, the mean of -log p over those labels; for ova, the sum
     * of -log p over its labels and of -log (1 - p) over all others. -1: there is no such document. */
    double loss;
    double ece;                         /* expected calibration error, 15 equal bins of the top probability */
    struct bagtag_label_report *labels; /* the model's labels in their order, then unknown ones */
    size_t n_labels;
    uint64_t *confusion; /* [n_labels, n_labels]: row the true label, column the most probable one; a document with
                            several labels counts under the predicted one if it is among them, otherwise under its
                            first; NULL if n_labels is above 2,000 */
};

/* Compares the model's predictions with the labels in FILES. The caller frees the report with bagtag_report_free. */
BAGTAG_API enum bagtag_status bagtag_test(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                          const struct bagtag_test_options *options, struct bagtag_report **out,
                                          struct bagtag_error *error);
BAGTAG_API void bagtag_report_free(struct bagtag_report *report); /* NULL is allowed */

/* ---- vectors ---------------------------------------------------------------------------------------------- */

/* The row of a word as a user types it: that of WORD itself if the model knows it, otherwise that of WORD as the
 * model's tokenizer normalises it ("Bread" finds bread in a model that ignores case). *ROW = -1 if neither is known or
 * WORD is several tokens. */
BAGTAG_API enum bagtag_status bagtag_model_look_up(const struct bagtag_model *model, const char *word, size_t len,
                                                   int64_t *row, struct bagtag_error *error);

/* OUT[0..D) = the vector of a word as a user types it: its row; or, in fastText models with character n-grams, the mean
 * of its row, if it has one, and those of its n-grams. If the model has none of these, *IS_KNOWN is false and OUT is
 * zero. */
BAGTAG_API enum bagtag_status bagtag_model_word_vector(const struct bagtag_model *model, const char *word, size_t len,
                                                       float *out, bool *is_known, struct bagtag_error *error);

/* How vectors are written. Numbers in text are as short as possible, but read back as exactly the same float32.
 *   TSV    word, tab, number, tab, number ...; for documents only the numbers
 *   JSONL  {"word":"bread","vector":[0.5,-1]}; of documents {"vector":[...]}; a number that is not finite is null
 *   RAW    D float32, little-endian, nothing between or around them: the rows of an array [n, D] */
enum bagtag_vectors { BAGTAG_VECTORS_TSV, BAGTAG_VECTORS_JSONL, BAGTAG_VECTORS_RAW };

enum bagtag_unknown { BAGTAG_UNKNOWN_SKIP, BAGTAG_UNKNOWN_ZERO };

/* Called for each unknown word, in order, one at a time. */
typedef void bagtag_unknown_function(void *context, const char *word, size_t len);

struct bagtag_embed_options {
    enum bagtag_vectors output;
    /* words */
    enum bagtag_unknown unknown;         /* skip an unknown word, or write zeros for it */
    bagtag_unknown_function *on_unknown; /* NULL: none */
    void *on_unknown_context;
    /* documents */
    struct bagtag_input input; /* as text; labels are left out of it */
    bool with_text;            /* append the unchanged line; not with RAW */
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
 * looked up with bagtag_model_look_up and written as given (tabs and line breaks as spaces). */
BAGTAG_API enum bagtag_status bagtag_embed_words(const struct bagtag_model *model, const char *const *words,
                                                 size_t n_words, const struct bagtag_embed_options *options,
                                                 const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                 struct bagtag_error *error);

/* The same for the word on each line of FILES (no files: standard input). */
BAGTAG_API enum bagtag_status bagtag_embed_word_lines(const struct bagtag_model *model, const char *const *files,
                                                      size_t n_files, const struct bagtag_embed_options *options,
                                                      const struct bagtag_sink *sink,
                                                      struct bagtag_embed_counts *counts, struct bagtag_error *error);

/* Writes the bag h of each line of FILES to SINK, in order (no files: standard input): the vector that bagtag_classify
 * computes labels from, zeros for a line without known words. One vector per line. */
BAGTAG_API enum bagtag_status bagtag_embed_documents(const struct bagtag_model *model, const char *const *files,
                                                     size_t n_files, const struct bagtag_embed_options *options,
                                                     const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                     struct bagtag_error *error);

/* ---- tokens ----------------------------------------------------------------------------------------------- */

struct bagtag_tokenize_options {
    struct bagtag_input input; /* as text; labels are left out of it */
    enum bagtag_output output;
    int threads; /* 0: bagtag_available_threads() */
    /* only without a model, which has its own */
    const char *tokenizer; /* "unicode" (the default), "whitespace", "basic-english", "bert" */
    int lower;             /* fold case: 1 yes, 0 no, -1 the tokenizer's default */
    uint32_t ngrams;       /* 1..8; 1: none */
    uint32_t buckets;
};
BAGTAG_API void bagtag_tokenize_options_init(struct bagtag_tokenize_options *options);

/* Writes one line to SINK for each line of FILES, in order (no files: standard input): the tokens of the text.
 *   TEXT   the tokens, separated by spaces
 *   JSONL  an object with the members
 *          tokens   as strings
 *          ids      with a model: the row of each token, null for an unknown one
 *          rows     with a model: every row in the bag, words and n-grams, in the order in which they are summed
 *          offset   with a model: the number of rows of all lines before (the concatenated rows of all lines, and
 *                   these offsets, are the input of PyTorch's EmbeddingBag)
 *          buckets  with n-grams of words: the bucket of each, with or without a row, by first token, then length
 * MODEL can be NULL. With a model, JSONL is written by one thread, whatever the options say, because of the offset. */
BAGTAG_API enum bagtag_status bagtag_tokenize(const struct bagtag_model *model, const char *const *files,
                                              size_t n_files, const struct bagtag_tokenize_options *options,
                                              const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                              struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
