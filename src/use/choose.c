/* choose.c - lines chosen by their scores */
/* SPDX-License-Identifier: MIT */
#include "bagtag_choose.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/choices.h"
#include "base/logarithm.h"
#include "base/number.h"
#include "base/rng.h"
#include "io/input.h"
#include "io/temporary.h"
#include "model/model.h"
#include "use/filter.h"
#include "use/scored_line.h"
#include "use/line_joiner.h"
#include "use/pipeline.h"
#include "use/score_list.h"

enum { STREAM_CHOICE = 70, FLUSH_BYTES = 256 * 1024 };

/*
 * A sample takes one pass: lines --score--> lines drawn.
 *
 * The best lines take two: lines --score--> list of scores; then, with the cut known, the same lines again, from the
 * files or the temporary file --> lines above the cut.
 *
 * The scores are received in the order of the lines and by one thread at a time, as frames, by the sink of the stream.
 */
struct choose {
    struct filter filter;
    const struct bagtag_choice *choice; /* NULL: only scores are wanted */
    bool is_held;                       /* frames include the bytes of their lines */
    bool is_temporary;                  /* and are kept in `temporary` */
    struct temporary temporary;
    struct score_list scores;
    struct score_cut cut;
    uint64_t n_seen; /* lines decided on so far */
    uint64_t n_passed;
    struct buffer out; /* output not yet written */
    struct line_joiner joiner;
    enum bagtag_status status; /* why the sink failed */
    struct bagtag_error *error;
};

/* ---- scores ----------------------------------------------------------------------------------------------------- */

static size_t put_frames(void *context, struct scored_records *scored, struct buffer *out)
{
    const struct choose *choose = context;
    for (size_t i = 0; i < scored->n; i++) {
        const struct record *record = &scored->records[i];
        struct scored_line frame = {.line = record->line,
                                    .size = record->raw_len,
                                    .held = choose->is_held ? record->raw_len : 0,
                                    .score = filter_score(&choose->filter, scored, i)};
        scored_line_put(out, &frame, record->raw);
    }
    return 0;
}

static void put_header(void *context, struct line header, char delimiter, struct buffer *out)
{
    const struct choose *choose = context;
    (void)delimiter;
    if (choose->is_held)
        scored_line_put(out, &(struct scored_line){.size = header.len, .held = header.len}, header.text);
}

/* ---- decisions -------------------------------------------------------------------------------------------------- */

/* Draws for the next line: whether u^(-1 / shape) - 1 > 1 - score, by logarithms of both sides. */
static bool is_drawn(const struct choose *choose, float score)
{
    uint64_t bits = rng_bits(choose->choice->seed, STREAM_CHOICE, choose->n_seen);
    double u = ((double)(bits >> 12) + 0.5) * 0x1p-52;
    return score >= 0.0f && logarithm(u) < -choose->choice->shape * logarithm(2.0 - (double)score);
}

/* Whether the next line passes. */
static bool decide(struct choose *choose, float score)
{
    bool is_in =
        choose->choice->rule == BAGTAG_CHOOSE_PARETO ? is_drawn(choose, score) : score_cut_takes(&choose->cut, score);
    choose->n_seen++;
    if (is_in == choose->filter.options->invert || (choose->filter.options->most > 0 && choose->filter.n_left == 0))
        return false;
    choose->filter.n_left -= choose->filter.options->most > 0;
    choose->n_passed++;
    return true;
}

/* Appends the output for a frame, if it passes. */
static void put_scored(struct choose *choose, const struct scored_line *frame, const char *bytes)
{
    if (frame->line == 0)
        buffer_bytes(&choose->out, bytes, (size_t)frame->held);
    else if (decide(choose, frame->score))
        filter_put(&choose->filter, frame->line, bytes, (size_t)frame->held, &choose->out);
}

/* Returns an errno value. */
static int write_out(struct choose *choose)
{
    int errnum = choose->out.failed ? ENOMEM : 0;
    if (errnum == 0 && choose->out.len > 0)
        errnum = line_joiner_write(&choose->joiner, choose->out.bytes, choose->out.len);
    choose->out.len = 0;
    return errnum;
}

/* ---- first pass ------------------------------------------------------------------------------------------------- */

/* A sink: receives the frames of whole blocks, in the order of the input. */
static int take_scored(void *context, const char *bytes, size_t len)
{
    struct choose *choose = context;
    bool is_sample = choose->choice != NULL && choose->choice->rule == BAGTAG_CHOOSE_PARETO;
    struct scored_line frame;
    for (size_t at = 0; at < len;) {
        const char *held = scored_line_next(bytes, &at, &frame);
        if (is_sample)
            put_scored(choose, &frame, held);
        else if (frame.line > 0 && score_list_add(&choose->scores, frame.score, frame.size) != 0)
            choose->status = error_memory(choose->error);
    }
    if (choose->status == BAGTAG_OK && choose->is_temporary)
        choose->status = temporary_write(&choose->temporary, bytes, len, choose->error);
    return choose->status != BAGTAG_OK ? ECANCELED : is_sample ? write_out(choose) : 0;
}

static enum bagtag_status score(struct choose *choose, const struct bagtag_model *model, const char *const *files,
                                size_t n_files, struct record_counts *found, struct bagtag_error *error)
{
    struct bagtag_error failure;
    choose->error = &failure;
    enum bagtag_status status =
        record_stream_run(&(struct record_stream){.model = model,
                                                  .files = files,
                                                  .n_files = n_files,
                                                  .input = &choose->filter.options->input,
                                                  .threads = choose->filter.options->threads,
                                                  .choice = choose->filter.chosen.choice,
                                                  .put = put_frames,
                                                  .put_header = put_header,
                                                  .context = choose,
                                                  .sink = &(struct bagtag_sink){take_scored, choose}},
                          found, error);
    if (choose->status != BAGTAG_OK)
        return error_forward(error, choose->status, &failure);
    return choose->joiner.is_full ? BAGTAG_OK : status;
}

/* ---- second pass ------------------------------------------------------------------------------------------------ */

/* Returns an errno value. */
static int write_chosen(struct choose *choose, const struct mapping *frames)
{
    const char *bytes = (const char *)frames->bytes;
    int errnum = 0;
    struct scored_line frame;
    for (size_t at = 0; at < frames->len && errnum == 0;) {
        const char *held = scored_line_next(bytes, &at, &frame);
        put_scored(choose, &frame, held);
        size_t len = choose->out.len;
        if (len >= FLUSH_BYTES || (len > 0 && choose->out.bytes[len - 1] != '\n'))
            errnum = write_out(choose);
    }
    return errnum == 0 ? write_out(choose) : errnum;
}

static enum bagtag_status read_temporary(struct choose *choose, struct bagtag_error *error)
{
    struct mapping frames = {0};
    enum bagtag_status status = temporary_map(&choose->temporary, &frames, error);
    int errnum = status == BAGTAG_OK ? write_chosen(choose, &frames) : 0;
    mapping_close(&frames);
    if (errnum == 0 || choose->joiner.is_full)
        return status;
    return choose->out.failed ? error_memory(error) : error_errno(error, errnum, "cannot write the output");
}

/* Second pass over the files, by one thread: decides on the records of a block. */
static enum bagtag_status choose_of_block(void *context, int worker, struct records_block *block, struct buffer *out,
                                          struct bagtag_error *error)
{
    struct choose *choose = context;
    const struct score_list *scores = &choose->scores;
    struct record record = {0};
    enum bagtag_status status = BAGTAG_OK;
    (void)worker;
    buffer_bytes(out, block->header.text, block->header.len);
    for (;;) {
        status = records_next(block, &record, error);
        if (status != BAGTAG_OK || record.raw_len == 0)
            break;
        float score = choose->n_seen < scores->n ? scores->scores[choose->n_seen] : SCORE_LIST_NONE;
        if (decide(choose, score))
            filter_put(&choose->filter, record.line, record.raw, record.raw_len, out);
    }
    record_clear(&record);
    return status;
}

static enum bagtag_status read_again(struct choose *choose, const char *usual_prefix, const char *const *files,
                                     size_t n_files, struct bagtag_error *error)
{
    struct record_rules rules = {.format = FORMAT_AUTO};
    enum bagtag_status status =
        record_rules_of(&rules, FORMAT_AS_TEXT, &choose->filter.options->input, usual_prefix, error);
    rules.csv.has_one_header = true;
    rules.warn = NULL; /* warned in the first pass already */
    if (status == BAGTAG_OK)
        status = pipeline_run(&(struct pipeline){.files = files,
                                                 .n_files = n_files,
                                                 .rules = &rules,
                                                 .n_workers = 1,
                                                 .work = choose_of_block,
                                                 .context = choose,
                                                 .sink = &(struct bagtag_sink){line_joiner_write, &choose->joiner}},
                              error);
    if (choose->joiner.is_full)
        return BAGTAG_OK;
    if (status == BAGTAG_OK && choose->n_seen != choose->scores.n)
        return error_set(error, BAGTAG_INPUT, "%s: this file or a later one changed while it was being read", files[0]);
    return status;
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

/* A missing file is reported later, when it is opened. */
static bool can_be_read_twice(const char *const *files, size_t n_files)
{
    struct stat about;
    for (size_t i = 0; i < n_files; i++)
        if (stat(files[i], &about) == 0 && !S_ISREG(about.st_mode))
            return false;
    return !input_is_standard(files, n_files);
}

static enum bagtag_status check_choice(const struct bagtag_choice *choice, struct bagtag_error *error)
{
    enum bagtag_status status = choices_check("rule", choice->rule, BAGTAG_CHOOSE_PARETO + 1, error);
    if (status == BAGTAG_OK)
        status = choices_check("unit", choice->unit, BAGTAG_COUNT_BYTES + 1, error);
    if (status != BAGTAG_OK)
        return status;
    if (choice->rule == BAGTAG_CHOOSE_SHARE && !(choice->share > 0.0 && choice->share <= 1.0))
        return error_set(error, BAGTAG_ARGUMENT, "share: expected a number above 0 and at most 1; found %g",
                         number_shown(choice->share));
    if (choice->rule == BAGTAG_CHOOSE_MOST && choice->most == 0)
        return error_set(error, BAGTAG_ARGUMENT, "most: expected at least 1; found 0");
    if (choice->rule == BAGTAG_CHOOSE_PARETO && !(choice->shape > 0.0 && choice->shape <= 1000.0))
        return error_set(error, BAGTAG_ARGUMENT, "shape: expected a number above 0 and at most 1000; found %g",
                         number_shown(choice->shape));
    return BAGTAG_OK;
}

static enum bagtag_status check_options(const struct bagtag_filter_options *options, struct bagtag_error *error)
{
    if (options->threshold == BAGTAG_MOST_PROBABLE)
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT, "threshold: not allowed when lines are chosen by rank; found %g",
                     number_shown(options->threshold));
}

/* Decides on all lines, now that their scores are known, and writes those that pass. */
static enum bagtag_status write_best(struct choose *choose, const struct bagtag_model *model, const char *const *files,
                                     size_t n_files, struct bagtag_error *error)
{
    const struct bagtag_choice *choice = choose->choice;
    uint64_t most =
        choice->rule == BAGTAG_CHOOSE_MOST ? choice->most : score_list_share_down(choice->share, choose->scores.total);
    if (!score_list_cut(&choose->scores, most, &choose->cut))
        return error_memory(error);
    return choose->is_temporary ? read_temporary(choose, error)
                                : read_again(choose, model->settings.label_prefix, files, n_files, error);
}

static void clear(struct choose *choose)
{
    if (choose->is_temporary)
        temporary_close(&choose->temporary);
    score_list_clear(&choose->scores);
    buffer_clear(&choose->out);
    filter_close(&choose->filter);
}

enum bagtag_status bagtag_choose(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                 const char *const *files, size_t n_files, const struct bagtag_filter_options *options,
                                 const struct bagtag_choice *choice, const struct bagtag_sink *sink,
                                 struct bagtag_filter_counts *counts, struct bagtag_error *error)
{
    bool is_sample = choice->rule == BAGTAG_CHOOSE_PARETO, is_kept = !is_sample && !can_be_read_twice(files, n_files);
    struct record_counts found = {0};
    struct choose choose = {.choice = choice, .is_held = is_sample || is_kept};
    choose.joiner = (struct line_joiner){.sink = sink, .n_left = options->most > 0 ? &choose.filter.n_left : NULL};
    choose.scores.has_sizes = choice->unit == BAGTAG_COUNT_BYTES;
    enum bagtag_status status = check_choice(choice, error);
    if (status == BAGTAG_OK)
        status = check_options(options, error);
    if (status == BAGTAG_OK)
        status = filter_open(&choose.filter, model, labels, n_labels, options, error);
    if (status == BAGTAG_OK && is_kept)
        status = temporary_open(&choose.temporary, error);
    choose.is_temporary = status == BAGTAG_OK && is_kept;
    if (status == BAGTAG_OK)
        status = score(&choose, model, files, n_files, &found, error);
    if (status == BAGTAG_OK && !is_sample)
        status = write_best(&choose, model, files, n_files, error);
    found.passed = choose.n_passed;
    if (status == BAGTAG_OK && counts)
        *counts = filter_counts_public(&found);
    clear(&choose);
    return status;
}

enum bagtag_status bagtag_quantiles(const struct bagtag_model *model, const size_t *labels, size_t n_labels,
                                    const char *const *files, size_t n_files,
                                    const struct bagtag_filter_options *options, const double *shares, size_t n,
                                    float *scores, struct bagtag_filter_counts *counts, struct bagtag_error *error)
{
    struct record_counts found = {0};
    struct choose choose = {.choice = NULL};
    enum bagtag_status status = check_options(options, error);
    for (size_t i = 0; status == BAGTAG_OK && i < n; i++)
        if (!(shares[i] >= 0.0 && shares[i] <= 1.0))
            status = error_set(error, BAGTAG_ARGUMENT, "shares: expected numbers from 0 to 1; found %g",
                               number_shown(shares[i]));
    if (status == BAGTAG_OK)
        status = filter_open(&choose.filter, model, labels, n_labels, options, error);
    if (status == BAGTAG_OK)
        status = score(&choose, model, files, n_files, &found, error);
    found.passed = choose.scores.n_ranked;
    for (size_t i = 0; status == BAGTAG_OK && found.passed > 0 && i < n; i++)
        if (!score_list_quantile(&choose.scores, shares[i], &scores[i]))
            status = error_memory(error);
    if (status == BAGTAG_OK)
        *counts = filter_counts_public(&found);
    clear(&choose);
    return status;
}
