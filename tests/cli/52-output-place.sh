# 52-output-place.sh - an output does not go into a model, to the place of another output, or into a file named "-"
# SPDX-License-Identifier: MIT
topics
cut -f 2 test.txt >lines.txt
bagtag pack -o packed model
cp -R . ../kept && mv ../kept .
mkdir place
mv model lines.txt train.txt packed kept place
cd place || exit
list >../before

# Refused before anything is read or written: STATUS SENTENCE COMMAND...
refused() {
    wanted=$1 sentence=$2
    shift 2
    timeout 20 "$@" >/dev/null 2>../said
    status=$?
    [ $status -eq "$wanted" ] || fail "$*: status $status: $(cat ../said)"
    [ "$(cat ../said)" = "bagtag$sentence" ] || fail "$*: $(cat ../said)"
    diff -r kept/model model || fail "$*: the model has changed"
    list | diff ../before - || fail "$*: files have come or gone"
}

# Two outputs in the same place.
ln -s new link
ln -s ../model kept/to-model
list >../before
written='which is also written; write to another place'
for command in "train --no-race" "tune --trials 1"; do
    for log in new ./new kept/../new new/ link; do
        # shellcheck disable=SC2086  # words
        refused 1 ": -o new: --log writes the same file; choose another name" bagtag $command --log $log -o new train.txt
    done
    for log in model/log ./model/log kept/to-model/log model/config.json; do
        # shellcheck disable=SC2086  # words
        refused 1 ": --log $log: is inside model, $written" bagtag $command --log $log -o model train.txt
    done
    # shellcheck disable=SC2086  # words
    refused 2 " ${command%% *}: -o, --output: expected MODEL, not standard output; found '-'" bagtag $command -o - train.txt
done
bagtag train -q --no-race --log new.log -o new train.txt && bagtag train -q --no-race --log new2 -o new train.txt || fail 'names that begin alike'
rm -r new new.log new2
head -n 1 lines.txt >one.txt && list >../before
bagtag embed --sequence --lengths array model one.txt 2>../said >array && fail '--lengths may be standard output'
[ "$(cat ../said)" = "bagtag: array: is both input and output; write to another file" ] || fail "--lengths: $(cat ../said)"
rm array

# An output inside a model, which could then not be replaced any more: the one that is read, or another one.
inside='is inside a model; write to another place'
ln -s model/new into
list >../before
refused 1 ": -o model/p: $inside" bagtag pack -o model/p model
refused 1 ": -o kept/../model/p: $inside" bagtag pack -o kept/../model/p ./model/
refused 1 ": -o kept/to-model/p: $inside" bagtag pack -o kept/to-model/p packed
refused 1 ": -o into: $inside" bagtag pack -o into packed
refused 1 ": -o model/s: $inside" bagtag shrink --to 50k -o model/s packed
refused 1 ": --lengths model/l: $inside" bagtag embed --sequence --lengths model/l packed one.txt
refused 1 ": -o model/m: $inside" bagtag train --no-race --pretrained model -o model/m train.txt
refused 1 ": --log model/l: $inside" bagtag train --no-race --pretrained model --log model/l -o new train.txt
for command in "train --no-race" "tune --trials 1"; do
    # shellcheck disable=SC2086  # words
    refused 1 ": -o model/m: $inside" bagtag $command -o model/m train.txt
    # shellcheck disable=SC2086  # words
    refused 1 ": --log model/l: $inside" bagtag $command --log model/l -o new train.txt
done
refused 1 ": -output model/f.bin: $inside" bagtag fasttext supervised -input train.txt -output model/f
for form in vec npy tsv fasttext; do
    refused 1 ": -o model/v: $inside" bagtag convert --to $form -o model/v model
    refused 2 " convert: -o, --output: expected OUTPUT, not standard output; found '-'" bagtag convert --to $form -o - model
done

# Other folders are not models: those of the text or of another program, and those named like a value that is not a file.
refused 1 ": kept: is a directory" bagtag train --no-race -o kept/m kept
mkdir none 10% bert
printf '{"model_type":"bert"}\n' >bert/config.json
head -n 100 train.txt >few.txt
bagtag train -q --no-race -o none/m --log none/log few.txt && bagtag train -q --no-race -o 10%/m --log 10%/log --valid 10% few.txt &&
    bagtag fasttext supervised -input few.txt -output none/f -dim 4 -epoch 1 || fail 'a folder called none'
bagtag pack -o bert/packed model || fail 'beside the config.json of another program'
printf '__label__a b\n' >none/none
in_none() {
    (cd none && bagtag train -q --no-race --log none -o m2 "$@" ../few.txt 2>../../said) && fail "--log none $*: status 0"
}
in_none
[ "$(cat ../said)" = 'bagtag: --log none: is a file, but not a log; choose another name' ] || fail "a file called none: $(cat ../said)"
in_none --valid ./none
[ "$(cat ../said)" = 'bagtag: --log none: is also read; write to another file' ] || fail "the file ./none: $(cat ../said)"
rm -r none 10% bert few.txt

bagtag pack -o packed packed || fail 'a packed model may be replaced by itself'

# A small model lacks what the large one has, so the large one is kept.
itself='is the input model; choose another name for the small one'
for small in model ./model/ kept/to-model; do
    refused 1 ": -o $small: $itself" bagtag shrink --to 50k -o $small model
done
refused 1 ": -o model: $itself" bagtag shrink --loss 1 --test train.txt -o model kept/to-model
bagtag shrink -q --to 50k -o small model && bagtag shrink -q --to 50k -o small model || fail 'an earlier small model may be replaced'
rm -r small

# "-" is not the name of a file.
rm -r kept/model && cp -R model kept/model
refused 2 " pack: -o, --output: expected FILE, not standard output; found '-'" bagtag pack -o - model
refused 2 " shrink: -o, --output: expected SMALL, not standard output; found '-'" bagtag shrink --to 50k -o - model
refused 2 " embed: --lengths: expected FILE, not standard output; found '-'" bagtag embed --sequence --lengths - model one.txt
refused 1 ": -output: expected MODEL, not standard output; found '-'" bagtag fasttext supervised -input train.txt -output -
bagtag pack -o ./- model && cmp ./- packed || fail 'a file named -'

# The current folder, whose model would be gone from under the shell, or a folder around it.
rm -r kept/model && cp -R model kept/model
ln -s model to-model && mkdir empty
list >../before
from_inside() { # FOLDER SENTENCE NAME COMMAND...
    folder=$1 sentence=$2 name=$3
    shift 3
    (cd "$folder" && "$@" -o "$name" 2>"$OLDPWD/../said") && fail "in $folder: $* -o $name: status 0"
    [ "$(cat ../said)" = "bagtag: ${name%/}: $sentence" ] || fail "in $folder: $* -o $name: $(cat ../said)"
    diff -r kept/model model || fail "in $folder: $* -o $name: the model has changed"
    list | diff ../before - || fail "in $folder: $* -o $name: files have come or gone"
}
current='is the current folder, which cannot be replaced from inside; change to another folder, or choose another name for the model'
for folder in model to-model empty; do
    for name in . ./ ./. "../$folder" "$PWD/$folder"; do
        from_inside $folder "$current" "$name" bagtag train --no-race missing.txt
    done
    from_inside $folder "$current" . bagtag tune --trials 1 missing.txt
    from_inside $folder "$current" . bagtag shrink --to 50k ../packed
    from_inside $folder "$current" . bagtag convert missing.vec
done
mkdir around && mkdir around/current && list >../before
from_inside around/current 'is a folder that holds other files (current); choose another name for the model' .. bagtag train --no-race missing.txt
