/* train_summary.c - the summary that train and tune print at the end */
/* SPDX-License-Identifier: MIT */
#include "cli/train_summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/plural.h"
#include "cli/repeat.h"
#include "cli/show/figures.h"
#include "cli/show/model_size.h"

static bool model_has(const struct bagtag_model *model, const char *name, const char *value)
{
    char scratch[BAGTAG_SETTING_BYTES];
    return strcmp(bagtag_model_setting(model, name, scratch), value) == 0;
}

void train_summary_read(struct buffer *out, const struct train_summary *summary)
{
    char count[FIGURE_BYTES];
    const struct bagtag_train_summary *run = summary->run;
    buffer_format(out, "read       %s document%s", figure_count(count, run->documents), run->documents == 1 ? "" : "s");
    buffer_format(out, ", %s word%s", figure_count(count, run->tokens), run->tokens == 1 ? "" : "s");
    buffer_format(out, " (%s different)", figure_count(count, run->words));
    buffer_format(out, ", %s label%s\n", figure_count(count, run->labels), run->labels == 1 ? "" : "s");
}

/* Appends " and character 2-4-grams" for the RANGE 2-4, or "3-grams" for 3-3. */
static void add_range(struct buffer *out, const char *range)
{
    size_t len = strcspn(range, "-");
    bool is_one = strlen(range) == 2 * len + 1 && memcmp(range, range + len + 1, len) == 0;
    buffer_format(out, " and character %s-grams", is_one ? range + len + 1 : range);
}

/* Appends, for example, "words, bigrams and character 2-4-grams". */
static void add_features(struct buffer *out, const struct bagtag_model *model)
{
    char ngrams[BAGTAG_SETTING_BYTES], chars[BAGTAG_SETTING_BYTES];
    const char *length = bagtag_model_setting(model, "ngrams", ngrams);
    const char *range = bagtag_model_setting(model, "chars", chars);
    bool has_ngrams = strcmp(length, "1") != 0, has_chars = strcmp(range, "none") != 0;
    buffer_text(out, "words");
    if (has_ngrams)
        buffer_text(out, has_chars ? ", " : " and ");
    if (has_ngrams && strcmp(length, "2") == 0)
        buffer_text(out, "bigrams");
    else if (has_ngrams)
        buffer_format(out, "n-grams of up to %s words", length);
    if (has_chars)
        add_range(out, range);
}

static void add_given(struct buffer *out, const struct bagtag_train_options *options)
{
    const struct bagtag_setting *setting;
    char scratch[BAGTAG_SETTING_BYTES];
    const char *before = "fixed      by you: ";
    for (size_t i = 0; (setting = bagtag_setting_at(i)) != NULL; i++) {
        if (setting->role != BAGTAG_OF_MODEL || !bagtag_train_options_is_set(options, setting->name))
            continue;
        buffer_format(out, "%s%s ", before, setting->name);
        const char *text = bagtag_train_options_get(options, setting->name, scratch);
        buffer_printable(out, text, strlen(text));
        before = ", ";
    }
    if (before[0] == ',')
        buffer_char(out, '\n');
}

void train_summary_settings(struct buffer *out, const struct train_summary *summary)
{
    const struct bagtag_model *model = summary->model;
    char count[FIGURE_BYTES];
    buffer_text(out, "settings   ");
    add_features(out, model);
    if (model_has(model, "weight", "gain"))
        buffer_text(out, ", weighted by how much they say about the labels");
    else if (model_has(model, "weight", "idf"))
        buffer_text(out, ", rare ones weighted more");
    if (model_has(model, "layer", "identity"))
        buffer_text(out, "; word vectors are label scores");
    if (model_has(model, "layer", "codes"))
        buffer_text(out, "; with fixed label codes");
    if (!model_has(model, "dropout", "0"))
        buffer_text(out, "; with dropout");
    if (summary->run->label_texts > 0)
        buffer_format(out, "; %s label name%s added as text%s", figure_count(count, summary->run->label_texts),
                      plural_s(summary->run->label_texts), plural_s(summary->run->label_texts));
    if (model_has(model, "loss", "ova"))
        buffer_text(out, "; each label decided on its own");
    buffer_char(out, '\n');
    add_given(out, summary->options);
}

void train_summary_baseline(struct buffer *out, const struct train_summary *summary, enum baseline_unit unit)
{
    size_t most = 0, n_labels = bagtag_model_n_labels(summary->model);
    for (size_t i = 1; i < n_labels; i++)
        if (bagtag_model_label_count(summary->model, i) > bagtag_model_label_count(summary->model, most))
            most = i;
    int64_t n = bagtag_model_label_count(summary->model, most);
    if (n > 0)
        baseline_add(out, out->len, bagtag_model_label(summary->model, most), (uint64_t)n, summary->run->documents,
                     unit, SIZE_MAX);
}

/* Models trained on less than half of the lines are less accurate than the one trained on all: "or more". */
static void add_expected(struct buffer *out, const struct train_summary *summary)
{
    char count[FIGURE_BYTES];
    const struct bagtag_train_summary *run = summary->run;
    if (run->n_calibrated == 0) {
        buffer_text(out, "expect     not measured: too few documents, or too few different texts for each label (equal "
                         "texts are held out together)\n");
        return;
    }
    bool is_whole = run->n_calibrated == run->documents, is_low = run->n_learned_from < run->documents / 2;
    buffer_format(out, "expect     %.1f %%%s right on new text (", 100 * run->expected_accuracy,
                  is_low ? " or more" : "");
    buffer_text(out, is_whole ? "cross-validated on the training lines" : "measured on ");
    if (!is_whole)
        buffer_format(out, "%s held-out training lines", figure_count(count, run->n_calibrated));
    if (is_low)
        buffer_format(out, ", by models trained on %s", figure_count(count, run->n_learned_from));
    buffer_char(out, ')');
    train_summary_baseline(out, summary, BASELINE_PERCENT);
    buffer_char(out, '\n');
}

/* Under softmax the probabilities of a text's labels sum to 1, so each of several true labels gets only a part. */
static const char *how_calibrated(const struct train_summary *summary)
{
    if (model_has(summary->model, "loss", "ova"))
        return " roughly, as each label is decided on its own; bagtag test shows the error";
    if (summary->run->has_several_labels)
        return " roughly, as the probabilities of all labels add up to 100 %; bagtag test shows the error";
    return ": of answers given with 80 %, about 8 in 10 are right";
}

/* Vectors do not show what they were trained on. */
static void add_doubt(struct buffer *out, const struct bagtag_model *model)
{
    char scratch[BAGTAG_SETTING_BYTES];
    const char *file = bagtag_model_setting(model, "pretrained", scratch);
    if (strcmp(file, "none") == 0)
        return;
    buffer_text(out, "vectors    from ");
    buffer_printable(out, file, strlen(file));
    buffer_text(out, ": if they were trained with these labels, the accuracy above is too high\n");
}

void train_summary_quality(struct buffer *out, const struct train_summary *summary)
{
    char count[FIGURE_BYTES], loss[FIGURE_BYTES], scratch[BAGTAG_SETTING_BYTES];
    const struct bagtag_train_summary *run = summary->run;
    if (run->is_chosen)
        add_expected(out, summary);
    if (run->held_out > 0)
        buffer_format(out, "held out   %s document%s: accuracy %.4f, loss %s\n", figure_count(count, run->held_out),
                      plural_s(run->held_out), run->valid_accuracy, figure_loss(loss, run->valid_loss));
    if (run->n_calibrated > 0 || run->held_out > 0)
        add_doubt(out, summary->model);
    if (run->n_calibrated == 0 || bagtag_train_options_is_set(summary->options, "temperature"))
        return;
    if (run->labels > 1) /* a single label has no doubt to be calibrated */
        buffer_format(out, "confidence calibrated%s\n", how_calibrated(summary));
    if (!model_has(summary->model, "threshold", "none"))
        buffer_format(out, "threshold  %s: classify --threshold auto prints labels with at least this probability\n",
                      bagtag_model_setting(summary->model, "threshold", scratch));
}

void train_summary_repeat(struct buffer *out, const struct train_summary *summary, const char *more)
{
    struct buffer command = {0};
    repeat_command(&command, summary->model, summary->path, summary->files, more);
    if (!command.failed) {
        buffer_text(out, "repeat     ");
        buffer_printable(out, command.bytes, command.len);
        buffer_char(out, '\n');
    }
    out->failed |= command.failed;
    buffer_clear(&command);
}

void train_summary_written(struct buffer *out, const struct train_summary *summary)
{
    char size[FIGURE_BYTES], scratch[BAGTAG_SETTING_BYTES];
    const struct bagtag_train_summary *run = summary->run;
    if (summary->is_verbose) {
        buffer_format(out, "details    decay %s", bagtag_model_setting(summary->model, "decay", scratch));
        buffer_format(out, ", temperature %s", bagtag_model_setting(summary->model, "temperature", scratch));
        buffer_format(out, ", final loss %.4f\n", run->loss);
        buffer_format(out, "seconds    reading %.3f, choosing %.3f, training %.3f\n", run->read_seconds,
                      run->race_seconds, run->train_seconds);
    }
    buffer_text(out, "wrote      ");
    buffer_printable(out, summary->path, strlen(summary->path));
    buffer_format(out, ", %s, in %.1f s\n", figure_bytes(size, model_size(summary->path)), summary->seconds);
}
