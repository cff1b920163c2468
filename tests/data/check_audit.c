/* check_audit.c - what looks wrong in labelled files is reported once, with file and line; what is fine is not */
/* SPDX-License-Identifier: MIT */
#include "data/audit.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "support/corpora.h"
#include "support/suite.h"

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

static void keep_sentence(void *context, const char *sentence)
{
    buffer_text(context, sentence);
    buffer_char(context, '\n');
}

/* All findings about SOURCES, one a line, without folder names; freed by the caller. */
static char *findings_of(const struct corpus_options *options, int n_workers, const struct source *sources,
                         size_t n_sources)
{
    struct corpus_contents contents;
    struct bagtag_error error = {"none"};
    struct buffer all = {0}, out = {0};
    const char *valid = NULL;
    for (size_t i = 0; i < n_sources; i++)
        valid = sources[i].is_held_out ? sources[i].path : valid;
    ck_assert_msg(read_all(options, n_workers, sources, n_sources, &contents, NULL, &error) == BAGTAG_OK, "%s",
                  error.sentence);
    ck_assert_int_eq(audit_contents(&contents, &options->rules, valid, keep_sentence, &all), 0);
    corpus_contents_clear(&contents);
    buffer_char(&all, '\0');
    ck_assert(!all.failed);
    for (const char *at = all.bytes; *at != '\0'; at++) {
        if (strncmp(at, folder, strlen(folder)) == 0)
            at += strlen(folder) + 1;
        buffer_char(&out, *at);
    }
    buffer_char(&out, '\0');
    buffer_clear(&all);
    ck_assert(!out.failed);
    return out.bytes;
}

static const struct {
    const char *name, *text, *expected;
} cases[] = {
    {"fine", "__label__a x y\n__label__b y z\n", ""},
    {"fine.tsv", "a\tx y\nb\ty z\n", ""},
    {"x", "__label__a x\nplain\n__label__b y\n\nmore\n", "skipped 3 lines without a label, the first at x:2\n"},
    {"x", "__label__a x\n\n__label__b y\n", "skipped 1 line without a label at x:2\n"},
    {"x", "__label__a \xFF\n__label__b \xC3\n",
     "2 lines with invalid UTF-8, the first at x:1; if the text is Latin-1, convert it: iconv -f latin1 -t utf-8 FILE "
     "> NEW\n"},
    {"x", "\xEF\xBB\xBF__label__a x\n__label__b y\n", ""},
    {"x", "\xEF\xBB\xBF__label__a x\n\xEF\xBB\xBF__label__b y\n", "dropped 1 byte order mark in mid-stream at x:2\n"},
    {"my file", "__label__a x\r__label__b y\r__label__c z\r",
     "my file:1: lines end in carriage returns, so many lines are read as one; convert them: tr '\\r' '\\n' < 'my "
     "file' | bagtag ...\n"},
    {"x", "__label__a x\r\n__label__b y\r\n", ""},
    {"x", "__label__a x\ry\n__label__b y\n", ""},
    {"x.tsv", "label\ttext\na\tx\nb\ty\n",
     "x.tsv:1: looks like a header line, but is used as a text labelled 'label'; skip it: tail -n +2 x.tsv | bagtag "
     "...\n"},
    {"x.tsv", "Category\tReview\na\tx\nb\ty\n",
     "x.tsv:1: looks like a header line, but is used as a text labelled 'Category'; skip it: tail -n +2 x.tsv | bagtag "
     "...\n"},
    {"x.tsv", "y\tsentence\na\tx\nb\ty\n",
     "x.tsv:1: looks like a header line, but is used as a text labelled 'y'; skip it: tail -n +2 x.tsv | bagtag ...\n"},
    {"x.tsv", "spam\tbuy\nspam\tnow\nham\thello\n", ""}, /* the name of a column, but other lines have it too */
    {"x.tsv", "a\tx\nlabel\ttext\nb\ty\n", ""},
    {"x", "__label__label text\n__label__b y\n", ""},
    {"x", "__label__a x\n__label__a y\n", "only one label, 'a' (x:1): every text will get it\n"},
    {"x", "__label__a,__label__b x\n__label__c y\n",
     "the prefix __label__ occurs inside 1 label, 'a,__label__b' at x:1; separate labels with blanks\n"},
    {"x", "__label__c y\n__label__a,__label__b x\n__label__b;__label__c x\n",
     "the prefix __label__ occurs inside 2 labels, such as 'a,__label__b' at x:2; separate labels with blanks\n"},
    {"x", "__label__sport x\n__label__sport x\n__label__Sport y\n",
     "'sport' (x:1) and 'Sport' (x:3) are different labels, although they differ only in case, blanks, Unicode "
     "composition or a final "
     "comma\n"},
    {"x", "__label__caf\u00E9 x\n__label__cafe\u0301 y\n",
     "'caf\u00E9' (x:1) and 'cafe\u0301' (x:2) are different labels, although they differ only in case, blanks, "
     "Unicode composition or "
     "a final comma\n"},
    {"x", "__label__a x\n__label__a, y\n__label__b z\n__label__B; z\n__label__b. z\n",
     "'a' (x:1) and 'a,' (x:2) are different labels, although they differ only in case, blanks, Unicode composition or "
     "a final comma; "
     "there are 3 such labels\n"},
    {"x.tsv", "new york\tx\nnew  york\ty\nNew York\tz\n",
     "'new york' (x.tsv:1) and 'new  york' (x.tsv:2) are different labels, although they differ only in case, blanks, "
     "Unicode "
     "composition or a final comma; there are 2 such labels\n"},
    {"x", "__label__c x\n__label__c++ y\n__label__c# z\n__label__. w\n__label__: w\n__label__+ v\n__label__- v\n", ""},
    {"x", "__label__new_york x\n__label__newyork x\n__label__1 x\n__label__-1 x\n__label__1.0 y\n", ""},
    {"x", "__label__@ann x\n__label__@bob x\n__label__http://a.b x\n__label__http://c.d y\n", ""},
};

START_TEST(each_finding_names_file_and_line)
{
    struct source source = {write_text(cases[_i].name, cases[_i].text), false};
    char *found = findings_of(&usual, 1, &source, 1);
    ck_assert_str_eq(found, cases[_i].expected);
    free(found);
}
END_TEST

/* N lines of BEFORE, a number, BEHIND. */
static void add_lines(struct buffer *text, int n, const char *before, const char *after)
{
    for (int i = 0; i < n; i++)
        buffer_format(text, "%s%d%s\n", before, i, after);
}

START_TEST(swapped_columns_are_distinguished_from_unique_texts)
{
    static const struct {
        const char *name, *before, *after, *expected;
        int n;
    } tries[] = {
        {"x.tsv", "a fine text of number ", "\tgood",
         "x.tsv:1: 40 labels for 40 texts: the columns seem to be swapped; swap them: awk -F'\\t' '{print $2 FS $1}' "
         "x.tsv | "
         "bagtag ...\n",
         40},
        {"x", "__label__", " some words of",
         "x:1: 40 labels for 40 texts; hardly any label has two texts, so there is "
         "little to learn\n",
         40},
        {"x", "__label__", " some words of", "", 19},
    };
    for (size_t i = 0; i < N_ELEMENTS(tries); i++) {
        struct buffer text = {0};
        add_lines(&text, tries[i].n, tries[i].before, tries[i].after);
        buffer_char(&text, '\0');
        struct source source = {write_text(tries[i].name, text.bytes), false};
        char *found = findings_of(&usual, 1, &source, 1);
        ck_assert_str_eq(found, tries[i].expected);
        free(found);
        buffer_clear(&text);
    }
    struct buffer text = {0}; /* two texts per label */
    add_lines(&text, 400, "__label__l", " words");
    add_lines(&text, 400, "__label__l", " more");
    buffer_char(&text, '\0');
    struct source source = {write_text("x", text.bytes), false};
    char *found = findings_of(&usual, 1, &source, 1);
    ck_assert_str_eq(found, "");
    free(found);
    buffer_clear(&text);
}
END_TEST

/* 60 texts with two or three of eight labels each, joined by SEPARATOR, between BEFORE and BEHIND. */
static void add_joined(struct buffer *text, const char *before, const char *separator, const char *after,
                       const char *tail)
{
    for (int i = 0; i < 60; i++) {
        buffer_format(text, "%st%d%st%d", before, i % 8, separator, (i + 1 + i / 8) % 8);
        if (i % 3 == 0)
            buffer_format(text, "%st%d", separator, (i + 5) % 8);
        buffer_format(text, "%s%d words%s\n", after, i, tail);
    }
}

START_TEST(several_labels_in_one_field_are_reported_with_their_separator)
{
    static const struct {
        const char *name, *before, *separator, *after, *expected;
    } tries[] = {
#define ARRAY "write them as an array, in JSONL: {\"label\":[\"one\",\"two\"],\"text\":\"...\"}\n"
        {"x.csv", "\"", ",", "\",",
         "60 labels, such as 't0,t1,t5' at x.csv:2, become 8 labels when split at ','; if texts have several "
         "labels, " ARRAY},
        {"x.csv", "", "|", ",",
         "60 labels, such as 't0|t1|t5' at x.csv:2, become 8 labels when split at '|'; if texts have several "
         "labels, " ARRAY},
        {"x.csv", "\"['", "', '", "']\",",
         "60 labels, such as '['t0', 't1', 't5']' at x.csv:2, become 8 labels when split at ','; if texts have several "
         "labels, " ARRAY},
        {"x.csv", "", " ", ",",
         "60 labels, such as 't0 t1 t5' at x.csv:2, become 8 labels when split at blanks; if texts have several "
         "labels, " ARRAY},
        {"x.tsv", "", ";", "\t",
         "60 labels, such as 't0;t1;t5' at x.tsv:1, become 8 labels when split at ';'; if texts have several "
         "labels, " ARRAY},
        {"x.jsonl", "{\"label\":\"", ", ", "\",\"text\":\"",
         "60 labels, such as 't0, t1, t5' at x.jsonl:1, become 8 labels when split at ','; if texts have several "
         "labels, " ARRAY},
        {"x", "__label__", ",", " ",
         "60 labels, such as 't0,t1,t5' at x:1, become 8 labels when split at ','; if texts have several labels, write "
         "each as a word: __label__one __label__two\n"},
        {"x", "__label__", " __label__", " ", ""}, /* correct */
        {"x", "__label__", ".", " ",
         "x:1: 60 labels for 60 texts; hardly any label has two texts, so there is little to learn\n"},
#undef ARRAY
    };
    struct corpus_options options = usual;
    options.rules.fields[FIELD_TEXT] = options.rules.csv.text_column = "text";
    options.rules.fields[FIELD_LABEL] = options.rules.csv.label_column = "label";
    options.rules.csv.delimiter = ',';
    options.rules.csv.has_header = true;
    options.rules.use = FORMAT_WITH_LABELS;
    for (size_t i = 0; i < N_ELEMENTS(tries); i++) {
        struct buffer text = {0};
        buffer_text(&text, strcmp(tries[i].name, "x.csv") == 0 ? "label,text\n" : "");
        add_joined(&text, tries[i].before, tries[i].separator, tries[i].after,
                   strcmp(tries[i].name, "x.jsonl") == 0 ? "\"}" : "");
        buffer_char(&text, '\0');
        struct source source = {write_text(tries[i].name, text.bytes), false};
        char *found = findings_of(&options, 1, &source, 1);
        ck_assert_str_eq(found, tries[i].expected);
        free(found);
        buffer_clear(&text);
    }
}
END_TEST

/* Names of two words or levels: labels that occur often, few labels, as many parts as labels, and labels of two parts
 * each. */
START_TEST(labels_with_a_separator_in_their_names_are_not_reported)
{
    static const struct {
        const char *between, *after;
        int n_first, n_second, n_texts;
    } tries[] = {{"/", "", 4, 25, 300}, {", ", "", 15, 4, 15}, {"/level/", "x", 5, 1000, 1000}, {" ", "", 40, 43, 400}};
    for (size_t i = 0; i < N_ELEMENTS(tries); i++) {
        struct buffer text = {0};
        for (int k = 0; k < tries[i].n_texts; k++)
            buffer_format(&text, "t%d%sl%d%s\t%d words\n", k % tries[i].n_first, tries[i].between,
                          k % tries[i].n_second, tries[i].after, k);
        buffer_char(&text, '\0');
        struct source source = {write_text("x.tsv", text.bytes), false};
        char *found = findings_of(&usual, 1, &source, 1);
        ck_assert_ptr_null(strstr(found, "split"));
        free(found);
        buffer_clear(&text);
    }
}
END_TEST

START_TEST(a_long_label_is_truncated_between_characters)
{
    struct buffer text = {0};
    buffer_text(&text, "__label__x y\n__label__a,__label__");
    for (int i = 0; i < 100; i++)
        buffer_text(&text, "\u4E2D");
    buffer_text(&text, " z\n");
    buffer_char(&text, '\0');
    struct source source = {write_text("x", text.bytes), false};
    char *found = findings_of(&usual, 1, &source, 1);
    const char *dots = strstr(found, "\u4E2D...' at x:2");
    ck_assert_msg(dots != NULL && strstr(found, "\uFFFD") == NULL, "%s", found);
    free(found);
    buffer_clear(&text);
}
END_TEST

START_TEST(held_out_labels_without_training_lines_are_reported)
{
    struct source sources[] = {{write_text("train", "__label__a x\n__label__b y\n"), false},
                               {write_text("valid", "__label__a x\n__label__b y\n"), true}};
    char *found = findings_of(&usual, 1, sources, 2);
    ck_assert_str_eq(found, "");
    free(found);
    write_text("valid", "__label__a x\n__label__c y\n__label__d y\n__label__e __label__b y\n");
    found = findings_of(&usual, 1, sources, 2);
    ck_assert_str_eq(found, "2 held-out documents have only labels that no training line has, the first at valid:2\n");
    free(found);
    write_text("valid", "__label__c x\n__label__d y\n");
    found = findings_of(&usual, 1, sources, 2);
    ck_assert_str_eq(
        found, "valid:1: no held-out document has a label of the training lines, so the loss cannot be measured\n");
    free(found);
}
END_TEST

/* The findings about a held-out file VALID beside two training texts, for any number of workers; freed by the caller.
 */
static char *findings_of_valid(const char *valid)
{
    struct corpus_options options = usual;
    char *found[3];
    options.finds_copies = true;
    options.block_bytes = 16;
    for (int i = 0; i < 3; i++) {
        struct source sources[] = {
            {write_text("train", "__label__a x y\n__label__b y z\n__label__a x y\n__label__a\n"), false},
            {write_text("valid", valid), true}};
        found[i] = findings_of(&options, i + 1, sources, 2);
        ck_assert_str_eq(found[i], found[0]);
    }
    free(found[1]);
    free(found[2]);
    return found[0];
}

/* One copy in ten is enough. Labels do not matter, and documents without words do not count as texts. */
START_TEST(held_out_texts_that_are_training_texts_are_reported)
{
    static const struct {
        const char *copies, *expected;
        int n_new;
    } tries[] = {
        {"__label__a x y\n__label__b y z\n",
         "valid: 2 of 2 texts are in the training files too, so the held-out accuracy is too high\n", 0},
        {"__label__b x y\n__label__a\n",
         "valid: 1 of 10 texts is in the training files too, so the held-out accuracy is too high\n", 8},
        {"__label__b x y\n__label__a\n", "", 9},
        {"__label__c x y\n",
         "valid:1: no held-out document has a label of the training lines, so the loss cannot be measured\n", 0},
    };
    for (size_t i = 0; i < N_ELEMENTS(tries); i++) {
        struct buffer text = {0};
        buffer_text(&text, tries[i].copies);
        add_lines(&text, tries[i].n_new, "__label__b new", " text");
        buffer_char(&text, '\0');
        char *found = findings_of_valid(text.bytes);
        ck_assert_str_eq(found, tries[i].expected);
        free(found);
        buffer_clear(&text);
    }
}
END_TEST

/* Small blocks, so that several workers meet the problems: the places reported are still the first in the files. */
START_TEST(findings_do_not_depend_on_workers_and_blocks)
{
    struct corpus_options small = usual;
    struct buffer text = {0};
    for (int i = 0; i < 4000; i++)
        buffer_format(&text, "%s__label__%s%d some text %d%s\n", i % 97 == 96 ? "\xEF\xBB\xBF" : "",
                      i % 7 == 3 ? "Label" : "label", i % 20, i, i % 61 == 60 ? " \xFF" : "");
    buffer_text(&text, "nothing\n\n");
    buffer_char(&text, '\0');
    struct source source = {write_text("x", text.bytes), false};
    char *expected = findings_of(&usual, 1, &source, 1);
    ck_assert_ptr_nonnull(strstr(expected, "skipped 2 lines without a label, the first at x:4001\n"));
    ck_assert_ptr_nonnull(strstr(expected, "65 lines with invalid UTF-8, the first at x:61\n"));
    ck_assert_ptr_nonnull(strstr(expected, "dropped 41 byte order marks in mid-stream, the first at x:97\n"));
    ck_assert_ptr_nonnull(strstr(expected, "there are 20 such labels\n"));
    for (int n_workers = 1; n_workers <= 4; n_workers++) {
        small.block_bytes = 512;
        char *found = findings_of(&small, n_workers, &source, 1);
        ck_assert_str_eq(found, expected);
        free(found);
    }
    free(expected);
    buffer_clear(&text);
}
END_TEST

START_TEST(files_without_a_word_to_learn_from_are_refused)
{
    static const struct {
        const char *text, *sentence;
        uint64_t min_count;
    } tries[] = {
        {"__label__a\n__label__b\n", "no line with a label has any text to learn from", 1},
        {"__label__a x\n__label__b y\n", "no words are left: none occurs 3 times; lower --min-count", 3},
        {"__label__a x x x\n__label__b y\n", NULL, 3},
    };
    for (size_t i = 0; i < N_ELEMENTS(tries); i++) {
        struct corpus_options options = usual;
        struct corpus_contents contents;
        struct corpus_counts counts;
        struct bagtag_error error = {"none"};
        struct source source = {write_text("x", tries[i].text), false};
        options.min_count = tries[i].min_count;
        ck_assert_int_eq(read_all(&options, 1, &source, 1, &contents, &counts, &error), BAGTAG_OK);
        enum bagtag_status status = audit_need_words(&contents, &counts, options.min_count, &error);
        if (tries[i].sentence == NULL) {
            ck_assert_int_eq(status, BAGTAG_OK);
        } else {
            ck_assert_int_eq(status, BAGTAG_INPUT);
            ck_assert_str_eq(error.sentence, tries[i].sentence);
        }
        corpus_contents_clear(&contents);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit");
    TCase *tests = tcase_create("audit");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, each_finding_names_file_and_line, 0, N_ELEMENTS(cases));
    tcase_add_test(tests, swapped_columns_are_distinguished_from_unique_texts);
    tcase_add_test(tests, several_labels_in_one_field_are_reported_with_their_separator);
    tcase_add_test(tests, labels_with_a_separator_in_their_names_are_not_reported);
    tcase_add_test(tests, a_long_label_is_truncated_between_characters);
    tcase_add_test(tests, held_out_labels_without_training_lines_are_reported);
    tcase_add_test(tests, held_out_texts_that_are_training_texts_are_reported);
    tcase_add_test(tests, findings_do_not_depend_on_workers_and_blocks);
    tcase_add_test(tests, files_without_a_word_to_learn_from_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
