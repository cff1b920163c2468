/* look_alikes.c - labels that differ only in spelling */
/* SPDX-License-Identifier: MIT */
#include "data/look_alikes.h"

#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "text/tokenizer.h"
#include "words/strtab.h"

#define READABLE 64 /* bytes after a text that the tokenizer may read */

/* The normalized labels so far. An entry's first place is the label. */
struct comparing {
    struct strtab keys;
    struct tokens tokens;
    struct buffer text, key;
};

/* Makes the key of LABEL: its lowercased tokens, each followed by a space, without punctuation tokens at the end. Uses
 * tokenizer revision 2, which keeps web addresses and mentions apart as different labels. False if out of memory. */
static bool make_key(struct comparing *comparing, const char *label, size_t len)
{
    const struct tokenizer tokenizer = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};
    struct tokens *tokens = &comparing->tokens;
    static const char zeros[READABLE];
    comparing->text.len = comparing->key.len = 0;
    buffer_bytes(&comparing->text, label, len);
    buffer_bytes(&comparing->text, zeros, sizeof zeros);
    if (comparing->text.failed || tokens_split(tokens, &tokenizer, comparing->text.bytes, len) != 0)
        return false;
    size_t n = tokens->n;
    while (n > 1 && tokens->list[n - 1].len == 1 && strchr(",;:.", *tokens->list[n - 1].text) != NULL)
        n--;
    for (size_t i = 0; i < n; i++) {
        buffer_bytes(&comparing->key, tokens->list[i].text, tokens->list[i].len);
        buffer_char(&comparing->key, ' ');
    }
    return !comparing->key.failed;
}

static bool compare(struct comparing *comparing, const struct vocab *labels, uint32_t label, struct look_alikes *found)
{
    size_t len, n_keys = comparing->keys.n;
    const char *text = vocab_word(labels, label, &len);
    if (!make_key(comparing, text, len))
        return false;
    if (comparing->key.len == 0) /* nothing visible: matches no other label */
        return true;
    uint32_t id =
        strtab_add(&comparing->keys, comparing->key.bytes, (uint32_t)comparing->key.len,
                   hash_bytes(comparing->key.bytes, comparing->key.len), (struct strtab_first){.place = label});
    if (id == STRTAB_NONE)
        return false;
    if (comparing->keys.n == n_keys && found->n++ == 0) {
        found->one = comparing->keys.entries[id].first.place;
        found->other = label;
    }
    return true;
}

int look_alikes_find(const struct vocab *labels, struct look_alikes *found)
{
    struct comparing comparing = {0};
    bool is_done = true;
    *found = (struct look_alikes){0};
    for (uint32_t label = 0; is_done && label < labels->n_words; label++)
        is_done = compare(&comparing, labels, label, found);
    strtab_clear(&comparing.keys);
    tokens_clear(&comparing.tokens);
    buffer_clear(&comparing.text);
    buffer_clear(&comparing.key);
    return is_done ? 0 : -1;
}
