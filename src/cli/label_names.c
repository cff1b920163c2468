/* label_names.c - finds labels of a model by the names typed for them */
/* SPDX-License-Identifier: MIT */
#include "cli/label_names.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "cli/options/suggest.h"
#include "cli/options/usage.h"
#include "cli/show/figures.h"
#include "cli/show/report.h"
#include "io/input.h"
#include "io/lines.h"

enum { N_NAMED = 10 }; /* labels listed in a message */

/* The label of the model that LABEL most likely means, or NULL: LABEL without the prefix of fasttext files, or the
 * label with the closest spelling. */
static const char *suggest_label(const struct bagtag_model *model, const char *label, const char *prefix)
{
    prefix = prefix != NULL ? prefix : "__label__";
    size_t prefix_len = strlen(prefix);
    if (strncmp(label, prefix, prefix_len) == 0 && bagtag_model_find_label(model, label + prefix_len) >= 0)
        return label + prefix_len;
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < bagtag_model_n_labels(model); i++) {
        const char *name = bagtag_model_label(model, i);
        size_t distance = suggest_distance(label, name);
        if (distance < best_distance) {
            best = name;
            best_distance = distance;
        }
    }
    return best != NULL && suggest_is_close(label, best_distance) ? best : NULL;
}

/* Reports that the model has no LABEL. Returns the exit status. */
static int report_no_label(const struct bagtag_model *model, const char *path, const char *label, const char *prefix)
{
    char count[FIGURE_BYTES];
    struct buffer names = {0};
    size_t n = bagtag_model_n_labels(model);
    for (size_t i = 0; i < n && i < N_NAMED; i++) {
        buffer_text(&names, i > 0 ? ", " : "");
        buffer_text(&names, bagtag_model_label(model, i));
    }
    buffer_text(&names, n > N_NAMED ? ", ..." : "");
    buffer_char(&names, '\0');
    const char *close = suggest_label(model, label, prefix);
    if (names.failed)
        report_error("out of memory");
    else
        report_error("%s: expected one of the model's %s label%s (%s); found '%s'", path, figure_count(count, n),
                     n == 1 ? "" : "s", names.bytes, label);
    if (close != NULL)
        report_note("did you mean '%s'?", close);
    buffer_clear(&names);
    return EXIT_FAILED;
}

/* A label in an array that is sorted by name, for finding many labels. */
struct name {
    const char *text;
    size_t label;
    bool is_chosen;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* All labels sorted by name, owned by the caller; NULL if out of memory. */
static struct name *sort_names(const struct bagtag_model *model)
{
    size_t n = bagtag_model_n_labels(model);
    struct name *names = mem_array(n, sizeof *names);
    if (names == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++)
        names[i] = (struct name){.text = bagtag_model_label(model, i), .label = i};
    qsort(names, n, sizeof *names, compare_names);
    return names;
}

/* Adds the label named TEXT to LABELS unless it is there. Returns false if there is no such label. */
static bool choose(const struct bagtag_model *model, struct name *names, const char *text, size_t *labels, size_t *n)
{
    const struct name wanted = {.text = text};
    struct name *found = bsearch(&wanted, names, bagtag_model_n_labels(model), sizeof *names, compare_names);
    if (found != NULL && !found->is_chosen)
        labels[(*n)++] = found->label;
    if (found != NULL)
        found->is_chosen = true;
    return found != NULL;
}

int label_names_find(const struct bagtag_model *model, const char *path, const char *text, const char *prefix,
                     size_t *labels, size_t *n)
{
    int64_t whole = bagtag_model_find_label(model, text);
    *n = 0;
    if (whole >= 0)
        labels[(*n)++] = (size_t)whole;
    if (whole >= 0 || bagtag_model_n_labels(model) == 0) /* a model without labels is refused later */
        return EXIT_DONE;
    struct name *names = sort_names(model);
    char *list = strdup(text);
    int code = EXIT_DONE;
    if (names == NULL || list == NULL) {
        report_error("out of memory");
        code = EXIT_FAILED;
    }
    for (char *name = list, *next = list; code == EXIT_DONE && next != NULL; name = next) {
        next = strchr(name, ',');
        if (next != NULL)
            *next++ = '\0';
        if (!choose(model, names, name, labels, n))
            code = report_no_label(model, path, name, prefix);
    }
    free(list);
    free(names);
    return code;
}

int label_names_find_one(const struct bagtag_model *model, const char *path, const char *name, const char *prefix,
                         size_t *label)
{
    int64_t found = bagtag_model_find_label(model, name);
    if (found < 0)
        return report_no_label(model, path, name, prefix);
    *label = (size_t)found;
    return EXIT_DONE;
}

struct label_file {
    const struct bagtag_model *model;
    const char *prefix;
    struct name *names;
    size_t *labels;
    size_t *n;
};

/* Each line is a label. */
static enum bagtag_status visit_label(void *context, struct line line, const char *file, uint64_t number,
                                      struct bagtag_error *error)
{
    const struct label_file *to = context;
    if (line.len == 0)
        return BAGTAG_OK;
    char *name = strndup(line.text, line.len);
    if (name == NULL)
        return error_memory(error);
    enum bagtag_status status = BAGTAG_OK;
    bool is_known = choose(to->model, to->names, name, to->labels, to->n);
    const char *close = is_known ? NULL : suggest_label(to->model, name, to->prefix);
    if (close != NULL)
        status = error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": the model has no label '%s'; did you mean '%s'?", file,
                           number, name, close);
    else if (!is_known)
        status = error_set(error, BAGTAG_INPUT, "%s:%" PRIu64 ": the model has no label '%s'", file, number, name);
    free(name);
    return status;
}

int label_names_read(const struct bagtag_model *model, const char *file, const char *prefix, size_t *labels, size_t *n)
{
    struct bagtag_error error = {{0}};
    struct label_file to = {model, prefix, sort_names(model), labels, n};
    *n = 0;
    enum bagtag_status status =
        to.names == NULL ? error_memory(&error)
                         : lines_visit(file, &(struct lines_visitor){.context = &to, .visit = visit_label}, &error);
    free(to.names);
    if (status == BAGTAG_OK && *n == 0)
        status = error_set(&error, BAGTAG_INPUT, "%s: expected labels, one per line; found none", file);
    if (status == BAGTAG_OK)
        return EXIT_DONE;
    report_error("%s", error.sentence);
    return EXIT_FAILED;
}

static bool is_stream(const char *file)
{
    return file != NULL && input_is_standard(&file, 1);
}

int label_names_check(const struct command *command, const struct label_arguments *given, const char *on,
                      const char *const *files, size_t n_files)
{
    if (given->labels != NULL && given->only != NULL)
        return report_usage_error(command, "--labels and --only cannot be combined");
    if (given->is_scale_kept && given->labels == NULL && given->only == NULL)
        return report_usage_error(command, "--keep-scale needs --labels or --only");
    if (is_stream(given->only) && (is_stream(on) || input_is_standard(files, n_files)))
        return report_usage_error(command, "--only: standard input cannot be read twice");
    return EXIT_DONE;
}

int label_names_choose(const struct bagtag_model *model, const char *path, const struct label_arguments *given,
                       const char *prefix, struct bagtag_label_choice *choice)
{
    *choice = (struct bagtag_label_choice){.scale = given->is_scale_kept ? BAGTAG_SCALE_ALL : BAGTAG_SCALE_CHOSEN};
    if (given->labels == NULL && given->only == NULL)
        return EXIT_DONE;
    size_t *labels = mem_array(bagtag_model_n_labels(model), sizeof *labels);
    if (labels == NULL) {
        report_error("out of memory");
        return EXIT_FAILED;
    }
    choice->labels = labels;
    return given->labels != NULL ? label_names_find(model, path, given->labels, prefix, labels, &choice->n)
                                 : label_names_read(model, given->only, prefix, labels, &choice->n);
}

void label_names_clear(struct bagtag_label_choice *choice)
{
    uintptr_t labels = (uintptr_t)choice->labels; /* free takes a pointer to non-const */
    free((void *)labels);
    *choice = (struct bagtag_label_choice){.n = 0};
}
