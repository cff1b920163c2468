# 46-output-conflict.sh - a command never writes to a file that it reads
# SPDX-License-Identifier: MIT
topics
cut -d ' ' -f 2- test.txt >lines.txt
bagtag pack -o packed model
cp -R . ../kept && mv ../kept .
same() {
    cmp "$1" "kept/$1" || fail "$1 has changed"
}

# Standard output: the run would read its own answers and never end.
refused() {
    timeout 20 sh -c "$1" 2>said
    status=$?
    [ $status -eq 1 ] || fail "$1: status $status"
    [ "$(cat said)" = "bagtag: $2: is both input and output; write to another file" ] || fail "$1: $(cat said)"
    same "${3:-lines.txt}"
}
ln -s lines.txt link
refused 'bagtag classify model lines.txt >>lines.txt' lines.txt
refused 'bagtag classify model <lines.txt >>lines.txt' 'standard input'
refused 'bagtag classify model test.txt - <lines.txt >>lines.txt' 'standard input'
refused 'bagtag classify model test.txt link >>lines.txt' link
refused 'bagtag filter -v model sports lines.txt >>lines.txt' lines.txt
refused 'bagtag explain model lines.txt >>lines.txt' lines.txt
refused 'bagtag tokenize lines.txt >>lines.txt' lines.txt
refused 'bagtag tokenize <lines.txt >>lines.txt' 'standard input'
refused 'bagtag embed --documents model lines.txt >>lines.txt' lines.txt
refused 'bagtag embed --documents model <lines.txt >>lines.txt' 'standard input'
refused 'bagtag embed model <lines.txt >>lines.txt' 'standard input'
refused 'bagtag neighbors model <lines.txt >>lines.txt' 'standard input'
refused 'bagtag train --log - -o new lines.txt >>lines.txt' lines.txt
refused 'bagtag inspect packed >>packed' packed packed
refused 'bagtag fasttext predict packed lines.txt >>lines.txt' lines.txt
refused 'bagtag fasttext print-sentence-vectors packed <lines.txt >>lines.txt' 'standard input'

# Files that options read, and files that they write.
printf 'sports\nmusic\n' >names
cp names test.txt kept
refused 'bagtag classify --only names model lines.txt >>names' names names
refused 'bagtag classify --set 0.9 --on test.txt model lines.txt >>test.txt' test.txt test.txt
refused 'bagtag classify --model model --model packed lines.txt >>packed' packed packed
refused 'bagtag train --no-race --log - --valid test.txt -o new train.txt >>test.txt' test.txt test.txt

# A file of the model, or a new one among those.
into() {
    timeout 20 sh -c "$1" 2>said
    status=$?
    [ $status -eq 1 ] || fail "$1: status $status"
    [ "$(cat said)" = "bagtag: $2: the output would go into this folder; write to another place" ] || fail "$1: $(cat said)"
    same model/config.json
}
for command in classify test explain "filter -v" "embed --documents" "fasttext predict"; do
    label=$([ "$command" = "filter -v" ] && echo sports)
    into "bagtag $command model $label test.txt >>model/config.json" model
done
for command in inspect embed neighbors analogy "fasttext nn" "fasttext print-word-vectors"; do
    into "echo guitar | bagtag $command ./model/ >>model/config.json" ./model/
done
into 'bagtag tokenize --model model lines.txt >>model/config.json' model
into 'bagtag classify --model packed --model model lines.txt >>model/config.json' model
into 'bagtag train --no-race --log - -o model train.txt >>model/config.json' model
into 'bagtag classify model lines.txt >model/answers' model
rm model/answers

# Files that the shell has already truncated: at least there is a message.
cp lines.txt emptied
bagtag classify model emptied >emptied 2>said && fail 'an emptied input has status 0'
[ "$(cat said)" = 'bagtag: emptied: is both input and output; write to another file' ] || fail "emptied: $(cat said)"

# A file that an option writes may be standard output if nothing else goes there.
bagtag convert --to vec -o words.vec model || fail 'convert'
bagtag convert --to vec -o /dev/stdout model >stream.vec && cmp words.vec stream.vec || fail 'convert to /dev/stdout'
bagtag pack -o packed model >>packed && same packed || fail 'pack to the file of standard output'
rm words.vec stream.vec

# Other files, words that are spelled like the output, and things that are not files.
bagtag classify model lines.txt >guitar || fail 'classify to another file'
bagtag neighbors model guitar >guitar || fail 'a word called like the output'
bagtag embed model guitar >>guitar || fail 'a word called like the output'
bagtag classify model </dev/null >/dev/null || fail '/dev/null'
cat lines.txt | bagtag classify model | cat >/dev/null || fail 'pipes'

# Files named by options.
for option in "--log train.txt" "--log kept/../train.txt" "--log test.txt --valid test.txt"; do
    for command in "train --no-race" "tune --trials 1"; do
        # shellcheck disable=SC2086  # words
        bagtag $command -q $option -o new train.txt 2>said && fail "$command $option: status 0"
        grep -q '^bagtag: --log .*[.]txt: is also read; write to another file$' said || fail "$command $option: $(cat said)"
        same train.txt
        same test.txt
    done
done
[ ! -e new ] || fail 'a model was written'
printf 'one\ntwo\n' >two.txt
cp two.txt kept
bagtag embed --sequence --lengths two.txt model two.txt >array.npy 2>said && fail '--lengths may be the input'
[ "$(cat said)" = 'bagtag: --lengths two.txt: is also read; write to another file' ] || fail "--lengths: $(cat said)"
same two.txt
bagtag train -q --no-race --log log -o new train.txt && bagtag train -q --no-race --log log -o new train.txt || fail 'a log that is not read'

# What fastText's supervised would overwrite although it reads it.
head -n 40 train.txt >labelled.txt
for ending in bin vec output; do
    cp labelled.txt data.$ending
    bagtag fasttext supervised -input data.$ending -output data -dim 4 -epoch 1 -saveOutput 2>said && fail "supervised -input data.$ending: status 0"
    [ "$(cat said)" = "bagtag: -output data.$ending: is also read; write to another file" ] || fail "supervised: $(cat said)"
    cmp labelled.txt data.$ending || fail "supervised has replaced data.$ending"
done
rm data.*
printf '1 4\nword 1 2 3 4\n' >words.vec
cp words.vec kept
bagtag fasttext supervised -input labelled.txt -output words -pretrainedVectors words.vec -dim 4 2>said && fail 'supervised -pretrainedVectors: status 0'
[ "$(cat said)" = 'bagtag: -output words.vec: is also read; write to another file' ] || fail "supervised: $(cat said)"
same words.vec
bagtag fasttext supervised -input labelled.txt -output words.txt -dim 4 -epoch 1 || fail 'supervised to other files'

# A file of another kind, named by a typing mistake, is kept; one of the same kind, or an empty one, is replaced.
printf 'id,text\n1,two\n' >data.csv
cp data.csv kept
printf 'one line\n' >one.txt
other() {
    what=$1
    shift
    "$@" 2>said >/dev/null && fail "$*: status 0"
    case $* in *--lengths*) option=--lengths ;; *--log*) option=--log ;; *) option=-o ;; esac
    [ "$(cat said)" = "bagtag: $option data.csv: is a file, but not $what; choose another name" ] || fail "$*: $(cat said)"
    same data.csv
}
other 'a log' bagtag train -q --no-race --log data.csv -o new train.txt
other 'a log' bagtag tune -q --trials 1 --log data.csv -o new train.txt
other 'a list of lengths' bagtag embed --sequence --lengths data.csv model one.txt
other 'vectors in text form' bagtag convert --to vec -o data.csv model
for first in '' 2024; do
    printf '%s\nid,text\n1,two\n' "$first" >data.csv
    cp data.csv kept
    other 'vectors in text form' bagtag convert --to vec -o data.csv model
    other 'vectors separated by tabs' bagtag convert --to tsv -o data.csv model
done
other 'a NumPy array' bagtag convert --to npy -o data.csv model
other 'vectors separated by tabs' bagtag convert --to tsv -o data.csv model
other 'a fastText model' bagtag convert --to fasttext -o data.csv words.txt.bin
bagtag tune -q --trials 1 --log trials -o new train.txt && bagtag tune -q --trials 1 --log trials -o new train.txt || fail 'an earlier log of tune'
bagtag train -q --no-race --log trials -o new train.txt || fail 'a log in the place of a log'
: >empty
bagtag train -q --no-race --log empty -o new train.txt || fail 'an empty log'
for form in vec npy tsv; do
    bagtag convert --to $form -o words.$form model && bagtag convert --to $form -o words.$form model || fail "convert --to $form, again"
done
bagtag convert --to fasttext -o again.bin words.txt.bin && bagtag convert --to fasttext -o again.bin words.txt.bin || fail 'convert --to fasttext, again'

# The second file of a format: it is replaced only if the first is there, too, and it is a list of words, or empty.
second() {
    cp "$2" kept
    bagtag convert --to "$1" -o data."$1" model 2>said && fail "$1 beside $2: status 0"
    [ "$(cat said)" = "bagtag: -o $3" ] || fail "$1 beside $2: $(cat said)"
    same "$2"
}
alone='remove that file, or choose another name'
printf 'one\ntwo\n' | tee data.words >data.metadata.tsv
second npy data.words "data.npy: would overwrite data.words; $alone"
second tsv data.metadata.tsv "data.tsv: would overwrite data.metadata.tsv; $alone"
[ ! -e data.npy ] && [ ! -e data.tsv ] || fail 'numbers without words'
cp words.npy data.npy
cp words.tsv data.tsv
printf 'word\tcount\none\t1\n' | tee data.words >data.metadata.tsv
for form in npy tsv; do
    cp data.$form kept
    file=data.$([ $form = npy ] && echo words || echo metadata.tsv)
    second $form "$file" "$file: is a file, but not a list of words; choose another name"
    same data.$form
    : >"$file"
    bagtag convert --to $form -o data.$form model && bagtag convert --to $form -o data.$form model || fail "convert --to $form beside an empty file"
done
for i in 1 2; do
    bagtag embed --sequence --lengths lengths model one.txt >array.npy || fail "--lengths, time $i"
done
