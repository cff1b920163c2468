/* suggest.c - the distance of a mistyped name from a known one */
/* SPDX-License-Identifier: MIT */
#include "cli/options/suggest.h"

#include <stdint.h>
#include <string.h>

#define LONGEST_NAME 31

static char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The optimal string alignment distance, row by row: distances[i][j] is that of the first i characters of TYPED and the
 * first j of NAME. */
size_t suggest_distance(const char *typed, const char *name)
{
    size_t typed_len = strlen(typed);
    size_t name_len = strlen(name);
    if (typed_len > LONGEST_NAME || name_len > LONGEST_NAME)
        return SIZE_MAX;

    size_t distances[LONGEST_NAME + 1][LONGEST_NAME + 1];
    for (size_t i = 0; i <= typed_len; i++)
        distances[i][0] = i;
    for (size_t j = 0; j <= name_len; j++)
        distances[0][j] = j;
    for (size_t i = 1; i <= typed_len; i++) {
        for (size_t j = 1; j <= name_len; j++) {
            char a = lowered(typed[i - 1]);
            char b = lowered(name[j - 1]);
            size_t best = distances[i - 1][j - 1] + (a != b);
            best = smaller(best, distances[i - 1][j] + 1);
            best = smaller(best, distances[i][j - 1] + 1);
            if (i > 1 && j > 1 && a == lowered(name[j - 2]) && b == lowered(typed[i - 2]))
                best = smaller(best, distances[i - 2][j - 2] + 1);
            distances[i][j] = best;
        }
    }
    return distances[typed_len][name_len];
}

bool suggest_is_close(const char *typed, size_t distance)
{
    size_t len = strlen(typed);
    return len > 1 && distance <= (len < 6 ? 1 : len / 3);
}

/* Whether NAME and PLAIN, which is lower-case, are the same except for dashes, underscores and case. */
static bool is_same(const char *name, const char *plain)
{
    for (; *name != '\0'; name++) {
        if (*name == '-' || *name == '_')
            continue;
        if (lowered(*name) != *plain++)
            return false;
    }
    return *plain == '\0';
}

const char *suggest_other_name(const char *name)
{
    static const char *const names[][2] = {
        {"wordngrams", "ngrams"},
        {"ngramrange", "ngrams"},
        {"minn", "chars"},
        {"maxn", "chars"},
        {"charngrams", "chars"},
        {"subwords", "chars"},
        {"mindf", "min-count"},
        {"minfreq", "min-count"},
        {"learningrate", "lr"},
        {"alpha", "lr"},
        {"batchsize", "batch"},
        {"embeddim", "dim"},
        {"embeddingdim", "dim"},
        {"size", "dim"},
        {"vectorsize", "dim"},
        {"numepochs", "epochs"},
        {"nepochs", "epochs"},
        {"iterations", "epochs"},
        {"maxiter", "epochs"},
        {"mode", "bag"},
        {"weightdecay", "decay"},
        {"l2", "decay"},
        {"validation", "valid"},
        {"validationdata", "valid"},
        {"autotunevalidation", "valid"},
        {"earlystopping", "patience"},
        {"numworkers", "threads"},
        {"jobs", "threads"},
        {"njobs", "threads"},
        {"randomstate", "seed"},
        {"randomseed", "seed"},
        {"topk", "top"},
        {"k", "top"},
        {"inputformat", "format"},
        {"outputformat", "output"},
        {"probability", "prob"},
        {"probabilities", "prob"},
        {"scores", "prob"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_same(name, names[i][0]))
            return names[i][1];
    }
    return NULL;
}
