/* character_facts.c - what a tokenizer needs to know about a code point, computed once and cached */
/* SPDX-License-Identifier: MIT */
#include "text/character_facts.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"

#define PAGE_CHARACTERS (1u << CHARACTER_PAGE_BITS)
#define N_PAGES (0x110000u >> CHARACTER_PAGE_BITS)

struct character_facts {
    character_judge *judge;
    struct stretch stretch;           /* scratch for normalising one code point */
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
