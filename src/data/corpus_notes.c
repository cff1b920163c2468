/* corpus_notes.c - problems noticed while labelled files are read: how often, and where first */
/* SPDX-License-Identifier: MIT */
#include "data/corpus_notes.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

/* Names of label and text columns in public data sets. */
static const char *const headings[] = {
    "body",     "category", "class",  "comment", "content", "description", "document",  "emotion", "genre",
    "headline", "id",       "intent", "label",   "labels",  "lang",        "language",  "message", "polarity",
    "question", "rating",   "review", "score",   "section", "sentence",    "sentiment", "spam",    "stars",
    "subject",  "tag",      "tags",   "target",  "text",    "title",       "topic",     "tweet",   "utterance"};

void corpus_notes_clear(struct corpus_notes *notes)
{
    free(notes->labels);
    *notes = (struct corpus_notes){0};
}

bool corpus_spot_is_before(const struct corpus_spot *a, const struct corpus_spot *b)
{
    if (a->place.file == NULL || b->place.file == NULL)
        return a->place.file != NULL;
    return a->block < b->block || (a->block == b->block && a->place.line < b->place.line);
}

static void note(struct corpus_notes *notes, enum corpus_note_kind kind, uint64_t n, struct corpus_spot spot)
{
    notes->kinds[kind].n += n;
    if (corpus_spot_is_before(&spot, &notes->kinds[kind].first))
        notes->kinds[kind].first = spot;
}

/* To be called before the bad record at SPOT is noted. */
static void keep_why_bad(struct corpus_notes *notes, const struct corpus_spot *spot, const struct bagtag_error *why)
{
    if (corpus_spot_is_before(spot, &notes->kinds[CORPUS_NOTE_BAD].first))
        notes->why_bad = *why;
}

void corpus_notes_merge(struct corpus_notes *into, const struct corpus_notes *from)
{
    keep_why_bad(into, &from->kinds[CORPUS_NOTE_BAD].first, &from->why_bad);
    for (int kind = 0; kind < CORPUS_N_NOTES; kind++)
        note(into, (enum corpus_note_kind)kind, from->kinds[kind].n, from->kinds[kind].first);
}

static struct corpus_spot spot_of(const struct records_block *block, uint32_t number, uint64_t line)
{
    return (struct corpus_spot){.place = {.file = block->file, .line = line}, .block = number, .format = block->format};
}

/* Counts carriage returns followed by neither a line feed nor another carriage return. */
static uint64_t count_bare_returns(const char *text, size_t len)
{
    uint64_t n = 0;
    const char *end = text + len;
    while (text < end && (text = memchr(text, '\r', (size_t)(end - text))) != NULL) {
        text++;
        n += text == end || (*text != '\n' && *text != '\r');
    }
    return n;
}

/* A file with classic Mac line ends (\r) is read as one line, or a few by chance. Not for csv, whose rows may end at a
 * carriage return. */
void corpus_notes_begin_block(struct corpus_notes *notes, const struct records_block *block, uint32_t number)
{
    if (block->lines.first_line != 1 || block->format == FORMAT_CSV)
        return;
    uint64_t n = count_bare_returns(block->lines.text, block->lines.len);
    if (n > 1 && n > block->lines.n_lines)
        note(notes, CORPUS_NOTE_CARRIAGE, n, spot_of(block, number, 1));
}

void corpus_notes_end_block(struct corpus_notes *notes, const struct records_block *block, uint32_t number)
{
    const struct bagtag_input_counts *counts = &block->counts;
    if (counts->bad > 0) {
        struct corpus_spot spot = spot_of(block, number, counts->first_bad.line);
        keep_why_bad(notes, &spot, &counts->why_bad);
        note(notes, CORPUS_NOTE_BAD, counts->bad, spot);
        note(notes, CORPUS_NOTE_BAD_LINES, counts->bad_lines, spot);
    }
    if (counts->textless > 0)
        note(notes, CORPUS_NOTE_TEXTLESS, counts->textless, spot_of(block, number, counts->first_textless.line));
    if (counts->torn > 0)
        note(notes, CORPUS_NOTE_TORN, counts->torn, spot_of(block, number, counts->first_torn.line));
}

static bool is_heading(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (strlen(headings[i]) == len && strncasecmp(headings[i], text, len) == 0)
            return true;
    return false;
}

/* One column name is enough. */
static bool names_columns(const struct records_block *block, const struct record *record)
{
    if (block->format != FORMAT_TSV || record->line != 1 || record->n_labels == 0)
        return false;
    return is_heading(record->labels[0].text, record->labels[0].len) || is_heading(record->text, record->text_len);
}

void corpus_notes_record(struct corpus_notes *notes, const struct records_block *block, uint32_t number,
                         const struct record *record, bool has_invalid)
{
    struct corpus_spot spot = spot_of(block, number, record->line);
    if (record->n_labels == 0)
        note(notes, CORPUS_NOTE_UNLABELLED, 1, spot);
    if (has_invalid)
        note(notes, CORPUS_NOTE_INVALID, 1, spot);
    if (record->line > 1 && lines_mark_len(record->raw, record->raw_len) > 0)
        note(notes, CORPUS_NOTE_MARK, 1, spot);
    if (names_columns(block, record))
        note(notes, CORPUS_NOTE_HEADING, 1, spot);
}

bool corpus_notes_labels(struct corpus_notes *notes, size_t n, const struct records_block *block, uint32_t number,
                         const struct record *record)
{
    if (n == notes->n_labels)
        return true;
    if (mem_reserve(&notes->labels, &notes->capacity, n, sizeof *notes->labels) != 0)
        return false;
    while (notes->n_labels < n)
        notes->labels[notes->n_labels++] = spot_of(block, number, record->line);
    return true;
}
