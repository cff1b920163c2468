/* fasttext_supervised.c - fastText's supervised, which trains a classifier */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_supervised.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "bagtag_convert.h"
#include "bagtag_fasttext.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/number.h"
#include "base/processors.h"
#include "cli/fasttext.h"
#include "cli/fasttext_failure.h"
#include "cli/interrupt.h"
#include "cli/options/train_options.h"
#include "cli/output_conflict.h"
#include "cli/show/exit_status.h"
#include "cli/show/report.h"
#include "io/new_file.h"
#include "io/write_all.h"

/* The command line. */
struct supervised {
    const char *input, *output;
    const char *minn, *maxn;
    bool saves_output, is_quiet;
    struct bagtag_train_options *options;
};

/* Options without effect on a classifier, in fastText and here. */
static bool is_without_effect(const char *name)
{
    static const char *const names[] = {"-ws", "-t", "-neg", "-lrUpdateRate", "-cutoff", "-dsub"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Sets SETTING; an error names the option TYPED in place of it. */
static enum bagtag_status set(struct supervised *to, const char *setting, const char *typed, const char *value,
                              struct bagtag_error *error)
{
    struct bagtag_error refused;
    size_t len = strlen(setting);
    enum bagtag_status status = bagtag_train_options_set(to->options, setting, value, &refused);
    if (status == BAGTAG_OK)
        return BAGTAG_OK;
    bool is_named = strncmp(refused.sentence, setting, len) == 0;
    return error_set(error, status, "%s%s", is_named ? typed : "", refused.sentence + (is_named ? len : 0));
}

static enum bagtag_status take_option(struct supervised *to, const char *name, const char *value,
                                      struct bagtag_error *error)
{
    bool is_loss = strcmp(name, "-loss") == 0;
    const char *setting = is_loss ? "loss" : fasttext_setting(name);
    const char **place = strcmp(name, "-input") == 0    ? &to->input
                         : strcmp(name, "-output") == 0 ? &to->output
                         : strcmp(name, "-minn") == 0   ? &to->minn
                         : strcmp(name, "-maxn") == 0   ? &to->maxn
                                                        : NULL;
    if (strncmp(name, "-autotune-", strlen("-autotune-")) == 0)
        return error_set(error, BAGTAG_ARGUMENT, "%s: not available here; 'bagtag tune' searches for settings", name);
    if (strcmp(name, "-minCountLabel") == 0 && strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return error_set(error, BAGTAG_ARGUMENT,
                         "-minCountLabel: not available here; remove lines with rare labels from the file");
    if (is_loss && (strcmp(value, "hs") == 0 || strcmp(value, "ns") == 0))
        return error_set(error, BAGTAG_ARGUMENT,
                         "-loss %s: not available in training here; use -loss softmax, which %s approximates", value,
                         value);
    if (is_loss && strcmp(value, "one-vs-all") == 0)
        value = "ova";
    if (strcmp(name, "-verbose") == 0)
        to->is_quiet = strcmp(value, "0") == 0;
    else if (place != NULL)
        *place = value;
    else if (setting != NULL)
        return set(to, setting, name, value, error);
    else if (!is_without_effect(name) && strcmp(name, "-minCountLabel") != 0)
        return error_set(error, BAGTAG_ARGUMENT, "expected an option of fastText's supervised command; found '%s'",
                         name);
    return BAGTAG_OK;
}

/* -minn and -maxn are one setting; 0 means none. */
static enum bagtag_status take_chars(struct supervised *to, struct bagtag_error *error)
{
    struct buffer chars = {0};
    if (to->maxn == NULL || strcmp(to->maxn, "0") == 0)
        return BAGTAG_OK;
    bool has_least = to->minn != NULL && strcmp(to->minn, "0") != 0;
    buffer_format(&chars, "%s-%s", has_least ? to->minn : "1", to->maxn);
    buffer_char(&chars, '\0');
    enum bagtag_status status =
        chars.failed ? error_memory(error) : set(to, "chars", "-minn and -maxn", chars.bytes, error);
    buffer_clear(&chars);
    return status;
}

static enum bagtag_status take_arguments(struct supervised *to, int argc, char *const *argv, struct bagtag_error *error)
{
    enum bagtag_status status = bagtag_train_options_set(to->options, "recipe", "fasttext", error);
    if (status == BAGTAG_OK)
        status = bagtag_train_options_set(to->options, "format", "fasttext", error);
    for (int i = 1; status == BAGTAG_OK && i < argc; i++) {
        if (fasttext_is_flag(argv[i])) {
            to->saves_output |= strcmp(argv[i], "-saveOutput") == 0;
            continue;
        }
        /* a word without a dash is not an option, whatever follows it */
        status = i + 1 < argc || *argv[i] != '-'
                     ? take_option(to, argv[i], argv[i + 1], error)
                     : error_set(error, BAGTAG_ARGUMENT, "%s: expected a value; found nothing", argv[i]);
        i++;
    }
    if (status == BAGTAG_OK)
        status = take_chars(to, error);
    if (status == BAGTAG_OK && (to->input == NULL || to->output == NULL))
        status = error_set(error, BAGTAG_ARGUMENT,
                           "usage: fasttext supervised -input FILE -output MODEL [-OPTION VALUE ...]");
    if (status == BAGTAG_OK && strcmp(to->output, "-") == 0)
        status = error_set(error, BAGTAG_ARGUMENT, "-output: expected MODEL, not standard output; found '-'");
    return status;
}

/* ---- files --------------------------------------------------------------------------------------------------- */

/* The files are OUTPUT with different endings; the last is written only with -saveOutput. */
enum { N_FILES = 3 };

struct writing {
    struct new_file *file;
    struct bagtag_error error;
};

static int write_piece(void *context, const char *bytes, size_t len)
{
    struct writing *writing = context;
    return new_file_write(writing->file, bytes, len, &writing->error) == BAGTAG_OK ? 0 : EIO;
}

static uint64_t number_of(const struct bagtag_train_options *options, const char *name)
{
    char scratch[BAGTAG_SETTING_BYTES];
    uint64_t n = 0;
    (void)number_read_whole(bagtag_train_options_get(options, name, scratch), &n);
    return n;
}

/* The given number of threads, or 0 for all processors. */
static int n_threads(const struct bagtag_train_options *options)
{
    uint64_t n = number_of(options, "threads");
    return n <= INT_MAX ? (int)n : 0;
}

/* Writes the contents of one of the files to SINK. */
typedef enum bagtag_status make_text(const struct bagtag_model *model, int threads, const struct bagtag_sink *sink,
                                     struct bagtag_error *error);

static enum bagtag_status make_output(const struct bagtag_model *model, int threads, const struct bagtag_sink *sink,
                                      struct bagtag_error *error)
{
    (void)threads;
    return bagtag_fasttext_label_vectors(model, sink, error);
}

static const struct {
    const char *ending;
    make_text *make; /* NULL: the model itself */
} files[N_FILES] = {{".bin", NULL}, {".vec", bagtag_fasttext_all_vectors}, {".output", make_output}};

static size_t n_files(const struct supervised *given)
{
    return given->saves_output ? N_FILES : N_FILES - 1;
}

/* Writes *OUT, a temporary file that will become PATH when committed; it may be set even on failure. */
static enum bagtag_status write_text(struct new_file **out, const struct bagtag_model *model, make_text *make,
                                     int threads, const char *path, struct bagtag_error *error)
{
    struct writing writing = {.file = NULL};
    enum bagtag_status status = new_file_begin(&writing.file, path, error);
    if (status != BAGTAG_OK)
        return status;
    *out = writing.file;
    status = make(model, threads, &(struct bagtag_sink){write_piece, &writing}, error);
    if (writing.error.sentence[0] != '\0')
        *error = writing.error;
    return status;
}

/* Appends the path of file I. */
static void put_path(struct buffer *path, const struct supervised *given, size_t i)
{
    buffer_format(path, "%s%s", given->output, files[i].ending);
    buffer_char(path, '\0');
}

/* Writes file I, in place or to the temporary file *OUT; without a model, only checks that it can be written. */
static enum bagtag_status write_one(const struct supervised *given, const struct bagtag_model *model, size_t i,
                                    struct new_file **out, struct bagtag_error *error)
{
    struct buffer path = {0};
    put_path(&path, given, i);
    enum bagtag_status status =
        path.failed             ? error_memory(error)
        : model == NULL         ? new_file_can_begin(path.bytes, error)
        : files[i].make == NULL ? bagtag_fasttext_save(model, path.bytes, error)
                                : write_text(out, model, files[i].make, n_threads(given->options), path.bytes, error);
    buffer_clear(&path);
    return status;
}

/* Whether one of the files would replace one that is read, or lie in a model; reports it. */
static bool is_misplaced(const struct supervised *given)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *const read[] = {given->input, train_options_file(given->options, "pretrained", scratch)};
    bool is = false;
    for (size_t i = 0; !is && i < n_files(given); i++) {
        struct buffer path = {0};
        put_path(&path, given, i);
        is = !path.failed && (output_conflict_with_files("-output", path.bytes, read, sizeof read / sizeof read[0]) ||
                              output_conflict_with_model("-output", path.bytes));
        buffer_clear(&path);
    }
    return is;
}

/* Writes all files or none: first the others to temporary files, then the model, then the others are renamed into
 * place. Without a model, only checks that all can be written. Signals are held back, so that no temporary files are
 * left. */
static enum bagtag_status write_files(const struct supervised *given, const struct bagtag_model *model,
                                      struct bagtag_error *error)
{
    enum bagtag_status status = BAGTAG_OK;
    struct new_file *written[N_FILES] = {NULL};
    size_t n = n_files(given);
    interrupt_hold();
    for (size_t step = 0; status == BAGTAG_OK && step < n; step++) {
        size_t i = model == NULL ? step : n - 1 - step;
        status = write_one(given, model, i, &written[i], error);
    }
    for (size_t i = 0; i < N_FILES; i++) {
        if (status == BAGTAG_OK && written[i] != NULL)
            status = new_file_commit(written[i], error);
        else
            new_file_abort(written[i]);
    }
    interrupt_release();
    return status;
}

/* Prints what scripts look for in fastText's messages; the loss is that of the last epoch. */
static void print_summary(const struct supervised *given, const struct bagtag_train_summary *summary)
{
    struct buffer out = {0};
    int threads = n_threads(given->options);
    double words = (double)summary->tokens * (double)number_of(given->options, "epochs");
    double seconds = fmax(summary->train_seconds, 1e-6) * (threads > 0 ? threads : processors_available());
    buffer_format(&out, "Read %" PRIu64 "M words\nNumber of words:  %" PRIu64 "\nNumber of labels: %" PRIu64 "\n",
                  summary->tokens / 1000000, summary->words, summary->labels);
    buffer_format(&out, "Progress: 100.0%% words/sec/thread: %7.0f lr:  0.000000 avg.loss: %9.6f ETA:   0h 0m 0s\n",
                  words / seconds, summary->loss);
    if (!out.failed)
        (void)write_all(STDERR_FILENO, out.bytes, out.len);
    buffer_clear(&out);
}

int fasttext_supervised(int argc, char *const *argv)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct bagtag_train_summary summary;
    struct supervised given = {.options = bagtag_train_options_new()};
    enum bagtag_status status =
        given.options != NULL ? take_arguments(&given, argc, argv, &error) : error_memory(&error);
    if (status == BAGTAG_OK && is_misplaced(&given)) {
        bagtag_train_options_free(given.options);
        return EXIT_FAILED;
    }
    if (status == BAGTAG_OK) {
        interrupt_begin(given.output);
        status = write_files(&given, NULL, &error);
    }
    if (status == BAGTAG_OK)
        status = bagtag_fasttext_train(given.input, given.options, &model, &summary, &error);
    if (status == BAGTAG_OK)
        status = write_files(&given, model, &error);
    if (status == BAGTAG_OK && !given.is_quiet)
        print_summary(&given, &summary);
    bagtag_model_free(model);
    bagtag_train_options_free(given.options);
    if (status == BAGTAG_OK)
        return EXIT_DONE;
    return fasttext_failure(&error, argc, argv);
}
