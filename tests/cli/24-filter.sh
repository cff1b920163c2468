# 24-filter.sh - the lines that have a label, byte for byte
# SPDX-License-Identifier: MIT
topics
printf 'The goalkeeper saved two penalties in the final minutes.\r\n\nbake the dough in the oven\nxyzzy\n\377 guitar chords \0 piano' >text.txt

try bagtag filter model sports text.txt
try bagtag filter model text.txt
try_line 'bagtag filter model music text.txt 2>&1 | cat -A'
try_line 'bagtag filter -v model cooking text.txt 2>/dev/null | cat -A'
try_line 'bagtag filter --threshold 0.95 model sports <text.txt 2>/dev/null | cat -A'
try_line 'bagtag filter --threshold 0 model travel text.txt 2>/dev/null | cmp - text.txt'
try_line 'bagtag filter --invert --threshold 0 model travel text.txt 2>/dev/null | wc -c'
try_line 'bagtag filter --verbose --format fasttext model travel test.txt >travel.txt; head -n 3 travel.txt'
try_line 'bagtag filter --verbose model sports </dev/null'

try_line 'bagtag filter model music,cooking text.txt 2>/dev/null | cat -A'
try_line 'bagtag filter -n model cooking,music text.txt 2>/dev/null | cat -A'
try_line 'bagtag filter -c --format fasttext model travel,health test.txt train.txt'
try_line 'bagtag filter -c model travel text.txt 2>/dev/null'
try_line 'bagtag filter -m 2 --format fasttext model travel test.txt missing.txt'
try_line 'bagtag filter -q --format fasttext model travel test.txt missing.txt'
try_line 'bagtag filter -q model travel text.txt 2>/dev/null'
try_line 'bagtag filter --known --threshold 0 model travel text.txt 2>/dev/null | cat -A'

printf '\n## mistakes\n'
try bagtag filter model music,sport text.txt
try bagtag filter --threshold auto model music text.txt
try bagtag filter model sport text.txt
try bagtag filter model __label__sports text.txt
try bagtag filter model xyz text.txt
try bagtag filter model
try bagtag filter sports model
try bagtag filter --threshold 2 model sports
try bagtag filter model sports missing.txt
printf 'sports\tgoalkeeper\nno tab\n' >broken.tsv
try bagtag filter --format tsv model sports broken.tsv
try bagtag filter --format fasttext --label-prefix '' model sports test.txt

# A label in the place of a file, and an invalid option value.
try bagtag filter model sports travel text.txt
try bagtag filter model sports travels text.txt
printf '+\tgood film\n-\tbad film\n' >signs.tsv
bagtag train -q --no-race --epochs 40 -o signs signs.tsv
try_line "printf 'good film\nbad film\n' | bagtag filter signs + -"
try bagtag filter --quantiles 10 model sports text.txt
try bagtag filter -c sports model text.txt
try bagtag filter -c 10 model sports
try bagtag filter 10 model sports

# filter passes what classify answers; the two halves make the whole; threads change nothing.
cut -d ' ' -f 2- test.txt train.txt >lines.txt
awk 'BEGIN { srand(7) } { for (i = 0; i < 20; i++) print $0, i }' lines.txt >many.txt
bagtag classify --with-text model many.txt | awk -F '\t' '$1 == "money" { print $2 }' >wanted
bagtag filter --threads 1 model money many.txt >passed
cmp wanted passed || fail 'classify and filter do not agree'
[ -s passed ] || fail 'nothing passed'
for threads in 2 3 8; do
    bagtag filter --threads $threads model money many.txt | cmp - passed || fail "$threads threads pass other lines"
done
bagtag filter --invert model money many.txt >others
sort passed others >halves
sort many.txt | cmp - halves || fail 'a line is lost, or there twice'
for label in health travel money music computing cooking gardening sports; do
    bagtag filter model $label many.txt
done | sort | cmp - halves || fail 'the labels do not share out the lines'
gzip -k many.txt
bagtag filter model money many.txt.gz | cmp - passed || fail 'compressed lines pass otherwise'

# A line is answered as soon as it arrives, and a reader that goes away causes no message.
mkfifo in out
bagtag filter model sports <in >out &
exec 3>in 4<out
printf 'the goalkeeper\n' >&3
read -r line <&4
[ "$line" = 'the goalkeeper' ] || fail "a pause is answered with '$line'"
exec 3>&- 4<&-
wait
bagtag filter --invert model money many.txt many.txt many.txt 2>err | head -n 1 >/dev/null
[ ! -s err ] || fail "with head: $(cat err)"
