# Commands whose allocations fail one by one say that memory is out, and exit with 1, or do without that memory.
# SPDX-License-Identifier: MIT
is_sanitized && skip 'a sanitizer has its own allocator'
compiler=$(sed 's/ -.*//' "$BUILD/flags" 2>/dev/null)
compiler=${compiler:-cc}
needs "${compiler%% *}"
cat >failing.c <<'C'
#include <errno.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

/* Whether this is the allocation whose number is in the environment. */
static int fails(void)
{
    static long n;
    const char *failing = getenv("FAILING");
    if (failing == NULL || ++n != atol(failing))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t n, size_t size) { return fails() ? NULL : __libc_calloc(n, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
C
# shellcheck disable=SC2086  # words
$compiler -shared -fPIC -o failing.so failing.c 2>/dev/null || skip 'this C library does not let malloc be replaced'

printf '2 3\nsun 1 2 3\nrain 4 5 6\n' >few.vec
bagtag convert -o few.model few.vec || fail 'cannot convert'
n_failed=0
# exhaust ARGUMENT...: fails the first allocations of `bagtag ARGUMENT...` in turn.
exhaust() {
    for number in $(seq 40); do
        rm -rf new.model
        FAILING=$number LD_PRELOAD=$PWD/failing.so bagtag "$@" >out 2>said </dev/null
        code=$?
        [ $code -ne 0 ] || continue
        n_failed=$((n_failed + 1))
        { [ $code -eq 1 ] && grep -qi -e 'out of memory' -e 'cannot allocate memory' said; } ||
            fail "bagtag $*: exit $code when allocation $number fails: $(cat said)"
    done
}
exhaust convert -o new.model few.vec
exhaust embed few.model sun
exhaust embed --output npy few.model sun
exhaust neighbors few.model sun
exhaust tune --help
exhaust train --epochs 3 --dim 8 --help
exhaust convert --to npy -o few.npy few.model
[ $n_failed -ge 20 ] || fail "only $n_failed runs failed, so the allocations are not the ones replaced"
