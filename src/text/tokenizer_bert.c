/* tokenizer_bert.c - the tokens of BERT's BasicTokenizer */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <string.h>

#include "base/utf8.h"
#include "text/block.h"
#include "text/character_facts.h"
#include "text/final_sigma.h"
#include "text/normalize.h"
#include "text/scan.h"
#include "text/token_list.h"
#include "text/token_writer.h"
#include "text/unicode.h"
#include "text/unicode_rules.h"

/* BERT removes control characters, puts spaces around Han ideographs, composes (NFC) and splits at white space;
 * uncased, it lower-cases each token, decomposes it (NFD) and drops the marks (Mn); then it splits at punctuation.
 *
 * Here that is one pass. Uncased, composing first has no effect on the decomposed, lower-cased and stripped result, so
 * most characters become the same in any context. A character (cased: in composed form) stays pending until the next
 * one is known to start a new stretch, and is then written. If it is followed by characters that do not start (cased:
 * marks, jamo; uncased: the few spacing marks with a combining class), it is normalised with them, as one stretch.
 * ASCII surrounded by ASCII is processed 64 bytes at a time. */

struct tokenizer_state {
    struct token_writer writer;
    struct character *const *pages; /* of tokens->facts */
    const char *text;
    const char *in;
    const char *end;
    const struct character *pending; /* NULL: none */
    const char *pending_at;
    uint32_t pending_code;
    struct stretch stretch; /* the pending character and the non-starting ones after it; n = 0 if there are none */
    bool lower;
};

/* Records that what is written from here on comes from AT. */
static inline int note_source(const struct tokenizer_state *state, const char *at, enum source_copying copying)
{
    return token_list_note_source(state->writer.tokens, state->writer.out, (size_t)(at - state->text), copying);
}

static bool is_removed(uint32_t code)
{
    return unicode_class_bert(code) == UNICODE_IGNORED;
}

/* Cased: canonical composition, with BERT's class of the result (U+1FEF becomes the punctuation `); marks are part of
 * words. */
static int judge_cased(struct stretch *scratch, struct character *character, uint32_t code)
{
    if (unicode_judge_composed(scratch, character, code))
        return -1;
    enum unicode_class class = unicode_class_bert(scratch->items[0]);
    character->class = (uint8_t)(class == UNICODE_MARK ? UNICODE_WORD : class);
    return 0;
}

/* Adds the lower case of PART of a decomposition, of which N_KEPT parts are already in CHARACTER. */
static void add_part(struct character *character, uint32_t part, size_t n_kept)
{
    char bytes[UTF8_MAX_BYTES];
    uint32_t lowered = unicode_lower(part);
    enum unicode_class class = unicode_class_bert(lowered);
    size_t len = utf8_encode(lowered, bytes);

    if (n_kept == 0)
        character->class = (uint8_t) class;
    if (unicode_combining_class(part) != 0) {
        character->kind = CHARACTER_COMPLEX;
        character->starts = character->starts && n_kept > 0;
    }
    if (character->len + len > sizeof(character->bytes) || (n_kept > 0 && class != UNICODE_WORD)) {
        character->kind = CHARACTER_COMPLEX;
        return;
    }
    memcpy(character->bytes + character->len, bytes, len);
    character->len = (uint8_t)(character->len + len);
}

/* Uncased: the decomposition, lower-cased, without its marks. */
static int judge_uncased(struct stretch *scratch, struct character *character, uint32_t code)
{
    struct character result = {.kind = CHARACTER_PLAIN, .starts = 1, .class = UNICODE_IGNORED};
    uint32_t parts[UNICODE_MAX_DECOMPOSED];
    size_t n_parts = is_removed(code) ? 0 : unicode_decompose(code, parts), n_kept = 0;

    (void)scratch;
    for (size_t i = 0; i < n_parts; i++) {
        if (unicode_class_bert(parts[i]) != UNICODE_MARK)
            add_part(&result, parts[i], n_kept++);
    }
    if (code == SIGMA_CAPITAL)
        result.kind = CHARACTER_COMPLEX;
    *character = result;
    return 0;
}

static int write_item(struct tokenizer_state *state, uint32_t code)
{
    char bytes[UTF8_MAX_BYTES] = {0};
    enum unicode_class class = unicode_class_bert(code);

    if (class == UNICODE_MARK) {
        if (state->lower)
            return 0;
        class = UNICODE_WORD;
    }
    if (state->lower && code == SIGMA_CAPITAL)
        code = sigma_is_final(state->text, state->pending_at, state->end, is_removed) ? SIGMA_FINAL : SIGMA_SMALL;
    else if (state->lower)
        code = unicode_lower(code);
    size_t len = utf8_encode(code, bytes);
    return token_writer_add(&state->writer, class, bytes, len);
}

/* Writes the pending character or stretch; the next character starts a new one. */
static int flush(struct tokenizer_state *state)
{
    const struct character *pending = state->pending;
    struct stretch *stretch = &state->stretch;

    state->pending = NULL;
    if (stretch->n == 0 && pending == NULL)
        return 0;
    if (note_source(state, state->pending_at, SOURCE_REWRITTEN))
        return -1;
    if (stretch->n == 0) {
        if (pending->kind == CHARACTER_PLAIN)
            return token_writer_add(&state->writer, (enum unicode_class)pending->class, pending->bytes, pending->len);
        if (stretch_add(stretch, state->pending_code, false))
            return -1;
    }
    if (state->lower ? stretch_order(stretch) : stretch_compose(stretch))
        return -1;
    for (size_t i = 0; i < stretch->n; i++) {
        if (write_item(state, stretch->items[i]))
            return -1;
    }
    stretch->n = 0;
    return 0;
}

/* Adds the character CODE, found at AT. */
static inline int add_character(struct tokenizer_state *state, const struct character *character, const char *at,
                                uint32_t code)
{
    if (character->starts) {
        if (flush(state))
            return -1;
        state->pending = character;
        state->pending_at = at;
        state->pending_code = code;
        return 0;
    }
    if (state->stretch.n == 0 && state->pending == NULL)
        state->pending_at = at;
    if (state->stretch.n == 0 && state->pending != NULL && stretch_add(&state->stretch, state->pending_code, false))
        return -1;
    return stretch_add(&state->stretch, code, false);
}

/* ASCII that is not removed: it starts, so what precedes it is final. */
static bool is_plain_ascii(char byte)
{
    return (byte >= ' ' && byte < 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Tokenizes ASCII up to the end of the text or up to the last character before one that is non-ASCII or removed,
 * because that last one may still compose. */
static int cut_ascii(struct tokenizer_state *state)
{
    struct token_writer *writer = &state->writer;
    bool is_last = false;

    while (!is_last && state->in < state->end) {
        size_t left = (size_t)(state->end - state->in), n = left < BLOCK_BYTES ? left : BLOCK_BYTES;
        struct block_bits bits = block_read_bert(state->in, state->lower, writer->out);
        size_t n_plain = bits.non_ascii != 0 ? (size_t)__builtin_ctzll(bits.non_ascii) : BLOCK_BYTES;

        if (note_source(state, state->in, SOURCE_COPIED))
            return -1;
        is_last = n_plain < n || (left > BLOCK_BYTES && !is_plain_ascii(state->in[BLOCK_BYTES]));
        n = n_plain < n ? n_plain : n;
        n -= is_last && n > 0;
        if (n > 0 && token_list_add_block(writer->tokens, writer->out, n, bits, &writer->is_open))
            return -1;
        state->in += n;
        writer->out += n;
    }
    return 0;
}

/* Tokenizes one or more characters, until 8 ASCII characters follow, the first of which is not removed, or the text
 * ends. */
static int cut_mixed(struct tokenizer_state *state)
{
    struct tokens *tokens = state->writer.tokens;

    do {
        const char *at = state->in;
        struct utf8_char c = scan_decode(at, state->end);
        const struct character *character = scan_look_up(tokens->facts, state->pages, c.code);
        if (character == NULL)
            return -1;
        tokens->has_invalid |= !c.is_valid;
        state->in += c.bytes;
        if (character->class != UNICODE_IGNORED && add_character(state, character, at, c.code))
            return -1;
    } while (state->in < state->end && !(is_plain_ascii(*state->in) && scan_are_8_ascii(state->in)));
    return flush(state);
}

static int cut(struct tokenizer_state *state)
{
    while (state->in < state->end) {
        if (cut_ascii(state) || (state->in < state->end && cut_mixed(state)))
            return -1;
    }
    if (note_source(state, state->in, SOURCE_REWRITTEN))
        return -1;
    return token_writer_close(&state->writer);
}

int tokens_split_bert(struct tokens *tokens, bool lower, const char *text, size_t len)
{
    tokens->n = tokens->sources.n = 0;
    tokens->has_invalid = false;
    if (len == 0)
        return 0;
    if (token_list_reserve_rewritten(tokens, len) ||
        character_facts_prepare(&tokens->facts, lower ? judge_uncased : judge_cased))
        return -1;
    struct tokenizer_state state = {.writer = {.tokens = tokens, .out = tokens->scratch},
                                    .pages = character_facts_pages(tokens->facts),
                                    .text = text,
                                    .in = text,
                                    .end = text + len,
                                    .lower = lower};
    int result = cut(&state);
    stretch_clear(&state.stretch);
    if (result != 0)
        tokens->n = 0;
    return result;
}
