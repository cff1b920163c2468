/* check_input_rules.c - every function that reads text refuses the same rules with the same sentence */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "bagtag.h"
#include "bagtag_nn.h"
#include "data/format.h"
#include "support/corpus_text.h"
#include "support/streams.h"
#include "support/suite.h"

/* The functions, each called with INPUT on a file of one line. */
static enum bagtag_status call_classify(const struct bagtag_model *model, const struct bagtag_input *input,
                                        const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct bagtag_classify_options options;
    bagtag_classify_options_init(&options);
    options.input = *input;
    return bagtag_classify(model, &file, 1, &options, sink, NULL, error);
}

static enum bagtag_status call_filter(const struct bagtag_model *model, const struct bagtag_input *input,
                                      const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct bagtag_filter_options options;
    bagtag_filter_options_init(&options);
    options.input = *input;
    return bagtag_filter(model, &(size_t){0}, 1, &file, 1, &options, sink, NULL, error);
}

static enum bagtag_status call_documents(const struct bagtag_model *model, const struct bagtag_input *input,
                                         const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct bagtag_embed_options options;
    bagtag_embed_options_init(&options);
    options.input = *input;
    return bagtag_embed_documents(model, &file, 1, &options, sink, NULL, error);
}

static enum bagtag_status call_sequence(const struct bagtag_model *model, const struct bagtag_input *input,
                                        const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    (void)sink;
    struct bagtag_embed_options options;
    struct bagtag_sequences *sequences = NULL;
    bagtag_embed_options_init(&options);
    options.input = *input;
    enum bagtag_status status = bagtag_sequences_read(model, &file, 1, &options, &sequences, error);
    bagtag_sequences_free(sequences);
    return status;
}

static enum bagtag_status call_tokenize(const struct bagtag_model *model, const struct bagtag_input *input,
                                        const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    struct bagtag_tokenize_options options;
    bagtag_tokenize_options_init(&options);
    options.input = *input;
    return bagtag_tokenize(model, &file, 1, &options, sink, NULL, error);
}

static enum bagtag_status call_test(const struct bagtag_model *model, const struct bagtag_input *input,
                                    const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    (void)sink;
    struct bagtag_test_options options;
    struct bagtag_report *report = NULL;
    bagtag_test_options_init(&options);
    options.input = *input;
    enum bagtag_status status = bagtag_test(model, &file, 1, &options, &report, error);
    bagtag_report_free(report);
    return status;
}

static enum bagtag_status call_train(const struct bagtag_model *model, const struct bagtag_input *input,
                                     const char *file, const struct bagtag_sink *sink, struct bagtag_error *error)
{
    (void)model;
    (void)sink;
    struct bagtag_train_options *options = train_options("");
    struct bagtag_model *trained = NULL;
    enum bagtag_status status = bagtag_train_options_set(options, "format", input->format, error);
    if (status == BAGTAG_OK)
        status = bagtag_train_options_set(options, "label-prefix", input->label_prefix, error);
    if (status == BAGTAG_OK)
        status = bagtag_train(&file, 1, options, &trained, NULL, error);
    bagtag_model_free(trained);
    return status;
}

static const struct {
    enum bagtag_status (*call)(const struct bagtag_model *model, const struct bagtag_input *input, const char *file,
                               const struct bagtag_sink *sink, struct bagtag_error *error);
    enum format_use use;
} functions[] = {
    {call_classify, FORMAT_AS_TEXT},  {call_filter, FORMAT_AS_TEXT},   {call_documents, FORMAT_AS_TEXT},
    {call_sequence, FORMAT_AS_TEXT},  {call_tokenize, FORMAT_AS_TEXT}, {call_test, FORMAT_WITH_LABELS},
    {call_train, FORMAT_WITH_LABELS},
};

static const struct bagtag_input usual = {.format = "auto",
                                          .label_prefix = "__label__",
                                          .text_field = "text",
                                          .label_field = "label",
                                          .id_field = "id",
                                          .delimiter = ",",
                                          .header = 1,
                                          .text_column = "text",
                                          .label_column = "label"};

static const char *const prefixes[] = {"", " ", "a b", "a\xe3\x80\x80", "\xff"};

START_TEST(every_function_checks_the_rules_alike)
{
    struct bagtag_model *model = round_model();
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    struct bagtag_error error = {""};
    const char *file = write_file("text", "__label__x\ta\n__label__y\tb\n", 26);
    bool is_labelled = functions[_i].use == FORMAT_WITH_LABELS;
    const char *const wrong[] = {is_labelled ? "text" : "xml", NULL, "", "Text", "fasttext "};
    const char *formats_there =
        is_labelled ? "auto, fasttext, tsv, jsonl or csv" : "auto, fasttext, tsv, jsonl, csv or text";
    char want[100];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct bagtag_input input = usual;
        input.format = wrong[i];
        (void)snprintf(want, sizeof want,
                       wrong[i] ? "format: expected %s; found '%s'" : "format: expected %s; found nothing",
                       formats_there, wrong[i]);
        ck_assert_int_eq(functions[_i].call(model, &input, file, &sink, &error), BAGTAG_ARGUMENT);
        ck_assert_str_eq(error.sentence, want);
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct bagtag_input input = usual;
        input.label_prefix = prefixes[i];
        ck_assert_int_eq(functions[_i].call(model, &input, file, &sink, &error), BAGTAG_ARGUMENT);
        ck_assert_ptr_eq(strstr(error.sentence, "label-prefix: expected text without white space; found "),
                         error.sentence);
    }
    for (size_t i = 0; i < 3 * 3; i++) {
        char too_long[257];
        struct bagtag_input input = usual;
        memset(too_long, 'x', 256);
        too_long[256] = '\0';
        const char *wrong_name = i % 3 == 0 ? NULL : i % 3 == 1 ? "" : too_long;
        const char **field = i / 3 == 0 ? &input.text_field : i / 3 == 1 ? &input.label_field : &input.id_field;
        if (functions[_i].call == call_train || (!is_labelled && i / 3 == 1))
            continue;
        *field = wrong_name;
        ck_assert_int_eq(functions[_i].call(model, &input, file, &sink, &error), BAGTAG_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(error.sentence, "-field: expected a name of 1 to 255 bytes; found "));
    }
    ck_assert_uint_eq(out.len, 0);
    const char *const right[] = {"auto", "fasttext", "tsv"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct bagtag_input input = usual;
        input.format = right[i];
        ck_assert_msg(functions[_i].call(model, &input, file, &sink, &error) == BAGTAG_OK, "%s", error.sentence);
    }
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

/* A label that is not allowed is refused by every function that reads labels, and by no other. */
START_TEST(a_nul_in_a_label_is_refused_by_functions_that_read_labels)
{
    struct bagtag_model *model = round_model();
    struct buffer out = {0};
    struct bagtag_sink sink = {keep, &out};
    struct bagtag_error error = {""};
    struct bagtag_input input = usual;
    input.format = "tsv";
    const char *file = write_file("text.tsv", "x\ta\ny\0z\tb\n", 10);
    bool is_labelled = functions[_i].use == FORMAT_WITH_LABELS;
    ck_assert_int_eq(functions[_i].call(model, &input, file, &sink, &error), is_labelled ? BAGTAG_INPUT : BAGTAG_OK);
    ck_assert(!is_labelled ||
              strstr(error.sentence, "text.tsv:2: expected a label without NUL bytes; found one with NUL") != NULL);
    buffer_clear(&out);
    bagtag_model_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_rules");
    TCase *tests = tcase_create("input_rules");
    const int n_functions = sizeof functions / sizeof *functions;
    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, every_function_checks_the_rules_alike, 0, n_functions);
    tcase_add_loop_test(tests, a_nul_in_a_label_is_refused_by_functions_that_read_labels, 0, n_functions);
    return suite_run(suite);
}
