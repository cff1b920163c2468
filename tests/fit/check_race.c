/* check_race.c - which settings a race chooses, and which it leaves alone */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>

#include "base/rng.h"
#include "support/corpus_text.h"
#include "support/suite.h"

static char folder[64];

static void set_up(void)
{
    new_folder(folder);
}

static void tear_down(void)
{
    remove_all(folder);
}

static void write_corpus(const char *name, uint32_t n)
{
    struct buffer text = corpus_text(n, CORPUS_MIXED, 4);
    write_whole(folder, name, text.bytes, text.len);
    buffer_clear(&text);
}

/* One word shows the label, but N_WRONG labels in ten are random; the other words only help to memorise those. */
static void write_signs(const char *name, uint64_t n, uint64_t n_wrong)
{
    struct buffer text = {0};
    for (uint64_t i = 0; i < n; i++) {
        uint64_t label = rng_bits(1, 0, i) % 4,
                 noisy_label = rng_bits(1, 1, i) % 10 < n_wrong ? rng_bits(1, 2, i) % 4 : label;
        buffer_format(&text, "__label__%d sign%d", (int)noisy_label, (int)label);
        for (uint64_t k = 3; k < 15; k++)
            buffer_format(&text, " word%d", (int)(rng_bits(1, k, i) % 500));
        buffer_char(&text, '\n');
    }
    write_whole(folder, name, text.bytes, text.len);
    buffer_clear(&text);
}

START_TEST(a_race_takes_more_epochs_for_few_documents_unless_given)
{
    static const struct {
        uint32_t documents;
        const char *given, *epochs;
    } chosen[] = {{60, "", "40"}, {1500, "", "40"}, {3000, "", "20"}, {3000, "epochs=2", "2"}};
    char path[256];
    struct bagtag_train_summary summary;
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
        /* Only the plain mean is left as a candidate: quick. */
        struct bagtag_train_options *options =
            train_options("race=yes weight=none ngrams=1 decay=0 dropout=0 chars=none");
        set_options(options, "%s", chosen[i].given);
        write_signs("text", chosen[i].documents, 0);
        struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
        ck_assert_uint_eq(summary.documents, chosen[i].documents);
        check_setting(model, "epochs", chosen[i].epochs);
        bagtag_model_free(model);
    }
}
END_TEST

START_TEST(a_race_takes_fewer_epochs_if_labels_contradict_each_other)
{
    char path[256];
    write_signs("text", 1500, 4);
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"),
                                            train_options("race=yes weight=none ngrams=1 decay=0 chars=none"), NULL);
    check_setting(model, "epochs", "10"); /* a quarter of 40 */
    bagtag_model_free(model);
}
END_TEST

/* Each label shares its words with others, and has few documents. */
START_TEST(many_labels_keep_their_codes_where_that_is_clearly_better)
{
    enum { N_LABELS = 300, N = 3000, WORDS_EACH = 6 };
    char path[256];
    struct buffer text = {0};
    for (uint64_t i = 0; i < N; i++) {
        buffer_format(&text, "__label__%d", (int)(i % N_LABELS));
        for (uint64_t k = 0; k < WORDS_EACH; k++) {
            uint64_t is_own = rng_bits(2, 2 * k, i) % 2, word = rng_bits(2, 2 * k + 1, i);
            buffer_format(&text, " word%d", (int)((is_own ? i % N_LABELS * 7 + word % 3 : word) % N_LABELS));
        }
        buffer_char(&text, '\n');
    }
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
    struct bagtag_model *model =
        train_file(in_folder(path, folder, "text"), train_options("race=yes ngrams=1 chars=none"), NULL);
    check_setting(model, "layer", "codes");
    check_setting(model, "dim", "256");
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_race_keeps_the_given_settings)
{
    char path[256];
    write_corpus("text", _i % 2 ? 19 : 300); /* too few for a race, or enough */
    struct bagtag_train_options *options = train_options("race=yes threads=2 ngrams=3 decay=0.002");
    struct bagtag_train_summary summary;
    set_options(options, "weight=%s", _i < 2 ? "idf" : "none");
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    check_setting(model, "weight", _i < 2 ? "idf" : "none");
    check_setting(model, "ngrams", "3");
    check_setting(model, "decay", "0.002");
    bagtag_model_free(model);
    ck_assert_int_eq(summary.n_raced > 0, _i % 2 == 0);
}
END_TEST

START_TEST(a_race_accepts_a_decay_that_no_candidate_has)
{
    char path[256];
    write_corpus("text", 300);
    struct bagtag_train_summary summary;
    struct bagtag_model *model =
        train_file(in_folder(path, folder, "text"), train_options("race=yes decay=0.0123 chars=none"), &summary);
    check_setting(model, "decay", "0.0123");
    bagtag_model_free(model);
    ck_assert_uint_gt(summary.n_raced, 0);
    ck_assert_double_gt(summary.race_accuracy, 0.0);
}
END_TEST

/* One candidate: the accuracy printed is that of this model, not of one with the usual bag and schedule. */
START_TEST(a_race_uses_the_given_bag_and_schedule)
{
    static const char *const given[][2] = {{"mean", "linear"}, {"max", "linear"}, {"mean", "constant"}};
    enum { N_GIVEN = sizeof given / sizeof *given };
    char path[256];
    double accuracies[N_GIVEN];
    write_signs("text", 1500, 4);
    for (size_t i = 0; i < N_GIVEN; i++) {
        struct bagtag_train_options *options = train_options("race=yes weight=none ngrams=1 decay=0 chars=none");
        struct bagtag_train_summary summary;
        set_options(options, "bag=%s schedule=%s", given[i][0], given[i][1]);
        bagtag_model_free(train_file(in_folder(path, folder, "text"), options, &summary));
        accuracies[i] = summary.race_accuracy;
        for (size_t k = 0; k < i; k++)
            ck_assert_double_ne(accuracies[i], accuracies[k]);
    }
}
END_TEST

/* Returns false at each call of a stage, and counts the calls after the first of these. */
struct stop {
    enum bagtag_stage stage;
    int n_calls_after;
    bool has_stopped;
};

static bool stop_at_stage(void *context, const struct bagtag_progress *progress)
{
    struct stop *stop = context;
    stop->n_calls_after += stop->has_stopped;
    stop->has_stopped = stop->has_stopped || progress->stage == stop->stage;
    return progress->stage != stop->stage;
}

START_TEST(a_callback_can_stop_the_run_before_training)
{
    static const enum bagtag_stage stages[] = {BAGTAG_WARNING, BAGTAG_CHOOSING};
    char path[256];
    const char *file = in_folder(path, folder, "text");
    struct buffer text = corpus_text(20000, CORPUS_MIXED, 4); /* the race takes longer than the time between calls */
    struct stop stop = {.stage = stages[_i]};
    struct bagtag_train_options *options = train_options("race=yes");
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    buffer_text(&text, "no label\n");
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
    bagtag_train_options_set_progress(options, stop_at_stage, &stop);
    ck_assert_int_eq(bagtag_train(&file, 1, options, &model, NULL, &error), BAGTAG_STOPPED);
    ck_assert_str_eq(error.sentence, "stopped");
    ck_assert_int_eq(stop.n_calls_after, 0);
    ck_assert_ptr_null(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("race");
    TCase *tests = tcase_create("race");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    if (!HAS_THREAD_SANITIZER) { /* these run on one thread */
        tcase_add_test(tests, a_race_takes_more_epochs_for_few_documents_unless_given);
        tcase_add_test(tests, a_race_takes_fewer_epochs_if_labels_contradict_each_other);
        tcase_add_test(tests, many_labels_keep_their_codes_where_that_is_clearly_better);
        tcase_add_test(tests, a_race_accepts_a_decay_that_no_candidate_has);
        tcase_add_test(tests, a_race_uses_the_given_bag_and_schedule);
    }
    tcase_add_loop_test(tests, a_callback_can_stop_the_run_before_training, 0, 2);
    tcase_add_loop_test(tests, a_race_keeps_the_given_settings, 0, 4);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
