/* first_records.c - warns if the first records of a file show that it is read in the wrong way */
/* SPDX-License-Identifier: MIT */
#include "use/first_records.h"

#include "data/similar_name.h"

enum { ENOUGH = 100, ENOUGH_OBJECTS = 10 };

/* Whether lines read as text are objects, all but a few, though nobody said that they are text. */
static bool are_objects(const struct first_records *first, const struct records_block *block)
{
    uint64_t n = first->n_given < RECORDS_FIRST_LINES ? first->n_given : RECORDS_FIRST_LINES;
    return block->rules->format == FORMAT_AUTO && n >= ENOUGH_OBJECTS && 10 * first->n_objects >= 9 * n;
}

/* Writes a warning about the file of BLOCK to *OUT; false: there is none. */
static bool describe(const struct first_records *first, const struct records_block *block, struct bagtag_error *out)
{
    char question[SIMILAR_QUESTION_BYTES];
    const char *text_field = block->rules->fields[FIELD_TEXT];
    if (first->n_given == 0 && first->n_bad >= ENOUGH)
        error_set(out, BAGTAG_OK, "%s: none of the first %d records can be read; all are skipped", block->file, ENOUGH);
    else if (are_objects(first, block))
        error_set(out, BAGTAG_OK,
                  "%s: most of the first lines are JSON objects, but are read as plain text, because the first is not "
                  "one; --format jsonl reads their text",
                  block->file);
    else if (first->n_given < ENOUGH)
        return false;
    else if (first->n_textless == first->n_given && records_list_member(block->members, text_field))
        error_set(out, BAGTAG_OK,
                  "%s: none of the first %d objects has a text: the member \"%s\" is never a string; choose another "
                  "with --text-field NAME; found %s",
                  block->file, ENOUGH, text_field, block->members);
    else if (first->n_textless == first->n_given)
        error_set(out, BAGTAG_OK,
                  "%s: none of the first %d objects has a text; expected the member \"%s\" (or another, with "
                  "--text-field); found %s%s",
                  block->file, ENOUGH, text_field, *block->members != '\0' ? block->members : "no members",
                  similar_name_ask(question, similar_name_in(block->members, text_field)));
    else if (first->n_prefixed == first->n_given)
        error_set(
            out, BAGTAG_OK,
            "%s: the first %d lines begin with a label that is read as part of the text; --format %s skips labels",
            block->file, ENOUGH, format_names[first->prefixed]);
    else
        return false;
    return true;
}

void first_records_options(struct first_records *first, const struct formats_seen *seen,
                           const struct record_rules *rules)
{
    struct bagtag_error sentence;
    if (first->has_warned_options || rules->warn == NULL || !format_options_describe(rules->given, seen, &sentence))
        return;
    first->has_warned_options = true;
    rules->warn(rules->warn_context, sentence.sentence);
}

static void look_at_bad(struct first_records *first, const struct records_block *block)
{
    struct bagtag_error sentence;
    if (first->has_warned_bad || block->counts.bad == 0 || !block->is_stream || block->rules->warn == NULL)
        return;
    first->has_warned_bad = true;
    error_set(&sentence, BAGTAG_OK, "%s; skipped", block->counts.why_bad.sentence);
    block->rules->warn(block->rules->warn_context, sentence.sentence);
}

void first_records_look(struct first_records *first, const struct records_block *block)
{
    struct bagtag_error sentence;
    look_at_bad(first, block);
    if (first->has_warned || block->lines.len == 0 || block->rules->warn == NULL)
        return;
    if (block->lines.first_line == 1)
        *first = (struct first_records){.has_warned_options = first->has_warned_options,
                                        .has_warned_bad = first->has_warned_bad};
    first->n_given += block->n_given;
    first->n_bad += block->counts.bad;
    first->n_textless += block->counts.textless;
    first->n_prefixed += block->n_prefixed;
    first->n_objects += block->n_objects;
    if (block->n_prefixed > 0)
        first->prefixed = block->prefixed;
    if (!describe(first, block, &sentence))
        return;
    first->has_warned = true;
    block->rules->warn(block->rules->warn_context, sentence.sentence);
}
