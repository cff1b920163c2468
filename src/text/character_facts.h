/* character_facts.h - what a tokenizer needs to know about a code point, computed once and cached */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_CHARACTER_FACTS_H
#define BAGTAG_TEXT_CHARACTER_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "text/normalize.h"

/* How a code point, folded and composed (or whatever else the tokenizer does to it), interacts with the text before
 * it. */
enum character_kind {
    CHARACTER_UNKNOWN = 0, /* not computed yet */
    CHARACTER_PLAIN,       /* starts, and becomes `bytes` whatever precedes it */
    CHARACTER_MARK,        /* a mark that composes with nothing: becomes `bytes` if it is in canonical order */
    CHARACTER_COMPOSING,   /* may compose with what precedes it; otherwise becomes `bytes` */
    CHARACTER_COMPLEX,     /* anything else: its stretch has to be normalised */
    CHARACTER_ABSENT       /* removed: its neighbours become adjacent */
};

/* The facts about one code point. 8 bytes, so that those of a script fit in the first-level cache. */
struct character {
    char bytes[4]; /* UTF-8 of what it becomes, `len` bytes (may be several letters: ß is "ss") */
    uint8_t len;
    uint8_t class;           /* enum unicode_class of what it becomes */
    uint8_t combining_class; /* of what it becomes */
    uint8_t kind : 4;        /* enum character_kind */
    uint8_t starts : 1;      /* nothing before it changes it, and it changes nothing before it */
    uint8_t is_single : 1;   /* it becomes one code point, which has no decomposition */
};

/* A cache of the characters met so far. One per thread. */
struct character_facts;

/* Sets *CHARACTER to what CODE becomes by the rules of one tokenizer; the kind is never CHARACTER_UNKNOWN. SCRATCH is
 * for normalising. Returns 0, or -1 if out of memory. */
typedef int character_judge(struct stretch *scratch, struct character *character, uint32_t code);

/* An empty cache, to be filled by JUDGE. NULL if out of memory. */
struct character_facts *character_facts_new(character_judge *judge);
void character_facts_free(struct character_facts *facts); /* NULL is allowed */

/* Makes *FACTS (may be NULL) a cache filled by JUDGE, replacing any other. Returns 0, or -1 and *FACTS NULL if out of
 * memory. */
int character_facts_prepare(struct character_facts **facts, character_judge *judge);

/* What CODE (at most U+10FFFF) becomes; borrowed from FACTS. NULL if out of memory. */
const struct character *character_facts_of(struct character_facts *facts, uint32_t code);

/* The page table of character_facts_of: pages[code / 256][code % 256], with pages NULL until needed. A loop may look
 * here first and call character_facts_of if the page is missing or the kind is CHARACTER_UNKNOWN. */
#define CHARACTER_PAGE_BITS 8
struct character *const *character_facts_pages(const struct character_facts *facts);

#endif
