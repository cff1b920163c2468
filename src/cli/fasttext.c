/* fasttext.c - translates fastText command lines to bagtag's */
/* SPDX-License-Identifier: MIT */
#include "cli/fasttext.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"
#include "base/number.h"

/* fastText's options for training, and ours with the same meaning and values. */
static const struct {
    const char *theirs;
    const char *ours;
} names[] = {
    {"-lr", "--lr"},
    {"-dim", "--dim"},
    {"-pretrainedVectors", "--pretrained"},
    {"-epoch", "--epochs"},
    {"-wordNgrams", "--ngrams"},
    {"-minCount", "--min-count"},
    {"-bucket", "--buckets"},
    {"-thread", "--threads"},
    {"-seed", "--seed"},
    {"-label", "--label-prefix"},
    {"-autotune-validation", "--valid"},
};

/* Commands that take MODEL and optionally a file or words, as ours do. */
static const struct {
    const char *theirs;
    const char *ours;
} commands[] = {
    {"nn", "neighbors"},
    {"analogies", "analogy"},
    {"print-word-vectors", "embed"},
    {"print-sentence-vectors", "embed --documents"},
};

/* Commands without a counterpart. */
static const struct {
    const char *theirs;
    const char *instead;
} others[] = {
    {"skipgram", "bagtag learns from labelled text; 'bagtag convert' takes word vectors made elsewhere"},
    {"cbow", "bagtag learns from labelled text; 'bagtag convert' takes word vectors made elsewhere"},
    {"print-ngrams", "'bagtag tokenize --model MODEL --output jsonl' prints the rows that a word is made of"},
};

/* Appends a blank and TEXT, quoted as one shell word. */
static void add_word(struct buffer *out, const char *text)
{
    buffer_char(out, ' ');
    buffer_shell_word(out, text);
}

/* Those after -saveOutput say how a model is quantised, and have no effect on training. */
static const char *const flags[] = {"-saveOutput", "-retrain", "-qnorm", "-qout"};

bool fasttext_is_flag(const char *option)
{
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (strcmp(option, flags[i]) == 0)
            return true;
    return false;
}

static const char *value_of(int argc, char *const *argv, const char *name)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    }
    return NULL;
}

/* A command line being translated; options without a counterpart are collected in `left`. */
struct translation {
    struct buffer *out;
    struct buffer left;
    const char *prefix; /* of labels */
    bool is_searched;   /* with autotune, which is our tune */
};

/* VALUE is NULL for a flag. */
static void leave(struct translation *to, const char *name, const char *value)
{
    buffer_format(&to->left, "%s%s", to->left.len > 0 ? ", " : "", name);
    if (value != NULL)
        add_word(&to->left, value);
}

static void add_option(struct translation *to, const char *name, const char *value)
{
    buffer_format(to->out, " %s", name);
    add_word(to->out, value);
}

static void translate_loss(struct translation *to, const char *value)
{
    if (strcmp(value, "ova") == 0 || strcmp(value, "one-vs-all") == 0)
        add_option(to, "--loss", "ova");
    else if (strcmp(value, "softmax") == 0)
        add_option(to, "--loss", "softmax");
    else
        leave(to, "-loss", value);
}

/* -minn and -maxn are one option here; 0 means none. If they are not given, bagtag chooses them. */
static void translate_chars(struct translation *to, const char *minn, const char *maxn)
{
    if (maxn != NULL && strcmp(maxn, "0") == 0)
        buffer_text(to->out, " --chars none");
    if (maxn == NULL || strcmp(maxn, "0") == 0)
        return;
    bool has_least = minn != NULL && strcmp(minn, "0") != 0;
    buffer_format(to->out, " --chars %s-%s", has_least ? minn : "1", maxn);
}

static void translate_seconds(struct translation *to, const char *value)
{
    char minutes[DECIMAL_BYTES];
    uint64_t seconds = 0;
    if (number_read_whole(value, &seconds) && seconds > 0)
        add_option(to, "--minutes", decimal_text(minutes, (double)seconds / 60));
    else
        leave(to, "-autotune-duration", value);
}

/* Translates "f1" or "precisionAtRecall:30", optionally followed by ":LABEL". fastText's share is in percent, and its
 * labels begin with the prefix. */
static void translate_metric(struct translation *to, const char *value)
{
    static const char *const metrics[][2] = {
        {"f1", "f1"}, {"precisionAtRecall", "precision-at-recall"}, {"recallAtPrecision", "recall-at-precision"}};
    size_t len = strcspn(value, ":"), prefix_len = strlen(to->prefix), i = 0;
    while (i < 3 && (strlen(metrics[i][0]) != len || memcmp(value, metrics[i][0], len) != 0))
        i++;
    const char *rest = value + len;
    char percent[DECIMAL_BYTES] = "0", share[DECIMAL_BYTES];
    double number = 0;
    if (i == 1 || i == 2) {
        rest += *rest == ':';
        size_t n = strcspn(rest, ":");
        snprintf(percent, sizeof percent, "%.*s", (int)n, rest);
        rest += n;
    }
    if (i == 3 || !number_read_real(percent, &number)) {
        leave(to, "-autotune-metric", value);
        return;
    }
    rest += *rest == ':';
    struct buffer metric = {0};
    buffer_text(&metric, metrics[i][1]);
    if (i > 0)
        buffer_format(&metric, ":%s", decimal_text(share, number / 100));
    if (*rest != '\0')
        buffer_format(&metric, ":%s", rest + (strncmp(rest, to->prefix, prefix_len) == 0 ? prefix_len : 0));
    buffer_char(&metric, '\0');
    if (!metric.failed)
        add_option(to, "--metric", metric.bytes);
    buffer_clear(&metric);
}

/* Options that are translated elsewhere or do not change the model here. */
static bool is_elsewhere(const char *name)
{
    static const char *const elsewhere[] = {"-input", "-output", "-minn", "-maxn", "-verbose"};
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        if (strcmp(name, elsewhere[i]) == 0)
            return true;
    }
    return false;
}

const char *fasttext_option(const char *ours, size_t len)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i].ours) == len && memcmp(ours, names[i].ours, len) == 0)
            return names[i].theirs;
    return NULL;
}

const char *fasttext_setting(const char *option)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(option, names[i].theirs) == 0)
            return names[i].ours + strlen("--");
    return NULL;
}

static void translate_option(struct translation *to, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i].theirs) == 0) {
            add_option(to, names[i].ours, value);
            return;
        }
    }
    if (strcmp(name, "-loss") == 0)
        translate_loss(to, value);
    else if (strcmp(name, "-autotune-duration") == 0 && to->is_searched)
        translate_seconds(to, value);
    else if (strcmp(name, "-autotune-metric") == 0 && to->is_searched)
        translate_metric(to, value);
    else if (!is_elsewhere(name))
        leave(to, name, value);
}

static void translate_training(int argc, char *const *argv, struct translation *to)
{
    const char *input = value_of(argc, argv, "-input"), *model = value_of(argc, argv, "-output");
    const char *prefix = value_of(argc, argv, "-label");
    to->prefix = prefix != NULL ? prefix : "__label__";
    to->is_searched = value_of(argc, argv, "-autotune-validation") != NULL;
    buffer_text(to->out, to->is_searched ? "bagtag tune -o" : "bagtag train -o");
    add_word(to->out, model != NULL ? model : "MODEL");
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-saveOutput") == 0)
            leave(to, argv[i], NULL);
        else if (!fasttext_is_flag(argv[i]) && i + 1 < argc) {
            translate_option(to, argv[i], argv[i + 1]);
            i++;
        }
    }
    translate_chars(to, value_of(argc, argv, "-minn"), value_of(argc, argv, "-maxn"));
    const char *verbose = value_of(argc, argv, "-verbose");
    if (verbose != NULL && strcmp(verbose, "0") == 0)
        buffer_text(to->out, " --quiet");
    add_word(to->out, input != NULL ? input : "FILE");
}

/* Translates `fasttext COMMAND MODEL FILE [K] [THRESHOLD]` to our command OURS. */
static void translate_prediction(const char *ours, int argc, char *const *argv, struct buffer *out)
{
    buffer_format(out, "bagtag %s", ours);
    if (argc > 3) {
        buffer_text(out, " -k");
        add_word(out, strcmp(argv[3], "-1") == 0 ? "0" : argv[3]); /* all labels */
    }
    if (argc > 4) {
        buffer_text(out, " --threshold");
        add_word(out, argv[4]);
    }
    add_word(out, argc > 1 ? argv[1] : "MODEL");
    add_word(out, argc > 2 ? argv[2] : "FILE");
}

/* Translates `fasttext dump MODEL args|dict|input|output`. */
static void translate_dump(int argc, char *const *argv, struct buffer *out)
{
    const char *what = argc > 2 ? argv[2] : "";
    if (strcmp(what, "input") == 0 || strcmp(what, "output") == 0) {
        buffer_text(out, "a file that NumPy and PyTorch read, MODEL/model.safetensors; see bagtag-model(5)");
        return;
    }
    buffer_text(out, strcmp(what, "dict") == 0 ? "bagtag inspect --vocab" : "bagtag inspect");
    add_word(out, argc > 1 ? argv[1] : "MODEL");
}

/* Appends NAME and SUFFIX as one shell word. */
static void add_suffixed(struct buffer *out, const char *name, const char *suffix)
{
    struct buffer word = {0};
    buffer_format(&word, "%s%s", name, suffix);
    buffer_char(&word, '\0');
    if (!word.failed)
        add_word(out, word.bytes);
    buffer_clear(&word);
}

/* Translates `fasttext quantize -output MODEL`, which makes MODEL.ftz from MODEL.bin. */
static void translate_quantize(int argc, char *const *argv, struct buffer *out)
{
    const char *output = value_of(argc, argv, "-output"), *model = output != NULL ? output : "MODEL";
    buffer_text(out, "bagtag shrink --to SIZE -o");
    add_suffixed(out, model, ".small");
    add_suffixed(out, model, ".bin");
}

/* `fasttext nn MODEL [K]` reads words from standard input; without -k, bagtag would take K as a word. */
static void translate_other(const char *command, int argc, char *const *argv, struct buffer *out)
{
    buffer_format(out, "bagtag %s", command);
    bool has_k = argc > 2 && (strcmp(argv[0], "nn") == 0 || strcmp(argv[0], "analogies") == 0);
    if (has_k) {
        buffer_text(out, " -k");
        add_word(out, argv[2]);
    }
    add_word(out, argc > 1 ? argv[1] : "MODEL");
}

static const char *command_of(const char *theirs)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(theirs, commands[i].theirs) == 0)
            return commands[i].ours;
    }
    return NULL;
}

static const char *instead_of(const char *theirs)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(theirs, others[i].theirs) == 0)
            return others[i].instead;
    }
    return NULL;
}

/* Whether ARGV is fastText's `test MODEL FILE K`: bagtag would take K as a file, and -1 (all) as an option. */
static bool is_test_with_k(int argc, char *const *argv)
{
    uint64_t k;
    return argc > 3 && strcmp(argv[0], "test") == 0 && argv[1][0] != '-' &&
           (strcmp(argv[3], "-1") == 0 || (number_read_whole(argv[3], &k) && access(argv[3], F_OK) != 0));
}

bool fasttext_translate(int argc, char *const *argv, struct buffer *out)
{
    const char *name = argv[0], *command = command_of(name), *instead = instead_of(name);
    struct translation to = {.out = out};
    size_t begin = out->len;
    buffer_text(out, "that is a fastText command line; in bagtag it is: ");
    if (strcmp(name, "supervised") == 0 || (strcmp(name, "train") == 0 && value_of(argc, argv, "-input") != NULL))
        translate_training(argc, argv, &to);
    else if (strcmp(name, "predict") == 0 || strcmp(name, "predict-prob") == 0)
        translate_prediction(name[7] == '-' ? "classify --prob" : "classify", argc, argv, out);
    else if (strcmp(name, "test-label") == 0 || is_test_with_k(argc, argv))
        translate_prediction("test", argc, argv, out);
    else if (strcmp(name, "quantize") == 0)
        translate_quantize(argc, argv, out);
    else if (strcmp(name, "dump") == 0)
        translate_dump(argc, argv, out);
    else if (command != NULL)
        translate_other(command, argc, argv, out);
    else
        out->len = begin;
    if (instead != NULL)
        buffer_format(out, "fastText's %s has no counterpart in bagtag; %s", name, instead);
    if (to.left.len > 0) {
        buffer_text(out, "; not available in bagtag: ");
        buffer_bytes(out, to.left.bytes, to.left.len);
    }
    buffer_clear(&to.left);
    return out->len > begin;
}
