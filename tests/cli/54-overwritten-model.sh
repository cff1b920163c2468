# A model that is overwritten while it is used, by files that are no shorter: no answer from the new bytes.
topics
bagtag shrink --quiet --to 100k -o small model || fail 'cannot shrink'
bagtag pack -o small.bagtag small && bagtag pack -o large.bagtag model || fail 'cannot pack'
bagtag train --quiet --no-race --dim 8 -o narrow train.txt && bagtag pack -o narrow.bagtag narrow || fail 'cannot train'
printf '%s\n' guitar goal bread >words

# changes WAY COMMAND [INPUT]: COMMAND gets a line and answers it; WAY changes the model; then it gets all of INPUT.
changes() {
    rm -rf used used.bagtag answers
    input=${3:-test.txt}
    cp -R small used
    cp small.bagtag used.bagtag
    cp narrow.bagtag vectors.bagtag
    mkfifo pipe
    $2 <pipe >answers 2>errors &
    exec 3>pipe
    head -n 1 "$input" >&3
    for _ in $(seq 3000); do
        [ ! -s answers ] && kill -0 $! 2>/dev/null || break
        sleep 0.02
    done
    sleep 0.1
    cp answers before
    sh -c "$1"
    cat "$input" >&3
    exec 3>&-
    wait $!
    status=$?
    rm pipe
}
# ends NAME WAY COMMAND [INPUT]: it ends with a message about the model NAME, and has answered the first line only.
ends() {
    changes "$2" "$3" "${4:-}"
    [ $status -eq 1 ] || fail "$2: status $status, $(cat errors)"
    cmp before answers || fail "$2: answered after it"
    grep -qE "^bagtag: (standard input:[0-9]+: )?$1: changed while it was being read; replace a model with bagtag or mv, never overwrite its files$" errors ||
        fail "$2: says $(cat errors)"
}
ends used.bagtag 'cp large.bagtag used.bagtag' 'bagtag classify used.bagtag'
ends used 'cp -R model/. used' 'bagtag classify --threads 2 used'
ends used 'cp -R model/. used' 'bagtag classify --model model --model used'
ends used 'cp -R model/. used' 'bagtag explain used'
ends vectors.bagtag 'cp large.bagtag vectors.bagtag' 'bagtag neighbors vectors.bagtag' words
ends vectors.bagtag 'cp large.bagtag vectors.bagtag' 'bagtag embed vectors.bagtag' words
bagtag embed --all narrow.bagtag >all
mkfifo pipe
{ bagtag embed --all vectors.bagtag 2>errors; echo $? >status; } >pipe &
{ head -c 1 && sleep 0.2 && cp large.bagtag vectors.bagtag && cat; } <pipe >answers
wait $!
cmp all answers >/dev/null || [ "$(cat status)" -eq 1 ] || fail "embed --all: other vectors with status $(cat status)"
rm pipe

# What is replaced by a rename goes on with the old bytes.
changes 'cp large.bagtag new.bagtag; mv new.bagtag used.bagtag' 'bagtag classify used.bagtag'
[ $status -eq 0 ] || fail "renamed: status $status, $(cat errors)"
{ head -n 1 test.txt; cat test.txt; } | bagtag classify small.bagtag | cmp - answers || fail 'renamed: other answers'
