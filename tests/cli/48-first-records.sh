# What is probably a mistake is reported after the first records, once, and counted when the input ends.
# SPDX-License-Identifier: MIT
needs python3
topics
python3 - <<'PYTHON' || exit 1
import json
with open("objects.jsonl", "w") as objects, open("bad.jsonl", "w") as bad, open("tail.jsonl", "w") as tail:
    for i in range(3000):
        print(json.dumps({"id": i, "body": "some words"}), file=objects)
        print("{", file=bad)
        print(json.dumps({"id": i, "body": "some words"} if i > 0 else {"text": "words"}), file=tail)
PYTHON
head -n 99 objects.jsonl >few.jsonl

# The command prints LINE while its input is still open.
early() {
    line=$1
    file=$2
    shift 2
    rm -f said
    mkfifo pipe
    "$@" <pipe >/dev/null 2>said &
    exec 3>pipe
    cat "$file" >&3
    i=0
    while [ ! -s said ] && [ $i -lt 1200 ]; do
        sleep 0.05
        i=$((i + 1))
    done
    cp said early
    exec 3>&-
    wait $!
    rm pipe
    [ "$(cat early)" = "bagtag: warning: $line" ] || fail "$*: '$(cat early)'"
}
textless='none of the first 100 objects has a text; expected the member "text" (or another, with --text-field); found "id", "body"'
prefixed='the first 100 lines begin with a label that is read as part of the text; --format fasttext skips labels'
other='; choose another member with --text-field NAME'
part=' that was read as part of the text'
skips='; --format fasttext skips labels'
for command in 'classify model' 'filter model sports' 'explain model' 'embed --documents model' 'tokenize'; do
    # shellcheck disable=SC2086  # words
    early "standard input: $textless" objects.jsonl bagtag $command
    [ "$(sed 1d said)" = "bagtag: warning: found 3,000 records without a text, the first at standard input:1$other" ] ||
        fail "$command: the end: $(cat said)"
done
# A stream may never end, so its first bad record is reported at once.
first='standard input:1:2: expected'
printf '{"text":"a"}\n{\n' >one.jsonl
reason=$(bagtag classify --format jsonl model one.jsonl 2>&1 >/dev/null | sed 's/^bagtag: one.jsonl//')
early "standard input$reason; skipped" one.jsonl bagtag classify --format jsonl --skip-bad model
[ "$(wc -l <said)" -eq 1 ] || fail "counted all the same: $(cat said)"
bagtag classify --skip-bad model one.jsonl 2>&1 >/dev/null | grep -q "skipped 1 bad record and left it out of the output, at one.jsonl$reason" || fail 'a file has no count or reason'
bagtag classify --format jsonl --skip-bad model - <bad.jsonl 2>said >/dev/null
cat said >regular
bagtag classify --format jsonl --skip-bad model bad.jsonl 2>said >/dev/null
sed 's/bad.jsonl/standard input/' said | diff - regular || fail 'a file on standard input is no stream'
cat bad.jsonl | bagtag classify --format jsonl --skip-bad model 2>said >/dev/null
[ "$(grep -c "^bagtag: warning: $first.*; skipped$" said)" -eq 1 ] || fail "the first of many: $(cat said)"
grep -qx 'bagtag: warning: standard input: none of the first 100 records can be read; all are skipped' said || fail "none can be read: $(cat said)"
[ "$(tail -n 1 said)" = "bagtag: warning: skipped 3,000 bad records and left them out of the output, the first at standard input:1${reason#:2}" ] || fail "bad records: $(cat said)"
early "standard input: $prefixed" train.txt bagtag classify model
[ "$(sed 1d said)" = "bagtag: warning: $(wc -l <train.txt) lines begin with a label$part, the first at standard input:1$skips" ] ||
    fail "labels: the end: $(cat said)"

# Objects after a line that is none are read as text, which is said; if bad records are skipped, they are objects.
{ echo '<html>'; sed 's/.*/{"text":"&"}/' test.txt; } >broken.part
told='most of the first lines are JSON objects, but are read as plain text, because the first is not one; --format jsonl reads their text'
for command in 'classify model' 'filter model sports' 'explain model' 'embed --documents model' 'tokenize'; do
    # shellcheck disable=SC2086  # words
    early "standard input: $told" broken.part bagtag $command
done
[ -z "$(bagtag classify --format text model broken.part 2>&1 >/dev/null)" ] || fail 'what was asked for is warned of'
bagtag classify --skip-bad --output text model broken.part >answers 2>said || fail "status $?"
sed 1d broken.part | bagtag classify --output text model | cmp - answers || fail 'objects after a bad line are read as text'
grep -q '^bagtag: warning: skipped 1 bad record .* at broken.part:1:1: expected an object; found' said || fail "says $(cat said)"
[ "$(wc -l <said)" -eq 1 ] || fail "says $(cat said)"
{ head -n 1 broken.part; sleep 0.1; sed '1d;12q' broken.part; } | bagtag classify --skip-bad model >answers 2>said
[ "$(cat said)" = "bagtag: warning: standard input: $told" ] || fail "the first line alone: $(cat said)"
for _ in $(seq 40); do cat broken.part; done >long.part
bagtag classify model long.part 2>&1 >/dev/null | grep -q "long.part: $told" || fail 'nothing is said of a long file'
printf '{\nint main\n}\nhello\n{"text":"x"}\n' >main.c
[ "$(tail -n +2 main.c | bagtag classify --skip-bad model 2>&1 | wc -l)" -eq 4 ] || fail 'a single object makes text jsonl'

printf 'meta\ttext\n{"id": 1}\ta guitar\n{"id": 2}\ta goal\n' >meta.txt
[ "$(bagtag classify --skip-bad --text-column text --delimiter tab model meta.txt | cut -f 3 | paste -s -d ,)" = label,music,sports ] ||
    fail 'objects in a column make a table jsonl'
sed 1s/.*/begin/ meta.txt >lines.txt
[ "$(bagtag classify --skip-bad model lines.txt | wc -l)" -eq 3 ] || fail 'lines that begin with an object are objects'

# The lines of a labelled TSV file are text as well, unless --format tsv is given; text with a tab is not labelled.
sed 's/^__label__\([^ ]*\) /\1\t/' train.txt >labelled.tsv
for command in 'classify model' 'filter model sports' 'explain model' 'embed --documents model'; do
    # shellcheck disable=SC2086  # words
    early "standard input: $(echo "$prefixed" | sed s/fasttext/tsv/)" labelled.tsv bagtag $command
done
bagtag classify model labelled.tsv 2>&1 >/dev/null | grep -q "^bagtag: warning: $(wc -l <train.txt) lines begin with a label$part, the first at labelled.tsv:1; --format tsv skips labels\$" ||
    fail 'labels before a tab are not counted'
[ -z "$(bagtag classify --format tsv model labelled.tsv 2>&1 >/dev/null)" ] || fail 'a label that is skipped is warned of'
[ -z "$(printf 'sport\tsports\nsports and\tmusic\n\tsports\nsports\n' | bagtag classify model 2>&1 >/dev/null)" ] ||
    fail 'text with a tab is taken for a labelled line'

# A bad record that took more than a line is counted at the end, too.
printf 'id,text\n2,"hello\napple\napple\nx",car,3\n8,car\n' >torn.csv
cat torn.csv | bagtag classify --skip-bad --add answer --format csv model 2>said >/dev/null || fail "status $?"
[ "$(sed 1d said)" = 'bagtag: warning: skipped 1 bad record (4 lines) and left it out of the output, at standard input:2: expected 2 fields, as in the header; found 4' ] ||
    fail "a bad record of four lines: $(cat said)"

# An unused option is known at the first line of the last file.
unused='--no-header has no effect without a csv file: standard input is read as text; if it is csv, use --format csv or a name that ends in .csv'
printf 'Review\n' >heading
for command in 'classify model' 'filter model sports' 'explain model' 'embed --documents model' 'tokenize'; do
    # shellcheck disable=SC2086  # words
    early "$unused" heading bagtag $command --no-header
done
early "$unused" heading bagtag classify --no-header model few.jsonl -
bagtag classify --no-header model - <train.txt 2>said >/dev/null
[ "$(cat said)" = "bagtag: warning: $unused
bagtag: warning: standard input: $prefixed
bagtag: warning: $(wc -l <train.txt) lines begin with a label$part, the first at standard input:1$skips" ] ||
    fail "an option and labels: $(cat said)"

# Each file has first records; a run has one early warning and all of its counts, for any number of threads.
head -n 150 train.txt >labelled.txt
labelled="bagtag: warning: 150 lines begin with a label$part, the first at labelled.txt:1$skips"
for threads in 1 4; do
    bagtag classify --threads $threads model objects.jsonl objects.jsonl labelled.txt 2>said >/dev/null || fail "status $?"
    [ "$(cat said)" = "bagtag: warning: objects.jsonl: $textless
bagtag: warning: found 6,000 records without a text, the first at objects.jsonl:1$other
$labelled" ] || fail "$threads threads: $(cat said)"
    bagtag classify --threads $threads model labelled.txt few.jsonl 2>said >/dev/null || fail "status $?"
    [ "$(cat said)" = "bagtag: warning: labelled.txt: $prefixed
bagtag: warning: found 99 records without a text, the first at few.jsonl:1$other
$labelled" ] || fail "$threads threads, labels first: $(cat said)"
done
bagtag filter --threads 2 --keep-top 5 --text-field text model sports objects.jsonl objects.jsonl 2>said >/dev/null
[ "$(cat said)" = "bagtag: warning: objects.jsonl: $textless
bagtag: warning: found 6,000 records without a text, the first at objects.jsonl:1$other" ] || fail "two passes: $(cat said)"
sed 's/"id"/"title"/; s/"body"/"words"/' objects.jsonl | head -n 150 >others.jsonl
head -n 150 objects.jsonl >some.jsonl
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    bagtag classify --threads 4 model some.jsonl others.jsonl 2>said >/dev/null
    [ "$(head -n 1 said)" = "bagtag: warning: some.jsonl: $textless" ] || fail "two files, run $i: $(cat said)"
done
bagtag classify --format fasttext model test.txt 2>said >/dev/null
bagtag classify --text-field body model objects.jsonl 2>>said >/dev/null
[ ! -s said ] || fail "nothing is wrong: $(cat said)"

# The member is there, but null.
sed 's/"body": "some words"/"text": null/' objects.jsonl >null.jsonl
null='none of the first 100 objects has a text: the member "text" is never a string; choose another with --text-field NAME; found "id", "text"'
early "standard input: $null" null.jsonl bagtag classify model

# What cannot be read does not count as one of the first objects.
for n in 1 99 100; do
    {
        head -n 149 bad.jsonl
        head -n $n objects.jsonl
    } >mixed.jsonl
    bagtag classify --skip-bad model mixed.jsonl 2>said >/dev/null
    [ $n -lt 100 ] || grep -q ': none of the first 100 objects has a text; ' said || fail "$n objects: $(cat said)"
    reason=$(bagtag classify model mixed.jsonl 2>&1 >/dev/null | sed 's/^bagtag: //')
    [ $n -eq 100 ] || [ "$(head -n 1 said)" = "bagtag: warning: skipped 149 bad records and left them out of the output, the first at $reason" ] ||
        fail "$n objects: $(cat said)"
done

# Fewer records, or not all of them: counted at the end, as before.
bagtag classify model few.jsonl 2>said >/dev/null
bagtag classify model tail.jsonl 2>>said >/dev/null
[ "$(cat said)" = 'bagtag: warning: found 99 records without a text, the first at few.jsonl:1; choose another member with --text-field NAME
bagtag: warning: found 2,999 records without a text, the first at tail.jsonl:2; choose another member with --text-field NAME' ] ||
    fail "at the end: $(cat said)"
