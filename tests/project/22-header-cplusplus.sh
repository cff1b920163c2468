# Each public header by itself: as C99, C11 and C++ without a warning, and bagtag.h is usable from C++.
compiler=$(sed 's/ -.*//' "$BUILD/flags" 2>/dev/null)
compiler=${compiler:-cc}
needs "${compiler%% *}"
runtime=$(tr ' ' '\n' <"$BUILD/flags" 2>/dev/null | grep -e '^-fsanitize' -e '^--coverage' | sort -u | tr '\n' ' ')
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Werror -fsyntax-only'
printf '#include <bagtag.h>\n#include <bagtag.h>\nint main(void) { return bagtag_version() == 0; }\n' >alone.c
for standard in c99 c11 c2x; do
    # shellcheck disable=SC2086  # words
    $compiler -std=$standard $warnings -Wstrict-prototypes -I"$ROOT/include" alone.c || fail "the header does not compile as $standard"
done
for header in "$ROOT"/include/*.h; do
    name=${header##*/}
    printf '#include <%s>\n#include <%s>\nextern int unit;\n' "$name" "$name" >one.c
    # shellcheck disable=SC2086
    $compiler -std=c99 $warnings -Wstrict-prototypes -I"$ROOT/include" one.c || fail "$name does not compile by itself"
    case $name in bagtag.h) continue ;; esac
    grep -q "^#include <$name>" "$ROOT/include/bagtag.h" || grep -q "In $name" "$ROOT/man/libbagtag.3" ||
        fail "libbagtag(3) does not name $name"
done
# libbagtag(3) names every function; those that set defaults or free, by their pattern.
cat "$ROOT"/include/*.h | tr '\n' ' ' | grep -oE 'BAGTAG_API [^(;]*\(' | grep -oE 'bagtag_[a-z0-9_]+\($' | tr -d '(' |
    grep -v -e '_options_init$' -e '_free$' >functions
[ -s functions ] || fail 'no function is found in the headers'
while read -r name; do
    grep -qw "$name" "$ROOT/man/libbagtag.3" || fail "libbagtag(3) does not name $name"
done <functions

case "$compiler" in *clang*) plus=clang++ ;; *) plus=c++ ;; esac
command -v $plus >/dev/null || plus=c++
needs $plus
# A C++ compiler without its library cannot check anything.
printf '#include <cstdio>\nint main() { std::puts(""); }\n' >try.cc
$plus -o try try.cc >errors 2>&1 || skip "$plus has no library"
cp alone.c alone.cc
for standard in c++11 c++17; do
    # shellcheck disable=SC2086
    $plus -std=$standard $warnings -I"$ROOT/include" alone.cc || fail "the header does not compile as $standard"
done
for header in "$ROOT"/include/*.h; do
    printf '#include <%s>\n' "${header##*/}" >one.cc
    # shellcheck disable=SC2086
    $plus -std=c++11 $warnings -I"$ROOT/include" one.cc || fail "${header##*/} does not compile as C++"
done
cat >use.cc <<'CPP'
#include <bagtag.h>
#include <cstdio>

int main()
{
    bagtag_error error;
    bagtag_train_options *options = bagtag_train_options_new();
    if (bagtag_train_options_set(options, "dim", "20", &error) != BAGTAG_OK)
        return 1;
    bagtag_train_options_free(options);
    bagtag_model *model = nullptr;
    if (bagtag_model_open("missing", &model, &error) == BAGTAG_OK)
        return 1;
    std::puts(error.sentence);
    return model != nullptr;
}
CPP
# shellcheck disable=SC2086
$plus -std=c++11 -Wall -Wextra -Wpedantic -Werror $runtime -I"$ROOT/include" -o use use.cc "$BUILD/libbagtag.a" -lcjson -lutf8proc -lzstd -lz -lm -pthread ||
    fail 'a C++ program does not link'
[ "$(./use)" = 'missing: expected a model; found nothing of that name' ] || fail "it says $(./use)"
