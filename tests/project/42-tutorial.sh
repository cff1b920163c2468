# The classifier of PyTorch's tutorial, trained there and here from the same weights in the same order: the losses of
# more than 100 steps and the final weights agree. tests/parity/tutorial.py explains how.
# SPDX-License-Identifier: MIT
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import torch, numpy' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || skip 'torch is not installed'
compiler=$(sed 's/ -.*//' "$BUILD/flags" 2>/dev/null)
[ -n "$compiler" ] || skip 'it is not known how the library was built'
needs "${compiler%% *}"

here=$PWD
(cd "$ROOT" && eval "$(cat "$BUILD/flags")" -o '"$here/steps"' tests/parity/tutorial_steps.c '"$BUILD/parts.a"' \
    -lcjson -lutf8proc -lzstd -lz -lm) || fail 'tutorial_steps does not compile'

# Topics, sentiments and languages together are 17 batches of 64, without a smaller one at the end. The rate is per
# document: torch's is 64 times that, 5 as in the tutorial. At this rate no step is so long that bagtag would shorten
# it, which torch does not; tutorial.py checks each. Twelve epochs, because the first six learn little.
cat "$ROOT"/data/*.train.txt >all.txt
lines=$(($(wc -l <all.txt) / 64 * 64))
head -n "$lines" all.txt >train.txt
rate=0.078125 epochs=12 seed=7
bagtag train --no-race --quiet --format fasttext --tokenizer basic-english --weight none --ngrams 1 --dim 64 --batch 64 \
    --schedule constant --lr $rate --epochs $epochs --seed $seed -o model train.txt || fail 'cannot train'
./steps train.txt $seed $rate $epochs || fail 'cannot step'
"$python" -B "$ROOT/tests/parity/tutorial.py" train.txt model $rate $epochs || fail 'the two differ'
