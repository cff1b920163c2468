# A model whose files are overwritten while it is read: one error, no crash.
if is_sanitized; then skip 'sanitizers handle the signal themselves'; fi
topics
while_truncated() {
    cp -R model truncated.model
    rm -f is-truncated answers
    (head -n 1 test.txt; until [ -e is-truncated ]; do sleep 0.02; done; cat test.txt) | "$@" >answers 2>errors &
    for _ in $(seq 500); do
        [ ! -s answers ] || break
        sleep 0.02
    done
    for file in truncated.model/*.safetensors; do : >"$file"; done
    : >is-truncated
    wait $!
    status=$?
    [ $status -eq 1 ] || fail "$*: status $status, $(cat errors)"
    [ "$(cat errors)" = 'bagtag: truncated.model: changed while it was being read; replace a model with bagtag or mv, never overwrite its files' ] ||
        fail "$*: says $(cat errors)"
    rm -r truncated.model
}
while_truncated bagtag classify truncated.model
while_truncated bagtag classify --threads 4 truncated.model
while_truncated bagtag embed --documents truncated.model
while_truncated bagtag embed --documents --threads 3 truncated.model
