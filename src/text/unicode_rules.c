/* unicode_rules.c - what the unicode tokenizer makes of a code point */
/* SPDX-License-Identifier: MIT */
#include "text/unicode_rules.h"

#include <string.h>

#include "base/utf8.h"
#include "text/unicode.h"

/* Whether CODE is a starter that has no decomposition and composes with nothing before it. */
static bool is_lone_starter(uint32_t code)
{
    uint32_t parts[UNICODE_MAX_DECOMPOSED];

    return unicode_combining_class(code) == 0 && !unicode_composes_back(code) && unicode_decompose(code, parts) == 1 &&
           parts[0] == code;
}

/* Writes CODES as the bytes of CHARACTER; false when they do not fit. */
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

/* A code point that becomes one code point. */
static void judge_single(struct character *character, uint32_t code)
{
    uint32_t parts[UNICODE_MAX_DECOMPOSED];

    character->is_single = unicode_decompose(code, parts) == 1 && parts[0] == code;
    character->combining_class = (uint8_t)unicode_combining_class(code);
    if (character->starts)
        character->kind = CHARACTER_PLAIN;
    else if (!character->is_single)
        character->kind = CHARACTER_COMPLEX;
    else
        character->kind = unicode_composes_back(code) ? CHARACTER_COMPOSING : CHARACTER_MARK;
}

/* Several letters are as plain as one when none of them composes with another or with what stands before. */
static void judge_several(struct character *character, const uint32_t *codes, size_t n)
{
    character->kind = CHARACTER_COMPLEX;
    for (size_t i = 0; i < n; i++) {
        if (unicode_class(codes[i]) != UNICODE_WORD || !is_lone_starter(codes[i]))
            return;
    }
    character->kind = CHARACTER_PLAIN;
}

static int judge(struct stretch *stretch, struct character *character, uint32_t code, bool fold)
{
    struct character result = {.kind = CHARACTER_UNKNOWN};
    uint32_t folded[UNICODE_MAX_FOLDED] = {code}, parts[UNICODE_MAX_DECOMPOSED];

    stretch->n = 0;
    if (stretch_add(stretch, code, fold) || stretch_compose(stretch))
        return -1;
    if (fold)
        unicode_fold(code, folded);
    unicode_decompose(folded[0], parts);
    result.starts = unicode_combining_class(parts[0]) == 0 && !unicode_composes_back(parts[0]);
    result.class = (uint8_t)unicode_class(stretch->items[0]);
    if (!write_bytes(&result, stretch->items, stretch->n))
        result.kind = CHARACTER_COMPLEX;
    else if (stretch->n == 1)
        judge_single(&result, stretch->items[0]);
    else
        judge_several(&result, stretch->items, stretch->n);
    *character = result;
    return 0;
}

int unicode_judge_kept(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, false);
}

int unicode_judge_folded(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, true);
}
