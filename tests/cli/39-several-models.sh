# 39-several-models.sh - several models answer side by side, each as it does alone
# SPDX-License-Identifier: MIT
topics
mv model topics.model
mkdir sub
bagtag train --no-race --quiet --dim 8 --ngrams 2 --epochs 10 --seed 1 -o sub/mood.bin "$ROOT/data/sentiment.train.txt" || fail 'cannot train'
bagtag train --no-race --quiet --dim 8 --chars 2-3 --epochs 10 --seed 1 -o tongue "$ROOT/data/languages.train.txt" || fail 'cannot train'
printf 'the goalkeeper was great\n\nxyzzy\n\377 das Essen war gut' >text.txt
printf '{"id":7,"text":"the goalkeeper"}\n{}\n\n{"text":"das Essen war gut"}' >objects.jsonl
printf 'text,k\n"the ""goalkeeper""",1\r\nbad bread,2' >rows.csv

try bagtag classify --model topics.model --model sub/mood.bin/ text.txt
try bagtag classify --prob -k 2 --with-text --model topics.model --model tongue text.txt
try bagtag classify --prob --model topics.model --model tongue objects.jsonl
try bagtag classify -k 2 --add answers --model topics.model --model tongue objects.jsonl
try bagtag classify --output jsonl --with-text --model topics.model --model tongue objects.jsonl
try bagtag classify --prob --model topics.model --model tongue rows.csv
try bagtag classify -k 2 --add answer --model topics.model --model sub/mood.bin rows.csv
try bagtag classify --threshold 0.5 --none unsure --unknown new --explain 1 --model topics.model --model sub/mood.bin text.txt
try_line 'bagtag classify --model topics.model --model tongue <text.txt'
try_line 'bagtag classify --model topics.model <text.txt'
try bagtag classify --model topics.model -- text.txt

printf '\n## lines with a label of any of them\n'
printf 'fr\tle train de nuit\nxx\tla mer\nsports\tthe goalkeeper\n' >labelled.txt
try bagtag classify --model topics.model --model tongue labelled.txt
printf '__label__fr le train\n' >prefixed.txt
bagtag train --recipe fasttext --quiet --dim 8 --epochs 10 -o as-fasttext train.txt || fail 'cannot train'
try bagtag classify as-fasttext prefixed.txt
try bagtag classify --model as-fasttext --model tongue prefixed.txt

printf '\n## models of the same name\n'
mkdir -p old/one new/one
cp -r tongue old/one/topics.model
cp -r tongue new/one/topics.bin
try bagtag classify --model topics.model --model old/one/topics.model --model new/one/topics.bin/ objects.jsonl
try bagtag classify --model old/one/topics.model --model ./topics.model rows.csv
try bagtag classify --model old/one/topics.model --model new/one/topics.bin text.txt
try bagtag classify --model old/./one//topics.model --model new//one/./topics.bin/. rows.csv
bagtag pack -o tongue.bagtag tongue
try bagtag classify --model old/../tongue.bagtag --model .//topics.model rows.csv

printf '\n## mistakes\n'
try bagtag classify --model topics.model --model missing text.txt
try bagtag classify --model topics.model --model tongue missing.txt
try bagtag classify --model topics.model --model ./topics.model text.txt
try bagtag classify --model old/one/topics.model --model old//one/./topics.model text.txt
try bagtag classify --model topics.model --model tongue --labels sports text.txt
try bagtag classify --model topics.model --model tongue --label-score sports text.txt
try bagtag classify --model topics.model --model tongue --set 0.9 --on test.txt text.txt
try bagtag classify --model topics.model --model - text.txt
try bagtag classify --model '' text.txt
printf '{"text":"a","bagtag":1}\n' >taken.jsonl
try bagtag classify --model topics.model --model tongue taken.jsonl
printf 'text,tongue_label\na,b\n' >taken.csv
try bagtag classify --model topics.model --model tongue taken.csv
# shellcheck disable=SC2046  # seventeen words twice
try_line "bagtag classify $(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do printf -- '--model m%d ' $i; done) text.txt"

# Each answers as it does alone, with any number of threads, folded or not, including a fastText file.
cut -d ' ' -f 2- test.txt train.txt >lines.txt
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do cat lines.txt; done >many.txt
for fold in '' --fold; do
    for model in topics.model sub/mood.bin tongue; do
        [ "$model$fold" = tongue--fold ] || bagtag classify --prob $fold $model many.txt >"alone.${model##*/}"
    done
    several='--model topics.model --model sub/mood.bin'
    paste alone.topics.model alone.mood.bin >wanted
    [ -n "$fold" ] || several="$several --model tongue"
    [ -n "$fold" ] || paste wanted alone.tongue >more && [ -n "$fold" ] || mv more wanted
    for threads in 1 2 8; do
        # shellcheck disable=SC2086  # words
        bagtag classify --prob $fold $several --threads $threads many.txt | cmp - wanted || fail "$threads threads $fold"
    done
done
