# Completion in bash: what it offers on sample lines, asked word by word and at a prompt.
needs bash python3
bagtag completion bash >bagtag.bash || fail 'no script for bash'
try bagtag completion
try bagtag completion tcsh
if command -v shellcheck >/dev/null; then
    shellcheck bagtag.bash || fail 'shellcheck finds fault with the script for bash'
fi

mkdir 'a model' topics.model
: >lines.txt
: >'two words.txt'

# What the function hands back for a line cut as readline cuts it; files and folders are readline's own work.
cat >ask.bash <<'BASH'
source ./bagtag.bash
compopt() { fallback="(${2/default/files})"; }
ask() {
    local fallback=''
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _bagtag
    fallback=${fallback/dirnames/folders}
    printf '%s_ -> %s\n' "$*" "${COMPREPLY[*]}$fallback"
}
ask bagtag t
ask bagtag --
ask bagtag train --o
ask bagtag train -
ask bagtag train --format ''
ask bagtag train --format =
ask bagtag train --format = ts
ask bagtag train --form = ts
ask bagtag train --format = tsv ''
ask bagtag train -o ''
ask bagtag train --output = ''
ask bagtag train --valid ''
ask bagtag train --lr ''
ask bagtag train -o model ''
ask bagtag train -o model first ''
ask bagtag train --quiet -o model first --bag m
ask bagtag classify ''
ask bagtag classify -k 3 ''
ask bagtag classify -k3 topics.model ''
ask bagtag classify --to 3 topics.model ''
ask bagtag classify --prob topics.model ''
ask bagtag classify -- topics.model --prob
ask bagtag classify topics.model - ''
ask bagtag filter topics.model ''
ask bagtag filter topics.model travel ''
ask bagtag inspect topics.model ''
ask bagtag inspect --sort ''
ask bagtag analogy topics.model a b ''
ask bagtag tokenize -m ''
ask bagtag tokenize --tokenizer b
ask bagtag help an
ask bagtag help analogy ''
ask bagtag completion ''
ask bagtag frobnicate ''
BASH
bash ask.bash 2>&1 | sed 's/bagtag train -_ -> .*/bagtag train -_ -> (every option)/'

# Every option that --help lists is offered, and nothing else.
for command in $(bagtag --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    bagtag help "$command" | sed -n '/^Not built yet/q; s/^  \(-.\), \(--[a-z-]*\).*/\1\n\2/p; s/^      \(--[a-z-]*\).*/\1/p' | sort >told
    bash -c 'source ./bagtag.bash; COMP_WORDS=(bagtag "$1" -) COMP_CWORD=2; _bagtag; printf "%s\n" "${COMPREPLY[@]}"' \
        bash "$command" | sort >offered
    diff told offered || fail "$command: other options than --help lists"
done

# At a prompt, where the shell itself completes files and folders and quotes their names.
python3 "$ROOT/tests/cli/30-completion.py" bash 'source ./bagtag.bash' || fail 'bash completes something else at its prompt'
