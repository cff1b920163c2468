# 38-promise.sh - a threshold with the requested precision, and label sets with the requested coverage
# SPDX-License-Identifier: MIT
topics
cut -d ' ' -f 2- test.txt >lines.txt
cat train.txt test.txt >labelled.txt

try_line 'bagtag filter --precision 0.8 --on labelled.txt model sports lines.txt | head -n 3'
try bagtag filter --precision 0.9 --on labelled.txt -c model sports,music lines.txt
try_line 'bagtag filter --precision 0.9 --on - -c model sports lines.txt <labelled.txt'
try_line 'bagtag filter --precision 0.9 --on labelled.txt -q model sports lines.txt'
try_line 'head -n 3 lines.txt | bagtag classify --set 0.9 --on test.txt model'
try_line 'head -n 3 lines.txt | bagtag classify --set 0.97 --on test.txt --prob model'
printf '{"text":"guitar"}\n{"text":"the goalkeeper"}\n{"text":""}\n' >objects.jsonl
try bagtag classify --set 0.98 --on test.txt model objects.jsonl
try bagtag classify --set 0.9 --on test.txt --labels sports,music --output jsonl model objects.jsonl
printf 'kind,body\nsports,goalkeeper\nmusic,guitar\n' >labelled.csv
try_line 'head -n 2 lines.txt | bagtag classify --set 0.6 --on labelled.csv --text-column body --label-column kind model'
printf '{"body":"goalkeeper","kind":["sports"]}\n' >labelled.jsonl
try_line 'head -n 1 lines.txt | bagtag classify --set 0.5 --on labelled.jsonl --text-field body --label-field kind model'

printf '\n## mistakes\n'
try bagtag filter --precision 0.99 --on test.txt model sports lines.txt
try bagtag filter --precision 0.9 --on test.txt model sports lines.txt
try bagtag filter --precision 0.95 --on labelled.txt -c model travel,health lines.txt
try bagtag filter --precision 0.97 --on labelled.txt model computing lines.txt
try bagtag classify --set 0.995 --on test.txt model lines.txt
try bagtag classify --set 0.9 --on lines.txt model lines.txt
try bagtag classify --set 0.9 --on missing.txt model lines.txt
sed 's/__label__[a-m]/&x/' test.txt >strange.txt
try bagtag classify --set 0.9 --on strange.txt model lines.txt
try bagtag filter --precision 0.9 model sports lines.txt
try bagtag filter --on test.txt model sports lines.txt
try bagtag filter --precision 0.9 --threshold 0.5 --on test.txt model sports lines.txt
try bagtag filter --precision 0.9 --keep-top 5 --on test.txt model sports lines.txt
try bagtag filter --precision 1 --on test.txt model sports lines.txt
try bagtag filter --precision 0 --on test.txt model sports lines.txt
try_line 'bagtag filter --precision 0.9 --on - model sports <test.txt'
try_line 'bagtag classify --set 0.9 --on - model lines.txt - <test.txt'
try bagtag classify --set 0.9 model lines.txt
try bagtag classify --on test.txt model lines.txt
try bagtag classify --set 0.9 --on test.txt -k 2 model lines.txt
try bagtag classify --set 0.9 --on test.txt --threshold 0.5 model lines.txt
try bagtag classify --set 0.9 --on test.txt --score logit model lines.txt
try bagtag classify --set 1 --on test.txt model lines.txt

# The printed threshold passes the same lines when it is given, from any number of threads.
for precision in 0.5 0.8 0.9; do
    bagtag filter --precision $precision --on labelled.txt model money lines.txt >promised 2>said
    threshold=$(sed -n 's/^bagtag: --threshold \([0-9.]*\) has a precision of at least .*/\1/p' said)
    bagtag filter --threshold "$threshold" model money lines.txt | cmp - promised || fail "other lines by $threshold"
    passed=$(bagtag filter -c --format fasttext --threshold "$threshold" model money labelled.txt)
    grep -q "passes $passed lines" said || fail "$passed lines pass, but: $(cat said)"
    for threads in 1 2 8; do
        bagtag filter --precision $precision --on labelled.txt --threads $threads model money lines.txt 2>same |
            cmp - promised || fail "other lines with $threads threads"
        cmp said same || fail "another threshold with $threads threads"
    done
done

# Sets hold the labels at or above the threshold, and the best label.
bagtag classify --set 0.97 --on test.txt --prob model lines.txt >sets 2>said
threshold=$(sed -n 's/.* the threshold \([0-9.]*\) have a coverage .*/\1/p' said)
bagtag classify --threshold "$threshold" --prob model lines.txt >by_threshold
bagtag classify --prob model lines.txt | paste - by_threshold |
    awk -F '\t' '{ if ($3 == "") print $1 "\t" $2; else { sub(/^[^\t]*\t[^\t]*\t/, ""); print } }' | cmp - sets || fail 'other sets'
awk -F '\t' 'NF > 2 { n++ } END { exit n == 0 }' sets || fail 'no set has two labels'

# The sets printed for the labelled lines contain as many true labels as is said, the best label included.
cut -d ' ' -f 1 test.txt | sed 's/^__label__//' >true.txt
printf '__label__computing Zq\n' >unknown.txt
cat test.txt unknown.txt >with_unknown.txt
printf 'computing\n' | cat true.txt - >true_unknown.txt
count_covered() { # count_covered TRUE SETS SAID
    covered=$(paste "$1" "$2" | awk -F '\t' '{ for (i = 2; i <= NF; i++) if ($i == $1) { n++; break } } END { print n }')
    grep -q "contain the true label of $covered of" "$3" || fail "$covered sets have it, but: $(cat "$3")"
}
for coverage in 0.6 0.9 0.97; do
    bagtag classify --set $coverage --on test.txt --format fasttext model test.txt >sets 2>said
    count_covered true.txt sets said
done
for unknown in '' --unknown=none; do
    bagtag classify --set 0.6 --on with_unknown.txt --format fasttext $unknown model with_unknown.txt >sets 2>said
    count_covered true_unknown.txt sets said
done
