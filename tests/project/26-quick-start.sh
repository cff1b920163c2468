# README.md shows what really happens: every block of "$ command" lines is run, and its output compared.
cp -R "$ROOT/data" data
awk '/^    \$ / { inside = 1 } !/^    / { inside = 0 } inside { print substr($0, 5) }' "$ROOT/README.md" >shown
grep -q '^\$ ' shown || skip 'README.md shows no commands'
sed -n 's/^\$ //p' shown >commands
while IFS= read -r line; do
    printf '$ %s\n' "$line"
    sh -c "$line" 2>&1 </dev/null
done <commands | steady >happened
steady <shown | diff - happened || fail 'README.md shows something else'

# So does its picture, except for the seconds.
timeless() { sed -E 's/textLength="[0-9.]+"(.*), in [0-9.]+ s</\1, in N s</'; } # ten seconds are a character wider than nine
python3 "$ROOT/tests/picture.py" "$BUILD" | timeless >drawn
timeless <"$ROOT/man/session.svg" | diff - drawn || fail 'man/session.svg shows something else: make picture'

# And `make demo`, without its installing.
mkdir tmp
TMPDIR=$PWD/tmp "$ROOT/tests/demo" "$BUILD" >said 2>&1 || fail "the demo fails: $(cat said)"
accuracy=$(awk '$1 == "accuracy" { print $2 }' said)
awk -v accuracy="$accuracy" 'BEGIN { exit !(accuracy > 0.8) }' || fail "the demo's accuracy is '$accuracy'"
[ "$(tail -n 3 said | cut -f 1 | tr '\n' ' ')" = 'cooking sports computing ' ] || fail "the demo's answers: $(tail -n 3 said)"
[ -z "$(ls -A tmp)" ] || fail "the demo leaves $(ls -A tmp)"
