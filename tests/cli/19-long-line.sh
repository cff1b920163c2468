# A line of 12 MB and 6 million words takes memory for its bytes, not many times as much, and is answered like any other.
# SPDX-License-Identifier: MIT
is_sanitized && skip 'sanitizers need memory of their own'
topics
bagtag train --no-race -q --weight idf --ngrams 2 --chars 2-3 -o weighed train.txt || fail 'cannot train'
printf 'a b c d e f ' >letters
print_long_line() {
    cp letters line
    while [ "$(wc -c <line)" -lt 12000000 ]; do
        cat line line >more && mv more line
    done
    cat line
}
print_long_line >long.txt
echo >>long.txt
{ printf '__label__travel ' && cat long.txt; } >labelled.txt
limited() { # runs "$@" with 130 MB of memory: enough, but half of what all words at once would take
    (ulimit -v 130000 && "$@")
}
for model in model weighed; do
    limited bagtag classify --threads 1 --prob $model long.txt >long || fail "classify with $model: status $?"
    limited bagtag filter --threads 1 -c $model "$(cut -f 1 long)" long.txt >n || fail "filter with $model: status $?"
    limited bagtag test --threads 1 $model labelled.txt >report || fail "test with $model: status $?"
    [ "$(cat n) $(wc -l <long)" = '1 1' ] || fail "the line of $model came to $(cat n)"
done
