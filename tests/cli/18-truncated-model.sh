# A model whose files are overwritten while it is read: one error, no crash.
if is_sanitized; then skip 'sanitizers handle the signal themselves'; fi
topics
cut() {
    cp -R model cut.model
    rm -f is-cut answers
    (head -n 1 test.txt; until [ -e is-cut ]; do sleep 0.02; done; cat test.txt) | "$@" >answers 2>errors &
    for _ in $(seq 500); do
        [ ! -s answers ] || break
        sleep 0.02
    done
    for file in cut.model/*.safetensors; do : >"$file"; done
    : >is-cut
    wait $!
    status=$?
    [ $status -eq 1 ] || fail "$*: status $status, $(cat errors)"
    [ "$(cat errors)" = 'bagtag: cut.model: changed while it was being read; replace a model with bagtag or mv, never overwrite its files' ] ||
        fail "$*: says $(cat errors)"
    rm -r cut.model
}
cut bagtag classify cut.model
cut bagtag classify --threads 4 cut.model
cut bagtag embed --documents cut.model
cut bagtag embed --documents --threads 3 cut.model
