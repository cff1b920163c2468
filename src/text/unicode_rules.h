/* unicode_rules.h - the revisions of the unicode tokenizer: what it makes of a code point */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_UNICODE_RULES_H
#define BAGTAG_TEXT_UNICODE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/character_facts.h"
#include "text/unicode.h"

/* A model keeps the revision it was made with, so that its words are found again. Revision 3 takes a web address for
 * one symbol and leaves out whom a mention names (links.h), and is revision 2 otherwise. Revision 2 differs from
 * revision 1 in characters that are not seen, or have several forms; ASCII and most other text are cut alike:
 *
 *     format characters (Cf)               1: vanish once composed; 2: are taken out before all else, except
 *     U+200B, U+FFF9 to U+FFFB             1: vanish; 2: end a word
 *     U+200C, U+200D after a word          1: stay; 2: vanish, and stay inside a word
 *     unicode_is_invisible                 1: are marks or letters; 2: are taken out before all else
 *     blanks: U+2800, U+3164, U+FFA0       1: are symbols or letters; 2: end a word
 *     full and half width                  1: stay as they are; 2: unicode_usual_width
 *     i and a dot above, case folded       1: i U+0307 (from U+0130); 2: i, from U+0130, I U+0307 and i U+0307
 *     letter, virama, ZWJ                  1: stay as they are; 2: the letter that Unicode has for them: Malayalam
 *                                          chillu letters, Bengali khanda ta
 */
#define UNICODE_NEWEST_REVISION 3

/* Absent characters: what `read` says of those that are taken out. */
#define UNICODE_ABSENT UINT32_MAX

struct unicode_rules {
    bool folds;     /* case */
    bool has_links; /* those of links.h are tokens */
    character_judge *judge;
    uint32_t (*read)(uint32_t code);                      /* the code point to take for CODE, or UNICODE_ABSENT */
    uint32_t (*compose)(uint32_t first, uint32_t second); /* as unicode_compose */
    enum unicode_class (*class)(uint32_t code);           /* of a code point that was read, folded and composed */
    void (*unite)(struct stretch *stretch);               /* what follows composing; NULL: nothing */
};

/* REVISION is 1 to UNICODE_NEWEST_REVISION. */
const struct unicode_rules *unicode_rules(uint32_t revision, bool folds);

/* Adds CODE, read and folded, unless it is absent; and brings the stretch into its composed form, all by RULES. Both
 * return 0, or -1 if out of memory. */
int unicode_rules_add(const struct unicode_rules *rules, struct stretch *stretch, uint32_t code);
int unicode_rules_compose(const struct unicode_rules *rules, struct stretch *stretch);

/* The judge of revision 1 that keeps case: canonical composition and nothing else. SCRATCH then holds CODE composed,
 * one code point at least. */
int unicode_judge_composed(struct stretch *scratch, struct character *character, uint32_t code);

#endif
