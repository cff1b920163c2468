# A search: what it prints, the log, the command that repeats it, errors.
cp "$ROOT/data/topics.train.txt" train.txt
cp "$ROOT/data/topics.test.txt" 'held out.txt'
awk 'NR % 5 == 1' train.txt >some.txt # for searches of which only one aspect is checked

try_line 'bagtag tune --trials 12 --log trials.jsonl -o model train.txt' | steady
try_line 'head -n 2 trials.jsonl' | steady
bagtag tune --quiet --trials 12 --threads 3 --log again.jsonl -o other train.txt || fail 'cannot tune'
diff -r model other || fail 'another model with three threads'
steady <trials.jsonl >a
steady <again.jsonl >b
cmp a b || fail 'other trials with three threads'

printf '\n## the command that is shown gives the same model\n'
tune_and_repeat() {
    bagtag tune -o model "$@" 2>said || { cat said; fail "cannot tune $*"; }
    grep '^repeat' said
    repeat_said model
}
tune_and_repeat --trials 4 some.txt
tune_and_repeat --trials 4 --chars 2-3 some.txt
tune_and_repeat --trials 4 --seed 7 --ngrams 4 --lr 0.123456789 --bag sum --batch 5 --no-lower --format fasttext some.txt
tune_and_repeat --trials 4 --valid 12.5% --deliver scored --tokenizer whitespace some.txt
tune_and_repeat --trials 4 --valid 10% --lr 10 --decay 0.00001 some.txt
tune_and_repeat --trials 4 --bias trained --temperature 10 --threshold 0.00001 some.txt
tune_and_repeat --trials 4 --valid 'held out.txt' some.txt
tune_and_repeat --trials 4 --valid 'held out.txt' --deliver retrained --schedule constant --buckets 5000 some.txt
cp some.txt ./-it\'s.txt
bagtag tune --trials 2 --quiet -o model -- "-it's.txt" || fail 'no model of a file with a strange name'
tune_and_repeat --trials 2 -- "-it's.txt"

# every format gives the model that fastText's format gives
bagtag tune --quiet --trials 2 -o model some.txt || fail 'no model'
sed 's/^__label__//; s/ /\t/' some.txt >some.tsv
cp some.tsv tabs
sed 's/"/""/g; s/^__label__\([^ ]*\) \(.*\)/\1,"\2"/; 1i label,text' some.txt >some.csv
sed 's/[\\"]/\\&/g; s/^__label__\([^ ]*\) \(.*\)/{"label":"\1","text":"\2"}/' some.txt >some.jsonl
{ echo 'no label here'; cat some.txt; } >first.txt
for file in some.tsv tabs some.csv some.jsonl first.txt; do
    bagtag tune --quiet --trials 2 -o other $file || fail "cannot tune on $file"
    diff -r model other || fail "another model of $file"
done
# every reading takes the same columns, with or without --format
awk -F '\t' 'BEGIN { print "id\tbody\ttopic" } { gsub(/"/, ""); print (NR % 2 ? "odd" : "even") "\t" $2 "\t" $1 }' some.tsv >columns.tsv
columns='--delimiter tab --text-column body --label-column topic'
# shellcheck disable=SC2086 # a list of words
bagtag tune --quiet --trials 6 --log a --format csv $columns -o model columns.tsv || fail 'cannot tune on columns'
# shellcheck disable=SC2086
bagtag tune --quiet --trials 6 --log b $columns -o other columns.tsv || fail 'cannot tune on columns without --format'
diff -r model other || fail 'another model without --format'
[ "$(steady <a)" = "$(steady <b)" ] || fail 'other trials without --format'

printf '\n## metrics\n'
awk 'NR % 2' train.txt >half.txt
for metric in accuracy f1 macro-f1 f1:travel precision-at-recall:0.5 precision-at-recall:0.5:travel recall-at-precision:0.9:travel; do
    bagtag tune --trials 2 --metric $metric -o model half.txt 2>&1 | grep '^chosen'
done

printf '\n## what is refused\n'
rm -r model
try bagtag tune -o model
try bagtag tune --minutes 0 -o model train.txt
try bagtag tune --trials 0 -o model train.txt
try bagtag tune --metric acc -o model train.txt
try bagtag tune --metric f1:nothing --trials 1 -o model train.txt
try bagtag tune --deliver scored -o model train.txt
try bagtag tune --deliver both -o model train.txt
try bagtag tune --chars 3-2 -o model train.txt
try bagtag tune --bias some -o model train.txt
try bagtag tune --temperature 0 -o model train.txt
try bagtag tune --threshold 1.5 -o model train.txt
try bagtag tune --valid 100% -o model train.txt
try bagtag tune -o model -
try_line 'cat train.txt | bagtag tune -o model /dev/stdin'
try_line 'head -n 20 train.txt >few.txt; bagtag tune -o model few.txt'
try bagtag tune --trials 1 -o model nowhere.txt
try bagtag tune --trials 1 --log /dev/full -o model train.txt
try bagtag tune -o train.txt train.txt
[ ! -e model ] || fail 'there is a model'
