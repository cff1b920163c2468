# 21-tokenize.sh - how text is tokenized, and what a model makes of it
# SPDX-License-Identifier: MIT
ln -s "$ROOT/data" data
bagtag train -q -o topics.model data/topics.train.txt || fail "train"
bagtag train --no-race -q --ngrams 2 --tokenizer whitespace -o white.model data/topics.train.txt || fail "train"

try_line 'echo "It'\''s 5 o'\''clock." | bagtag tokenize'
try_line 'printf "One TWO\r\n\nthree" | bagtag tokenize'
try_line 'printf "One TWO\n" | bagtag tokenize --no-lower'
try_line 'printf "One TWO.\n" | bagtag tokenize --tokenizer whitespace'
try_line 'printf "One TWO.\n" | bagtag tokenize --tokenizer whitespace --lower'
try_line 'printf "Don'\''t say \"no\", <br />Caf\303\251; OK?\n" | bagtag tokenize --tokenizer basic-english'
try_line 'printf "Don'\''t say \"no\", <br />Caf\303\251; OK?\n" | bagtag tokenize --tokenizer basic-english --no-lower'
try_line 'printf "Don'\''t say \"no\", <br />Caf\303\251; OK?\n" | bagtag tokenize --tokenizer bert'
try_line 'printf "Don'\''t say \"no\", <br />Caf\303\251; OK?\n" | bagtag tokenize --tokenizer bert --no-lower'
try_line 'head -n 2 data/topics.test.txt | bagtag tokenize'
try_line 'head -n 2 data/topics.test.txt | bagtag tokenize --format fasttext'
try_line 'printf "travel\tThe Train\n" | bagtag tokenize --format tsv'
try_line 'printf "a \377 b\n" | bagtag tokenize'
try_line 'echo "a b c" | bagtag tokenize --output jsonl'
try_line 'echo "a b c" | bagtag tokenize --output jsonl --ngrams 3'
try_line 'echo "a b c" | bagtag tokenize --output jsonl --ngrams 3 --buckets 1'
try_line 'printf "xyzzy\n\n" | bagtag tokenize --output jsonl --model topics.model'
try_line 'echo "The TRAIN" | bagtag tokenize --model white.model'
try_line 'echo "See (https://example.org/a?b=c), @user: #tag; joe@example.org" | bagtag tokenize'
try_line 'bagtag tokenize </dev/null'

# Invisible characters and letter forms: a model tokenizes as it did when it was made.
cp -r topics.model first.model
forget_revision first.model
printf 'hello\342\200\213world \342\230\216\357\270\217 \342\230\216 \331\205\333\214\342\200\214 a\342\200\215b\n' >unseen.txt
printf '\304\260stanbul istanbul \357\274\246\357\275\225\357\275\214\357\275\214 \357\275\266\357\276\236\n' >>unseen.txt
try_line 'bagtag tokenize unseen.txt'
try_line 'bagtag tokenize --model topics.model unseen.txt'
try_line 'bagtag tokenize --model first.model unseen.txt'
try_line 'grep -h revision topics.model/config.json white.model/config.json'

# One line for each line, the same for any number of threads, and unchanged when tokenized again.
cat data/*.txt >all.txt
bagtag tokenize --threads 1 all.txt >one.txt
bagtag tokenize --threads 4 all.txt >four.txt
bagtag tokenize --tokenizer whitespace one.txt >again.txt
cmp one.txt four.txt && cmp one.txt again.txt || fail "tokens differ"
[ "$(wc -l <all.txt)" -eq "$(wc -l <one.txt)" ] || fail "lines differ"

# Words alone have one row each; their counts agree with the offsets. Tokenized text is classified the same.
bagtag tokenize --model white.model --output jsonl --format fasttext data/topics.test.txt >told.jsonl
python3 - <<'PYTHON' || fail "offsets"
import json
offset, known = 0, 0
for line in open('told.jsonl'):
    told = json.loads(line)
    assert told['offset'] == offset
    offset += len(told['rows'])
    assert len(told['ids']) == len(told['tokens'])
    assert len(told['buckets']) == max(0, len(told['tokens']) - 1)
    words = [i for i in told['ids'] if i is not None]
    known += len(words)
    assert [r for r in told['rows'] if r in words] == words
print('rows, ids and offsets agree:', known > 500 and offset > known)
PYTHON
bagtag classify --prob --format fasttext topics.model data/topics.test.txt >plain.txt
bagtag tokenize --format fasttext data/topics.test.txt | bagtag classify --prob topics.model | cmp - plain.txt ||
    fail "classified otherwise"

# Errors.
try_line 'bagtag tokenize --model topics.model --tokenizer unicode all.txt'
try_line 'bagtag tokenize --model topics.model --ngrams 1 all.txt'
try_line 'bagtag tokenize --model nothing.model all.txt'
try_line 'bagtag tokenize topics.model'
try_line 'bagtag tokenize nothing.txt'
try_line 'bagtag tokenize --tokenizer mecab all.txt'
try_line 'bagtag tokenize --format tsv all.txt | head -n 1'
