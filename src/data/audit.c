/* audit.c - finds problems in labelled files before training, and reports them as sentences */
/* SPDX-License-Identifier: MIT */
#include "data/audit.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/decimal.h"
#include "data/joined_labels.h"
#include "data/look_alikes.h"
#include "io/content.h"

enum { MAX_LABEL_BYTES = 60, MIN_TEXTS = 20, SHORTEST_PREFIX = 3 };
static const double EACH_ITS_OWN = 0.9; /* labels / texts at which hardly any label has two texts */
static const double MANY_COPIES = 0.1;  /* of the held-out documents; in public data sets at most 2 % are copies */

struct audit {
    const struct corpus_contents *contents;
    const struct record_rules *rules;
    audit_warn *tell;
    void *context;
    struct buffer line;
    bool has_failed;
};

/* ---- parts of a sentence ---------------------------------------------------------------------------------- */

static void put_count(struct audit *audit, uint64_t n, const char *singular, const char *plural)
{
    char digits[DECIMAL_BYTES];
    buffer_format(&audit->line, "%s %s", decimal_grouped(digits, n), n == 1 ? singular : plural);
}

static void put_place(struct audit *audit, struct bagtag_place place)
{
    buffer_printable(&audit->line, place.file, strlen(place.file));
    buffer_format(&audit->line, ":%" PRIu64, place.line);
}

/* A label in quotes, truncated if it is long (then it is usually a text by mistake). */
static void put_label(struct audit *audit, uint32_t label)
{
    size_t len, shown;
    const char *text = vocab_word(&audit->contents->labels, label, &len);
    shown = len;
    if (shown > MAX_LABEL_BYTES)
        for (shown = MAX_LABEL_BYTES; shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80; shown--)
            ;
    buffer_char(&audit->line, '\'');
    buffer_printable(&audit->line, text, shown);
    buffer_text(&audit->line, shown < len ? "...'" : "'");
}

/* Appends FILE as an argument of a command that reads it, or nothing for standard input. */
static void put_input(struct audit *audit, const char *file)
{
    if (strcmp(file, "standard input") == 0)
        return;
    buffer_char(&audit->line, ' ');
    buffer_shell_word(&audit->line, file);
}

/* Where the first of N of KIND is, and what is wrong with a bad record. */
static void put_first(struct audit *audit, uint64_t n, enum corpus_note_kind kind)
{
    const struct corpus_notes *notes = &audit->contents->findings.notes;
    buffer_text(&audit->line, n == 1 ? " at " : ", the first at ");
    if (kind == CORPUS_NOTE_BAD)
        buffer_text(&audit->line, notes->why_bad.sentence);
    else
        put_place(audit, notes->kinds[kind].first.place);
}

static void end(struct audit *audit)
{
    buffer_char(&audit->line, '\0');
    audit->has_failed |= audit->line.failed;
    if (!audit->line.failed)
        audit->tell(audit->context, audit->line.bytes);
    audit->line.len = 0;
}

/* ---- lines ------------------------------------------------------------------------------------------------ */

/* How many lines the N bad records span, if more than N. */
static void put_bad_lines(struct audit *audit, uint64_t n)
{
    uint64_t n_lines = audit->contents->findings.notes.kinds[CORPUS_NOTE_BAD_LINES].n;
    if (n_lines == n)
        return;
    buffer_text(&audit->line, " (");
    put_count(audit, n_lines, "line", "lines");
    buffer_char(&audit->line, ')');
}

/* The hint about N lines of KIND that depends on the other lines; "" if there is none. */
static const char *hint_for(const struct corpus_contents *contents, enum corpus_note_kind kind, uint64_t n)
{
    if (kind == CORPUS_NOTE_INVALID)
        return content_advice(n, corpus_contents_read(contents));
    return kind == CORPUS_NOTE_UNLABELLED && corpus_contents_has_several_labels(contents)
               ? "; to learn that a text may have none, give it a label such as 'none'"
               : "";
}

static void tell_lines(struct audit *audit)
{
    static const struct {
        enum corpus_note_kind kind;
        const char *before, *singular, *plural, *hint;
    } said[] = {
        {CORPUS_NOTE_UNLABELLED, "skipped ", "line without a label", "lines without a label", ""},
        {CORPUS_NOTE_BAD, "skipped ", "bad record", "bad records", ""},
        {CORPUS_NOTE_TEXTLESS, "found ", "record without a text", "records without a text",
         "; choose another member with --text-field NAME"},
        {CORPUS_NOTE_TORN, "found ", "row with text after a quoted field that spans lines",
         "rows with text after a quoted field that spans lines", "; is a quote missing?"},
        {CORPUS_NOTE_INVALID, "", "line with invalid UTF-8", "lines with invalid UTF-8", ""},
        {CORPUS_NOTE_MARK, "dropped ", "byte order mark in mid-stream", "byte order marks in mid-stream", ""},
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        uint64_t n = audit->contents->findings.notes.kinds[said[i].kind].n;
        if (n == 0)
            continue;
        buffer_text(&audit->line, said[i].before);
        put_count(audit, n, said[i].singular, said[i].plural);
        if (said[i].kind == CORPUS_NOTE_BAD)
            put_bad_lines(audit, n);
        put_first(audit, n, said[i].kind);
        buffer_text(&audit->line, hint_for(audit->contents, said[i].kind, n));
        buffer_text(&audit->line, said[i].hint);
        end(audit);
    }
}

static void tell_carriage_returns(struct audit *audit)
{
    const struct corpus_notes *notes = &audit->contents->findings.notes;
    struct bagtag_place place = notes->kinds[CORPUS_NOTE_CARRIAGE].first.place;
    if (place.file == NULL)
        return;
    put_place(audit, place);
    buffer_text(&audit->line,
                ": lines end in carriage returns, so many lines are read as one; convert them: tr '\\r' '\\n'");
    if (strcmp(place.file, "standard input") != 0)
        buffer_text(&audit->line, " <");
    put_input(audit, place.file);
    buffer_text(&audit->line, " | bagtag ...");
    end(audit);
}

/* In a header line the label column has a name that no other line uses as a label. */
static void tell_heading(struct audit *audit)
{
    const struct corpus_contents *contents = audit->contents;
    uint64_t n = contents->findings.notes.kinds[CORPUS_NOTE_HEADING].n;
    struct bagtag_place place = contents->findings.notes.kinds[CORPUS_NOTE_HEADING].first.place;
    for (uint32_t label = 0; place.file != NULL && label < contents->labels.n_words; label++) {
        const struct bagtag_place *at = &contents->findings.labels[label];
        if (at->line != place.line || strcmp(at->file, place.file) != 0 || (uint64_t)contents->labels.counts[label] > n)
            continue;
        put_place(audit, place);
        buffer_text(&audit->line, ": looks like a header line, but is used as a text labelled ");
        put_label(audit, label);
        buffer_text(&audit->line, "; skip it: tail -n +2");
        put_input(audit, place.file);
        buffer_text(&audit->line, " | bagtag ...");
        end(audit);
        return;
    }
}

/* ---- labels ----------------------------------------------------------------------------------------------- */

static void tell_one_label(struct audit *audit)
{
    if (audit->contents->labels.n_words != 1)
        return;
    buffer_text(&audit->line, "only one label, ");
    put_label(audit, 0);
    buffer_text(&audit->line, " (");
    put_place(audit, audit->contents->findings.labels[0]);
    buffer_char(&audit->line, ')');
    buffer_text(&audit->line, ": every text will get it");
    end(audit);
}

/* FILE:LINE: N labels for M texts */
static void put_labels_for_texts(struct audit *audit)
{
    put_place(audit, audit->contents->findings.first);
    buffer_text(&audit->line, ": ");
    put_count(audit, audit->contents->labels.n_words, "label", "labels");
    buffer_text(&audit->line, " for ");
    put_count(audit, corpus_contents_read(audit->contents), "text", "texts");
}

static bool has_labels_of_their_own(const struct corpus_contents *contents)
{
    size_t n_labels = contents->labels.n_words, n_texts = corpus_contents_read(contents);
    return n_texts >= MIN_TEXTS && (double)n_labels >= EACH_ITS_OWN * (double)n_texts;
}

/* Almost every text has its own label, yet the texts have few distinct words: the columns must be swapped. */
static bool tell_swapped(struct audit *audit)
{
    const struct corpus_contents *contents = audit->contents;
    if (!has_labels_of_their_own(contents) || contents->findings.format != FORMAT_TSV ||
        corpus_contents_words_read(contents) >= contents->labels.n_words / 2)
        return false;
    put_labels_for_texts(audit);
    buffer_text(&audit->line, ": the columns seem to be swapped; swap them: awk -F'\\t' '{print $2 FS $1}'");
    put_input(audit, contents->findings.first.file);
    buffer_text(&audit->line, " | bagtag ...");
    end(audit);
    return true;
}

static void tell_labels_of_their_own(struct audit *audit)
{
    if (!has_labels_of_their_own(audit->contents))
        return;
    put_labels_for_texts(audit);
    buffer_text(&audit->line, "; hardly any label has two texts, so there is little to learn");
    end(audit);
}

/* A field with several labels was read as one label, so each combination of labels is a label of its own. */
static void tell_joined(struct audit *audit, const struct joined_labels *found)
{
    const struct corpus_contents *contents = audit->contents;
    put_count(audit, contents->labels.n_words, "label", "labels");
    buffer_text(&audit->line, ", such as ");
    put_label(audit, found->label);
    buffer_text(&audit->line, " at ");
    put_place(audit, contents->findings.labels[found->label]);
    buffer_text(&audit->line, ", become ");
    put_count(audit, found->n_parts, "label", "labels");
    if (found->separator == ' ')
        buffer_text(&audit->line, " when split at blanks");
    else
        buffer_format(&audit->line, " when split at '%c'", found->separator);
    if (contents->findings.format == FORMAT_FASTTEXT)
        buffer_format(&audit->line, "; if texts have several labels, write each as a word: %sone %stwo",
                      audit->rules->label_prefix, audit->rules->label_prefix);
    else
        buffer_text(&audit->line, "; if texts have several labels, write them as an array, in JSONL: "
                                  "{\"label\":[\"one\",\"two\"],\"text\":\"...\"}");
    end(audit);
}

static bool tell_prefixes(struct audit *audit)
{
    const struct vocab *labels = &audit->contents->labels;
    const char *prefix = audit->rules->label_prefix;
    size_t prefix_len = strlen(prefix);
    uint64_t n = 0;
    uint32_t first = 0;
    for (uint32_t label = 0; prefix_len >= SHORTEST_PREFIX && label < labels->n_words; label++) {
        size_t len;
        const char *text = vocab_word(labels, label, &len);
        if (bytes_find(text, len, prefix, prefix_len) != NULL && n++ == 0)
            first = label;
    }
    if (n == 0)
        return false;
    buffer_format(&audit->line, "the prefix %s occurs inside ", prefix);
    put_count(audit, n, "label", "labels");
    buffer_text(&audit->line, n == 1 ? ", " : ", such as ");
    put_label(audit, first);
    buffer_text(&audit->line, " at ");
    put_place(audit, audit->contents->findings.labels[first]);
    buffer_text(&audit->line, "; separate labels with blanks");
    end(audit);
    return true;
}

static bool tell_look_alikes(struct audit *audit)
{
    const struct bagtag_place *places = audit->contents->findings.labels;
    struct look_alikes found;
    if (look_alikes_find(&audit->contents->labels, &found) != 0)
        return false;
    if (found.n == 0)
        return true;
    put_label(audit, found.one);
    buffer_text(&audit->line, " (");
    put_place(audit, places[found.one]);
    buffer_text(&audit->line, ") and ");
    put_label(audit, found.other);
    buffer_text(&audit->line, " (");
    put_place(audit, places[found.other]);
    buffer_text(
        &audit->line,
        ") are different labels, although they differ only in case, blanks, Unicode composition or a final comma");
    if (found.n > 1) {
        buffer_text(&audit->line, "; there are ");
        put_count(audit, found.n, "such label", "such labels");
    }
    end(audit);
    return true;
}

/* Reports the likeliest cause of wrong labels, not everything that looks wrong. */
static bool tell_labels(struct audit *audit)
{
    struct joined_labels joined;
    if (joined_labels_find(&audit->contents->labels, &joined) != 0)
        return false;
    tell_one_label(audit);
    bool is_told = tell_swapped(audit);
    is_told |= tell_prefixes(audit);
    if (!is_told && joined.separator != '\0') {
        tell_joined(audit, &joined);
        return true;
    }
    if (!is_told)
        tell_labels_of_their_own(audit);
    return tell_look_alikes(audit);
}

/* ---- held-out documents ----------------------------------------------------------------------------------- */

static bool is_strange(const struct dataset *held_out, size_t document)
{
    for (uint64_t l = held_out->label_offsets[document]; l < held_out->label_offsets[document + 1]; l++)
        if (held_out->labels[l] != DATASET_UNKNOWN_LABEL)
            return false;
    return true;
}

uint64_t audit_unknown_labels(const struct dataset *held_out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < held_out->n_documents; i++)
        n += is_strange(held_out, i);
    return n;
}

/* Not for a held-out share of the lines, which may well contain documents with only rare labels. In a file of its own
 * it suggests the wrong file. */
static void tell_strangers(struct audit *audit, const char *valid)
{
    const struct dataset *held_out = &audit->contents->held_out;
    struct bagtag_place place = audit->contents->findings.stranger;
    uint64_t n = valid != NULL ? audit_unknown_labels(held_out) : 0;
    if (n == 0 || place.file == NULL)
        return;
    if (n < held_out->n_documents) {
        put_count(audit, n, "held-out document has", "held-out documents have");
        buffer_text(&audit->line, " only labels that no training line has, the first at ");
        put_place(audit, place);
    } else {
        put_place(audit, place);
        buffer_text(&audit->line,
                    ": no held-out document has a label of the training lines, so the loss cannot be measured");
    }
    end(audit);
}

/* Copies mean that the held-out documents were copied out of the training file, but not removed from it. */
static void tell_copies(struct audit *audit, const char *valid)
{
    uint64_t n = audit->contents->findings.n_copies, n_all = audit->contents->held_out.n_documents;
    bool are_strange = audit_unknown_labels(&audit->contents->held_out) == n_all; /* then nothing is measured anyway */
    if (valid == NULL || n == 0 || are_strange || (double)n < MANY_COPIES * (double)n_all)
        return;
    buffer_printable(&audit->line, valid, strlen(valid));
    buffer_text(&audit->line, ": ");
    put_count(audit, n, "of", "of");
    buffer_char(&audit->line, ' ');
    put_count(audit, n_all, "text", "texts");
    buffer_text(&audit->line, n == 1 ? " is" : " are");
    buffer_text(&audit->line, " in the training files too, so the held-out accuracy is too high");
    end(audit);
}

/* Typical of the first part of a file that is sorted by label. */
static void tell_one_held_out_label(struct audit *audit, const char *valid)
{
    const struct dataset *held_out = &audit->contents->held_out;
    uint64_t n = held_out->n_documents;
    if (valid == NULL || n < MIN_TEXTS || audit->contents->labels.n_words == 1)
        return;
    uint32_t label = held_out->labels[0];
    for (uint64_t l = 1; l < held_out->label_offsets[n]; l++)
        if (held_out->labels[l] != label)
            return;
    if (label == DATASET_UNKNOWN_LABEL)
        return;
    buffer_printable(&audit->line, valid, strlen(valid));
    buffer_text(&audit->line, ": all ");
    put_count(audit, n, "document", "documents");
    buffer_text(&audit->line, " have one label, ");
    put_label(audit, label);
    buffer_text(&audit->line, ", so other labels are not measured; is the file sorted by label?");
    end(audit);
}

int audit_contents(const struct corpus_contents *contents, const struct record_rules *rules, const char *valid,
                   audit_warn *tell, void *context)
{
    struct audit audit = {.contents = contents, .rules = rules, .tell = tell, .context = context};
    tell_lines(&audit);
    tell_carriage_returns(&audit);
    tell_heading(&audit);
    bool has_compared = tell_labels(&audit);
    tell_strangers(&audit, valid);
    tell_copies(&audit, valid);
    tell_one_held_out_label(&audit, valid);
    buffer_clear(&audit.line);
    return has_compared && !audit.has_failed ? 0 : -1;
}

enum bagtag_status audit_need_words(const struct corpus_contents *contents, const struct corpus_counts *counts,
                                    uint64_t min_count, struct bagtag_error *error)
{
    if (counts->tokens == 0)
        return error_set(error, BAGTAG_INPUT, "no line with a label has any text to learn from");
    if (corpus_contents_words_read(contents) == 0)
        return error_set(error, BAGTAG_INPUT, "no words are left: none occurs %" PRIu64 " times; lower --min-count",
                         min_count);
    return BAGTAG_OK;
}
