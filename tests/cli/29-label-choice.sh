# 29-label-choice.sh - classify chooses among some labels, and prints the score of any
# SPDX-License-Identifier: MIT
topics
printf 'The goalkeeper saved two penalties in the final minutes.\n\nbake the dough in the oven\nxyzzy\n' >text.txt
printf 'music\n\ntravel\n' >some.txt

try bagtag classify -k 0 --prob model text.txt
try bagtag classify -k 0 --prob --labels travel,music model text.txt
try bagtag classify -k 0 --prob --only some.txt model text.txt
try bagtag classify -k 0 --prob --only some.txt --keep-scale model text.txt
try bagtag classify -k 0 --score logit --labels travel,music model text.txt
try bagtag classify --prob --labels travel model text.txt
try bagtag classify --prob --threshold 0.6 --none neither --labels travel,music model text.txt
try bagtag classify --label-score travel model text.txt
try bagtag classify --label-score music --labels travel,music --output jsonl model text.txt
try bagtag classify --label-score music --score logit --with-text model text.txt
try_line "echo '{\"text\":\"a piano\",\"id\":1}' | bagtag classify --labels travel,music --label-score travel model"

# A list that names one label more often than the model has labels leaves room for the others.
for i in 1 2 3 4 5 6 7 8 9; do echo music; done >often.txt
echo travel >>often.txt
bagtag classify -k 0 --only some.txt model text.txt >few
bagtag classify -k 0 --only often.txt model text.txt | cmp - few
bagtag classify -k 0 --labels "$(paste -s -d , often.txt)" model text.txt | cmp - few

# filter uses the best label among them, and so do its scores.
try bagtag filter --labels travel,music model music text.txt
try bagtag filter --only some.txt --threshold 0.6 model travel text.txt
try bagtag filter --only some.txt --keep-scale --threshold 0.6 model music text.txt
# test skips documents with none of them, and ignores the other labels of the rest.
try bagtag test --labels travel,music model test.txt
try bagtag test --only some.txt --keep-scale --json model test.txt
sed 's/^__label__travel/__label__travel __label__cooking __label__new/' test.txt >more.txt
bagtag test --json --only some.txt model test.txt >one.json
bagtag test --json --only some.txt --threads 3 model more.txt | cmp - one.json

printf '\n## mistakes\n'
try bagtag filter --labels travel,music model sports text.txt
try bagtag filter --labels musik model music text.txt
try bagtag filter --keep-scale model music text.txt
try bagtag test --labels travel --only some.txt model test.txt
try bagtag test --labels travle model test.txt
grep '^__label__sports' test.txt >sports.txt
try bagtag test --labels travel model sports.txt
try bagtag classify --labels musik model text.txt
try bagtag classify --labels music --only some.txt model text.txt
try bagtag classify --keep-scale model text.txt
try bagtag classify --label-score musik model text.txt
try bagtag classify --label-score sports --labels music model text.txt
try bagtag classify --labels '' model text.txt
printf 'music\ntravle\n' >wrong.txt
try bagtag classify --only wrong.txt model text.txt
try bagtag classify --only missing.txt model text.txt
: >empty.txt
try bagtag classify --only empty.txt model text.txt
try_line 'bagtag classify --only - model <some.txt'
try_line 'bagtag classify --only - model text.txt - <some.txt'
try_line 'bagtag classify --set 0.9 --on - --only - model text.txt <some.txt'
try_line 'bagtag filter --only - model music <some.txt'
try_line 'bagtag filter --precision 0.9 --on - --only - model music text.txt <some.txt'
try_line 'bagtag test --only - model - <some.txt'
try_line 'bagtag filter -c --only - model music text.txt <some.txt'

# Labels that are not exclusive keep their probabilities; the number of threads and the kernel change nothing.
bagtag train --no-race --quiet --loss ova -o ova train.txt 2>/dev/null
cut -d ' ' -f 2- test.txt train.txt >lines.txt
bagtag classify -k 0 --prob --labels sports,music ova lines.txt >restricted.txt
bagtag classify -k 0 --prob --labels sports,music --keep-scale ova lines.txt | cmp - restricted.txt
bagtag classify -k 0 --prob --labels sports,music --threads 1 model lines.txt >one.txt
bagtag classify -k 0 --prob --labels sports,music --threads 3 model lines.txt | cmp - one.txt
BAGTAG_KERNEL=base bagtag classify -k 0 --prob --labels sports,music model lines.txt | cmp - one.txt
# The answer of classify for all labels, without those that are not in the choice.
bagtag classify -k 0 --prob model lines.txt |
    awk -F '\t' '{ n = ""; for (i = 1; i < NF; i += 2) if ($i == "sports" || $i == "music") n = n (n == "" ? "" : "\t") $i "\t" $(i + 1); print n }' >left.txt
bagtag classify -k 0 --prob --labels sports,music --keep-scale model lines.txt | cmp - left.txt
# filter passes what classify answers, best first; test counts it.
bagtag classify --labels sports,music model lines.txt | grep -n '^sports$' | cut -d : -f 1 >numbers.txt
bagtag filter -n --labels sports,music model sports lines.txt | cut -d : -f 1 | cmp - numbers.txt
paste one.txt lines.txt | sort -s -t "$(printf '\t')" -k 2,2gr | awk -F '\t' '$1 == "sports"' | head -n 5 | cut -f 5 | sort >best.txt
bagtag filter --keep-top 5 --labels sports,music model sports lines.txt | sort | cmp - best.txt
grep -E '^__label__(sports|music) ' train.txt >two.txt
cut -d ' ' -f 2- two.txt | bagtag classify --prob -k 0 --labels sports,music model | paste - two.txt |
    awk -F '\t' '{ right = $5 ~ "^__label__" $1 " "; n += right; p = right ? $2 : $4; loss -= log(p) } END { printf "%.4f %.4f\n", n / NR, loss / NR }' >counted.txt
bagtag test --labels sports,music model train.txt | awk '/^accuracy/ { a = $2 } /^loss/ { print a, $2 }' | cmp - counted.txt

# fastText's models, including a tree of labels: the remaining probabilities add up to 1, in the same proportions.
if command -v fasttext >/dev/null; then
    for loss in softmax hs; do
        fasttext supervised -input train.txt -output ft -loss $loss -dim 8 -thread 1 -verbose 0 >/dev/null 2>&1
        bagtag classify -k 0 --prob --labels sports,music,health ft.bin lines.txt >restricted.txt
        bagtag classify -k 0 --prob --labels sports,music,health --keep-scale ft.bin lines.txt >kept.txt
        paste restricted.txt kept.txt | awk -F '\t' -v loss=$loss '
            { sum = $8 + $10 + $12
              for (i = 1; i <= 5; i += 2) { d = $(i + 1) - $(i + 7) / sum; if (d < 0) d = -d; if (d > 1e-4 || $i != $(i + 6)) bad++ } }
            END { if (bad || NR < 100) print loss ": " bad + 0 " of " NR " lines differ" }'
    done
fi
