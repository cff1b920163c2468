/* character_facts.h - what a tokenizer asks of a code point, worked out once and kept */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_CHARACTER_FACTS_H
#define BAGTAG_TEXT_CHARACTER_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "text/normalize.h"

/* How a code point, folded and composed (or what else the tokenizer does to it), joins the text before it. */
enum character_kind {
    CHARACTER_UNKNOWN = 0, /* not asked for yet */
    CHARACTER_PLAIN,       /* starts, and becomes `bytes` whatever stands before it */
    CHARACTER_MARK,        /* a mark that composes with nothing: becomes `bytes` if it stands in canonical order */
    CHARACTER_COMPOSING,   /* may compose with what stands before it; if it does not, becomes `bytes` */
    CHARACTER_COMPLEX,     /* anything else: only the normalisation of its stretch tells */
    CHARACTER_ABSENT       /* as if it were not there: what stands around it joins */
};

/* The answer for one code point. 8 bytes: a script's facts fit the first cache. */
struct character {
    char bytes[4]; /* UTF-8 of what it becomes, `len` bytes of it (several letters: ß is "ss") */
    uint8_t len;
    uint8_t class;           /* enum unicode_class of what it becomes */
    uint8_t combining_class; /* of what it becomes */
    uint8_t kind : 4;        /* enum character_kind */
    uint8_t starts : 1;      /* nothing before it changes it, and it changes nothing before it */
    uint8_t is_single : 1;   /* what it becomes is one code point, without a decomposition of its own */
};

/* The characters met so far; filled as they are asked for. One per thread. */
struct character_facts;

/* Works out what CODE becomes by the rules of one tokenizer; SCRATCH is to normalise in. The kind is never
 * CHARACTER_UNKNOWN. Returns 0, or -1 if out of memory. */
typedef int character_judge(struct stretch *scratch, struct character *character, uint32_t code);

/* Answers by JUDGE. NULL if out of memory. */
struct character_facts *character_facts_new(character_judge *judge);
void character_facts_free(struct character_facts *facts); /* NULL is allowed */

/* Makes *FACTS (NULL: none yet) one that answers by JUDGE. Returns 0, or -1 and *FACTS NULL if out of memory. */
int character_facts_prepare(struct character_facts **facts, character_judge *judge);

/* What CODE (at most U+10FFFF) becomes; valid as long as FACTS. NULL if out of memory. */
const struct character *character_facts_of(struct character_facts *facts, uint32_t code);

/* The page table behind character_facts_of: pages[code / 256][code % 256], a page NULL until it is needed. A loop
 * may look here first and ask character_facts_of where the page is missing or the kind is CHARACTER_UNKNOWN. */
#define CHARACTER_PAGE_BITS 8
struct character *const *character_facts_pages(const struct character_facts *facts);

#endif
