# The commands of fastText, also under its name: their arguments, what they print, and their exit status.
needs python3
python3 -B "$ROOT/tests/support/fasttext_model.py" weather.bin
ln -s "$(command -v bagtag)" fasttext

printf 'sun\nrain rain\n\n__label__dry rain\nnever seen' >lines
printf '__label__dry sun\n__label__wet rain\n__label__wet sun\n__label__snow sun\nsun\n' >labelled
try bagtag fasttext predict weather.bin lines
try ./fasttext predict-prob weather.bin lines -1
try bagtag fasttext predict-prob weather.bin lines 2 0.6
try_line 'printf sun | ./fasttext predict-prob weather.bin -'
try bagtag fasttext test weather.bin labelled
try bagtag fasttext test weather.bin labelled -1 0.6
try_line 'echo sun | bagtag fasttext test weather.bin -'
try bagtag fasttext test-label weather.bin labelled
printf '\n## vectors and words\n'
try_line 'printf "sun rain\nnever\n" | ./fasttext print-word-vectors weather.bin'
try_line 'printf "sun rain\n\nnever\n" | bagtag fasttext print-sentence-vectors weather.bin'
try bagtag fasttext print-ngrams weather.bin sun
try_line 'printf "sun\nnever rain\n" | ./fasttext nn weather.bin 1'
try_line 'echo sun | bagtag fasttext nn weather.bin -1'
try_line 'printf "sun rain\nsun rain" | bagtag fasttext analogies weather.bin'
for part in args dict input output; do
    try bagtag fasttext dump weather.bin $part
done
printf '\n## a model of our own\n'
topics
try_line 'printf "night train\n" | bagtag fasttext predict model - 2'
try_line 'echo train | bagtag fasttext print-word-vectors model | cut -d " " -f 1'
try bagtag fasttext dump model args
printf '\n## a line is answered before the next one comes\n'
mkfifo answers
(
    echo sun
    read -r answer <answers
    echo rain
    echo "first: $answer" >&2
) 2>told | bagtag fasttext predict weather.bin - | (
    read -r line
    echo "$line" >answers
    cat
)
cat told
printf '\n## what is wrong\n'
try bagtag fasttext
try bagtag fasttext predict weather.bin
try bagtag fasttext predict weather.bin lines 0
try bagtag fasttext predict weather.bin lines 1 high
try bagtag fasttext predict weather.bin lines 1 1.5
try bagtag fasttext predict missing.bin lines
try bagtag fasttext predict weather.bin missing
try bagtag fasttext test weather.bin missing
try bagtag fasttext test weather.bin lines 2x
try bagtag fasttext nn weather.bin lines
try bagtag fasttext nn weather.bin 1 2
try bagtag fasttext dump weather.bin words
try bagtag fasttext print-ngrams weather.bin
try_line 'yes sun | head -100000 | bagtag fasttext print-word-vectors weather.bin >/dev/full'
printf '\n## its other commands\n'
try_line 'bagtag fasttext supervised -input train.txt -output new -epoch 5 2>&1 | sed "s/thread: *[0-9]*/thread: N/"'
try_line 'head -n 1 new.vec; bagtag fasttext dump new.bin args | head -n 6'
try_line 'bagtag fasttext supervised -saveOutput -input train.txt -output new -dim 3 -qout -verbose 0; cut -d " " -f 1 new.output; ls new.*'
try bagtag fasttext supervised -input train.txt -output new -minCountLabel 2
try bagtag fasttext supervised -input one-vs-all -output new
try bagtag fasttext supervised -input train.txt
try bagtag fasttext supervised -input train.txt -output new -epoch
try bagtag fasttext supervised -input train.txt -output new -saveOutput 1
try bagtag fasttext supervised -input train.txt -output new -loss hs
try bagtag fasttext supervised -input train.txt -output new -wordNgrams 99
try bagtag fasttext supervised -input train.txt -output new -minn 5 -maxn 3
try bagtag fasttext supervised -input train.txt -output new -unheard of
try bagtag fasttext supervised -input train.txt -output new -autotune-validation train.txt
try bagtag fasttext supervised -input missing.txt -output new
try_line 'bagtag fasttext supervised -h | head -n 1; bagtag fasttext test --help | head -n 1'
printf '\n## hints name the options of fastText, or nothing\n'
printf 'sport\tgoal\n' >no-label--lr.tsv
try bagtag fasttext supervised -input no-label--lr.tsv -output new
try bagtag fasttext supervised -input train.txt -output new -minCount 10000
try bagtag fasttext supervised -input train.txt -output new -lr 100 -epoch 1
printf '1 4\nword 1 2 3 4\n' >words.vec
try bagtag fasttext supervised -input train.txt -output new -pretrainedVectors words.vec -dim 5
printf '\n## the name of a file stays as it is\n'
mkdir 'My Data (2024)' 'old; new'
for file in 'My Data (2024)/train.txt' 'old; new/train.txt' 'run --epochs 5 (a).txt'; do
    cp no-label--lr.tsv "$file"
    try bagtag fasttext supervised -input "$file" -output new
done
try bagtag fasttext supervised -input 'run --epochs 5.txt' -output new
try bagtag fasttext supervised -input train.txt -output 'missing/run --epochs 5'
try bagtag fasttext predict weather.bin 'run --epochs 5.txt'
try bagtag fasttext test 'run (a --delimiter b).bin' lines
printf '\n## labels with another prefix, which no fastText file names\n'
sed 's/__label__/__lbl__/' train.txt >lbl.train
sed 's/__label__/__lbl__/' test.txt >lbl.test
bagtag fasttext supervised -input train.txt -output usual -dim 8 -epoch 15 -lr 0.5 -verbose 0
bagtag fasttext supervised -input lbl.train -output lbl -label __lbl__ -dim 8 -epoch 15 -lr 0.5 -verbose 0
bagtag convert -o lbl.model lbl.bin
bagtag test usual.bin test.txt | head -n 4 >usual
bagtag fasttext test-label usual.bin test.txt | sed 's/__label__/__lbl__/' >usual.labels
for model in lbl.bin lbl.model; do
    bagtag test $model lbl.test | head -n 4 | cmp - usual
    bagtag test --label-prefix __lbl__ $model lbl.test | head -n 4 | cmp - usual
    sed 's/^\([^ ]*\) \(.*\)/{"label":"\1","text":"\2"}/' lbl.test | bagtag test --format jsonl $model - | head -n 2 | tail -n 1
    bagtag fasttext test-label $model lbl.test | cmp - usual.labels
    bagtag shrink -q --to 1M --test lbl.test -o small $model && bagtag classify small lbl.test | head -n 1
done
try_line 'bagtag classify --format fasttext lbl.bin lbl.test | head -n 1'
printf '\n## a prefix that is guessed\n'
printf '__lbl__en-US hello color\n__lbl__en-GB hello colour\n' >languages
bagtag fasttext supervised -input languages -output languages -label __lbl__ -dim 4 -epoch 100 -lr 1 -verbose 0
printf '__lbl__en-US color\n__lbl__fr couleur\n' >other-language
try_line 'bagtag test languages.bin other-language | head -n 2'
printf '#a sun\n#b rain\n' >hashes
bagtag fasttext supervised -input hashes -output hashes -label "#" -dim 4 -verbose 0
printf '__label__#a sun\n__label__#b rain\n' >labelled
try bagtag test hashes.bin labelled
try_line 'bagtag test --label-prefix __label__ hashes.bin labelled | head -n 1'
try bagtag fasttext supervised -input hashes -output new -label '@'
printf '\n## the held-out figures are those of the model\n'
for options in '--ngrams 2' '--chars 2-4 --loss ova' '--ngrams 2 --chars 3-4'; do
    bagtag train --recipe fasttext $options --buckets 100000 --lr 0.5 --epochs 20 --valid test.txt -o fasttext.model train.txt 2>&1 | sed -n 's/.*held out.*loss \([0-9.]*\).*/\1/p' >held
    bagtag test --json fasttext.model test.txt | sed -n 's/.*"loss":\([0-9.]*\).*/\1/p' | awk '{ printf "%.4f\n", $1 }' | paste -d ' ' held - |
        awk '{ d = $1 - $2; print (d < 0.001 && d > -0.001 ? "equal" : $0) }'
done
printf '\n## what fastText cannot compute\n'
for options in '--no-race' '--recipe fasttext --tokenizer unicode' '--recipe fasttext --bag sum' '--recipe fasttext --bias trained'; do
    bagtag train --quiet $options -o other.model train.txt
    try_line "bagtag convert --to fasttext -o other.bin other.model # $options"
done
printf '\n## a full disk leaves the old file\n'
cp new.bin old.bin
try_line '(ulimit -f 100 && exec bagtag convert --to fasttext -o new.bin fasttext.model 2>&1) | cat; cmp new.bin old.bin; ls -A | grep "new\.bin"'
try_line '(ulimit -f 100 && exec bagtag fasttext supervised -input train.txt -output new 2>&1) | cat; cmp new.bin old.bin; ls -A | grep "new\.bin"'
printf '\n## what cannot be written is noticed before anything is read\n'
try bagtag fasttext supervised -input missing.txt -output missing/new
try_line 'mkdir folder.output; bagtag fasttext supervised -input missing.txt -output folder -saveOutput; ls -A folder.*'
printf '\n'
try ./fasttext quantize -output new
try bagtag fasttext skipgram -input train.txt -output new
try bagtag fasttext unheard-of

# Labels in a line are no part of its text, for bagtag's own models either, whose character n-grams would know them.
topics
bagtag train --quiet --no-race --chars 2-4 -o own train.txt || fail 'cannot train'
sed 's/^__label__[^ ]* //' test.txt >texts
for command in 'predict-prob own -' 'print-sentence-vectors own'; do
    # shellcheck disable=SC2086  # words
    bagtag fasttext $command <texts >of-texts || fail "$command: status $?"
    # shellcheck disable=SC2086  # words
    bagtag fasttext $command <test.txt | cmp - of-texts || fail "$command: labels change the answers"
    [ "$(wc -l <of-texts)" -eq "$(wc -l <test.txt)" ] || fail "$command: a line without an answer"
done
