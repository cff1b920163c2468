# 31-manuals.py - runs what the manual pages show
# SPDX-License-Identifier: MIT
#
# Usage: python3 31-manuals.py PAGE...    (in an empty folder that has data/, lid.176.ftz and comments.txt)
#
# For each page, in order: a literal display whose first line is a comment "NAME - ..." becomes the file NAME. Lines of
# displays that begin with "$ " are commands; in a display without any, and in .Dl, so are lines that call bagtag, and
# all lines of the section EXAMPLES. ">>> " lines are a Python session. What is shown after a "$ " line must be what
# it prints (UPDATE=1 rewrites it in the page). Displays are taken as mandoc shows them, not as they are written.
import html, os, re, shutil, subprocess, sys, tempfile

def displayed(source):
    """.Dl lines as mandoc renders them, with its own treatment of macros and quotes"""
    page = subprocess.run(["mandoc", "-T", "html", "-O", "fragment"], input=source, capture_output=True, text=True, check=True).stdout
    found = re.findall(r'<div\s+class="Bd\s+Bd-indent"><code\s+class="Li">(.*?)</code></div>', page, re.S)
    return [html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", line))) for line in found]

def literal(line):
    return re.sub(r"\\(e|-|&|\(aq)", lambda match: {"e": "\\", "-": "-", "&": "", "(aq": "'"}[match.group(1)], line)

def written(line):
    line = line.replace("\\", "\\e")
    return "\\&" + line if line and line[0] in ".'" else line

def displays(source):
    """(section, number of the first line, lines) of every display"""
    lines, section, single = source.split("\n"), "", iter(displayed(source))
    at = 0
    while at < len(lines):
        if lines[at].startswith(".Sh "):
            section = lines[at][4:]
        if lines[at].startswith(".Dl "):
            shown = next(single)
            if shown.count('"') != lines[at].count('"') + lines[at].count("\\(dq"):
                bad.append("line %d: mandoc takes the quotes for its own: %s" % (at + 1, shown))
            yield section, None, [shown]
        if lines[at].startswith(".Bd -literal"):
            end = lines.index(".Ed", at)
            yield section, at + 1, [literal(line) for line in lines[at + 1:end]]
            at = end
        at += 1

def steady(text):
    text = re.sub(r"^(wrote .*, in )[\d.]+ s$", r"\1N s", text, flags=re.M)
    return re.sub(r"[ \t]+$", "", text, flags=re.M)

trained = {}  # models that several pages train on data/ with the same command: {command: (the folder, its output)}

def run(command, page):
    plain = re.fullmatch(r"bagtag train (?:--quiet )?-o (\S+\.model) data/\S+", command)
    if plain and command in trained:
        shutil.rmtree(plain.group(1), ignore_errors=True)
        shutil.copytree(trained[command][0], plain.group(1))
        return trained[command][1]
    said = run_command(command, page)
    if plain and os.path.isdir(plain.group(1)):
        trained[command] = (os.path.join(top, "trained.%d" % len(trained)), said)
        shutil.copytree(plain.group(1), trained[command][0])
    return said

def run_command(command, page):
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode not in (0, 141):  # 141: the reader of a pipe stopped reading
        bad.append("%s: %s\n  exit %d: %s" % (page, command, done.returncode, (done.stderr or done.stdout).strip()))
    return done.stdout + done.stderr

def steps(section, lines):
    """("shell", command, number of its last line, shown lines) and ("python", lines) of one display"""
    if not any(line.startswith("$ ") for line in lines):
        joined = "\n".join(lines).replace("\\\n", "\\\0").replace("|\n", "|\0").split("\n")
        return [("shell", line.replace("\0", "\n"), None, None) for line in joined if line and
                (section == "EXAMPLES" or re.search(r"(^|[|;&(] *)bagtag ", line))]
    found = []
    for number, line in enumerate(lines):
        if line.startswith("$ "):
            found.append(["shell", line[2:], number, []])
        elif found and found[-1][0] == "shell" and found[-1][1].endswith(("\\", "|")) and not found[-1][3]:
            found[-1][1:3] = [found[-1][1] + "\n" + line, number]
        elif line.startswith((">>> ", "... ")):
            if found[-1][0] != "python":
                found[-1] = ["python", []]  # the line before it started the interpreter
            found[-1][1].append(line[4:])
        elif found[-1][0] == "shell":
            found[-1][3].append(line)
    return found

PROGRAMS = ("duckdb", "fasttext", "jq", "parallel", "zstd", "zstdcat")  # that pages use but not every machine has

def missing(lines):
    """the program or Python module that the display needs and this machine lacks, if any"""
    text = "\n".join(lines)
    for program in PROGRAMS:
        if re.search(r"(^\$ |[|;&(] *|\|\n *)%s " % program, text, re.M) and shutil.which(program) is None:
            return program
    if "python3" not in text and "import " not in text:
        return None
    for script in re.findall(r"python3 (\S+\.py)", text):
        text += "\n" + open(script).read()
    for line in re.findall(r"^(?:>>> )?import ([\w, ]+)", text + ("\nimport numpy" if "python3" in text else ""), re.M):
        for module in line.replace(" ", "").split(","):
            if subprocess.run(["python3", "-c", "import " + module], capture_output=True).returncode:
                return "Python's " + module
    return None

def try_page(path):
    page, source = os.path.basename(path), open(path).read()
    lines, n, shift = source.split("\n"), 0, 0
    for section, first, block in displays(source):
        named = re.match(r"(?:/\*|#) ([\w-]+\.\w+) - ", block[0])
        if named:
            open(named.group(1), "w").write("\n".join(block) + "\n")
            continue
        lacks = missing(block)
        if lacks:
            print("skipped: a display of %s wants %s" % (page, lacks))
            n += 1
            continue
        for kind, *rest in steps(section, block):
            n += 1
            if kind == "python":
                with open("session.py", "w") as session:
                    session.write("\n".join(rest[0]) + "\n")
                run("python3 session.py", page)
                continue
            command, last, shown = rest
            if not shown:  # the number of trials matters only if the output is shown
                command = re.sub(r"--trials \d+", "--trials 2", command)
            said = run(command, page).expandtabs(8).splitlines()
            if not shown or steady("\n".join(said)) == steady("\n".join(literal(line) for line in shown).expandtabs(8)):
                continue
            if os.environ.get("UPDATE"):
                begin = first + last + 1 + shift
                lines[begin:begin + len(shown)] = [written(line) for line in said]
                shift += len(said) - len(shown)
            else:
                bad.append("%s: %s\n  shows\n%s\n  prints\n%s" % (page, command, "\n".join(shown), "\n".join(said)))
    if n == 0:
        bad.append("%s: no example" % page)
    if "\n".join(lines) != source:
        open(path, "w").write("\n".join(lines))

bad = []
top = os.getcwd()
for path in sys.argv[1:]:
    with tempfile.TemporaryDirectory(dir=top) as folder:
        os.chdir(folder)
        for name in ("data", "lid.176.ftz", "comments.txt"):
            os.symlink(top + "/" + name, name)
        os.environ["HOME"] = folder
        try_page(path)
        os.chdir(top)
print(*bad, sep="\n")
sys.exit(bool(bad))
