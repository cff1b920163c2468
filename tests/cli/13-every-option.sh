# Every option in `bagtag COMMAND --help` is in bagtag-COMMAND(1), with the same letter, values and default, and vice
# versa; every command is in bagtag(1) and has a page, except help.
python3 - "$ROOT/man" <<'PYTHON'
import os, re, subprocess, sys

def help_text(*arguments):
    return subprocess.run(["bagtag", *arguments], capture_output=True, text=True, check=True).stdout

def options_of_help(text):
    """name -> (letter, argument, choices, default) and the set of what is not built yet"""
    options, planned = {}, {}
    body = text.split("Not implemented yet:")
    for match in re.finditer(r"^ {2,6}(?:-(\w), )?--([\w-]+)(?: (\S+))?\n?((?:.*\n)(?: {28}.*\n)*)", body[0], re.M):
        letter, name, argument, words = match.groups()
        words = " ".join(words.split())
        found = re.search(r"\(([^()]*)\)$", words)
        remarks = found.group(1).split("; ") if found else []
        choices = sorted(remarks[0].split(", ")) if argument == "NAME" and len(remarks) == 2 and " to " not in remarks[0] else []
        default = remarks[-1][8:] if remarks and remarks[-1].startswith("default ") else None
        options[name] = (letter, argument, choices, default)
    if len(body) > 1:
        for part in re.split(r"[,.]\s", body[1].split("\n\n")[0].replace("\n", " ") + " "):
            match = re.match(r"\s*--([\w-]+)(?: (\S+))?$", part)
            if match:
                planned[match.group(1)] = sorted((match.group(2) or "").split("|"))
    return options, planned

def unescape(words):
    return words.replace("\\-", "-").replace("\\&", "").replace('"', "")

def check(command, where, text, options, planned, usage):
    parts = text.split(".Ss Not implemented yet")
    manual = {}
    for line in re.findall(r"^\.It (.*Fl .*)$", parts[0], re.M):
        words = unescape(line)
        is_choice = "Cm " in words and " Ns " not in words
        choices = sorted(re.findall(r"[\w-]+", words.split("Cm ", 1)[1].split(" , ")[0])) if is_choice else []
        letters = re.findall(r"\bFl (\w)(?= ,)", words)
        for i, name in enumerate(re.findall(r"(?:\bFl | , )-([\w-]+)", words)):
            if name in manual:
                bad.append("%s: --%s is in %s twice" % (command, name, where))
            manual[name] = (letters[0] if letters and i == 0 else None, choices if i == 0 else [])
    items = re.split(r"^\.It ", text, flags=re.M)
    for name, (_, argument, _, default) in options.items():
        if argument and default and re.fullmatch(r"[\w.]+", default) and default not in ("none", "nothing", "never"):
            said = [item for item in items if re.match(r".*Fl -%s\b" % name, unescape(item.split("\n")[0]))]
            if said and not re.search(r"(?<![\w.])%s(?![\w])" % re.escape(default), said[0].split("\n", 1)[1] + said[0]):
                bad.append("%s: %s does not say that the default of --%s is %s" % (command, where, name, default))
    for name in sorted((set(options) | set(manual)) - {"help"}):
        if name not in manual:
            bad.append("%s: --%s is in --help, not in %s" % (command, name, where))
        elif name not in options:
            bad.append("%s: --%s is in %s, not in --help" % (command, name, where))
        elif manual[name][0] != options[name][0]:
            bad.append("%s: the letter of --%s is %s in --help, %s in %s" % (command, name, options[name][0], manual[name][0], where))
        elif manual[name][1] != options[name][2]:
            bad.append("%s: --%s is one of %s in --help, of %s in %s" % (command, name, options[name][2], manual[name][1], where))
    if command == "train":
        words = unescape(parts[1]) if len(parts) > 1 else ""
        told = set(re.findall(r"\.Fl -([\w-]+)", words)) | set(re.findall(r"\.Cm ([\w-]+)", words))
        wanted = {name for name in planned if not planned[name][0]} | {value for values in planned.values() for value in values if value}
        for name in sorted(told ^ wanted):
            bad.append("train: %s is not implemented yet in %s only" % (name, where if name in told else "--help"))
    for operand in re.findall(r"[A-Z]{3,}", usage):
        if "Ar " + operand not in text:
            bad.append("%s: %s is not in %s" % (command, operand, where))

bad = []
overview = open(sys.argv[1] + "/bagtag.1").read()
summaries = re.findall(r"^  (\w+) +(.*(?:\n {14}.*)*)", help_text("--help").split("Commands:")[1].split("\n\n")[0], re.M)
told = dict(re.findall(r"^\.It Xr bagtag-(\w+) 1\n(.*)$", overview, re.M))
for command, summary in summaries:
    if command == "help":
        continue
    summary = " ".join(summary.split())
    page = "%s/bagtag-%s.1" % (sys.argv[1], command)
    if not os.path.exists(page):
        bad.append("%s: there is no man/bagtag-%s.1" % (command, command))
        continue
    text = open(page).read()
    if told.pop(command, None) != summary:
        bad.append("%s: bagtag(1) does not list it as '%s'" % (command, summary))
    if ".Nd " + summary + "\n" not in text:
        bad.append("%s: bagtag-%s(1) is not named '%s'" % (command, command, summary))
    if ".Xr bagtag-%s 1" % command not in overview.split(".Sh SEE ALSO")[1]:
        bad.append("%s: bagtag(1) does not refer to bagtag-%s(1)" % (command, command))
    options, planned = options_of_help(help_text(command, "--help"))
    usage = help_text(command, "--help").split("\n\n")[0].split("bagtag " + command)[1]
    synopsis = text.split(".Sh SYNOPSIS")[1].split(".Sh")[0]
    for option in re.findall(r" \(?-(-?[a-z]+)", usage):
        if "\n.Fl " + option not in synopsis:
            bad.append("%s: the synopsis of bagtag-%s(1) lacks -%s" % (command, command, option))
    check(command, "bagtag-%s(1)" % command, text, options, planned, usage)
bad += ["%s: bagtag(1) lists it, --help does not" % command for command in told]
print(*bad, sep="\n", end="\n" if bad else "")
sys.exit(bool(bad))
PYTHON
