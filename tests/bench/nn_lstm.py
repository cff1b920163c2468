# nn_lstm.py - libbagtag's nn.LSTM against torch's: the same weights and sequences, one thread each
# SPDX-License-Identifier: MIT
"""Usage: nn_lstm.py LIBRARY"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "parity"))

try:
    import numpy
    import torch
except ImportError as missing:
    sys.exit("bench: %s: `make deps-parity` installs it (Debian: python3-torch python3-numpy)" % missing)

from bagtag_nn import Library, Lstm

# Features, hidden units, steps, sequences (0: unbatched), layers, bidirectional or not.
SHAPES = [
    (64, 64, 40, 0, 1, False),
    (64, 64, 40, 32, 1, False),
    (100, 128, 40, 0, 1, False),
    (100, 128, 40, 32, 1, False),
    (100, 128, 40, 32, 2, True),
    (300, 512, 40, 0, 1, False),
    (300, 512, 40, 32, 1, False),
]
SECONDS = 1.0


def median(theirs, ours):
    """The median seconds of both, run in turn."""
    times = ([], [])
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(times[0]) < 5:
        for function, taken in zip((theirs, ours), times):
            start = time.perf_counter()
            function()
            taken.append(time.perf_counter() - start)
    return [sorted(taken)[len(taken) // 2] for taken in times]


def main():
    library = Library(os.path.abspath(sys.argv[1]))
    torch.set_num_threads(1)
    torch.manual_seed(1)
    print("torch %s and bagtag, nn.LSTM forward, 1 thread; medians in nanoseconds a step of a sequence" % torch.__version__)
    print("%-52s %8s %8s %8s" % ("", "torch", "bagtag", "ratio"))
    for features, hidden, length, n, layers, bidirectional in SHAPES:
        module = torch.nn.LSTM(features, hidden, layers, bidirectional=bidirectional)
        settings = dict(input_size=features, hidden_size=hidden, num_layers=layers, bidirectional=bidirectional)
        lstm = Lstm(library, settings, [numpy.ascontiguousarray(array) for array in module.state_dict().values()])
        array = torch.randn((length, n, features) if n else (length, features))

        def run_torch():
            with torch.no_grad():
                module(array)

        times = [seconds * 1e9 / length / max(n, 1) for seconds in median(run_torch, lambda: lstm.forward(array.numpy()))]
        name = "%d features, %d units, %d steps, %s%s%s" % (
            features, hidden, length, "%d sequences" % n if n else "unbatched",
            ", %d layers" % layers if layers > 1 else "", ", both ways" if bidirectional else "")
        print("%-52s %8.0f %8.0f %8.2f" % (name, *times, times[0] / times[1]))


if __name__ == "__main__":
    main()
