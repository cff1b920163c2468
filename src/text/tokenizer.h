/* tokenizer.h - the tokens of a text */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKENIZER_H
#define BAGTAG_TEXT_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/token_sources.h"

/* The rules a text is cut by; the names are those of --tokenizer and config.json.
 *   unicode     case-folded, canonically composed; words are runs of letters, marks, numbers and '_'; every other
 *               visible character is a token of its own, so is every CJK ideograph and kana, and a web address.
 *               See unicode.h and links.h.
 *   whitespace  cut at the bytes space \n \r \t \v \f \0, as fastText does; nothing else changed.
 *   basic-english  torchtext's get_tokenizer("basic_english"): lower-cased; ' . , ( ) ! ? are tokens; ; : and <br />
 *               are spaces; " vanishes and joins what stands around it; cut at white space.
 *   bert        the BasicTokenizer of BERT: control characters vanish, lower-cased, accents (Mn) dropped; punctuation
 *               and Han ideographs are tokens of their own; cut at white space. Without `lower` it is that of the
 *               cased models: canonically composed, case and accents kept. */
enum tokenizer_kind { TOKENIZER_UNICODE, TOKENIZER_WHITESPACE, TOKENIZER_BASIC_ENGLISH, TOKENIZER_BERT };

struct tokenizer {
    enum tokenizer_kind kind;
    bool lower; /* fold case, as told above; whitespace: lower-case A-Z only when asked */
    uint32_t
        revision; /* of the kind's rules, 1 to tokenizer_newest_revision: see unicode_rules.h; the others have one */
};

/* The tokenizer KIND with its newest rules. What cuts for a model has the revision that the model was made with. */
struct tokenizer tokenizer_newest(enum tokenizer_kind kind, bool lower);
uint32_t tokenizer_newest_revision(enum tokenizer_kind kind);

extern const char *const tokenizer_names[]; /* in the order of the kinds, NULL at the end */

/* Whether a tokenizer folds case when nobody says: all but whitespace do. */
bool tokenizer_lowers(enum tokenizer_kind kind);

/* A token: borrowed bytes, never empty, not NUL-terminated. */
struct token {
    const char *text;
    uint32_t len;
};

/* The tokens of one document; zero-initialise, reuse for many documents, tokens_clear frees it.
 * Tokens point into the document's text or into `scratch`, and hold until the next tokens_cut or tokens_clear. */
struct tokens {
    struct token *list;
    size_t n;
    size_t capacity;
    char *scratch; /* folded text; reserved once a document for the longest it can become, so tokens never move */
    size_t scratch_capacity;
    struct token_sources sources;  /* of the tokens, where wanted */
    struct character_facts *facts; /* what is known of the code points met so far; whitespace: NULL */
    /* The document held invalid UTF-8. (whitespace: its bytes stay as they are. The others read each maximal subpart
     * as U+FFFD, which is a symbol for unicode, part of a word for basic-english, and vanishes for bert.) */
    bool has_invalid;
};

/* Cuts TEXT[0..len) into tokens (those of the previous call are gone). At least 64 bytes after the text must be
 * readable; they do not change the result. Returns 0, or -1 if out of memory. One struct tokens per thread;
 * the tokenizer is shared. Texts of 4 GiB and more are cut at token boundaries like any other; a single token
 * longer than 4 GiB - 1 is cut there. */
int tokens_cut(struct tokens *tokens, const struct tokenizer *tokenizer, const char *text, size_t len);
void tokens_clear(struct tokens *tokens);

/* SPANS[i] = where token i comes from, for i < n, of tokens cut from TEXT[0..len) with sources wanted. Some may have
 * been taken out of the list since, and the last may be none of the text: its span is empty, at the end. A span may
 * hold more than the token does (characters that vanish), never less; spans do not overlap unless several tokens come
 * from one character. */
void tokens_find_sources(const struct tokens *tokens, const char *text, size_t len, struct source_span *spans);

/* The first place from FROM on where TEXT[0..len) can be cut in two texts that have its tokens between them; LEN when
 * there is none. (There are more places: those behind a space or a CJK full stop and before a letter are enough.) */
size_t tokenizer_seam(const struct tokenizer *tokenizer, const char *text, size_t from, size_t len);

struct unicode_rules;

/* The cutters behind tokens_cut. The scratch they need is 3 * len + 64 bytes (only what is written to is touched) or,
 * for whitespace, len + 64 bytes, only if LOWER. */
int tokens_cut_whitespace(struct tokens *tokens, bool lower, const char *text, size_t len);
int tokens_cut_unicode(struct tokens *tokens, const struct unicode_rules *rules, const char *text, size_t len);
int tokens_cut_basic_english(struct tokens *tokens, bool lower, const char *text, size_t len);
int tokens_cut_bert(struct tokens *tokens, bool lower, const char *text, size_t len);

#endif
