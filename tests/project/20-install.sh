# make install: where everything goes, what pkg-config says, and that uninstall leaves nothing.
needs make pkg-config
case "$PWD" in *' '*) skip 'make takes no folder with a space in its name' ;; esac
# The build is installed as it is: "-o all" keeps make from building it again with other flags.
make_it() {
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$ROOT" -o all BUILD="$BUILD" DESTDIR="$PWD/root" PREFIX=/usr "$@" ||
        fail "make $* fails"
}
before=$(cat "$BUILD/flags" 2>/dev/null)
make_it install
(cd root && find . ! -type d | LC_ALL=C sort) >installed
grep -v '/man/' installed
for page in "$ROOT"/man/*.[1-9]; do
    name=$(basename "$page")
    cmp "root/usr/share/man/man${name##*.}/$name" "$page" || fail "$name is not installed"
done
[ "$(grep -c '/man/' installed)" -eq "$(find "$ROOT/man" -name '*.[1-9]' | wc -l)" ] || fail 'more manual pages than there are'
cmp root/usr/bin/bagtag "$BUILD/bagtag" || fail 'another program was installed'
cmp root/usr/include/bagtag.h "$ROOT/include/bagtag.h" || fail 'another header was installed'
[ -x root/usr/bin/bagtag ] || fail 'the program cannot be run'
{ [ -L root/usr/lib/libbagtag.so ] && [ -e root/usr/lib/libbagtag.so ]; } || fail 'libbagtag.so leads nowhere'
for file in bash-completion/completions/bagtag zsh/site-functions/_bagtag fish/vendor_completions.d/bagtag.fish; do
    bagtag completion "${file%%[-/]*}" | cmp - "root/usr/share/$file" || fail "another script is installed as $file"
done
if grep -rIl "$PWD" root; then fail 'the place of installation is in these files'; fi

printf '\n## pkg-config\n'
export PKG_CONFIG_PATH="$PWD/root/usr/lib/pkgconfig" PKG_CONFIG_LIBDIR="$PWD/root/usr/lib/pkgconfig"
printf '%s\n' "version $(pkg-config --modversion bagtag)" | sed 's/[0-9.]*$/N/'
[ "$(pkg-config --modversion bagtag)" = "$(bagtag --version | sed -n 's/^bagtag //p')" ] || fail 'program and bagtag.pc differ in their version'
PKG_CONFIG_SYSROOT_DIR=/sysroot pkg-config --cflags --libs bagtag | tr -s ' ' '\n' | grep . >said
cat said
unset PKG_CONFIG_SYSROOT_DIR
pkg-config --static --libs bagtag | tr -s ' ' '\n' | grep -- '^-l'

printf '\n## uninstall\n'
: >root/usr/lib/other
make_it uninstall
(cd root && find . ! -type d)
make_it install BINDIR=/opt/bin LIBDIR=/usr/lib64 DATADIR=/opt/share
{ [ -x root/opt/bin/bagtag ] && [ -e root/usr/lib64/libbagtag.a ] && [ -e root/usr/lib64/pkgconfig/bagtag.pc ]; } ||
    fail 'BINDIR or LIBDIR are not honoured'
{ [ -s root/opt/share/zsh/site-functions/_bagtag ] && [ -s root/opt/share/man/man1/bagtag.1 ]; } || fail 'DATADIR is not honoured'
grep -q '^libdir=/usr/lib64$' root/usr/lib64/pkgconfig/bagtag.pc || fail 'bagtag.pc names another folder than LIBDIR'
[ "$before" = "$(cat "$BUILD/flags" 2>/dev/null)" ] || fail 'the build was touched'
