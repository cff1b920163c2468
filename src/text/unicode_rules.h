/* unicode_rules.h - what the unicode tokenizer makes of a code point */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_UNICODE_RULES_H
#define BAGTAG_TEXT_UNICODE_RULES_H

#include "text/character_facts.h"

/* Composed, and case-folded before if it folds. SCRATCH then holds CODE normalised, one code point at least. */
int unicode_judge_kept(struct stretch *scratch, struct character *character, uint32_t code);
int unicode_judge_folded(struct stretch *scratch, struct character *character, uint32_t code);

#endif
