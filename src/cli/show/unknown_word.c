/* unknown_word.c - reports an unknown word, with suggestions */
/* SPDX-License-Identifier: MIT */
#include "cli/show/unknown_word.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "cli/show/report.h"

enum { MAX_MEANT = 3, LONGEST_SHOWN = 200 };

void report_unknown_word(const struct bagtag_model *model, const char *word, size_t len)
{
    uint32_t meant[MAX_MEANT];
    size_t n_meant = bagtag_suggest_words(model, word, len, MAX_MEANT, meant);
    struct buffer names = {0};
    for (size_t i = 0; i < n_meant; i++) {
        size_t name_len = 0;
        uint64_t count = 0;
        const char *name = bagtag_model_word(model, meant[i], &name_len, &count);
        buffer_text(&names, i > 0 ? ", " : "; did you mean ");
        buffer_bytes(&names, name, name_len);
    }
    buffer_text(&names, n_meant > 0 ? "?" : "");
    buffer_char(&names, '\0');
    bool is_long = len > LONGEST_SHOWN;
    report_error("unknown word '%.*s%s'%s", is_long ? LONGEST_SHOWN : (int)len, word, is_long ? "..." : "",
                 names.failed ? "" : names.bytes);
    buffer_clear(&names);
}
