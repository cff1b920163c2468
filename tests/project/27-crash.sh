# A test that crashes is reported with its signal and the last assertion that held; so is a program that crashes outside its tests.
# SPDX-License-Identifier: MIT
is_sanitized && skip 'a sanitizer reports crashes itself'
compiler=$(sed 's/ -.*//' "$BUILD/flags" 2>/dev/null)
compiler=${compiler:-cc}
needs "${compiler%% *}"
cat >check_crash.c <<'C'
#include <stdlib.h>

#include "support/suite.h"

START_TEST(sums_are_right)
{
    ck_assert_int_eq(1 + 1, 2);
    (void)raise(SIGSEGV);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crash");
    TCase *tests = tcase_create("crash");
    tcase_add_test(tests, sums_are_right);
    suite_add_tcase(suite, tests);
    if (getenv("CRASHES_AT_ONCE") != NULL)
        abort();
    return suite_run(suite);
}
C
mkdir -p build/tests/base
# shellcheck disable=SC2086  # words
$compiler -I"$ROOT/tests" -D_GNU_SOURCE -o build/tests/base/check_crash check_crash.c -lcheck -lsubunit -lrt -lm -pthread ||
    fail 'a test program does not compile'
"$ROOT/tests/run" build check_crash >said 2>&1 && fail 'a crash passes'
for line in 'crashed after the assertion at check_crash.c:7$' ':sums_are_right:0: .*Received signal 11 (Segmentation fault)$' '^0 passed, 1 failed, 0 skipped$'; do
    grep -q "$line" said || fail "no '$line' in: $(cat said)"
done
CRASHES_AT_ONCE=1 "$ROOT/tests/run" build check_crash >said 2>&1 && fail 'a crash outside the tests passes'
grep -q '^check_crash  *crashed outside its tests (exit 134, signal ABRT)$' said || fail "$(cat said)"
