# nn.py - libbagtag's EmbeddingBag against torch's: the same arrays, one thread each
# SPDX-License-Identifier: MIT
"""Usage: nn.py LIBRARY"""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "parity"))

try:
    import numpy
    import torch
except ImportError as missing:
    sys.exit("bench: %s: `make deps-parity` installs it (Debian: python3-torch python3-numpy)" % missing)

from ctypes import byref

from bagtag_nn import Library, address, bags, table

ROWS, WIDTH, BAGS, LENGTH, SETS, ROUNDS, RATE = 100000, 64, 1000, 40, 20, 15, 0.01


def median(function, sets):
    times = []
    for _ in range(ROUNDS):
        for one in sets:
            start = time.perf_counter()
            function(one)
            times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] * 1e3


def main():
    library = Library(os.path.abspath(sys.argv[1]))
    torch.set_num_threads(1)
    torch.manual_seed(1)
    weight = torch.randn(ROWS, WIDTH)
    offsets = torch.arange(0, BAGS * LENGTH, LENGTH)
    gradient = torch.randn(BAGS, WIDTH)
    index_sets = [torch.randint(0, ROWS, (BAGS * LENGTH,)) for _ in range(SETS)]
    bag_sets = [bags(indices.numpy(), offsets.numpy(), BAGS) for indices in index_sets]
    ours = table(weight.numpy())
    out, argmax = numpy.empty((BAGS, WIDTH), numpy.float32), numpy.empty((BAGS, WIDTH), numpy.int64)
    gradient_array = gradient.numpy()
    print("torch %s and bagtag, 1 thread, table %d x %d, %d bags of %d; medians in milliseconds"
          % (torch.__version__, ROWS, WIDTH, BAGS, LENGTH))
    print("%-32s %8s %8s %8s" % ("", "torch", "bagtag", "ratio"))
    for mode in ("mean", "sum", "max"):
        options = library.options(mode=mode)
        sources = address(argmax) if mode == "max" else None

        def bagtag_forward(bag_list):
            library.call("bagtag_embedding_bag_forward", byref(ours), byref(bag_list), byref(options), address(out),
                         sources)

        def bagtag_both(bag_list):
            bagtag_forward(bag_list)
            library.call("bagtag_embedding_bag_sgd_step", byref(ours), byref(bag_list), byref(options), sources,
                         address(gradient_array), RATE)

        frozen = torch.nn.EmbeddingBag.from_pretrained(weight, mode=mode)  # the fastest forward pass of torch
        module = torch.nn.EmbeddingBag.from_pretrained(weight, mode=mode, sparse=mode != "max", freeze=False)
        optimizer = torch.optim.SGD(module.parameters(), lr=RATE)

        def torch_forward(indices):
            with torch.no_grad():
                frozen(indices, offsets)

        def torch_both(indices):
            optimizer.zero_grad()
            module(indices, offsets).backward(gradient)
            optimizer.step()

        works = [("forward", torch_forward, bagtag_forward)]
        if mode != "max":  # torch has no sparse gradient for max
            works.append(("forward, sparse gradient, SGD", torch_both, bagtag_both))
        for name, theirs, mine in works:
            torch_time, bagtag_time = median(theirs, index_sets), median(mine, bag_sets)
            print("%-32s %8.3f %8.3f %8.2f" % (mode + " " + name, torch_time, bagtag_time, torch_time / bagtag_time))


if __name__ == "__main__":
    main()
