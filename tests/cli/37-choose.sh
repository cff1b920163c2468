# 37-choose.sh - the best lines, a sample, and how scores are distributed
# SPDX-License-Identifier: MIT
topics
cut -d ' ' -f 2- test.txt >lines.txt
printf 'guitar chords\nthe goalkeeper\nxyzzy\nthe goalkeeper\n\nguitar chords\nthe goalkeeper' >ties.txt

try bagtag classify --label-score sports model ties.txt
try bagtag filter --keep-top 2 -n model sports ties.txt
try bagtag filter --keep-top 45% -n model sports ties.txt
try bagtag filter --keep-top 100% -c model sports ties.txt
try bagtag filter --keep-top 14% model sports ties.txt
try bagtag filter --keep-top 2 -v -n model sports ties.txt
try bagtag filter --keep-top 6 --known -c model music ties.txt
try bagtag filter --keep-top 5 -m 2 -n model sports ties.txt
try bagtag filter --keep-top 5 -q model sports ties.txt
try bagtag filter --keep-top 5 --verbose model sports,music ties.txt
try bagtag filter --keep-top 44 --by bytes -n model sports ties.txt
try bagtag filter --keep-top 30% --by bytes -n model sports ties.txt
try_line 'bagtag filter --keep-top 4 model sports ties.txt ties.txt'
try_line 'cat ties.txt | bagtag filter --keep-top 4 model sports - ties.txt'
try_line 'bagtag filter --keep-top 5 model sports </dev/null'
try bagtag filter --quantiles model sports lines.txt
try_line 'bagtag filter --quantiles model sports </dev/null'
try bagtag filter --sample pareto:9 -n --verbose model sports,music ties.txt
try bagtag filter --sample pareto:2 --seed 4 -c model money lines.txt

printf '\n## rows and objects\n'
printf 'id,text\n1,"the\ngoalkeeper"\n\n2,xyzzy\n3,guitar\n' >rows.csv
printf '{"text":"guitar"}\n{"text":"the goalkeeper"}\n\n{"text":"penalties"}\n' >objects.jsonl
try bagtag filter --keep-top 2 model sports rows.csv
try bagtag filter --keep-top 2 model sports rows.csv rows.csv
try_line 'bagtag filter --keep-top 2 --format csv model sports <rows.csv'
try_line 'bagtag filter --sample pareto:0.1 --format csv model sports <rows.csv'
try bagtag filter --keep-top 2 model sports objects.jsonl
try_line 'bagtag filter --keep-top 2 model sports <objects.jsonl'

printf '\n## mistakes\n'
for top in 0 0% 101% -1% 1.5 ten % nan% ''; do
    try bagtag filter --keep-top "$top" model sports ties.txt
done
for sample in pareto pareto: pareto:0 pareto:-1 pareto:nan normal:1; do
    try bagtag filter --sample $sample model sports ties.txt
done
try bagtag filter --keep-top 2 --threshold 0.5 model sports ties.txt
try bagtag filter --keep-top 2 --sample pareto:9 model sports ties.txt
try bagtag filter --by bytes model sports ties.txt
try bagtag filter --by words --keep-top 1 model sports ties.txt
try bagtag filter --seed 2 model sports ties.txt
try bagtag filter --quantiles -c model sports ties.txt
try bagtag filter --keep-top 2 model sports ties.txt missing.txt
printf 'sports\tgoalkeeper\nno tab\n' >broken.tsv
try bagtag filter --format tsv --keep-top 1 model sports broken.tsv
try_line 'TMPDIR=/nowhere bagtag filter --keep-top 2 model sports <ties.txt'
try_line 'TMPDIR=/nowhere bagtag filter --keep-top 2 -c model sports ties.txt'
yes 'the goalkeeper saved a penalty' | head -n 60000 >many.txt
# shellcheck disable=SC2016  # for sh -c
try_line '(trap "" XFSZ; ulimit -f 1000; TMPDIR=. bagtag filter --keep-top 2 model sports) <many.txt'
list | grep bagtag && fail 'a temporary file is left'

# The best lines by sorting the output of classify, whatever the input and the threads.
awk 'BEGIN { srand(7) } { for (i = 0; i < 60; i++) print $0, i % 7 }' lines.txt >many.txt
bagtag classify --label-score money model many.txt | awk -F '\t' '{ printf "%s\t%d\n", $2, NR }' |
    LC_ALL=C sort -s -t "$(printf '\t')" -k 1,1gr | head -n 700 | cut -f 2 | sort -n >wanted
bagtag filter --keep-top 700 -n --threads 1 model money many.txt >passed
cut -d : -f 1 passed | cmp - wanted || fail 'not the best by a sort'
[ "$(wc -l <many.txt)" -gt 6000 ] || fail 'too few lines'
gzip -k many.txt
zstd -q many.txt
bagtag filter --sample pareto:3 -n --threads 1 model money many.txt >drawn
[ -s drawn ] || fail 'nothing was drawn'
for threads in 1 2 8; do
    for file in many.txt many.txt.gz many.txt.zst; do
        bagtag filter --keep-top 700 -n --threads $threads model money $file | cmp - passed || fail "$threads, $file"
        # shellcheck disable=SC2002  # a pipe is what is meant
        cat $file | bagtag filter --keep-top 700 -n --threads $threads model money | cmp - passed ||
            fail "$threads threads, a pipe of $file"
        bagtag filter --sample pareto:3 -n --threads $threads model money $file | cmp - drawn ||
            fail "$threads threads draw other lines of $file"
    done
done
sed 's/^/__label__money /' many.txt >many.fasttext
sed 's/^/money\t/' many.txt >many.tsv
for format in fasttext tsv; do
    bagtag filter --keep-top 700 -n --format $format model money many.$format | sed 's/:__label__money /:/; s/:money\t/:/' |
        cmp - passed || fail "other lines of $format"
done
bagtag filter --keep-top 700 -v model money many.txt >others
bagtag filter --keep-top 700 model money many.txt | sort - others >halves
sort many.txt | cmp - halves || fail 'a line is lost, or there twice'

# A sample is passed on without delay; a reader that goes away causes no message.
mkfifo in out
bagtag filter --sample pareto:0.0001 model sports <in >out &
exec 3>in 4<out
printf 'the goalkeeper\n' >&3
read -r line <&4
[ "$line" = 'the goalkeeper' ] || fail "a pause is answered with '$line'"
exec 3>&- 4<&-
wait
for mode in '--keep-top 90%' '--sample pareto:0.0001'; do
    # shellcheck disable=SC2086  # words
    bagtag filter $mode model money many.txt many.txt many.txt 2>err | head -n 1 >/dev/null
    [ ! -s err ] || fail "with head: $(cat err)"
    # shellcheck disable=SC2086
    [ ! -e /dev/full ] || bagtag filter $mode model money many.txt >/dev/full 2>err
    [ "$(cat err)" = 'bagtag: standard output: No space left on device' ] || fail "/dev/full: $(cat err)"
done
