/* token_list.h - how the tokenizers write tokens down */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKEN_LIST_H
#define BAGTAG_TEXT_TOKEN_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "text/block.h"
#include "text/tokenizer.h"

/* A token is open from its first byte until its end is known: list[n].text is set then, but n does not count it. */

/* Makes room for MORE tokens and an open one. Returns 0, or -1 if out of memory. */
int token_list_reserve(struct tokens *tokens, size_t more);

/* Closes the open token at END (exclusive). Room for one is reserved by the caller; a token longer than UINT32_MAX
 * bytes becomes several. Returns 0, or -1 if out of memory. */
int token_list_close(struct tokens *tokens, const char *end);

/* Adds the tokens that BITS tell of BASE[0..len), 1 <= len <= BLOCK_BYTES. *IS_OPEN: a word from before goes on
 * at BASE; and afterwards: a word goes on after it. Returns 0, or -1 if out of memory. */
int token_list_add_block(struct tokens *tokens, const char *base, size_t len, struct block_bits bits, bool *is_open);

/* Makes the scratch hold BYTES; what it held is gone. Returns 0, or -1 if out of memory. */
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

/* Makes the scratch hold whatever a text of LEN bytes may become, and a block more: a block or a character is stored
 * whole, up to BLOCK_BYTES after the last byte that counts. Returns 0, or -1 if out of memory. */
int token_list_reserve_rewritten(struct tokens *tokens, size_t len);

#endif
