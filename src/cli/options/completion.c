/* completion.c - shell completion: what can come at each place of a command line */
/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <stdbool.h>
#include <string.h>

#include "bagtag.h"
#include "cli/options/command.h"
#include "cli/options/command_line.h"

/* What a place of the command line accepts. */
enum place_kind {
    PLACE_UNKNOWN, /* a number or a free name: nothing to offer */
    PLACE_WORDS,   /* one of the words of a list */
    PLACE_COMMANDS,
    PLACE_LABEL,   /* of the model given before it */
    PLACE_LABELS,  /* one or several, separated by commas */
    PLACE_FOLDERS, /* a model to write */
    PLACE_FILES    /* including models to read, which may be folders */
};

struct place {
    enum place_kind kind;
    const char *words; /* for PLACE_WORDS: a list as in options.h, borrowed from the tables */
};

/* The state after the words before the last, as the program would parse them. */
struct reading {
    const struct command *command;
    const struct option_spec *pending; /* an option that still needs its argument, or NULL */
    const char *model;                 /* the first operand or --model, or NULL */
    size_t n_operands;
    bool has_ended; /* after "--": no more options */
};

/* The answer so far: OUT collects the words that begin with TYPED. */
struct answer {
    struct buffer *out;
    const char *typed;
    bool skips_dashed; /* words that begin with a dash: the program would take them for options */
};

/* Removes quotes and backslashes from WORD as a shell does; the end of the word closes an open quote. */
static void unquote(char *word)
{
    char quote = '\0';
    char *to = word;
    for (const char *from = word; *from != '\0'; from++) {
        bool is_escape = *from == '\\' && quote != '\'' && (quote == '\0' || strchr("\"\\$`", from[1]) != NULL);
        if (is_escape && from[1] != '\0')
            *to++ = *++from;
        else if (quote == '\0' ? *from == '\'' || *from == '"' : *from == quote)
            quote = quote == '\0' ? *from : '\0';
        else
            *to++ = *from;
    }
    *to = '\0';
}

static void offer(const struct answer *answer, const char *before, const char *word, size_t len,
                  const char *description)
{
    size_t typed_len = strlen(answer->typed);
    struct buffer whole = {0};
    buffer_text(&whole, before);
    buffer_bytes(&whole, word, len);
    bool is_skipped = answer->skips_dashed && whole.len > 0 && whole.bytes[0] == '-';
    if (!is_skipped && whole.len >= typed_len && memcmp(whole.bytes, answer->typed, typed_len) == 0) {
        buffer_bytes(answer->out, whole.bytes, whole.len);
        buffer_format(answer->out, "\t%s\n", description);
    }
    buffer_clear(&whole);
}

static void offer_commands(const struct answer *answer)
{
    for (size_t i = 0; i < n_commands; i++)
        offer(answer, "", commands[i]->name, strlen(commands[i]->name), commands[i]->summary);
}

static void offer_options(const struct answer *answer, const struct command *command)
{
    for (size_t i = 0; i < command->n_options; i++) {
        const struct option_spec *option = &command->options[i];
        if (option->kind == OPTION_HEADING || option->kind == OPTION_PLANNED)
            continue;
        offer(answer, "--", option->name, strlen(option->name), option->help);
        if (option->letter != 0)
            offer(answer, "-", &option->letter, 1, option->help);
    }
    offer(answer, "", "--help", strlen("--help"), "print help and exit");
    offer(answer, "", "-h", strlen("-h"), "print help and exit");
}

/* Control characters in a label would break the lines of the answer, and cannot be typed anyway. */
static bool is_typeable(const char *label)
{
    for (; *label != '\0'; label++) {
        if ((unsigned char)*label < 0x20 || *label == 0x7f)
            return false;
    }
    return true;
}

/* Whether LABEL is in LIST, where every entry ends in a comma; labels may contain commas. */
static bool is_listed(const char *list, const char *label)
{
    size_t len = strlen(label);
    for (const char *at = list; at != NULL && *at != '\0'; at = strchr(at, ','), at += at != NULL)
        if (strncmp(at, label, len) == 0 && at[len] == ',')
            return true;
    return false;
}

/* Offers the labels of a model that are not in LIST, each after BEFORE and LIST, which are typed already. */
static void offer_labels(const struct answer *answer, const char *path, const char *before, const char *list)
{
    struct bagtag_model *model = NULL;
    struct buffer typed = {0};
    buffer_format(&typed, "%s%s", before, list);
    buffer_char(&typed, '\0');
    if (path == NULL || typed.failed || bagtag_model_open(path, &model, NULL) != BAGTAG_OK)
        goto out;
    for (size_t i = 0; i < bagtag_model_n_labels(model); i++) {
        const char *label = bagtag_model_label(model, i);
        if (is_typeable(label) && !is_listed(list, label))
            offer(answer, typed.bytes, label, strlen(label), "");
    }
out:
    bagtag_model_free(model);
    buffer_clear(&typed);
}

/* Labels rarely contain commas, so after a comma any label not yet in the list is offered. */
static void offer_label_list(const struct answer *answer, const char *path, const char *before)
{
    const char *typed = answer->typed + strlen(before);
    const char *comma = strrchr(typed, ',');
    offer_labels(answer, path, before, "");
    if (comma == NULL)
        return;
    struct buffer list = {0};
    buffer_bytes(&list, typed, (size_t)(comma - typed) + 1);
    buffer_char(&list, '\0');
    if (!list.failed)
        offer_labels(answer, path, before, list.bytes);
    buffer_clear(&list);
}

/* Offers what PLACE accepts; words follow BEFORE, the beginning of what was typed (such as "--format="). */
static void offer_place(const struct answer *answer, struct place place, const char *model, const char *before)
{
    buffer_text(answer->out, place.kind == PLACE_FILES     ? "files\n"
                             : place.kind == PLACE_FOLDERS ? "folders\n"
                                                           : "words\n");
    switch (place.kind) {
    case PLACE_WORDS:
        for (const char *at = place.words; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
            offer(answer, before, at, strcspn(at, " "), "");
        break;
    case PLACE_COMMANDS:
        offer_commands(answer);
        break;
    case PLACE_LABEL:
        offer_labels(answer, model, before, "");
        break;
    case PLACE_LABELS:
        offer_label_list(answer, model, before);
        break;
    case PLACE_FOLDERS:
    case PLACE_FILES:
    case PLACE_UNKNOWN:
        break;
    }
}

/* OPTION_TEXT options are distinguished by what --help calls their argument: "FILE", "FILE|N%", "MODEL" (a folder for
 * --output). */
static struct place place_of_argument(const struct option_spec *option)
{
    if (option->kind == OPTION_CHOICE ||
        ((option->kind == OPTION_REAL || option->kind == OPTION_U64) && option->choices != NULL))
        return (struct place){.kind = PLACE_WORDS, .words = option->choices};
    const char *argument = option->argument;
    if (option->kind == OPTION_MODELS)
        return (struct place){.kind = PLACE_FILES};
    if (option->kind != OPTION_TEXT)
        return (struct place){.kind = PLACE_UNKNOWN};
    if (strcmp(option->name, "labels") == 0 || strcmp(option->name, "label-score") == 0)
        return (struct place){.kind = strchr(argument, ',') != NULL ? PLACE_LABELS : PLACE_LABEL};
    bool is_new =
        strcmp(option->name, "output") == 0 && option_list_contains("MODEL SMALL", argument, strlen(argument));
    bool is_file =
        strstr(argument, "FILE") != NULL || option_list_contains("MODEL WORDS OUTPUT", argument, strlen(argument));
    return (struct place){.kind = is_new ? PLACE_FOLDERS : is_file ? PLACE_FILES : PLACE_UNKNOWN};
}

/* The same for operands; any name not listed here is a file or a model. */
static struct place place_called(const char *name, size_t len)
{
    if (option_list_contains("LABEL", name, len)) /* of filter, which accepts several */
        return (struct place){.kind = PLACE_LABELS};
    if (option_list_contains("COMMAND", name, len))
        return (struct place){.kind = PLACE_COMMANDS};
    if (option_list_contains("SHELL", name, len))
        return (struct place){.kind = PLACE_WORDS, .words = "bash zsh fish"};
    if (option_list_contains("TASK", name, len))
        return (struct place){.kind = PLACE_WORDS,
                              .words = "supervised predict predict-prob test test-label print-word-vectors "
                                       "print-sentence-vectors print-ngrams nn analogies dump"};
    return (struct place){.kind = option_list_contains("A B C", name, len) ? PLACE_UNKNOWN : PLACE_FILES};
}

/* The place of operand N of a command with OPERANDS, such as "MODEL [FILE...]". */
static struct place place_of_operand(const char *operands, size_t n)
{
    for (const char *at = operands + strspn(operands, "["); *at != '\0'; n--) {
        size_t len = strcspn(at, " ].");
        bool is_repeated = at[len] == '.';
        if (n == 0 || is_repeated)
            return place_called(at, len);
        at += len;
        at += strspn(at, "] [");
    }
    return (struct place){.kind = PLACE_UNKNOWN};
}

/* The option in WORD whose argument is the next word, or NULL. */
static const struct option_spec *option_that_waits(const struct command *command, const char *word)
{
    if (word[1] == '-') {
        const struct option_spec *option = command_option(command, word + 2, strlen(word + 2));
        return option != NULL && option->argument != NULL ? option : NULL;
    }
    for (word++; *word != '\0'; word++) { /* as in "-qk": flags up to a letter that takes an argument */
        const struct option_spec *option = command_option_of_letter(command, *word);
        if (option != NULL && option->argument != NULL)
            return word[1] == '\0' ? option : NULL;
    }
    return NULL;
}

/* bash passes "--name=value" as three words. */
static void read_word(struct reading *reading, const char *word)
{
    if (reading->pending != NULL && strcmp(word, "=") == 0)
        return;
    if (reading->pending != NULL) {
        if (reading->pending->kind == OPTION_MODELS && reading->model == NULL)
            reading->model = word;
        reading->pending = NULL;
    } else if (!reading->has_ended && strcmp(word, "--") == 0) {
        reading->has_ended = true;
    } else if (!reading->has_ended && word[0] == '-' && word[1] != '\0') {
        reading->pending = option_that_waits(reading->command, word);
    } else {
        if (reading->model == NULL)
            reading->model = word;
        reading->n_operands++;
    }
}

/* Completes a last word that begins with a dash: an option, or "--name=" and the beginning of its value. */
static void offer_dashed(const struct answer *answer, const struct command *command, const char *model)
{
    size_t name_len = strcspn(answer->typed, "=");
    if (answer->typed[name_len] == '\0') {
        buffer_text(answer->out, "words\n");
        offer_options(answer, command);
        return;
    }
    struct buffer before = {0};
    buffer_bytes(&before, answer->typed, name_len + 1);
    buffer_char(&before, '\0');
    const struct option_spec *option = name_len > 2 ? command_option(command, answer->typed + 2, name_len - 2) : NULL;
    if (option != NULL && option->argument != NULL && !before.failed)
        offer_place(answer, place_of_argument(option), model, before.bytes);
    buffer_clear(&before);
}

void completion_answer(struct buffer *out, size_t n_words, char **words)
{
    for (size_t i = 0; i < n_words; i++)
        unquote(words[i]);
    struct answer answer = {.out = out, .typed = n_words > 0 ? words[n_words - 1] : ""};
    if (n_words < 2) {
        buffer_text(out, "words\n");
        offer_commands(&answer);
        offer(&answer, "", "--help", strlen("--help"), "list the commands and exit");
        offer(&answer, "", "--version", strlen("--version"), "print the version and exit");
        return;
    }
    if (n_words == 2 && options_is_help(words[0])) {
        buffer_text(out, "words\n");
        offer_commands(&answer);
        return;
    }
    struct reading reading = {.command = command_find(words[0])};
    if (reading.command == NULL)
        return;
    for (size_t i = 1; i + 1 < n_words; i++)
        read_word(&reading, words[i]);
    if (reading.pending != NULL)
        offer_place(&answer, place_of_argument(reading.pending), reading.model, "");
    else if (!reading.has_ended && answer.typed[0] == '-')
        offer_dashed(&answer, reading.command, reading.model);
    else {
        answer.skips_dashed = !reading.has_ended;
        offer_place(&answer, place_of_operand(reading.command->operands, reading.n_operands), reading.model, "");
    }
}
