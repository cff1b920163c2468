/* records.c - reads the records of files, in blocks that are handed to workers */
/* SPDX-License-Identifier: MIT */
#include "data/records.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "data/csv.h"
#include "data/fasttext_line.h"
#include "data/jsonl_line.h"
#include "data/similar_name.h"
#include "data/tsv_line.h"
#include "io/input.h"

#define MIN_BLOCK_BYTES ((size_t)256 << 10)
#define USUAL_BLOCK_BYTES ((size_t)1 << 20)
#define MAX_BLOCK_BYTES ((size_t)4 << 20)
#define BLOCKS_OF_A_FILE 64 /* approximately: enough for even shares */

struct records {
    const char *const *files;
    size_t n_files;
    const struct record_rules *rules;
    size_t block_bytes;
    size_t n_opened;
    uint64_t n_taken;

    /* of the current file */
    struct input *input;
    struct lines_reader *lines;
    const char *file;
    struct format_guess guess;
    struct csv_splitter splitter;
    struct csv_columns columns;
    struct buffer head;                  /* start of a file that may be csv, until its first line shows the format */
    char members[RECORDS_MEMBERS_BYTES]; /* of its first object */

    struct formats_seen formats; /* of all files so far */
    struct buffer header;        /* the first one, without its line end */
    const char *header_file;     /* NULL: no header yet */
    uint64_t bytes, total_bytes; /* when it was closed */
};

enum bagtag_status records_open(struct records **out, const char *const *files, size_t n_files,
                                const struct record_rules *rules, size_t block_bytes, struct bagtag_error *error)
{
    struct records *records = mem_zeroed(1, sizeof *records);
    if (records == NULL)
        return error_memory(error);
    *records =
        (struct records){.files = files, .n_files = n_files, .rules = rules, .block_bytes = block_bytes, .file = ""};
    *out = records;
    return BAGTAG_OK;
}

static void close_file(struct records *records)
{
    records_progress(records, &records->bytes, &records->total_bytes);
    lines_close(records->lines);
    input_close(records->input);
    buffer_clear(&records->head);
    records->lines = NULL;
    records->input = NULL;
}

void records_close(struct records *records)
{
    if (records == NULL)
        return;
    close_file(records);
    buffer_clear(&records->header);
    free(records);
}

void records_block_clear(struct records_block *block)
{
    lines_block_clear(&block->lines);
    *block = (struct records_block){0};
}

/* Small enough that all workers finish at about the same time, large enough that the cost of taking is negligible. */
static size_t usual_block_bytes(const struct input *input)
{
    uint64_t total = input_total_bytes(input);
    if (total == 0)
        return USUAL_BLOCK_BYTES;
    uint64_t part = total / BLOCKS_OF_A_FILE;
    if (part < MIN_BLOCK_BYTES)
        return MIN_BLOCK_BYTES;
    return part > MAX_BLOCK_BYTES ? MAX_BLOCK_BYTES : (size_t)part;
}

/* Notes the format of the file, once it is known. */
static void note_format(struct records *records)
{
    if (records->guess.format == FORMAT_AUTO)
        return;
    records->formats.set |= 1U << records->guess.format;
    records->formats.file = records->file;
    records->formats.format = records->guess.format;
}

/* Whether more than half of the first lines are objects. */
static bool are_objects(const struct lines_block *lines)
{
    enum { ENOUGH = 100 };
    size_t position = 0;
    struct line line;
    int n_objects = 0, n = 0;
    while (n < ENOUGH && lines_split(lines, &position, &line)) {
        n += line.len > 0;
        n_objects += jsonl_line_is_object(line);
    }
    return 2 * n_objects > n;
}

/* The first non-empty line decides the format of a file. If bad records are skipped, it may be one of these: then it is
 * jsonl, too, if most of the lines read so far are objects, unless an option has made csv of it. */
static void guess_format(struct records *records, const struct lines_block *lines)
{
    size_t position = 0;
    struct line line;
    if (records->guess.format != FORMAT_AUTO)
        return;
    while (records->guess.format == FORMAT_AUTO && lines_split(lines, &position, &line))
        if (line.len > 0)
            records->guess =
                format_guess_by_line(line, records->rules->use, records->rules->label_prefix, records->rules->given);
    bool may_be_bad = records->guess.format != FORMAT_AUTO && records->guess.format != FORMAT_JSONL &&
                      records->guess.format != FORMAT_CSV;
    if (records->rules->skips_bad && may_be_bad && are_objects(lines))
        records->guess = (struct format_guess){FORMAT_JSONL, "its first lines"};
}

/* Finds the last possible end of a block in a file that is csv or not, depending on its first line. CONTEXT is a struct
 * records. */
static size_t cut_by_first_line(void *context, const char *bytes, size_t n)
{
    struct records *records = context;
    bool may_be_rows = records->guess.format == FORMAT_AUTO || records->guess.format == FORMAT_CSV;
    size_t rows_end = may_be_rows ? csv_split(&records->splitter, bytes, n) : 0;
    const char *newline = memrchr(bytes, '\n', n);
    size_t lines_end = newline != NULL ? (size_t)(newline + 1 - bytes) : 0;
    if (records->guess.format == FORMAT_AUTO) {
        size_t n_before = records->head.len;
        buffer_bytes(&records->head, bytes, n);
        if (!buffer_reserve(&records->head, JSON_SKIP_READABLE))
            return 0;
        memset(records->head.bytes + records->head.len, 0, JSON_SKIP_READABLE);
        struct lines_block lines = {.text = records->head.bytes, .len = n_before + lines_end};
        lines.has_mark = lines_mark_len(lines.text, lines.len) > 0;
        if (lines_end > 0)
            guess_format(records, &lines);
    }
    return records->guess.format == FORMAT_AUTO ? 0 : records->guess.format == FORMAT_CSV ? rows_end : lines_end;
}

static enum bagtag_status open_file(struct records *records, struct bagtag_error *error)
{
    const char *path = records->files[records->n_opened++];
    bool is_guessed = records->rules->format == FORMAT_AUTO;
    records->guess = is_guessed ? format_guess_by_name(path, records->rules->use, records->rules->given)
                                : (struct format_guess){.format = records->rules->format};
    const char *named = is_guessed && records->guess.format != FORMAT_AUTO ? format_names[records->guess.format] : NULL;
    enum bagtag_status status = input_open(&records->input, path, named, error);
    if (status != BAGTAG_OK)
        return status;
    records->file = input_name_of(path);
    note_format(records);
    size_t block_bytes = records->block_bytes > 0 ? records->block_bytes : usual_block_bytes(records->input);
    status = lines_open(&records->lines, records->input, block_bytes, error);
    if (status != BAGTAG_OK)
        return status;
    records->columns = (struct csv_columns){0};
    records->splitter =
        (struct csv_splitter){.delimiter = records->rules->csv.delimiter, .max_quoted = records->rules->csv.max_quoted};
    if (records->guess.format == FORMAT_CSV)
        lines_split_by(records->lines, csv_split, &records->splitter);
    else if (records->guess.format == FORMAT_AUTO && format_is_of_rows(records->rules->use, records->rules->given))
        lines_split_by(records->lines, cut_by_first_line, records);
    return BAGTAG_OK;
}

/* The most likely format of a file that is not of FORMAT. */
static enum format other_format(enum format format, enum format_use use)
{
    if (use != FORMAT_WITH_LABELS)
        return FORMAT_TEXT;
    return format == FORMAT_FASTTEXT || format == FORMAT_CSV ? FORMAT_TSV : FORMAT_FASTTEXT;
}

/* Lists the members of the first object of a file. */
static void list_members(struct records *records, const struct lines_block *lines)
{
    struct buffer names = {0};
    struct line line;
    size_t position = 0;
    while (names.len == 0 && lines_split(lines, &position, &line))
        jsonl_line_list(line, &names);
    (void)snprintf(records->members, sizeof records->members, "%.*s", (int)names.len, names.len > 0 ? names.bytes : "");
    buffer_clear(&names);
}

/* Fills in the members of BLOCK, whose lines were just read from the current file. */
static void describe(struct records *records, struct records_block *block)
{
    guess_format(records, &block->lines);
    note_format(records);
    block->formats = records->formats;
    block->is_all_known = records->n_opened == records->n_files && records->guess.format != FORMAT_AUTO;
    block->is_stream = !input_is_regular(records->input);
    block->number = records->n_taken++;
    block->file = records->file;
    block->format = records->guess.format != FORMAT_AUTO        ? records->guess.format
                    : records->rules->use == FORMAT_WITH_LABELS ? FORMAT_FASTTEXT
                                                                : FORMAT_TEXT;
    block->hint[0] = '\0';
    if (records->guess.reason != NULL)
        (void)snprintf(block->hint, sizeof block->hint,
                       " (read as %s because of %s; if that is wrong, use --format %s)", format_names[block->format],
                       records->guess.reason, format_names[other_format(block->format, records->rules->use)]);
    if (block->format == FORMAT_JSONL && block->lines.first_line == 1)
        list_members(records, &block->lines);
    memcpy(block->members, records->members, sizeof block->members);
    block->header = (struct line){0};
    block->rules = records->rules;
    block->position = 0;
    block->next_line = block->lines.first_line;
}

/* Skips empty rows and, at the start of a file, the byte order mark. */
static void skip_blank_rows(struct records_block *block)
{
    const char *at = block->lines.text + block->position;
    if (block->position == 0 && block->lines.has_mark)
        at += lines_mark_len(at, block->lines.len);
    size_t n = csv_blank_rows(at, block->lines.text + block->lines.len);
    block->next_line += bytes_count(at, n, '\n');
    block->position = (size_t)(at - block->lines.text) + n;
}

/* Moves AT to before the byte order mark of BLOCK if it comes directly before AT. */
static const char *with_mark(const struct records_block *block, const char *at)
{
    const char *text = block->lines.text;
    return block->lines.has_mark && at == text + lines_mark_len(text, block->lines.len) ? text : at;
}

/* Keeps the header at AT if it is the first of all files; otherwise checks that it is the same, if required. */
static enum bagtag_status take_header(struct records *records, struct records_block *block, const char *at, size_t len,
                                      const struct record_place *place, struct bagtag_error *error)
{
    size_t row_len = csv_row_len(at, len);
    if (records->header_file == NULL) {
        records->header_file = records->file;
        buffer_bytes(&records->header, at, row_len);
        block->header.text = with_mark(block, at);
        block->header.len = (size_t)(at + len - block->header.text);
        return records->header.failed ? error_memory(error) : BAGTAG_OK;
    }
    if (!records->rules->csv.has_one_header ||
        (row_len == records->header.len && memcmp(at, records->header.bytes, row_len) == 0))
        return BAGTAG_OK;
    return record_error(place, error, "expected the same header as in %s; found another", records->header_file);
}

/* Finds the columns of a file in its first row, as soon as there is one, and skips a header. */
static enum bagtag_status find_columns(struct records *records, struct records_block *block, struct bagtag_error *error)
{
    size_t len;
    if (records->columns.n_fields == 0)
        skip_blank_rows(block);
    if (records->columns.n_fields == 0 && block->position < block->lines.len) {
        const char *at = block->lines.text + block->position;
        struct record_place place = {.file = block->file, .line = block->next_line, .hint = block->hint};
        enum bagtag_status status = csv_find_columns(&records->columns, &block->rules->csv, at,
                                                     block->lines.text + block->lines.len, &place, &len, error);
        if (status != BAGTAG_OK)
            return status;
        if (block->rules->csv.has_header) {
            status = take_header(records, block, at, len, &place, error);
            if (status != BAGTAG_OK)
                return status;
            block->position += len;
            block->next_line += bytes_count(at, len, '\n');
        }
    }
    block->columns = records->columns;
    return BAGTAG_OK;
}

/* A text that contains its label would make any model look right. */
static enum bagtag_status check_members(const struct record_rules *rules, struct bagtag_error *error)
{
    const char *label = rules->fields[FIELD_LABEL];
    if (label == NULL || !jsonl_line_lists(rules->fields[FIELD_TEXT], label))
        return BAGTAG_OK;
    return error_set(error, BAGTAG_ARGUMENT,
                     "expected labels and texts in different members; found \"%s\" as both (choose others with "
                     "--text-field and --label-field)",
                     label);
}

enum bagtag_status records_take(struct records *records, struct records_block *block, struct bagtag_error *error)
{
    block->lines.len = 0;
    block->counts = (struct bagtag_input_counts){0};
    block->n_given = block->n_prefixed = block->n_objects = 0;
    block->is_all_known = false;
    for (;;) {
        enum bagtag_status status = BAGTAG_OK;
        if (records->lines == NULL) {
            if (records->n_opened == records->n_files)
                return BAGTAG_OK;
            status = open_file(records, error);
        }
        if (status == BAGTAG_OK)
            status = lines_next(records->lines, &block->lines, error);
        if (status != BAGTAG_OK)
            return status;
        if (block->lines.len > 0)
            break;
        close_file(records);
    }
    describe(records, block);
    if (block->format == FORMAT_JSONL)
        return check_members(records->rules, error);
    return block->format == FORMAT_CSV ? find_columns(records, block, error) : BAGTAG_OK;
}

const char *records_file(const struct records *records)
{
    return records->file;
}

const char *records_members(const struct records *records)
{
    return records->members;
}

enum format records_format(const struct records *records)
{
    return records->guess.format;
}

const struct formats_seen *records_formats(const struct records *records)
{
    return &records->formats;
}

void records_progress(const struct records *records, uint64_t *bytes, uint64_t *total_bytes)
{
    *bytes = records->input != NULL ? input_read_bytes(records->input) : records->bytes;
    *total_bytes = records->input != NULL ? input_total_bytes(records->input) : records->total_bytes;
}

/* Prepares RECORD, of which only `line` and maybe `raw` are set. */
static struct record_place begin_record(const struct records_block *block, struct record *record)
{
    record->has_text = record->is_in_line = true;
    record->drops_labels = block->rules->use == FORMAT_AS_TEXT;
    record->id = NULL;
    record->insert = 0;
    record->delimiter = '\0';
    record->is_torn = false;
    return (struct record_place){.file = block->file, .line = record->line, .hint = block->hint};
}

static enum bagtag_status parse(struct records_block *block, struct record *record, struct line line,
                                struct bagtag_error *error)
{
    const struct record_rules *rules = block->rules;
    struct record_place place = begin_record(block, record);
    switch (block->format) {
    case FORMAT_TSV:
        return tsv_line_parse(record, line, rules->label_prefix, &place, error);
    case FORMAT_JSONL:
        return jsonl_line_parse(record, line, rules->fields, rules->label_prefix, &block->shape, &place, error);
    case FORMAT_TEXT:
        record->text = line.text;
        record->text_len = line.len;
        if (record->line <= RECORDS_FIRST_LINES && line.len > 0 && *line.text == '{')
            block->n_objects += jsonl_line_is_object(line);
        return BAGTAG_OK;
    case FORMAT_AUTO:
    case FORMAT_CSV: /* read by next_row */
    case FORMAT_FASTTEXT:
        break;
    }
    return fasttext_line_parse(record, line, rules->label_prefix, &place, error);
}

/* Finds the bytes of the next record; false: there is none. */
static bool next_bytes(struct records_block *block, struct record *record, struct line *line)
{
    record->n_labels = 0;
    record->raw_len = 0;
    for (;;) {
        size_t begin = block->position;
        if (!lines_split(&block->lines, &block->position, line))
            return false;
        record->line = block->next_line++;
        if (block->format == FORMAT_JSONL && jsonl_line_is_blank(*line))
            continue;
        record->raw = block->lines.text + begin;
        record->raw_len = block->position - begin;
        record->lacks_line_end = block->lines.text[block->position - 1] != '\n';
        return true;
    }
}

static enum bagtag_status next_line(struct records_block *block, struct record *record, struct bagtag_error *error)
{
    struct line line;
    return next_bytes(block, record, &line) ? parse(block, record, line, error) : BAGTAG_OK;
}

static enum bagtag_status next_row(struct records_block *block, struct record *record, struct bagtag_error *error)
{
    size_t len;
    skip_blank_rows(block);
    const char *at = block->lines.text + block->position, *end = block->lines.text + block->lines.len;
    record->n_labels = 0;
    record->raw_len = 0;
    record->raw = at;
    record->line = block->next_line;
    if (at == end)
        return BAGTAG_OK;
    struct record_place place = begin_record(block, record);
    record->is_in_line = record->lacks_line_end = false;
    enum bagtag_status status = csv_row_parse(record, &block->columns, &block->rules->csv, at, end,
                                              block->rules->label_prefix, &place, &len, error);
    record->raw = with_mark(block, at);
    record->raw_len = (size_t)(at - record->raw) + len;
    record->insert = csv_row_len(record->raw, record->raw_len);
    record->delimiter = block->rules->csv.delimiter;
    block->position += len;
    block->next_line += bytes_count(at, len, '\n');
    return status;
}

/* Reads the next record, good or bad; raw_len = 0: there is none. */
static enum bagtag_status next_of_any(struct records_block *block, struct record *record, struct bagtag_error *error)
{
    return block->format == FORMAT_CSV ? next_row(block, record, error) : next_line(block, record, error);
}

/* Increments *N; *FIRST becomes the place of the first one. */
static void count(const struct records_block *block, const struct record *record, uint64_t *n,
                  struct bagtag_place *first)
{
    if (++*n == 1)
        *first = (struct bagtag_place){.file = block->file, .line = record->line};
}

/* Whether the first record that can be read has the member to be added: the name is wrong, not the record. */
static bool is_wrong_name(const struct records_block *block, const struct record *record)
{
    return record->has_added && block->number == 0 && block->n_given == 0;
}

enum bagtag_status records_next(struct records_block *block, struct record *record, struct bagtag_error *error)
{
    for (;;) {
        struct bagtag_error bad;
        enum bagtag_status status = next_of_any(block, record, block->rules->skips_bad ? &bad : error);
        if (record->raw_len == 0)
            return BAGTAG_OK;
        block->n_given += status == BAGTAG_OK;
        if (status == BAGTAG_OK && !record->has_text)
            count(block, record, &block->counts.textless, &block->counts.first_textless);
        if (status == BAGTAG_OK && record->is_torn)
            count(block, record, &block->counts.torn, &block->counts.first_torn);
        if (status != BAGTAG_INPUT || !block->rules->skips_bad || is_wrong_name(block, record))
            return status == BAGTAG_OK || !block->rules->skips_bad ? status : error_forward(error, status, &bad);
        count(block, record, &block->counts.bad, &block->counts.first_bad);
        if (block->counts.bad == 1)
            block->counts.why_bad = bad;
        block->counts.bad_lines += block->next_line - record->line;
    }
}

void records_add_counts(struct bagtag_input_counts *sum, const struct bagtag_input_counts *more)
{
    if (sum->bad == 0 && more->bad > 0) {
        sum->first_bad = more->first_bad;
        sum->why_bad = more->why_bad;
    }
    if (sum->textless == 0)
        sum->first_textless = more->first_textless;
    sum->bad += more->bad;
    sum->bad_lines += more->bad_lines;
    sum->textless += more->textless;
    if (sum->torn == 0)
        sum->first_torn = more->first_torn;
    sum->torn += more->torn;
}

void records_note_first(struct records_first *first, const struct records_block *block, const struct record *record,
                        enum format format)
{
    if (first->place.file != NULL && first->block <= block->number)
        return;
    *first = (struct records_first){
        .place = {.file = block->file, .line = record->line}, .format = format, .block = block->number};
    (void)snprintf(first->members, sizeof first->members, "%s", block->members);
}

void records_merge_first(struct records_first *first, const struct records_first *other)
{
    if (other->place.file != NULL && (first->place.file == NULL || other->block < first->block))
        *first = *other;
}

bool records_list_member(const char *members, const char *name)
{
    char quoted[JSONL_FIELD_BYTES + 3];
    (void)snprintf(quoted, sizeof quoted, "\"%s\"", name);
    const char *found = strstr(members, quoted);
    while (found != NULL && found > members && found[-1] == '\\') /* inside a name with quotes */
        found = strstr(found + 1, quoted);
    return found != NULL;
}

enum bagtag_status records_no_label(const char *file, enum format format, const char *members,
                                    const struct record_rules *rules, struct bagtag_error *error)
{
    char question[SIMILAR_QUESTION_BYTES];
    if (format == FORMAT_TSV)
        return error_set(error, BAGTAG_INPUT, "%s: no line has a label; expected label, tab, text", file);
    if (format == FORMAT_JSONL && records_list_member(members, rules->fields[FIELD_LABEL]))
        return error_set(error, BAGTAG_INPUT,
                         "%s: no object has a label: the member \"%s\" is always empty; choose another with "
                         "--label-field NAME; found %s",
                         file, rules->fields[FIELD_LABEL], members);
    if (format == FORMAT_JSONL)
        return error_set(
            error, BAGTAG_INPUT,
            "%s: no object has a label; expected the member \"%s\" (or another, with --label-field); found %s%s", file,
            rules->fields[FIELD_LABEL], *members != '\0' ? members : "no members",
            similar_name_ask(question, similar_name_in(members, rules->fields[FIELD_LABEL])));
    if (format == FORMAT_CSV)
        return error_set(error, BAGTAG_INPUT,
                         "%s: no row has a label; expected one in the column \"%s\" (or another, with --label-column)",
                         file, rules->csv.label_column);
    return error_set(
        error, BAGTAG_INPUT,
        "%s: no line has a label; expected words that begin with %s%s (or --format tsv: label, tab, text%s)", file,
        rules->label_prefix, strcmp(rules->label_prefix, "__label__") == 0 ? "" : ", or with another --label-prefix",
        strcmp(file, input_name_of("-")) == 0 ? "; or --format csv or jsonl" : "");
}
