/* embed_documents.c - the bag of every line of text */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include "model/model.h"
#include "use/record_stream.h"
#include "use/vectors.h"

struct embed_documents {
    const struct bagtag_model *model;
    const struct bagtag_embed_options *options;
};

static size_t put_records(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct embed_documents *embed = context;
    const struct bagtag_embed_options *options = embed->options;
    for (size_t i = 0; i < scored->n; i++) {
        struct line line = record_line(&scored->records[i]);
        vectors_put_document(out, options->output, &scored->records[i], options->with_text ? &line : NULL,
                             scorer_bag(&scored->scorer, i), embed->model->settings.dim);
    }
    return scored->n;
}

static enum bagtag_status check_options(const struct bagtag_embed_options *options, struct bagtag_error *error)
{
    if (options->with_text && options->output == BAGTAG_VECTORS_RAW)
        return error_set(error, BAGTAG_ARGUMENT, "with-text: an array of numbers cannot contain text");
    return vectors_check(options, error);
}

enum bagtag_status bagtag_embed_documents(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                          const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                          struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    struct record_counts found;
    struct embed_documents embed = {.model = model, .options = options};
    enum bagtag_status status = check_options(options, error);
    if (status == BAGTAG_OK)
        status = model_require_words(model, error);
    if (status == BAGTAG_OK)
        status = record_stream_run(&(struct record_stream){.model = model,
                                                           .files = files,
                                                           .n_files = n_files,
                                                           .input = &options->input,
                                                           .threads = options->threads,
                                                           .scores = STREAM_BAGS,
                                                           .put = put_records,
                                                           .context = &embed,
                                                           .sink = sink},
                                   &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_embed_counts){
            .vectors = found.passed, .invalid_utf8 = found.invalid_utf8, .input = found.input};
    return status;
}
