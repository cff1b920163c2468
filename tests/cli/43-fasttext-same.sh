# 43-fasttext-same.sh - predict, predict-prob and test print what Debian's fasttext prints, number for number
# SPDX-License-Identifier: MIT

needs fasttext awk

train=$ROOT/data/topics.train.txt
fasttext supervised -input "$train" -output softmax -dim 12 -epoch 5 -lr 0.5 -thread 1 -verbose 0 >log 2>&1 || fail 'cannot train'
fasttext supervised -input "$train" -output tree -dim 12 -epoch 5 -loss hs -minn 2 -maxn 4 -bucket 3000 -thread 1 -verbose 0 >log 2>&1 || fail 'cannot train'
fasttext supervised -input "$train" -output ova -dim 12 -epoch 25 -lr 1 -loss ova -wordNgrams 2 -bucket 3000 -thread 1 -verbose 0 >log 2>&1 || fail 'cannot train'
fasttext supervised -input "$train" -output sure -dim 12 -epoch 300 -lr 2 -loss ova -thread 1 -verbose 0 >log 2>&1 || fail 'cannot train'
fasttext quantize -input "$train" -output ova -thread 1 -verbose 0 >log 2>&1 || fail 'cannot quantize'

{
    cat "$ROOT/data/topics.test.txt"
    printf '\n \t \n__label__travel\n__label__unheard goal\n\377\376 caf\303\251 \303\nx\000y train\r\n'
    printf '__label__travel the train is late'
} >lines.txt

# Words and numbers from 1 must be equal; others may differ by one in the sixth digit, where mathematical libraries do.
same='NR == FNR { theirs[FNR] = $0; n = FNR; next }
    { k = split(theirs[FNR], a); if (k != NF) { bad = 1; exit }
      for (i = 1; i <= NF; i++) if (a[i] != $i) { d = a[i] - $i; if (a[i] + 0 == 0 || a[i] >= 1 || $i >= 1 || (d < 0 ? -d : d) > 1.5e-5 * a[i] || command == "predict" || command == "test") { bad = 1; exit } } }
    END { exit bad || n != FNR }'
compare() {
    fasttext "$@" <lines.txt >theirs 2>log || fail "fasttext $*: $(cat log)"
    bagtag fasttext "$@" <lines.txt >ours || fail "bagtag fasttext $*: status $?"
    awk -v command="$1" "$same" theirs ours || fail "bagtag fasttext $*: $(diff theirs ours | head -4)"
}
refused() {
    fasttext "$@" >log 2>&1 && fail "fasttext $* is no error"
    bagtag fasttext "$@" >log 2>&1
    [ $? -eq 1 ] || fail "bagtag fasttext $*: not status 1"
}

fasttext predict-prob sure.bin lines.txt | grep -q ' 1\.00001$' || fail 'no probability is above 1: nothing to compare'
for model in softmax.bin tree.bin ova.bin sure.bin ova.ftz; do
    for command in predict predict-prob test; do
        for rest in lines.txt 'lines.txt 1' 'lines.txt 3' 'lines.txt 2 0.3' '- -1 0.00001' '- 3 1' '- 1 0.9'; do
            compare $command $model $rest
        done
    done
done
: >empty
for command in predict predict-prob test; do
    compare $command softmax.bin empty
    refused $command softmax.bin missing
    refused $command missing lines.txt
    refused $command softmax.bin lines.txt 0
    refused $command softmax.bin lines.txt x
    refused $command softmax.bin lines.txt 1 x
    refused $command softmax.bin
done
