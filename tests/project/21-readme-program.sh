# The program in README.md compiles against the installed library, static and shared, and does what it says.
needs make pkg-config
case "$PWD" in *' '*) skip 'make takes no folder with a space in its name' ;; esac
compiler=$(sed 's/ -.*//' "$BUILD/flags" 2>/dev/null)
compiler=${compiler:-cc}
needs "${compiler%% *}"
# A library built with a sanitizer or for coverage needs its runtime.
runtime=$(tr ' ' '\n' <"$BUILD/flags" 2>/dev/null | grep -e '^-fsanitize' -e '^--coverage' | sort -u | tr '\n' ' ')

awk '/^```c$/ { inside = 1; next } /^```/ && inside { exit } inside' "$ROOT/README.md" >program.c
[ -s program.c ] || skip 'README.md has no program'
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$ROOT" -o all BUILD="$BUILD" DESTDIR="$PWD/root" PREFIX=/usr install ||
    fail 'make install fails'
export PKG_CONFIG_PATH="$PWD/root/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$PWD/root"
# pkg-config omits -I/usr/include, where a compiler looks anyway; here it is another folder.
flags="-I$PWD/root/usr/include $(pkg-config --cflags bagtag)"
warnings='-std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Werror'

# shellcheck disable=SC2086,SC2046  # words, all of them
$compiler $warnings $runtime $flags -o shared program.c -L"$PWD/root/usr/lib" $(pkg-config --libs bagtag) ||
    fail 'it does not compile against the shared library'
# shellcheck disable=SC2086,SC2046
$compiler $warnings $runtime $flags -o static program.c -L"$PWD/root/usr/lib" $(pkg-config --static --libs bagtag | sed s/-lbagtag/-l:libbagtag.a/) ||
    fail 'it does not compile against the static library'

# The line in README.md that compiles it works as it stands where the compiler looks into the folders of the installation.
sed -n 's/^    \(cc .*pkg-config.*\)/\1/p' "$ROOT/README.md" >compile
[ "$(wc -l <compile)" -eq 1 ] || fail 'README.md has no line, or several, that compile its program'
# shellcheck disable=SC2086,SC2317 # words; ./compile calls it
cc() { command $compiler $runtime "$@"; }
# shellcheck disable=SC1091
(export CPATH="$PWD/root/usr/include" LIBRARY_PATH="$PWD/root/usr/lib" && . ./compile) || fail 'it does not compile as README.md says'

bagtag train --no-race --quiet --epochs 25 -o topics.model "$ROOT/data/topics.train.txt" || fail 'cannot train'
text='The goalkeeper saved two penalties in the final minutes.'
printf '%s\n' "$text" | bagtag classify --prob -k 3 topics.model | tr '\t' '\n' | paste - - |
    awk '{ printf "%s\t%.6f\n", $1, $2 }' >expected
[ "$(wc -l <expected)" -eq 3 ] || fail 'classify does not give three labels'
for kind in static shared program; do
    LD_LIBRARY_PATH="$PWD/root/usr/lib" ./$kind topics.model "$text" >said 2>errors || fail "$kind: status $?: $(cat errors)"
    cmp said expected || fail "$kind: it prints $(cat said)"
    LD_LIBRARY_PATH="$PWD/root/usr/lib" ./$kind missing "$text" >said 2>errors && fail "$kind: a missing model is no error"
    grep -q 'missing' errors || fail "$kind: a missing model is not named"
    LD_LIBRARY_PATH="$PWD/root/usr/lib" ./$kind >said 2>errors && fail "$kind: no argument is no error"
    [ "$(wc -l <errors)" -eq 1 ] || fail "$kind: not one line: $(cat errors)"
done
# The static one runs without the library, the shared one does not.
if command -v ldd >/dev/null; then
    ldd ./static | grep libbagtag && fail 'the static program wants the shared library'
    LD_LIBRARY_PATH="$PWD/root/usr/lib" ldd ./shared | grep -q 'libbagtag.*root' || fail 'the shared program does not use the library'
fi
exit 0
