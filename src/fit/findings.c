/* findings.c - warnings about the documents of a run, before training */
/* SPDX-License-Identifier: MIT */
#include "fit/findings.h"

#include "data/audit.h"
#include "io/input.h"

struct listener {
    bagtag_progress_function *progress;
    void *context;
    bool is_stopped;
};

static void tell(void *context, const char *sentence)
{
    struct listener *listener = context;
    if (!listener->is_stopped)
        listener->is_stopped = !documents_warn(listener->progress, listener->context, sentence);
}

enum bagtag_status findings_report(const struct documents *documents, const struct settings *settings,
                                   bagtag_progress_function *progress, void *context, struct bagtag_error *error)
{
    const struct corpus_contents *contents = &documents->contents;
    struct record_rules rules = settings_corpus(settings).rules;
    struct listener listener = {.progress = progress, .context = context};
    const char *valid = settings->valid_file != NULL ? input_name_of(settings->valid_file) : NULL;
    if (progress != NULL && audit_contents(contents, &rules, valid, tell, &listener) != 0)
        return error_memory(error);
    if (listener.is_stopped)
        return error_set(error, BAGTAG_STOPPED, "stopped");
    if (settings->chars_max > 0 && documents->counts.tokens > 0) /* there are character n-grams too */
        return BAGTAG_OK;
    return audit_need_words(contents, &documents->counts, settings->min_count, error);
}
