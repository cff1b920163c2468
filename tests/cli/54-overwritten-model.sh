# A model that is overwritten while it is used, by files that are no shorter: no answer from the new bytes.
topics
bagtag shrink --quiet --to 100k -o small model || fail 'cannot shrink'
bagtag pack -o small.bagtag small && bagtag pack -o large.bagtag model || fail 'cannot pack'

# changes WAY COMMAND: COMMAND gets a line and answers it; WAY changes the model; then it gets all of test.txt.
changes() {
    rm -rf used used.bagtag answers
    cp -R small used
    cp small.bagtag used.bagtag
    mkfifo pipe
    $2 <pipe >answers 2>errors &
    exec 3>pipe
    head -n 1 test.txt >&3
    for _ in $(seq 3000); do
        [ ! -s answers ] && kill -0 $! 2>/dev/null || break
        sleep 0.02
    done
    sleep 0.1
    cp answers before
    sh -c "$1"
    cat test.txt >&3
    exec 3>&-
    wait $!
    status=$?
    rm pipe
}
# ends NAME WAY COMMAND: it ends with a message about the model NAME, and has answered the first line only.
ends() {
    changes "$2" "$3"
    [ $status -eq 1 ] || fail "$2: status $status, $(cat errors)"
    cmp before answers || fail "$2: answered after it"
    [ "$(cat errors)" = "bagtag: $1: changed while it was being read; replace a model with bagtag or mv, never overwrite its files" ] ||
        fail "$2: says $(cat errors)"
}
ends used.bagtag 'cp large.bagtag used.bagtag' 'bagtag classify used.bagtag'
ends used 'cp -R model/. used' 'bagtag classify --threads 2 used'
ends used 'cp -R model/. used' 'bagtag classify --model model --model used'
ends used 'cp -R model/. used' 'bagtag explain used'

# What is replaced by a rename goes on with the old bytes.
changes 'cp large.bagtag new.bagtag; mv new.bagtag used.bagtag' 'bagtag classify used.bagtag'
[ $status -eq 0 ] || fail "renamed: status $status, $(cat errors)"
{ head -n 1 test.txt; cat test.txt; } | bagtag classify small.bagtag | cmp - answers || fail 'renamed: other answers'
