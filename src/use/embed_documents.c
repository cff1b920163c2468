/* embed_documents.c - the bag of every line of text */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include "model/model.h"
#include "use/line_stream.h"
#include "use/vectors.h"

struct embed_documents {
    const struct bagtag_model *model;
    const struct bagtag_embed_options *options;
};

static size_t put_lines(void *context, struct scored_lines *lines, struct buffer *out)
{
    const struct embed_documents *embed = context;
    const struct bagtag_embed_options *options = embed->options;
    for (size_t i = 0; i < lines->n; i++)
        vectors_put_document(out, options->output, options->with_text ? &lines->lines[i] : NULL,
                             scorer_bag(&lines->scorer, i), embed->model->settings.dim);
    return lines->n;
}

static enum bagtag_status check_options(const struct bagtag_embed_options *options, struct bagtag_error *error)
{
    if (options->with_text && options->output == BAGTAG_VECTORS_RAW)
        return error_set(error, BAGTAG_ARGUMENT, "with-text: an array of numbers has no room for text");
    return BAGTAG_OK;
}

enum bagtag_status bagtag_embed_documents(const struct bagtag_model *model, const char *const *files, size_t n_files,
                                          const struct bagtag_embed_options *options, const struct bagtag_sink *sink,
                                          struct bagtag_embed_counts *counts, struct bagtag_error *error)
{
    struct line_counts found;
    struct embed_documents embed = {.model = model, .options = options};
    enum bagtag_status status = check_options(options, error);
    if (status == BAGTAG_OK)
        status = model_need_words(model, error);
    if (status == BAGTAG_OK)
        status = line_stream_run(&(struct line_stream){.model = model,
                                                       .files = files,
                                                       .n_files = n_files,
                                                       .format = options->format,
                                                       .label_prefix = options->label_prefix,
                                                       .threads = options->threads,
                                                       .scores = STREAM_BAGS,
                                                       .put = put_lines,
                                                       .context = &embed,
                                                       .sink = sink},
                                 &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_embed_counts){.vectors = found.passed, .invalid_utf8 = found.invalid_utf8};
    return status;
}
