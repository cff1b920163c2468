/* unicode_rules.h - the revisions of the unicode tokenizer: how it treats a code point */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_UNICODE_RULES_H
#define BAGTAG_TEXT_UNICODE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/character_facts.h"
#include "text/unicode.h"

/* A model keeps the revision it was made with, so that its words are still found. Revision 3 is revision 2, but a web
 * address is one symbol and the name in a mention is dropped (links.h). Revision 2 differs from revision 1 in
 * characters that are invisible or have several forms; ASCII and most other text are tokenized alike:
 *
 *     format characters (Cf)               1: removed after composing; 2: removed first, except
 *     U+200B, U+FFF9 to U+FFFB             1: removed; 2: end a word
 *     U+200C, U+200D                       1: kept in and after a word; 2: kept inside a word, removed after it
 *     unicode_is_invisible                 1: marks or letters; 2: removed first
 *     blanks: U+2800, U+3164, U+FFA0       1: symbols or letters; 2: end a word
 *     full and half width                  1: unchanged; 2: unicode_usual_width
 *     i and a dot above, case folded       1: i U+0307 (from U+0130); 2: i, from U+0130, I U+0307 and i U+0307
 *     letter, virama, ZWJ                  1: unchanged; 2: the letter that Unicode has for them: Malayalam
 *                                          chillu letters, Bengali khanda ta
 */
#define UNICODE_NEWEST_REVISION 3

/* What `read` returns for characters that are removed. */
#define UNICODE_ABSENT UINT32_MAX

struct unicode_rules {
    bool folds;     /* case */
    bool has_links; /* the links of links.h are replaced by tokens */
    character_judge *judge;
    uint32_t (*read)(uint32_t code);                      /* the code point that replaces CODE, or UNICODE_ABSENT */
    uint32_t (*compose)(uint32_t first, uint32_t second); /* as unicode_compose */
    enum unicode_class (*class)(uint32_t code);           /* of a code point that was read, folded and composed */
    void (*unite)(struct stretch *stretch);               /* done after composing; NULL: nothing */
};

/* REVISION is 1 to UNICODE_NEWEST_REVISION. */
const struct unicode_rules *unicode_rules(uint32_t revision, bool folds);

/* Add CODE, read and folded, unless it is absent; and bring the stretch into composed form, both by RULES. Return 0, or
 * -1 if out of memory. */
int unicode_rules_add(const struct unicode_rules *rules, struct stretch *stretch, uint32_t code);
int unicode_rules_compose(const struct unicode_rules *rules, struct stretch *stretch);

/* The judge of revision 1 that keeps case: canonical composition and nothing else. On return SCRATCH holds CODE
 * composed, at least one code point. */
int unicode_judge_composed(struct stretch *scratch, struct character *character, uint32_t code);

#endif
