/* tokenizer.h - splits a text into tokens */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKENIZER_H
#define BAGTAG_TEXT_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/token_sources.h"

/* The rules for splitting a text, named as in --tokenizer and config.json.
 *   unicode     case-folded, canonically composed; words are runs of letters, marks, numbers and '_'; every other
 *               visible character is a token of its own, and so are CJK ideographs, kana and web addresses.
 *               See unicode.h and links.h.
 *   whitespace  split at the bytes space \n \r \t \v \f \0, as fastText does; nothing else changed.
 *   basic-english  torchtext's get_tokenizer("basic_english"): lower-cased; ' . , ( ) ! ? are tokens; ; : and <br />
 *               are spaces; " is removed and joins its neighbours; split at white space.
 *   bert        the BasicTokenizer of BERT: control characters removed, lower-cased, accents (Mn) dropped; punctuation
 *               and Han ideographs are tokens of their own; split at white space. Without `lower` it is that of the
 *               cased models: canonically composed, case and accents kept. */
enum tokenizer_kind { TOKENIZER_UNICODE, TOKENIZER_WHITESPACE, TOKENIZER_BASIC_ENGLISH, TOKENIZER_BERT };

struct tokenizer {
    enum tokenizer_kind kind;
    bool lower;        /* fold case, as above; whitespace: lower-case A-Z */
    uint32_t revision; /* of the rules, 1 to tokenizer_newest_revision: see unicode_rules.h; other kinds have one */
};

/* The tokenizer KIND with its newest rules. Texts for a model are tokenized by the revision it was made with. */
struct tokenizer tokenizer_newest(enum tokenizer_kind kind, bool lower);
uint32_t tokenizer_newest_revision(enum tokenizer_kind kind);

extern const char *const tokenizer_names[]; /* in the order of the kinds, NULL at the end */

/* Whether a tokenizer folds case by default: all except whitespace do. */
bool tokenizer_lowers(enum tokenizer_kind kind);

/* A token: borrowed bytes, never empty, not NUL-terminated. */
struct token {
    const char *text;
    uint32_t len;
};

/* The tokens of one document; zero-initialise, reuse for many documents, tokens_clear frees it. Tokens point into the
 * document's text or into `scratch` and are valid until the next tokens_split or tokens_clear. */
struct tokens {
    struct token *list;
    size_t n;
    size_t capacity;
    char *scratch; /* folded text; reserved once per document, for the longest possible, so that tokens never move */
    size_t scratch_capacity;
    struct token_sources sources;  /* of the tokens, if wanted */
    struct character_facts *facts; /* cache of the code points met so far; whitespace: NULL */
    /* The document has invalid UTF-8. (whitespace keeps its bytes as they are. The others read each maximal subpart as
     * U+FFFD, which is a symbol for unicode, part of a word for basic-english, and removed by bert.) */
    bool has_invalid;
};

/* Splits TEXT[0..len) into tokens, which replace those of the previous call. At least 64 bytes after the text must be
 * readable; they do not affect the result. Returns 0, or -1 if out of memory. One struct tokens per thread; the
 * tokenizer may be shared. Texts may be larger than 4 GiB; only a single token longer than 4 GiB - 1 is split there. */
int tokens_split(struct tokens *tokens, const struct tokenizer *tokenizer, const char *text, size_t len);
void tokens_clear(struct tokens *tokens);

/* SPANS[i] = where token i comes from, for i < n; the tokens must be from TEXT[0..len), with sources wanted. Tokens may
 * have been removed from the list since, and the last one may not be from the text: then its span is empty, at the end.
 * A span may have more than its token (removed characters), never less; spans do not overlap unless several tokens come
 * from one character. */
void tokens_find_sources(const struct tokens *tokens, const char *text, size_t len, struct source_span *spans);

/* The first position from FROM on where TEXT[0..len) can be split into two texts without changing the tokens; LEN if
 * there is none. (Only positions between a space or a CJK full stop and a letter are considered; they are enough.) */
size_t tokenizer_split_point(const struct tokenizer *tokenizer, const char *text, size_t from, size_t len);

struct unicode_rules;

/* The tokenizers that tokens_split calls. Their scratch takes 3 * len + 64 bytes (touched only where written) or, for
 * whitespace, len + 64 bytes if LOWER, otherwise none. */
int tokens_split_whitespace(struct tokens *tokens, bool lower, const char *text, size_t len);
int tokens_split_unicode(struct tokens *tokens, const struct unicode_rules *rules, const char *text, size_t len);
int tokens_split_basic_english(struct tokens *tokens, bool lower, const char *text, size_t len);
int tokens_split_bert(struct tokens *tokens, bool lower, const char *text, size_t len);

#endif
