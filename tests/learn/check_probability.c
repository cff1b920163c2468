/* check_probability.c - what probabilities are: the frequencies of labels, calibration and thresholds */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "learn/calibration.h"
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

/* The probability of label number LABEL for TEXT. */
static double probability(const struct bagtag_model *model, const char *text, uint32_t label)
{
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction all[16];
    size_t n = 0;
    double p = -1;
    ck_assert_uint_le(bagtag_model_n_labels(model), 16);
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_predict(predictor, text, strlen(text), 16, all, &n, NULL), BAGTAG_OK);
    for (size_t i = 0; i < n; i++)
        if (all[i].label == label)
            p = (double)all[i].probability;
    bagtag_predictor_free(predictor);
    return p;
}

static struct bagtag_model *train_corpus(uint32_t n, const struct bagtag_train_options *options)
{
    struct buffer text = corpus_text(n, CORPUS_MIXED, 1);
    buffer_char(&text, '\0');
    struct bagtag_model *model = train_text(folder, text.bytes, options, NULL);
    buffer_clear(&text);
    return model;
}

static double temperature_of(const struct bagtag_model *model)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return atof(bagtag_model_setting(model, "temperature", scratch));
}

static uint32_t label_of(const struct bagtag_model *model, const char *label)
{
    int64_t found = bagtag_model_find_label(model, label);
    ck_assert_int_ge(found, 0);
    return (uint32_t)found;
}

START_TEST(an_unknown_text_gets_the_label_frequencies_if_the_bias_is_the_prior)
{
    struct bagtag_train_options *options = train_options("bias=prior epochs=100");
    set_options(options, "dim=%d", _i);
    struct bagtag_model *model = train_text(folder,
                                            "__label__a x y\n__label__a x z\n__label__a y y\n__label__b z z x\n"
                                            "__label__a __label__b both\n",
                                            options, NULL);
    ck_assert_double_eq_tol(probability(model, "no known word", label_of(model, "a")), 3.5 / 5, 1e-6);
    ck_assert_double_eq_tol(probability(model, "", label_of(model, "b")), 1.5 / 5, 1e-6);
    ck_assert_double_gt(probability(model, "z z", label_of(model, "b")), 1.5 / 5);
    bagtag_model_free(model);
}
END_TEST

START_TEST(learned_label_names_do_not_change_the_label_frequencies)
{
    static const char SEVEN_OF_TEN[] = "__label__tea green leaf\n__label__tea black leaf\n__label__tea white leaf\n"
                                       "__label__tea cup\n__label__tea pot\n__label__tea kettle\n__label__tea leaf\n"
                                       "__label__milk cow\n__label__wine grape\n__label__beer hop\n";
    struct bagtag_train_options *options = train_options("label-texts=yes bias=prior epochs=20");
    struct bagtag_model *model = train_text(folder, SEVEN_OF_TEN, options, NULL);
    ck_assert_double_gt(probability(model, "wine", label_of(model, "wine")), 0.5);
    ck_assert_double_eq_tol(probability(model, "no known word", label_of(model, "tea")), 0.7, 1e-6);
    ck_assert_double_eq_tol(probability(model, "no known word", label_of(model, "wine")), 0.1, 1e-6);
    bagtag_model_free(model);
}
END_TEST

/* Some documents have two labels. */
START_TEST(after_a_race_unknown_texts_still_get_the_prior)
{
    struct bagtag_model *model = train_corpus(400, train_options("race=yes threads=2 loss=ova"));
    double temperature = temperature_of(model);
    ck_assert_double_gt(temperature, 1);
    for (uint32_t c = 0; c < bagtag_model_n_labels(model); c++) {
        double share = (double)bagtag_model_label_count(model, c) / 400;
        double less_sure = 1 / (1 + pow((1 - share) / share, 1 / temperature));
        ck_assert_double_eq_tol(probability(model, "?", c), less_sure, 1e-4);
    }
    bagtag_model_free(model);
}
END_TEST

/* ---- calibration ------------------------------------------------------------------------------------------- */

enum { DOCUMENTS = 4000, LABELS = 3 };

/* Documents whose labels are drawn from the probabilities of random logits, which are then made TIMES too confident. */
static void draw_documents(struct calibration *calibration, double times)
{
    for (uint64_t i = 0; i < DOCUMENTS; i++) {
        float z[LABELS];
        uint32_t labels[LABELS];
        size_t n = 0;
        double p[LABELS], total = 0, drawn = (double)rng_unit(8, 1, i);
        for (size_t c = 0; c < LABELS; c++) {
            double logit = 6 * (double)rng_unit(8, 2 + c, i) - 3;
            z[c] = (float)(logit * times);
            total += p[c] = exp(logit);
        }
        if (calibration->loss == &loss_ova) {
            for (uint32_t c = 0; c < LABELS; c++)
                if ((double)rng_unit(8, 5 + c, i) < p[c] / (1 + p[c]))
                    labels[n++] = c;
        } else {
            uint32_t c = 0;
            for (drawn -= p[c] / total; drawn > 0 && c + 1 < LABELS; drawn -= p[c] / total)
                c++;
            labels[n++] = c;
        }
        uint64_t offsets[] = {0, n};
        calibration_add(calibration, &(struct dataset){.labels = labels, .label_offsets = offsets}, 0, z);
    }
    ck_assert(!calibration->has_failed);
}

START_TEST(the_temperature_is_the_factor_by_which_logits_are_overconfident)
{
    static const double times[] = {0.4, 0.8, 1, 1.6, 4};
    const struct loss *loss = loss_get((enum loss_kind)(_i % 2));
    struct calibration parts[2] = {{.loss = loss, .n_labels = LABELS}, {.loss = loss, .n_labels = LABELS}};
    double temperature = 0;
    draw_documents(&parts[0], times[_i / 2]);
    for (size_t n = 1; n <= 2; n++) { /* a part without documents changes nothing */
        ck_assert_int_eq(calibration_temperature(parts, n, &kernel_base, &temperature, NULL), BAGTAG_OK);
        ck_assert_double_eq_tol(temperature, times[_i / 2], 0.1 * times[_i / 2]);
    }
    ck_assert_double_eq(temperature * 100, floor(temperature * 100 + 0.5));
    calibration_clear(&parts[0]);
    calibration_clear(&parts[1]);
}
END_TEST

START_TEST(without_documents_the_temperature_is_one)
{
    struct calibration none = {.loss = &loss_ova, .n_labels = LABELS};
    double temperature = 0;
    ck_assert_int_eq(calibration_temperature(&none, 1, &kernel_base, &temperature, NULL), BAGTAG_OK);
    ck_assert_double_eq(temperature, 1);
}
END_TEST

/* Probabilities 0.9, 0.6 and 0.05 of labels that are present, 0.5 and 0.1 of labels that are not: with a threshold of
 * 0.51 to 0.6 F1 is 4 / 5, more than with any other; the middle of that range is chosen. */
START_TEST(the_threshold_has_the_best_f1)
{
    static const double p[][LABELS] = {{0.9, 0.5, 0.1}, {0.6, 0.05, 0.1}};
    uint32_t labels[][LABELS] = {{0, 0, DATASET_UNKNOWN_LABEL}, {0, 1, 1}};
    struct calibration c = {.loss = &loss_ova, .n_labels = LABELS};
    double threshold = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t offsets[] = {0, LABELS};
        float z[LABELS];
        for (size_t l = 0; l < LABELS; l++)
            z[l] = (float)(2 * log((p[i][l] + 0.001) / (0.999 - p[i][l])));
        calibration_add(&c, &(struct dataset){.labels = labels[i], .label_offsets = offsets}, 0, z);
    }
    ck_assert_uint_eq(c.n_documents, 2);
    ck_assert_uint_eq(c.n_true, 3);
    ck_assert_int_eq(calibration_threshold(&c, 1, 2.0, &kernel_base, &threshold, NULL), BAGTAG_OK);
    ck_assert_double_eq_tol(threshold, 0.55, 1e-12);
    calibration_clear(&c);
}
END_TEST

/* ---- training ---------------------------------------------------------------------------------------------- */

/* The first as in trials, the second as delivered. */
START_TEST(a_temperature_divides_the_trained_output_layer)
{
    static const char *const options[][2] = {{"", "temperature=2"},
                                             {"bias=prior", "bias=prior temperature=2"},
                                             {"bias=prior loss=ova", "bias=prior loss=ova temperature=2"}};
    struct bagtag_model *plain = train_corpus(300, train_options(options[_i][0]));
    struct bagtag_model *cooled = train_corpus(300, train_options(options[_i][1]));
    size_t n_labels = bagtag_model_n_labels(plain), dim = bagtag_model_dim(plain);
    for (size_t i = 0; i < n_labels * dim; i++)
        ck_assert(bagtag_model_weight(cooled)[i] == bagtag_model_weight(plain)[i] / 2);
    for (size_t c = 0; c < n_labels; c++)
        ck_assert(bagtag_model_bias(cooled)[c] == bagtag_model_bias(plain)[c] / 2);
    bagtag_model_free(plain);
    bagtag_model_free(cooled);
}
END_TEST

START_TEST(ova_labels_can_be_certain_together)
{
    struct bagtag_train_options *options = train_options("loss=ova epochs=300");
    struct bagtag_model *model = train_text(folder,
                                            "__label__a __label__b both\n__label__c other\n__label__a only __label__a\n"
                                            "__label__a __label__b both of them\n",
                                            options, NULL);
    ck_assert_double_gt(probability(model, "both", label_of(model, "a")), 0.9);
    ck_assert_double_gt(probability(model, "both", label_of(model, "b")), 0.9);
    ck_assert_double_lt(probability(model, "both", label_of(model, "c")), 0.1);
    ck_assert_double_gt(probability(model, "other", label_of(model, "c")), 0.9);
    ck_assert_double_lt(probability(model, "only", label_of(model, "b")), 0.2);
    bagtag_model_free(model);
}
END_TEST

START_TEST(with_ova_an_unknown_text_gets_the_frequency_of_each_label)
{
    struct bagtag_train_options *options = train_options("loss=ova bias=prior temperature=0.5");
    struct bagtag_model *model = train_text(
        folder, "__label__a __label__b x\n__label__a y\n__label__b __label__a z\n__label__a x\n", options, NULL);
    ck_assert_double_eq_tol(probability(model, "?", label_of(model, "b")), 0.5, 1e-6);
    ck_assert_double_eq_tol(probability(model, "?", label_of(model, "a")), 8.0 / 9, 1e-6); /* in all but half a text */
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_model_remembers_its_threshold)
{
    struct bagtag_model *model = train_corpus(300, train_options("loss=ova threshold=0.25")), *opened = NULL;
    char path[256], text[256];
    const char *file = in_folder(text, folder, "text");
    ck_assert_int_eq(bagtag_model_save(model, in_folder(path, folder, "model"), NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_open(path, &opened, NULL), BAGTAG_OK);
    struct bagtag_test_options test;
    bagtag_test_options_init(&test);
    test.k = CORPUS_LABELS;
    double f1[2];
    for (int i = 0; i < 2; i++) {
        struct bagtag_report *report = NULL;
        test.threshold = i ? BAGTAG_MODEL_THRESHOLD : 0.25;
        ck_assert_int_eq(bagtag_test(opened, &file, 1, &test, &report, NULL), BAGTAG_OK);
        f1[i] = report->f1;
        bagtag_report_free(report);
    }
    ck_assert(f1[0] == f1[1]);
    bagtag_model_free(model);
    bagtag_model_free(opened);
}
END_TEST

START_TEST(a_model_without_a_threshold_is_reported)
{
    struct bagtag_model *model = round_model();
    struct bagtag_classify_options options;
    struct bagtag_error error = {""};
    struct buffer out = {0};
    bagtag_classify_options_init(&options);
    options.threshold = BAGTAG_MODEL_THRESHOLD;
    write_whole(folder, "text", "a\n", 2);
    char path[256];
    const char *file = in_folder(path, folder, "text");
    ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &(struct bagtag_sink){keep, &out}, NULL, &error),
                     BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "the model has no threshold"));
    ck_assert_uint_eq(out.len, 0);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_race_finds_a_threshold_only_if_texts_have_several_labels)
{
    struct bagtag_train_options *options = train_options("race=yes");
    struct bagtag_train_summary summary;
    char scratch[BAGTAG_SETTING_BYTES];
    struct buffer text = corpus_text(400, CORPUS_MIXED, 1);
    buffer_char(&text, '\0');
    struct bagtag_model *model = train_text(folder, text.bytes, options, &summary);
    ck_assert_double_ge(strtod(bagtag_model_setting(model, "threshold", scratch), NULL), 0.01);
    ck_assert_uint_eq(summary.n_calibrated, 400);
    bagtag_model_free(model);
    text.len = 0;
    for (uint32_t i = 0; i < 400; i++)
        buffer_format(&text, "__label__%c word%u and%u\n", 'a' + (int)(i % 3), i % 7, i % 3);
    buffer_char(&text, '\0');
    model = train_text(folder, text.bytes, options, &summary);
    check_setting(model, "threshold", "none");
    check_setting(model, "loss", "softmax");
    bagtag_model_free(model);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("probability");
    TCase *tests = tcase_create("probability");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, an_unknown_text_gets_the_label_frequencies_if_the_bias_is_the_prior, 1, 4);
    tcase_add_test(tests, learned_label_names_do_not_change_the_label_frequencies);
    tcase_add_test(tests, after_a_race_unknown_texts_still_get_the_prior);
    tcase_add_loop_test(tests, the_temperature_is_the_factor_by_which_logits_are_overconfident, 0, 10);
    tcase_add_test(tests, without_documents_the_temperature_is_one);
    tcase_add_test(tests, the_threshold_has_the_best_f1);
    tcase_add_loop_test(tests, a_temperature_divides_the_trained_output_layer, 0, 3);
    tcase_add_test(tests, ova_labels_can_be_certain_together);
    tcase_add_test(tests, with_ova_an_unknown_text_gets_the_frequency_of_each_label);
    tcase_add_test(tests, a_model_remembers_its_threshold);
    tcase_add_test(tests, a_model_without_a_threshold_is_reported);
    tcase_add_test(tests, a_race_finds_a_threshold_only_if_texts_have_several_labels);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
