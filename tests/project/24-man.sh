# The manual pages are sound mdoc, and show no warning.
needs mandoc
for page in "$ROOT"/man/*.[1-9]; do
    mandoc -T lint -W warning "$page" || fail "$(basename "$page") has faults"
    mandoc -T utf8 "$page" | sed "s/.$(printf '\b')//g" >text
    { grep -q '^NAME' text && [ "$(wc -l <text)" -gt 30 ]; } || fail "$(basename "$page") shows nothing"
done
