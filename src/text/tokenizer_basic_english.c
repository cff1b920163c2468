/* tokenizer_basic_english.c - the tokens of torchtext's basic_english */
/* SPDX-License-Identifier: MIT */
#include "text/tokenizer.h"

#include <string.h>

#include "base/utf8.h"
#include "text/block.h"
#include "text/character_facts.h"
#include "text/final_sigma.h"
#include "text/scan.h"
#include "text/token_list.h"
#include "text/token_writer.h"
#include "text/unicode.h"

/* torchtext lower-cases a line and then replaces, one after the other,
 *
 *     '  by  " ' "      "  by nothing      .  by " . "      <br />  by a space      , ( ) ! ?  by themselves in spaces
 *     ;  and  :  by a space      runs of white space by one
 *
 * and splits the rest. No replacement creates text that a later one matches, except that removing quotation marks may
 * create a <br />; so one pass gives the same result. ASCII is processed 64 bytes at a time, the rest by character. */

struct tokenizer_state {
    struct token_writer writer;
    struct character *const *pages; /* of tokens->facts */
    const char *text;
    const char *in;
    const char *end;
    bool lower;
};

static const char line_break[] = "<br />";
#define BREAK_BYTES (sizeof(line_break) - 1)

/* Records that what is written from here on comes from AT. */
static inline int note_source(const struct tokenizer_state *state, const char *at, enum source_copying copying)
{
    return token_list_note_source(state->writer.tokens, state->writer.out, (size_t)(at - state->text), copying);
}

static enum unicode_class class_of(uint32_t code)
{
    if (unicode_is_space(code) || code == ';' || code == ':')
        return UNICODE_SPACE;
    if (code == '"')
        return UNICODE_IGNORED;
    return code != 0 && code < 0x80 && strchr("'.,()!?", (int)code) != NULL ? UNICODE_SYMBOL : UNICODE_WORD;
}

/* Complex characters depend on their context: a sigma, and a '<', which may begin a line break. */
static int judge(struct character *character, uint32_t code, bool lower)
{
    struct character result = {.kind = CHARACTER_PLAIN, .starts = 1, .class = (uint8_t)class_of(code)};
    char bytes[UTF8_MAX_BYTES];

    if (code == '<' || (lower && code == SIGMA_CAPITAL))
        result.kind = CHARACTER_COMPLEX;
    result.len = (uint8_t)utf8_encode(lower ? unicode_lower(code) : code, bytes);
    memcpy(result.bytes, bytes, result.len);
    if (lower && code == 0x130) { /* the only one whose full lower case is two code points: i and a dot above */
        memcpy(result.bytes, "i\xCC\x87", 3);
        result.len = 3;
    }
    *character = result;
    return 0;
}

static int judge_lowered(struct stretch *scratch, struct character *character, uint32_t code)
{
    (void)scratch;
    return judge(character, code, true);
}

static int judge_kept(struct stretch *scratch, struct character *character, uint32_t code)
{
    (void)scratch;
    return judge(character, code, false);
}

/* The length of the line break that begins with the '<' at AT, including quotation marks in it; 0 if there is none.
 * Linear in total: it reads past no other '<'. */
static size_t break_bytes(const struct tokenizer_state *state, const char *at)
{
    size_t matched = 1;

    for (const char *next = at + 1; next < state->end; next++) {
        char byte = *next;
        if (byte == '"')
            continue;
        if (state->lower && byte >= 'A' && byte <= 'Z')
            byte = (char)(byte | 0x20);
        if (byte != line_break[matched])
            return 0;
        if (++matched == BREAK_BYTES)
            return (size_t)(next - at) + 1;
    }
    return 0;
}

/* Bytes to skip in a text: BYTES from AT on, and whether they end a token. */
struct gap {
    size_t at;
    size_t bytes;
    bool is_space;
};

/* Clears the word bits of the line breaks at ANGLES in a block of N bytes. Returns as a gap the first one that extends
 * past the block or has quotation marks in it; an empty gap at N if there is none. */
static struct gap blank_breaks(const struct tokenizer_state *state, struct block_bits *bits, uint64_t angles, size_t n)
{
    for (; angles != 0; angles &= angles - 1) {
        size_t at = (size_t)__builtin_ctzll(angles);
        if (at >= n)
            break;
        size_t bytes = break_bytes(state, state->in + at);
        if (bytes == BREAK_BYTES && at + BREAK_BYTES <= n)
            bits->word &= ~(((UINT64_C(1) << BREAK_BYTES) - 1) << at);
        else if (bytes > 0)
            return (struct gap){.at = at, .bytes = bytes, .is_space = true};
    }
    return (struct gap){.at = n};
}

/* The first of QUOTES in a block of N bytes that may have word bytes on both sides: a gap that joins them. Most have a
 * space or a symbol on one side, where a quotation mark has the same effect as a space. */
static struct gap first_join(struct block_bits bits, uint64_t quotes, size_t n, bool is_open)
{
    uint64_t solid = bits.word | quotes, inside = n < BLOCK_BYTES ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
    uint64_t behind_last = n > 0 ? UINT64_C(1) << (n - 1) : 0;
    uint64_t joins = quotes & inside & (solid << 1 | is_open) & (solid >> 1 | behind_last);

    if (joins == 0)
        return (struct gap){.at = n};
    return (struct gap){.at = (size_t)__builtin_ctzll(joins), .bytes = 1};
}

/* Tokenizes ASCII up to the end of the text or the first non-ASCII character. */
static int cut_ascii(struct tokenizer_state *state)
{
    struct token_writer *writer = &state->writer;
    bool is_last = false;

    while (!is_last && state->in < state->end) {
        size_t left = (size_t)(state->end - state->in), n = left < BLOCK_BYTES ? left : BLOCK_BYTES;
        uint64_t quotes, angles;
        struct block_bits bits = block_read_basic_english(state->in, state->lower, writer->out, &quotes, &angles);
        size_t n_ascii = bits.non_ascii != 0 ? (size_t)__builtin_ctzll(bits.non_ascii) : BLOCK_BYTES;
        struct gap gap = {.at = n_ascii < n ? n_ascii : n};

        is_last = n_ascii < n;
        if (note_source(state, state->in, SOURCE_COPIED))
            return -1;
        if (angles != 0)
            gap = blank_breaks(state, &bits, angles, gap.at);
        if (quotes != 0) {
            struct gap join = first_join(bits, quotes, gap.at, writer->is_open);
            gap = join.bytes > 0 ? join : gap;
        }
        if (gap.at > 0 && token_list_add_block(writer->tokens, writer->out, gap.at, bits, &writer->is_open))
            return -1;
        state->in += gap.at + gap.bytes;
        writer->out += gap.at;
        if (gap.is_space && token_writer_close(writer))
            return -1;
        is_last = is_last && gap.bytes == 0;
    }
    return 0;
}

/* Writes the complex character CODE, which was read at AT. */
static int write_complex(struct tokenizer_state *state, const char *at, uint32_t code)
{
    size_t bytes = code == '<' ? break_bytes(state, at) : 0;
    char written[UTF8_MAX_BYTES] = {0};

    if (bytes > 0) {
        state->in = at + bytes;
        return token_writer_close(&state->writer);
    }
    if (code == SIGMA_CAPITAL)
        code = sigma_is_final(state->text, at, state->end, NULL) ? SIGMA_FINAL : SIGMA_SMALL;
    size_t len = utf8_encode(code, written);
    return token_writer_add(&state->writer, UNICODE_WORD, written, len);
}

/* Tokenizes one or more characters, until 8 ASCII characters follow or the text ends. */
static int cut_mixed(struct tokenizer_state *state)
{
    struct tokens *tokens = state->writer.tokens;

    do {
        const char *at = state->in;
        struct utf8_char c = scan_decode(at, state->end);
        const struct character *character = scan_look_up(tokens->facts, state->pages, c.code);
        if (character == NULL)
            return -1;
        if (note_source(state, at, SOURCE_REWRITTEN))
            return -1;
        tokens->has_invalid |= !c.is_valid;
        state->in += c.bytes;
        if (character->kind == CHARACTER_COMPLEX
                ? write_complex(state, at, c.code)
                : token_writer_add(&state->writer, (enum unicode_class)character->class, character->bytes,
                                   character->len))
            return -1;
    } while (state->in < state->end && !scan_are_8_ascii(state->in));
    return 0;
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

int tokens_split_basic_english(struct tokens *tokens, bool lower, const char *text, size_t len)
{
    tokens->n = tokens->sources.n = 0;
    tokens->has_invalid = false;
    if (len == 0)
        return 0;
    if (token_list_reserve_rewritten(tokens, len) ||
        character_facts_prepare(&tokens->facts, lower ? judge_lowered : judge_kept))
        return -1;
    struct tokenizer_state state = {.writer = {.tokens = tokens, .out = tokens->scratch},
                                    .pages = character_facts_pages(tokens->facts),
                                    .text = text,
                                    .in = text,
                                    .end = text + len,
                                    .lower = lower};
    int result = cut(&state);
    if (result != 0)
        tokens->n = 0;
    return result;
}
