/* check_option_tables.c - the option tables of the commands, --help, the manual pages, completion and suggestions */
/* SPDX-License-Identifier: MIT */
#include "cli/options/options.h"

#include <check.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "cli/fasttext.h"
#include "cli/options/command.h"
#include "cli/options/completion.h"
#include "cli/options/help.h"
#include "cli/options/suggest.h"
#include "cli/options/train_options.h"
#include "cli/show/figures.h"
#include "cli/show/output.h"
#include "cli/show/terminal.h"
#include "support/suite.h"

/* ---- the tables ------------------------------------------------------------------------------------------- */

static bool is_choice_or_number(const struct option_spec *option)
{
    return option->kind != OPTION_HEADING && option->kind != OPTION_FLAG && option->kind != OPTION_SWITCH &&
           option->kind != OPTION_TEXT && option->kind != OPTION_PLANNED;
}

/* An argument with one of these names is a file that is read or written, and the table says which. */
static bool is_name_of_file(const char *argument)
{
    return option_list_contains("FILE MODEL OUTPUT SMALL WORDS", argument, strlen(argument));
}

START_TEST(tables_are_complete)
{
    const struct command *command = commands[_i];
    ck_assert_ptr_eq(command_find(command->name), command);
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        ck_assert_ptr_nonnull(option->name);
        if (option->kind == OPTION_HEADING)
            continue;
        bool takes_none = option->kind == OPTION_FLAG || option->kind == OPTION_SWITCH;
        ck_assert_msg(!takes_none || option->argument == NULL, "--%s", option->name);
        ck_assert_msg(!is_choice_or_number(option) || option->argument != NULL, "--%s", option->name);
        ck_assert_msg(option->kind == OPTION_PLANNED || option->help != NULL, "--%s", option->name);
        ck_assert_msg(option->kind != OPTION_TEXT || option->setting != NULL ||
                          (option->file != 0) == is_name_of_file(option->argument),
                      "--%s", option->name);
        ck_assert_msg(option->kind != OPTION_CHOICE || option->choices != NULL, "--%s", option->name);
        ck_assert_int_ne(option->letter, 'h');
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(option->name, command->options[j].name);
            ck_assert(option->letter == 0 || option->letter != command->options[j].letter);
        }
    }
}
END_TEST

/* A default that the parser refuses would make --help wrong. Checks the choices whose default is a value. */
START_TEST(choices_include_their_default)
{
    const struct command *command = commands[_i];
    void *arguments = command_arguments_new(command);
    ck_assert_ptr_nonnull(arguments);
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (option->kind != OPTION_CHOICE || option->setting != NULL) /* those of the library have their own tests */
            continue;
        const char *value = NULL;
        memcpy(&value, (const char *)arguments + option->offset, sizeof value);
        if (value == NULL && option->initial != NULL) /* the default is described in words */
            continue;
        ck_assert_ptr_nonnull(value);
        ck_assert_msg(option_list_contains(option->choices, value, strlen(value)), "--%s: %s", option->name, value);
    }
    command_arguments_free(command, arguments);
}
END_TEST

/* Each setting is an option of train with the same name, and of tune if tune takes it. */
START_TEST(every_setting_is_an_option)
{
    const struct command *command = _i ? &command_tune : &command_train;
    const struct bagtag_setting *setting;
    for (size_t s = 0; (setting = bagtag_setting_at(s)) != NULL; s++) {
        size_t n = 0, wanted = setting->kind == BAGTAG_SWITCH ? 2 : 1;
        for (size_t i = 0; i < command->n_options; i++)
            n += command->options[i].setting == setting;
        ck_assert_msg(n == (_i == 0 || setting->is_tuned ? wanted : 0), "%s: --%s", command->name, setting->name);
    }
}
END_TEST

/* An option of another command with the name of a setting has its choices or, if it is a number, its range. */
START_TEST(an_option_named_like_a_setting_takes_the_same_values)
{
    for (size_t i = 0; i < commands[_i]->n_options; i++) {
        const struct option_spec *option = &commands[_i]->options[i];
        const struct bagtag_setting *setting = bagtag_setting_find(option->name);
        if (setting == NULL || option->setting != NULL || strcmp(option->name, "format") == 0)
            continue;
        if (option->kind == OPTION_CHOICE) {
            struct buffer choices = {0};
            for (size_t c = 0; setting->choices[c] != NULL; c++)
                buffer_format(&choices, "%s%s", c > 0 ? " " : "", setting->choices[c]);
            buffer_char(&choices, '\0');
            ck_assert_str_eq(option->choices, choices.bytes);
            buffer_clear(&choices);
        } else if (option->kind == OPTION_U32 || option->kind == OPTION_INT) {
            ck_assert_double_eq((double)option->min, setting->low);
            ck_assert_double_eq((double)option->max, setting->high);
        }
    }
}
END_TEST

/* The parser accepts for a setting what the library accepts, and its error names the option. */
START_TEST(the_parser_accepts_the_values_that_the_library_accepts)
{
    struct train_arguments arguments = {.options = bagtag_train_options_new()};
    char scratch[BAGTAG_SETTING_BYTES];
    struct bagtag_error error;
    for (size_t i = 0; i < command_train.n_options; i++) {
        const struct option_spec *option = &command_train.options[i];
        if (option->setting == NULL)
            continue;
        if (option->kind == OPTION_SWITCH) {
            ck_assert_int_eq(option_store(option, NULL, &arguments, &error), BAGTAG_OK);
            ck_assert_str_eq(bagtag_train_options_get(arguments.options, option->setting->name, scratch),
                             strncmp(option->name, "no-", 3) == 0 ? "no" : "yes");
            continue;
        }
        ck_assert_int_eq(option_store(option, option->setting->initial, &arguments, &error), BAGTAG_OK);
        ck_assert(bagtag_train_options_is_set(arguments.options, option->name));
        ck_assert_int_eq(option_store(option, "", &arguments, &error), BAGTAG_ARGUMENT);
        ck_assert_msg(strncmp(error.sentence, "--", 2) == 0 &&
                          strstr(error.sentence, option->name) == error.sentence + 2,
                      "%s", error.sentence);
    }
    bagtag_train_options_free(arguments.options);
}
END_TEST

/* The help of COMMAND, NUL-terminated; freed by buffer_clear. */
static struct buffer help_of(const struct command *command, int width)
{
    struct buffer help = {0};
    help_command(&help, command, (struct help_style){.width = width});
    buffer_char(&help, '\0');
    ck_assert(!help.failed);
    return help;
}

START_TEST(help_fits_eighty_columns)
{
    struct buffer help = help_of(commands[_i], 80);
    for (const char *line = help.bytes; *line != '\0';) {
        size_t len = strcspn(line, "\n");
        ck_assert_msg(len <= 80, "%.*s", (int)len, line);
        ck_assert_msg(len == 0 || line[len - 1] != ' ', "ends in a space: %.*s", (int)len, line);
        line += len + (line[len] == '\n');
    }
    buffer_clear(&help);

    struct buffer overview = {0};
    help_overview(&overview, (struct help_style){.width = 80});
    buffer_char(&overview, '\0');
    ck_assert_ptr_nonnull(strstr(overview.bytes, commands[_i]->summary));
    buffer_clear(&overview);
}
END_TEST

START_TEST(help_names_every_option)
{
    struct buffer help = help_of(commands[_i], 80);
    for (size_t i = 0; i < commands[_i]->n_options; i++) {
        const struct option_spec *option = &commands[_i]->options[i];
        char name[64];
        snprintf(name, sizeof name, option->kind == OPTION_HEADING ? "%s:" : "--%s", option->name);
        ck_assert_msg(strstr(help.bytes, name) != NULL, "%s is not in the help of %s", name, commands[_i]->name);
    }
    buffer_clear(&help);
}
END_TEST

START_TEST(help_survives_any_width)
{
    for (int width = 1; width < 100; width++) {
        struct buffer help = help_of(commands[_i], width);
        buffer_clear(&help);
    }
}
END_TEST

/* Whether TEXT documents NAME as an option in mdoc: "-NAME" after "Fl" or a comma, before a space or the end. */
static bool is_in_page(const char *text, const char *name)
{
    char wanted[64];
    int len = snprintf(wanted, sizeof wanted, " -%s", name);
    for (const char *at = text; (at = strstr(at, wanted)) != NULL; at++) {
        if (strchr(" \n", at[len]) != NULL)
            return true;
    }
    return false;
}

/* The manual page of COMMAND, NUL-terminated; freed by free(). */
static char *page_of(const struct command *command)
{
    enum { MAX_BYTES = 1 << 17 };
    const char *root = getenv("ROOT"); /* set by tests/run; without it, run in the top folder of the source */
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/man/bagtag-%s.1", root != NULL ? root : ".", command->name);
    ck_assert(n > 0 && (size_t)n < sizeof path);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s cannot be read", path);
    char *text = calloc(MAX_BYTES, 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_lt(fread(text, 1, MAX_BYTES - 1, file), MAX_BYTES - 1);
    fclose(file);
    return text;
}

START_TEST(the_manual_page_names_every_option)
{
    const struct command *command = commands[_i];
    if (command->n_options == 0)
        return;
    char *text = page_of(command);
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (option->kind != OPTION_HEADING)
            ck_assert_msg(is_in_page(text, option->name), "--%s is not in bagtag-%s(1)", option->name, command->name);
    }
    free(text);
}
END_TEST

/* ---- completion -------------------------------------------------------------------------------------------- */

/* Checks the completion of LINE, whose words are separated by '|'. */
static void check_answer(const char *line, const char *expected)
{
    char copy[64];
    char *words[8];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = copy; at != NULL; n++)
        words[n] = strsep(&at, "|");
    struct buffer out = {0};
    completion_answer(&out, n, words);
    buffer_char(&out, '\0');
    ck_assert(!out.failed);
    ck_assert_str_eq(out.bytes, expected);
    buffer_clear(&out);
}

START_TEST(completion_removes_quotes_from_words)
{
    check_answer("train|--bag|'su", "words\nsum\t\n");
    check_answer("train|--bag|s\\um", "words\nsum\t\n");
    check_answer("tr'ai'n|\"--bag\"|mea", "words\nmean\t\n");
    check_answer("train|--bag|\"m\\e", "words\n");
    check_answer("train|--bag|'m\\", "words\n");
    check_answer("train|--bag|m\\", "words\n");
    check_answer("'tr\"ain'|x", "");
}
END_TEST

/* ---- what users type instead, and numbers ------------------------------------------------------------------ */

START_TEST(edit_distances_count_typing_errors)
{
    ck_assert_uint_eq(suggest_distance("train", "train"), 0);
    ck_assert_uint_eq(suggest_distance("TRAIN", "train"), 0);
    ck_assert_uint_eq(suggest_distance("trian", "train"), 1);
    ck_assert_uint_eq(suggest_distance("", "train"), 5);
    ck_assert_uint_eq(suggest_distance("rain", "train"), 1);
    ck_assert_uint_eq(suggest_distance("strain", "train"), 1);
    ck_assert_uint_eq(suggest_distance("0123456789012345678901234567890123456789", "train"), SIZE_MAX);
    ck_assert_ptr_eq(command_suggest("clasify"), &command_classify);
    ck_assert_ptr_null(command_suggest("frobnicate"));
    ck_assert_ptr_null(command_suggest(""));
}
END_TEST

START_TEST(option_names_of_other_programs_are_translated)
{
    ck_assert_str_eq(suggest_other_name("wordNgrams"), "ngrams");
    ck_assert_str_eq(suggest_other_name("learning-rate"), "lr");
    ck_assert_str_eq(suggest_other_name("learning_rate"), "lr");
    ck_assert_str_eq(suggest_other_name("Batch-Size"), "batch");
    ck_assert_str_eq(suggest_other_name("embed-dim"), "dim");
    ck_assert_str_eq(suggest_other_name("num-epochs"), "epochs");
    ck_assert_str_eq(suggest_other_name("mode"), "bag");
    ck_assert_ptr_null(suggest_other_name("learningrates"));
    ck_assert_ptr_null(suggest_other_name("learn"));
    ck_assert_ptr_null(suggest_other_name(""));
    ck_assert_ptr_null(suggest_other_name("--"));
}
END_TEST

static const struct {
    const char *words[12];
    const char *answer; /* NULL: not a fastText command */
} translations[] = {
    {{"supervised", "-input", "x", "-output", "y"}, "bagtag train -o y x"},
    {{"supervised", "-input", "my file", "-output", "y", "-epoch", "5", "-wordNgrams", "2"},
     "bagtag train -o y --epochs 5 --ngrams 2 'my file'"},
    {{"supervised"}, "bagtag train -o MODEL FILE"},
    {{"supervised", "-input"}, "bagtag train -o MODEL FILE"},
    {{"train", "-input", "it's", "-output", "y"}, "bagtag train -o y 'it'\\''s'"},
    {{"predict", "m", "f", "3"}, "bagtag classify -k 3 m f"},
    {{"predict-prob", "m", "-", "1", "0.5"}, "bagtag classify --prob -k 1 --threshold 0.5 m -"},
    {{"nn", "m"}, "bagtag neighbors m"},
    {{"nn", "m", "5"}, "bagtag neighbors -k 5 m"},
    {{"analogies", "m"}, "bagtag analogy m"},
    {{"print-word-vectors", "m"}, "bagtag embed m"},
    {{"print-sentence-vectors"}, "bagtag embed --documents MODEL"},
    {{"test-label", "m", "f"}, "bagtag test m f"},
    {{"test", "m", "f", "5", "0.2"}, "bagtag test -k 5 --threshold 0.2 m f"},
    {{"predict", "m", "f", "-1"}, "bagtag classify -k 0 m f"},
    {{"test", "m", "f", "-1", "0.5"}, "bagtag test -k 0 --threshold 0.5 m f"},
    {{"supervised", "-input", "x", "-output", "y", "-minn", "2", "-maxn", "5"}, "bagtag train -o y --chars 2-5 x"},
    {{"supervised", "-input", "x", "-output", "y", "-minn", "0", "-maxn", "0", "-loss", "one-vs-all"},
     "bagtag train -o y --loss ova --chars none x"},
    {{"supervised", "-input", "x", "-maxn", "3", "-verbose", "0"}, "bagtag train -o MODEL --chars 1-3 --quiet x"},
    {{"supervised", "-input", "x", "-loss", "hs", "-ws", "5", "-lr", "1"},
     "bagtag train -o MODEL --lr 1 x; not available in bagtag: -loss hs, -ws 5"},
    {{"supervised", "-input", "x", "-pretrainedVectors", "w.vec", "-t", "1e-4", "-autotune-modelsize", "2M"},
     "bagtag train -o MODEL --pretrained w.vec x; not available in bagtag: -t 1e-4, -autotune-modelsize 2M"},
    {{"supervised", "-input", "x", "-output", "y", "-autotune-validation", "v", "-autotune-duration", "90"},
     "bagtag tune -o y --valid v --minutes 1.5 x"},
    {{"supervised", "-autotune-validation", "v", "-autotune-metric", "f1:__label__a"},
     "bagtag tune -o MODEL --valid v --metric f1:a FILE"},
    {{"supervised", "-autotune-metric", "precisionAtRecall:30:#a", "-label", "#", "-autotune-validation", "v"},
     "bagtag tune -o MODEL --metric precision-at-recall:0.3:a --label-prefix '#' --valid v FILE"},
    {{"supervised", "-autotune-metric", "loss"},
     "bagtag train -o MODEL FILE; not available in bagtag: -autotune-metric loss"},
    {{"quantize", "-output", "m"}, "bagtag shrink --to SIZE -o m.small m.bin"},
    {{"skipgram", "-input", "x", "-output", "m"}, "skipgram has no counterpart"},
    {{"cbow"}, "cbow has no counterpart"},
    {{"print-ngrams", "m", "word"}, "'bagtag tokenize --model MODEL --output jsonl'"},
    {{"dump", "m", "dict"}, "bagtag inspect --vocab m"},
    {{"dump", "m", "args"}, "bagtag inspect m"},
    {{"dump", "m", "input"}, "bagtag-model(5)"},
    {{"test", "m", "f"}, NULL},
    {{"test", "m", "f", "g"}, NULL},
    {{"test", "-k", "m", "5"}, NULL},
    {{"train", "-o", "m", "f"}, NULL},
    {{"classify", "m"}, NULL},
};

START_TEST(fasttext_command_lines_are_translated)
{
    char copies[12][40];
    char *argv[13] = {NULL};
    int argc = 0;
    for (; argc < 12 && translations[_i].words[argc] != NULL; argc++) {
        snprintf(copies[argc], sizeof copies[argc], "%s", translations[_i].words[argc]);
        argv[argc] = copies[argc];
    }
    struct buffer out = {0};
    bool is_theirs = fasttext_translate(argc, argv, &out);
    buffer_char(&out, '\0');
    ck_assert_int_eq(is_theirs, translations[_i].answer != NULL);
    if (is_theirs)
        ck_assert_msg(strstr(out.bytes, translations[_i].answer) != NULL, "%s", out.bytes);
    buffer_clear(&out);
}
END_TEST

static const char *json_of(double value, char out[64])
{
    struct buffer buffer = {0};
    figure_json(&buffer, value);
    buffer_char(&buffer, '\0');
    snprintf(out, 64, "%s", buffer.bytes);
    buffer_clear(&buffer);
    return out;
}

START_TEST(numbers_are_formatted_for_people)
{
    char out[64];
    ck_assert_str_eq(figure_count(out, 0), "0");
    ck_assert_str_eq(figure_count(out, 999), "999");
    ck_assert_str_eq(figure_count(out, 1000), "1,000");
    ck_assert_str_eq(figure_count(out, UINT64_MAX), "18,446,744,073,709,551,615");
    ck_assert_str_eq(figure_bytes(out, 999), "999 bytes");
    ck_assert_str_eq(figure_bytes(out, 1000), "1.00 kB");
    ck_assert_str_eq(figure_bytes(out, 9999), "10.0 kB");
    ck_assert_str_eq(figure_bytes(out, 999999), "1.00 MB");
    ck_assert_str_eq(figure_bytes(out, UINT64_MAX), "18447 PB");
    ck_assert_str_eq(figure_duration(out, 7.4), "0:07");
    ck_assert_str_eq(figure_duration(out, 59.6), "1:00");
    ck_assert_str_eq(figure_duration(out, 3723), "1:02:03");
    ck_assert_str_eq(figure_duration(out, 1e300), "99:59:59");
    ck_assert_str_eq(figure_duration(out, -1), "0:00");
    ck_assert_str_eq(json_of(0.1, out), "0.1");
    ck_assert_str_eq(json_of(1.0 / 3, out), "0.3333333333333333");
    ck_assert_str_eq(json_of(strtod("inf", NULL), out), "null");
    ck_assert_str_eq(json_of(0, out), "0");
}
END_TEST

START_TEST(column_counts_depend_on_the_script)
{
    ck_assert_uint_eq(terminal_columns("travel", 6), 6);
    ck_assert_uint_eq(terminal_columns("\xe6\x97\xa5\xe6\x9c\xac", 6), 4); /* two ideographs */
    ck_assert_uint_eq(terminal_columns("e\xcc\x81", 3), 1);                /* e and a combining acute */
    ck_assert_uint_eq(terminal_columns("\xff", 1), 1);
    ck_assert_uint_eq(terminal_columns("", 0), 0);
}
END_TEST

START_TEST(text_for_the_terminal_is_harmless)
{
    struct buffer out = {0};
    buffer_printable(&out, "a\x1b[1m\xffz\xc2\x9b", 9);
    ck_assert_uint_eq(out.len, 8);
    ck_assert_int_eq(memcmp(out.bytes, "a?[1m?z?", 8), 0);
    buffer_clear(&out);
}
END_TEST

int main(void)
{
    commands_prepare();
    Suite *suite = suite_create("option tables");
    TCase *tables = tcase_create("tables");
    tcase_add_loop_test(tables, tables_are_complete, 0, (int)n_commands);
    tcase_add_loop_test(tables, every_setting_is_an_option, 0, 2);
    tcase_add_loop_test(tables, an_option_named_like_a_setting_takes_the_same_values, 0, (int)n_commands);
    tcase_add_test(tables, the_parser_accepts_the_values_that_the_library_accepts);
    tcase_add_loop_test(tables, choices_include_their_default, 0, (int)n_commands);
    tcase_add_loop_test(tables, help_fits_eighty_columns, 0, (int)n_commands);
    tcase_add_loop_test(tables, help_names_every_option, 0, (int)n_commands);
    tcase_add_loop_test(tables, help_survives_any_width, 0, (int)n_commands);
    tcase_add_loop_test(tables, the_manual_page_names_every_option, 0, (int)n_commands);
    suite_add_tcase(suite, tables);

    TCase *completion = tcase_create("completion");
    tcase_add_test(completion, completion_removes_quotes_from_words);
    suite_add_tcase(suite, completion);

    TCase *words = tcase_create("words");
    tcase_add_test(words, edit_distances_count_typing_errors);
    tcase_add_test(words, option_names_of_other_programs_are_translated);
    tcase_add_loop_test(words, fasttext_command_lines_are_translated, 0,
                        (int)(sizeof translations / sizeof translations[0]));
    tcase_add_test(words, numbers_are_formatted_for_people);
    tcase_add_test(words, column_counts_depend_on_the_script);
    tcase_add_test(words, text_for_the_terminal_is_harmless);
    suite_add_tcase(suite, words);

    return suite_run(suite);
}
