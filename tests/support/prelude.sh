# prelude.sh - functions for every test script; read by tests/run before the script
# SPDX-License-Identifier: MIT

# Prints the command as a person would type it, then its output, then its exit status unless that is 0.
try() {
    printf '$ %s\n' "$*"
    "$@" 2>&1 || printf '[exit %d]\n' $?
}

# The same for a line with pipes and redirections; standard error is shown after standard output.
try_line() {
    printf '$ %s\n' "$1"
    sh -c "$1" 2>try_line.err && status=0 || status=$?
    cat try_line.err
    rm try_line.err
    [ "$status" -eq 0 ] || printf '[exit %d]\n' "$status"
}

fail() {
    printf '%s\n' "$*"
    exit 1
}

skip() {
    printf '%s\n' "$*"
    exit 77
}

needs() {
    for program; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
}

# Makes uniform what depends on the machine: seconds, rates, the kernel, versions.
steady() {
    sed -E 's/^(wrote .*, in )[0-9.]+ s$/\1N s/
        s/^(seconds +reading )[0-9.]+, choosing [0-9.]+, training [0-9.]+/\1N, choosing N, training N/
        s/"seconds":[0-9.]+/"seconds":N/
        s/[0-9,.]+( documents\/s)/N\1/g
        s/^(bagtag )[0-9]+\.[0-9]+\.[0-9]+$/\1N/
        s/^(unicode_version +)[0-9.]+$/\1N/
        s/^kernel (base|avx2|avx512), Unicode [0-9.]+$/kernel NAME, Unicode N/'
}

# Whether the programs were built with a sanitizer: then they are slow, and memory limits mean nothing to them.
is_sanitized() {
    case "$BUILD" in *asan* | *tsan*) return 0 ;; esac
    grep -q -e '-fsanitize=' "$BUILD/flags" 2>/dev/null
}

# The project's data sets, and a small model trained on one, under short names in the current folder.
topics() {
    cp "$ROOT/data/topics.train.txt" train.txt
    cp "$ROOT/data/topics.test.txt" test.txt
    bagtag train --no-race --quiet --tokenizer whitespace --dim 16 --epochs 25 --lr 0.5 --seed 1 -o model train.txt || fail 'cannot train'
}

# All names in the current folder, including hidden ones and those in subfolders; to compare before and after.
list() {
    find . | LC_ALL=C sort
}

# Turns a model into one from before tokenizers had revisions: it uses the first.
forget_revision() {
    sed -e '/"tokenizer_revision"/d' -e 's/"checksum"/"no_checksum"/' "$1/config.json" >first.json &&
        mv first.json "$1/config.json"
}

# Runs the command on the line "repeat" of the file "said", exactly as printed: it must reproduce MODEL.
repeat_said() {
    sed -n 's/^repeat     //p' said >command
    rm -rf wanted && mv "$1" wanted
    sh ./command 2>repeated || fail "cannot repeat: $(cat command repeated)"
    diff -r wanted "$1" || fail "another model by: $(cat command)"
}
