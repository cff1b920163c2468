# check_lstm.py - libbagtag's nn.LSTM against torch.nn.LSTM
# SPDX-License-Identifier: MIT
"""Usage: check_lstm.py LIBRARY [CASES [FIRST_SEED]]

Each case draws a network, its weights, sequences and states from its seed, in every form that torch.nn.LSTM accepts,
and compares outputs and both states element by element with torch's in double precision: |difference| is at most 1e-6,
or 1e-6 of torch's value if that is above 1; torch's own single precision is not always that accurate. The difference
between both single-precision results is printed as well.
"""

import json
import os
import struct
import sys
import tempfile

try:
    import numpy
    import torch
except ImportError as missing:
    sys.exit("check_lstm: %s: `make deps-parity` installs it (Debian: python3-torch python3-numpy)" % missing)

from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from bagtag_nn import Library, Lstm, Refused, kernels_here

BOUND = 1e-6
SIZES = [1, 2, 3, 5, 8, 15, 16, 17, 24, 31, 32, 33, 50, 64, 65, 100, 128, 200]


class Case:
    def __init__(self, seed):
        random = numpy.random.RandomState(seed)
        torch.manual_seed(seed)
        self.settings = dict(input_size=int(random.choice(SIZES)), hidden_size=int(random.choice(SIZES)),
                             num_layers=int(random.choice([1, 1, 2, 3])), bias=bool(random.rand() < 0.8),
                             bidirectional=bool(random.rand() < 0.4), proj_size=0)
        hidden = self.settings["hidden_size"]
        if hidden > 1 and random.rand() < 0.25:
            self.settings["proj_size"] = int(random.randint(1, hidden))
        self.batch_first = bool(random.rand() < 0.5)
        self.length = int(random.choice([1, 2, 5, 17, 40]))
        self.n = int(random.choice([0, 1, 2, 3, 4, 7, 16, 33]))  # 0: unbatched
        self.has_states = bool(random.rand() < 0.5)
        self.has_lengths = self.n > 0 and bool(random.rand() < 0.4)
        self.lengths = random.randint(1, self.length + 1, size=max(self.n, 1))
        self.lengths[random.randint(len(self.lengths))] = self.length
        shape = (self.n, self.length) if self.batch_first else (self.length, self.n)
        scale = float(random.choice([0.1, 0.5, 1]))
        self.input = (scale * random.standard_normal(((self.length,) if self.n == 0 else shape)
                                                     + (self.settings["input_size"],))).astype(numpy.float32)
        states = self.settings["num_layers"] * (2 if self.settings["bidirectional"] else 1)
        widths = (self.settings["proj_size"] or hidden, hidden)
        self.states = [random.standard_normal((states,) + (() if self.n == 0 else (self.n,)) + (width,))
                       .astype(numpy.float32) for width in widths]

    def __str__(self):
        hidden = ("input", "states")
        return ", ".join("%s %s" % item for item in sorted(vars(self).items()) if item[0] not in hidden)


def run_torch(case, module, precision):
    """Output, h_n, c_n."""
    array = torch.from_numpy(case.input).to(precision)
    states = tuple(torch.from_numpy(state).to(precision) for state in case.states) if case.has_states else None
    with torch.no_grad():
        if case.has_lengths:
            array = pack_padded_sequence(array, torch.from_numpy(case.lengths), case.batch_first, False)
        output, (h_n, c_n) = module.to(precision)(array, states)
        if case.has_lengths:
            output = pad_packed_sequence(output, case.batch_first)[0]
    return [part.numpy() for part in (output, h_n, c_n)]


def write_safetensors(path, arrays):
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values()))


def differences(ours, theirs):
    return max((numpy.abs(a.astype(numpy.float64) - b) / numpy.maximum(1, numpy.abs(b))).max()
               for a, b in zip(ours, theirs))


def check_case(library, case, folder):
    """The largest differences: of ours from torch's, of ours from the exact result, of torch's from the exact result."""
    module = torch.nn.LSTM(**case.settings, batch_first=case.batch_first)
    weights = {name: array.numpy().copy() for name, array in module.state_dict().items()}
    lstm = Lstm(library, case.settings, list(weights.values()))
    arguments = dict(lengths=case.lengths.astype(numpy.uintp) if case.has_lengths else None,
                     batch_first=case.batch_first)
    if case.has_states:
        arguments.update(h0=case.states[0], c0=case.states[1])
    ours = lstm.forward(case.input, **arguments)
    path = os.path.join(folder, "lstm.safetensors")
    write_safetensors(path, {"net." + name: array for name, array in weights.items()})
    again = Lstm(library, case.settings, path=path, prefix="net.").forward(case.input, **arguments)
    for one, other in zip(ours, again):
        if one.tobytes() != other.tobytes():
            raise AssertionError("the weights' file gives something else")
    theirs = run_torch(case, module, torch.float32)
    truth = run_torch(case, module, torch.float64)
    for one, other in zip(ours, theirs):
        if one.shape != other.shape:
            raise AssertionError("shape %s, torch has %s" % (one.shape, other.shape))
    found = differences(ours, theirs), differences(ours, truth), differences(theirs, truth)
    if not found[1] <= BOUND:
        raise AssertionError("differs by %.2g from double precision, torch by %.2g" % found[1:])
    return found


def main(arguments):
    library = Library(os.path.abspath(arguments[0]))
    n_cases = int(arguments[1]) if len(arguments) > 1 else 512
    first = int(arguments[2]) if len(arguments) > 2 else 0
    torch.set_num_threads(1)
    kernels = kernels_here(library)
    failures, n_near, largest = 0, 0, [0.0, 0.0, 0.0]
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + n_cases):
            os.environ["BAGTAG_KERNEL"] = kernels[seed % len(kernels)]
            case = Case(seed)
            try:
                found = check_case(library, case, folder)
                largest = [max(pair) for pair in zip(largest, found)]
                n_near += found[0] <= BOUND
            except (AssertionError, Refused) as difference:
                failures += 1
                print("case %d (%s, kernel %s): %s" % (seed, case, os.environ["BAGTAG_KERNEL"], difference))
    print("nn.LSTM: largest differences: from torch %.1e, within %.0e in %d of %d cases; from double precision %.1e, of torch "
          "%.1e" % (largest[0], BOUND, n_near, n_cases, *largest[1:]))
    if failures:
        print("%d of %d cases differ" % (failures, n_cases))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
