# Building leaves nothing outside the build folder, and `make clean` leaves nothing of that.
needs make

# Products left in the tree.
stray=$(cd "$ROOT" && find . \( -path ./.git -o -path ./build \) -prune -o -type f \
    \( -name '*.o' -o -name '*.d' -o -name '*.a' -o -name '*.so*' -o -name '*.gc??' -o -name '*.model' -o -name '*.orig' \
    -o -name '*.rej' -o -name 'core*' -o -name '*~' \) -print | grep -v -e '^\./tests/data/' -e '/core[a-z_]*\.[ch]$')
[ -z "$stray" ] || fail "these lie about: $stray"
if [ -d "$ROOT/.git" ] && git -C "$ROOT" status --porcelain --ignored >told 2>/dev/null; then
    ignored=$(sed -n 's/^!! //p' told | grep -v '^build/$')
    [ -z "$ignored" ] || fail "git ignores more than build/: $ignored"
fi

# A read-only tree builds into a folder elsewhere; one object is enough to see it.
mkdir tree
for name in Makefile src include tests man data; do cp -R "$ROOT/$name" tree/; done
(cd tree && find . | LC_ALL=C sort) >before
chmod -R a-w tree
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C tree BUILD=../out CFLAGS=-O0 ../out/obj/base/arena.o >said 2>&1
status=$?
chmod -R u+w tree
[ $status -eq 0 ] || fail "it does not build in a tree that is read-only: $(cat said)"
(cd tree && find . | LC_ALL=C sort) | diff before - || fail 'building changes the tree'
[ -f out/obj/base/arena.o ] || fail 'nothing was built'
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C tree BUILD=build CFLAGS=-O0 build/obj/base/arena.o >said 2>&1 || fail "$(cat said)"
(cd tree && find . -path ./build -prune -o -print | LC_ALL=C sort) | diff before - || fail 'building leaves something outside build/'
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C tree BUILD=build clean
(cd tree && find . | LC_ALL=C sort) | diff before - || fail 'make clean leaves something'
