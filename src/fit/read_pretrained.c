/* read_pretrained.c - the pretrained vectors of the words of documents */
/* SPDX-License-Identifier: MIT */
#include "fit/read_pretrained.h"

#include "fit/documents.h"

enum bagtag_status read_pretrained(struct vectors *out, struct settings *settings, struct corpus_contents *contents,
                                   const struct tokenizer *others, bagtag_progress_function *progress, void *context,
                                   struct bagtag_error *error)
{
    struct bagtag_error warning;
    if (settings->pretrained_file == NULL)
        return BAGTAG_OK;
    const struct vectors_wanted wanted = {.words = &contents->words,
                                          .kind = contents->kind,
                                          .tokenizer = others,
                                          .dim = settings_is_given(settings, SETTING_DIM) ? settings->dim : 0};
    enum bagtag_status status = vectors_read(out, settings->pretrained_file, &wanted, error);
    bool is_warned = progress != NULL && invalid_words_describe(&out->invalid, &warning);
    if (is_warned && !documents_warn(progress, context, warning.sentence) && status == BAGTAG_OK)
        status = error_set(error, BAGTAG_STOPPED, "stopped");
    if (status != BAGTAG_OK)
        return status;
    settings->dim = (uint32_t)out->known.dim;
    settings->pretrained_words = (uint32_t)out->known.n;
    contents->pretrained = &out->known;
    return BAGTAG_OK;
}
