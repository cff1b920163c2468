# 27-embed-ids.sh - rows by number, one by one, in bags, and in sequences
# SPDX-License-Identifier: MIT
python3 - <<'PYTHON' || fail 'cannot write arrays'
import struct
for name, rows, columns, part in ("ten", 10, 3, 8), ("hundred", 100, 5, 16):
    text = ("{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }" % (rows, columns)).encode().ljust(117) + b"\n"
    values = [(-1) ** (i % 3 == 1) * i / part for i in range(rows * columns)]
    with open(name + ".npy", "wb") as file:
        file.write(b"\x93NUMPY\x01\0\x76\0" + text + struct.pack("<%df" % len(values), *values))
PYTHON
printf '%s\n' zero one two three four five six seven eight nine >words.txt
bagtag convert -o ten.model --words words.txt ten.npy && bagtag convert -o hundred.model hundred.npy || fail 'cannot convert'

# Look-up, as nn.Embedding does it.
try bagtag embed --ids ten.model 1 2 4 5
try_line "bagtag embed --ids ten.model '1 2' 4 '  5	'"
try_line "printf '1 2\r\n\n4\n 5' | bagtag embed --ids ten.model"
try bagtag embed --ids --output jsonl ten.model 9
try_line 'bagtag embed --ids --output npy ten.model 0 1 2 3 4 5 6 7 8 9 | cmp - ten.npy'
try_line 'seq 0 99 | bagtag embed --ids --output npy hundred.model | cmp - hundred.npy'
bagtag embed ten.model seven | cut -f 2- >by-word
bagtag embed --ids ten.model 7 | cut -f 2- | cmp - by-word || fail 'word and number differ'

# The textbook examples, as nn.EmbeddingBag computes them.
try_line "bagtag embed --offsets ten.model '1 2 4 5 3 2 9 | 0 3'"
try_line "bagtag embed --offsets hundred.model '3 1 7 4 0 | 0 2'"
try_line "echo '1 2 4 5 3 2 9 | 0 3' | bagtag embed --offsets --bag sum ten.model"
try_line "echo '1 2 4 5 3 2 9|0 3' | bagtag embed --offsets --bag max --output jsonl ten.model"
try_line "bagtag embed --offsets --bag mean ten.model '1 2 | 0 0 2 2' '| 0' '7|0'"
try_line "bagtag embed --offsets --output npy ten.model '1 2 4 5 3 2 9 | 0 3' | wc -c"
bagtag convert -o max.model --bag max ten.npy
bagtag embed --offsets max.model '1 2 4 5 3 2 9 | 0 3' >by-model
bagtag embed --offsets --bag max ten.model '1 2 4 5 3 2 9 | 0 3' | cmp - by-model || fail "the model's own bag is not taken"

# Errors.
try bagtag embed --ids ten.model 10
try bagtag embed --ids ten.model -- -1
try bagtag embed --ids ten.model 9223372036854775807
try bagtag embed --ids ten.model 9223372036854775808
try bagtag embed --ids ten.model -- -9223372036854775808
try bagtag embed --ids ten.model 1.5
try bagtag embed --ids ten.model two
try bagtag embed --ids ten.model -- -
try bagtag embed --ids ten.model 0x1
try_line "printf '1 2\n3\n4 5 10\n6\n' | bagtag embed --ids ten.model"
try_line "printf '1\n-4\n' | bagtag embed --ids --output npy ten.model | wc -c"
try_line "bagtag embed --offsets ten.model '1 2 3'"
try_line "bagtag embed --offsets ten.model '1 2 3 |'"
try_line "bagtag embed --offsets ten.model '1 2 3 | 1'"
try_line "bagtag embed --offsets ten.model '1 2 3 | 0 2 1'"
try_line "bagtag embed --offsets ten.model '1 2 3 | 0 -1'"
try_line "bagtag embed --offsets ten.model '1 2 3 | 0 4'"
try_line "bagtag embed --offsets ten.model '1 10 3 | 0'"
try_line "bagtag embed --offsets ten.model '1 2 -3 | 0'"
try_line "bagtag embed --offsets ten.model '1 2 | 0 | 1'"
try_line "printf '1 2 | 0 1\n1 2 | 1\n' | bagtag embed --offsets ten.model"
try bagtag embed --ids ten.model 0 two
try_line "bagtag embed --ids ten.model 0 '1 10'"
try_line "bagtag embed --offsets ten.model '1 2 | 0' '1 2'"
try_line "bagtag embed --offsets ten.model '1 2 | 0' '1 10 | 0'"
try bagtag embed --ids --offsets ten.model 1
try bagtag embed --ids --unknown zero ten.model 1
try bagtag embed --bag sum ten.model two
try bagtag embed --ids --format tsv ten.model 1
try bagtag embed --ids --with-text ten.model 1

# Sequences: a single line has two dimensions; lines together have three, and lengths.
cat >show.py <<'PYTHON'
import ast, struct, sys
blob = sys.stdin.buffer.read()
size = struct.unpack("<H", blob[8:10])[0]
about = ast.literal_eval(blob[10 : 10 + size].decode())
n = 1
for length in about["shape"]:
    n *= length
assert blob[:8] == b"\x93NUMPY\x01\0" and (10 + size) % 64 == 0 and len(blob) == 10 + size + 4 * n
print(about["descr"], about["fortran_order"], about["shape"], *("%g" % x for x in struct.unpack("<%df" % n, blob[10 + size :])))
PYTHON
printf 'one, TWO xyzzy nine\n' >one.txt
printf 'one, TWO xyzzy nine\n\nfive\nnothing known\n' >four.txt
try_line 'bagtag embed --sequence ten.model one.txt | python3 show.py'
try_line 'bagtag embed --sequence --unknown zero --output npy ten.model <one.txt | python3 show.py'
try_line 'bagtag embed --sequence --lengths lengths ten.model four.txt | python3 show.py; cat lengths'
try_line 'bagtag embed --sequence --lengths lengths --unknown zero ten.model four.txt | python3 show.py; cat lengths'
try_line 'bagtag embed --sequence --lengths lengths ten.model one.txt four.txt | python3 show.py; cat lengths'
try_line 'bagtag embed --sequence --lengths lengths ten.model one.txt | python3 show.py; cat lengths'
try_line 'bagtag embed --sequence --lengths lengths ten.model </dev/null | python3 show.py; cat lengths'
try_line 'printf "sport\tone two\nmusic\tfive" | bagtag embed --sequence --lengths lengths --format tsv ten.model | python3 show.py; cat lengths'
try_line 'bagtag embed --sequence ten.model four.txt | wc -c'
try_line 'bagtag embed --sequence ten.model </dev/null | wc -c'
try bagtag embed --sequence hundred.model one.txt
try bagtag embed --sequence --lengths no/folder/lengths ten.model four.txt
try bagtag embed --sequence ten.model nothing.txt
try bagtag embed --sequence --output tsv ten.model one.txt
try bagtag embed --lengths lengths ten.model one
try bagtag embed --sequence --documents ten.model one.txt
try bagtag embed --sequence --with-text ten.model one.txt
if [ -w /dev/full ]; then
    bagtag embed --sequence ten.model one.txt >/dev/full 2>message && fail 'a full disk went unnoticed'
    bagtag embed --sequence --lengths /dev/full ten.model one.txt >array 2>>message && fail 'a full disk went unnoticed'
    cat message
fi
