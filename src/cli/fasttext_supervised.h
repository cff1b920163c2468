/* fasttext_supervised.h - fastText's supervised, which trains a classifier */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_FASTTEXT_SUPERVISED_H
#define BAGTAG_CLI_FASTTEXT_SUPERVISED_H

/* Runs `supervised -input FILE -output MODEL ...`: trains with the recipe fasttext and writes MODEL.bin and MODEL.vec,
 * and MODEL.output with -saveOutput. Returns the exit status. */
int fasttext_supervised(int argc, char *const *argv);

#endif
