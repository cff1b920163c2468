# 43-shrink.sh - small models made from large ones
# SPDX-License-Identifier: MIT
cp "$ROOT/data/topics.train.txt" "$ROOT/data/topics.test.txt" .
bagtag train --no-race -q --dim 32 --epochs 10 --ngrams 2 --weight gain -o model topics.train.txt || fail 'cannot train'

# Keeps to a limit of bytes, and makes the same model for any number of threads.
try bagtag shrink --to 60k --test topics.test.txt -o small model
[ "$(cat small/* | wc -c)" -le 60000 ] || fail 'larger than asked'
bagtag shrink -q --to 60k --test topics.test.txt --threads 3 -o other model || fail "cannot shrink"
for file in config.json model.safetensors vocab.safetensors; do cmp small/$file other/$file || fail "other bytes with 3 threads"; done
try bagtag shrink --to 0.06MB -o plain model
try bagtag inspect small
try bagtag inspect --verify small

# It classifies, filters, tests and explains.
try bagtag classify -k 2 --prob small topics.test.txt --format fasttext 2>&1 | head -n 4
try bagtag filter small travel topics.test.txt | wc -l
try bagtag explain small <<END
When does the night train leave?
END
bagtag test --json small topics.test.txt | grep -o '"accuracy":[^,]*'

# Frequent character n-grams are the ones kept.
cp "$ROOT/data/languages.train.txt" "$ROOT/data/languages.test.txt" .
bagtag train --no-race -q --dim 16 --epochs 10 --chars 2-4 --weight gain -o languages languages.train.txt || fail 'cannot train'
try bagtag shrink --to 6k --test languages.test.txt -o few languages

# A rare label suffers first: macro F1 shows it, as test does.
{
    for i in 1 2 3 4 5 6 7 8 9 10; do printf '__label__car the road\n__label__train the rail\n__label__car road %d\n' $i; done
    echo '__label__boat the canoe'
} >rare.txt
bagtag train --no-race -q --dim 16 --epochs 20 --weight gain -o rare rare.txt || fail 'cannot train'
try bagtag shrink --to 1360 --test rare.txt -o common rare
{
    cat rare.txt
    printf '__label__\377 the road\n'
} >torn.txt
try bagtag shrink --skip-bad --to 1360 --test torn.txt -o common rare
try bagtag shrink --skip-bad -q --to 1360 --test torn.txt -o common rare
for model in rare common; do bagtag test --rows 0 $model rare.txt | grep macro; done

# No more accuracy is lost than allowed.
try bagtag shrink --loss 2 --test topics.test.txt -o small model
try bagtag shrink --to 5k --loss 0 --test topics.test.txt -o none model
try bagtag shrink --to 300 -o none model
[ ! -e none ] || fail 'a model that breaks a limit was written'

# What it cannot do.
try bagtag neighbors small train
try bagtag embed small train
try bagtag embed --ids small 1
try bagtag inspect --vocab small
try bagtag inspect --labels small
try bagtag shrink --to 10k -o none small
try bagtag train --no-race -q --pretrained small -o none topics.train.txt
try bagtag convert --to vec -o none.vec small
try bagtag convert --to fasttext -o none.bin small

# Missing and invalid options, and missing files.
try bagtag shrink -o none model
try bagtag shrink --to 1M model
try bagtag shrink --to 1MiB -o none model
try bagtag shrink --to 0 -o none model
try bagtag shrink --to -1k -o none model
try bagtag shrink --loss 1 -o none model
try bagtag shrink --loss 101 --test topics.test.txt -o none model
sed 's/^__label__/&X/' topics.test.txt >foreign.txt
try bagtag shrink --to 60k --test foreign.txt -o none model
try bagtag shrink --to 60k --test - -o none model
try_line 'cat topics.test.txt | bagtag shrink --to 60k --test /dev/stdin -o none model'
[ ! -e none ] || fail 'a refused shrink leaves something'
try bagtag shrink --to 60k -o none missing
try bagtag shrink --to 60k --test missing -o none model
try bagtag shrink --to 60k -o topics.test.txt model

# A full disk is an error, and leaves nothing.
(ulimit -f 5 && exec bagtag shrink -q --to 60k -o full model 2>&1) | cat >said
grep -q 'cannot write: File too large' said || fail "a full disk: $(cat said)"
ls -A | grep -F full || echo 'nothing is left'

# A model's own threshold moves with the probabilities in an ova model, and stays in a softmax model.
for loss in softmax ova; do
    bagtag train --no-race -q --epochs 20 --loss $loss --threshold 0.4 -o own topics.train.txt
    bagtag shrink -q --to 10k --test topics.test.txt -o less own
    bagtag inspect less | grep -q '^threshold  *0\.4$' && echo "$loss stays" || echo "$loss moves"
done
