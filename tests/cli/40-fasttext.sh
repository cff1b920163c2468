# 40-fasttext.sh - models trained by Debian's fasttext answer as it does: labels, their order, probabilities
# SPDX-License-Identifier: MIT

needs fasttext python3

train=$ROOT/data/topics.train.txt
train_fasttext() {
    name=$1
    shift
    fasttext supervised -input "$train" -output "$name" -dim 12 -epoch 5 -lr 0.5 -thread 1 -verbose 0 "$@" >log 2>&1 || fail "fasttext cannot train $name"
}
quantize() {
    name=$1
    shift
    fasttext quantize -input "$train" -output "$name" -thread 1 -verbose 0 "$@" >log 2>&1 || fail "fasttext cannot quantize $name"
    rm "$name.bin"
}

train_fasttext softmax
train_fasttext ova -loss ova
train_fasttext ns -loss ns
train_fasttext hs -loss hs
train_fasttext runs -wordNgrams 3 -bucket 5000
train_fasttext chars -minn 2 -maxn 5 -bucket 5000 -loss ova
train_fasttext wide -dim 40 -wordNgrams 2 -bucket 1000
train_fasttext both -minn 1 -maxn 3 -wordNgrams 2 -bucket 5000 -loss hs
sed s/__label__/LBL_/g "$train" >other.txt
train_fasttext other -input other.txt -label LBL_ -minCount 2
train_fasttext plain && quantize plain
train_fasttext norms -wordNgrams 2 -bucket 5000 && quantize norms -qnorm
train_fasttext output -loss hs -dim 11 -wordNgrams 2 -bucket 1000 && cp output.bin pruned.bin && quantize pruned -qnorm -cutoff 400 -retrain
train_fasttext three -minn 2 -maxn 4 -bucket 3000 && quantize three -dsub 5 -cutoff 700

# Labelled lines, unlabelled ones, odd ones, and one without a newline.
{
    cat "$ROOT/data/topics.test.txt"
    printf '\n \t \n__label__sport goal\nLBL_x goal\n\377\376 caf\303\251 \303\n\357\273\277\nxyzzy\nlong%s\n' "$(printf '%0300d' 7)"
    printf 'the train is late'
} >lines.txt

# The folder made from each gives the same bytes; if it has scores, as that of `wide` has, those of the folded file.
models='softmax.bin ova.bin ns.bin hs.bin runs.bin chars.bin both.bin wide.bin other.bin plain.ftz norms.ftz output.bin pruned.ftz three.ftz'
for model in $models; do
    bagtag convert -o folder "$model" && bagtag inspect --verify folder >log || fail "$model does not become a folder"
    fold=
    [ "$model" != wide.bin ] || fold=--fold
    bagtag classify --prob $fold -k 0 "$model" lines.txt >of-file 2>log
    bagtag classify --prob -k 0 folder lines.txt 2>log | cmp - of-file || fail "the folder of $model answers differently"
    bagtag fasttext predict-prob "$model" lines.txt -1 >of-file
    bagtag fasttext predict-prob folder lines.txt -1 | cmp - of-file || fail "the folder of $model has other digits than fastText"
done
# And back: the same file, or one with which fastText answers as with the original (ns, quantised).
for model in softmax.bin ova.bin hs.bin runs.bin chars.bin both.bin wide.bin; do
    bagtag convert -o folder "$model" && bagtag convert --to fasttext -o back.bin folder || fail "$model does not come back"
    cmp back.bin "$model" || fail "$model comes back as another file"
done
(ulimit -f 20 && bagtag convert --to fasttext -o back.bin runs.bin) 2>log && fail 'a full disk is not noticed'
cmp back.bin wide.bin || fail 'a full disk leaves another file'
for model in ns.bin norms.ftz; do
    bagtag convert --to fasttext -o back.bin "$model" || fail "$model is not written out"
    fasttext predict-prob "$model" lines.txt -1 >of-file
    fasttext predict-prob back.bin lines.txt -1 | cmp - of-file || fail "the file made of $model answers differently"
done
bagtag convert -o folder ns.bin && bagtag convert --to fasttext -o back.bin folder
fasttext dump back.bin args | grep -x -q 'loss one-vs-all' || fail 'ns comes back as another loss than the manual says'
# What bagtag trains with fastText's features, fastText opens and answers alike.
train_bagtag() {
    name=$1
    shift
    bagtag train --quiet --recipe fasttext --dim 12 --lr 0.5 "$@" -o "$name" "$train" || fail "$name is not trained"
    bagtag convert --to fasttext -o "$name.bin" "$name" || fail "$name is not written out"
    bagtag classify --prob -k 0 "$name" lines.txt >of-file 2>log
    bagtag classify --prob -k 0 "$name.bin" lines.txt 2>log | cmp - of-file || fail "$name.bin answers differently"
}
train_bagtag ours
train_bagtag ours-ova --loss ova --ngrams 2 --buckets 5000
train_bagtag ours-all --ngrams 3 --chars 2-4 --buckets 20000 --min-count 2
models="$models ours.bin ours-ova.bin ours-all.bin"
fasttext quantize -input "$train" -output ours-all -thread 1 -verbose 0 >log 2>&1 || fail 'fasttext cannot quantize what bagtag trained'
models="$models ours-all.ftz"

# supervised writes what fastText would: a model, and the vectors of its words as it prints them.
bagtag fasttext supervised -input other.txt -output all -label LBL_ -dim 12 -lr 0.5 -wordNgrams 2 -minn 2 -maxn 3 -bucket 20000 -loss one-vs-all \
    -thread 1 -verbose 0 || fail 'supervised fails'
sed 1d all.vec | cut -d ' ' -f 1 | fasttext print-word-vectors all.bin >of-file
sed 1d all.vec | cmp - of-file || fail 'all.vec has other vectors'
[ "$(head -n 1 all.vec)" = "$(wc -l <of-file) 12" ] || fail 'all.vec begins with other numbers'
fasttext predict all.bin lines.txt | grep -q '^LBL_' || fail 'the prefix of labels is lost'
models="$models all.bin"

# shellcheck disable=SC2086 # a list
exec python3 -B "$ROOT/tests/cli/40-fasttext.py" lines.txt $models
