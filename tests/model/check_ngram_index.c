/* check_ngram_index.c - the index of n-grams in a model: the same answers, and a damaged one is not trusted */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag.h"
#include "model/model.h"
#include "support/corpus_text.h"
#include "support/suite.h"

static char folder[64], path[256];

static void set_up(void)
{
    new_folder(folder);
    struct buffer text = corpus_text(400, CORPUS_MIXED, 3);
    write_whole(folder, "text", text.bytes, text.len);
    buffer_clear(&text);
    in_folder(path, folder, "model");
}

static void tear_down(void)
{
    remove_all(folder);
}

static struct bagtag_model *train(uint32_t n_buckets)
{
    struct bagtag_train_options *options = train_options("ngrams=3 chars=2-3 epochs=1");
    char text[256];
    set_options(options, "buckets=%u", (unsigned)n_buckets);
    return train_file(in_folder(text, folder, "text"), options, NULL);
}

static struct bagtag_model *save_and_open(const struct bagtag_model *model)
{
    struct bagtag_model *opened = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_save(model, path, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_msg(bagtag_model_open(path, &opened, &error) == BAGTAG_OK, "%s", error.sentence);
    return opened;
}

static struct buffer classify(const struct bagtag_model *model)
{
    struct buffer out = {0};
    const struct bagtag_sink sink = {.write = keep, .context = &out};
    struct bagtag_classify_options options;
    char text[256];
    const char *file = in_folder(text, folder, "text");
    bagtag_classify_options_init(&options);
    options.k = 0;
    options.score = BAGTAG_PROBABILITY;
    ck_assert_int_eq(bagtag_classify(model, &file, 1, &options, &sink, NULL, NULL), BAGTAG_OK);
    buffer_char(&out, '\0');
    ck_assert(!out.failed);
    return out;
}

/* Makes it a model from before there was an index. */
static void drop_indexes(struct bagtag_model *model)
{
    model->ngrams.index = model->subwords.known.index = NULL;
}

START_TEST(a_model_with_an_index_answers_as_one_without)
{
    struct bagtag_model *model = train(3000);
    ck_assert_ptr_nonnull(model->ngrams.index);
    ck_assert_ptr_nonnull(model->subwords.known.index);
    struct bagtag_model *with = save_and_open(model);
    ck_assert_ptr_nonnull(with->ngrams.index);
    ck_assert_ptr_nonnull(with->subwords.known.index);
    ck_assert_int_eq(bagtag_model_verify(path, NULL), BAGTAG_OK);
    struct buffer want = classify(model), got = classify(with);
    ck_assert_str_eq(got.bytes, want.bytes);
    bagtag_model_free(with);
    buffer_clear(&got);

    drop_indexes(model);
    struct bagtag_model *without = save_and_open(model);
    ck_assert_ptr_null(without->ngrams.index);
    ck_assert_ptr_null(without->subwords.known.index);
    ck_assert_int_eq(bagtag_model_verify(path, NULL), BAGTAG_OK);
    got = classify(without);
    ck_assert_str_eq(got.bytes, want.bytes);
    bagtag_model_free(without);
    bagtag_model_free(model);
    buffer_clear(&got);
    buffer_clear(&want);
}
END_TEST

START_TEST(few_n_grams_in_many_buckets_get_no_index)
{
    struct bagtag_model *model = train(INT32_MAX);
    ck_assert_uint_gt(model->ngrams.n_ids, 100);
    ck_assert_ptr_null(model->ngrams.index);
    ck_assert_ptr_null(model->subwords.known.index);
    bagtag_model_free(model);
}
END_TEST

/* Damages group 1 of an index, which --verify must report. */
START_TEST(a_damaged_index_is_named)
{
    struct bagtag_error error;
    struct bagtag_model *model = train(3000);
    struct ngram_group *index = _i % 2 ? model->owned_char_index : model->owned_ngram_index;
    const char *name = _i % 2 ? "tensor \"char.index\": " : "tensor \"ngram.index\": ";
    if (_i / 2 == 0)
        index[1].bits ^= 16;
    else
        index[1].before = UINT64_MAX;
    struct bagtag_model *opened = save_and_open(model);
    struct buffer out = classify(opened); /* any answer, but no row out of range */
    buffer_clear(&out);
    bagtag_model_free(opened);
    ck_assert_int_eq(bagtag_model_verify(path, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, name) && strstr(error.sentence, "expected row 1 to be "), "%s",
                  error.sentence);
    bagtag_model_free(model);
}
END_TEST

START_TEST(an_index_for_another_number_of_buckets_is_refused)
{
    struct bagtag_error error;
    struct bagtag_model *model = train(3000), *opened = NULL;
    model->ngrams.n_buckets = 2900;
    ck_assert_int_eq(bagtag_model_save(model, path, &error), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_open(path, &opened, &error), BAGTAG_INPUT);
    ck_assert_ptr_nonnull(strstr(error.sentence, "tensor \"ngram.index\": expected I64 [47, 2]; found I64 [46, 2]"));
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ngram index");
    TCase *tests = tcase_create("index");
    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_model_with_an_index_answers_as_one_without);
    tcase_add_test(tests, few_n_grams_in_many_buckets_get_no_index);
    tcase_add_loop_test(tests, a_damaged_index_is_named, 0, 4);
    tcase_add_test(tests, an_index_for_another_number_of_buckets_is_refused);

    return suite_run(suite);
}
