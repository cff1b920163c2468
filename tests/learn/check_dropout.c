/* check_dropout.c - what dropout removes from documents in an epoch */
/* SPDX-License-Identifier: MIT */
#include "learn/dropout.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "support/suite.h"

enum { N_DOCUMENTS = 40, MOST = 100 };

/* Documents of 0, 5, 10 .. rows, one after another; a row's id is its position. */
struct fixture {
    uint32_t ids[N_DOCUMENTS * MOST];
    float weights[N_DOCUMENTS * MOST];
    struct document documents[N_DOCUMENTS];
    size_t n_rows;
};

static void make_documents(struct fixture *fixture)
{
    fixture->n_rows = 0;
    for (size_t d = 0; d < N_DOCUMENTS; d++) {
        size_t n = 5 * d % MOST;
        fixture->documents[d] = (struct document){.ids = fixture->ids + fixture->n_rows,
                                                  .weights = fixture->weights + fixture->n_rows,
                                                  .scale = 1.0f,
                                                  .n = n};
        for (size_t k = 0; k < n; k++, fixture->n_rows++) {
            fixture->ids[fixture->n_rows] = (uint32_t)fixture->n_rows;
            fixture->weights[fixture->n_rows] = 1.0f + (float)(fixture->n_rows % 7);
        }
    }
}

/* Thins MADE for EPOCH, into ROOM. */
static void thin(const struct dropout *dropout, uint32_t epoch, struct fixture *fixture, struct dropout_room *room)
{
    make_documents(fixture);
    if (room->ids == NULL)
        ck_assert(dropout_room_init(room, fixture->n_rows, NULL) == BAGTAG_OK);
    dropout_thin(dropout, epoch, fixture->ids, fixture->documents, N_DOCUMENTS, room);
}

START_TEST(about_the_requested_part_is_dropped_and_the_rest_keeps_its_order)
{
    static const double parts[] = {0.1, 0.5, 0.7, 0.95};
    struct dropout dropout = {.part = parts[_i], .weight = WEIGHT_IDF, .seed = 3};
    struct dropout_room room = {0};
    struct fixture fixture;
    size_t n_left = 0, n_of = 0;
    for (uint32_t epoch = 1; epoch <= 20; epoch++) {
        thin(&dropout, epoch, &fixture, &room);
        n_of += fixture.n_rows;
        for (size_t d = 0; d < N_DOCUMENTS; d++) {
            const struct document *left = &fixture.documents[d];
            n_left += left->n;
            for (size_t k = 0; k < left->n; k++) {
                ck_assert(k == 0 || left->ids[k] > left->ids[k - 1]);
                ck_assert(left->weights[k] == 1.0f + (float)(left->ids[k] % 7));
            }
        }
    }
    double want = (1.0 - parts[_i]) * (double)n_of, chance = sqrt(want * parts[_i]);
    ck_assert_msg(fabs((double)n_left - want) < 4.0 * chance, "%zu of %zu left, expected about %.0f", n_left, n_of,
                  want);
    dropout_room_clear(&room);
}
END_TEST

START_TEST(a_thinned_document_is_scaled_like_any_other)
{
    static const enum weight weights[] = {WEIGHT_NONE, WEIGHT_IDF, WEIGHT_GAIN};
    struct dropout dropout = {.part = 0.5, .weight = weights[_i], .seed = 1};
    struct dropout_room room = {0};
    struct fixture fixture;
    thin(&dropout, 1, &fixture, &room);
    for (size_t d = 0; d < N_DOCUMENTS; d++) {
        const struct document *left = &fixture.documents[d];
        double sum = 0.0, squares = 0.0, scale = (double)left->scale;
        for (size_t k = 0; k < left->n; k++) {
            sum += (double)left->weights[k];
            squares += (double)left->weights[k] * (double)left->weights[k];
        }
        double whole = weights[_i] == WEIGHT_NONE ? scale * sum : scale * scale * squares;
        ck_assert_msg(fabs(whole - (left->n > 0 ? 1.0 : 0.0)) < 1e-5, "document %zu: %g", d, whole);
    }
    dropout_room_clear(&room);
}
END_TEST

START_TEST(dropout_depends_on_seed_epoch_and_place_not_on_other_documents)
{
    struct dropout dropout = {.part = 0.5, .weight = WEIGHT_IDF, .seed = 1}, other = dropout;
    struct dropout_room room = {0}, room_alone = {0}, room_other = {0};
    struct fixture fixture, alone, changed;
    other.seed = 2;
    thin(&dropout, 5, &fixture, &room);
    make_documents(&alone);
    ck_assert(dropout_room_init(&room_alone, MOST, NULL) == BAGTAG_OK);
    for (size_t d = 0; d < N_DOCUMENTS; d++) {
        dropout_thin(&dropout, 5, alone.ids, &alone.documents[d], 1, &room_alone);
        ck_assert_uint_eq(alone.documents[d].n, fixture.documents[d].n);
        for (size_t k = 0; k < fixture.documents[d].n; k++)
            ck_assert_uint_eq(alone.documents[d].ids[k], fixture.documents[d].ids[k]);
    }
    size_t n_same_epoch = 0, n_same_seed = 0;
    for (size_t which = 0; which < 2; which++) {
        thin(which == 0 ? &dropout : &other, which == 0 ? 6 : 5, &changed, &room_other);
        for (size_t d = 0; d < N_DOCUMENTS; d++) {
            size_t n = changed.documents[d].n;
            bool is_same =
                n == fixture.documents[d].n &&
                (n == 0 || memcmp(changed.documents[d].ids, fixture.documents[d].ids, n * sizeof(uint32_t)) == 0);
            *(which == 0 ? &n_same_epoch : &n_same_seed) += is_same;
        }
    }
    ck_assert_uint_lt(n_same_epoch, N_DOCUMENTS / 4);
    ck_assert_uint_lt(n_same_seed, N_DOCUMENTS / 4);
    dropout_room_clear(&room);
    dropout_room_clear(&room_alone);
    dropout_room_clear(&room_other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dropout");
    TCase *tests = tcase_create("dropout");
    tcase_add_loop_test(tests, about_the_requested_part_is_dropped_and_the_rest_keeps_its_order, 0, 4);
    tcase_add_loop_test(tests, a_thinned_document_is_scaled_like_any_other, 0, 3);
    tcase_add_test(tests, dropout_depends_on_seed_epoch_and_place_not_on_other_documents);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
