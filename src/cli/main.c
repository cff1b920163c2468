/* main.c - the program bagtag: finds the command, reads its options, runs it */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bagtag.h"
#include "base/buffer.h"
#include "cli/fasttext.h"
#include "cli/fasttext_commands.h"
#include "cli/interrupt.h"
#include "cli/options/command.h"
#include "cli/options/command_line.h"
#include "cli/options/completion.h"
#include "cli/options/help.h"
#include "cli/options/options.h"
#include "cli/options/suggest.h"
#include "cli/options/usage.h"
#include "cli/output_conflict.h"
#include "cli/show/output.h"
#include "cli/show/report.h"
#include "io/write_all.h"

/* A program may be started with a standard descriptor closed. The next file it opened would get that number, and a
 * message could end up in a model: fill the gap with something that fails as a closed descriptor does. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_FAILED);
    }
}

static int print_help(const struct command *command, enum options_outcome wanted)
{
    struct output output = {0};
    struct help_style style = help_style_of(STDOUT_FILENO);
    style.is_short = wanted == OPTIONS_SHORT_HELP;
    if (command != NULL)
        help_command(&output.text, command, style);
    else
        help_overview(&output.text, style);
    return output_finish(&output);
}

static int print_version(void)
{
    struct bagtag_error error = {{0}};
    const char *kernel = NULL;
    if (bagtag_kernel_name(&kernel, &error) != BAGTAG_OK) {
        report_error("%s", error.sentence);
        return EXIT_FAILED;
    }
    struct output output = {0};
    buffer_format(&output.text, "bagtag %s\nkernel %s, Unicode %s\n", bagtag_version(), kernel,
                  bagtag_unicode_version());
    return output_finish(&output);
}

/* `bagtag __complete WORD...`, a hidden command that the scripts of `bagtag completion` run. */
static int complete(size_t n_words, char **words)
{
    struct output output = {0};
    completion_answer(&output.text, n_words, words);
    return output_finish(&output);
}

/* No command was given: prints the overview on standard error. */
static int no_command(void)
{
    struct buffer text = {0};
    help_overview(&text, help_style_of(STDERR_FILENO));
    if (!text.failed)
        (void)write_all(STDERR_FILENO, text.bytes, text.len);
    buffer_clear(&text);
    return EXIT_USAGE;
}

/* Whether the arguments are fastText's; if so, prints the equivalent bagtag command. */
static bool is_fasttext(int argc, char **argv)
{
    struct buffer sentence = {0};
    bool is_theirs = fasttext_translate(argc, argv, &sentence);
    buffer_char(&sentence, '\0');
    if (is_theirs && !sentence.failed)
        report_error("%s", sentence.bytes);
    buffer_clear(&sentence);
    return is_theirs;
}

static bool is_version(const char *word)
{
    return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0;
}

/* The option of bagtag itself that NAME is most likely a misspelling of, or NULL. */
static const char *option_suggest(const char *name)
{
    static const char *const options[] = {"--help", "--version"};
    for (size_t i = 0; i < sizeof options / sizeof options[0] && name[0] == '-'; i++)
        if (suggest_is_close(name, suggest_distance(name, options[i])))
            return options[i];
    return NULL;
}

/* Runs `bagtag --help` or `bagtag --version`; any other word after it is an error. */
static int run_option(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        const char *meant = option_suggest(argv[i]);
        if (options_is_help(argv[i]) || is_version(argv[i]))
            continue;
        if (meant != NULL)
            report_error("unknown option '%s'; did you mean '%s'?", argv[i], meant);
        else
            report_error("%s '%s'; see 'bagtag --help'", argv[i][0] == '-' ? "unknown option" : "unexpected argument",
                         argv[i]);
        return EXIT_USAGE;
    }
    return is_version(argv[1]) ? print_version() : print_help(NULL, OPTIONS_HELP);
}

static int unknown_command(const char *name)
{
    const struct command *meant = command_suggest(name);
    const char *option = option_suggest(name);
    if (option != NULL)
        report_error("unknown option '%s'; did you mean '%s'?", name, option);
    else if (strcmp(name, "version") == 0)
        report_error("unknown command '%s'; did you mean '--version'?", name);
    else if (name[0] == '-')
        report_error("expected a command; found option '%s'; see 'bagtag --help'", name);
    else if (meant != NULL)
        report_error("unknown command '%s'; did you mean '%s'?", name, meant->name);
    else if (access(name, F_OK) == 0)
        report_error("expected a command before '%s', as in 'bagtag classify MODEL FILE'; see 'bagtag --help'", name);
    else
        report_error("unknown command '%s'; see 'bagtag --help'", name);
    return EXIT_USAGE;
}

/* First checks that this machine has the kernel named in BAGTAG_KERNEL, which would otherwise fail in mid-run. */
static int run(const struct command *command, const void *arguments, const struct operands *operands)
{
    struct bagtag_error error = {{0}};
    const char *kernel = NULL;
    if (bagtag_kernel_name(&kernel, &error) != BAGTAG_OK) {
        report_error("%s", error.sentence);
        return EXIT_FAILED;
    }
    if (output_conflict_found(command, arguments, operands))
        return EXIT_FAILED;
    bool has_model = strncmp(command->operands, "MODEL", strlen("MODEL")) == 0;
    interrupt_watch(has_model ? operands->values[0] : NULL);
    return command->run(command, arguments, operands);
}

static int parse_and_run(const struct command *command, int argc, char **argv)
{
    if (command->run_raw != NULL)
        return command->run_raw(argc - 1, argv + 1);
    void *arguments = command_arguments_new(command);
    if (arguments == NULL) {
        report_error("out of memory");
        return EXIT_FAILED;
    }

    int code = EXIT_USAGE;
    struct operands operands = {0};
    struct bagtag_error error = {{0}};
    enum options_outcome outcome = options_parse(command, argc, argv, arguments, &operands, &error);
    switch (outcome) {
    case OPTIONS_READY:
        code = run(command, arguments, &operands);
        break;
    case OPTIONS_HELP:
    case OPTIONS_SHORT_HELP:
        code = print_help(command, outcome);
        break;
    case OPTIONS_WRONG:
        code = report_usage_error(command, "%s", error.sentence);
        if (argc == 1)
            report_usage(command);
        break;
    case OPTIONS_FAILED:
        report_error("%s", error.sentence);
        code = EXIT_FAILED;
        break;
    }
    command_arguments_free(command, arguments);
    return code;
}

int main(int argc, char **argv)
{
    fill_standard_descriptors();
    (void)signal(SIGXFSZ, SIG_IGN); /* a write beyond a file size limit then fails with an error */
    commands_prepare();
    if (argc > 0 && fasttext_is_name(argv[0]))
        return fasttext_run(argc - 1, argv + 1);
    if (argc < 2)
        return no_command();
    if (options_is_help(argv[1]) && argc > 2 && argv[2][0] != '-') { /* as in `bagtag --help train` */
        char *help = argv[1];
        argv[1] = argv[2];
        argv[2] = help;
    }
    const char *name = argv[1];
    if (options_is_help(name) || is_version(name))
        return run_option(argc, argv);
    if (strcmp(name, "__complete") == 0)
        return complete((size_t)argc - 2, argv + 2);
    if (is_fasttext(argc - 1, argv + 1))
        return EXIT_USAGE;
    const struct command *command = command_find(name);
    if (command == NULL)
        return unknown_command(name);
    return parse_and_run(command, argc - 1, argv + 1);
}
