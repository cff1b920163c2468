/* token_list.h - how the tokenizers record tokens */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_TEXT_TOKEN_LIST_H
#define BAGTAG_TEXT_TOKEN_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "text/block.h"
#include "text/tokenizer.h"

/* A token is open from its first byte until its end is known: list[n].text is set then, but n does not count it. */

/* Makes room for MORE tokens and one open token. Returns 0, or -1 if out of memory. */
int token_list_reserve(struct tokens *tokens, size_t more);

/* Closes the open token at END (exclusive). The caller has reserved room for it; a token longer than UINT32_MAX bytes
 * becomes several. Returns 0, or -1 if out of memory. */
int token_list_close(struct tokens *tokens, const char *end);

/* Adds the tokens of BASE[0..len) by its BITS, 1 <= len <= BLOCK_BYTES. *IS_OPEN: whether an earlier word continues at
 * BASE; on return, whether a word continues after it. Returns 0, or -1 if out of memory. */
int token_list_add_block(struct tokens *tokens, const char *base, size_t len, struct block_bits bits, bool *is_open);

/* Makes the scratch at least BYTES large; its contents are lost. Returns 0, or -1 if out of memory. */
int token_list_reserve_scratch(struct tokens *tokens, size_t bytes);

/* Records that what is written from OUT (in the scratch) on comes from byte READ of the text on, copied byte for byte
 * or rewritten. Just one test if sources are not wanted. Returns 0, or -1 if out of memory. */
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

/* Makes the scratch large enough for anything that a text of LEN bytes may become, and BLOCK_BYTES more, because blocks
 * and characters are stored whole. Returns 0, or -1 if out of memory. */
int token_list_reserve_rewritten(struct tokens *tokens, size_t len);

#endif
