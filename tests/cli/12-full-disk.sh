# A full disk (here: a limit on the size of a file): an error, no temporary folder, the old model unchanged.
topics
cp -R model old
touch said before
list >before
for blocks in 0 1 8 100 300; do
    # shellcheck disable=SC3045  # dash and bash know -f, in blocks of 512 bytes (bash: 1024)
    (ulimit -f $blocks && exec bagtag train --no-race --dim 32 -o model train.txt 2>&1) | cat >said
    status=$(tail -n 1 said)
    case "$status" in 'bagtag: model'*': File too large') ;; *) fail "limit $blocks: $status" ;; esac
    [ "$(wc -l <said)" -eq 1 ] || fail "limit $blocks: more than a sentence: $(cat said)"
    (ulimit -f $blocks && exec bagtag train --no-race --quiet --dim 32 -o new train.txt >/dev/null 2>&1)
    [ $? -eq 1 ] || fail "limit $blocks: not status 1"
    list | diff before - || fail "limit $blocks: something was left behind"
    diff -r model old || fail "limit $blocks: the old model changed"
done

# The log as well: then there is no model, and what was written of the log stays for inspection.
(ulimit -f 1 && exec bagtag train --no-race --epochs 100 --log log -o new train.txt 2>&1) | cat >said
[ "$(cat said)" = 'bagtag: log: File too large' ] || fail "a log that cannot be written: $(cat said)"
[ ! -e new ] || fail 'a model without its log'

# fastText's model and vectors: both or neither.
(ulimit -f 4000 && exec bagtag fasttext supervised -input train.txt -output pair -dim 10 -bucket 20000 -wordNgrams 2 >/dev/null 2>&1) ||
    fail 'fasttext supervised: a limit that is none'
[ "$(stat -c %s pair.bin)" -gt "$(stat -c %s pair.vec)" ] || fail 'the vectors take more than the model'
cp pair.bin old.bin
cp pair.vec old.vec
list >before
for blocks in 1 100 $((($(stat -c %s pair.vec) + $(stat -c %s pair.bin)) / 2 / 1024)); do
    (ulimit -f "$blocks" && exec bagtag fasttext supervised -input train.txt -output pair -dim 10 -bucket 20000 -wordNgrams 2 -epoch 6 \
        >/dev/null 2>said) && fail "limit $blocks: fasttext supervised has status 0"
    grep -q '^bagtag: pair[.].*: cannot write: File too large$' said || fail "fasttext supervised: $(cat said)"
    list | diff before - || fail "fasttext supervised, limit $blocks: something was left behind"
    cmp pair.bin old.bin && cmp pair.vec old.vec || fail "fasttext supervised, limit $blocks: half of it was written"
done

# The lengths of sequences: the old file stays.
bagtag embed --sequence --lengths lengths model train.txt >array.npy || fail 'embed --sequence'
head -n 3 lengths >kept && cp kept lengths
list >before
(ulimit -f 1 && exec bagtag embed --sequence --lengths lengths model train.txt 2>said) | cat >/dev/null
[ "$(cat said)" = 'bagtag: lengths: cannot write: File too large' ] || fail "lengths: $(cat said)"
cmp kept lengths || fail 'the old lengths are lost'
list | diff before - || fail 'lengths: something was left behind'
bagtag embed --sequence --lengths lengths model train.txt 2>said >/dev/full && fail 'the array on a full disk: status 0'
cmp kept lengths || fail 'the old lengths are lost, though there is no array'
bagtag embed --sequence --lengths no/lengths model /dev/null 2>said >array.npy && fail 'lengths in no folder: status 0'
[ ! -s array.npy ] || fail 'an array whose lengths cannot be written'
[ "$(bagtag embed --sequence --lengths /dev/stderr model train.txt 2>&1 >array.npy | wc -l)" -eq "$(wc -l <train.txt)" ] ||
    fail 'lengths to a device'

# What the commands print: whichever thread writes, an error and not a signal.
for command in 'classify --prob -k 0 model' 'tokenize' 'embed --documents model' 'explain --output jsonl model' 'inspect --vocab model'; do
    case $command in inspect*) file= ;; *) file=train.txt ;; esac
    for attempt in 1 2 3; do
        # shellcheck disable=SC2086  # words
        (ulimit -f 1 && exec bagtag $command $file >answers 2>said)
        [ $? -eq 1 ] || fail "$command: not status 1"
        [ "$(cat said)" = 'bagtag: standard output: File too large' ] || fail "$command: $(cat said)"
    done
done
