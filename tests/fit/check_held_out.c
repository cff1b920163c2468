/* check_held_out.c - held-out documents, and what a training run reports to its callback */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/corpus_text.h"
#include "support/suite.h"

enum { N_DOCUMENTS = 1000, EPOCHS = 4 };

static char folder[64];

/* What the callback saw. */
struct seen {
    struct bagtag_progress last, ends[EPOCHS];
    int n_reading, n_training, n_ends;
    enum bagtag_stage stop_at;
    bool stops;
};

static bool watch(void *context, const struct bagtag_progress *progress)
{
    struct seen *seen = context;
    ck_assert(progress->stage >= seen->last.stage || progress->stage == BAGTAG_TRAINING);
    ck_assert_double_le(progress->fraction, 1);
    if (progress->stage == BAGTAG_READING)
        seen->n_reading++;
    if (progress->stage == BAGTAG_TRAINING)
        seen->n_training++;
    if (progress->stage != BAGTAG_EPOCH_END) {
        ck_assert_double_eq(progress->valid_loss, -1);
        ck_assert_double_eq(progress->valid_accuracy, -1);
    } else {
        ck_assert_int_lt(seen->n_ends, EPOCHS);
        seen->ends[seen->n_ends++] = *progress;
    }
    seen->last = *progress;
    return !seen->stops || progress->stage != seen->stop_at;
}

static struct bagtag_train_options *watched_options(struct seen *seen)
{
    struct bagtag_train_options *options = train_options("");
    set_options(options, "epochs=%d", (int)EPOCHS);
    bagtag_train_options_set_progress(options, watch, seen);
    *seen = (struct seen){.n_ends = 0};
    return options;
}

/* Document I has the words "only<I>" and "of<I % 3>", and the label of the latter, or now and then another. */
static void add_line(struct buffer *out, unsigned i)
{
    buffer_format(out, "__label__%c only%u of%u\n", 'a' + (int)(i % 7 == 0 ? 0 : i % 3), i, i % 3);
}

static void set_up(void)
{
    new_folder(folder);
    struct buffer text = {0};
    for (unsigned i = 0; i < N_DOCUMENTS; i++)
        add_line(&text, i);
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
}

static void tear_down(void)
{
    remove_all(folder);
}

static bool knows(const struct bagtag_model *model, unsigned i)
{
    struct buffer word = {0};
    buffer_format(&word, "only%u", i);
    bool is_known = bagtag_model_find_word(model, word.bytes, word.len) >= 0;
    buffer_clear(&word);
    return is_known;
}

/* The report of bagtag_test on the file NAME. */
static struct bagtag_report *test_file(const struct bagtag_model *model, const char *name)
{
    char path[256];
    const char *file = in_folder(path, folder, name);
    struct bagtag_test_options options;
    bagtag_test_options_init(&options);
    options.threads = 1;
    struct bagtag_report *report = NULL;
    ck_assert_int_eq(bagtag_test(model, &file, 1, &options, &report, NULL), BAGTAG_OK);
    return report;
}

START_TEST(a_held_out_share_leaves_no_word_in_the_model)
{
    char path[256];
    struct seen seen;
    struct bagtag_train_summary summary;
    struct bagtag_train_options *options = watched_options(&seen);
    set_options(options, "valid=30%% threads=%d", _i);
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    ck_assert_uint_eq(summary.documents + summary.held_out, N_DOCUMENTS);
    ck_assert_uint_ge(summary.held_out, 240);
    ck_assert_uint_le(summary.held_out, 360);
    ck_assert_uint_eq(summary.tokens, 2 * summary.documents);
    ck_assert_uint_eq(summary.words, summary.documents + 3);

    /* The documents whose own word is unknown are the held-out ones: the figures must be theirs. */
    struct buffer held_out = {0};
    uint64_t n_unknown = 0;
    for (unsigned i = 0; i < N_DOCUMENTS; i++)
        if (!knows(model, i)) {
            add_line(&held_out, i);
            n_unknown++;
        }
    ck_assert_uint_eq(n_unknown, summary.held_out);
    write_whole(folder, "held out", held_out.bytes, held_out.len);
    buffer_clear(&held_out);
    struct bagtag_report *report = test_file(model, "held out");
    ck_assert_double_eq_tol(summary.valid_loss, report->loss, 1e-5);
    ck_assert_double_eq_tol(summary.valid_accuracy, report->accuracy, 1e-12);
    bagtag_report_free(report);
    bagtag_model_free(model);
}
END_TEST

START_TEST(another_seed_holds_other_documents_out)
{
    char path[256];
    struct bagtag_model *models[2];
    for (int i = 0; i < 2; i++) {
        struct bagtag_train_options *options = train_options("epochs=1 valid=50%");
        set_options(options, "seed=%d", i + 1);
        models[i] = train_file(in_folder(path, folder, "text"), options, NULL);
    }
    int n_differing = 0;
    for (unsigned i = 0; i < N_DOCUMENTS; i++)
        n_differing += knows(models[0], i) != knows(models[1], i);
    ck_assert_int_gt(n_differing, 400);
    ck_assert_int_lt(n_differing, 600);
    bagtag_model_free(models[0]);
    bagtag_model_free(models[1]);
}
END_TEST

/* So if a file is given twice, its copy holds out the same documents, and the model knows about half of them. */
START_TEST(equal_texts_are_held_out_together_over_all_files)
{
    char path[256];
    const char *files[] = {in_folder(path, folder, "text"), path};
    struct bagtag_train_options *options = train_options("valid=50%");
    struct bagtag_model *model = NULL;
    ck_assert_int_eq(bagtag_train(files, 2, options, &model, NULL, NULL), BAGTAG_OK);
    int n_known = 0;
    for (unsigned i = 0; i < N_DOCUMENTS; i++)
        n_known += knows(model, i);
    ck_assert_int_gt(n_known, 430);
    ck_assert_int_lt(n_known, 570);
    bagtag_model_free(model);
}
END_TEST

START_TEST(held_out_documents_whose_labels_are_all_unknown_have_no_loss)
{
    char path[256], valid[256];
    write_whole(folder, "valid", "__label__never of0\n__label__nor of1\n", 36);
    struct bagtag_train_options *options = train_options("");
    struct bagtag_train_summary summary;
    set_options(options, "valid=%s", in_folder(valid, folder, "valid"));
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    ck_assert_double_eq(summary.valid_loss, -1);
    ck_assert_double_eq(summary.valid_accuracy, 0);
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "model"), NULL), BAGTAG_OK);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_held_out_file_is_scored_and_leaves_no_word_or_label_in_the_model)
{
    char path[256], valid[256];
    static const char text[] = "__label__a of0 fresh\n__label__b of1\nnone\n__label__never of2\n"
                               "__label__never __label__c of2 of2\n__label__c\n";
    write_whole(folder, "valid", text, strlen(text));
    struct seen seen;
    struct bagtag_train_summary summary, alone;
    struct bagtag_train_options *options = watched_options(&seen);
    struct bagtag_model *plain = train_file(in_folder(path, folder, "text"), options, &alone);
    options = watched_options(&seen);
    set_options(options, "valid=%s", in_folder(valid, folder, "valid"));
    struct bagtag_model *model = train_file(path, options, &summary);
    ck_assert_uint_eq(summary.documents, N_DOCUMENTS);
    ck_assert_uint_eq(summary.held_out, 5);
    ck_assert_uint_eq(summary.unlabelled, 1);
    ck_assert_uint_eq(summary.words, alone.words);
    ck_assert_uint_eq(summary.tokens, alone.tokens);
    ck_assert_uint_eq(summary.labels, 3);
    ck_assert_int_eq(bagtag_model_find_word(model, "fresh", 5), -1);
    size_t bytes = bagtag_model_n_rows(model) * bagtag_model_dim(model) * sizeof(float);
    ck_assert_mem_eq(bagtag_model_embedding(model, 0), bagtag_model_embedding(plain, 0), bytes);
    struct bagtag_report *report = test_file(model, "valid");
    ck_assert_uint_eq(report->documents, 5);
    ck_assert_double_eq_tol(summary.valid_loss, report->loss, 1e-5);
    ck_assert_double_eq_tol(summary.valid_accuracy, report->accuracy, 1e-12);
    bagtag_report_free(report);
    bagtag_model_free(plain);
    bagtag_model_free(model);
}
END_TEST

START_TEST(the_end_of_each_epoch_is_reported_once_with_its_metrics)
{
    char path[256];
    struct seen seen;
    struct bagtag_train_summary summary;
    struct bagtag_train_options *options = watched_options(&seen);
    set_options(options, "valid=20%% threads=%d", _i);
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    ck_assert_int_eq(seen.n_ends, EPOCHS);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        const struct bagtag_progress *end = &seen.ends[epoch - 1];
        ck_assert_int_eq(end->epoch, epoch);
        ck_assert_int_eq(end->epochs, EPOCHS);
        ck_assert_double_eq_tol(end->fraction, (double)epoch / EPOCHS, 1e-12);
        ck_assert_uint_eq(end->documents, (uint64_t)epoch * summary.documents);
        ck_assert_uint_eq(end->tokens, (uint64_t)epoch * summary.tokens);
        ck_assert(end->loss > 0 && end->loss <= log(3) + 0.1 && end->learning_rate > 0 && end->learning_rate < 0.5);
        ck_assert(end->valid_loss > 0 && end->valid_accuracy >= 0 && end->valid_accuracy <= 1);
    }
    ck_assert_double_lt(seen.ends[EPOCHS - 1].loss, seen.ends[0].loss);
    ck_assert_double_eq(seen.ends[EPOCHS - 1].loss, summary.loss);
    ck_assert_double_eq(seen.ends[EPOCHS - 1].valid_loss, summary.valid_loss);
    ck_assert_double_eq(seen.ends[EPOCHS - 1].valid_accuracy, summary.valid_accuracy);
    bagtag_model_free(model);
}
END_TEST

START_TEST(patience_does_not_end_a_run_without_a_held_out_loss)
{
    char path[256], valid[256];
    struct seen seen;
    struct bagtag_train_summary summary;
    struct bagtag_train_options *options = watched_options(&seen);
    write_whole(folder, "valid", "__label__never of0\n__label__nor of1\n", 36);
    set_options(options, "valid=%s patience=1", in_folder(valid, folder, "valid"));
    struct bagtag_model *patient = train_file(in_folder(path, folder, "text"), options, &summary);
    ck_assert_int_eq(seen.n_ends, EPOCHS);
    ck_assert_double_eq(seen.ends[EPOCHS - 1].valid_loss, -1);
    ck_assert_double_eq(summary.loss, seen.ends[EPOCHS - 1].loss);
    ck_assert_double_eq(summary.valid_loss, -1);
    bagtag_model_free(patient);
}
END_TEST

/* The held-out documents have wrong labels: the more is learned, the worse the model does. */
START_TEST(patience_ends_a_run_and_keeps_its_best_epoch)
{
    char path[256], held_path[256];
    struct seen seen;
    struct bagtag_train_summary summary;
    struct bagtag_train_options *options = watched_options(&seen);
    struct buffer held = {0};
    for (unsigned i = 0; i < 70; i++)
        buffer_format(&held, "__label__%c of%u\n", 'a' + (int)((i + 1) % 3), i % 3);
    write_whole(folder, "held", held.bytes, held.len);
    buffer_clear(&held);
    set_options(options, "valid=%s dim=100 threads=%d patience=1", in_folder(held_path, folder, "held"), _i);
    struct bagtag_model *model = train_file(in_folder(path, folder, "text"), options, &summary);
    int n = seen.n_ends, best = n - 1;
    ck_assert_int_gt(n, 1);
    ck_assert_int_lt(n, EPOCHS);
    ck_assert_double_ge(seen.ends[n - 1].valid_loss, seen.ends[best - 1].valid_loss);
    for (int epoch = 1; epoch < best; epoch++)
        ck_assert_double_gt(seen.ends[epoch - 1].valid_loss, seen.ends[best - 1].valid_loss);
    ck_assert_double_eq(summary.valid_loss, seen.ends[best - 1].valid_loss);
    ck_assert_double_eq(summary.loss, seen.ends[best - 1].loss);
    struct bagtag_report *report = test_file(model, "held");
    ck_assert_double_eq_tol(report->loss, summary.valid_loss, 1e-5);
    bagtag_report_free(report);
    bagtag_model_free(model);
}
END_TEST

START_TEST(patience_without_held_out_documents_is_refused)
{
    char path[256];
    const char *file = in_folder(path, folder, "text");
    struct bagtag_train_options *options = train_options("");
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    set_options(options, "patience=3");
    ck_assert_int_eq(bagtag_train(&file, 1, options, &model, NULL, &error), BAGTAG_ARGUMENT);
    ck_assert_str_eq(error.sentence,
                     "patience: expected held-out documents, from --valid FILE or --valid 10%; found none");
    set_options(options, "valid=0.001%%");
    ck_assert_int_eq(bagtag_train(&file, 1, options, &model, NULL, &error), BAGTAG_ARGUMENT);
    char sentence[200];
    snprintf(sentence, sizeof sentence,
             "patience: expected held-out documents; --valid 0.001%% holds out none of %d documents", N_DOCUMENTS);
    ck_assert_str_eq(error.sentence, sentence);
}
END_TEST

START_TEST(a_callback_can_stop_the_run_and_no_model_is_left)
{
    static const enum bagtag_stage stages[] = {BAGTAG_READING, BAGTAG_TRAINING, BAGTAG_EPOCH_END};
    char path[256];
    const char *file = in_folder(path, folder, "text");
    struct seen seen;
    struct bagtag_train_options *options = watched_options(&seen);
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    seen.stops = true;
    seen.stop_at = stages[_i / 2];
    /* Only the calling worker calls back, and with two workers the other may read the file's only block; training does
     * not call before a tenth of a second has passed. */
    set_options(options, "threads=%d epochs=%d", seen.stop_at == BAGTAG_READING ? 1 : 1 + _i % 2,
                seen.stop_at == BAGTAG_TRAINING ? 1000000 : (int)EPOCHS);
    ck_assert_int_eq(bagtag_train(&file, 1, options, &model, NULL, &error), BAGTAG_STOPPED);
    ck_assert_ptr_null(model);
    ck_assert_ptr_nonnull(strstr(error.sentence, "stopped"));
    ck_assert_int_eq((int)seen.last.stage, (int)seen.stop_at);
    if (seen.stop_at == BAGTAG_READING)
        ck_assert_int_eq(seen.n_reading, 1);
    if (seen.stop_at == BAGTAG_EPOCH_END)
        ck_assert_int_eq(seen.n_ends, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("held out");
    TCase *tests = tcase_create("held out");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_held_out_share_leaves_no_word_in_the_model, 1, 4);
    tcase_add_test(tests, another_seed_holds_other_documents_out);
    tcase_add_test(tests, equal_texts_are_held_out_together_over_all_files);
    tcase_add_test(tests, held_out_documents_whose_labels_are_all_unknown_have_no_loss);
    tcase_add_test(tests, a_held_out_file_is_scored_and_leaves_no_word_or_label_in_the_model);
    tcase_add_loop_test(tests, the_end_of_each_epoch_is_reported_once_with_its_metrics, 1, 4);
    tcase_add_loop_test(tests, patience_ends_a_run_and_keeps_its_best_epoch, 1, 4);
    tcase_add_test(tests, patience_does_not_end_a_run_without_a_held_out_loss);
    tcase_add_test(tests, patience_without_held_out_documents_is_refused);
    tcase_add_loop_test(tests, a_callback_can_stop_the_run_and_no_model_is_left, 0, 6);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
