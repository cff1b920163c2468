/* check_options.c - reading a command line by a table of options */
/* SPDX-License-Identifier: MIT */
#include "cli/options/options.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/options/command.h"
#include "cli/options/command_line.h"
#include "support/suite.h"

/* ---- a small command with one option of each kind --------------------------------------------------------- */

struct sample {
    bool is_loud;
    int side;
    int threads;
    uint32_t dim;
    uint64_t seed;
    size_t k;
    double rate;
    double share;
    double part;
    const char *file;
    const char *shape;
    const char *output;
};

#define AT(member) .offset = offsetof(struct sample, member)

static const struct option_spec sample_options[] = {
    {.kind = OPTION_HEADING, .name = "One of each"},
    {.kind = OPTION_FLAG, .name = "loud", .letter = 'l', AT(is_loud), .help = "be loud"},
    {.kind = OPTION_SWITCH, .name = "left", AT(side), .sets = 7, .help = "go left"},
    {.kind = OPTION_INT, .name = "threads", .argument = "N", AT(threads), .min = 0, .max = 1024, .help = "threads"},
    {.kind = OPTION_U32, .name = "dim", .argument = "N", AT(dim), .min = 1, .max = 4096, .help = "width"},
    {.kind = OPTION_U64, .name = "seed", .argument = "N", AT(seed), .min = 0, .max = UINT64_MAX, .help = "seed"},
    {.kind = OPTION_SIZE, .name = "top", .letter = 'k', .argument = "N", AT(k), .min = 1, .max = 10, .help = "labels"},
    {.kind = OPTION_REAL,
     .name = "rate",
     .argument = "X",
     AT(rate),
     .low = 0,
     .high = 100,
     .is_above_low = true,
     .help = "rate"},
    {.kind = OPTION_REAL,
     .name = "part",
     .argument = "X",
     AT(part),
     .low = 0,
     .high = 1,
     .is_above_low = true,
     .is_below_high = true,
     .help = "part"},
    {.kind = OPTION_REAL, .name = "share", .argument = "X", AT(share), .low = 0, .high = 1, .help = "share"},
    {.kind = OPTION_TEXT, .name = "file", .argument = "FILE", AT(file), .help = "file"},
    {.kind = OPTION_CHOICE,
     .name = "shape",
     .argument = "NAME",
     AT(shape),
     .choices = "round square",
     .planned = "flat deep",
     .help = "shape"},
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "OUT",
     AT(output),
     .is_required = true,
     .help = "output"},
    {.kind = OPTION_PLANNED, .name = "later", .argument = "X"},
    {.kind = OPTION_PLANNED, .name = "decay", .argument = "X", .choices = "0"},
};

static void init_sample(void *arguments)
{
    *(struct sample *)arguments = (struct sample){.dim = 16, .shape = "round", .rate = 0.5, .k = 1};
}

static const struct command sample_command = {
    .name = "sample",
    .summary = "nothing",
    .description = "Does nothing.",
    .operands = "MODEL [FILE...]",
    .examples = "  bagtag sample m\n",
    .options = sample_options,
    .n_options = sizeof sample_options / sizeof sample_options[0],
    .arguments_bytes = sizeof(struct sample),
    .init = init_sample,
};

enum { MAX_WORDS = 24 };

/* The result of parsing a command line. */
struct parsed {
    char line[256];
    char *argv[MAX_WORDS + 1];
    int argc;
    struct sample values;
    struct operands operands;
    struct bagtag_error error;
    enum options_outcome outcome;
};

/* Parses "sample " LINE, words separated by single spaces; "''" is an empty word. */
static void parse(struct parsed *parsed, const char *line)
{
    *parsed = (struct parsed){.argc = 0};
    int len = snprintf(parsed->line, sizeof parsed->line, "sample %s", line);
    ck_assert(len > 0 && (size_t)len < sizeof parsed->line);
    for (char *at = parsed->line; *at != '\0';) {
        ck_assert_int_lt(parsed->argc, MAX_WORDS);
        parsed->argv[parsed->argc++] = at;
        at += strcspn(at, " ");
        if (*at == ' ')
            *at++ = '\0';
    }
    for (int i = 0; i < parsed->argc; i++) {
        if (strcmp(parsed->argv[i], "''") == 0)
            parsed->argv[i][0] = '\0';
    }
    init_sample(&parsed->values);
    parsed->outcome =
        options_parse(&sample_command, parsed->argc, parsed->argv, &parsed->values, &parsed->operands, &parsed->error);
}

START_TEST(values_of_every_kind_are_stored)
{
    struct parsed p;
    parse(&p, "-l --left --threads 3 --dim=300 --seed 18446744073709551615 -k7 --rate 1e-3 --share 1 --file x --shape "
              "square -oout m");
    ck_assert_msg(p.outcome == OPTIONS_READY, "%s", p.error.sentence);
    ck_assert(p.values.is_loud);
    ck_assert_int_eq(p.values.side, 7);
    ck_assert_int_eq(p.values.threads, 3);
    ck_assert_uint_eq(p.values.dim, 300);
    ck_assert(p.values.seed == UINT64_MAX);
    ck_assert_uint_eq(p.values.k, 7);
    ck_assert_double_eq(p.values.rate, 0.001);
    ck_assert_double_eq(p.values.share, 1.0);
    ck_assert_str_eq(p.values.file, "x");
    ck_assert_str_eq(p.values.shape, "square");
    ck_assert_str_eq(p.values.output, "out");
    ck_assert_uint_eq(p.operands.n, 1);
    ck_assert_str_eq(p.operands.values[0], "m");
}
END_TEST

START_TEST(options_that_are_not_given_keep_their_default)
{
    struct parsed p;
    parse(&p, "-o x m");
    ck_assert_int_eq(p.outcome, OPTIONS_READY);
    ck_assert_uint_eq(p.values.dim, 16);
    ck_assert_str_eq(p.values.shape, "round");
    ck_assert(!p.values.is_loud);
}
END_TEST

START_TEST(options_may_follow_operands_and_dashes_end_them)
{
    struct parsed p;
    parse(&p, "m a -o x - b --dim 3 -- --dim -l");
    ck_assert_msg(p.outcome == OPTIONS_READY, "%s", p.error.sentence);
    static const char *const expected[] = {"m", "a", "-", "b", "--dim", "-l"};
    ck_assert_uint_eq(p.operands.n, 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(p.operands.values[i], expected[i]);
    ck_assert_uint_eq(p.values.dim, 3);
    ck_assert(!p.values.is_loud);
}
END_TEST

START_TEST(the_last_of_two_equal_options_wins)
{
    struct parsed p;
    parse(&p, "--dim 3 --dim 5 -o x m");
    ck_assert_int_eq(p.outcome, OPTIONS_READY);
    ck_assert_uint_eq(p.values.dim, 5);
}
END_TEST

START_TEST(long_names_may_be_shortened)
{
    struct parsed p;
    parse(&p, "--di 3 -o x m");
    ck_assert_int_eq(p.outcome, OPTIONS_READY);
    ck_assert_uint_eq(p.values.dim, 3);
}
END_TEST

START_TEST(help_is_shown_even_if_operands_are_missing)
{
    struct parsed p;
    parse(&p, "--help");
    ck_assert_int_eq(p.outcome, OPTIONS_HELP);
    parse(&p, "m -h");
    ck_assert_int_eq(p.outcome, OPTIONS_SHORT_HELP);
    parse(&p, "-h m n --loud");
    ck_assert_int_eq(p.outcome, OPTIONS_SHORT_HELP);
}
END_TEST

/* A wrong command line and its error. */
static const struct {
    const char *line, *sentence;
} mistakes[] = {
    {"--dim abc -o x m", "--dim: expected a whole number from 1 to 4096; found 'abc'"},
    {"--dim 0 -o x m", "--dim: expected a whole number from 1 to 4096; found '0'"},
    {"--dim 4097 -o x m", "--dim: expected a whole number from 1 to 4096; found '4097'"},
    {"--dim 4294967297 -o x m", "--dim: expected a whole number from 1 to 4096; found '4294967297'"},
    {"--dim 18446744073709551617 -o x m",
     "--dim: expected a whole number from 1 to 4096; found '18446744073709551617'"},
    {"--dim -1 -o x m", "--dim: expected a whole number from 1 to 4096; found '-1'"},
    {"--dim +1 -o x m", "--dim: expected a whole number from 1 to 4096; found '+1'"},
    {"--dim 1.0 -o x m", "--dim: expected a whole number from 1 to 4096; found '1.0'"},
    {"--dim 16x -o x m", "--dim: expected a whole number from 1 to 4096; found '16x'"},
    {"--dim= -o x m", "--dim: expected a whole number from 1 to 4096; found ''"},
    {"-o x m --dim", "--dim: expected a whole number from 1 to 4096; found nothing"},
    {"-o x m -k", "-k, --top: expected a whole number from 1 to 10; found nothing"},
    {"-o x m -k 11", "-k, --top: expected a whole number from 1 to 10; found '11'"},
    {"--seed 18446744073709551616 -o x m",
     "--seed: expected a whole number from 0 to 18446744073709551615; found '18446744073709551616'"},
    {"--rate 0 -o x m", "--rate: expected a number above 0 and at most 100; found '0'"},
    {"--rate nan -o x m", "--rate: expected a number above 0 and at most 100; found 'nan'"},
    {"--rate inf -o x m", "--rate: expected a number above 0 and at most 100; found 'inf'"},
    {"--rate 0x1 -o x m", "--rate: expected a number above 0 and at most 100; found '0x1'"},
    {"--rate 1e999 -o x m", "--rate: expected a number above 0 and at most 100; found '1e999'"},
    {"--rate 0,5 -o x m", "--rate: expected a number above 0 and at most 100; found '0,5'"},
    {"--rate e -o x m", "--rate: expected a number above 0 and at most 100; found 'e'"},
    {"--part 0 -o x m", "--part: expected a number above 0 and below 1; found '0'"},
    {"--part 1 -o x m", "--part: expected a number above 0 and below 1; found '1'"},
    {"--share 1.01 -o x m", "--share: expected a number from 0 to 1; found '1.01'"},
    {"--share -0.1 -o x m", "--share: expected a number from 0 to 1; found '-0.1'"},
    {"--shape oval -o x m", "--shape: expected one of round, square; found 'oval'"},
    {"--shape roun -o x m", "--shape: expected one of round, square; found 'roun'"},
    {"--shape '' -o x m", "--shape: expected one of round, square; found ''"},
    {"--shape flat -o x m", "--shape: flat is not implemented yet; implemented: round, square"},
    {"-o x m --file", "--file: expected FILE; found nothing"},
    {"-o '' m", "-o, --output: expected OUT; found ''"},
    {"--later 3 -o x m", "--later is not implemented yet; --help lists the options"},
    {"--decay 0.1 -o x m", "--decay: 0.1 is not implemented yet; implemented: 0"},
    {"m", "expected -o OUT; see 'bagtag sample --help'"},
    {"-o x", "expected MODEL; see 'bagtag sample --help'"},
    {"-o x ''", "expected MODEL; found an empty argument"},
    {"--dmi 3", "unknown option '--dmi'; did you mean '--dim'?"},
    {"--DIM 3", "unknown option '--DIM'; did you mean '--dim'?"},
    {"-dim 3", "unknown option '-dim'; did you mean '--dim'?"},
    {"-x", "unknown option '-x'; see 'bagtag sample --help'"},
    {"m -x", "unknown option '-x'; see 'bagtag sample --help'"},
    {"--nonsense=3", "unknown option '--nonsense=3'; see 'bagtag sample --help'"},
    {"-nonsense", "unknown option '-nonsense' (long options begin with two dashes); see 'bagtag sample --help'"},
    {"--s 3", "option '--s' is ambiguous: --seed or --share, for example"},
    {"--loud=3", "--loud takes no value"},
    {"--help=3", "--help takes no value"},
    {"--help --nonsense", "unknown option '--nonsense'; see 'bagtag sample --help'"},
    {"-hx", "unknown option '-hx' (long options begin with two dashes); see 'bagtag sample --help'"},
    {"-h --dim abc", "--dim: expected a whole number from 1 to 4096; found 'abc'"},
    {"--One", "unknown option '--One'; see 'bagtag sample --help'"},
};

START_TEST(each_usage_error_has_its_own_sentence)
{
    struct parsed p;
    parse(&p, mistakes[_i].line);
    ck_assert_msg(p.outcome == OPTIONS_WRONG, "accepted: %s", mistakes[_i].line);
    ck_assert_str_eq(p.error.sentence, mistakes[_i].sentence);
}
END_TEST

START_TEST(a_planned_option_accepts_its_default)
{
    struct parsed p;
    parse(&p, "--decay 0 -o x m");
    ck_assert_int_eq(p.outcome, OPTIONS_READY);
}
END_TEST

START_TEST(an_operand_too_many_is_named)
{
    char name[] = "inspect";
    char model[] = "m";
    char more[] = "n";
    char *argv[] = {name, model, more, NULL};
    void *arguments = mem_zeroed(1, command_inspect.arguments_bytes);
    ck_assert_ptr_nonnull(arguments);
    command_inspect.init(arguments);
    struct operands operands;
    struct bagtag_error error;
    ck_assert_int_eq(options_parse(&command_inspect, 3, argv, arguments, &operands, &error), OPTIONS_WRONG);
    ck_assert_str_eq(error.sentence, "unexpected argument 'n'; see 'bagtag inspect --help'");
    free(arguments);
}
END_TEST

int main(void)
{
    commands_prepare();
    Suite *suite = suite_create("options");
    TCase *parsing = tcase_create("parsing");
    tcase_add_test(parsing, values_of_every_kind_are_stored);
    tcase_add_test(parsing, options_that_are_not_given_keep_their_default);
    tcase_add_test(parsing, options_may_follow_operands_and_dashes_end_them);
    tcase_add_test(parsing, the_last_of_two_equal_options_wins);
    tcase_add_test(parsing, long_names_may_be_shortened);
    tcase_add_test(parsing, help_is_shown_even_if_operands_are_missing);
    tcase_add_loop_test(parsing, each_usage_error_has_its_own_sentence, 0, (int)(sizeof mistakes / sizeof mistakes[0]));
    tcase_add_test(parsing, a_planned_option_accepts_its_default);
    tcase_add_test(parsing, an_operand_too_many_is_named);
    suite_add_tcase(suite, parsing);

    return suite_run(suite);
}
