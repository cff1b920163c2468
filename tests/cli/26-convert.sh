# 26-convert.sh - tables from NumPy as models, and files that are not such tables
# SPDX-License-Identifier: MIT
ln -s "$ROOT/data" data

# Arrays as numpy.save writes them, made without NumPy.
cat >arrays.py <<'PYTHON'
import struct

def save(name, shape, values, descr="'<f4'", fortran=False, pack="<f", version=1, header=None):
    text = header or "{'descr': %s, 'fortran_order': %r, 'shape': %s, }" % (descr, fortran, shape)
    size = 10 if version == 1 else 12
    text = text.encode() + b" " * (-(size + len(text) + 1) % 64) + b"\n"
    with open(name + ".npy", "wb") as file:
        file.write(b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text)
        file.write(b"".join(struct.pack(pack, value) for value in values))

table = [i / 8 for i in range(30)]
save("table", (10, 3), table)
save("version2", (10, 3), table, version=2)
save("version3", (10, 3), table, version=3)
save("wide", (100, 5), [i / 16 for i in range(500)])
save("order", (10, 3), table, header='{"shape": (10L, 3L), "fortran_order": False, "descr": "<f4"}')
save("double", (10, 3), table, descr="'<f8'", pack="<d")
save("half", (10, 3), table, descr="'<f2'", pack="<e")
save("integer", (10, 3), range(30), descr="'<i8'", pack="<q")
save("big", (10, 3), table, descr="'>f4'", pack=">f")
save("structured", (3,), table[:3], descr="[('x', '<f4', (2, 2)), ('y', [('z', '<i4')])]")
save("fortran", (10, 3), table, fortran=True)
save("line", "(30,)", table)
save("cube", (5, 2, 3), table)
save("point", "()", table[:1])
save("empty", (0, 3), [])
save("narrow", (10, 0), [])
save("broad", (1, 4097), [0.5] * 4097)
save("high", (2147483648, 3), table)
save("higher", (18446744073709551616, 3), table)
save("nan", (10, 3), table[:19] + [float("nan")] + table[20:])
save("inf", (10, 3), table[:29] + [float("-inf")])
save("version9", (10, 3), table, version=9)
for name, header in {
    "twice": "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), }",
    "lacking": "{'descr': '<f4', 'shape': (10, 3), }",
    "more": "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), 'x': 1, }",
    "order0": "{'descr': '<f4', 'fortran_order': 0, 'shape': (10, 3), }",
    "open": "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), ",
    "behind": "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), } x",
    "negative": "{'descr': '<f4', 'fortran_order': False, 'shape': (-10, 3), }",
    "deep": "{'descr': " + "[" * 500 + ", 'fortran_order': False, 'shape': (10, 3), }",
}.items():
    save(name, None, table, header=header)
whole = open("table.npy", "rb").read()
open("cut.npy", "wb").write(whole[:-1])
open("cut-header.npy", "wb").write(whole[:100])
open("cut-magic.npy", "wb").write(whole[:7])
open("long.npy", "wb").write(whole + b"\0")
open("zero.npy", "wb").write(b"")
PYTHON
python3 arrays.py || fail 'cannot write arrays'
printf 'zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nthe nine' >words.txt

# With words: rows by word and by number are the same, neighbours are found, a piped or packed table gives the same.
try bagtag convert -o numbers.model --words words.txt table.npy
try bagtag embed numbers.model two 'the nine' Two
try bagtag embed --ids numbers.model 2 9
try bagtag neighbors -k 2 numbers.model zero one
try_line 'echo "one two, ten" | bagtag embed --documents numbers.model'
try bagtag inspect --verify numbers.model
try_line 'bagtag inspect numbers.model | sed 1d | head -n 4'
for other in version2 version3 order; do
    bagtag convert -o other.model --words words.txt $other.npy || fail "$other is not read"
    cmp numbers.model/model.safetensors other.model/model.safetensors && cmp numbers.model/config.json other.model/config.json || fail "$other differs"
done
gzip -c table.npy >table.npy.gz
bagtag convert -o other.model --words words.txt table.npy.gz && cmp numbers.model/config.json other.model/config.json || fail 'packed differs'
bagtag convert -o other.model --words words.txt - <table.npy && cmp numbers.model/config.json other.model/config.json || fail 'piped differs'
bagtag convert -o other.model --words - table.npy <words.txt && cmp numbers.model/config.json other.model/config.json || fail 'piped words differ'
bagtag embed --output npy numbers.model zero one two three four five six seven eight 'the nine' >back.npy
cmp table.npy back.npy >/dev/null || { tail -c 120 table.npy >rows; tail -c 120 back.npy | cmp - rows || fail 'the rows differ'; }

# Without words there are only rows; neither model has labels.
try bagtag convert -o rows.model table.npy
try_line 'bagtag inspect rows.model | sed 1d | head -n 3'
try bagtag inspect --verify rows.model
try bagtag embed --ids rows.model 0
try bagtag embed rows.model two
try bagtag embed --documents rows.model data/topics.test.txt
try bagtag neighbors rows.model two
try bagtag analogy rows.model a b c
try bagtag classify numbers.model data/topics.test.txt
try bagtag classify numbers.model/ data/topics.test.txt
try bagtag test numbers.model data/topics.test.txt
try bagtag filter numbers.model sport data/topics.test.txt
try bagtag inspect --labels numbers.model
try_line 'grep -c fc numbers.model/model.safetensors; grep labels numbers.model/config.json'

# Bad tables.
for bad in double half integer big structured fortran line cube point empty narrow broad high higher nan inf version9 twice lacking more \
    order0 open behind negative deep cut cut-header cut-magic long zero missing; do
    try bagtag convert -o bad.model $bad.npy
done
try bagtag convert -o bad.model data/topics.test.txt
try bagtag convert -o bad.model data
[ ! -e bad.model ] || fail 'a bad table made a model'

# Bad word lists.
head -n 9 words.txt >few.txt
{ cat words.txt; printf '\nten\n'; } >many.txt
{ head -n 4 words.txt; printf '\n'; tail -n 5 words.txt; } >gap.txt
sed s/six/two/ words.txt >again.txt
: >none.txt
for bad in few many gap again none missing; do
    try bagtag convert -o bad.model --words $bad.txt table.npy
done
try bagtag convert -o bad.model --words - -
try_line 'bagtag convert -o data table.npy 2>&1 | sed "s/and [0-9]* more/and N more/"'
try bagtag convert table.npy
[ ! -e bad.model ] || fail 'bad words made a model'

# And back: the vectors of a model's words, as embed prints them.
{ cat words.txt; echo; } >listed.txt
try bagtag convert --to vec -o words.vec numbers.model
try cat words.vec
bagtag embed --all --output vec numbers.model | cmp - words.vec || fail 'vec differs from that of embed'
bagtag convert -o same.model words.vec && bagtag embed --all --output vec same.model | cmp - words.vec || fail 'vec comes back as other vectors'
sed 1d words.vec >glove.txt
LC_ALL=C awk 'BEGIN { printf "bread"; for (i = 1; i <= 300; i++) printf " %.4f", i / 7; print "" }' >wide.txt
bagtag convert -o wide.model wide.txt || fail "a long first line is refused"
bagtag embed --all --output vec wide.model | sed 1d | cut -d ' ' -f 1-4 | grep -q '^bread 0.1429 0.2857 0.4286$' || fail 'a long first line is not read'
gzip -k words.vec
for file in glove.txt words.vec.gz; do
    bagtag convert -o other.model $file && diff -r same.model other.model || fail "$file is another model than words.vec"
done
try bagtag neighbors -k 2 same.model three
try bagtag inspect --verify same.model
try_line '{ cat words.vec; echo one 9 9 9; } | sed "1s/.* /11 /" >twice.vec; bagtag convert -o twice.model twice.vec && bagtag embed --all twice.model | cut -f 1,2 | head -n 2'
printf '2 2\nbread \000\000\200\077\000\000\000\100\noven \000\000\000\100\000\000\200\077\n' >binary.bin
try_line 'bagtag convert -o binary.model binary.bin && bagtag embed --all binary.model'
printf '2 2\nbread 1 2\n' >short.vec
try bagtag convert -o bad.model short.vec
try bagtag convert -o bad.model --words words.txt words.vec
try_line 'cat words.vec | bagtag convert -o bad.model /dev/stdin'
try_line 'cp table.npy array.vec; bagtag convert -o array.model array.vec && bagtag embed --ids array.model 0 | cut -f 1'
[ ! -e bad.model ] || fail 'a bad list made a model'
try bagtag convert --to npy -o words.npy numbers.model
cmp words.words listed.txt && bagtag embed --all --output npy numbers.model | cmp - words.npy || fail 'npy differs from that of embed'
try bagtag convert --to tsv -o words.tsv numbers.model
cmp words.metadata.tsv listed.txt && bagtag embed --all numbers.model | cut -f 2- | cmp - words.tsv || fail 'tsv differs from that of embed'
try bagtag convert -o only.model words.tsv
[ ! -e only.model ] || fail 'numbers became words'
paste words.metadata.tsv words.tsv >pasted.vec
bagtag convert -o pasted.model pasted.vec && bagtag embed --all pasted.model | cut -f 2- | cmp - words.tsv || fail 'not the vectors pasted'
printf '7 0.5 1\n12 -1 2\n' >ids.vec
printf '2 2\n0.5 0.5 1\n-3 -1 2\n' >sizes.vec
try_line 'for i in ids sizes; do bagtag convert -o $i.model $i.vec && bagtag embed --all $i.model; done'
try bagtag convert --to npy -o plain numbers.model
cmp plain words.npy && cmp plain.words listed.txt || fail 'a name without an ending'
try bagtag convert --to vec -o rows.vec rows.model
try bagtag convert --to vec -o data numbers.model
try bagtag convert --to vec -o nowhere/words.vec numbers.model
try bagtag convert --to vec -o /dev/null numbers.model
try bagtag convert --to npy --words words.txt -o words.npy numbers.model
try bagtag convert --to vec -o words.vec missing.model
try bagtag convert --to bin -o words.vec numbers.model

# Words in invalid UTF-8 are counted: many are another encoding, a few are damage.
printf '3 2\ncaf\351 1 2\nnoir 2 3\ntr\350s 1 3\n' >latin1.vec
try bagtag convert -o latin1.model latin1.vec
try_line 'iconv -f latin1 -t utf-8 latin1.vec >latin2.vec; bagtag convert -o latin2.model latin2.vec'
try_line 'sed s/nine/$(printf "\351")/ words.txt >one.txt; bagtag convert -o latin1.model --words one.txt table.npy'

# A form that cannot hold a word as it is renames it, and says so once.
printf 'zero\nto do\nto_do\ntab\there\nfour\nfive\nsix\nseven\neight\nnine\n' >spaced.txt
bagtag convert -o spaced.model --words spaced.txt table.npy
for form in vec npy tsv fasttext; do
    try bagtag convert --to $form -o spaced.$form spaced.model
done
try_line 'sed -n 3,5p spaced.vec | cut -d " " -f 1; sed -n 2,4p spaced.words; cmp spaced.words spaced.metadata.tsv'
try_line 'bagtag embed --all --output vec spaced.model | cmp - spaced.vec'

# A full disk leaves the old files, and nothing beside them.
seq 100 >numbers.txt
bagtag convert -o wide.model --words numbers.txt wide.npy
cp words.npy old.npy
cp words.words old.words
try_line '(ulimit -f 1 && bagtag convert --to npy -o words.npy wide.model)'
[ -e rows.vec ] && fail 'vectors without words'
ls -A | grep '[.]new-' && fail 'a temporary file is left'
cmp words.npy old.npy && cmp words.words old.words || fail 'an old file is gone'
