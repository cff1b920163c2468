/* check_tune.c - a search takes the best settings by the given metric, and reports how to train them again */
/* SPDX-License-Identifier: MIT */
#include "bagtag_tune.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

enum { N_DOCUMENTS = 240 };

static char folder[64], text_path[256];

static void set_up(void)
{
    new_folder(folder);
    in_folder(text_path, folder, "text");
    struct buffer text = corpus_text(N_DOCUMENTS, CORPUS_MIXED, 1);
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
}

static void tear_down(void)
{
    remove_all(folder);
}

/* Ten trials with PAIRS set. */
static struct bagtag_tune_options tune_options(const char *pairs)
{
    struct bagtag_tune_options options;
    bagtag_tune_options_init(&options);
    options.train = train_options(pairs);
    options.minutes = 0.0;
    options.trials = 10;
    return options;
}

static struct bagtag_model *tune(const struct bagtag_tune_options *options, struct bagtag_tune_summary *summary)
{
    const char *file = text_path;
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    enum bagtag_status status = bagtag_tune(&file, 1, options, &model, summary, &error);
    ck_assert_msg(status == BAGTAG_OK, "%s", error.sentence);
    ck_assert_ptr_nonnull(model);
    return model;
}

/* Whether two models have the same settings, words and numbers. */
static void check_equal(const struct bagtag_model *a, const struct bagtag_model *b)
{
    size_t n_rows = bagtag_model_n_rows(a), dim = bagtag_model_dim(a), n_labels = bagtag_model_n_labels(a);
    char *x = NULL, *y = NULL;
    ck_assert_int_eq(bagtag_model_json(a, &x, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_json(b, &y, NULL), BAGTAG_OK);
    ck_assert_str_eq(x, y);
    free(x);
    free(y);
    ck_assert_uint_eq(n_rows, bagtag_model_n_rows(b));
    for (size_t i = 0; i < n_rows; i++)
        ck_assert_mem_eq(bagtag_model_embedding(a, i), bagtag_model_embedding(b, i), dim * sizeof(float));
    ck_assert_mem_eq(bagtag_model_weight(a), bagtag_model_weight(b), n_labels * dim * sizeof(float));
    ck_assert_mem_eq(bagtag_model_bias(a), bagtag_model_bias(b), n_labels * sizeof(float));
}

START_TEST(a_search_gives_the_same_model_for_any_number_of_threads)
{
    struct bagtag_tune_options options = tune_options("");
    struct bagtag_tune_summary want, got;
    struct bagtag_model *model = tune(&options, &want);
    ck_assert_uint_eq(want.trials, 10);
    for (int threads = 2; threads <= 3; threads++) {
        options = tune_options(threads == 2 ? "threads=2" : "threads=3");
        struct bagtag_model *other = tune(&options, &got);
        check_equal(model, other);
        ck_assert_uint_eq(got.chosen, want.chosen);
        ck_assert_double_eq(got.score, want.score);
        ck_assert_uint_eq(got.trainings, want.trainings);
        bagtag_model_free(other);
    }
    bagtag_model_free(model);
}
END_TEST

START_TEST(training_with_the_settings_of_a_model_reproduces_it)
{
    struct bagtag_tune_options options = tune_options("seed=7");
    struct bagtag_tune_summary summary;
    struct bagtag_model *model = tune(&options, &summary);
    struct bagtag_model *again = train_file(text_path, options_of_model(model), NULL);
    check_equal(model, again);
    ck_assert_uint_eq(summary.train.documents, N_DOCUMENTS - summary.train.unlabelled);
    bagtag_model_free(model);
    bagtag_model_free(again);
}
END_TEST

START_TEST(the_temperature_belongs_to_the_chosen_settings)
{
    struct bagtag_tune_options options = tune_options("");
    struct bagtag_tune_summary summary;
    char scratch[BAGTAG_SETTING_BYTES], chosen[BAGTAG_SETTING_BYTES];
    struct bagtag_model *model = tune(&options, &summary);
    ck_assert_uint_gt(summary.train.n_calibrated, 0);
    strcpy(chosen, bagtag_model_setting(model, "temperature", scratch));
    ck_assert_str_ne(chosen, "1");
    struct bagtag_train_options *settings = train_options("race=yes"); /* the race only has to fit the temperature */
    const struct bagtag_setting *setting;
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++)
        if (setting->role != BAGTAG_OF_RUN && strcmp(setting->name, "temperature") != 0 &&
            strcmp(setting->name, "threshold") != 0)
            set_options(settings, "%s=%s", setting->name, bagtag_model_setting(model, setting->name, scratch));
    bagtag_model_free(model);
    model = train_file(text_path, settings, NULL);
    check_setting(model, "temperature", chosen);
    bagtag_model_free(model);

    options = tune_options("temperature=3");
    model = tune(&options, &summary);
    check_setting(model, "temperature", "3");
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_first_settings_are_those_that_train_would_choose)
{
    struct bagtag_tune_options options = tune_options("");
    struct bagtag_tune_summary summary;
    options.trials = 1;
    struct bagtag_model *model = tune(&options, &summary);
    struct bagtag_model *raced = train_file(text_path, train_options("race=yes"), NULL);
    check_equal(model, raced);
    ck_assert_uint_eq(summary.chosen, 1);
    ck_assert(summary.score == summary.first_score && summary.score > 0.0);
    bagtag_model_free(model);
    bagtag_model_free(raced);
}
END_TEST

static const char given[] = "weight=idf ngrams=4 dim=20 epochs=6 min-count=2 lr=0.35 bag=sum";

/* Whether SETTINGS has all the values given above. */
static bool keeps_given(const struct bagtag_train_options *settings)
{
    struct bagtag_train_options *wanted = train_options(given);
    const struct bagtag_setting *setting;
    char a[BAGTAG_SETTING_BYTES], b[BAGTAG_SETTING_BYTES];
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++)
        if (bagtag_train_options_is_set(wanted, setting->name) &&
            strcmp(bagtag_train_options_get(wanted, setting->name, a),
                   bagtag_train_options_get(settings, setting->name, b)) != 0)
            return false;
    return true;
}

/* What a progress function saw. */
struct seen {
    size_t n_scored;
    bool is_fixed_kept;
    size_t most; /* calls after which it ends the search; 0: never */
    size_t n_calls;
};

static bool watch(void *context, const struct bagtag_tune_progress *progress)
{
    struct seen *seen = context;
    seen->n_calls++;
    ck_assert(progress->fraction >= 0.0 && progress->fraction <= 1.0);
    if (progress->stage == BAGTAG_TUNE_SCORED) {
        seen->n_scored++;
        ck_assert(progress->trial >= 1 && progress->trial <= progress->trials);
        ck_assert(progress->score >= 0.0 && progress->score <= 1.0);
        ck_assert_uint_gt(progress->n_scored, 0);
        seen->is_fixed_kept &= keeps_given(progress->settings);
    }
    return seen->most == 0 || seen->n_calls < seen->most;
}

START_TEST(settings_that_are_given_stay)
{
    struct bagtag_train_options *settings = bagtag_train_options_new();
    set_options(settings, "threads=1 %s", given);
    struct bagtag_tune_options options = tune_options("");
    struct seen seen = {.is_fixed_kept = true};
    options.train = settings;
    options.progress = watch;
    options.progress_context = &seen;
    struct bagtag_tune_summary summary;
    bagtag_model_free(tune(&options, &summary));
    ck_assert_uint_gt(seen.n_scored, 0);
    ck_assert(seen.is_fixed_kept);
    ck_assert_uint_gt(summary.trials, 1);

    set_options(settings, "decay=0");
    bagtag_model_free(tune(&options, &summary));
    ck_assert_uint_eq(summary.trials, 1); /* there is nothing left to try */
    bagtag_train_options_free(settings);
}
END_TEST

/* The number of scores after which a search is ended: within and at the end of the first rung, which has 27, and of the
 * second, which has 9. */
static const size_t ends[] = {1, 2, 3, 9, 26, 27, 28, 29, 35, 36, 37, 40, 49};
enum { N_ENDS = sizeof ends / sizeof *ends };

static bool weights_are_none(void *context, const struct bagtag_tune_progress *progress)
{
    (void)context;
    char scratch[BAGTAG_SETTING_BYTES];
    if (progress->settings)
        ck_assert_str_eq(bagtag_train_options_get(progress->settings, "weight", scratch), "none");
    return true;
}

START_TEST(no_search_tries_a_weighted_maximum)
{
    struct bagtag_tune_options options = tune_options("bag=max chars=none");
    struct bagtag_tune_summary summary;
    options.progress = weights_are_none;
    struct bagtag_model *model = tune(&options, &summary);
    check_setting(model, "weight", "none");
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_search_that_is_stopped_gives_the_best_model_so_far)
{
    struct bagtag_tune_options options = tune_options("");
    struct seen seen = {.most = ends[_i]};
    options.minutes = 1000.0;
    options.trials = 0;
    options.progress = watch;
    options.progress_context = &seen;
    struct bagtag_tune_summary summary;
    struct bagtag_model *model = tune(&options, &summary);
    ck_assert(summary.has_ended && !summary.is_rescored);
    ck_assert_uint_eq(seen.n_calls, ends[_i]); /* it is not called again */
    ck_assert(summary.score >= summary.first_score);
    if (ends[_i] <= 27) /* the first rung alone chooses nothing */
        ck_assert_uint_eq(summary.chosen, 1);
    struct bagtag_model *again = train_file(text_path, options_of_model(model), NULL);
    check_equal(model, again);
    bagtag_model_free(model);
    bagtag_model_free(again);
}
END_TEST

START_TEST(a_search_ends_when_its_time_is_over)
{
    struct bagtag_tune_options options = tune_options("");
    struct bagtag_tune_summary summary;
    options.minutes = 0.005;
    options.trials = 0;
    bagtag_model_free(tune(&options, &summary));
    ck_assert(!summary.has_ended);
    ck_assert_double_lt(summary.search_seconds, 30.0);
    options.minutes = 1e-9; /* nothing is scored, so nothing was tried */
    bagtag_model_free(tune(&options, &summary));
    ck_assert_uint_eq(summary.trials, 0);
    ck_assert_uint_eq(summary.trainings, 0);
    ck_assert_uint_eq(summary.chosen, 1);
}
END_TEST

static bool refuse(void *context, const struct bagtag_progress *progress)
{
    (void)context;
    return progress->stage == BAGTAG_READING;
}

START_TEST(stopping_the_last_training_is_a_failure)
{
    struct bagtag_tune_options options = tune_options("");
    const char *file = text_path;
    struct bagtag_model *model = NULL;
    struct bagtag_train_options *settings = train_options("");
    bagtag_train_options_set_progress(settings, refuse, NULL);
    options.train = settings;
    options.trials = 1;
    ck_assert_int_eq(bagtag_tune(&file, 1, &options, &model, NULL, NULL), BAGTAG_STOPPED);
    ck_assert_ptr_null(model);
}
END_TEST

/* Documents with a frequent label and rarer ones, which are hard to distinguish. */
static void write_hard_text(void)
{
    struct buffer text = {0};
    uint64_t state = 3;
    for (uint32_t i = 0; i < 3 * N_DOCUMENTS; i++) {
        uint32_t label = draw(&state, 3) * draw(&state, 3);
        buffer_format(&text, "__label__%u", label);
        for (int word = 0; word < 6; word++)
            buffer_format(&text, " w%u",
                          draw(&state, 3) ? draw(&state, 40) * draw(&state, 40) : label + draw(&state, 9));
        buffer_char(&text, '\n');
    }
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
}

/* Rare words, n-grams and character n-grams have different row numbers in the sample and in the model, and below 1 the
 * temperature changes what is learned beside a prior bias. */
static const char *const scored[] = {"chars=none",
                                     "chars=2-4",
                                     "bias=trained",
                                     "ngrams=1 chars=2-3 min-count=3",
                                     "chars=3-5 weight=gain",
                                     "chars=none temperature=4",
                                     "weight=none",
                                     "weight=none dropout=0.7"};
enum { N_SCORED = sizeof scored / sizeof *scored };

START_TEST(the_scored_model_can_be_delivered)
{
    struct bagtag_tune_options options = tune_options("");
    struct bagtag_train_options *settings = train_options("valid=40%");
    struct bagtag_tune_summary summary;
    write_hard_text();
    set_options(settings, "%s", scored[_i]);
    options.train = settings;
    options.delivery = "scored";
    struct bagtag_model *model = tune(&options, &summary);
    ck_assert_uint_eq(summary.n_scored, summary.train.held_out);
    ck_assert_double_lt(summary.score, 1.0);
    ck_assert_double_eq(summary.score, summary.train.valid_accuracy);
    check_setting(model, "valid", "40%");
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_model_retrained_on_all_documents_can_be_delivered)
{
    struct bagtag_tune_options options = tune_options("valid=25%");
    struct bagtag_tune_summary summary;
    options.delivery = "retrained";
    struct bagtag_model *model = tune(&options, &summary);
    ck_assert_uint_eq(summary.train.held_out, 0);
    check_setting(model, "valid", "none");
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_held_out_file_is_trained_on_if_requested)
{
    struct bagtag_train_options *settings = train_options("");
    struct bagtag_tune_options options = tune_options("");
    struct bagtag_tune_summary summary;
    char path[256];
    struct buffer text = corpus_text(80, CORPUS_MIXED, 2);
    write_whole(folder, "held", text.bytes, text.len);
    buffer_clear(&text);
    set_options(settings, "valid=%s", in_folder(path, folder, "held"));
    options.train = settings;
    bagtag_model_free(tune(&options, &summary));
    uint64_t n = summary.train.documents, n_held_out = summary.train.held_out;
    ck_assert(n_held_out > 0 && !summary.adds_valid_file && summary.n_scored == n_held_out);
    options.delivery = "retrained";
    bagtag_model_free(tune(&options, &summary));
    ck_assert(summary.adds_valid_file && summary.train.documents == n + n_held_out);
}
END_TEST

static void check_refused(const struct bagtag_tune_options *options, const char *file, enum bagtag_status want,
                          const char *part)
{
    struct bagtag_error error = {""};
    struct bagtag_model *model = NULL;
    enum bagtag_status status = bagtag_tune(&file, file != NULL, options, &model, NULL, &error);
    ck_assert_msg(status == want && strstr(error.sentence, part), "%d: %s (wanted %d: %s)", (int)status, error.sentence,
                  (int)want, part);
    ck_assert_ptr_null(model);
}

START_TEST(invalid_options_and_files_are_refused)
{
    static const char *const metrics[] = {"",
                                          "acc",
                                          "accuracy:x",
                                          "macro-f1:x",
                                          "f1:",
                                          "precision-at-recall",
                                          "precision-at-recall:2",
                                          "recall-at-precision:0.5:"};
    struct bagtag_tune_options options = tune_options("");
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        options.metric = metrics[i];
        check_refused(&options, text_path, BAGTAG_ARGUMENT, "metric: expected accuracy");
    }
    options.metric = "f1:nowhere";
    check_refused(&options, text_path, BAGTAG_INPUT, "found 'nowhere'");
    options = tune_options("");
    options.trials = 0;
    check_refused(&options, text_path, BAGTAG_ARGUMENT, "limit");
    options.minutes = -1.0;
    check_refused(&options, text_path, BAGTAG_ARGUMENT, "minutes");
    options = tune_options("");
    options.delivery = "scored";
    check_refused(&options, text_path, BAGTAG_ARGUMENT, "delivery: scored needs --valid");
    options.delivery = "never";
    check_refused(&options, text_path, BAGTAG_ARGUMENT, "delivery");
    options = tune_options("bag=max weight=idf");
    check_refused(&options, text_path, BAGTAG_ARGUMENT, "with --weight idf");
    options = tune_options("patience=3 valid=10%");
    check_refused(&options, text_path, BAGTAG_ARGUMENT,
                  "patience: cannot be set in a search: expected none; found '3'");
    options = tune_options("race=yes");
    check_refused(&options, text_path, BAGTAG_ARGUMENT, "race: cannot be set in a search: expected no; found 'yes'");
    options = tune_options("");
    check_refused(&options, NULL, BAGTAG_ARGUMENT, "no file");
    check_refused(&options, "-", BAGTAG_ARGUMENT, "standard input");
    check_refused(&options, "/dev/null", BAGTAG_ARGUMENT, "found a pipe or device");
    check_refused(&options, "/nowhere/at/all", BAGTAG_SYSTEM, "/nowhere/at/all");
    char path[256];
    struct buffer text = corpus_text(40, CORPUS_MIXED, 1);
    write_whole(folder, "few", text.bytes, text.len);
    buffer_clear(&text);
    check_refused(&options, in_folder(path, folder, "few"), BAGTAG_INPUT, "expected at least 50 documents");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tune");
    TCase *tests = tcase_create("tune");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, a_search_gives_the_same_model_for_any_number_of_threads);
    if (!HAS_THREAD_SANITIZER) { /* these run on one thread */
        tcase_add_test(tests, training_with_the_settings_of_a_model_reproduces_it);
        tcase_add_test(tests, the_temperature_belongs_to_the_chosen_settings);
        tcase_add_test(tests, the_first_settings_are_those_that_train_would_choose);
        tcase_add_test(tests, settings_that_are_given_stay);
        tcase_add_test(tests, no_search_tries_a_weighted_maximum);
        tcase_add_loop_test(tests, a_search_that_is_stopped_gives_the_best_model_so_far, 0, N_ENDS);
        tcase_add_test(tests, a_search_ends_when_its_time_is_over);
        tcase_add_test(tests, stopping_the_last_training_is_a_failure);
        tcase_add_loop_test(tests, the_scored_model_can_be_delivered, 0, N_SCORED);
        tcase_add_test(tests, a_model_retrained_on_all_documents_can_be_delivered);
        tcase_add_test(tests, a_held_out_file_is_trained_on_if_requested);
    }
    tcase_add_test(tests, invalid_options_and_files_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
