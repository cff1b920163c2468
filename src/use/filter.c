/* filter.c - the lines that carry a label, as they came */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include "model/model.h"
#include "use/line_stream.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct filter {
    const struct bagtag_filter_options *options;
    size_t label;
};

/* The caller's sink, and what may have to stand before the next bytes: when a file ends without a newline and lines of
 * the next one pass, the two must not become one line. */
struct joint {
    const struct bagtag_sink *sink;
    bool is_line_open;
};

void bagtag_filter_options_init(struct bagtag_filter_options *options)
{
    *options = (struct bagtag_filter_options){
        .format = "text", .label_prefix = "__label__", .threshold = BAGTAG_MOST_PROBABLE};
}

static bool is_passed(const struct filter *filter, const struct scored_lines *lines, size_t i)
{
    bool has_label;
    if (filter->options->threshold == BAGTAG_MOST_PROBABLE) {
        (void)scorer_best(&lines->scorer, i, 1, lines->best);
        has_label = lines->best[0].label == filter->label;
    } else {
        has_label = (double)scorer_probability(&lines->scorer, i, filter->label) >= filter->options->threshold;
    }
    return has_label != filter->options->invert;
}

/* Lines that pass one after the other are copied in one piece. */
static size_t put_passed(const void *context, struct scored_lines *lines, struct buffer *out)
{
    const struct filter *filter = context;
    const char *piece = NULL; /* where the piece that is to be copied begins */
    size_t n_passed = 0;
    for (size_t i = 0; i < lines->n; i++) {
        bool passes = is_passed(filter, lines, i);
        n_passed += passes;
        if (passes && !piece) {
            piece = lines->lines[i].text;
            if (i == 0 && lines->has_mark)
                buffer_text(out, BYTE_ORDER_MARK);
        } else if (!passes && piece) {
            buffer_bytes(out, piece, (size_t)(lines->lines[i].text - piece));
            piece = NULL;
        }
    }
    if (piece)
        buffer_bytes(out, piece, (size_t)(lines->end - piece));
    return n_passed;
}

static int write_joined(void *context, const char *bytes, size_t len)
{
    struct joint *joint = context;
    int errnum = joint->is_line_open ? joint->sink->write(joint->sink->context, "\n", 1) : 0;
    joint->is_line_open = bytes[len - 1] != '\n'; /* the pipeline writes at least a byte */
    return errnum ? errnum : joint->sink->write(joint->sink->context, bytes, len);
}

static enum bagtag_status check_options(const struct bagtag_model *model, size_t label,
                                        const struct bagtag_filter_options *options, struct bagtag_error *error)
{
    double threshold = options->threshold;
    enum bagtag_status status = model_need_labels(model, error);
    if (status != BAGTAG_OK)
        return status;
    if (label >= model->n_labels)
        return error_set(error, BAGTAG_ARGUMENT, "label: expected a number below %zu; found %zu", model->n_labels,
                         label);
    if (threshold != BAGTAG_MOST_PROBABLE && !(threshold >= 0.0 && threshold <= 1.0))
        return error_set(error, BAGTAG_ARGUMENT, "threshold: expected a probability from 0 to 1; found %g", threshold);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_filter(const struct bagtag_model *model, size_t label, const char *const *files,
                                 size_t n_files, const struct bagtag_filter_options *options,
                                 const struct bagtag_sink *sink, struct bagtag_filter_counts *counts,
                                 struct bagtag_error *error)
{
    struct line_counts found;
    struct filter filter = {.options = options, .label = label};
    struct joint joint = {.sink = sink};
    enum bagtag_status status = check_options(model, label, options, error);
    if (status == BAGTAG_OK)
        status = line_stream_run(&(struct line_stream){.model = model,
                                                       .files = files,
                                                       .n_files = n_files,
                                                       .format = options->format,
                                                       .label_prefix = options->label_prefix,
                                                       .threads = options->threads,
                                                       .put = put_passed,
                                                       .context = &filter,
                                                       .sink = &(struct bagtag_sink){write_joined, &joint}},
                                 &found, error);
    if (status == BAGTAG_OK && counts)
        *counts = (struct bagtag_filter_counts){found.lines, found.passed, found.invalid_utf8};
    return status;
}
