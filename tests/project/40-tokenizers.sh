# The tokenizers basic-english and bert cut as the same rules do in Python, over many scripts and invalid bytes.
# SPDX-License-Identifier: MIT
needs python3
python3 -B "$ROOT/tests/parity/check_tokenizers.py" "$(command -v bagtag)" >told || {
    cat told
    fail 'tokens differ'
}
cat told
[ "$(grep -c ' 0 differ$' told)" -eq 4 ] || fail 'expected four comparisons'
