/* train_options.c - the options of `bagtag train` */
/* SPDX-License-Identifier: MIT */
#include "cli/options/train_options.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

#define AT(member) .offset = offsetof(struct train_arguments, member)
#define MARK(what) .mark = TRAIN_MARK_##what, .mark_offset = offsetof(struct train_arguments, marks)

const struct option_spec train_options[] = {
    {.kind = OPTION_HEADING, .name = "Files"},
    {.kind = OPTION_TEXT,
     .name = "output",
     .letter = 'o',
     .argument = "MODEL",
     AT(model),
     .is_required = true,
     .help = "the folder to write the model to; a model there is replaced, anything else is refused"},
    {.kind = OPTION_CHOICE,
     .name = "format",
     .argument = "NAME",
     AT(options.format),
     .choices = "auto fasttext tsv",
     .planned = "csv jsonl",
     .help = "what the lines of FILE look like"},
    {.kind = OPTION_TEXT,
     .name = "label-prefix",
     .argument = "TEXT",
     AT(options.label_prefix),
     .is_never_empty = true,
     .help = "what the labels begin with in fasttext files"},
    {.kind = OPTION_TEXT,
     .name = "valid",
     .argument = "FILE|N%",
     AT(valid),
     .is_never_empty = true,
     .initial = "none",
     .help = "hold out documents and tell how well the model does on them: those of a file, or a share of the "
             "training lines"},
    {.kind = OPTION_TEXT,
     .name = "log",
     .argument = "FILE",
     AT(log),
     .is_never_empty = true,
     .initial = "none",
     .help = "write one JSON object an epoch to FILE"},
    {.kind = OPTION_FLAG,
     .name = "quiet",
     .letter = 'q',
     AT(is_quiet),
     .help = "say nothing on standard error but errors"},
    {.kind = OPTION_FLAG,
     .name = "verbose",
     AT(is_verbose),
     .help = "off a terminal, print a line for each stage; --quiet goes before"},

    {.kind = OPTION_HEADING, .name = "Settings as a whole"},
    {.kind = OPTION_FLAG,
     .name = "race",
     AT(is_raced),
     .help =
         "let candidates race on held-out documents for --weight, --ngrams, --chars and --decay, those that are not "
         "given; so it is when no option below is given"},
    {.kind = OPTION_CHOICE,
     .name = "recipe",
     .argument = "NAME",
     AT(recipe),
     .choices = "fasttext",
     .initial = "none",
     .help = "the settings fastText has when nothing is said: whitespace, dim 100, lr 0.1, 5 epochs"},

    {.kind = OPTION_HEADING, .name = "Words"},
    {.kind = OPTION_CHOICE,
     .name = "tokenizer",
     MARK(TOKENIZER),
     .argument = "NAME",
     AT(options.tokenizer),
     .choices = "unicode whitespace basic-english bert",
     .help = "how a text is cut into words"},
    {.kind = OPTION_SWITCH,
     .name = "lower",
     MARK(OTHER),
     AT(options.lower),
     .sets = 1,
     .help = "take upper and lower case as the same (default but with the tokenizer whitespace)"},
    {.kind = OPTION_SWITCH,
     .name = "no-lower",
     MARK(OTHER),
     AT(options.lower),
     .sets = 0,
     .help = "tell them apart (default with the tokenizer whitespace); bert keeps accents then, too"},
    {.kind = OPTION_U64,
     .name = "min-count",
     MARK(OTHER),
     .argument = "N",
     AT(options.min_count),
     .min = 1,
     .max = UINT32_MAX,
     .help = "drop words that the training lines hold fewer than N times"},
    {.kind = OPTION_U32,
     .name = "ngrams",
     MARK(NGRAMS),
     .argument = "N",
     AT(options.ngrams),
     .min = 1,
     .max = 8,
     .help = "use runs of up to N words too, where 1 is words alone"},
    {.kind = OPTION_TEXT,
     .name = "chars",
     MARK(CHARS),
     .argument = "MIN-MAX",
     AT(chars),
     .is_never_empty = true,
     .initial = "none",
     .help = "use the runs of MIN to MAX characters, from 1-1 to 8-8, that words are spelled with, too: for languages, "
             "scripts without spaces, and words never seen"},
    {.kind = OPTION_U32,
     .name = "buckets",
     MARK(OTHER),
     .argument = "N",
     AT(options.buckets),
     .min = 1,
     .max = INT32_MAX,
     .help = "rows that the runs of words, and those of characters, are hashed into; only those in use are kept"},
    {.kind = OPTION_HEADING, .name = "Model"},
    {.kind = OPTION_U32,
     .name = "dim",
     MARK(DIM),
     .argument = "N",
     AT(options.dim),
     .min = 1,
     .max = 4096,
     .help = "numbers in the vector of a word"},
    {.kind = OPTION_CHOICE,
     .name = "bag",
     MARK(OTHER),
     .argument = "NAME",
     AT(options.bag),
     .choices = "mean sum max",
     .help = "how the vectors of a text's words become one"},
    {.kind = OPTION_CHOICE,
     .name = "weight",
     MARK(WEIGHT),
     .argument = "NAME",
     AT(options.weight),
     .choices = "none idf gain",
     .help = "how much each word counts in it: all alike, rare ones more, those that tell about labels more"},
    {.kind = OPTION_CHOICE,
     .name = "bias",
     MARK(BIAS),
     .argument = "NAME",
     AT(options.bias),
     .choices = "trained prior",
     .help = "whether what each label has without any word is trained, or is how frequent the label is"},
    {.kind = OPTION_CHOICE,
     .name = "loss",
     MARK(LOSS),
     .argument = "NAME",
     AT(options.loss),
     .choices = "softmax ova",
     .planned = "hs ns",
     .help = "what training makes small"},
    {.kind = OPTION_PLANNED, .name = "neg", .argument = "N"},
    {.kind = OPTION_REAL,
     .name = "temperature",
     MARK(TEMPERATURE),
     .argument = "X",
     AT(options.temperature),
     .low = 0.01,
     .high = 100,
     .help = "divide what the labels are scored by after training; above 1 for probabilities that are less sure"},
    {.kind = OPTION_REAL,
     .name = "threshold",
     MARK(THRESHOLD),
     .argument = "P",
     AT(options.threshold),
     .low = 0,
     .high = 1,
     .initial = "none",
     .help = "the probability from which on classify --threshold auto prints a label"},

    {.kind = OPTION_HEADING, .name = "Training"},
    {.kind = OPTION_U32,
     .name = "epochs",
     MARK(EPOCHS),
     .argument = "N",
     AT(options.epochs),
     .min = 1,
     .max = 1000000,
     .help = "how often to go over the data"},
    {.kind = OPTION_U32,
     .name = "patience",
     MARK(OTHER),
     .argument = "N",
     AT(options.patience),
     .min = 1,
     .max = 1000000,
     .initial = "none",
     .help = "stop after N epochs in which the documents of --valid got no better, and take the best epoch"},
    {.kind = OPTION_REAL,
     .name = "lr",
     MARK(LR),
     .argument = "X",
     AT(options.learning_rate),
     .low = 0,
     .high = 100,
     .is_above_low = true,
     .help = "learning rate for each document"},
    {.kind = OPTION_REAL,
     .name = "decay",
     MARK(DECAY),
     .argument = "X",
     AT(options.decay),
     .low = 0,
     .high = 1,
     .help = "how much the numbers in use shrink for each document, times the learning rate"},
    {.kind = OPTION_CHOICE,
     .name = "schedule",
     MARK(OTHER),
     .argument = "NAME",
     AT(options.schedule),
     .choices = "linear constant",
     .help = "whether the learning rate falls to zero over the run or stays"},
    {.kind = OPTION_U32,
     .name = "batch",
     MARK(OTHER),
     .argument = "N",
     AT(options.batch),
     .min = 1,
     .max = 1024,
     .initial = "chosen by --lr",
     .help = "documents in a step"},
    {.kind = OPTION_U64,
     .name = "seed",
     .argument = "N",
     AT(options.seed),
     .min = 0,
     .max = UINT64_MAX,
     .help = "begins the random numbers: another seed, another model"},
    {.kind = OPTION_INT,
     .name = "threads",
     .argument = "N",
     AT(options.threads),
     .min = 0,
     .max = 1024,
     .initial = "0, all this process may use",
     .help = "threads in all; they change the time, never the model"},
    {.kind = OPTION_PLANNED, .name = "pretrained", .argument = "FILE"},
    {.kind = OPTION_PLANNED, .name = "freeze"},
    {.kind = OPTION_PLANNED, .name = "init", .argument = "MODEL"},
    {.kind = OPTION_PLANNED, .name = "checkpoint", .argument = "DIR"},
    {.kind = OPTION_PLANNED, .name = "resume"},
    {.kind = OPTION_PLANNED, .name = "class-weights", .argument = "NAME|FILE"},
};

bool train_options_read_valid(const char *valid, struct bagtag_train_options *options)
{
    if (valid == NULL)
        return true;
    size_t len = strlen(valid);
    char number[32];
    if (len < 2 || len > sizeof number || valid[len - 1] != '%') {
        options->valid_file = valid;
        return true;
    }
    memcpy(number, valid, len - 1);
    number[len - 1] = '\0';
    double percent = 0;
    if (!number_read_real(number, &percent)) {
        options->valid_file = valid;
        return true;
    }
    options->valid_percent = percent;
    return percent > 0 && percent < 100;
}

bool train_options_read_chars(const char *chars, struct bagtag_train_options *options)
{
    if (chars == NULL || strcmp(chars, "none") == 0)
        return true;
    char least[4];
    size_t len = strcspn(chars, "-");
    uint64_t min = 0, max = 0;
    if (len >= sizeof least)
        return false;
    memcpy(least, chars, len);
    least[len] = '\0';
    if (!number_read_whole(least, &min) || !number_read_whole(chars[len] == '-' ? chars + len + 1 : least, &max) ||
        min < 1 || min > max || max > 8)
        return false;
    options->chars_min = (uint32_t)min;
    options->chars_max = (uint32_t)max;
    return true;
}
