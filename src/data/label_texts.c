/* label_texts.c - the names of labels as training documents */
/* SPDX-License-Identifier: MIT */
#include "data/label_texts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/mem.h"
#include "text/ascii.h"

enum { READABLE_AFTER = 64 }; /* bytes after a text, as tokenizers need */

/* A label that training documents have. */
struct name {
    struct corpus_text text; /* empty if the name has no letter */
    uint64_t n_documents;
    uint32_t id;                /* in the table of all labels */
    size_t first_word, n_words; /* in word_ids */
};

struct names {
    struct strtab labels; /* of all workers, with their counts */
    uint32_t **labels_of; /* [n_workers]: maps each worker's labels to this table */
    struct name *list;    /* [n], in bytewise order, so that floating-point sums over it are reproducible */
    size_t n;
    uint32_t *numbers; /* [labels.n]: index in the list; NOT_LISTED: a label of held-out documents only */
    struct buffer texts;
    struct strtab words; /* of all texts */
    uint32_t *word_ids;  /* text after text */
    size_t n_word_ids, word_capacity;
};
#define NOT_LISTED UINT32_MAX

static void names_clear(struct names *names, size_t n_workers)
{
    for (size_t w = 0; names->labels_of != NULL && w < n_workers; w++)
        free(names->labels_of[w]);
    free(names->labels_of);
    free(names->list);
    free(names->numbers);
    free(names->word_ids);
    buffer_clear(&names->texts);
    strtab_clear(&names->labels);
    strtab_clear(&names->words);
}

/* ---- labels and their names ------------------------------------------------------------------------------------ */

static bool gather_labels(struct names *names, const struct corpus *corpus)
{
    names->labels_of = mem_zeroed(corpus->n_workers, sizeof *names->labels_of);
    if (names->labels_of == NULL)
        return false;
    for (size_t w = 0; w < corpus->n_workers; w++) {
        const struct strtab *labels = &corpus->workers[w].labels;
        names->labels_of[w] = mem_array(labels->n, sizeof *names->labels_of[w]);
        if (names->labels_of[w] == NULL)
            return false;
        if (labels->n > 0 && !strtab_merge(&names->labels, labels, names->labels_of[w], corpus->pool))
            return false;
    }
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    const struct record_label *x = &((const struct name *)a)->text.label, *y = &((const struct name *)b)->text.label;
    int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);
    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static bool list_names(struct names *names)
{
    size_t n = names->labels.n;
    names->list = mem_zeroed(n, sizeof *names->list);
    names->numbers = mem_array(n, sizeof *names->numbers);
    if (names->list == NULL || names->numbers == NULL)
        return false;
    for (size_t id = 0; id < n; id++) {
        const struct strtab_entry *entry = &names->labels.entries[id];
        names->numbers[id] = NOT_LISTED;
        if (entry->count > 0)
            names->list[names->n++] =
                (struct name){.text.label = {.text = strtab_text(&names->labels, (uint32_t)id), .len = entry->len},
                              .n_documents = entry->count,
                              .id = (uint32_t)id};
    }
    qsort(names->list, names->n, sizeof *names->list, by_bytes);
    for (size_t i = 0; i < names->n; i++)
        names->numbers[names->list[i].id] = (uint32_t)i;
    return true;
}

/* A label that gets a text if any do. */
static bool is_rare(const struct name *name)
{
    return name->text.len > 0 && name->n_documents < LABEL_TEXTS_ENOUGH;
}

/* Writes the names with spaces between their words. */
static bool write_texts(struct names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        struct name *name = &names->list[i];
        const struct record_label *label = &name->text.label;
        bool has_letter = false;
        for (uint32_t k = 0; k < label->len; k++) {
            char c = label->text[k];
            bool is_beyond = (unsigned char)c >= 0x80;
            has_letter |= is_beyond || ascii_is_letter(c);
            buffer_char(&names->texts, is_beyond || ascii_is_letter_or_digit(c) ? c : ' ');
        }
        name->text.len = has_letter ? label->len : 0;
    }
    if (names->texts.failed || !buffer_reserve(&names->texts, READABLE_AFTER))
        return false;
    memset(names->texts.bytes + names->texts.len, 0, READABLE_AFTER);
    const char *text = names->texts.bytes;
    for (size_t i = 0; i < names->n; text += names->list[i++].text.label.len)
        names->list[i].text.text = text;
    return true;
}

/* ---- whether names are informative ----------------------------------------------------------------------------- */

static bool cut_words(struct names *names, const struct tokenizer *tokenizer, struct tokens *tokens)
{
    for (size_t i = 0; i < names->n; i++) {
        struct name *name = &names->list[i];
        const struct strtab_first first = {.block = 0};
        if (tokens_split(tokens, tokenizer, name->text.text, name->text.len) != 0 ||
            mem_reserve(&names->word_ids, &names->word_capacity, names->n_word_ids + tokens->n,
                        sizeof *names->word_ids) != 0 ||
            !strtab_add_tokens(&names->words, tokens->list, tokens->n, first, false,
                               names->word_ids + names->n_word_ids))
            return false;
        name->first_word = names->n_word_ids;
        name->n_words = tokens->n;
        names->n_word_ids += tokens->n;
    }
    return true;
}

/* How often documents contain words of label names. */
struct meetings {
    uint32_t *words_of;    /* of the current worker: maps its words to words of names, or STRTAB_NONE */
    uint64_t *n_documents; /* [words.n]: documents with the word */
    uint64_t *last;        /* [words.n]: the last document with the word */
    uint64_t document;     /* the current one, from 1 */
    uint64_t n_own;        /* matches: a document contains a word of the name of one of its own labels */
};

static bool find_words(struct meetings *meetings, const struct names *names, const struct strtab *words)
{
    free(meetings->words_of);
    meetings->words_of = mem_array(words->n, sizeof *meetings->words_of);
    if (meetings->words_of == NULL)
        return false;
    memset(meetings->words_of, 0xff, words->n * sizeof *meetings->words_of); /* STRTAB_NONE */
    for (size_t i = 0; words->n > 0 && i < names->words.n; i++) {
        const char *text = strtab_text(&names->words, (uint32_t)i);
        uint32_t len = names->words.entries[i].len, id = strtab_find(words, text, len, hash_bytes(text, len));
        if (id != STRTAB_NONE)
            meetings->words_of[id] = (uint32_t)i;
    }
    return true;
}

/* LABELS_OF belongs to the worker that read the block. */
static void meet_block(struct meetings *meetings, const struct names *names, const uint32_t *labels_of,
                       const struct corpus_block *block)
{
    const uint32_t *ids = block->ids, *labels = block->labels;
    for (size_t d = 0; d < block->n_documents; d++) {
        struct corpus_document document = block->documents[d];
        meetings->document += !document.is_held_out;
        for (uint32_t i = 0; !document.is_held_out && i < document.n_tokens; i++) {
            uint32_t word = meetings->words_of[ids[i]];
            if (word == STRTAB_NONE || meetings->last[word] == meetings->document)
                continue;
            meetings->last[word] = meetings->document;
            meetings->n_documents[word]++;
        }
        for (uint32_t l = 0; !document.is_held_out && l < document.n_labels; l++) {
            const struct name *name = &names->list[names->numbers[labels_of[labels[l]]]];
            for (size_t i = 0; i < name->n_words; i++)
                meetings->n_own += meetings->last[names->word_ids[name->first_word + i]] == meetings->document;
        }
        ids += document.n_tokens;
        labels += document.n_labels;
    }
}

/* The expected n_own if words and labels were independent. */
static double meetings_by_chance(const struct meetings *meetings, const struct names *names)
{
    double n = 0.0;
    for (size_t k = 0; k < names->n; k++) {
        const struct name *name = &names->list[k];
        for (size_t i = 0; i < name->n_words; i++)
            n += (double)meetings->n_documents[names->word_ids[name->first_word + i]] * (double)name->n_documents;
    }
    return meetings->document > 0 ? n / (double)meetings->document : 0.0;
}

/* Whether N_OWN exceeds chance by half, and by two standard errors. (With two labels, twice the chance is the maximum.)
 */
static bool is_telling(double n_own, double by_chance)
{
    return n_own > 1.5 * by_chance && n_own > by_chance + 1.0 + 2.0 * sqrt(by_chance);
}

/* Finds out whether documents contain the words of their labels' names clearly more often than by chance. */
static enum bagtag_status ask(const struct names *names, const struct corpus *corpus, bool *are_telling,
                              struct bagtag_error *error)
{
    struct meetings meetings = {.n_documents = mem_zeroed(names->words.n, sizeof *meetings.n_documents),
                                .last = mem_zeroed(names->words.n, sizeof *meetings.last)};
    bool is_done = meetings.n_documents != NULL && meetings.last != NULL;
    for (size_t w = 0; is_done && w < corpus->n_workers; w++) {
        is_done = find_words(&meetings, names, &corpus->workers[w].words);
        for (size_t b = 0; is_done && b < corpus->n_blocks; b++)
            if (corpus->blocks[b].worker == w)
                meet_block(&meetings, names, names->labels_of[w], &corpus->blocks[b]);
    }
    if (is_done)
        *are_telling = is_telling((double)meetings.n_own, meetings_by_chance(&meetings, names));
    free(meetings.words_of);
    free(meetings.n_documents);
    free(meetings.last);
    return is_done ? BAGTAG_OK : error_memory(error);
}

/* ---- names as documents ---------------------------------------------------------------------------------------- */

static enum bagtag_status add_block(struct corpus *corpus, const struct names *names, struct bagtag_error *error)
{
    struct corpus_text *texts = mem_array(names->n, sizeof *texts);
    size_t number = corpus->n_blocks, n = 0;
    if (texts == NULL ||
        mem_reserve(&corpus->blocks, &corpus->block_capacity, number + 1, sizeof *corpus->blocks) != 0) {
        free(texts);
        return error_memory(error);
    }
    for (size_t i = 0; i < names->n; i++)
        if (is_rare(&names->list[i]))
            texts[n++] = names->list[i].text;
    enum bagtag_status status = corpus_block_write(&corpus->workers[0], &corpus->options, (uint32_t)number, texts, n,
                                                   &corpus->blocks[number], error);
    corpus->n_blocks += status == BAGTAG_OK;
    corpus->counts.label_texts = n;
    free(texts);
    return status;
}

static bool has_rare(const struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (is_rare(&names->list[i]))
            return true;
    return false;
}

enum bagtag_status label_texts_add(struct corpus *corpus, struct bagtag_error *error)
{
    struct names names = {.n = 0};
    struct tokens tokens = {.n = 0};
    enum bagtag_status status = BAGTAG_OK;
    bool are_telling = corpus->options.label_texts == LABEL_TEXTS_ALWAYS;
    if (corpus->options.label_texts == LABEL_TEXTS_NEVER || corpus->n_blocks >= UINT32_MAX)
        return BAGTAG_OK;
    if (!gather_labels(&names, corpus) || !list_names(&names) || !write_texts(&names))
        status = error_memory(error);
    bool is_wanted = status == BAGTAG_OK && has_rare(&names);
    if (is_wanted && !are_telling && !cut_words(&names, &corpus->options.tokenizer, &tokens))
        status = error_memory(error);
    if (is_wanted && !are_telling && status == BAGTAG_OK)
        status = ask(&names, corpus, &are_telling, error);
    if (is_wanted && are_telling && status == BAGTAG_OK)
        status = add_block(corpus, &names, error);
    tokens_clear(&tokens);
    names_clear(&names, corpus->n_workers);
    return status;
}
