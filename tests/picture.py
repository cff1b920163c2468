"""picture.py - `make picture`: runs the session that README.md shows and prints it as SVG, for light and dark pages

Usage: python3 picture.py BUILD >man/session.svg
"""
# SPDX-License-Identifier: MIT
import os, subprocess, sys, tempfile
from xml.sax.saxutils import escape

SESSION = [
    "head -n 2 data/topics.train.txt",
    "bagtag train -o topics.model data/topics.train.txt",
    "echo 'The goalkeeper saved two penalties in the final minutes.' | bagtag classify --prob topics.model",
    "cut -d ' ' -f 2- data/topics.test.txt | bagtag filter topics.model travel | head -n 3",
]
COLUMNS = 104
WIDTH, HEIGHT, MARGIN = 7.83, 19, 22  # width of a character, height of a line, margin around all

STYLE = """
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #24292f }
.page { fill: #f6f8fa; stroke: #d0d7de }
.prompt { fill: #1a7f37 }
.command { font-weight: bold }
@media (prefers-color-scheme: dark) {
  text { fill: #c9d1d9 }
  .page { fill: #161b22; stroke: #30363d }
  .prompt { fill: #56d364 }
}
"""


def run(build):
    """The rows of the terminal, as pairs of a CSS class and a text."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(root, "data"), os.path.join(folder, "data"))
        path = os.path.abspath(build) + os.pathsep + os.environ["PATH"]
        for command in SESSION:
            done = subprocess.run(["sh", "-c", command], cwd=folder, env={**os.environ, "PATH": path},
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                sys.exit("picture.py: %s: %s" % (command, done.stdout))
            rows += [("command", part) for part in wrapped("$ " + command)]
            rows += [("output", part) for line in done.stdout.splitlines() for part in wrapped(line.expandtabs(8))]
    return rows


def wrapped(line):
    """LINE wrapped as a terminal shows it."""
    return [line[at:at + COLUMNS] for at in range(0, max(len(line), 1), COLUMNS)]


def text(row, kind, content):
    y = MARGIN + HEIGHT * row + 13
    length = "" if not content else ' textLength="%.1f"' % (WIDTH * len(content))
    prompt = kind == "command" and content.startswith("$ ")
    body = ('<tspan class="prompt">$</tspan>' + escape(content[1:])) if prompt else escape(content)
    return '<text class="%s" x="%d" y="%d"%s xml:space="preserve">%s</text>' % (kind, MARGIN, y, length, body)


def svg(rows):
    width, height = round(2 * MARGIN + WIDTH * COLUMNS), 2 * MARGIN + HEIGHT * len(rows)
    yield '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">' % (
        width, height, width, height)
    yield "<title>A terminal session with bagtag</title>"
    yield "<!-- recorded by `make picture` -->"
    yield "<style>%s</style>" % STYLE
    yield '<rect class="page" x="0.5" y="0.5" width="%d" height="%d" rx="8"/>' % (width - 1, height - 1)
    for row, (kind, content) in enumerate(rows):
        yield text(row, kind, content)
    yield "</svg>"


print("\n".join(svg(run(sys.argv[1]))))
