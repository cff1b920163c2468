"""floors.py - checks that includes only go down the floors of src/README.md, and never in a circle

Usage: floors.py ROOT. Prints each include of a higher floor and each circle of files; exits with 1 if there is one.
NAME.c and NAME.h count as one file.
"""
import glob
import os
import re
import sys

# The lowest floor first. A room sees itself and the rooms of lower floors; cli/show and cli/options are one below cli.
FLOORS = [
    ["base"],
    ["io", "math", "text"],
    ["net", "words"],
    ["data"],
    ["model"],
    ["learn", "use"],
    ["fit"],
    ["cli/show"],
    ["cli/options"],
    ["cli"],
]
FLOOR = {room: i for i, rooms in enumerate(FLOORS) for room in rooms}
PUBLIC_FROM = "model"  # the lowest room that sees the public headers, except for these:
PUBLIC = {"bagtag_error.h": "base", "bagtag_input.h": "data"}
# The program uses the public interface of the library, and the rooms that do not depend on texts or models.
CLI_SEES = {"base", "io", "cli", "cli/show", "cli/options"}


def includes(path):
    with open(path, encoding="utf-8") as file:
        return re.findall(r'^ *# *include *"([^"]+)"', file.read(), re.M)


def is_seen(room, other):
    if room.startswith("cli") and other not in CLI_SEES:
        return False
    return room == other or FLOOR[other] < FLOOR[room]


def find_circle(graph):
    state, stack = {}, []

    def visit(node):
        state[node] = 1
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if state.get(other) == 1:
                return stack[stack.index(other):] + [other]
            if other not in state:
                circle = visit(other)
                if circle:
                    return circle
        state[node] = 2
        stack.pop()
        return None

    for node in sorted(graph):
        if node not in state:
            circle = visit(node)
            if circle:
                return circle
    return None


def main(root):
    is_bad = False
    graph = {}
    src = os.path.join(root, "src")
    for path in sorted(glob.glob(src + "/**/*.[ch]", recursive=True)):
        name = os.path.relpath(path, src)
        room, stem = os.path.dirname(name), os.path.splitext(name)[0]
        if room not in FLOOR:
            print(f"src/{name}: no floor has the room {room}")
            is_bad = True
            continue
        for include in includes(path):
            other = os.path.dirname(include)
            if re.fullmatch(r"bagtag\w*\.h", include):
                is_right = FLOOR[room] >= FLOOR[PUBLIC.get(include, PUBLIC_FROM)] or name.startswith("net/nn_")
            else:
                is_right = other in FLOOR and is_seen(room, other)
            if not is_right:
                print(f"src/{name} includes {include}: looks up")
                is_bad = True
            target = os.path.splitext(include)[0]
            if target != stem and "/" in include:
                graph.setdefault(stem, set()).add(target)
    circle = find_circle(graph)
    if circle:
        print("files include each other: " + " -> ".join(circle))
        is_bad = True
    return is_bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
