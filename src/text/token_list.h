/* token_list.h - how the tokenizers store tokens */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKEN_LIST_H
#define BAGTAG_TEXT_TOKEN_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "text/block.h"
#include "text/tokenizer.h"

/* A token is open from its first byte until its end is known; meanwhile list[n].text is set, but n does not count it.
 */

/* Makes room for MORE tokens and an open one. Returns 0, or -1 if out of memory. */
int token_list_reserve(struct tokens *tokens, size_t more);

/* Closes the open token at END (exclusive). Room for one is reserved by the caller; a token longer than UINT32_MAX
 * bytes becomes several. Returns 0, or -1 if out of memory. */
int token_list_close(struct tokens *tokens, const char *end);

/* Adds the tokens of BASE[0..len), 1 <= len <= BLOCK_BYTES, which BITS describe. *IS_OPEN on entry: a word continues at
 * BASE; on return: a word continues after it. Returns 0, or -1 if out of memory. */
int token_list_add_block(struct tokens *tokens, const char *base, size_t len, struct block_bits bits, bool *is_open);

/* Makes room for BYTES in the scratch and discards its contents. Returns 0, or -1 if out of memory. */
int token_list_reserve_scratch(struct tokens *tokens, size_t bytes);

/* What is written to OUT in the scratch from here on comes from byte READ of the text, copied byte for byte or not.
 * Costs a look when nobody wants to know. Returns 0, or -1 when memory is out. */
enum source_copying { SOURCE_REWRITTEN, SOURCE_COPIED };
static inline int token_list_note_source(struct tokens *tokens, const char *out, size_t read,
                                         enum source_copying copying)
{
    if (!tokens->sources.is_wanted)
        return 0;
    return token_sources_note(&tokens->sources, (struct source_step){.written = (size_t)(out - tokens->scratch),
                                                                     .read = read,
                                                                     .is_copied = copying == SOURCE_COPIED});
}

/* Makes room in the scratch for whatever a text of LEN bytes can become, plus one block, because a block or character
 * is stored as a whole, up to BLOCK_BYTES after the last valid byte. Returns 0, or -1 if out of memory. */
int token_list_reserve_rewritten(struct tokens *tokens, size_t len);

#endif
