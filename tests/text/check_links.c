/* check_links.c - web addresses and mentions as single tokens, only in revision 3 of the unicode tokenizer */
/* SPDX-License-Identifier: MIT */
#include "text/links.h"

#include <check.h>
#include <string.h>

#include "support/tokenize_text.h"
#include "support/suite.h"
#include "text/tokenizer.h"

#define LINK "\U0001F517"

static const struct tokenizer second = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 2};
static const struct tokenizer third = {.kind = TOKENIZER_UNICODE, .lower = true, .revision = 3};

static const struct {
    const char *text, *tokens;
} cases[] = {
    {"See https://t.co/abc123 now", "see|" LINK "|now"},
    {"HTTP://A.B/?q=1&r#x FTP://f", LINK "|" LINK},
    {"www.example.org/a(b)c! WWW.x.y", LINK "|!|" LINK},
    /* where a link ends */
    {"(http://x.org), \"http://y.org\" <http://z.org>", "(|" LINK "|)|,|\"|" LINK "|\"|<|" LINK "|>"},
    {"http://x.org. http://x.org/? http://x.org/a_", LINK "|.|" LINK "|?|" LINK},
    {"\u898Bhttps://t.co/x\u9019\u91CC \u00E9http://a\u00FC", "\u898B|" LINK "|\u9019|\u91CC|\u00E9|" LINK "|\u00FC"},
    {"http://a\u0301 x", LINK "|\u0301|x"},
    /* not links */
    {"http:// http://. xhttp://abc http:/a", "http|:|/|/|http|:|/|/|.|xhttp|:|/|/|abc|http|:|/|a"},
    {"www. www.. awww.b wwww.c news://d", "www|.|www|.|.|awww|.|b|wwww|.|c|news|:|/|/|d"},
    /* mentions */
    {"@user_1 and (@B) @_x", "@|and|(|@|)|@"},
    {"joe@example.org @ 5 @5pm @\u00E9", "joe|@|example|.|org|@|5|@|5pm|@|\u00E9"},
    {"@a@b @@c.d", "@|@|b|@|@|.|d"},
    {"@http://x.org", "@|:|/|/|x|.|org"},
    {"#tag \U0001F600", "#|tag|\U0001F600"},
};

START_TEST(links_are_tokens_of_one_kind)
{
    expect(&third, cases[_i].text, strlen(cases[_i].text), cases[_i].tokens);
}
END_TEST

/* A block may begin or end at any byte of a link. */
START_TEST(surrounding_text_does_not_change_a_link)
{
    for (size_t n = 1; n <= 70; n++) {
        char text[512], wanted[512];
        memset(text, 'a', n);
        memset(wanted, 'a', n);
        text[n] = ' ';
        strcpy(text + n + 1, cases[_i].text);
        strcat(text, " abcdefgh");
        wanted[n] = '|';
        strcpy(wanted + n + 1, cases[_i].tokens);
        strcat(wanted, "|abcdefgh");
        expect(&third, text, strlen(text), wanted);
    }
}
END_TEST

START_TEST(bytes_past_the_text_are_not_part_of_a_link)
{
    static const char text[] = "http://abc.de";
    struct link link;
    for (size_t len = 0; len < sizeof text; len++) {
        char *copy = padded(text, len, 'w');
        bool is_link = link_find(copy, 0, len, &link);
        ck_assert(is_link == (len > 7));
        if (is_link)
            ck_assert(link.begin == 0 && link.end == (len == 11 ? 10 : len));
        free(copy);
    }
}
END_TEST

START_TEST(older_revisions_tokenize_links_like_other_text)
{
    static const char text[] = "www.x.org @user";
    expect(&second, text, strlen(text), "www|.|x|.|org|@|user");
}
END_TEST

START_TEST(the_source_of_a_link_is_the_whole_link)
{
    static const char text[] = "a \u00C9 http://x.org, @user b";
    static const struct source_span wanted[] = {{0, 1}, {2, 4}, {5, 17}, {17, 18}, {19, 24}, {25, 26}};
    struct source_span spans[N_ELEMENTS(wanted)];
    struct tokens tokens = {.sources.is_wanted = true};
    size_t len = strlen(text);
    char *copy = padded(text, len, ' ');
    ck_assert_int_eq(tokens_split(&tokens, &third, copy, len), 0);
    ck_assert_uint_eq(tokens.n, N_ELEMENTS(wanted));
    tokens_find_sources(&tokens, copy, len, spans);
    ck_assert_uint_eq(spans[2].begin, wanted[2].begin);
    for (size_t i = 0; i < N_ELEMENTS(wanted); i++)
        ck_assert(spans[i].begin <= wanted[i].begin && spans[i].end >= wanted[i].end);
    tokens_clear(&tokens);
    free(copy);
}
END_TEST

/* Each would take quadratic time if the end of every link were searched for to the end of the text. */
START_TEST(long_runs_that_look_like_links_are_quick)
{
    static const char *const units[] = {"http://a..", "://", "@", "www.", "@a", "http://a.. "};
    enum { BYTES = 3000000 };
    for (size_t u = 0; u < N_ELEMENTS(units); u++) {
        struct tokens tokens = {.n = 0};
        size_t len = strlen(units[u]), n = BYTES / len;
        char *text = malloc(n * len + READABLE);
        ck_assert_ptr_nonnull(text);
        for (size_t i = 0; i < n; i++)
            memcpy(text + i * len, units[u], len);
        memset(text + n * len, 0, READABLE);
        ck_assert_int_eq(tokens_split(&tokens, &third, text, n * len), 0);
        ck_assert_uint_gt(tokens.n, 0);
        tokens_clear(&tokens);
        free(text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("links");
    TCase *tests = tcase_create("links");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, links_are_tokens_of_one_kind, 0, (int)N_ELEMENTS(cases));
    tcase_add_loop_test(tests, surrounding_text_does_not_change_a_link, 0, (int)N_ELEMENTS(cases));
    tcase_add_test(tests, bytes_past_the_text_are_not_part_of_a_link);
    tcase_add_test(tests, older_revisions_tokenize_links_like_other_text);
    tcase_add_test(tests, the_source_of_a_link_is_the_whole_link);
    tcase_add_test(tests, long_runs_that_look_like_links_are_quick);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
