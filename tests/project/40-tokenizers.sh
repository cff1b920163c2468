# The tokenizers unicode (both revisions), basic-english and bert agree with the same rules in Python, over many scripts
# and invalid bytes.
# SPDX-License-Identifier: MIT
needs python3
bagtag train --no-race -q --epochs 1 -o first.model "$ROOT/data/topics.train.txt" || fail "train"
forget_revision first.model
python3 -B "$ROOT/tests/parity/check_tokenizers.py" "$(command -v bagtag)" --model first.model >told || {
    cat told
    fail 'tokens differ'
}
cat told
[ "$(grep -c ' 0 differ$' told)" -eq 7 ] || fail 'expected seven comparisons'
