# 44-fasttext-same.sh - the commands of fastText print what Debian's fasttext prints, number for number
# SPDX-License-Identifier: MIT

needs fasttext awk python3

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

# Words and numbers of 1 or more must be equal; others may differ by one in the sixth digit, as mathematical libraries do.
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
sed s/__label__/LBL_/ "$train" >other.txt
sed s/__label__/LBL_/ lines.txt >other.lines
fasttext supervised -input other.txt -output other -label LBL_ -dim 12 -epoch 5 -lr 0.5 -thread 1 -verbose 0 >log 2>&1 || fail 'cannot train'
for rest in other.lines 'other.lines -1 0.2'; do
    compare test other.bin $rest
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

# Vectors, neighbours and dumps are equal byte for byte.
same_bytes() {
    fasttext "$@" <words.txt >theirs 2>log || fail "fasttext $*: $(cat log)"
    bagtag fasttext "$@" <words.txt >ours 2>log || fail "bagtag fasttext $*: status $?"
    cmp -s theirs ours || fail "bagtag fasttext $*: $(diff -a theirs ours | head -4)"
}
fasttext skipgram -input "$train" -output words -dim 8 -epoch 2 -minCount 1 -minn 3 -maxn 4 -bucket 3000 -thread 1 -verbose 0 >log 2>&1 || fail 'cannot train'
python3 -B "$ROOT/tests/support/fasttext_model.py" ties.bin
{
    head -n 40 "$ROOT/data/topics.test.txt"
    printf '\n \t \nunheard-of train, caf\303\251 \377\376 x\000y\r\nlate'
} | sed 's/__label__[^ ]* //g' >words.txt
for model in softmax.bin tree.bin ova.bin ova.ftz words.bin ties.bin; do
    same_bytes print-word-vectors $model
    same_bytes print-sentence-vectors $model
    same_bytes nn $model
    same_bytes nn $model 3
    for word in train 'café' x '</s>'; do
        same_bytes print-ngrams $model "$word"
    done
    same_bytes dump $model args
    same_bytes dump $model dict
done
for model in softmax.bin tree.bin words.bin ties.bin; do
    same_bytes dump $model input
    same_bytes dump $model output
done

# fastText never stops asking for words: only its first answers are compared.
head -n 3 words.txt | tr -s ' ' '\n' | head -n 30 >triples.txt
for model in softmax.bin tree.bin words.bin; do
    fasttext analogies $model 2 <triples.txt 2>log | head -n 21 >theirs
    bagtag fasttext analogies $model 2 <triples.txt 2>log | head -n 21 >ours
    cmp -s theirs ours || fail "bagtag fasttext analogies $model: $(diff theirs ours | head -4)"
done

# Version 0.9.2 does not count a label's documents: its recall is missing, and its F1 is wrong.
precisions() { "$@" softmax.bin lines.txt 2 0.1 | sed 's/F1-Score : *[^ ]* *//;s/Recall : *[^ ]*//'; }
precisions fasttext test-label >theirs && precisions bagtag fasttext test-label >ours && cmp -s theirs ours || fail "bagtag fasttext test-label: $(diff theirs ours | head -4)"

for command in nn analogies print-word-vectors print-sentence-vectors; do
    refused $command
    refused $command missing
done
refused nn softmax.bin x
refused nn softmax.bin 1 1
refused dump softmax.bin
refused dump softmax.bin words
refused print-ngrams softmax.bin

# What bagtag trains, fastText reads: the labels of -saveOutput are those of its dump, with one digit less.
bagtag fasttext supervised -input "$train" -output back -saveOutput -dim 12 -thread 1 || fail 'supervised failed'
{
    fasttext dump back.bin output >numbers && head -n 1 numbers
    tail -n +2 numbers >rows
    fasttext dump back.bin dict | sed -n 's/ [0-9]* label$//p' | paste -d ' ' - rows
} >theirs
fewer='NR == FNR { theirs[FNR] = $0; n = FNR; next }
    { k = split(theirs[FNR], a); if (k != NF || a[1] != $1) bad = 1
      for (i = 2; i <= NF; i++) { d = (a[i] - $i) / $i; if (d > 6e-5 || d < -6e-5) bad = 1 } }
    END { exit bad || n != FNR }'
awk "$fewer" theirs back.output || fail "supervised -saveOutput: $(diff theirs back.output | head -4)"
fasttext print-word-vectors back.bin <words.txt >theirs && bagtag fasttext print-word-vectors back.bin <words.txt | cmp -s - theirs || fail 'vectors differ'
tail -n +2 back.vec | cut -d ' ' -f 1 | fasttext print-word-vectors back.bin >theirs && tail -n +2 back.vec | cmp -s - theirs || fail 'the .vec differs'

# What the manual lists as different: lines without a label, and labels in invalid UTF-8.
printf '__label__a one two\nno label three\n__label__b four two\n' >unlabelled.txt
fasttext supervised -input unlabelled.txt -output theirs -dim 2 -thread 1 -verbose 0 >log 2>&1
bagtag fasttext supervised -input unlabelled.txt -output ours -dim 2 -thread 1 -verbose 0
fasttext dump theirs.bin dict | grep -x -q '</s> 3 word' || fail 'fastText leaves lines without a label out'
fasttext dump ours.bin dict | grep -x -q '</s> 2 word' || fail 'lines without a label are counted'
fasttext dump ours.bin dict | grep -q '^three ' && fail 'words of lines without a label are in the dictionary'
printf '__label__a one\n__label__\351 two\n' >latin1.txt
for command in 'test ours.bin latin1.txt' 'test-label ours.bin latin1.txt' 'supervised -input latin1.txt -output other -dim 2 -thread 1 -verbose 0'; do
    # shellcheck disable=SC2086  # words
    fasttext $command >log 2>&1 || fail "fasttext $command: $(cat log)"
    # shellcheck disable=SC2086  # words
    bagtag fasttext $command >log 2>&1 && fail "$command takes a label in invalid UTF-8"
    grep -q '^bagtag: latin1.txt:2: expected a label in UTF-8' log || fail "$command: $(cat log)"
done
