/* bagtag.h - text classification with a bag of embeddings: the library's manual */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_H
#define BAGTAG_H

/*
 * A model maps a text to labels. Training reads labelled lines, cuts each into tokens, looks their rows up in an
 * embedding table [V, D], takes the mean row h[D] (PyTorch: nn.EmbeddingBag, mode='mean'), and gives the labels the
 * scores z = W h + b (nn.Linear, W [C, D]) and the probabilities softmax(z). It is fitted by stochastic
 * gradient descent. Letters: N documents, V rows of the embedding, C labels, D width.
 *
 *     struct bagtag_error error;
 *     struct bagtag_model *model = NULL;
 *     if (bagtag_model_open("topics.model", &model, &error) != BAGTAG_OK)
 *         fprintf(stderr, "%s\n", error.sentence);
 *
 * (bagtag_nn.h has the layers alone, nn.Embedding and nn.EmbeddingBag over a caller's own arrays, and over the rows of
 * models; and models made of tables from NumPy.)
 *
 * Rules that hold everywhere:
 * - A function that can fail returns a status; on failure the struct bagtag_error given holds one sentence for a
 *   person, and every `out` parameter is untouched.
 * - NULL is allowed for `error`, `counts` and `summary`, for arrays of no elements, and elsewhere where a comment says
 *   so. No array of `files` elements means standard input, where a comment says so.
 * - *_options_init sets the defaults; then change what you need. A value that an option cannot have is BAGTAG_ARGUMENT:
 *   a number out of range, a constant that its enum or the function lacks, `threads` below 0 or above 1024.
 * - The library never prints, never exits, changes no signal handler and no locale, and has no writable globals.
 * - A struct bagtag_model never changes: threads may share it. A struct bagtag_predictor is for one thread at a time.
 * - The same data, options and seed give the same bytes, for any number of threads, instruction set and compiler.
 * - Texts are bytes with a length, UTF-8 by intent; invalid UTF-8 is read as U+FFFD, never refused.
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

/* The version of the library, "0.1.0"; and of the Unicode tables it folds and cuts text by. */
BAGTAG_API const char *bagtag_version(void);
BAGTAG_API const char *bagtag_unicode_version(void);

/* The name of the vector kernel in use: "avx512", "avx2" or "base": the best this processor has, or the one named in
 * the environment variable BAGTAG_KERNEL. All give the same bits. A name that is unknown or that the
 * processor cannot run is BAGTAG_INPUT; every other function that computes fails the same way then. */
BAGTAG_API enum bagtag_status bagtag_kernel_name(const char **out, struct bagtag_error *error);

/* How many threads this process may keep busy: CPU affinity and cgroup quota. */
BAGTAG_API int bagtag_available_threads(void);

/* ---- training -------------------------------------------------------------------------------------------- */

struct bagtag_model;

/* A setting of models and of the runs that train them, as `bagtag train --help` and bagtag-train(1) explain it. */
enum bagtag_setting_kind {
    BAGTAG_SWITCH, /* "yes" or "no" */
    BAGTAG_CHOICE, /* one of `choices` */
    BAGTAG_WHOLE,  /* a whole number from `low` to `high` */
    BAGTAG_REAL,   /* a number from `low` (or above it) to `high` */
    BAGTAG_TEXT    /* text, in the form that `argument` says */
};
enum bagtag_setting_role {
    BAGTAG_OF_MODEL, /* shapes the model */
    BAGTAG_OF_DATA,  /* which documents are learnt from, and in which order */
    BAGTAG_OF_RUN    /* how the run goes about it */
};
struct bagtag_setting {
    const char *name; /* "min-count": with two dashes that of the option of bagtag train */
    enum bagtag_setting_kind kind;
    enum bagtag_setting_role role;
    const char *const *choices; /* NULL at the end */
    double low, high;
    bool is_above_low;    /* `low` itself is out of range */
    const char *none;     /* a word that may stand in the place of the value; NULL: none */
    const char *initial;  /* the default */
    const char *argument; /* what help calls the value; NULL for a switch */
    const char *heading;  /* the group of options that help lists it in */
    const char *help;     /* one phrase, of a switch for "yes" */
    const char *help_no;  /* of a switch, for "no" */
    bool is_tuned;        /* bagtag_tune takes it */
    bool is_raced;        /* a race chooses it where it is not set */
    bool is_searched;     /* bagtag_tune chooses it where it is not set */
};

/* Setting I, NULL from the number of settings on; the one called NAME, or NULL. Constants. */
BAGTAG_API const struct bagtag_setting *bagtag_setting_at(size_t i);
BAGTAG_API const struct bagtag_setting *bagtag_setting_find(const char *name);

/* The options of a training run: every setting at its default until it is set. */
struct bagtag_train_options;

/* NULL when memory is out. The functions below accept that NULL: setting an option of it is BAGTAG_MEMORY. */
BAGTAG_API struct bagtag_train_options *bagtag_train_options_new(void);
BAGTAG_API void bagtag_train_options_free(struct bagtag_train_options *options); /* NULL is allowed */

/* Sets the setting NAME to what TEXT says, "0.5", "gain", "yes"; no race and no search changes it then. TEXT is copied.
 * BAGTAG_ARGUMENT, and nothing is changed: there is no such setting, or TEXT is none of its values ("lr: expected a
 * number above 0 and at most 100; found 0"). */
BAGTAG_API enum bagtag_status bagtag_train_options_set(struct bagtag_train_options *options, const char *name,
                                                       const char *text, struct bagtag_error *error);

/* The value of the setting NAME in its shortest text; a constant, or borrowed from OPTIONS until it is set or they are
 * freed, or in SCRATCH. NULL when there is no such setting. */
enum { BAGTAG_SETTING_BYTES = 40 };
BAGTAG_API const char *bagtag_train_options_get(const struct bagtag_train_options *options, const char *name,
                                                char scratch[BAGTAG_SETTING_BYTES]);

/* Whether the setting NAME was set. */
BAGTAG_API bool bagtag_train_options_is_set(const struct bagtag_train_options *options, const char *name);

BAGTAG_API void bagtag_train_options_set_progress(struct bagtag_train_options *options,
                                                  bagtag_progress_function *progress, void *context); /* NULL: none */

/* What a training run read and reached. */
struct bagtag_train_summary {
    uint64_t documents;  /* trained on */
    uint64_t held_out;   /* kept out, for validation */
    uint64_t unlabelled; /* lines skipped because they have no label */
    struct bagtag_place first_unlabelled;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t tokens;       /* words in the documents trained on */
    uint64_t words;        /* different words kept */
    uint64_t labels;
    uint64_t label_texts;  /* labels whose name was added as a text */
    double loss;           /* mean -log p of the last epoch */
    double valid_loss;     /* -1 without held-out documents that carry a label of training */
    double valid_accuracy; /* -1 without held-out documents */
    double read_seconds, train_seconds;
    /* what the race measured; n_raced is 0 without a race */
    uint64_t n_raced; /* held-out documents that the accuracies are over */
    double race_accuracy;
    double plain_accuracy;    /* of a plain mean of words; of some of its trials if it was given up as far worse */
    double words_accuracy;    /* of what was chosen, but without character n-grams; -1: it has none anyway */
    uint64_t n_calibrated;    /* held-out documents that temperature and threshold are fitted on */
    double expected_accuracy; /* on those, of models trained as this one; -1 without them */
    uint64_t n_learned_from;  /* documents that each of those models was trained on; far fewer than all where all are
                                 many, and then the accuracy is too low */
    bool has_several_labels;  /* one document in twenty has, at least */
    bool is_chosen;           /* settings that were not given were chosen */
    double race_seconds;
};

/* Trains on FILES ("-" is standard input; gzip and zstd are recognised; the same file may be given many times). The
 * model is the caller's, freed with bagtag_model_free, and knows the settings it was made with (bagtag_model_setting).
 * OPTIONS may be NULL, for the defaults, and SUMMARY too. Errors: an unreadable, empty or unlabelled
 * file, a malformed line (file, line, expected, found), an impossible option, and a run that diverged (loss not
 * finite, or worse than guessing evenly). */
BAGTAG_API enum bagtag_status bagtag_train(const char *const *files, size_t n_files,
                                           const struct bagtag_train_options *options, struct bagtag_model **out,
                                           struct bagtag_train_summary *summary, struct bagtag_error *error);

/* ---- models ---------------------------------------------------------------------------------------------- */

/* Opens the model in the folder PATH. Its files are mapped, not read: opening takes the same time for any size. Sizes,
 * offsets, names and versions are checked and a sentence says what is wrong; the checksums of the contents are checked
 * by bagtag_model_verify.
 *
 * PATH may be a packed model (bagtag_pack.h), or a file of fastText (.bin or .ftz, format 11 or 12), which is mapped
 * too, but whose words must all be read. It answers as fastText does: the same labels in the same order, with the same
 * probabilities, except that none is above 1. A text ends with the token </s>, words that begin with __label__ are left
 * out of it, and a text in which nothing has a vector has no labels. Labels are returned without __label__. */
BAGTAG_API enum bagtag_status bagtag_model_open(const char *path, struct bagtag_model **out,
                                                struct bagtag_error *error);

/* Writes the model to the folder PATH: whole or not at all. A folder of a model there is replaced in one step; any
 * other folder, and every file, is refused. Writes past a full disk are errors; a program that sets a file size limit
 * should ignore SIGXFSZ. */
BAGTAG_API enum bagtag_status bagtag_model_save(const struct bagtag_model *model, const char *path,
                                                struct bagtag_error *error);

/* Whether a save to PATH would be refused: asked before a long training run. */
BAGTAG_API enum bagtag_status bagtag_model_can_save(const char *path, struct bagtag_error *error);

/* Reads every byte of the model in PATH and compares sizes and checksums with its config.json, and all values with
 * their ranges. */
BAGTAG_API enum bagtag_status bagtag_model_verify(const char *path, struct bagtag_error *error);

/* Makes MODEL score texts by folded rows, F = E W' [V, C] in place of E and W, as trained models and those that were
 * saved folded do already: several times as fast with many dimensions, for the time of reading E once. Probabilities
 * stay the same except for the rounding of sums, for any number of THREADS (0: bagtag_available_threads()). Saved with
 * the model. To be called before the model is shared. BAGTAG_INPUT, and the model is as before:
 * --bag max, a tree of labels, fastText's ova or ns, or more labels than half the dimensions. */
BAGTAG_API enum bagtag_status bagtag_model_fold(struct bagtag_model *model, int threads, struct bagtag_error *error);

BAGTAG_API void bagtag_model_free(struct bagtag_model *model); /* NULL is allowed */

BAGTAG_API size_t bagtag_model_n_labels(const struct bagtag_model *model); /* C; 0: converted, not trained */
BAGTAG_API size_t bagtag_model_n_words(const struct bagtag_model *model);
BAGTAG_API size_t bagtag_model_n_rows(const struct bagtag_model *model);  /* V: words, n-grams, rows without a name */
BAGTAG_API size_t bagtag_model_n_chars(const struct bagtag_model *model); /* rows of character n-grams */
BAGTAG_API size_t bagtag_model_dim(const struct bagtag_model *model);     /* D */

/* The value of the setting NAME that the model was made with, as bagtag_train_options_get has it. A model that was
 * opened does not know those of `format`, of a file of `valid`, or how the run went about it; they are at their
 * defaults. */
BAGTAG_API const char *bagtag_model_setting(const struct bagtag_model *model, const char *name,
                                            char scratch[BAGTAG_SETTING_BYTES]);

/* Label I < C, NUL-terminated, borrowed from the model; NULL when there is none of that number. */
BAGTAG_API const char *bagtag_model_label(const struct bagtag_model *model, size_t i);

/* The number of the label that is exactly LABEL, or -1 when the model has none of that name. */
BAGTAG_API int64_t bagtag_model_find_label(const struct bagtag_model *model, const char *label);

/* How many documents of the training carried label I; -1 when there is no such label or the model does not say. */
BAGTAG_API int64_t bagtag_model_label_count(const struct bagtag_model *model, size_t i);

/* A word that speaks for a label: with weight W [C, D] and the word's row e[D], a text made of this word alone gives
 * the label c a score that is by STRENGTH = e (W_c - mean W) higher than labels get on average, biases aside. */
struct bagtag_label_word {
    size_t word; /* a number for bagtag_model_word */
    double strength;
};

/* The K words (0: all) with the greatest strength above 0 for label I, the strongest first, ties in the order of the
 * words; none where labels are the leaves of a tree, as in a hierarchical softmax. *OUT is the caller's, freed with
 * free(); NULL when *N is 0. Looks at every word: V x D multiplications. */
BAGTAG_API enum bagtag_status bagtag_model_label_words(const struct bagtag_model *model, size_t i, size_t k,
                                                       struct bagtag_label_word **out, size_t *n,
                                                       struct bagtag_error *error);

/* Word I < n_words: *LEN bytes, not NUL-terminated, borrowed; and how often training saw it
 * (COUNT may be NULL). NULL when out of range. */
BAGTAG_API const char *bagtag_model_word(const struct bagtag_model *model, size_t i, size_t *len, uint64_t *count);

/* The row of a word exactly as the tokenizer gives it, or -1 when the model does not know it. */
BAGTAG_API int64_t bagtag_model_find_word(const struct bagtag_model *model, const char *word, size_t len);

/* OUT[0..D) = row I of the embedding, however the model stores it. BAGTAG_ARGUMENT when there is no such row. */
BAGTAG_API enum bagtag_status bagtag_model_read_row(const struct bagtag_model *model, size_t i, float *out,
                                                    struct bagtag_error *error);

/* The same row where it is stored, D floats, borrowed, aligned; NULL when there is no such row, or when the model does
 * not store it as aligned floats. fc.weight [C, D] and fc.bias [C], NULL when C is 0. */
BAGTAG_API const float *bagtag_model_embedding(const struct bagtag_model *model, size_t i);
BAGTAG_API const float *bagtag_model_weight(const struct bagtag_model *model);
BAGTAG_API const float *bagtag_model_bias(const struct bagtag_model *model);

/* Everything about the model as one JSON object (config.json's members, and counts of words, rows and bytes),
 * NUL-terminated; freed by the caller with free(). */
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

/* The K most probable labels of TEXT (one line or many, LEN bytes), best first, ties in the order of the labels, into
 * PREDICTIONS[0..*N), *N = min(K, C). A text without a known word or n-gram gets softmax(bias). (Models of fastText
 * may give fewer labels than K: see bagtag_model_open.) */
BAGTAG_API enum bagtag_status bagtag_predict(struct bagtag_predictor *predictor, const char *text, size_t len, size_t k,
                                             struct bagtag_prediction *predictions, size_t *n,
                                             struct bagtag_error *error);

/* ---- words that are alike -------------------------------------------------------------------------------- */

/* The words of the model spelled most like the unknown word WORD: first those that differ in case alone, then those one
 * and then two slips away (a character too many, missing, wrong, or two swapped; of the first two characters one is
 * taken to be right), each group with the most frequent first. A short word may have fewer slips: one below four
 * characters, none below two. At most MOST of them (and never more than 16) into WORDS; returns how many. A few
 * milliseconds for a million words in Latin script. */
BAGTAG_API size_t bagtag_suggest_words(const struct bagtag_model *model, const char *word, size_t len, size_t most,
                                       uint32_t *words);

struct bagtag_neighbor {
    uint32_t word; /* an index for bagtag_model_word */
    float cosine;  /* of the angle between its vector and the query, -1..1 */
};

/* The lengths of all words' vectors, measured once, and scratch for one thread at a time. Borrows the model. THREADS is
 * the most that are used, 0: bagtag_available_threads(); a small table is searched by one. The number changes
 * no result. */
struct bagtag_neighbors;
BAGTAG_API enum bagtag_status bagtag_neighbors_new(const struct bagtag_model *model, int threads,
                                                   struct bagtag_neighbors **out, struct bagtag_error *error);
BAGTAG_API void bagtag_neighbors_free(struct bagtag_neighbors *neighbors); /* NULL is allowed */

/* The K words whose vectors point most nearly the way of QUERY [D], largest cosine first, ties in the order of the
 * words, but for the words EXCLUDED[0..N_EXCLUDED): into FOUND, which has room for min(K, words), *N of them. N-grams
 * are not searched. A word whose vector is zero or not finite (or of a length beyond 10^30 or below 10^-30) points
 * nowhere and is never found, and to a QUERY like that there is no neighbour: *N = 0. */
BAGTAG_API enum bagtag_status bagtag_neighbors_find(struct bagtag_neighbors *neighbors, const float *query,
                                                    const uint32_t *excluded, size_t n_excluded, size_t k,
                                                    struct bagtag_neighbor *found, size_t *n,
                                                    struct bagtag_error *error);

/* A is to B as C is to each of these: the neighbours of b/|b| - a/|a| + c/|c| but for A, B and C, which are words
 * < bagtag_model_n_words; none when one of the vectors points nowhere. Otherwise as bagtag_neighbors_find. */
BAGTAG_API enum bagtag_status bagtag_neighbors_analogy(struct bagtag_neighbors *neighbors, uint32_t a, uint32_t b,
                                                       uint32_t c, size_t k, struct bagtag_neighbor *found, size_t *n,
                                                       struct bagtag_error *error);

/* ---- streams of lines ------------------------------------------------------------------------------------ */

/* Where output goes: WRITE takes LEN bytes and returns 0, or an errno value that ends the run. It is called from one
 * thread at a time. */
struct bagtag_sink {
    int (*write)(void *context, const char *bytes, size_t len);
    void *context;
};

enum bagtag_output {
    BAGTAG_OUTPUT_TEXT,
    BAGTAG_OUTPUT_JSONL,
    BAGTAG_OUTPUT_AS_INPUT, /* of classify: the records of jsonl as they came, with a member added, rows of csv likewise
                               with columns added; else TEXT */
    BAGTAG_OUTPUT_FASTTEXT  /* of classify: what fastText prints; probabilities of its models may exceed 1 */
};

#define BAGTAG_MODEL_THRESHOLD (-2.0) /* the one the model was saved with; BAGTAG_INPUT if it has none */

/* What is printed after each label.
 *   PROBABILITY  with six decimals at least, and as many as bring the float32 back
 *   LOGIT        the score before softmax or sigmoid: it still ranks where many probabilities are 1 */
enum bagtag_score { BAGTAG_NO_SCORE, BAGTAG_PROBABILITY, BAGTAG_LOGIT };

struct bagtag_classify_options {
    struct bagtag_input input; /* as text; labels are left out of it */
    size_t k;                  /* labels a line, 0: all */
    double threshold;          /* labels below this probability are dropped; or BAGTAG_MODEL_THRESHOLD */
    size_t at_least;           /* but this many of the most probable are always kept */
    enum bagtag_score score;
    bool with_text;      /* append the line as it came */
    const char *none;    /* printed when no label is left, "" by default; not NULL */
    const char *add;     /* the member that AS_INPUT adds to jsonl, NULL: "bagtag": {"label":"x","prob":0.9}, or for a k
                            that is not 1 {"labels":[...]}; in both "unknown":true where nothing of the text is known. To
                            csv it adds the columns "label" and, when there are scores, "prob" or "logit" (for other k
                            "label_1", "prob_1", "label_2" ...), or NAME and NAME_prob or NAME_logit */
    const char *unknown; /* printed instead of labels for a text of which the model knows nothing; NULL: its labels */
    enum bagtag_output output;
    struct bagtag_label_choice among;
    int64_t scored_label; /* append the score of this label, whatever its rank, as a field after the labels, or a member
                             "score"; -1: none. It must be one that may be answered */
    size_t explain;       /* append at most so many words, those that speak most for the best label; 0: none. As a last
                             field with spaces between them, or a member "words":[{"token":"x","score":1,"lead":1}] */
    int threads;          /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_classify_options_init(struct bagtag_classify_options *options);

/* What a stream held. */
struct bagtag_stream_counts {
    uint64_t lines;
    uint64_t invalid_utf8; /* lines with invalid UTF-8 */
    uint64_t labelled;     /* lines of plain text that begin with the label prefix, or a label of the model and a tab:
                              labels are read as words */
    struct bagtag_place first_labelled;
    const char *labelled_as; /* the format that skips its label, "fasttext" or "tsv"; NULL: there is none */
    struct bagtag_input_counts input;
};

/* Writes one line to SINK for each line of FILES, in order (no files: standard input). A pause of the input is answered
 * at once. */
BAGTAG_API enum bagtag_status bagtag_classify(const struct bagtag_model *model, const char *const *files,
                                              size_t n_files, const struct bagtag_classify_options *options,
                                              const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                              struct bagtag_error *error);

#define BAGTAG_MOST_PROBABLE (-1.0)

/* What stands before a line that passes: nothing, or its number in its file and a colon, as grep -n has it. */
enum bagtag_numbering { BAGTAG_UNNUMBERED, BAGTAG_NUMBERED };

struct bagtag_filter_options {
    struct bagtag_input input;        /* as text; labels are left out of it */
    double threshold;                 /* pass a line whose probability of a label asked for is at least this, or
                                         BAGTAG_MODEL_THRESHOLD; BAGTAG_MOST_PROBABLE, the default: a line whose most
                                         probable label is asked for */
    struct bagtag_label_choice among; /* each label asked for must be one of them */
    bool is_known;                    /* pass only lines of which the model knows something */
    bool invert;                      /* pass the other lines */
    enum bagtag_numbering numbering;
    uint64_t most; /* lines that pass before the rest is left unread; 0: no limit */
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
 * numbers below C (see bagtag_model_find_label). They are passed on as they came, byte for byte: line ends, NUL,
 * invalid UTF-8, a byte order mark before the first line, labels of fasttext and tsv, a last line without a newline. A
 * newline is added only where such a last line is followed by a line of a later file. */
BAGTAG_API enum bagtag_status bagtag_filter(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                            const char *const *files, size_t n_files,
                                            const struct bagtag_filter_options *options, const struct bagtag_sink *sink,
                                            struct bagtag_filter_counts *counts, struct bagtag_error *error);

/* Which labels count: all; or those the model knows, without the documents that have none or have no vector. */
enum bagtag_truth { BAGTAG_TRUTH_ALL, BAGTAG_TRUTH_KNOWN };

struct bagtag_test_options {
    struct bagtag_input input;
    size_t k;                         /* labels predicted a document, for precision, recall and F1; 0: all */
    double threshold;                 /* of these, only labels at least this probable; or BAGTAG_MODEL_THRESHOLD */
    struct bagtag_label_choice among; /* other labels are ignored, documents with only those left out */
    enum bagtag_truth truth;          /* KNOWN: a report of 0 documents is no error */
    int threads;
};
BAGTAG_API void bagtag_test_options_init(struct bagtag_test_options *options);

struct bagtag_label_report {
    const char *label;            /* borrowed from the report */
    uint64_t support;             /* documents that carry it */
    uint64_t predicted;           /* documents it was predicted for */
    uint64_t hits;                /* both */
    double precision, recall, f1; /* 0 where undefined */
};

struct bagtag_report {
    uint64_t documents; /* lines with a label */
    uint64_t skipped;   /* lines without */
    uint64_t left_out;  /* lines with labels of which none may be answered */
    struct bagtag_place first_skipped;
    struct bagtag_input_counts input;
    uint64_t invalid_utf8;
    double accuracy;              /* share of documents whose most probable label is one of theirs */
    double precision, recall, f1; /* over all predictions (micro) */
    double macro_f1;              /* mean over the labels that were carried or predicted */
    double loss;                  /* mean over the documents with a label that the model knows: softmax, the mean of
                                     -log p over those labels; ova, the sum of -log p over its labels and of
                                     -log (1 - p) over all others; -1: there is no such document */
    double ece;                   /* expected calibration error, 15 equal bins of the top probability */
    struct bagtag_label_report *labels; /* the model's labels in its order, then those it has never seen */
    size_t n_labels;
    uint64_t *confusion; /* [n_labels, n_labels]: row the true label, column the most probable one; a document
                            with several labels counts under the predicted one when it is among them, else its first;
                            NULL when n_labels is above 2,000 */
};

/* Compares the model's predictions with the labels in FILES (no files: standard input). The report is the caller's:
 * bagtag_report_free. */
BAGTAG_API enum bagtag_status bagtag_test(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                          const struct bagtag_test_options *options, struct bagtag_report **out,
                                          struct bagtag_error *error);
BAGTAG_API void bagtag_report_free(struct bagtag_report *report); /* NULL is allowed */

/* ---- vectors ---------------------------------------------------------------------------------------------- */

/* The row of a word as a person types it: of WORD itself when the model knows it, or else of the one token that the
 * model's tokenizer makes of it ("Bread" is bread where case is folded). *ROW = -1: neither is known, or it is several
 * tokens. */
BAGTAG_API enum bagtag_status bagtag_model_look_up(const struct bagtag_model *model, const char *word, size_t len,
                                                   int64_t *row, struct bagtag_error *error);

/* OUT[0..D) = the vector of a word as a person types it: its row; or, in models of fastText with character n-grams, the
 * mean of its row, if it has one, and those of its n-grams. *IS_KNOWN is false, and OUT zero, when the model has none
 * of these. */
BAGTAG_API enum bagtag_status bagtag_model_word_vector(const struct bagtag_model *model, const char *word, size_t len,
                                                       float *out, bool *is_known, struct bagtag_error *error);

/* How vectors are written. Numbers in text have as few digits as bring the float32 back bit for bit.
 *   TSV    word, tab, number, tab, number ...; for documents only the numbers
 *   JSONL  {"word":"bread","vector":[0.5,-1]}; for documents {"vector":[...]}; a number that is not finite is null
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
    enum bagtag_unknown unknown;         /* an unknown word has no vector, or zeros; so has a blank line */
    bagtag_unknown_function *on_unknown; /* NULL: none */
    void *on_unknown_context;
    /* documents */
    struct bagtag_input input; /* as text; labels are left out of it */
    bool with_text;            /* append the line as it came; not with RAW */
    int threads;               /* 0: bagtag_available_threads() */
};
BAGTAG_API void bagtag_embed_options_init(struct bagtag_embed_options *options);

struct bagtag_embed_counts {
    uint64_t vectors;      /* written */
    uint64_t unknown;      /* words without a row */
    uint64_t invalid_utf8; /* documents with invalid UTF-8 */
    struct bagtag_input_counts input;
};

/* Writes the vector of each of WORDS[0..n_words), NUL-terminated, to SINK: its row of the embedding, to the bit. Words
 * are looked up with bagtag_model_look_up, and written as they are given (tabs and line breaks in one as spaces). */
BAGTAG_API enum bagtag_status bagtag_embed_words(const struct bagtag_model *model, const char *const *words,
                                                 size_t n_words, const struct bagtag_embed_options *options,
                                                 const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                 struct bagtag_error *error);

/* The same for each line of FILES, which holds one word (no files: standard input). */
BAGTAG_API enum bagtag_status bagtag_embed_word_lines(const struct bagtag_model *model, const char *const *files,
                                                      size_t n_files, const struct bagtag_embed_options *options,
                                                      const struct bagtag_sink *sink,
                                                      struct bagtag_embed_counts *counts, struct bagtag_error *error);

/* The same for all words of the model, in the order of bagtag_model_word. */
BAGTAG_API enum bagtag_status bagtag_embed_all(const struct bagtag_model *model,
                                               const struct bagtag_embed_options *options,
                                               const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                               struct bagtag_error *error);

/* Writes the bag h of each line of FILES to SINK, in order (no files: standard input): what bagtag_classify computes
 * the line's labels from, zeros for a line without a known word. One vector for every line. */
BAGTAG_API enum bagtag_status bagtag_embed_documents(const struct bagtag_model *model, const char *const *files,
                                                     size_t n_files, const struct bagtag_embed_options *options,
                                                     const struct bagtag_sink *sink, struct bagtag_embed_counts *counts,
                                                     struct bagtag_error *error);

/* ---- tokens ----------------------------------------------------------------------------------------------- */

struct bagtag_tokenize_options {
    struct bagtag_input input; /* as text; labels are left out of it */
    enum bagtag_output output;
    int threads; /* 0: bagtag_available_threads() */
    /* without a model; a model has its own */
    const char *tokenizer; /* "unicode" (the default), "whitespace", "basic-english", "bert" */
    int lower;             /* fold case: 1 yes, 0 no, -1 as the tokenizer does by itself */
    uint32_t ngrams;       /* 1..8; 1: none */
    uint32_t buckets;
};
BAGTAG_API void bagtag_tokenize_options_init(struct bagtag_tokenize_options *options);

/* Writes one line to SINK for each line of FILES, in order (no files: standard input): how a text is cut.
 *   TEXT   the tokens, a space between two
 *   JSONL  an object with the members
 *          tokens   as strings
 *          ids      with a model: the row of each token, null for an unknown one
 *          rows     with a model: every row in the bag, words and n-grams, in the order in which they are summed
 *          offset   with a model: how many rows the lines before have (input and offsets of PyTorch's EmbeddingBag
 *                   are the rows of all lines end to end, and the offsets)
 *          buckets  with n-grams of words: the bucket of each, known to the model or not, by first token, then length
 * MODEL may be NULL. With a model JSONL is made by one thread, whatever the options say, for the offset's sake. */
BAGTAG_API enum bagtag_status bagtag_tokenize(const struct bagtag_model *model, const char *const *files,
                                              size_t n_files, const struct bagtag_tokenize_options *options,
                                              const struct bagtag_sink *sink, struct bagtag_stream_counts *counts,
                                              struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
