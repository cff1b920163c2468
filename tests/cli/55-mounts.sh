# 55-mounts.sh - mount points are refused at once; a folder of an overlay that cannot be replaced costs no finished model
# SPDX-License-Identifier: MIT
needs unshare
mkdir top
unshare -rm mount -t tmpfs tmpfs top 2>/dev/null || skip 'needs a namespace in which to mount'
topics
cut -f 2 test.txt | head -n 1 >line.txt
bagtag pack -o packed model || fail 'pack'
cat >in-namespace.sh <<'END'
fail() {
    printf '%s\n' "$*"
    exit 1
}
# refused SENTENCE COMMAND...: at once, so nothing is read or written.
refused() {
    sentence=$1
    shift
    "$@" >../out 2>../said && fail "$*: status 0"
    [ "$(cat ../said)" = "bagtag: $sentence" ] || fail "$*: $(cat ../said)"
    list | diff ../before - || fail "$*: files have come or gone"
}
list() {
    find . | sort
}
mount -t tmpfs tmpfs top && cp -R model packed train.txt line.txt top && cd top || exit
mkdir mounted bound && mount -t tmpfs tmpfs mounted && mount --bind model bound || exit
ln -s mounted link
cp packed behind && cp packed onto && mount --bind behind onto || exit
bagtag convert --to vec -o behind.vec model && cp behind.vec onto.vec && mount --bind behind.vec onto.vec || exit
echo 7 >lengths && echo 7 >behind.lengths && mount --bind behind.lengths lengths || exit
list >../before
inside='is a mount point, which cannot be replaced; choose a name inside it for the model'
for folder in mounted ./mounted/. link bound; do
    refused "$folder: $inside" bagtag train -o $folder missing.txt
    refused "$folder: $inside" bagtag tune -o $folder missing.txt
    refused "$folder: $inside" bagtag shrink --to 50k -o $folder model
    refused "$folder: $inside" bagtag convert -o $folder missing.vec
done
another='is a mount point, which cannot be replaced; choose another name'
refused "onto: $another" bagtag pack -o onto model
refused "onto.vec: $another" bagtag convert --to vec -o onto.vec model
refused "lengths: $another" bagtag embed --sequence --lengths lengths model line.txt
bagtag train -q --no-race --epochs 1 -o mounted/m train.txt || fail 'inside a mount point'
[ -e mounted/m/config.json ] || fail 'no model inside the mount point'

# A full and an empty folder from the lower layer of an overlay.
mkdir lower upper work over lower/empty && cp -R model lower/full || exit
mount -t overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work overlay over 2>/dev/null ||
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay over 2>/dev/null ||
    { echo 'mount points are refused, but no overlay can be mounted'; exit 77; }
bagtag train -q --no-race --epochs 1 -o over/empty train.txt || fail 'an empty folder of a lower layer'
[ -e over/empty/config.json ] || fail 'no model in the place of an empty folder of a lower layer'
if bagtag train -q --no-race --epochs 1 -o over/full train.txt 2>said; then # where overlays rename folders
    cmp over/full/config.json over/empty/config.json || fail 'the old model is still there'
    exit 0
fi
[ "$(cat said)" = "bagtag: over/full: cannot be replaced: Invalid cross-device link; the new one is in $PWD/over/full.new" ] ||
    fail "a folder of a lower layer: $(cat said)"
diff -r over/full model || fail 'the old model has changed'
diff -r over/full.new over/empty || fail 'the new model is not whole'
END
unshare -rm sh in-namespace.sh
