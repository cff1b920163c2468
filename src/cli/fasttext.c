/* fasttext.c - what users of fastText type out of habit */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext.h"

#include <stddef.h>
#include <string.h>

/* fastText's options for training and ours; those with no counterpart are left out of the command. */
static const struct {
    const char *theirs;
    const char *ours;
} names[] = {
    {"-lr", "--lr"},          {"-dim", "--dim"},
    {"-epoch", "--epochs"},   {"-wordNgrams", "--ngrams"},
    {"-loss", "--loss"},      {"-minCount", "--min-count"},
    {"-bucket", "--buckets"}, {"-thread", "--threads"},
    {"-seed", "--seed"},      {"-label", "--label-prefix"},
};

/* Commands that take MODEL and perhaps a file or words behind it, as ours do. */
static const struct {
    const char *theirs;
    const char *ours;
} commands[] = {
    {"nn", "neighbors"},
    {"analogies", "analogy"},
    {"test-label", "test"},
    {"print-word-vectors", "embed"},
    {"print-sentence-vectors", "embed --documents"},
};

/* A blank and TEXT as one word of a shell. */
static void add_word(struct buffer *out, const char *text)
{
    buffer_char(out, ' ');
    buffer_shell_word(out, text);
}

static const char *value_of(int argc, char *const *argv, const char *name)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    }
    return NULL;
}

static void translate_training(int argc, char *const *argv, struct buffer *out)
{
    const char *input = value_of(argc, argv, "-input");
    const char *model = value_of(argc, argv, "-output");
    buffer_text(out, "bagtag train -o");
    add_word(out, model != NULL ? model : "MODEL");
    for (int i = 1; i + 1 < argc; i++) {
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++) {
            if (strcmp(argv[i], names[j].theirs) != 0)
                continue;
            buffer_format(out, " %s", names[j].ours);
            add_word(out, argv[i + 1]);
        }
    }
    add_word(out, input != NULL ? input : "FILE");
}

/* fasttext predict[-prob] MODEL FILE [K] [THRESHOLD] */
static void translate_prediction(int argc, char *const *argv, struct buffer *out)
{
    buffer_text(out, "bagtag classify");
    if (strcmp(argv[0], "predict-prob") == 0)
        buffer_text(out, " --prob");
    if (argc > 3) {
        buffer_text(out, " -k");
        add_word(out, argv[3]);
    }
    if (argc > 4) {
        buffer_text(out, " --threshold");
        add_word(out, argv[4]);
    }
    add_word(out, argc > 1 ? argv[1] : "MODEL");
    add_word(out, argc > 2 ? argv[2] : "FILE");
}

/* fasttext nn MODEL [K] asks for words on standard input, and K would be one here. */
static void translate_other(const char *command, int argc, char *const *argv, struct buffer *out)
{
    buffer_format(out, "bagtag %s", command);
    bool has_k = argc > 2 && (strcmp(argv[0], "nn") == 0 || strcmp(argv[0], "analogies") == 0);
    if (has_k) {
        buffer_text(out, " -k");
        add_word(out, argv[2]);
    }
    add_word(out, argc > 1 ? argv[1] : "MODEL");
    if (strcmp(command, "test") == 0)
        add_word(out, argc > 2 ? argv[2] : "FILE");
}

static const char *command_of(const char *theirs)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(theirs, commands[i].theirs) == 0)
            return commands[i].ours;
    }
    return NULL;
}

bool fasttext_translate(int argc, char *const *argv, struct buffer *out)
{
    bool is_training =
        strcmp(argv[0], "supervised") == 0 || (strcmp(argv[0], "train") == 0 && value_of(argc, argv, "-input") != NULL);
    bool is_prediction = strcmp(argv[0], "predict") == 0 || strcmp(argv[0], "predict-prob") == 0;
    const char *command = command_of(argv[0]);
    if (!is_training && !is_prediction && command == NULL)
        return false;
    buffer_text(out, "that is how fastText is called; here it is: ");
    if (is_training)
        translate_training(argc, argv, out);
    else if (is_prediction)
        translate_prediction(argc, argv, out);
    else
        translate_other(command, argc, argv, out);
    return true;
}
