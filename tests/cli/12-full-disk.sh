# A disk that is full (here: a limit on the size of a file): a sentence, no temporary folder, the old model as it was.
topics
cp -R model old
touch said before
list >before
for blocks in 0 1 8 100 300; do
    # shellcheck disable=SC3045  # dash and bash know -f, in blocks of 512 bytes (bash: 1024)
    (ulimit -f $blocks && exec bagtag train --no-race --dim 32 -o model train.txt 2>&1) | cat >said
    status=$(tail -n 1 said)
    case "$status" in 'bagtag: model'*': File too large') ;; *) fail "limit $blocks: $status" ;; esac
    [ "$(wc -l <said)" -eq 1 ] || fail "limit $blocks: more than a sentence: $(cat said)"
    (ulimit -f $blocks && exec bagtag train --no-race --quiet --dim 32 -o new train.txt >/dev/null 2>&1)
    [ $? -eq 1 ] || fail "limit $blocks: not status 1"
    list | diff before - || fail "limit $blocks: something was left behind"
    diff -r model old || fail "limit $blocks: the old model changed"
done

# The log as well: no model then, and what there is of the log stays to be looked at.
(ulimit -f 1 && exec bagtag train --no-race --epochs 100 --log log -o new train.txt 2>&1) | cat >said
[ "$(cat said)" = 'bagtag: log: File too large' ] || fail "a log that cannot be written: $(cat said)"
[ ! -e new ] || fail 'a model without its log'

# What classify prints, where a file that may not grow is an error and not a signal (Python ignores that signal).
python3 -c '
import os, resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
os.dup2(os.open("answers", os.O_WRONLY | os.O_CREAT), 1)
os.execvp("bagtag", ["bagtag", "classify", "--prob", "-k", "0", "model", "train.txt"])' 2>&1 | cat >said
[ "$(cat said)" = 'bagtag: standard output: File too large' ] || fail "classify: $(cat said)"
