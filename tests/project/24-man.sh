# The manual pages are valid mdoc, give no warnings, and read the same in every formatter.
needs mandoc

# One word per line, without what formatters may change: dashes, and words hyphenated at the end of a line.
words() {
    LC_ALL=C.UTF-8 col -b | sed -e ':join' -e '/‐$/{' -e 'N' -e 's/‐\n[[:space:]]*//' -e 'b join' -e '}' -e 's/—/–/g' | tr -s ' \t\n' '\n\n\n'
}

for page in "$ROOT"/man/*.[1-9]; do
    name=$(basename "$page")
    mandoc -T lint -W warning "$page" || fail "$name has faults"
    mandoc -T utf8 "$page" | col -b >text
    { grep -q '^NAME' text && [ "$(wc -l <text)" -gt 30 ]; } || fail "$name shows nothing"
    if sed -n '1p;$p' text | grep -q BSD; then fail "$name is said to be of BSD"; fi
    command -v groff >/dev/null || continue
    groff -K utf8 -mandoc -T utf8 -P -cbou -rHY=0 -rLL=200n "$page" | words >groff.words
    mandoc -T utf8 -O width=200 "$page" | words >mandoc.words
    diff groff.words mandoc.words >words.diff || fail "groff shows $name in other words: $(cat words.diff)"
done
