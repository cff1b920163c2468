# An option for a format that no file has is reported once, and early; the output does not change.
# SPDX-License-Identifier: MIT
topics
printf 'Review,Topic\nThe goalkeeper saved two penalties.,sports\n' >rows.csv
printf '{"body":"chords","topic":"music"}\n' >objects.jsonl
printf 'bake the dough in the oven\nguitar chords\n' >lines.txt
sed 's/__label__\([^ ]*\) \(.*\)/{"topic":"\1","body":"\2"}/' test.txt >labelled.jsonl

printf '## no name says csv, but an option that names a column or the delimiter does\n'
try_line 'bagtag classify --text-column Review model <rows.csv'
try_line 'bagtag classify --header model <rows.csv'
try_line 'bagtag classify --text-column Review --format csv model <rows.csv'
try_line 'bagtag test --text-column Review --label-column Topic model - <rows.csv'
try_line 'bagtag train --no-race -o new --text-column Review --label-column Topic - <rows.csv' | steady
try_line 'bagtag train --no-race -q -o new --text-column Review --label-column Topic - <rows.csv'
tr , '\t' <rows.csv >rows.tsv
cp rows.tsv rows.TXT
for file in rows.tsv rows.TXT; do
    try bagtag test --rows 0 --delimiter tab --text-column Review --label-column Topic model $file
    try bagtag classify --delimiter tab --text-column Review model $file
    try bagtag classify --text-column Review model $file
done
try bagtag test --rows 0 --label-column Topic model rows.tsv
try bagtag test --format tsv --rows 0 --label-column Topic model rows.tsv
try_line "printf 'Review\n\"the goal\nof the match\"\n' | bagtag classify --text-column Review model"
try_line "printf '\n{\"text\":\"chords, \\\\\"and\"}\n{\"text\":\"the goal\"}\n' | bagtag classify --delimiter , model"
try_line 'tail -n 3 train.txt | bagtag test --rows 0 --text-column Review model -'
try bagtag train --no-race -q -o new --text-column Review train.txt

printf '## the value does not matter\n'
try bagtag classify --text-field text model lines.txt
try bagtag classify --header model lines.txt
try bagtag classify --label-column label --label-field label model lines.txt
try bagtag classify --format text --text-field text model lines.txt
try bagtag classify --add topic model lines.txt

printf '## the option that was meant\n'
try bagtag classify --text-field Review model rows.csv
try bagtag classify --text-column body model objects.jsonl

printf '## a file of the format is enough\n'
try bagtag classify --text-field body model objects.jsonl lines.txt
try bagtag classify --text-field body model lines.txt objects.jsonl
try bagtag classify --text-field body --text-column Review model rows.csv
try bagtag tokenize --text-column Review lines.txt rows.csv
try bagtag tokenize --text-column Review rows.csv lines.txt
try bagtag tokenize --text-column Review objects.jsonl
try bagtag train --no-race -q -o new --text-column Review --label-column Topic --valid rows.csv train.txt
try bagtag filter --precision 0.3 --on labelled.jsonl --label-field topic --text-field body model sports lines.txt
try bagtag filter --precision 0.3 --on labelled.jsonl --label-field topic --text-field body --no-header model sports lines.txt
sed 's/__label__\([^ ]*\) \(.*\)/"\2",\1/; 1i body,topic' test.txt >labelled.csv
try bagtag filter --precision 0.3 --on labelled.csv --label-column topic --text-column body model sports lines.txt
try bagtag classify --set 0.5 --on test.txt --label-column Topic model lines.txt
cp rows.csv rows
try bagtag classify --set 0.5 --on rows --label-column Topic model lines.txt

printf '## of files without a line nothing is known\n'
try_line 'bagtag classify --text-field body model </dev/null'
try_line 'bagtag classify --text-field body model - /dev/null <lines.txt'

# Every command with each of its options for certain formats; those that make csv of plain text give no warning. tune is slow: one option.
head -n 200 train.txt >few.txt
n_prefetched=0
while read -r name command; do
    for option in text-field label-field id-field text-column label-column delimiter header no-header add; do
        bagtag "$name" --help | grep -q -- "^ *--$option\\>" || continue
        case $option in delimiter) value=';' ;; *header) value= ;; *) value=x ;; esac
        # shellcheck disable=SC2086  # words
        case $option,$command in
        text-column,*lines.txt | delimiter,*lines.txt)
            bagtag "$name" --$option $value $command >/dev/null 2>said && fail "$name --$option: status 0"
            grep -q " (read as csv because of --$option; if that is wrong, use --format text)$" said || fail "$name --$option: $(cat said)"
            continue
            ;;
        esac
        bagtag "$name" --$option $value $command >/dev/null 2>said || fail "$name --$option: $(cat said)"
        [ "$(grep -c 'has no effect' said)" = 1 ] && grep -q "^bagtag: warning: --$option has no effect without a " said ||
            fail "$name --$option: $(cat said)"
        n_prefetched=$((n_prefetched + 1))
        [ "$name" != tune ] || break
    done
done <<'COMMANDS'
classify model lines.txt
classify --threads 3 model lines.txt lines.txt
filter model music lines.txt
filter -c --keep-top 1 model music lines.txt
filter --quantiles model music lines.txt
explain model lines.txt
embed --documents model lines.txt
embed --sequence --lengths lengths model lines.txt
tokenize lines.txt
test model test.txt
train --no-race -o new few.txt
tune --trials 1 --ngrams 1 -o new few.txt
shrink --to 20k --test test.txt -o small model
COMMANDS
[ $n_prefetched -gt 65 ] || fail "asked for $n_prefetched options"
