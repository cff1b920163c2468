/* tokenizer_unicode.c - words, symbols and ideographs of a case-folded, composed text */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <string.h>

#include "base/utf8.h"
#include "text/block.h"
#include "text/character_facts.h"
#include "text/links.h"
#include "text/normalize.h"
#include "text/scan.h"
#include "text/token_list.h"
#include "text/unicode.h"
#include "text/unicode_rules.h"

/* The tokens are defined as follows: the text is decoded, case-folded and brought into NFC, then split by the classes
 * of its code points, all by the rules of the revision in use (unicode_rules.h). Of three ways to compute them, the
 * cheapest sufficient one is taken:
 *
 *   cut_ascii    64 bytes at a time, while the text is ASCII;
 *   cut_mixed    one character at a time, using the cached facts about each (character_facts.h);
 *   cut_stretch  code points that have to be normalised together: from one starting character to the next.
 *
 * A character is written as soon as it is read. If a later mark turns out to compose with it, or to be out of canonical
 * order, the state before the last starting character is restored and its stretch is processed again. So each byte is
 * processed at most twice, whatever the text. */

/* The kind of the open token. */
enum open_token {
    OPEN_NONE,
    OPEN_WORD,
    OPEN_JOINED, /* a word that ends with joiners so far; they are dropped if the word ends here */
    OPEN_IDEOGRAPH
};

/* The whole state of tokenizing, so that a copy is enough to go back. */
struct place {
    const char *in;
    char *out;
    size_t n; /* closed tokens */
    enum open_token open;
};

struct tokenizer_state {
    struct tokens *tokens;
    struct character *const *pages; /* of tokens->facts */
    const char *text;
    const char *end; /* of the text, or of its part before the next link */
    struct stretch stretch;
    const struct unicode_rules *rules;
};

static inline const struct character *look_up(const struct tokenizer_state *state, uint32_t code)
{
    return scan_look_up(state->tokens->facts, state->pages, code);
}

/* U+200C and U+200D, in UTF-8. */
static bool is_joiner(const char *bytes)
{
    return memcmp(bytes, "\xE2\x80\x8C", 3) == 0 || memcmp(bytes, "\xE2\x80\x8D", 3) == 0;
}

/* tokens->n is set from place->n only when tokens are reserved or closed. */
static int close_at(struct tokens *tokens, struct place *place, const char *end)
{
    tokens->n = place->n;
    if (token_list_close(tokens, end))
        return -1;
    place->n = tokens->n;
    place->open = OPEN_NONE;
    return 0;
}

/* The joiners at the end are not part of the token, but stay written because it may be processed again. */
static int close_joined(struct tokens *tokens, struct place *place)
{
    const char *start = tokens->list[place->n].text, *end = place->out;

    while (end - start > 3 && is_joiner(end - 3)) /* the word begins with something else */
        end -= 3;
    return close_at(tokens, place, end);
}

static inline int close_token(struct tokens *tokens, struct place *place)
{
    return place->open == OPEN_JOINED ? close_joined(tokens, place) : close_at(tokens, place, place->out);
}

static inline void open_token(struct tokens *tokens, struct place *place, enum open_token open)
{
    tokens->list[place->n].text = place->out;
    place->open = open;
}

static inline void append(struct place *place, const char bytes[4], size_t len)
{
    memcpy(place->out, bytes, 4);
    place->out += len;
}

/* Makes sure that a word is open: the one that is, or a new one. */
static int enter_word(struct tokens *tokens, struct place *place)
{
    if (place->open == OPEN_IDEOGRAPH && close_token(tokens, place))
        return -1;
    if (place->open == OPEN_NONE)
        open_token(tokens, place, OPEN_WORD);
    place->open = OPEN_WORD;
    return 0;
}

/* Writes a character of CLASS, BYTES[0..len) of 4. The caller has reserved room for 2 tokens. Ignored characters leave
 * no trace: an open token stays open and contiguous. */
static inline int write_character(struct tokens *tokens, struct place *place, enum unicode_class class,
                                  const char bytes[4], size_t len)
{
    switch (class) {
    case UNICODE_WORD:
        if (place->open != OPEN_WORD && enter_word(tokens, place))
            return -1;
        append(place, bytes, len);
        return 0;
    case UNICODE_MARK:
        if (place->open != OPEN_WORD && place->open != OPEN_IDEOGRAPH && enter_word(tokens, place))
            return -1;
        append(place, bytes, len);
        return 0;
    case UNICODE_JOINER:
        if (place->open == OPEN_WORD)
            append(place, bytes, len);
        return 0;
    case UNICODE_INNER_JOINER:
        if (place->open == OPEN_WORD || place->open == OPEN_JOINED) {
            append(place, bytes, len);
            place->open = OPEN_JOINED;
        }
        return 0;
    case UNICODE_IGNORED:
        return 0;
    case UNICODE_SPACE:
        return place->open != OPEN_NONE ? close_token(tokens, place) : 0;
    case UNICODE_SYMBOL:
    case UNICODE_IDEOGRAPH:
        break;
    }
    if (place->open != OPEN_NONE && close_token(tokens, place))
        return -1;
    open_token(tokens, place, OPEN_IDEOGRAPH);
    append(place, bytes, len);
    return class == UNICODE_SYMBOL ? close_token(tokens, place) : 0;
}

/* Records that what is written from here on comes from PLACE. */
static inline int note_source(const struct tokenizer_state *state, const struct place *place,
                              enum source_copying copying)
{
    return token_list_note_source(state->tokens, place->out, (size_t)(place->in - state->text), copying);
}

static int reserve(struct tokens *tokens, const struct place *place, size_t more)
{
    tokens->n = place->n;
    return token_list_reserve(tokens, more);
}

/* Tokenizes ASCII up to the end of the text or up to the last character before a non-ASCII one, because that last one
 * may still compose. */
static int cut_ascii(struct tokenizer_state *state, struct place *place)
{
    struct tokens *tokens = state->tokens;
    bool is_open, is_last = false;

    if (place->open == OPEN_JOINED && unicode_class((unsigned char)*place->in) == UNICODE_WORD)
        place->open = OPEN_WORD;
    if (place->open > OPEN_WORD && (reserve(tokens, place, 1) || close_token(tokens, place)))
        return -1;
    if (note_source(state, place, SOURCE_COPIED))
        return -1;
    is_open = place->open == OPEN_WORD;
    tokens->n = place->n;
    while (!is_last && place->in < state->end) {
        size_t left = (size_t)(state->end - place->in), n = left < BLOCK_BYTES ? left : BLOCK_BYTES;
        struct block_bits bits = block_read_ascii(place->in, state->rules->folds, place->out);
        size_t n_ascii = bits.non_ascii != 0 ? (size_t)__builtin_ctzll(bits.non_ascii) : BLOCK_BYTES;

        is_last = n_ascii < n || (left > BLOCK_BYTES && !scan_is_ascii(place->in[BLOCK_BYTES]));
        n = n_ascii < n ? n_ascii : n;
        n -= is_last && n > 0;
        if (n > 0 && token_list_add_block(tokens, place->out, n, bits, &is_open))
            return -1;
        place->in += n;
        place->out += n;
    }
    place->n = tokens->n;
    place->open = is_open ? OPEN_WORD : OPEN_NONE;
    return 0;
}

/* Normalises and tokenizes from PLACE to the next starting character. */
static int cut_stretch(struct tokenizer_state *state, struct place *place)
{
    struct stretch *stretch = &state->stretch;

    if (note_source(state, place, SOURCE_REWRITTEN))
        return -1;
    stretch->n = 0;
    while (place->in < state->end) {
        struct utf8_char c = scan_decode(place->in, state->end);
        const struct character *character = look_up(state, c.code);
        if (character == NULL)
            return -1;
        if (stretch->n > 0 && character->starts)
            break;
        if (unicode_rules_add(state->rules, stretch, c.code))
            return -1;
        state->tokens->has_invalid |= !c.is_valid;
        place->in += c.bytes;
    }
    if (unicode_rules_compose(state->rules, stretch))
        return -1;
    for (size_t i = 0; i < stretch->n; i++) {
        char bytes[UTF8_MAX_BYTES] = {0};
        size_t len = utf8_encode(stretch->items[i], bytes);
        if (reserve(state->tokens, place, 2) ||
            write_character(state->tokens, place, state->rules->class(stretch->items[i]), bytes, len))
            return -1;
    }
    return 0;
}

static uint32_t code_of(const struct character *character)
{
    return utf8_decode(character->bytes, character->len).code;
}

/* Whether CHARACTER composes with PREVIOUS, the one directly before it; also true if only normalising can say. */
static bool may_compose(const struct tokenizer_state *state, const struct character *previous,
                        const struct character *character)
{
    return previous == NULL || !previous->is_single ||
           state->rules->compose(code_of(previous), code_of(character)) != 0;
}

/* Tokenizes one or more characters from AT, until 8 ASCII characters follow or the text ends. */
static int cut_mixed(struct tokenizer_state *state, struct place *at)
{
    struct tokens *tokens = state->tokens;
    struct place place = *at, before = place; /* before: at the last starting character */
    const struct character *previous = NULL;  /* that character, if it is directly before */
    uint32_t last_class = 0;                  /* combining class of the previous character */

    do {
        struct utf8_char c = scan_decode(place.in, state->end);
        const struct character *character = look_up(state, c.code);
        if (character == NULL)
            return -1;
        bool is_stretch = false;

        switch (character->kind) {
        case CHARACTER_PLAIN:
            before = place;
            previous = character;
            last_class = 0;
            break;
        case CHARACTER_MARK:
            is_stretch = last_class > character->combining_class;
            previous = NULL;
            last_class = character->combining_class;
            break;
        case CHARACTER_COMPOSING:
            is_stretch = may_compose(state, previous, character);
            last_class = character->combining_class;
            if (!is_stretch && last_class == 0) {
                before = place;
                previous = character;
            } else {
                previous = NULL;
            }
            break;
        default:
            is_stretch = character->kind != CHARACTER_ABSENT;
        }

        if (is_stretch) {
            struct place again = character->starts ? place : before;
            if (cut_stretch(state, &again))
                return -1;
            place = before = again;
            previous = NULL;
            last_class = 0;
            continue;
        }
        tokens->has_invalid |= !c.is_valid;
        if (note_source(state, &place, SOURCE_REWRITTEN))
            return -1;
        place.in += c.bytes;
        if (tokens->capacity - place.n < 3 && reserve(tokens, &place, 2))
            return -1;
        if (write_character(tokens, &place, (enum unicode_class)character->class, character->bytes, character->len))
            return -1;
    } while (place.in < state->end && !(scan_is_ascii(*place.in) && scan_are_8_ascii(place.in)));
    *at = place;
    return 0;
}

/* Tokenizes up to the state's end and closes a token that is open there. */
static int cut(struct tokenizer_state *state, struct place *place)
{
    while (place->in < state->end) {
        if (scan_are_8_ascii(place->in) && cut_ascii(state, place))
            return -1;
        if (place->in < state->end && cut_mixed(state, place))
            return -1;
    }
    if (place->open != OPEN_NONE && (reserve(state->tokens, place, 1) || close_token(state->tokens, place)))
        return -1;
    state->tokens->n = place->n;
    return note_source(state, place, SOURCE_REWRITTEN);
}

/* Writes the token that replaces LINK, which begins at PLACE. */
static int write_link(struct tokenizer_state *state, struct place *place, const struct link *link)
{
    if (note_source(state, place, SOURCE_REWRITTEN) || reserve(state->tokens, place, 2))
        return -1;
    open_token(state->tokens, place, OPEN_IDEOGRAPH);
    memcpy(place->out, link->token, link->token_len);
    place->out += link->token_len;
    place->in = state->text + link->end;
    return close_token(state->tokens, place);
}

/* Tokenizes TEXT[0..len), replacing its links. */
static int cut_around_links(struct tokenizer_state *state, struct place *place, const char *text, size_t len)
{
    struct link link;
    while (link_find(text, (size_t)(place->in - text), len, &link)) {
        state->end = text + link.begin;
        if (cut(state, place) || write_link(state, place, &link))
            return -1;
    }
    state->end = text + len;
    return cut(state, place);
}

int tokens_split_unicode(struct tokens *tokens, const struct unicode_rules *rules, const char *text, size_t len)
{
    struct tokenizer_state state = {.tokens = tokens, .rules = rules, .text = text};

    tokens->n = tokens->sources.n = 0;
    tokens->has_invalid = false;
    if (len == 0)
        return 0;
    if (token_list_reserve_rewritten(tokens, len))
        return -1;
    if (character_facts_prepare(&tokens->facts, rules->judge))
        return -1;
    state.pages = character_facts_pages(tokens->facts);
    state.end = text + len;

    struct place place = {.in = text, .out = tokens->scratch, .open = OPEN_NONE};
    int result = rules->has_links ? cut_around_links(&state, &place, text, len) : cut(&state, &place);
    stretch_clear(&state.stretch);
    if (result != 0)
        tokens->n = 0;
    return result;
}
