/* shrink.c - makes models smaller: finds how many rows a limit allows */
/* SPDX-License-Identifier: MIT */
#include "bagtag_shrink.h"

#include <math.h>
#include <stdlib.h>

#include "base/pool.h"
#include "base/number.h"
#include "data/record_rules.h"
#include "io/input.h"
#include "model/model_file.h"
#include "model/model_shrink.h"

/* The search for a limit of accuracy ends when the numbers of rows on both sides of it differ by no more than this
 * factor, that for a limit of bytes when no more than one part in NEAR_BYTES of it is left. */
#define NEAR_ROWS 1.03
enum { NEAR_BYTES = 256 };

/* The factors tried for the scores: eighths of an octave (a factor of two). */
enum { OCTAVE = 8, MIN_STEP = -3 * OCTAVE, MAX_STEP = OCTAVE };
static const double octave[OCTAVE] = {0x1p+0,
                                      0x1.172b83c7d517bp+0,
                                      0x1.306fe0a31b715p+0,
                                      0x1.4bfdad5362a27p+0,
                                      0x1.6a09e667f3bcdp+0,
                                      0x1.8ace5422aa0dbp+0,
                                      0x1.ae89f995ad3adp+0,
                                      0x1.d5818dcfba487p+0};

/* A model's results on the held-out text. */
struct measured {
    uint64_t documents;
    double accuracy, macro_f1, loss;
    struct bagtag_input_counts input;
};

struct shrink {
    const struct bagtag_model *model;
    const struct bagtag_shrink_options *options;
    const struct shrinking *shrinking;
    struct measured before;
    struct bagtag_error *error;
};

void bagtag_shrink_options_init(struct bagtag_shrink_options *options)
{
    *options = (struct bagtag_shrink_options){.most_loss = -1.0, .input = record_rules_usual()};
}

enum bagtag_status bagtag_model_has_vectors(const struct bagtag_model *model, struct bagtag_error *error)
{
    return model_require_vectors(model, error);
}

static bool has_files(const struct shrink *shrink)
{
    return shrink->options->n_files > 0;
}

static enum bagtag_status measure(const struct shrink *shrink, const struct bagtag_model *model, struct measured *out)
{
    struct bagtag_test_options options;
    struct bagtag_report *report = NULL;
    *out = (struct measured){.accuracy = -1.0, .macro_f1 = -1.0, .loss = -1.0};
    if (!has_files(shrink))
        return BAGTAG_OK;
    bagtag_test_options_init(&options);
    options.input = shrink->options->input;
    if (model != shrink->model) /* warned already */
        options.input.warn = NULL;
    options.threads = shrink->options->threads;
    enum bagtag_status status =
        bagtag_test(model, shrink->options->files, shrink->options->n_files, &options, &report, shrink->error);
    if (status == BAGTAG_OK)
        *out = (struct measured){report->documents, report->accuracy, report->macro_f1, report->loss, report->input};
    bagtag_report_free(report);
    return status;
}

/* Compares whole documents, so that rounding does not decide. */
static bool is_good_enough(const struct shrink *shrink, const struct measured *after)
{
    double documents = (double)after->documents;
    double lost = round(shrink->before.accuracy * documents) - round(after->accuracy * documents);
    return shrink->options->most_loss < 0.0 || lost * 100.0 <= shrink->options->most_loss * documents;
}

/* ---- how many rows ------------------------------------------------------------------------------------------- */

static enum bagtag_status find_bytes(const struct shrink *shrink, size_t n, uint64_t *n_bytes)
{
    struct bagtag_model *small = NULL;
    enum bagtag_status status = shrinking_make(shrink->shrinking, n, 1.0, &small, shrink->error);
    if (status == BAGTAG_OK)
        status = model_file_bytes(small, n_bytes, shrink->error);
    bagtag_model_free(small);
    return status;
}

/* *N = about as many rows as the bytes allow. Rows take about the same space each, so the number is interpolated
 * between smaller and larger ones. */
static enum bagtag_status choose_by_bytes(const struct shrink *shrink, size_t *n)
{
    uint64_t limit = shrink->options->most_bytes, low_bytes = 0, high_bytes = 0;
    size_t low = 0, high = shrinking_max_rows(shrink->shrinking);
    enum bagtag_status status = find_bytes(shrink, high, &high_bytes);
    *n = high;
    if (status != BAGTAG_OK || high_bytes <= limit)
        return status;
    status = find_bytes(shrink, low, &low_bytes);
    if (status == BAGTAG_OK && low_bytes > limit)
        return error_set(shrink->error, BAGTAG_INPUT,
                         "expected a limit of at least %llu bytes, the size of labels and settings alone; found %llu",
                         (unsigned long long)low_bytes, (unsigned long long)limit);
    while (status == BAGTAG_OK && high - low > 1 && limit - low_bytes > limit / NEAR_BYTES) {
        double part = (double)(limit - low_bytes) / (double)(high_bytes - low_bytes);
        size_t guess = low + (size_t)(part * (double)(high - low));
        guess = guess <= low ? low + 1 : guess >= high ? high - 1 : guess;
        uint64_t n_bytes = 0;
        status = find_bytes(shrink, guess, &n_bytes);
        bool is_low = n_bytes <= limit;
        *(is_low ? &low : &high) = guess;
        *(is_low ? &low_bytes : &high_bytes) = n_bytes;
    }
    *n = low;
    return status;
}

static enum bagtag_status find_accuracy(const struct shrink *shrink, size_t n, struct measured *after)
{
    struct bagtag_model *small = NULL;
    enum bagtag_status status = shrinking_make(shrink->shrinking, n, 1.0, &small, shrink->error);
    if (status == BAGTAG_OK)
        status = measure(shrink, small, after);
    bagtag_model_free(small);
    return status;
}

/* *N = the least number of rows tried that keeps within the limit of accuracy; all rows if none does. */
static enum bagtag_status choose_by_loss(const struct shrink *shrink, size_t *n)
{
    struct measured after;
    size_t low = 0;
    *n = shrinking_max_rows(shrink->shrinking);
    enum bagtag_status status = find_accuracy(shrink, *n, &after);
    if (status != BAGTAG_OK || !is_good_enough(shrink, &after))
        return status;
    while (status == BAGTAG_OK && *n - low > 1 && (double)*n > (double)low * NEAR_ROWS) {
        size_t middle = (size_t)sqrt((double)(low > 0 ? low : 1) * (double)*n);
        middle = middle <= low ? low + 1 : middle >= *n ? *n - 1 : middle;
        status = find_accuracy(shrink, middle, &after);
        *(is_good_enough(shrink, &after) ? n : &low) = middle;
    }
    return status;
}

/* ---- the model ----------------------------------------------------------------------------------------------- */

/* Makes a model of N rows with the factor of STEP, and measures it. */
static enum bagtag_status make(const struct shrink *shrink, size_t n, int step, struct bagtag_model **out,
                               struct measured *after)
{
    struct bagtag_model *small = NULL;
    double factor = ldexp(octave[(step + 8 * OCTAVE) % OCTAVE], (step + 8 * OCTAVE) / OCTAVE - 8);
    enum bagtag_status status = shrinking_make(shrink->shrinking, n, factor, &small, shrink->error);
    if (status == BAGTAG_OK)
        status = measure(shrink, small, after);
    if (status == BAGTAG_OK)
        *out = small;
    else
        bagtag_model_free(small);
    return status;
}

/* Descends from the factor 1 to the one with the least loss, without breaking the limit of accuracy. */
static enum bagtag_status make_best(const struct shrink *shrink, size_t n, struct bagtag_model **out,
                                    struct measured *after)
{
    enum bagtag_status status = make(shrink, n, 0, out, after);
    int way = -1, step = 0;
    while (status == BAGTAG_OK && after->loss > 0.0 && step + way >= MIN_STEP && step + way <= MAX_STEP) {
        struct bagtag_model *next = NULL;
        struct measured here;
        status = make(shrink, n, step + way, &next, &here);
        if (status == BAGTAG_OK && here.loss < after->loss && is_good_enough(shrink, &here)) {
            bagtag_model_free(*out);
            *out = next;
            *after = here;
            step += way;
            continue;
        }
        bagtag_model_free(next);
        if (way > 0 || step != 0)
            break;
        way = 1;
    }
    return status;
}

static enum bagtag_status error_loss(const struct shrink *shrink, const struct measured *after)
{
    bool has_size = shrink->options->most_bytes > 0;
    return error_set(shrink->error, BAGTAG_INPUT,
                     "expected an accuracy at most %g points below %.4f; found %.4f %s: allow a larger loss%s",
                     shrink->options->most_loss, shrink->before.accuracy, after->accuracy,
                     has_size ? "at that size" : "even with all words and n-grams", has_size ? " or more bytes" : "");
}

static enum bagtag_status shrink_to(struct shrink *shrink, struct bagtag_model **out,
                                    struct bagtag_shrink_summary *summary)
{
    size_t n;
    struct measured after;
    struct bagtag_model *small = NULL;
    enum bagtag_status status = measure(shrink, shrink->model, &shrink->before);
    if (status == BAGTAG_OK && has_files(shrink) && shrink->before.loss < 0.0)
        status = error_set(shrink->error, BAGTAG_INPUT,
                           "%s: expected documents with labels that the model knows; found none",
                           input_name_of(shrink->options->files[0]));
    if (status == BAGTAG_OK)
        status = shrink->options->most_bytes > 0 ? choose_by_bytes(shrink, &n) : choose_by_loss(shrink, &n);
    if (status == BAGTAG_OK)
        status = make_best(shrink, n, &small, &after);
    if (status == BAGTAG_OK && !is_good_enough(shrink, &after))
        status = error_loss(shrink, &after);
    if (status == BAGTAG_OK)
        status = model_file_bytes(small, &summary->bytes_after, shrink->error);
    if (status != BAGTAG_OK) {
        bagtag_model_free(small);
        return status;
    }
    summary->rows_before = shrinking_max_rows(shrink->shrinking);
    summary->rows_after = model_n_rows(small);
    summary->documents = after.documents;
    summary->accuracy_before = shrink->before.accuracy;
    summary->accuracy_after = after.accuracy;
    summary->macro_f1_before = shrink->before.macro_f1;
    summary->macro_f1_after = after.macro_f1;
    summary->loss_before = shrink->before.loss;
    summary->loss_after = after.loss;
    summary->input = shrink->before.input;
    *out = small;
    return BAGTAG_OK;
}

static enum bagtag_status check(const struct bagtag_shrink_options *options, struct bagtag_error *error)
{
    if (options->most_bytes == 0 && options->most_loss < 0.0)
        return error_set(error, BAGTAG_ARGUMENT, "expected a limit of bytes or of accuracy; found neither");
    if (!(options->most_loss <= 100.0)) /* or NaN */
        return error_set(error, BAGTAG_ARGUMENT, "most_loss: expected points from 0 to 100; found %g",
                         number_shown(options->most_loss));
    if (options->most_loss >= 0.0 && options->n_files == 0)
        return error_set(error, BAGTAG_ARGUMENT, "expected held-out files to measure the loss of accuracy; found none");
    enum bagtag_status status = BAGTAG_OK;
    for (size_t i = 0; status == BAGTAG_OK && i < options->n_files; i++)
        status = input_check_rereadable(options->files[i], error);
    return status;
}

enum bagtag_status bagtag_shrink(const struct bagtag_model *model, const struct bagtag_shrink_options *options,
                                 struct bagtag_model **out, struct bagtag_shrink_summary *summary,
                                 struct bagtag_error *error)
{
    struct pool *pool = NULL;
    struct shrinking *shrinking = NULL;
    struct bagtag_shrink_summary unused;
    size_t n_workers = 1;
    enum bagtag_status status = check(options, error);
    if (status == BAGTAG_OK)
        status = pool_count(options->threads, &n_workers, error);
    if (status == BAGTAG_OK)
        status = pool_open(&pool, (int)n_workers, error);
    if (status == BAGTAG_OK)
        status = shrinking_begin(&shrinking, model, pool, error);
    pool_close(pool);
    struct shrink shrink = {.model = model, .options = options, .shrinking = shrinking, .error = error};
    if (status == BAGTAG_OK)
        status = shrink_to(&shrink, out, summary != NULL ? summary : &unused);
    shrinking_free(shrinking);
    return status;
}
