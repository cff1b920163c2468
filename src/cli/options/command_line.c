/* command_line.c - parses a command line with its command's table of options */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command_line.h"

#include <assert.h>
#include <getopt.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "cli/options/command.h"
#include "cli/options/suggest.h"

/* Values returned by getopt_long: FIRST_INDEX + i for option i of the table by its long name; otherwise its letter. */
enum { FIRST_INDEX = 256, HELP_INDEX = FIRST_INDEX - 1, MAX_OPTIONS = 64 };

/* The table in getopt_long's form. */
struct getopt_tables {
    struct option longs[MAX_OPTIONS + 2];
    char letters[2 * MAX_OPTIONS + 4];
};

static void build_tables(const struct command *command, struct getopt_tables *tables)
{
    assert(command->n_options <= MAX_OPTIONS);
    *tables = (struct getopt_tables){0};
    size_t n_longs = 0;
    size_t n_letters = 0;
    tables->letters[n_letters++] = ':'; /* distinguishes a missing argument from an unknown option */
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (option->kind == OPTION_HEADING)
            continue;
        tables->longs[n_longs++] = (struct option){
            .name = option->name,
            .has_arg = option->argument != NULL ? required_argument : no_argument,
            .val = FIRST_INDEX + (int)i,
        };
        if (option->letter != 0) {
            tables->letters[n_letters++] = option->letter;
            if (option->argument != NULL)
                tables->letters[n_letters++] = ':';
        }
    }
    tables->longs[n_longs] = (struct option){.name = "help", .has_arg = no_argument, .val = HELP_INDEX};
    tables->letters[n_letters] = 'h';
}

const struct option_spec *command_option_of_letter(const struct command *command, char letter)
{
    for (size_t i = 0; i < command->n_options; i++) {
        if (letter != '\0' && command->options[i].letter == letter)
            return &command->options[i];
    }
    return NULL;
}

/* The option for a value that getopt_long returned or left in optopt, or NULL. */
static const struct option_spec *option_of(const struct command *command, int value)
{
    if (value >= FIRST_INDEX && (size_t)(value - FIRST_INDEX) < command->n_options)
        return &command->options[value - FIRST_INDEX];
    return value > 0 && value < FIRST_INDEX ? command_option_of_letter(command, (char)value) : NULL;
}

/* Whether an option can be given, as headings and options that are not implemented cannot. */
static bool is_offered(const struct option_spec *option)
{
    return option->kind != OPTION_HEADING && option->kind != OPTION_PLANNED;
}

/* The option name that TYPED (LEN bytes) is most likely a misspelling of, or NULL. */
static const char *suggest_option(const struct command *command, const char *typed, size_t len)
{
    char name[32];
    if (len >= sizeof name)
        return NULL;
    memcpy(name, typed, len);
    name[len] = '\0';

    const char *best = suggest_other_name(name);
    const struct option_spec *own = best != NULL ? command_option(command, best, strlen(best)) : NULL;
    if (own != NULL && is_offered(own))
        return best;
    best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (!is_offered(option))
            continue;
        size_t distance = suggest_distance(name, option->name);
        if (distance < best_distance) {
            best = option->name;
            best_distance = distance;
        }
    }
    return best != NULL && suggest_is_close(name, best_distance) ? best : NULL;
}

/* The number of options on offer that begin with the LEN bytes at TYPED; stores the first two in FOUND. */
static size_t count_beginnings(const struct command *command, const char *typed, size_t len,
                               const struct option_spec *found[2])
{
    size_t n = 0;
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (!is_offered(option) || strncmp(option->name, typed, len) != 0)
            continue;
        if (n < 2)
            found[n] = option;
        n++;
    }
    return n;
}

const struct option_spec *command_option(const struct command *command, const char *name, size_t len)
{
    for (size_t i = 0; i < command->n_options; i++) {
        if (option_list_contains(command->options[i].name, name, len) && command->options[i].kind != OPTION_HEADING)
            return &command->options[i];
    }
    const struct option_spec *found[2];
    return count_beginnings(command, name, len, found) == 1 ? found[0] : NULL;
}

/* If TOKEN is not the first argument, it may be meant as a label or word: sets ERROR to a sentence that says how to
 * write it and returns true. */
static bool explain_dash(const struct command *command, char **argv, const char *token, struct bagtag_error *error)
{
    const char *named = strstr(command->operands, "LABEL") != NULL ? "label" : "word";
    if (argv[1] == token || (strstr(command->operands, "LABEL") == NULL && strstr(command->operands, "WORD") == NULL))
        return false;
    struct buffer line = {0};
    buffer_format(&line, "bagtag %s", command->name);
    for (size_t i = 1; argv[i] != NULL; i++) {
        buffer_text(&line, argv[i] == token ? " -- " : " ");
        buffer_shell_word(&line, argv[i]);
    }
    buffer_char(&line, '\0');
    bool is_explained = !line.failed;
    if (is_explained)
        error_set(error, BAGTAG_ARGUMENT, "unknown option '%s'; if it is a %s, write -- before it: %s", token, named,
                  line.bytes);
    buffer_clear(&line);
    return is_explained;
}

/* The first command with an option of exactly this name, or NULL. */
static const struct command *command_with(const char *name, size_t len)
{
    for (size_t i = 0; i < n_commands; i++)
        for (size_t k = 0; k < commands[i]->n_options; k++) {
            const struct option_spec *option = &commands[i]->options[k];
            if (is_offered(option) && strncmp(option->name, name, len) == 0 && option->name[len] == '\0')
                return commands[i];
        }
    return NULL;
}

/* The error for an option that getopt_long does not know. optind is past an unknown long option already, but past a
 * letter only if that was the last of its argument. */
static void explain_unknown(const struct command *command, char **argv, int letter, struct bagtag_error *error)
{
    const char *token = argv[optind - 1];
    if (letter != 0) {
        size_t len = strlen(token);
        bool is_behind = len > 1 && token[0] == '-' && token[1] != '-' && token[len - 1] == letter;
        if (!is_behind && argv[optind] != NULL)
            token = argv[optind];
    }

    size_t dashes = strspn(token, "-");
    const char *typed = token + dashes;
    size_t len = strcspn(typed, "=");
    const struct option_spec *found[2] = {NULL, NULL};
    size_t n_found = letter == 0 && len > 0 ? count_beginnings(command, typed, len, found) : 0;
    if (n_found > 1) {
        error_set(error, BAGTAG_ARGUMENT, "option '%s' is ambiguous: --%s or --%s, for example", token, found[0]->name,
                  found[1]->name);
        return;
    }
    const char *meant = n_found == 1 ? found[0]->name : suggest_option(command, typed, len);
    const struct command *other = NULL;
    if (meant != NULL)
        error_set(error, BAGTAG_ARGUMENT, "unknown option '%s'; did you mean '--%s'?", token, meant);
    else if (letter == 0 && (other = command_with(typed, len)) != NULL)
        error_set(error, BAGTAG_ARGUMENT, "unknown option '%s'; 'bagtag %s' has it, and 'bagtag %s' does not", token,
                  other->name, command->name);
    else if (letter != 0 && token[0] == '-' && len > 1)
        error_set(error, BAGTAG_ARGUMENT,
                  "unknown option '%s' (long options begin with two dashes); see 'bagtag %s --help'", token,
                  command->name);
    else if (letter == 'o' && strcmp(token, "-o") == 0)
        error_set(error, BAGTAG_ARGUMENT, "unknown option '-o'; 'bagtag %s' writes to standard output: add > FILE",
                  command->name);
    else if (!explain_dash(command, argv, token, error))
        error_set(error, BAGTAG_ARGUMENT, "unknown option '%s'; see 'bagtag %s --help'", token, command->name);
}

/* Whether the option that getopt_long just returned is --label-prefix, typed as "--label": that reads as the label that
 * a text has or should have, so it is no abbreviation. */
static bool is_label_misread(const struct option_spec *option, char **argv)
{
    const char *typed = optarg != NULL && optarg == argv[optind - 1] ? argv[optind - 2] : argv[optind - 1];
    return strcmp(option->name, "label-prefix") == 0 && strncmp(typed, "--label", strlen("--label")) == 0 &&
           strcspn(typed, "=") == strlen("--label");
}

/* Handles one value from getopt_long; sets the bit of its option in SEEN. */
static enum options_outcome take(const struct command *command, int value, char **argv, void *arguments, uint64_t *seen,
                                 struct bagtag_error *error)
{
    if (value == HELP_INDEX || value == 'h')
        return value == 'h' ? OPTIONS_SHORT_HELP : OPTIONS_HELP;
    if (value == ':') {
        (void)option_store(option_of(command, optopt), NULL, arguments, error);
        return OPTIONS_WRONG;
    }
    if (value == '?') {
        const struct option_spec *option = optopt >= FIRST_INDEX ? option_of(command, optopt) : NULL;
        if (option != NULL || optopt == HELP_INDEX)
            error_set(error, BAGTAG_ARGUMENT, "--%s takes no value", option != NULL ? option->name : "help");
        else
            explain_unknown(command, argv, optopt, error);
        return OPTIONS_WRONG;
    }
    const struct option_spec *option = option_of(command, value);
    if (is_label_misread(option, argv)) {
        error_set(error, BAGTAG_ARGUMENT, "unknown option '--label'; did you mean '--%s'?", option->name);
        return OPTIONS_WRONG;
    }
    *seen |= UINT64_C(1) << (option - command->options);
    enum bagtag_status status = option_store(option, optarg, arguments, error);
    return status == BAGTAG_OK ? OPTIONS_READY : status == BAGTAG_ARGUMENT ? OPTIONS_WRONG : OPTIONS_FAILED;
}

/* Checks the operands against the command's; the error names the first that is missing, empty or unexpected. */
static bool check_operands(const struct command *command, const struct operands *operands, struct bagtag_error *error)
{
    size_t n_taken = 0;
    const char *word = command->operands;
    while (*word != '\0') {
        size_t len = strcspn(word, " ");
        bool is_optional = *word == '[';
        if (n_taken == operands->n && !is_optional) {
            size_t name_len = strcspn(word, " .");
            error_set(error, BAGTAG_ARGUMENT, "expected %.*s; see 'bagtag %s --help'", (int)name_len, word,
                      command->name);
            return false;
        }
        bool is_repeated = len > 3 && strncmp(word + len - (is_optional ? 4 : 3), "...", 3) == 0;
        size_t n_before = n_taken;
        n_taken = is_repeated ? operands->n : n_taken + (n_taken < operands->n);
        for (size_t i = n_before; i < n_taken; i++) {
            if (operands->values[i][0] != '\0')
                continue;
            error_set(error, BAGTAG_ARGUMENT, "expected %.*s; found an empty argument",
                      (int)strcspn(word + is_optional, " .]"), word + is_optional);
            return false;
        }
        word += len;
        word += *word == ' ';
    }
    if (operands->n > 0 && strncmp(command->operands, "MODEL", strlen("MODEL")) == 0 &&
        strcmp(operands->values[0], "-") == 0) {
        error_set(error, BAGTAG_ARGUMENT, "expected MODEL (a folder, a packed file or a fastText file); found '-'");
        return false;
    }
    if (n_taken < operands->n) {
        error_set(error, BAGTAG_ARGUMENT, "unexpected argument '%s'; see 'bagtag %s --help'", operands->values[n_taken],
                  command->name);
        return false;
    }
    return true;
}

static bool check_required(const struct command *command, uint64_t seen, struct bagtag_error *error)
{
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (!option->is_required || (seen >> i & 1) != 0)
            continue;
        if (option->letter != 0)
            error_set(error, BAGTAG_ARGUMENT, "expected -%c %s; see 'bagtag %s --help'", option->letter,
                      option->argument, command->name);
        else
            error_set(error, BAGTAG_ARGUMENT, "expected --%s %s; see 'bagtag %s --help'", option->name,
                      option->argument, command->name);
        return false;
    }
    return true;
}

/* The first model given as an option, or NULL. */
static const char *first_model(const struct command *command, const void *arguments)
{
    for (size_t i = 0; i < command->n_options; i++) {
        struct option_models models;
        if (command->options[i].kind != OPTION_MODELS)
            continue;
        memcpy(&models, (const char *)arguments + command->options[i].offset, sizeof models);
        return models.n > 0 ? models.paths[0] : NULL;
    }
    return NULL;
}

/* The operands of ARGV, which getopt_long has moved after the options. A model given as an option becomes the first
 * operand: it overwrites the last element of the options, which has been parsed. */
static struct operands operands_of(const struct command *command, char **argv, int argc, const void *arguments)
{
    uintptr_t model = (uintptr_t)first_model(command, arguments); /* argv is not const, but no string is changed */
    int first = optind - (model != 0);
    if (model != 0)
        argv[first] = (char *)model;
    return (struct operands){.values = (const char *const *)(argv + first), .n = (size_t)(argc - first)};
}

static bool is_operand(const char *word)
{
    return word != NULL && word[0] != '-';
}

bool options_is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

enum options_outcome options_parse(const struct command *command, int argc, char **argv, void *arguments,
                                   struct operands *operands, struct bagtag_error *error)
{
    struct getopt_tables tables;
    build_tables(command, &tables);

    uint64_t seen = 0;
    enum options_outcome help = OPTIONS_READY;  /* which help was requested; a mistake after it is still reported */
    const char *flag = NULL, *following = NULL; /* the first option without a value that a word follows; that word */
    optind = 0;                                 /* restart, whatever was parsed before */
    opterr = 0;
    for (;;) {
        optopt = 0;
        int value = getopt_long(argc, argv, tables.letters, tables.longs, NULL);
        if (value == -1)
            break;
        enum options_outcome outcome = take(command, value, argv, arguments, &seen, error);
        if (outcome == OPTIONS_WRONG || outcome == OPTIONS_FAILED)
            return outcome;
        if (outcome != OPTIONS_READY)
            help = outcome;
        else if (flag == NULL && option_of(command, value)->argument == NULL && is_operand(argv[optind])) {
            flag = option_of(command, value)->name;
            following = argv[optind];
        }
    }
    if (help != OPTIONS_READY)
        return help;
    *operands = operands_of(command, argv, argc, arguments);
    if (operands->n > 0 && operands->values[0] == following)
        operands->flag = flag;
    bool is_complete = check_required(command, seen, error) && check_operands(command, operands, error);
    return is_complete ? OPTIONS_READY : OPTIONS_WRONG;
}
