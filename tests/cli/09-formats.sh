# What labelled text may look like, and the messages about text that looks different.
label_line() { bagtag inspect "$1" | sed -n '/^labels /p;/^words  */p' | head -n 2; }
train() {
    try_line "bagtag train --no-race --quiet --epochs 20 $1"
    label_line model
}

printf '## fasttext: labels anywhere, several of them\n'
cat >text.txt <<'TEXT'
__label__sports the keeper saved
the guitar __label__music chord
a penalty goal __label__sports
__label__sports __label__news the final __label__final goal

   __label__music	a drum
no label in this one, label__music
__label__ is no label
TEXT
train '-o model text.txt'
try_line 'bagtag train -o model text.txt 2>&1 | head -n 2'
try_line 'bagtag test --rows 9 model text.txt | sed -n 1,2p'

printf '## another prefix\n'
sed 's/__label__/#/g' text.txt >hash.txt
train "--label-prefix '#' -o model hash.txt"
try bagtag train -o model hash.txt
try_line 'bagtag train -o model hash.txt --format tsv'

printf '## tsv, by its name and by its content\n'
printf 'sports\tthe keeper saved\nmusic\tthe guitar\tchord\n\nnight life\ta drum __label__x\n' >text.tsv
train '-o model text.tsv'
cp text.tsv content
train '-o model content'
try_line 'bagtag train --quiet -o model - <text.tsv && bagtag inspect model | sed -n 2p'
gzip -k text.tsv
zstd -q text.tsv
try_line 'bagtag train --quiet -o model text.tsv.gz text.tsv.zst && bagtag inspect model | sed -n 2p'
sed 's/^\([a-z]\)/__label__\1/' text.tsv >prefix.tsv
try_line 'bagtag train --quiet -o model prefix.tsv && bagtag inspect model | sed -n 2p'
try_line 'bagtag train --quiet -o model --format fasttext prefix.tsv && bagtag inspect model | sed -n 2p'
printf '__label__sports\tthe keeper\n__label__music\tthe guitar\n' >tabs.txt
try_line 'bagtag train --quiet -o model tabs.txt && bagtag inspect model | sed -n 2,3p'
try_line 'bagtag train --quiet -o model text.txt text.tsv && bagtag inspect model | sed -n 2p'

printf '## lines that are not what they should be\n'
printf 'sports\tthe keeper saved\nmusic\tthe guitar\nthe drum\nmusic\tchord\n' >bad.tsv
try bagtag train -o new bad.tsv
try_line 'bagtag train -o new --format tsv - <bad.tsv'
gzip -c bad.tsv >bad.tsv.gz
try bagtag train -o new text.tsv bad.tsv.gz
try bagtag train -o new --valid bad.tsv text.tsv
try bagtag test model bad.tsv
try bagtag classify --format tsv model bad.tsv
printf '\ttext without a label\n' >nothing.tsv
try bagtag train -o new nothing.tsv
printf 'caf\351\ttext\n' >latin1.tsv
try bagtag train -o new latin1.tsv
printf 'a\0x\tapple\nb\tsaw\n' >nul.tsv
try bagtag train -o new nul.tsv
printf 'a\rb\tapple\n' >return.tsv
try bagtag train -o new return.tsv
[ ! -e new ] || fail 'something was trained'

printf '## commands that ignore labels do not judge them\n'
printf 'caf\351\tapple\na\0x\tsaw\na\rb\tnail\n' >bytes.tsv
printf '__label__caf\351 apple\nsaw __label__caf\351\n' >bytes.txt
for format in tsv fasttext; do
    file=bytes.$(echo $format | sed 's/fasttext/txt/')
    try_line "bagtag classify --format $format model $file | wc -l"
    try_line "bagtag filter --invert --format $format -c model news $file"
    try_line "bagtag explain --format $format --output jsonl model $file | wc -l"
    try_line "bagtag embed --documents --format $format model $file | wc -l"
    try_line "bagtag tokenize --format $format $file"
done

printf '## spaces of every kind around labels\n'
printf ' fruit\302\240\tapple\n\343\200\200tool\342\200\213\thammer\n\357\273\277fruit\tpear\n' >spaces.tsv
train '-o model spaces.tsv'
printf '__label__fruit\302\240apple\n__label__tool\343\200\200__label__steel\342\200\257hammer\n' >spaces.txt
train '-o model spaces.txt'

printf '## lines without a label are counted, and the first is named\n'
awk 'BEGIN { for (i = 1; i < 60000; i++) print(i == 41000 || i == 59000 ? "no label" : "__label__a some text") }' >some.txt
for threads in 1 2 8; do
    try_line "bagtag train --no-race --weight none --threads $threads -o model some.txt 2>&1 | sed 's/^.*warning/warning/;q'"
    try_line "bagtag test --threads $threads model some.txt 2>/dev/null | head -n 1"
done
try bagtag test model hash.txt
try_line 'bagtag test model - </dev/null'

printf '## a pipe that pauses behind an empty line\n'
for command in 'train --quiet -o model -' 'test model -'; do
    try_line "{ echo; sleep 0.1; cat text.tsv; } | bagtag $command | head -n 1"
done
label_line model

# Line numbers are right far down in a file, and count from the start of that file.
awk 'BEGIN { for (i = 1; i < 200000; i++) print "a\tsome text"; print "no tab"; print "a\ttext" }' >long.tsv
for threads in 1 2 8; do
    try bagtag train --threads $threads -o new text.tsv long.tsv
done

# Sorted by label or shuffled: training works as well.
sort "$ROOT/data/topics.train.txt" >sorted.txt
bagtag train --no-race --quiet --epochs 25 -o sorted sorted.txt || fail 'cannot train'
bagtag test --fail-under 0.8 sorted "$ROOT/data/topics.test.txt" >/dev/null ||
    fail 'text sorted by label does not train'

# Labels have the prefix with which the model was trained.
printf '\n## the prefix of the training\n'
cp "$ROOT/data/topics.test.txt" topics.txt
sed "s/__label__/#/" "$ROOT/data/topics.train.txt" >hash.txt
sed "s/__label__/#/" topics.txt >hash-test.txt
try bagtag train --no-race --quiet --tokenizer whitespace --dim 16 --epochs 25 --label-prefix '#' -o hash hash.txt
try_line 'bagtag test --rows 0 hash hash-test.txt | head -n 2'
try_line 'bagtag test --label-prefix __label__ --rows 0 hash topics.txt | head -n 2'
try_line 'bagtag filter -c --format fasttext hash money hash-test.txt'
try_line 'bagtag classify hash hash-test.txt 2>&1 >labels'
