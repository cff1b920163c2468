/* check_fasttext_model.c - fastText's models open as ours and answer as fastText does */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_convert.h"
#include "base/rng.h"
#include "support/fasttext_bytes.h"
#include "support/fasttext_reference.h"
#include "support/small_model.h"
#include "support/suite.h"

static char folder[64], path[256], saved[256];

static void set_up(void)
{
    new_folder(folder);
    (void)in_folder(path, folder, "m.bin");
    (void)in_folder(saved, folder, "m.model");
}

static void tear_down(void)
{
    remove_all(folder);
}

static const char *const lines[] = {
    "red na\xc3\xafve red",
    "",
    "unknown words alone",
    "\xff\xfe\x80 red",
    "__label__warm red __label__new",
    "red </s> na\xc3\xafve",
    "r\303\251d na\xc3\xafve red \xff\xfe\x80 x y z </s",
};
enum { N_LINES = sizeof lines / sizeof lines[0] };

/* Compares the predictor's answer to LINE with the reference's. */
static void expect_answer(const struct fasttext_file *file, struct bagtag_predictor *predictor, const char *line)
{
    struct bagtag_prediction found[REFERENCE_LABELS];
    double p[REFERENCE_LABELS];
    size_t n = 99;
    bool has_answer = reference_answer(file, line, p);
    ck_assert_int_eq(bagtag_predict(predictor, line, strlen(line), file->n_labels, found, &n, NULL), BAGTAG_OK);
    ck_assert_uint_eq(n, has_answer ? file->n_labels : 0);
    for (size_t i = 0; i < n; i++) {
        double expected = p[found[i].label];
        ck_assert_msg(fabs((double)found[i].probability - expected) < 1e-6, "'%s': label %u: %.9g, not %.9g", line,
                      found[i].label, (double)found[i].probability, expected);
        ck_assert(i == 0 || found[i - 1].probability >= found[i].probability);
    }
}

static void expect_answers(const struct blueprint *blueprint)
{
    struct buffer bytes = blueprint_bytes(blueprint);
    struct fasttext_file file;
    struct bagtag_model *model = NULL;
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_error error = {{0}};
    write_whole(folder, "m.bin", bytes.bytes, bytes.len);
    ck_assert_int_eq(fasttext_file_read(&file, path, (const unsigned char *)bytes.bytes, bytes.len, NULL), BAGTAG_OK);
    ck_assert_msg(bagtag_model_open(path, &model, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    for (size_t i = 0; i < N_LINES; i++)
        expect_answer(&file, predictor, lines[i]);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
    fasttext_file_clear(&file);
    buffer_clear(&bytes);
}

START_TEST(every_kind_answers_as_the_reference)
{
    static const enum fasttext_loss losses[] = {FASTTEXT_HS, FASTTEXT_NS, FASTTEXT_SOFTMAX, FASTTEXT_OVA};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    if (blueprint.task != FASTTEXT_SUPERVISED)
        return;
    for (size_t l = 0; l < 4; l++) {
        blueprint.loss = losses[l];
        expect_answers(&blueprint);
    }
}
END_TEST

/* ---- as folders ------------------------------------------------------------------------------------------------ */

static size_t answer_of(struct bagtag_predictor *predictor, const char *line, struct bagtag_prediction *found)
{
    size_t n = 99;
    memset(found, 0, REFERENCE_LABELS * sizeof *found);
    ck_assert_int_eq(bagtag_predict(predictor, line, strlen(line), REFERENCE_LABELS, found, &n, NULL), BAGTAG_OK);
    return n;
}

/* Checks that the folder made from the file opens, verifies, and gives the same answers, bit for bit. */
static void expect_same_in_folder(const struct blueprint *blueprint)
{
    struct buffer bytes = blueprint_bytes(blueprint);
    struct bagtag_model *models[2] = {NULL, NULL};
    struct bagtag_predictor *predictors[2] = {NULL, NULL};
    struct bagtag_error error = {{0}};
    write_whole(folder, "m.bin", bytes.bytes, bytes.len);
    ck_assert_int_eq(bagtag_model_open(path, &models[0], NULL), BAGTAG_OK);
    ck_assert_msg(bagtag_model_save(models[0], saved, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_verify(saved, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_open(saved, &models[1], &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_uint_eq(bagtag_model_n_words(models[1]), blueprint->n_words);
    ck_assert_uint_eq(bagtag_model_n_labels(models[1]), blueprint->n_labels);
    for (int m = 0; m < 2 && blueprint->n_labels > 0; m++)
        ck_assert_int_eq(bagtag_predictor_new(models[m], &predictors[m], NULL), BAGTAG_OK);
    for (size_t i = 0; i < N_LINES && blueprint->n_labels > 0; i++) {
        struct bagtag_prediction expected[REFERENCE_LABELS], found[REFERENCE_LABELS];
        ck_assert_uint_eq(answer_of(predictors[0], lines[i], expected), answer_of(predictors[1], lines[i], found));
        ck_assert_msg(memcmp(expected, found, sizeof found) == 0, "'%s' has another answer", lines[i]);
    }
    for (int m = 0; m < 2; m++) {
        bagtag_predictor_free(predictors[m]);
        bagtag_model_free(models[m]);
    }
    buffer_clear(&bytes);
}

START_TEST(a_folder_answers_with_the_same_bits)
{
    static const enum fasttext_loss losses[] = {FASTTEXT_HS, FASTTEXT_NS, FASTTEXT_SOFTMAX, FASTTEXT_OVA};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    for (size_t l = 0; l < 4; l++) {
        if (blueprint.task == FASTTEXT_SUPERVISED)
            blueprint.loss = losses[l];
        expect_same_in_folder(&blueprint);
    }
}
END_TEST

START_TEST(labels_without_a_prefix_are_not_words_in_a_folder_either)
{
    static const struct blueprint_entry labels[] = {{"red", 2}, {"warm", 1}, {"x", 1}};
    struct blueprint blueprint = blueprint_of(BIGRAMS);
    blueprint.labels = labels;
    expect_same_in_folder(&blueprint);
}
END_TEST

/* A file, the folder made from it, and the file made from that. */
START_TEST(converting_a_file_to_a_folder_and_back_reproduces_it)
{
    static const enum blueprint_kind kinds[] = {DENSE, BIGRAMS, CHARS, ONLY_SAYS_SO};
    static const enum fasttext_loss losses[] = {FASTTEXT_HS, FASTTEXT_OVA, FASTTEXT_SOFTMAX};
    struct blueprint blueprint = blueprint_of(kinds[_i % 4]);
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    struct mapping back;
    char made[256];
    blueprint.loss = losses[_i / 4];
    expect_same_in_folder(&blueprint);
    ck_assert_int_eq(bagtag_model_open(saved, &model, NULL), BAGTAG_OK);
    ck_assert_msg(bagtag_fasttext_save(model, in_folder(made, folder, "back.bin"), &error) == BAGTAG_OK, "%s",
                  error.sentence);
    bagtag_model_free(model);
    blueprint.is_output_quantised = false; /* if the input is not quantised, the output only claims to be */
    struct buffer bytes = blueprint_bytes(&blueprint);
    ck_assert_int_eq(mapping_open_file(&back, made, NULL), BAGTAG_OK);
    ck_assert_uint_eq(back.len, bytes.len);
    ck_assert_mem_eq(back.bytes, bytes.bytes, bytes.len);
    mapping_close(&back);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(a_model_that_fasttext_cannot_represent_is_refused)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    struct blueprint blueprint = blueprint_of(_i == 1 ? SKIPGRAM : PRUNED);
    const char *const sentences[] = {"buckets: expected a row for every bucket; found pruned ones", "has no labels",
                                     "features: expected fasttext; found bagtag"};
    if (_i < 2) {
        expect_same_in_folder(&blueprint);
        ck_assert_int_eq(bagtag_model_open(saved, &model, NULL), BAGTAG_OK);
    } else {
        model = small_model(3);
    }
    ck_assert_int_eq(bagtag_fasttext_save(model, path, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, sentences[_i]) != NULL, "%s", error.sentence);
    bagtag_model_free(model);
}
END_TEST

/* Changes by hand what config.json says about the other files. */
static void edit_config(const char *from, const char *to)
{
    static char text[1 << 16];
    char file[256];
    FILE *in = fopen(in_folder(file, saved, "config.json"), "rb");
    ck_assert_ptr_nonnull(in);
    size_t len = fread(text, 1, sizeof text - 1, in);
    ck_assert_int_eq(fclose(in), 0);
    text[len] = '\0';
    char *seal = strstr(text, ",\n\t\"checksum\""), *at = strstr(text, from);
    ck_assert(seal != NULL && at != NULL && at < seal);
    memcpy(seal, "\n}\n", sizeof "\n}\n");
    struct buffer edited = {0};
    buffer_bytes(&edited, text, (size_t)(at - text));
    buffer_text(&edited, to);
    buffer_text(&edited, at + strlen(from));
    write_whole(saved, "config.json", edited.bytes, edited.len);
    buffer_clear(&edited);
}

START_TEST(a_folder_whose_config_is_wrong_is_refused)
{
    static const struct {
        enum blueprint_kind kind;
        enum fasttext_loss loss;
        const char *from, *to, *sentence;
    } cases[] = {
        {BIGRAMS, FASTTEXT_HS, "\"label_counts\"", "\"other\"", "found none"},
        {BIGRAMS, FASTTEXT_HS, "[7, 5, 2]", "[999999999999999, 5, 2]", "below 1e15"},
        {BIGRAMS, FASTTEXT_HS, "\"fasttext\"", "\"slowtext\"", "expected \"bagtag\" or \"fasttext\""},
        {BIGRAMS, FASTTEXT_HS, "fnv-1a-32", "xxh3-64", "expected \"fnv-1a-32\""},
        {BIGRAMS, FASTTEXT_HS, "\"buckets\":\t10", "\"buckets\":\t11", "embedding.weight"},
        {BIGRAMS, FASTTEXT_HS, "\"version\":\t2", "\"version\":\t3", "version 3 is newer than this bagtag reads (2)"},
        {BIGRAMS, FASTTEXT_HS, "\"features\"", "\"whole_labels\": 1, \"features\"", "whole_labels"},
        {PRUNED, FASTTEXT_HS, "\"buckets\":\t10", "\"buckets\":\t2", "ngram.ids"},
        {CHARS, FASTTEXT_OVA, "\"max\":\t3", "\"max\":\t101", "chars.max"},
    };
    struct blueprint blueprint = blueprint_of(cases[_i].kind);
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {{0}};
    blueprint.loss = cases[_i].loss;
    expect_same_in_folder(&blueprint);
    edit_config(cases[_i].from, cases[_i].to);
    ck_assert_int_eq(bagtag_model_open(saved, &model, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, cases[_i].sentence) != NULL, "%s", error.sentence);
}
END_TEST
enum { N_WRONG = 9 };

/* ---- files ----------------------------------------------------------------------------------------------------- */

/* Two words, two labels, two columns: small enough to compute by hand. */
START_TEST(a_model_of_two_columns_answers_by_hand)
{
    static const struct blueprint_entry word[] = {{"</s>", 3}, {"hot", 2}},
                                        labels[] = {{"__label__yes", 2}, {"__label__no", 1}};
    static const float input[] = {0.0f, 0.0f, 2.0f, 0.0f}, output[] = {1.0f, 5.0f, -1.0f, 5.0f};
    struct blueprint blueprint = blueprint_of(DENSE);
    blueprint.dim = 2;
    blueprint.words = word;
    blueprint.n_words = blueprint.n_input_rows = 2;
    blueprint.labels = labels;
    blueprint.n_labels = 2;
    blueprint.input = input;
    blueprint.output = output;
    struct buffer bytes = blueprint_bytes(&blueprint);
    struct bagtag_model *model = NULL;
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_prediction found[2];
    size_t n;
    write_whole(folder, "m.bin", bytes.bytes, bytes.len);
    ck_assert_int_eq(bagtag_model_open(path, &model, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, NULL), BAGTAG_OK);
    /* "hot", "</s>": the mean is (1, 0), the scores 1 and -1, and p = 1 / (1 + exp(-2)) = 0.880797 */
    ck_assert_int_eq(bagtag_predict(predictor, "hot", 3, 2, found, &n, NULL), BAGTAG_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(bagtag_model_label(model, found[0].label), "yes");
    ck_assert(fabs((double)found[0].probability - 0.880807) < 1e-6);
    ck_assert(fabs((double)found[1].probability - 0.119213) < 1e-6);
    ck_assert_int_eq(bagtag_model_label_count(model, 1), 1);
    bagtag_predictor_free(predictor);
    bagtag_model_free(model);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(a_prefix_that_not_all_labels_have_is_kept)
{
    static const struct blueprint_entry mixed[] = {{"__label__a", 2}, {"b", 1}},
                                        bare[] = {{"__label__", 2}, {"__label__b", 1}};
    const struct blueprint_entry *const lists[] = {mixed, bare};
    for (int i = 0; i < 2; i++) {
        struct blueprint blueprint = blueprint_of(DENSE);
        struct bagtag_model *model = NULL;
        blueprint.labels = lists[i];
        blueprint.n_labels = 2;
        struct buffer bytes = blueprint_bytes(&blueprint);
        write_whole(folder, "m.bin", bytes.bytes, bytes.len);
        ck_assert_int_eq(bagtag_model_open(path, &model, NULL), BAGTAG_OK);
        ck_assert_str_eq(bagtag_model_label(model, 0), lists[i][0].text);
        ck_assert_str_eq(bagtag_model_label(model, 1), lists[i][1].text);
        bagtag_model_free(model);
        buffer_clear(&bytes);
    }
}
END_TEST

START_TEST(a_guessed_prefix_is_removed_from_the_names)
{
    static const struct {
        const char *labels[2], *prefix;
    } cases[] = {
        {{"__lbl__en-US", "__lbl__en-GB"}, "__lbl__"},
        {{"__lbl__a__x", "__lbl__a__y"}, "__lbl__"},
        {{"__lbl__red", "__lbl__red"}, "__lbl__"},
        {{"__my-class__en", "__my-class__fr"}, "__my-class__"},
        {{"__lbl_a", "__lbl_b"}, "__"},
        {{"#en-US", "#en-GB"}, "#"},
        {{"@@en", "@@fr"}, "@@"},
        {{"label:en-US", "label:en-GB"}, "label:"},
        {{"caf\xc3\xa9/a/x", "caf\xc3\xa9/a/y"}, "caf\xc3\xa9/"},
        {{"red", "rose"}, "__label__"},
        {{"sun", "rain"}, "__label__"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct blueprint_entry labels[] = {{cases[i].labels[0], 2}, {cases[i].labels[1], 1}};
        struct blueprint blueprint = blueprint_of(DENSE);
        struct bagtag_model *model = NULL;
        char scratch[BAGTAG_SETTING_BYTES];
        blueprint.labels = labels;
        blueprint.n_labels = 2;
        struct buffer bytes = blueprint_bytes(&blueprint);
        write_whole(folder, "m.bin", bytes.bytes, bytes.len);
        ck_assert_int_eq(bagtag_model_open(path, &model, NULL), BAGTAG_OK);
        ck_assert_str_eq(bagtag_model_setting(model, "label-prefix", scratch), cases[i].prefix);
        bagtag_model_free(model);
        buffer_clear(&bytes);
    }
}
END_TEST

START_TEST(a_model_of_words_has_no_labels)
{
    struct blueprint blueprint = blueprint_of(SKIPGRAM);
    struct buffer bytes = blueprint_bytes(&blueprint);
    struct bagtag_model *model = NULL;
    struct bagtag_predictor *predictor = NULL;
    struct bagtag_error error;
    write_whole(folder, "m.bin", bytes.bytes, bytes.len);
    ck_assert_int_eq(bagtag_model_open(path, &model, NULL), BAGTAG_OK);
    ck_assert_uint_eq(bagtag_model_n_labels(model), 0);
    ck_assert_uint_eq(bagtag_model_n_words(model), 6);
    ck_assert_int_eq(bagtag_predictor_new(model, &predictor, &error), BAGTAG_INPUT);
    bagtag_model_free(model);
    buffer_clear(&bytes);
}
END_TEST

START_TEST(a_file_of_something_else_is_refused)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error;
    write_whole(folder, "m.bin", "hello", 5);
    ck_assert_int_eq(bagtag_model_open(path, &model, &error), BAGTAG_INPUT);
    ck_assert_ptr_null(model);
    ck_assert_msg(strstr(error.sentence, "m.bin: expected a model") != NULL, "%s", error.sentence);
}
END_TEST

/* Whatever the file contains, it is refused or answers. */
START_TEST(hostile_numbers_never_crash_an_answer)
{
    static const uint32_t numbers[] = {0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0x7f800000, 0x7fc00000, 3, 65536};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    struct buffer bytes = blueprint_bytes(&blueprint);
    for (uint32_t run = 0; run < 300; run++) {
        struct bagtag_model *model = NULL;
        struct bagtag_predictor *predictor = NULL;
        unsigned char *copy = mem_array(bytes.len, 1);
        memcpy(copy, bytes.bytes, bytes.len);
        for (uint32_t k = 0; k <= run % 3; k++) {
            size_t at = rng_bits(run, k, 1) % (rng_bits(run, k, 2) % 2 ? 300 : bytes.len - 4);
            uint32_t number = numbers[rng_bits(run, k, 3) % (sizeof numbers / sizeof numbers[0])];
            memcpy(copy + at, &number, sizeof number);
        }
        write_whole(folder, "m.bin", copy, bytes.len);
        if (bagtag_model_open(path, &model, NULL) == BAGTAG_OK &&
            bagtag_predictor_new(model, &predictor, NULL) == BAGTAG_OK)
            for (size_t i = 0; i < N_LINES; i++) {
                struct bagtag_prediction found[16];
                size_t n = 0;
                ck_assert_int_eq(bagtag_predict(predictor, lines[i], strlen(lines[i]), 16, found, &n, NULL), BAGTAG_OK);
                for (size_t k = 0; k < n; k++)
                    ck_assert_uint_lt(found[k].label, bagtag_model_n_labels(model));
            }
        bagtag_predictor_free(predictor);
        bagtag_model_free(model);
        free(copy);
    }
    buffer_clear(&bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fasttext_model");
    TCase *answers = tcase_create("answers"), *folders = tcase_create("folders"), *others = tcase_create("others");
    tcase_add_checked_fixture(answers, set_up, tear_down);
    tcase_add_checked_fixture(folders, set_up, tear_down);
    tcase_add_checked_fixture(others, set_up, tear_down);
    tcase_add_loop_test(answers, every_kind_answers_as_the_reference, 0, N_KINDS);
    tcase_add_test(answers, a_model_of_two_columns_answers_by_hand);
    tcase_add_loop_test(folders, a_folder_answers_with_the_same_bits, 0, N_KINDS);
    tcase_add_loop_test(folders, converting_a_file_to_a_folder_and_back_reproduces_it, 0, 12);
    tcase_add_loop_test(folders, a_model_that_fasttext_cannot_represent_is_refused, 0, 3);
    tcase_add_test(folders, labels_without_a_prefix_are_not_words_in_a_folder_either);
    tcase_add_loop_test(folders, a_folder_whose_config_is_wrong_is_refused, 0, N_WRONG);
    tcase_add_test(others, a_prefix_that_not_all_labels_have_is_kept);
    tcase_add_test(others, a_guessed_prefix_is_removed_from_the_names);
    tcase_add_test(others, a_model_of_words_has_no_labels);
    tcase_add_test(others, a_file_of_something_else_is_refused);
    tcase_set_timeout(others, 60);
    tcase_add_loop_test(others, hostile_numbers_never_crash_an_answer, 0, N_KINDS);
    suite_add_tcase(suite, answers);
    suite_add_tcase(suite, folders);
    suite_add_tcase(suite, others);
    return suite_run(suite);
}
