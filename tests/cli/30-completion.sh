# Completion: what the program answers on sample lines, and what bash makes of it at a prompt.
needs bash python3
bagtag completion bash >bagtag.bash || fail 'no script for bash'
try bagtag completion
try bagtag completion tcsh
if command -v shellcheck >/dev/null; then
    shellcheck bagtag.bash || fail 'shellcheck finds fault with the script for bash'
fi
. "$ROOT/tests/cli/30-completion-files"

for label in -x --all news; do
    printf '%s\tsome words about %s\n' "$label" "$label"
done >dashed.tsv
bagtag train --quiet --format tsv --epochs 1 -o dashed dashed.tsv || fail 'cannot train'

# Lines are split as a shell splits them (bash also splits at "="); "_" stands for an empty last word. Prints the words
# without their descriptions.
while IFS= read -r line; do
    eval "set -- $line"
    for last; do :; done
    if [ "$last" = _ ]; then
        answer=$(eval "set -- ${line% _}"; bagtag __complete "$@" '')
    else
        answer=$(bagtag __complete "$@")
    fi
    printf '%s -> %s\n' "$line" "$(printf '%s\n' "$answer" | cut -f 1 | tr '\n' ' ')"
done <<'LINES'
t
--
train --o
train --format _
train --format = _
train --format = ts
train --form = ts
train --format=ts
train --form=t
train --format = tsv _
train --fo=t
train --valid=t
train --lr=t
train --quiet=t
train -o _
train --output = _
train --valid _
train --lr _
train -o model _
train -o model first _
train --quiet -o model first --bag m
train -qo _
train --pretrained _
shrink -o _
convert -o _
convert --words _
classify --model _
classify _
classify -k 3 _
classify -k3 topics.model _
classify -k3
classify --to 3 topics.model _
classify --prob topics.model _
classify --threshold _
classify -- topics.model --prob
classify topics.model - _
filter topics.model _
filter labels _
filter labels news
filter labels "two\\ "
filter labels "'two w"
filter labels '"$'
filter "\"labels\"" it
filter "lab\\els" it
filter labels travel _
filter labels travel,ne
filter labels travel,
filter labels travel,news,t
filter labels --labels _
filter labels --labels ne
filter labels --labels travel,two
filter labels --labels=travel,tw
filter labels --labels=travel,
filter labels --labels = travel,tw
filter --labels _
classify --model labels --labels trav
classify labels --label-score trav
classify labels --label-score travel,
filter dashed _
filter dashed news,
filter -- dashed _
filter -- dashed -
filter dashed -- -
filter dashed --labels _
classify dashed --label-score -
inspect topics.model _
inspect --sort _
analogy topics.model a b _
tokenize -m _
tokenize --model _
fasttext _
fasttext predict _
tokenize --tokenizer b
help an
--help an
--help analogy _
help analogy _
completion _
frobnicate _
LINES
bagtag __complete tok
bagtag __complete | cut -f 1 | head -n 3

# Every option that --help lists is offered, and nothing else.
for command in $(bagtag --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    bagtag help "$command" | sed -n '/^Not implemented yet/q; s/^  \(-.\), \(--[a-z-]*\).*/\1\n\2/p; s/^      \(--[a-z-]*\).*/\1/p' | sort >told
    bagtag __complete "$command" - | sed -n 's/^\(-.*\)	..*/\1/p' | sort >offered
    diff told offered || fail "$command: other options than --help lists"
done

# So is every command of fastText.
bagtag fasttext 2>&1 | sed 's/.*the commands //; s/; found.*//; s/, /\n/g; s/ and /\n/' >told
bagtag __complete fasttext '' | sed 1d | cut -f 1 >offered
diff told offered || fail 'fasttext: other commands than it has'
rm told offered

# At a prompt, where the shell itself completes files and folders and quotes their names.
python3 "$ROOT/tests/cli/30-completion.py" bash 'source ./bagtag.bash' || fail 'bash completes something else at its prompt'
