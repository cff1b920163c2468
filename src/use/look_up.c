/* look_up.c - the row of a word as people type it */
/* SPDX-License-Identifier: MIT */
#include "use/look_up.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model_file.h"

enum { READ_PADDING = 64 };

void look_up_clear(struct look_up *scratch)
{
    tokens_clear(&scratch->tokens);
    free(scratch->text);
    *scratch = (struct look_up){.text = NULL};
}

/* The exact word is looked up first. That saves tokenizing most words, and finds words that the tokenizer would split
 * (in models whose words come from elsewhere). */
enum bagtag_status look_up_word(struct look_up *scratch, const struct bagtag_model *model, const char *word, size_t len,
                                int64_t *row, struct bagtag_error *error)
{
    *row = bagtag_model_find_word(model, word, len);
    if (*row >= 0 || len == 0)
        return BAGTAG_OK;
    if (len > SIZE_MAX - READ_PADDING ||
        mem_reserve(&scratch->text, &scratch->text_capacity, len + READ_PADDING, 1) != 0)
        return error_memory(error);
    memcpy(scratch->text, word, len);
    memset(scratch->text + len, 0, READ_PADDING);
    if (tokens_split(&scratch->tokens, &model->settings.tokenizer, scratch->text, len) != 0)
        return error_memory(error);
    if (scratch->tokens.n == 1)
        *row = bagtag_model_find_word(model, scratch->tokens.list[0].text, scratch->tokens.list[0].len);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_model_look_up(const struct bagtag_model *model, const char *word, size_t len, int64_t *row,
                                        struct bagtag_error *error)
{
    struct look_up scratch = {.text = NULL};
    int64_t found = -1;
    enum bagtag_status status = look_up_word(&scratch, model, word, len, &found, error);
    look_up_clear(&scratch);
    if (status == BAGTAG_OK && found < 0)
        status = model_file_check_unchanged(model, error);
    if (status == BAGTAG_OK)
        *row = found;
    return status;
}
