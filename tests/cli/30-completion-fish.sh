# Completion in fish, queried without a prompt.
needs fish
bagtag completion fish >bagtag.fish || fail 'no script for fish'
fish -n bagtag.fish || fail 'fish cannot read its script'
. "$ROOT/tests/cli/30-completion-files"
cat >expected <<'FISH'
bagtag tok -> tokenize
bagtag train --qu -> --quiet
bagtag train --no-race --bag me -> mean
bagtag classify to -> topics.model/
bagtag classify -k 3 to -> topics.model/
bagtag classify pa -> packed.model
bagtag train -o pa -> 
bagtag classify topics.model li -> lines.txt
bagtag filter topics.model li -> 
bagtag filter topics.model travel li -> lines.txt
bagtag train --no-race --lr li -> 
bagtag help comp -> completion
bagtag train --valid=li -> --valid=lines.txt
bagtag train --no-race --bag=me -> --bag=mean
bagtag filter labels tw -> two words
bagtag filter labels "tw -> two words
bagtag filter "labels" tw -> two words
FISH
sed 's/ -> .*//' expected | while IFS= read -r line; do
    printf '%s -> %s\n' "$line" "$(HOME=$PWD fish --no-config -c "source bagtag.fish; complete -C '$line'" 2>&1 | cut -f 1)"
done >offered
diff expected offered || fail 'fish completes something else'

# Options and commands have descriptions.
for line in 'bagtag tok' 'bagtag train --qu'; do
    HOME=$PWD fish --no-config -c "source bagtag.fish; complete -C '$line'" | grep -q '	.* ' || fail "fish says nothing about $line"
done
