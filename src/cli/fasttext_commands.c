/* fasttext_commands.c - runs fastText's commands with its arguments and output format */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext_commands.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "bagtag_fasttext.h"
#include "base/error.h"
#include "base/number.h"
#include "cli/fasttext.h"
#include "cli/fasttext_call.h"
#include "cli/fasttext_failure.h"
#include "cli/fasttext_supervised.h"
#include "cli/interrupt.h"
#include "cli/options/command_line.h"
#include "cli/options/help.h"
#include "cli/output_conflict.h"
#include "cli/show/output.h"
#include "cli/show/report.h"

/* A command and its arguments. */
struct fasttext_command {
    const char *name;
    const char *arguments;
    int least, most; /* number of arguments, with the command */
    fasttext_run_function *run;
};

static const struct fasttext_command table[] = {
    {"predict", "MODEL FILE [K] [THRESHOLD]", 3, 5, fasttext_predict},
    {"predict-prob", "MODEL FILE [K] [THRESHOLD]", 3, 5, fasttext_predict_prob},
    {"test", "MODEL FILE [K] [THRESHOLD]", 3, 5, fasttext_test},
    {"test-label", "MODEL FILE [K] [THRESHOLD]", 3, 5, fasttext_test_label},
    {"print-word-vectors", "MODEL", 2, 2, fasttext_print_words},
    {"print-sentence-vectors", "MODEL", 2, 2, fasttext_print_sentences},
    {"print-ngrams", "MODEL WORD", 3, 3, fasttext_print_ngrams},
    {"nn", "MODEL [K]", 2, 3, fasttext_nn},
    {"analogies", "MODEL [K]", 2, 3, fasttext_analogies},
    {"dump", "MODEL args|dict|input|output", 3, 3, fasttext_dump},
};
enum { N_COMMANDS = sizeof table / sizeof table[0] };

bool fasttext_is_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash != NULL ? slash + 1 : path, "fasttext") == 0;
}

enum bagtag_status fasttext_read_k(const struct fasttext_call *call, int i, size_t initial, size_t *out,
                                   struct bagtag_error *error)
{
    uint64_t number = initial;
    const char *text = call->argc > i ? call->argv[i] : NULL;
    bool is_all = text != NULL && strcmp(text, "-1") == 0;
    if (text != NULL && !is_all && (!number_read_whole(text, &number) || number == 0 || number > INT32_MAX))
        return error_set(error, BAGTAG_ARGUMENT, "k: expected a number from 1, or -1 for all; found '%s'", text);
    *out = is_all ? 0 : (size_t)number;
    return BAGTAG_OK;
}

static int run(const struct fasttext_command *command, int argc, char *const *argv)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *model = NULL;
    struct output output = {0};
    if (output_conflict_with_input(command->arguments, (const char *const *)argv + 1, (size_t)argc - 1))
        return EXIT_FAILED;
    interrupt_watch(argv[1]);
    enum bagtag_status status = bagtag_model_open(argv[1], &model, &error);
    if (status == BAGTAG_OK)
        bagtag_model_unfold(model); /* to sum as fastText does */
    if (status == BAGTAG_OK)
        status = command->run(&(struct fasttext_call){.model = model, .argc = argc, .argv = argv, .output = &output},
                              &error);
    bool is_reported = status == BAGTAG_OK || output_has_failed(&output);
    int code = output_finish(&output);
    if (!is_reported)
        code = fasttext_failure(&error, argc, argv);
    bagtag_model_free(model);
    return code;
}

/* Prints the help, in short if ARGV[0] is "-h"; an unknown option after it is an error. */
static int print_help(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' || options_is_help(argv[i]))
            continue;
        report_error("fasttext: unknown option '%s'; see 'bagtag fasttext --help'", argv[i]);
        return EXIT_FAILED;
    }
    struct output output = {0};
    struct help_style style = help_style_of(STDOUT_FILENO);
    style.is_short = strcmp(argv[0], "-h") == 0;
    help_command(&output.text, &command_fasttext, style);
    return output_finish(&output);
}

/* Prints what to use instead of a command that cannot be run, or else the list of commands. */
static void name_others(int argc, char *const *argv)
{
    struct buffer sentence = {0};
    if (argc == 0 || !fasttext_translate(argc, argv, &sentence)) {
        buffer_text(&sentence, "fasttext: expected one of the commands supervised, ");
        for (size_t i = 0; i < N_COMMANDS; i++)
            buffer_format(&sentence, "%s%s", i == 0 ? "" : i + 1 < N_COMMANDS ? ", " : " and ", table[i].name);
        buffer_format(&sentence, argc > 0 ? "; found '%s'" : "; found none", argc > 0 ? argv[0] : "");
    }
    buffer_char(&sentence, '\0');
    if (!sentence.failed)
        report_error("%s", sentence.bytes);
    buffer_clear(&sentence);
}

int fasttext_run(int argc, char *const *argv)
{
    if (argc > 0 && options_is_help(argv[0]))
        return print_help(argc, argv);
    bool is_help = argc > 1 && options_is_help(argv[1]);
    if (argc > 0 && strcmp(argv[0], "supervised") == 0)
        return is_help ? print_help(argc - 1, argv + 1) : fasttext_supervised(argc, argv);
    for (size_t i = 0; argc > 0 && i < N_COMMANDS; i++) {
        const struct fasttext_command *command = &table[i];
        if (strcmp(argv[0], command->name) != 0)
            continue;
        if (is_help)
            return print_help(argc - 1, argv + 1);
        if (argc >= command->least && argc <= command->most)
            return run(command, argc, argv);
        report_error("usage: fasttext %s %s", command->name, command->arguments);
        return EXIT_FAILED;
    }
    name_others(argc, argv);
    return EXIT_FAILED;
}
