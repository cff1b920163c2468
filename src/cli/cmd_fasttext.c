/* cmd_fasttext.c - bagtag fasttext: the commands of fastText */
/* SPDX-License-Identifier: MIT */
#include "cli/options/command.h"

#include "cli/fasttext_commands.h"

const struct command command_fasttext = {
    .name = "fasttext",
    .summary = "run a fastText command, with fastText's arguments and output",
    .description =
        "Runs fastText's commands that train a classifier or use a model, and prints what fastText prints, for bagtag "
        "models too. "
        "TASK is one of supervised (-input FILE -output MODEL [-OPTION VALUE...]), predict, predict-prob, test, "
        "test-label (MODEL FILE [K] [THRESHOLD]), "
        "print-word-vectors, print-sentence-vectors (MODEL), print-ngrams (MODEL WORD), nn, analogies "
        "(MODEL [K]) and dump (MODEL args|dict|input|output). A FILE of '-' is standard input; a K of -1 is "
        "all.\n"
        "A link to bagtag named fasttext runs these commands directly.",
    .operands = "TASK MODEL [ARGUMENT...]",
    .examples = "  bagtag fasttext supervised -input data.txt -output topics\n"
                "  zstdcat pages.zst | bagtag fasttext predict-prob lid.176.ftz - 3\n"
                "  bagtag fasttext nn wiki.en.bin 5 < words.txt\n",
    .run_raw = fasttext_run,
};
