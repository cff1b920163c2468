# Character n-grams: trained, saved, used wherever a model is used, and refused when they make no sense.
cp "$ROOT/data/topics.train.txt" train.txt
cp "$ROOT/data/topics.test.txt" test.txt

try bagtag train --no-race --chars 2-4 --weight idf --valid test.txt -o model train.txt 2>&1 | steady
try_line 'bagtag test model test.txt | head -n 2'
try_line "bagtag inspect model | grep -E '^(char|ngrams|words|runs|rows)'"
try_line "bagtag inspect --json model | grep -A 3 '\"chars\"'"
try bagtag inspect --verify model
try_line 'echo "goalkeepers footballing" | bagtag classify --prob model'
try_line 'echo "goalkeepers" | bagtag tokenize --model model --output jsonl | tr , "\n" | wc -l'
try_line 'echo "goalkeepers" | bagtag embed --documents model | wc -w'
try_line 'bagtag classify --format fasttext --threads 1 model <test.txt | md5sum'
try_line 'bagtag classify --format fasttext --threads 3 model <test.txt | md5sum'

try_line 'bagtag train --no-race --chars 3 -o three train.txt 2>&1 | grep settings'

printf '\n## any number of threads, the same model\n'
for threads in 1 2 3; do
    bagtag train --no-race --quiet --chars 3 --ngrams 2 --threads $threads -o model.$threads train.txt || fail 'cannot train'
    cmp model.1/model.safetensors model.$threads/model.safetensors || fail "$threads threads, another model"
    cmp model.1/vocab.safetensors model.$threads/vocab.safetensors || fail "$threads threads, other words"
done

printf '\n## unknown is a text whose spelling is foreign too, not one of unseen words\n'
try_line 'printf "goalkeeping footballs\nxqzvkw jqgxv\n\320\264\320\276\320\261\321\200\320\276\320\265\n\n" | bagtag classify --output jsonl model | sed "s/\"label\":\"[a-z]*\",//"'

printf '\n## none is as if nothing had been said\n'
bagtag train --no-race --quiet --ngrams 1 -o plain train.txt || fail 'cannot train'
bagtag train --no-race --quiet --chars none -o none train.txt || fail 'cannot train'
diff -r plain none && echo the same

printf '\n## what is no pair of lengths\n'
for chars in 0-3 4-3 1-9 3- -3 1-2-3 x '1 -3' 1000-3 ''; do
    try bagtag train --no-race --chars "$chars" -o wrong train.txt
done
# A race keeps a given setting and races the others around it, even if no candidate has it.
cp "$ROOT/data/topics.train.txt" topics.txt
try bagtag train --race --decay 0.002 --chars none -o raced topics.txt 2>&1 | sed -n "1p; /^settings/p; /^fixed/p"
