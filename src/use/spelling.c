/* spelling.c - suggests known words for an unknown, possibly misspelled word */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include <stdbool.h>

#include "base/utf8.h"
#include "model/model.h"
#include "text/unicode.h"

enum {
    MAX_WORDS = 16,
    MAX_EDITS = 2,
    LONGEST = 64, /* code points of a folded word; people type no longer ones */
    N_REMEMBERED = 0x800
};

/* A word with its case folded, and the set of its letters: bit (code mod 32) of each. */
struct spelling {
    uint32_t codes[LONGEST];
    size_t n;
    uint32_t letters;
};

/* A cache of the folded forms of code points of two bytes in UTF-8, which are most letters outside ASCII; 0: not
 * cached. */
struct fold_memory {
    uint16_t folded[N_REMEMBERED];
};

/* Folds CODE to OUT; returns the number of code points. */
static size_t fold_code(struct fold_memory *memory, uint32_t code, uint32_t out[UNICODE_MAX_FOLDED])
{
    if (code < N_REMEMBERED && memory->folded[code] != 0) {
        out[0] = memory->folded[code];
        return 1;
    }
    size_t n = unicode_fold(code, out);
    if (code < N_REMEMBERED && n == 1 && out[0] <= UINT16_MAX)
        memory->folded[code] = (uint16_t)out[0];
    return n;
}

/* Folds a word until it has at least MOST code points or ends; false if it is too long. */
static bool fold(struct fold_memory *memory, struct spelling *spelling, const char *text, size_t len, size_t most)
{
    spelling->n = 0;
    spelling->letters = 0;
    for (size_t i = 0; i < len && spelling->n < most;) {
        uint32_t codes[UNICODE_MAX_FOLDED];
        size_t n = 1;
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x80) {
            codes[0] = byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
            i++;
        } else {
            struct utf8_char c = utf8_decode(text + i, len - i);
            n = fold_code(memory, c.code, codes);
            i += c.bytes;
        }
        if (n > LONGEST - spelling->n)
            return false;
        for (size_t k = 0; k < n; k++) {
            spelling->codes[spelling->n++] = codes[k];
            spelling->letters |= UINT32_C(1) << (codes[k] & 31);
        }
    }
    return true;
}

/* An edit adds at most one letter and removes at most one. */
static bool has_like_letters(const struct spelling *a, const struct spelling *b, unsigned limit)
{
    return (unsigned)__builtin_popcount(a->letters ^ b->letters) <= 2 * limit;
}

/* A cheap test before all letters are compared: at least one of the first two letters is in its place, or in the
 * other's. Words with two edits in the first two letters are not looked for. */
static bool begins_alike(const struct spelling *a, const struct spelling *b)
{
    if (a->n < 2 || b->n < 2)
        return true;
    return a->codes[0] == b->codes[0] || a->codes[1] == b->codes[1] || a->codes[0] == b->codes[1] ||
           a->codes[1] == b->codes[0];
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The optimal string alignment distance of A and B, or LIMIT + 1 if it is more than LIMIT. Row i of the table has the
 * distances of the first i characters of A from the first j of B; only a band of LIMIT on both sides of the diagonal
 * can have values up to LIMIT, so the cells next to it are set to LIMIT + 1. */
static unsigned edit_distance(const struct spelling *a, const struct spelling *b, unsigned limit)
{
    unsigned rows[3][LONGEST + 2];
    unsigned far = limit + 1;
    if (a->n > b->n + limit || b->n > a->n + limit)
        return far;
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    unsigned least_of_last = 0;
    for (size_t j = 0; j <= b->n; j++)
        last[j] = j < far ? (unsigned)j : far;
    for (size_t i = 1; i <= a->n; i++) {
        size_t from = i > limit ? i - limit : 1;
        size_t until = b->n - (i < b->n ? i : b->n) < limit ? b->n : i + limit;
        row[from - 1] = from == 1 && i < far ? (unsigned)i : far;
        unsigned least = row[from - 1];
        for (size_t j = from; j <= until; j++) {
            bool is_same = a->codes[i - 1] == b->codes[j - 1];
            unsigned edits = smaller(last[j - 1] + !is_same, smaller(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a->codes[i - 1] == b->codes[j - 2] && a->codes[i - 2] == b->codes[j - 1])
                edits = smaller(edits, before[j - 2] + 1);
            row[j] = smaller(edits, far);
            least = smaller(least, row[j]);
        }
        if (until < b->n)
            row[until + 1] = far;
        if (least > limit && least_of_last > limit)
            return far;
        least_of_last = least;
        unsigned *unused = before;
        before = last;
        last = row;
        row = unused;
    }
    return last[b->n];
}

/* The best words so far, nearest first, ties in the order of the vocabulary: most frequent first. */
struct suggestions {
    uint32_t *words;
    unsigned edits[MAX_WORDS];
    size_t n, most;
};

static void insert(struct suggestions *list, uint32_t word, unsigned edits)
{
    size_t at = list->n < list->most ? list->n++ : list->most - 1;
    for (; at > 0 && list->edits[at - 1] > edits; at--) {
        list->words[at] = list->words[at - 1];
        list->edits[at] = list->edits[at - 1];
    }
    list->words[at] = word;
    list->edits[at] = edits;
}

static unsigned max_edits(size_t n)
{
    return n < 2 ? 0 : n < 4 ? 1 : MAX_EDITS;
}

/* Most words are rejected by their length in bytes (an edit changes it by at most four, case folding by about one per
 * letter outside ASCII) and by their first two characters. Once the list is full, only words nearer than its last are
 * accepted, which rejects most of the rest. */
size_t bagtag_suggest_words(const struct bagtag_model *model, const char *word, size_t len, size_t most,
                            uint32_t *words)
{
    struct spelling typed, beginning, known;
    struct fold_memory memory = {{0}};
    if (most == 0 || model->storage != STORAGE_PLAIN || len > (size_t)LONGEST * UTF8_MAX_BYTES ||
        !fold(&memory, &typed, word, len, SIZE_MAX))
        return 0;
    struct suggestions list = {.words = words, .most = most < MAX_WORDS ? most : MAX_WORDS};
    unsigned limit = max_edits(typed.n);
    bool is_ascii = typed.n == len;
    for (size_t i = 0; i < model->words.n_words; i++) {
        size_t known_len;
        const char *text = vocab_word(&model->words, (uint32_t)i, &known_len);
        size_t reach = UTF8_MAX_BYTES * limit + (is_ascii ? 0 : typed.n);
        if (known_len + (is_ascii ? limit : reach) < len || known_len > len + reach ||
            !fold(&memory, &beginning, text, known_len, 2) || !begins_alike(&typed, &beginning) ||
            !fold(&memory, &known, text, known_len, SIZE_MAX) || !has_like_letters(&typed, &known, limit))
            continue;
        unsigned edits = edit_distance(&typed, &known, limit);
        if (edits > limit)
            continue;
        insert(&list, (uint32_t)i, edits);
        if (list.n == list.most && list.edits[list.n - 1] == 0)
            break;
        if (list.n == list.most)
            limit = list.edits[list.n - 1] - 1;
    }
    return list.n;
}
