# Completion in zsh, at a prompt.
needs zsh python3
bagtag completion zsh >bagtag.zsh || fail 'no script for zsh'
zsh -n bagtag.zsh || fail 'zsh cannot read its script'
. "$ROOT/tests/cli/30-completion-files"
python3 "$ROOT/tests/cli/30-completion.py" zsh 'autoload -Uz compinit; compinit -u -D' 'source ./bagtag.zsh' ||
    fail 'zsh completes something else'

# If nobody has started the completion system, or does so later.
python3 "$ROOT/tests/cli/30-completion.py" zsh 'source ./bagtag.zsh' ||
    fail 'zsh completes something else without compinit'
python3 "$ROOT/tests/cli/30-completion.py" zsh 'source ./bagtag.zsh; autoload -Uz compinit; compinit -u -D' ||
    fail 'zsh completes something else when compinit comes later'

# The same as a file of $fpath.
mkdir functions
mv bagtag.zsh functions/_bagtag
python3 "$ROOT/tests/cli/30-completion.py" zsh 'fpath=(./functions $fpath)' 'autoload -Uz compinit; compinit -u -D' ||
    fail 'zsh completes something else from fpath'
