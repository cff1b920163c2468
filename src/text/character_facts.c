/* character_facts.c - what a tokenizer asks of a code point, worked out once and kept */
/* SPDX-License-Identifier: MIT */
#include "text/character_facts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/unicode.h"

#define PAGE_CHARACTERS (1u << CHARACTER_PAGE_BITS)
#define N_PAGES (0x110000u >> CHARACTER_PAGE_BITS)

struct character_facts {
    character_judge *judge;
    struct stretch stretch;           /* to normalise one code point in */
    struct character *pages[N_PAGES]; /* [N_PAGES][PAGE_CHARACTERS] */
};

struct character_facts *character_facts_new(character_judge *judge)
{
    struct character_facts *facts = mem_zeroed(1, sizeof(*facts));

    if (facts != NULL)
        facts->judge = judge;
    return facts;
}

void character_facts_free(struct character_facts *facts)
{
    if (facts == NULL)
        return;
    for (size_t i = 0; i < N_PAGES; i++)
        free(facts->pages[i]);
    stretch_clear(&facts->stretch);
    free(facts);
}

int character_facts_prepare(struct character_facts **facts, character_judge *judge)
{
    if (*facts != NULL && (*facts)->judge == judge)
        return 0;
    character_facts_free(*facts);
    *facts = character_facts_new(judge);
    return *facts != NULL ? 0 : -1;
}

struct character *const *character_facts_pages(const struct character_facts *facts)
{
    return facts->pages;
}

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

int character_judge_kept(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, false);
}

int character_judge_folded(struct stretch *scratch, struct character *character, uint32_t code)
{
    return judge(scratch, character, code, true);
}

const struct character *character_facts_of(struct character_facts *facts, uint32_t code)
{
    struct character **page = &facts->pages[code >> CHARACTER_PAGE_BITS];

    if (*page == NULL)
        *page = mem_zeroed(PAGE_CHARACTERS, sizeof(**page));
    if (*page == NULL)
        return NULL;
    struct character *character = &(*page)[code & (PAGE_CHARACTERS - 1)];
    if (character->kind == CHARACTER_UNKNOWN && facts->judge(&facts->stretch, character, code))
        return NULL;
    return character;
}
