/* scan.h - reading a text character by character, with fast paths for most of the world's scripts */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_SCAN_H
#define BAGTAG_TEXT_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "text/character_facts.h"

static inline bool scan_is_ascii(char byte)
{
    return ((unsigned char)byte & 0x80) == 0;
}

/* Whether the 8 bytes at TEXT, some of which may be past its end, are ASCII. */
static inline bool scan_are_8_ascii(const char *text)
{
    uint64_t bytes;

    memcpy(&bytes, text, sizeof(bytes));
    return (bytes & UINT64_C(0x8080808080808080)) == 0;
}

/* utf8_decode, with the common sequences of up to three bytes decoded inline. */
static inline struct utf8_char scan_decode(const char *text, const char *end)
{
    if (end - text >= 3) {
        uint32_t lead = (unsigned char)text[0], second = (unsigned char)text[1] ^ 0x80u,
                 third = (unsigned char)text[2] ^ 0x80u;
        if (lead < 0x80)
            return (struct utf8_char){.code = lead, .bytes = 1, .is_valid = true};
        if (lead >= 0xC2 && lead < 0xE0 && second < 0x40)
            return (struct utf8_char){.code = (lead & 0x1F) << 6 | second, .bytes = 2, .is_valid = true};
        if (lead >= 0xE0 && lead < 0xF0 && (second | third) < 0x40) {
            uint32_t code = (lead & 0x0F) << 12 | second << 6 | third;
            if (code >= 0x800 && code - 0xD800 >= 0x800)
                return (struct utf8_char){.code = code, .bytes = 3, .is_valid = true};
        }
    }
    return utf8_decode(text, (size_t)(end - text));
}

/* character_facts_of, with cached characters looked up inline in the PAGES of FACTS. */
static inline const struct character *scan_look_up(struct character_facts *facts, struct character *const *pages,
                                                   uint32_t code)
{
    const struct character *page = pages[code >> CHARACTER_PAGE_BITS];

    if (page != NULL) {
        const struct character *character = &page[code & ((1u << CHARACTER_PAGE_BITS) - 1)];
        if (character->kind != CHARACTER_UNKNOWN)
            return character;
    }
    return character_facts_of(facts, code);
}

#endif
