# A is to B as C is to which word: from arguments, from standard input, and at a prompt.
topics
try bagtag analogy -k 5 model bread oven train
try_line "printf 'bread oven train\n\ngoal match bread\n' | bagtag analogy -k 2 model"
try bagtag analogy -k 1 --output jsonl model bread oven train
try_line 'bagtag analogy -k 0 model bread oven train | grep -c -e "^bread	" -e "^oven	" -e "^train	"'
try bagtag analogy -k 3 model bread bread goal

printf '\n## what cannot be answered\n'
try bagtag analogy -k 1 model brad oven xyzzyq
try bagtag analogy model bread oven
try bagtag analogy model bread oven train goal
try_line "printf 'bread oven train\nbread oven\ngoal match bread\n' | bagtag analogy -k 1 model"
try_line "printf 'brad oven train\n' | bagtag analogy model"
try_line "printf 'brad oven train\nbread oven train\n' | bagtag analogy -k 1 model"
try bagtag analogy missing

printf '\n## at a terminal\n'
TERM=dumb python3 - <<'PYTHON'
import os, pty, re

keys = [b"bread oven\n", b"bread oven train\n", b"\x04"]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp("bagtag", ["bagtag", "analogy", "-k", "2", "model"])
shown = b""
n_prompts = 0
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    shown += more
    while n_prompts < min(len(re.findall(rb"(?m)^> ", shown)), len(keys)):
        os.write(terminal, keys[n_prompts])
        n_prompts += 1
_, status = os.waitpid(pid, 0)
print(shown.decode().replace("\r\n", "\n") + "[exit %d]" % os.WEXITSTATUS(status))
PYTHON
