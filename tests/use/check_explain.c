/* check_explain.c - the contributions of tokens to a label add up to its logit, and their positions are right */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bagtag_explain.h"
#include "base/buffer.h"
#include "base/mem.h"
#include "model/model.h"
#include "support/fasttext_bytes.h"
#include "support/small_model.h"
#include "support/suite.h"
#include "support/train_options.h"
#include "use/explanation.h"

/* A file in the folder data of the source, whose root is set by tests/run; otherwise the current folder. */
static const char *data_file(const char *name)
{
    static char paths[4][512];
    static size_t n;
    char *path = paths[n++ % 4];
    const char *root = getenv("ROOT");
    (void)snprintf(path, sizeof paths[0], "%s/data/%s", root ? root : ".", name);
    return path;
}

static struct bagtag_model *trained(const char *name, const char *pairs)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    const char *files[] = {data_file(name)};
    ck_assert_msg(bagtag_train(files, 1, train_options(pairs), &model, NULL, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    return model;
}

/* The lines of FILE, each with readable padding; freed by the caller. */
struct text_lines {
    char **lines;
    size_t n;
};
static struct text_lines read_lines(const char *path)
{
    struct text_lines found = {mem_array(20000, sizeof(char *)), 0};
    char *line = NULL;
    size_t capacity = 0;
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    for (ssize_t len; found.n < 20000 && (len = getline(&line, &capacity, file)) > 0;) {
        char *copy = mem_zeroed((size_t)len + 65, 1);
        memcpy(copy, line, (size_t)len - (line[len - 1] == '\n'));
        found.lines[found.n++] = copy;
    }
    free(line);
    (void)fclose(file);
    return found;
}

static void free_lines(struct text_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++)
        free(lines->lines[i]);
    free(lines->lines);
}

/* Explains the two best labels of LINE; false if it has none. */
static bool explain_line(struct scorer *scorer, const char *line, struct explanation *explanation)
{
    struct scorer_text text = {line, strlen(line), false};
    struct bagtag_prediction best[2];
    bool has_invalid;
    ck_assert_int_eq(scorer_add(scorer, text, &has_invalid, NULL), BAGTAG_OK);
    ck_assert_int_eq(scorer_run_logits(scorer, NULL), BAGTAG_OK);
    size_t n = scorer_best(scorer, 0, 2, best);
    if (n == 0)
        return false;
    size_t other = n > 1 ? best[1].label : scorer->model->n_labels;
    ck_assert_int_eq(explanation_find(explanation, scorer, 0, text, best[0].label, other, NULL), BAGTAG_OK);
    return true;
}

/* The traced rows must be the summed ones, each as often. */
static int compare_rows(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void expect_rows(const struct scorer *scorer, const struct trace *trace)
{
    const struct bagtag_model *model = scorer->model;
    const struct features *features = &scorer->features[0];
    uint32_t *rows = mem_array(trace->n + 1, sizeof *rows), *ids = mem_array(features->n + 1, sizeof *ids);
    size_t n = 0;
    for (size_t i = 0; i < trace->n; i++)
        rows[i] = model->idf == NULL ? trace->rows[i].row : features->ids[trace->rows[i].row];
    qsort(rows, trace->n, sizeof *rows, compare_rows);
    for (size_t i = 0; i < trace->n; i++)
        if (model->idf == NULL || n == 0 || rows[n - 1] != rows[i])
            rows[n++] = rows[i];
    memcpy(ids, features->ids, features->n * sizeof *ids);
    qsort(ids, features->n, sizeof *ids, compare_rows);
    ck_assert_uint_eq(n, features->n);
    ck_assert_mem_eq(rows, ids, n * sizeof *rows);
    free(rows);
    free(ids);
}

/* The contributions of tokens and bias must add up to the scorer's logit of LABEL; larger numbers are rounded more. */
static void expect_sum(const struct scorer *scorer, size_t label, double sum)
{
    double logit = (double)scorer_probability(scorer, 0, label);
    ck_assert_double_le(fabs(sum - logit), 1e-5 * fmax(1.0, fabs(logit)));
}

static void expect_sums(const struct scorer *scorer, const struct explanation *explanation)
{
    double score = explanation->bias, lead = explanation->lead_bias;
    for (size_t i = 0; i < explanation->n_tokens; i++) {
        score += explanation->tokens[i].score;
        lead += explanation->tokens[i].lead;
    }
    ck_assert_double_eq_tol(score, explanation->logit, 1e-12);
    ck_assert_double_eq_tol(lead, explanation->lead, 1e-12);
    expect_sum(scorer, explanation->label, score);
    if (explanation->runner_up < scorer->model->n_labels)
        expect_sum(scorer, explanation->runner_up, score - lead);
}

static void expect_lines(const struct bagtag_model *model, const char *path)
{
    struct scorer scorer;
    struct explanation explanation = {0};
    struct text_lines lines = read_lines(path);
    size_t n_explained = 0;
    ck_assert_int_eq(scorer_init(&scorer, model, NULL), BAGTAG_OK);
    scorer_want_sources(&scorer);
    for (size_t i = 0; i < lines.n; i++) {
        if (!explain_line(&scorer, lines.lines[i], &explanation))
            continue;
        n_explained++;
        expect_rows(&scorer, &explanation.trace);
        expect_sums(&scorer, &explanation);
    }
    ck_assert_uint_gt(n_explained, 50);
    free_lines(&lines);
    explanation_clear(&explanation);
    scorer_clear(&scorer);
}

static const char *const settings[] = {
    "race=no epochs=5",
    "race=no epochs=5 ngrams=3",
    "race=no epochs=5 bag=sum dim=7",
    "race=no epochs=5 chars=2-4",
    "race=no epochs=5 weight=idf",
    "race=no epochs=5 weight=gain ngrams=2 chars=3-5",
    "race=no epochs=5 loss=ova ngrams=2 dim=33",
    "race=no epochs=5 tokenizer=whitespace bias=prior",
    "race=no epochs=5 tokenizer=bert weight=gain",
};

START_TEST(scores_and_the_bias_add_up_to_the_logit)
{
    struct bagtag_model *model = trained(_i % 2 ? "topics.train.txt" : "sentiment.train.txt", settings[_i / 2]);
    expect_lines(model, data_file(_i % 2 ? "topics.test.txt" : "sentiment.test.txt"));
    bagtag_model_free(model);
}
END_TEST

START_TEST(contributions_of_fasttext_models_add_up_to_the_logit_too)
{
    static const enum fasttext_loss losses[] = {FASTTEXT_NS, FASTTEXT_SOFTMAX, FASTTEXT_OVA};
    struct blueprint blueprint = blueprint_of((enum blueprint_kind)_i);
    for (size_t l = 0; l < 3 && blueprint.task == FASTTEXT_SUPERVISED; l++) {
        char folder[64], path[256];
        struct bagtag_model *model = NULL;
        blueprint.loss = losses[l];
        struct buffer bytes = blueprint_bytes(&blueprint);
        new_folder(folder);
        write_whole(folder, "m.bin", bytes.bytes, bytes.len);
        ck_assert_int_eq(bagtag_model_open(in_folder(path, folder, "m.bin"), &model, NULL), BAGTAG_OK);
        expect_lines(model, data_file("topics.test.txt"));
        bagtag_model_free(model);
        buffer_clear(&bytes);
        remove_all(folder);
    }
}
END_TEST

/* ---- positions of tokens ------------------------------------------------------------------------------------- */

static const char *const pieces[] = {"Word",
                                     " ",
                                     "  ",
                                     ".",
                                     "\"",
                                     "<br />",
                                     "don't",
                                     "\xc3\x89t\xc3\xa9",
                                     "e\xcc\x81",
                                     "\xe4\xb8\xad",
                                     "\xe6\x96\x87",
                                     "\xc3\x9f",
                                     "\xef\xac\x81",
                                     "\x01",
                                     "\xff",
                                     "\t",
                                     "\xf0\x9f\x98\x80",
                                     "\xc4\xb0x",
                                     "\xe0\xa4\x95\xe0\xa5\x8d\xe2\x80\x8d ",
                                     "\xed\x95\x9c",
                                     "\xe1\x84\x80\xe1\x85\xa1",
                                     "a;b:c",
                                     "x\xc2\xadz",
                                     "\xe2\x80\x8b",
                                     "A long run of plain words that is more than a block of sixty-four bytes, Truly "};
enum { N_PIECES = sizeof pieces / sizeof pieces[0] };

/* A span holds its token: tokenized alone, it gives exactly that. */
static void expect_spans(const struct tokenizer *tokenizer, struct tokens *tokens, struct tokens *alone,
                         const char *text, size_t len)
{
    struct source_span spans[4096];
    ck_assert_int_eq(tokens_split(tokens, tokenizer, text, len), 0);
    ck_assert_uint_le(tokens->n, 4096);
    tokens_find_sources(tokens, text, len, spans);
    for (size_t i = 0; i < tokens->n; i++) {
        size_t n = spans[i].end - spans[i].begin;
        char *copy = mem_zeroed(n + 64, 1);
        ck_assert_uint_lt(spans[i].begin, spans[i].end);
        ck_assert_uint_le(spans[i].end, len);
        ck_assert(i == 0 || spans[i].begin >= spans[i - 1].end);
        memcpy(copy, text + spans[i].begin, n);
        ck_assert_int_eq(tokens_split(alone, tokenizer, copy, n), 0);
        ck_assert_msg(alone->n == 1 && alone->list[0].len == tokens->list[i].len &&
                          memcmp(alone->list[0].text, tokens->list[i].text, alone->list[0].len) == 0,
                      "token '%.*s' %zu..%zu of '%s'", (int)tokens->list[i].len, tokens->list[i].text, spans[i].begin,
                      spans[i].end, text);
        free(copy);
    }
}

START_TEST(tokens_have_the_right_positions_in_the_text)
{
    struct tokenizer tokenizer = tokenizer_newest((enum tokenizer_kind)(_i / 2), _i % 2);
    struct tokens tokens = {.sources.is_wanted = true}, alone = {0};
    uint32_t state = 1;
    for (int round = 0; round < 2000; round++) {
        struct buffer text = {0};
        for (int n = round % 60; n > 0; n--) {
            state = state * 1664525 + 1013904223;
            buffer_text(&text, pieces[(state >> 16) % N_PIECES]);
        }
        size_t len = text.len;
        for (int i = 0; i < 64; i++)
            buffer_char(&text, '\0');
        expect_spans(&tokenizer, &tokens, &alone, text.bytes, len);
        buffer_clear(&text);
    }
    tokens_clear(&tokens);
    tokens_clear(&alone);
}
END_TEST

/* ---- explanations -------------------------------------------------------------------------------------------- */

START_TEST(equal_tokens_are_one_word)
{
    struct bagtag_model *model = trained("topics.train.txt", settings[0]);
    struct scorer scorer;
    struct explanation explanation = {0};
    static const char line[256] = "train the train to the train";
    double train = 0.0;
    ck_assert_int_eq(scorer_init(&scorer, model, NULL), BAGTAG_OK);
    scorer_want_sources(&scorer);
    ck_assert(explain_line(&scorer, line, &explanation));
    ck_assert_uint_eq(explanation.n_tokens, 6);
    for (size_t i = 0; i < 6; i++)
        train += explanation.tokens[i].len == 5 ? explanation.tokens[i].lead : 0.0;
    ck_assert_uint_eq(explanation_rank(&explanation), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct explained_token *token = explanation.ranked[i];
        ck_assert(i == 0 || explanation.ranked[i - 1]->lead >= token->lead);
        if (token->len == 5)
            ck_assert_double_eq_tol(token->lead, train, 1e-12);
    }
    explanation_clear(&explanation);
    scorer_clear(&scorer);
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_maximum_is_refused)
{
    struct bagtag_model *model = trained("topics.train.txt", "race=no epochs=1 bag=max");
    struct bagtag_explain_options options;
    struct bagtag_error error = {""};
    struct bagtag_sink sink = {0};
    bagtag_explain_options_init(&options);
    ck_assert_int_eq(bagtag_explain(model, NULL, 0, &options, &sink, NULL, &error), BAGTAG_INPUT);
    ck_assert_str_eq(error.sentence, "the model cannot be explained: with --bag max, scores are not sums over words");
    bagtag_model_free(model);
}
END_TEST

START_TEST(a_tree_of_labels_is_refused)
{
    struct blueprint blueprint = blueprint_of(DENSE);
    char folder[64], path[256], sentence[512];
    struct bagtag_model *model = NULL;
    struct bagtag_error error = {""};
    blueprint.loss = FASTTEXT_HS;
    struct buffer bytes = blueprint_bytes(&blueprint);
    new_folder(folder);
    write_whole(folder, "m.bin", bytes.bytes, bytes.len);
    ck_assert_int_eq(bagtag_model_open(in_folder(path, folder, "m.bin"), &model, NULL), BAGTAG_OK);
    ck_assert_int_eq(explanation_check(model, &error), BAGTAG_INPUT);
    (void)snprintf(sentence, sizeof sentence,
                   "%s cannot be explained: with a hierarchical softmax, labels have no logits", path);
    ck_assert_str_eq(error.sentence, sentence);
    bagtag_model_free(model);
    buffer_clear(&bytes);
    remove_all(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("explain");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, scores_and_the_bias_add_up_to_the_logit, 0,
                        2 * (int)(sizeof settings / sizeof settings[0]));
    tcase_add_loop_test(tests, contributions_of_fasttext_models_add_up_to_the_logit_too, 0, N_KINDS);
    tcase_add_loop_test(tests, tokens_have_the_right_positions_in_the_text, 0, 8);
    tcase_add_test(tests, equal_tokens_are_one_word);
    tcase_add_test(tests, a_maximum_is_refused);
    tcase_add_test(tests, a_tree_of_labels_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
