# 30-completion.py - what the Tab key does at the prompt of bash or zsh
# SPDX-License-Identifier: MIT
#
# Usage: python3 30-completion.py SHELL LINE...    (the LINEs prepare the shell; run in a folder made by 30-completion*.sh)
#
# Types a line, Tab and Return; a function named bagtag then prints the arguments that the shell passed to it.
import os, pty, select, sys, time

cases = [("tok", "<tokenize>"), ("train --qu", "<train><--quiet>"), ("classify to", "<classify><topics.model>"),
         ("classify pa", "<classify><packed.model>"), ("train -o pa", "<train><-o><pa>"), ("classify topics.model li", "<classify><topics.model><lines.txt>"),
         ("classify topics.model tw", "<classify><topics.model><two words.txt>"), ("train -o a", "<train><-o><a model>"),
         ("train --bag me", "<train><--bag><mean>"), ("train --bag=me", "<train><--bag=mean>"),
         ("train --lr li", "<train><--lr><li>"), ("help comp", "<help><completion>"),
         ("filter lab", "<filter><labels>"), ("filter labels tr", "<filter><labels><travel>"),
         ("filter labels tw", "<filter><labels><two words>"), ("filter labels 'tw", "<filter><labels><two words>"),
         ("filter labels it", "<filter><labels><it's>"), ("filter labels \\$H", "<filter><labels><$HOME>"),
         ("filter labels news:s", "<filter><labels><news:s"), ("filter labels news\\:s", "<filter><labels><news:sport>"),
         ("filter 'labels' tr", "<filter><labels><travel>"), ("filter labels travel,it", "<filter><labels><travel,it's>"),
         ("filter labels --labels tr", "<filter><labels><--labels><travel>"), ("filter labels travel li", "<filter><labels><travel><lines.txt>")]
shell, *setup = sys.argv[1:]
pid, fd = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm", HOME=os.getcwd())
    os.execvp(shell, [shell, "-f", "-i"] if shell == "zsh" else [shell, "--norc", "--noprofile", "-i"])

def type_line(line, wanted):
    """types LINE; returns the output up to WANTED, or that of a minute"""
    os.write(fd, line.encode())
    written, end = "", time.monotonic() + 60
    while wanted not in written.replace("/>", ">") and time.monotonic() < end:
        if select.select([fd], [], [], 0.05)[0]:
            written += os.read(fd, 65536).decode("utf-8", "replace")
    return written

for line in setup + ["bagtag() { printf '<%s>' \"$@\"; echo; }"]:
    output = type_line(line + "; echo do''ne\r", "done\r")
    assert "done\r" in output, (line, output)
bad = []
for line, wanted in cases:
    output = type_line("bagtag " + line + "\t\r", wanted)
    if wanted not in output.replace("/>", ">"):
        bad.append("%s<Tab>: expected %s; found %r" % (line, wanted, output))
os.close(fd)
os.waitpid(pid, 0)
sys.exit("%s: %s" % (shell, "\n".join(bad)) if bad else 0)
