/* unicode_rules.c - the revisions of the unicode tokenizer: how it treats a code point */
/* SPDX-License-Identifier: MIT */
#include "text/unicode_rules.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "text/unicode.h"

/* ---- what revision 2 adds --------------------------------------------------------------------------------- */

#define ZWSP 0x200Bu
#define ZWNJ 0x200Cu
#define ZWJ 0x200Du
#define DOT_ABOVE 0x0307u

/* Characters that end a word although they are not white space: format characters for that purpose, and blanks that
 * Unicode classifies as letters or symbols. */
static bool is_separator(uint32_t code)
{
    switch (code) {
    case ZWSP:
    case 0xFFF9: /* interlinear annotation: anchor, separator, terminator */
    case 0xFFFA:
    case 0xFFFB:
    case 0x2800: /* braille pattern blank */
    case 0x3164: /* Hangul filler, shown as a blank */
        return true;
    default:
        return false;
    }
}

static uint32_t read_usual(uint32_t code)
{
    uint32_t usual = unicode_usual_width(code);

    if (is_separator(usual) || usual == ZWNJ || usual == ZWJ)
        return usual;
    return unicode_is_invisible(usual) || unicode_class(usual) == UNICODE_IGNORED ? UNICODE_ABSENT : usual;
}

static enum unicode_class class_of_visible(uint32_t code)
{
    if (is_separator(code))
        return UNICODE_SPACE;
    return code == ZWNJ || code == ZWJ ? UNICODE_INNER_JOINER : unicode_class(code);
}

/* A folded i already has its dot: a dot above that follows it, from U+0130 or its decomposition, is dropped. So is one
 * that follows an i with a mark below. */
static uint32_t compose_undotted(uint32_t first, uint32_t second)
{
    if (second != DOT_ABOVE)
        return unicode_compose(first, second);
    return first == 'i' || first == 0x012F || first == 0x1E2D || first == 0x1ECB ? first
                                                                                 : unicode_compose(first, second);
}

/* Letters that were written with a virama and ZWJ before Unicode encoded them. At the end of a word the ZWJ is dropped,
 * and nothing would distinguish them from the letter with a virama. */
static const struct {
    uint32_t letter, virama, united;
} united_letters[] = {{0x09A4, 0x09CD, 0x09CE}, {0x0D15, 0x0D4D, 0x0D7F}, {0x0D23, 0x0D4D, 0x0D7A},
                      {0x0D28, 0x0D4D, 0x0D7B}, {0x0D30, 0x0D4D, 0x0D7C}, {0x0D32, 0x0D4D, 0x0D7D},
                      {0x0D33, 0x0D4D, 0x0D7E}};

/* The letter for LETTER, VIRAMA, ZWJ; 0 if there is none. */
static uint32_t united_letter(uint32_t letter, uint32_t virama)
{
    for (size_t i = 0; i < sizeof(united_letters) / sizeof(united_letters[0]); i++) {
        if (united_letters[i].letter == letter && united_letters[i].virama == virama)
            return united_letters[i].united;
    }
    return 0;
}

static void unite_letters(struct stretch *stretch)
{
    uint32_t *items = stretch->items;
    size_t kept = 0;

    for (size_t i = 0; i < stretch->n; i++) {
        uint32_t united = items[i] == ZWJ && kept >= 2 ? united_letter(items[kept - 2], items[kept - 1]) : 0;
        if (united != 0)
            items[--kept - 1] = united;
        else
            items[kept++] = items[i];
    }
    stretch->n = kept;
}

/* ---- the facts about a code point ------------------------------------------------------------------------- */

/* Whether CODE is a starter that has no decomposition and composes with nothing before it. */
static bool is_lone_starter(uint32_t code)
{
    uint32_t parts[UNICODE_MAX_DECOMPOSED];

    return unicode_combining_class(code) == 0 && !unicode_composes_back(code) && unicode_decompose(code, parts) == 1 &&
           parts[0] == code;
}

/* Sets the bytes of CHARACTER to CODES in UTF-8; false if they do not fit. */
static bool write_bytes(struct character *character, const uint32_t *codes, size_t n)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        char bytes[UTF8_MAX_BYTES];
        size_t n_bytes = utf8_encode(codes[i], bytes);
        if (len + n_bytes > sizeof(character->bytes))
            return false;
        memcpy(character->bytes + len, bytes, n_bytes);
        len += n_bytes;
    }
    character->len = (uint8_t)len;
    return true;
}

/* Whether CODE, which has no decomposition, may change what precedes it. */
static bool reaches_back(const struct unicode_rules *rules, uint32_t code)
{
    return unicode_composes_back(code) || (rules->unite != NULL && code == ZWJ);
}

/* For a code point that becomes one code point. */
static void judge_single(const struct unicode_rules *rules, struct character *character, uint32_t code)
{
    uint32_t parts[UNICODE_MAX_DECOMPOSED];

    character->is_single = unicode_decompose(code, parts) == 1 && parts[0] == code;
    character->combining_class = (uint8_t)unicode_combining_class(code);
    if (character->starts)
        character->kind = CHARACTER_PLAIN;
    else if (!character->is_single)
        character->kind = CHARACTER_COMPLEX;
    else
        character->kind = reaches_back(rules, code) ? CHARACTER_COMPOSING : CHARACTER_MARK;
}

/* Several letters are as plain as one if none of them composes with another or with what precedes them. */
static void judge_several(struct character *character, const uint32_t *codes, size_t n)
{
    character->kind = CHARACTER_COMPLEX;
    for (size_t i = 0; i < n; i++) {
        if (unicode_class(codes[i]) != UNICODE_WORD || !is_lone_starter(codes[i]))
            return;
    }
    character->kind = CHARACTER_PLAIN;
}

static int judge(struct stretch *stretch, struct character *character, uint32_t code, const struct unicode_rules *rules)
{
    struct character result = {.kind = CHARACTER_ABSENT, .class = UNICODE_IGNORED};
    uint32_t read = rules->read(code), folded[UNICODE_MAX_FOLDED] = {read}, parts[UNICODE_MAX_DECOMPOSED];

    stretch->n = 0;
    if (read == UNICODE_ABSENT) {
        *character = result;
        return 0;
    }
    if (unicode_rules_add(rules, stretch, code) || unicode_rules_compose(rules, stretch))
        return -1;
    if (rules->folds)
        unicode_fold(read, folded);
    unicode_decompose(folded[0], parts);
    result.starts = unicode_combining_class(parts[0]) == 0 && !reaches_back(rules, parts[0]);
    result.class = (uint8_t)rules->class(stretch->items[0]);
    if (!write_bytes(&result, stretch->items, stretch->n))
        result.kind = CHARACTER_COMPLEX;
    else if (stretch->n == 1)
        judge_single(rules, &result, stretch->items[0]);
    else
        judge_several(&result, stretch->items, stretch->n);
    *character = result;
    return 0;
}

/* ---- the table -------------------------------------------------------------------------------------------- */

static uint32_t read_as_it_is(uint32_t code)
{
    return code;
}

static int judge_composed_folded(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, unicode_rules(1, true));
}

static int judge_usual(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, unicode_rules(2, false));
}

static int judge_usual_folded(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, unicode_rules(2, true));
}

/* The rules of revision 2. */
#define USUAL                                                                                        \
    .judge = judge_usual, .read = read_usual, .compose = unicode_compose, .class = class_of_visible, \
    .unite = unite_letters
#define USUAL_FOLDED                                                                             \
    .folds = true, .judge = judge_usual_folded, .read = read_usual, .compose = compose_undotted, \
    .class = class_of_visible, .unite = unite_letters

/* [revision - 1][folds] */
static const struct unicode_rules revisions[UNICODE_NEWEST_REVISION][2] = {
    {{.folds = false,
      .judge = unicode_judge_composed,
      .read = read_as_it_is,
      .compose = unicode_compose,
      .class = unicode_class},
     {.folds = true,
      .judge = judge_composed_folded,
      .read = read_as_it_is,
      .compose = unicode_compose,
      .class = unicode_class}},
    {{USUAL}, {USUAL_FOLDED}},
    {{USUAL, .has_links = true}, {USUAL_FOLDED, .has_links = true}},
};

#undef USUAL
#undef USUAL_FOLDED

const struct unicode_rules *unicode_rules(uint32_t revision, bool folds)
{
    assert(revision >= 1 && revision <= UNICODE_NEWEST_REVISION);
    return &revisions[revision - 1][folds];
}

int unicode_judge_composed(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, unicode_rules(1, false));
}

int unicode_rules_add(const struct unicode_rules *rules, struct stretch *stretch, uint32_t code)
{
    uint32_t read = rules->read(code);

    return read != UNICODE_ABSENT ? stretch_add(stretch, read, rules->folds) : 0;
}

int unicode_rules_compose(const struct unicode_rules *rules, struct stretch *stretch)
{
    if (stretch_compose_by(stretch, rules->compose))
        return -1;
    if (rules->unite != NULL)
        rules->unite(stretch);
    return 0;
}
