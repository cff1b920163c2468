# 29-fold.sh - models folded before they score
# SPDX-License-Identifier: MIT
cp "$ROOT/data/topics.train.txt" train.txt
cp "$ROOT/data/topics.test.txt" test.txt
bagtag train --no-race -q --dim 32 --epochs 10 --ngrams 2 --weight gain -o model train.txt || fail 'cannot train'
bagtag train --no-race -q --dim 15 --epochs 2 -o narrow train.txt || fail 'cannot train'
bagtag train --no-race -q --dim 16 --epochs 2 --bag max -o maximum train.txt || fail 'cannot train'
for i in 1 2 3 4 5 6 7 8 9; do cat test.txt; done >long.txt

# The labels are the same, and the same bytes come from any number of threads.
bagtag classify --format fasttext model long.txt >plain.txt
bagtag classify --format fasttext --fold model long.txt | cmp - plain.txt || fail 'other labels'
bagtag classify --format fasttext --fold --threads 1 --prob -k 0 model long.txt >one.txt
bagtag classify --format fasttext --fold --threads 3 --prob -k 0 model long.txt | cmp - one.txt || fail 'other bytes with 3 threads'
bagtag filter --format fasttext model travel long.txt >plain.txt
bagtag filter --format fasttext --fold model travel long.txt | cmp - plain.txt || fail 'filter: other lines'
bagtag test --json model test.txt | grep -oE '"(accuracy|macro_f1)":[^,]*' >plain.txt
[ "$(wc -l <plain.txt)" -eq 2 ] || fail 'test --json: no accuracy'
bagtag test --json --fold model test.txt | grep -oE '"(accuracy|macro_f1)":[^,]*' | cmp - plain.txt || fail 'test: other figures'

try bagtag classify --fold narrow test.txt
try bagtag filter --fold maximum travel test.txt
try bagtag test --fold maximum test.txt
try bagtag test --fold missing test.txt
