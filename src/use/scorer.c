/* scorer.c - texts to probabilities, sixteen at a time */
/* SPDX-License-Identifier: MIT */
#include "use/scorer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/model.h"
#include "net/params.h"

/* Large enough to cost no more than the whole text at once, small enough to stay in a cache. */
enum { PIECE_BYTES = 256 * 1024 };

enum bagtag_status scorer_init(struct scorer *scorer, const struct bagtag_model *model, struct bagtag_error *error)
{
    *scorer = (struct scorer){.model = model};
    enum bagtag_status status = kernel_choose(&scorer->kernel, error);
    if (status == BAGTAG_OK)
        status = group_init(&scorer->group, model->settings.bag, loss_get(model->settings.loss), false,
                            model->settings.dim, model->n_labels, error);
    scorer->group.extra.tree = &model->tree;
    if (status == BAGTAG_OK && scorer->group.loss->probability == NULL) {
        scorer->logits = mem_array(model->n_labels, KERNEL_LANES * sizeof *scorer->logits);
        status = scorer->logits != NULL ? BAGTAG_OK : error_memory(error);
    }
    if (model->settings.layer == LAYER_CODES && model->weight != NULL && model->scores.kind == NULL)
        scorer->code_size = params_code_size(model->weight, model->n_labels, model->settings.dim);
    return status;
}

void scorer_clear(struct scorer *scorer)
{
    for (size_t i = 0; i < KERNEL_LANES; i++)
        features_clear(&scorer->features[i]);
    subword_cache_clear(&scorer->memory);
    group_clear(&scorer->group);
    free(scorer->logits);
    scorer->logits = NULL;
}

/* Word lookup is pipelined: each step runs this many texts after tokenization, so that prefetched memory has
 * arrived. */
enum { PLACES_DELAY = 1, BYTES_DELAY = 2, FIND_DELAY = 3 };

static enum bagtag_status find(struct scorer *scorer, size_t text, struct bagtag_error *error)
{
    struct features *features = &scorer->features[text];
    const struct bagtag_model *model = scorer->model;
    struct feature_rules rules = model_feature_rules(model);
    rules.memory = &scorer->memory;
    rules.lacks_line_end = scorer->lacks_line_end[text];
    if (features_find(features, &rules) != 0 || (model->idf && features_weigh(features, model->idf) != 0))
        return error_memory(error);
    return BAGTAG_OK;
}

/* Runs the lookup steps of earlier texts that are due when text AT has been tokenized (or, at the end, would have
 * been). */
static enum bagtag_status run_lookup_steps(struct scorer *scorer, size_t at, struct bagtag_error *error)
{
    const struct vocab *words = &scorer->model->words;
    struct features *features = scorer->features;
    if (at >= PLACES_DELAY && at - PLACES_DELAY < scorer->n_texts)
        features_prefetch(&features[at - PLACES_DELAY], words, VOCAB_PLACES);
    if (at >= BYTES_DELAY && at - BYTES_DELAY < scorer->n_texts)
        features_prefetch(&features[at - BYTES_DELAY], words, VOCAB_BYTES);
    if (at >= FIND_DELAY && at - FIND_DELAY < scorer->n_texts)
        return find(scorer, at - FIND_DELAY, error);
    return BAGTAG_OK;
}

static struct feature_rules cutting_rules(struct scorer *scorer, bool wants_sources)
{
    struct feature_rules rules = model_feature_rules(scorer->model);
    rules.memory = &scorer->memory;
    rules.piece_bytes = wants_sources ? 0 : PIECE_BYTES; /* sources need all tokens */
    rules.is_weighed = scorer->model->idf != NULL;
    return rules;
}

/* Starts looking up the text that was tokenized last. */
static enum bagtag_status start_lookup(struct scorer *scorer, struct bagtag_error *error)
{
    size_t at = scorer->n_texts++;
    features_prefetch(&scorer->features[at], &scorer->model->words, VOCAB_INDEX);
    enum bagtag_status status = run_lookup_steps(scorer, at, error);
    if (status != BAGTAG_OK)
        scorer->n_texts = 0;
    return status;
}

static enum bagtag_status drop_texts(struct scorer *scorer, struct bagtag_error *error)
{
    scorer->n_texts = 0;
    return error_memory(error);
}

enum bagtag_status scorer_add(struct scorer *scorer, struct scorer_text text, bool *has_invalid,
                              struct bagtag_error *error)
{
    size_t at = scorer->n_texts;
    struct features *features = &scorer->features[at];
    struct feature_rules rules = cutting_rules(scorer, features->tokens.sources.is_wanted);
    rules.lacks_line_end = scorer->lacks_line_end[at] = text.lacks_line_end;
    if (features_tokenize(features, &rules, text.bytes, text.len) != 0)
        return drop_texts(scorer, error);
    *has_invalid = features->has_invalid;
    return start_lookup(scorer, error);
}

enum bagtag_status scorer_add_tokenized(struct scorer *scorer, struct scorer_text text, const struct scorer *other,
                                        struct bagtag_error *error)
{
    size_t at = scorer->n_texts;
    struct features *features = &scorer->features[at];
    const struct features *from = &other->features[other->n_texts - 1];
    struct feature_rules rules = cutting_rules(scorer, features->tokens.sources.is_wanted);
    struct feature_rules others = model_feature_rules(other->model);
    bool has_invalid;
    if (from->is_found || features->tokens.sources.is_wanted || !features_tokenize_alike(&rules, &others))
        return scorer_add(scorer, text, &has_invalid, error);
    scorer->lacks_line_end[at] = text.lacks_line_end;
    if (features_take_tokens(features, &rules, from) != 0)
        return drop_texts(scorer, error);
    return start_lookup(scorer, error);
}

struct document scorer_document(const struct scorer *scorer, size_t text)
{
    const struct features *features = &scorer->features[text];
    return (struct document){.ids = features->ids,
                             .weights = scorer->model->idf ? features->weights : NULL,
                             .scale = features->scale,
                             .n = features->n};
}

void scorer_want_sources(struct scorer *scorer)
{
    for (size_t i = 0; i < KERNEL_LANES; i++)
        scorer->features[i].tokens.sources.is_wanted = true;
}

/* Finishes the lookup and fills DOCUMENTS for all texts. */
static enum bagtag_status finish_texts(struct scorer *scorer, struct document documents[KERNEL_LANES],
                                       struct bagtag_error *error)
{
    for (size_t at = scorer->n_texts; at < scorer->n_texts + FIND_DELAY; at++) {
        enum bagtag_status status = run_lookup_steps(scorer, at, error);
        if (status != BAGTAG_OK)
            return status;
    }
    for (size_t i = 0; i < scorer->n_texts; i++)
        documents[i] = scorer_document(scorer, i);
    return BAGTAG_OK;
}

enum bagtag_status scorer_gather(struct scorer *scorer, struct bagtag_error *error)
{
    struct document documents[KERNEL_LANES];
    enum bagtag_status status = finish_texts(scorer, documents, error);
    if (status == BAGTAG_OK)
        group_gather(&scorer->group, scorer->kernel, &scorer->model->rows, documents, scorer->n_texts, 0);
    scorer->n_texts = 0;
    return status;
}

static struct output_layer layer_of(const struct scorer *scorer)
{
    const struct bagtag_model *model = scorer->model;
    return (struct output_layer){model->weight, model->factor, model->bias, scorer->code_size};
}

/* ---- labels to choose from ------------------------------------------------------------------------------------ */

void scorer_choose(struct scorer *scorer, struct label_choice choice)
{
    scorer->choice = choice;
}

size_t scorer_n_answers(const struct scorer *scorer)
{
    return scorer->choice.n > 0 ? scorer->choice.n : scorer->group.n_labels;
}

/* The label at PLACE of those that may be answered. */
static uint32_t label_at(const struct scorer *scorer, size_t place)
{
    return scorer->choice.n > 0 ? scorer->choice.labels[place] : (uint32_t)place;
}

/* The lanes of the labels that may be answered, after keep_chosen. */
static struct loss_lanes answer_lanes(const struct scorer *scorer)
{
    struct loss_lanes lanes = group_lanes(&scorer->group, scorer->kernel);
    if (!scorer->group.loss->is_tree)
        lanes.n_labels = scorer_n_answers(scorer);
    return lanes;
}

/* Moves the lines of z of the chosen labels to the front, in order. */
static void keep_chosen(struct scorer *scorer)
{
    float *z = scorer->group.z;
    for (size_t i = 0; i < scorer->choice.n; i++)
        if (scorer->choice.labels[i] != i)
            memcpy(z + i * KERNEL_LANES, z + scorer->choice.labels[i] * (size_t)KERNEL_LANES, KERNEL_LANES * sizeof *z);
}

/* The nodes of a tree are not moved; instead, the probabilities of the chosen labels are divided by their sum. */
static void sum_chosen(struct scorer *scorer)
{
    struct loss_lanes lanes = answer_lanes(scorer);
    for (size_t text = 0; text < scorer->group.n_documents; text++) {
        double sum = 0.0;
        for (size_t i = 0; !scorer->choice.keeps_scale && i < scorer->choice.n; i++)
            sum += (double)scorer->group.loss->probability(&lanes, text, scorer->choice.labels[i]);
        scorer->chosen_sum[text] = sum > 0.0 ? sum : 1.0;
    }
}

/* Saves the logits of the labels that may be answered, before they become probabilities. */
static void keep_logits(struct scorer *scorer)
{
    for (size_t place = 0; scorer->logits != NULL && place < scorer_n_answers(scorer); place++)
        memcpy(scorer->logits + place * KERNEL_LANES, scorer->group.z + label_at(scorer, place) * (size_t)KERNEL_LANES,
               KERNEL_LANES * sizeof *scorer->logits);
}

/* Turns z of all labels into the probabilities of those that may be answered. */
static void find_probabilities(struct scorer *scorer)
{
    const struct loss *loss = scorer->group.loss;
    bool is_among_all = scorer->choice.n == 0 || scorer->choice.keeps_scale || loss->is_tree;
    keep_logits(scorer);
    if (is_among_all)
        group_probabilities(&scorer->group, scorer->kernel);
    if (loss->is_tree) {
        sum_chosen(scorer);
        return;
    }
    keep_chosen(scorer);
    struct loss_lanes lanes = answer_lanes(scorer);
    if (!is_among_all)
        loss->probabilities(&lanes);
}

static enum bagtag_status run_logits(struct scorer *scorer, struct bagtag_error *error)
{
    const struct bagtag_model *model = scorer->model;
    struct document documents[KERNEL_LANES];
    enum bagtag_status status = finish_texts(scorer, documents, error);
    if (status == BAGTAG_OK && model->scores.kind != NULL)
        group_logits_folded(&scorer->group, scorer->kernel, &model->scores, model->bias, documents, scorer->n_texts);
    else if (status == BAGTAG_OK)
        group_logits(&scorer->group, scorer->kernel, &model->rows, layer_of(scorer), documents, scorer->n_texts);
    scorer->n_texts = 0;
    return status;
}

enum bagtag_status scorer_run(struct scorer *scorer, struct bagtag_error *error)
{
    enum bagtag_status status = run_logits(scorer, error);
    if (status == BAGTAG_OK)
        find_probabilities(scorer);
    scorer->has_logits = false;
    return status;
}

enum bagtag_status scorer_run_logits(struct scorer *scorer, struct bagtag_error *error)
{
    enum bagtag_status status = run_logits(scorer, error);
    if (status == BAGTAG_OK)
        keep_chosen(scorer);
    scorer->has_logits = true;
    return status;
}

static bool is_better(struct bagtag_prediction a, struct bagtag_prediction b)
{
    return a.probability > b.probability || (a.probability == b.probability && a.label < b.label);
}

static int compare(const void *a, const void *b)
{
    struct bagtag_prediction x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return is_better(x, y) ? -1 : is_better(y, x);
}

bool scorer_has_answer(const struct scorer *scorer, size_t text)
{
    return scorer->group.loss->best == NULL || scorer->features[text].n > 0;
}

static float probability_at(const struct scorer *scorer, size_t text, size_t place)
{
    const struct group *group = &scorer->group;
    if (scorer->has_logits || group->loss->probability == NULL)
        return group->z[place * KERNEL_LANES + text];
    struct loss_lanes lanes = answer_lanes(scorer);
    if (!group->loss->is_tree)
        return group->loss->probability(&lanes, text, (uint32_t)place);
    float p = group->loss->probability(&lanes, text, label_at(scorer, place));
    return scorer->chosen_sum[text] == 1.0 ? p : (float)((double)p / scorer->chosen_sum[text]);
}

float scorer_probability(const struct scorer *scorer, size_t text, size_t label)
{
    size_t place = scorer->choice.n > 0 ? 0 : label;
    while (scorer->choice.n > 0 && scorer->choice.labels[place] != label)
        place++;
    return probability_at(scorer, text, place);
}

double scorer_loss(const struct scorer *scorer, size_t text, const struct loss_truth *truth)
{
    struct loss_lanes lanes = answer_lanes(scorer);
    const struct loss *loss = scorer->group.loss;
    lanes.logits = scorer->logits;
    if (!loss->is_tree || scorer->choice.n == 0)
        return loss->value(&lanes, text, truth);
    double sum = 0.0;
    for (size_t l = 0; l < truth->n; l++) {
        uint32_t label = label_at(scorer, truth->labels[l]);
        sum += loss->value(&lanes, text, &(struct loss_truth){&label, 1});
    }
    return truth->n > 0 ? fmax(sum / (double)truth->n + log(scorer->chosen_sum[text]), 0.0) : -1.0;
}

/* The best K by the ranking of the loss. */
static size_t rank(const struct scorer *scorer, size_t text, size_t k, struct bagtag_prediction *best)
{
    struct loss_lanes lanes = answer_lanes(scorer);
    size_t n = scorer->group.loss->best(&lanes, text, k, scorer->choice.least);
    for (size_t i = 0; i < n; i++) {
        struct ranked ranked = scorer->group.extra.heap[i];
        float p =
            scorer->choice.is_unclamped ? loss_ranked_unclamped(ranked.score) : loss_ranked_probability(ranked.score);
        best[i] = (struct bagtag_prediction){label_at(scorer, ranked.label), p};
    }
    return n;
}

/* The value that labels are ranked by: logits if there are any, because many labels are so certain or impossible that
 * their probabilities round to 1 or 0. */
static float rank_at(const struct scorer *scorer, size_t text, size_t place)
{
    if (scorer->logits != NULL && !scorer->has_logits)
        return scorer->logits[place * KERNEL_LANES + text];
    return probability_at(scorer, text, place);
}

/* A few labels are kept sorted during the pass over all; many are sorted afterwards. Until the end, BEST has places and
 * ranking values instead of labels and probabilities. */
size_t scorer_best(const struct scorer *scorer, size_t text, size_t k, struct bagtag_prediction *best)
{
    enum { FEW = 16 };
    size_t n_labels = scorer_n_answers(scorer), n = 0;
    bool is_ranked = scorer->group.loss->best != NULL && !scorer->has_logits;
    k = k < n_labels ? k : n_labels;
    if (k == 0 || !scorer_has_answer(scorer, text))
        return 0;
    if (is_ranked && !(scorer->group.loss->is_tree && scorer->choice.n > 0))
        return rank(scorer, text, k, best);
    bool is_few = k <= FEW;
    for (size_t c = 0; c < n_labels; c++) {
        struct bagtag_prediction p = {(uint32_t)c, rank_at(scorer, text, c)};
        if (is_few && n == k && !is_better(p, best[n - 1]))
            continue;
        size_t at = is_few && n == k ? n - 1 : n++;
        for (; is_few && at > 0 && is_better(p, best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = p;
    }
    if (!is_few)
        qsort(best, n, sizeof *best, compare);
    for (size_t i = 0; i < n; i++) {
        uint32_t place = best[i].label;
        best[i] = (struct bagtag_prediction){label_at(scorer, place), probability_at(scorer, text, place)};
    }
    return k;
}
