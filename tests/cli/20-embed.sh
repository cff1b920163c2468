# 20-embed.sh - vectors of words and lines, compared with the model's own file
# SPDX-License-Identifier: MIT
ln -s "$ROOT/data" data
bagtag train --no-race -q --ngrams 2 -o topics.model data/topics.train.txt || fail "train"

# Reads the embedding without bagtag and compares bits: reading back what was printed must give the rows.
cat >check.py <<'PYTHON'
import ast, json, struct, sys

def tensor(path, name):
    blob = open(path, 'rb').read()
    n = struct.unpack('<Q', blob[:8])[0]
    about = json.loads(blob[8:8 + n])[name]
    begin, end = about['data_offsets']
    return blob[8 + n + begin:8 + n + end], about['shape']

def f32(number):
    return struct.pack('<f', number)

def array(path):
    blob = open(path, 'rb').read()
    assert blob[:8] == b'\x93NUMPY\x01\x00', blob[:8]
    n = struct.unpack('<H', blob[8:10])[0]
    assert (10 + n) % 64 == 0 and blob[9 + n:10 + n] == b'\n'
    about = ast.literal_eval(blob[10:10 + n].decode('ascii'))
    assert about['descr'] == '<f4' and about['fortran_order'] is False
    rows, columns = about['shape']
    assert len(blob) == 10 + n + 4 * rows * columns
    return blob[10 + n:], rows, columns

embedding, (n_rows, dim) = tensor('topics.model/model.safetensors', 'embedding.weight')
row = lambda i: embedding[4 * dim * i:4 * dim * (i + 1)]
tokens = [json.loads(line) for line in open('words.jsonl')]
n_words = 0
for tsv, line, told in zip(open('words.tsv'), open('vectors.jsonl'), tokens):
    word, *numbers = tsv.rstrip('\n').split('\t')
    assert told['tokens'] == [word], (told, word)
    expected = row(told['ids'][0])
    assert b''.join(f32(float(x)) for x in numbers) == expected, word
    about = json.loads(line)
    assert about['word'] == word
    assert b''.join(f32(x) for x in about['vector']) == expected, word
    n_words += 1
blob, rows, columns = array('words.npy')
assert (rows, columns) == (n_words, dim)
assert blob == b''.join(row(t['ids'][0]) for t in tokens)
print(n_words > 1000, 'words are the rows of the model')

# The mean of the rows that tokenize lists: a float32 sum in their order, times 1/n.
blob, rows, columns = array('lines.npy')
lines = [json.loads(line) for line in open('lines.jsonl')]
assert rows == len(lines)
round32 = lambda x: struct.unpack('<f', f32(x))[0]
offset = 0
for i, line in enumerate(lines):
    assert line['offset'] == offset
    offset += len(line['rows'])
    total = [0.0] * dim
    for r in line['rows']:
        for d, x in enumerate(struct.unpack('<%df' % dim, row(r))):
            total[d] = round32(total[d] + x)
    share = round32(1 / len(line['rows']))
    bag = b''.join(f32(round32(x * share)) for x in total)
    assert bag == blob[4 * dim * i:4 * dim * (i + 1)], i
print(rows, 'lines are the means of their rows')
PYTHON

bagtag tokenize data/topics.train.txt | tr ' ' '\n' | sort -u | bagtag embed topics.model 2>/dev/null | cut -f 1 >words.txt
bagtag tokenize --model topics.model --output jsonl words.txt >words.jsonl
bagtag embed topics.model <words.txt >words.tsv
bagtag embed --output jsonl topics.model <words.txt >vectors.jsonl
bagtag embed --output npy topics.model <words.txt >words.npy
bagtag tokenize --model topics.model --output jsonl --format fasttext data/topics.test.txt >lines.jsonl
bagtag embed --documents --format fasttext --output npy topics.model data/topics.test.txt >lines.npy
python3 check.py || fail "bits differ"

# A file, a pipe and a file opened for appending get the same array; so does any number of threads.
bagtag embed --documents --format fasttext --output npy --threads 3 topics.model data/topics.test.txt | cat >piped.npy
: >appended.npy
bagtag embed --documents --format fasttext --output npy topics.model - <data/topics.test.txt >>appended.npy
cmp lines.npy piped.npy && cmp lines.npy appended.npy || fail "arrays differ"
{ printf before; bagtag embed --output npy topics.model train; } >behind.npy
tail -c +7 behind.npy >cut.npy
bagtag embed --output npy topics.model train | cmp - cut.npy || fail "not where the file was"

# Unknown words, and words as people type them.
try_line 'bagtag embed topics.model Train xyzzy museum | cut -f 1'
try_line 'bagtag embed topics.model xyzzy "two words" ""'
try_line 'bagtag embed topics.model "two words" train 2>&1 | cut -f 1'
try_line 'bagtag embed --unknown zero topics.model xyzzy'
try_line "printf 'train\n\n \nmuseum\n' | bagtag embed topics.model | cut -f 1"
try_line "printf 'train\n\nmuseum\n' | bagtag embed --unknown zero topics.model | cut -f 1-2"
try_line "printf '\n' | bagtag embed topics.model"
try_line 'printf "Train\r\n\nmuseum" | bagtag embed topics.model | cut -f 1'
try_line 'bagtag embed topics.model xyzzy musuem'
try_line 'seq -f "xyzzy%03g" 25 | bagtag embed topics.model >/dev/null'
try_line 'bagtag embed --output npy topics.model xyzzy | wc -c'
try_line 'bagtag embed topics.model data/topics.test.txt'
try_line 'bagtag embed --documents topics.model </dev/null'
try_line 'echo "xyzzy plugh" | bagtag embed --documents --output jsonl --with-text topics.model'
try_line 'bagtag embed topics.model Train | tr "\t" "\n" | wc -l'

# Errors.
try_line 'bagtag embed --documents topics.model nothing.txt'
try_line 'bagtag embed --documents --output npy topics.model nothing.txt | wc -c'
try_line 'bagtag embed nothing.model train'
try_line 'bagtag embed train topics.model'
try_line 'bagtag embed --with-text topics.model train'
try_line 'bagtag embed --documents --with-text --output npy topics.model nothing.txt'
try_line 'bagtag embed --documents --unknown zero topics.model'
try_line 'bagtag embed --format tsv topics.model train'
try_line 'bagtag embed --output csv topics.model train'
if [ -w /dev/full ]; then
    bagtag embed topics.model train >/dev/full 2>message && fail "a full disk went unnoticed"
    bagtag embed --output npy topics.model train >/dev/full 2>>message && fail "a full disk went unnoticed"
    [ "$(grep -c '^bagtag: standard output: No space left on device$' message)" -eq 2 ] || fail "$(cat message)"
fi
