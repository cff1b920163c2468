# check_parity.py - libbagtag's nn functions against torch.nn.Embedding and torch.nn.EmbeddingBag
# SPDX-License-Identifier: MIT
"""Usage: check_parity.py LIBRARY [CASES [FIRST_SEED]]

Each case draws a table, indices and options from its seed, lets torch and libbagtag compute the same, and compares all
elements: |difference| / (the sum of the absolute values of its terms), as torch gives that sum for absolute inputs.
Bounds: 1e-6 for forward results and renormalised tables, 1e-5 for gradients and steps. Elements without terms must be equal.
"""

import os
import sys
import warnings

try:
    import numpy
    import torch
except ImportError as missing:
    sys.exit("check_parity: %s: `make deps-parity` installs it (Debian: python3-torch python3-numpy)" % missing)

from bagtag_nn import Library, Refused, bags, kernels_here

FORWARD_BOUND, GRADIENT_BOUND = 1e-6, 1e-5
WIDTHS = [1, 2, 3, 5, 8, 10, 15, 16, 17, 24, 31, 32, 33, 40, 48, 50, 63, 64, 65, 100, 128, 130, 300]
warnings.filterwarnings("ignore", category=UserWarning)


class Difference(Exception):
    pass


class Case:
    """The options of one case: any combination that torch allows."""

    def __init__(self, seed):
        self.random = random = numpy.random.RandomState(seed)
        self.kind = random.choice(["embedding", "bag", "bag", "bag"])
        self.n_rows = int(random.choice([1, 2, 7, 40, 300]))
        self.dim = int(random.choice(WIDTHS))
        self.dtype = random.choice([numpy.int32, numpy.int64])
        self.mode = random.choice(["mean", "sum", "max"])
        self.padding_idx = int(random.randint(self.n_rows)) if random.rand() < 0.4 else None
        self.max_norm = float(random.choice([0.1, 1.0, 3.0])) if random.rand() < 0.3 else None
        self.norm_type = float(random.choice([1.0, 2.0, 2.0, 3.0, 1.5, numpy.inf]))
        self.scale_grad_by_freq = bool(random.rand() < 0.3) and (self.kind == "embedding" or self.mode != "max")
        self.freeze = bool(random.rand() < 0.1)
        self.weight = random.standard_normal((self.n_rows, self.dim)).astype(numpy.float32)
        if random.rand() < 0.3:  # few different values, so that max has ties
            self.weight = numpy.round(self.weight).astype(numpy.float32)
        if self.kind == "embedding":
            self.indices = self.draw_indices(tuple(random.randint(1, 8, size=random.randint(1, 4))))
            return
        self.is_2d = bool(random.rand() < 0.3)
        self.include_last_offset = not self.is_2d and bool(random.rand() < 0.3)
        self.has_weights = self.mode == "sum" and bool(random.rand() < 0.6)
        if self.is_2d:
            self.n_bags, length = int(random.randint(1, 12)), int(random.randint(1, 30))
            self.indices = self.draw_indices((self.n_bags, length))
            self.offsets = None
        else:
            self.n_bags = int(random.randint(1, 12))
            lengths = random.choice([0, 0, 1, 2, 5, 17, 90], size=self.n_bags)
            self.indices = self.draw_indices((int(lengths.sum()),))
            ends = numpy.concatenate([[0], numpy.cumsum(lengths)])
            self.offsets = (ends if self.include_last_offset else ends[:-1]).astype(self.dtype)
        self.sample_weights = random.standard_normal(self.indices.shape).astype(numpy.float32)

    def draw_indices(self, shape):
        draw = self.random.randint(self.n_rows, size=shape)
        if self.random.rand() < 0.4 and self.padding_idx is not None:
            draw[self.random.rand(*shape) < 0.5] = self.padding_idx
        return numpy.ascontiguousarray(draw.astype(self.dtype))

    def __str__(self):
        hidden = ("random", "weight", "indices", "offsets", "sample_weights")
        return ", ".join("%s %s" % item for item in sorted(vars(self).items()) if item[0] not in hidden)


class Comparison:
    def __init__(self):
        self.largest = 0.0
        self.by_what = {}

    def compare(self, what, ours, theirs, terms, bound):
        """Checks that OURS and THEIRS differ by at most BOUND times the absolute TERMS, element by element."""
        ours, theirs, terms = (numpy.asarray(x, numpy.float64).reshape(-1) for x in (ours, theirs, terms))
        if ours.shape != theirs.shape:
            raise Difference("%s: %d elements, torch has %d" % (what, ours.size, theirs.size))
        if ours.size == 0:
            return
        if not numpy.isfinite(ours).all():
            raise Difference("%s: an element is not a number" % what)
        distance = numpy.abs(ours - theirs)
        share = numpy.where(distance == 0, 0, distance / numpy.where(terms > 0, terms, 1e-300))
        self.largest = max(self.largest, share.max())
        self.by_what[what] = max(self.by_what.get(what, 0.0), share.max())
        if share.max() > bound:
            at = int(share.argmax())
            raise Difference("%s: element %d is %.9g, torch has %.9g (terms %.9g)"
                             % (what, at, ours[at], theirs[at], terms[at]))


def with_stride(weight, random):
    """A copy of the table within a wider array, and that array, to check that its other numbers do not change."""
    room = int(random.choice([0, 0, 1, 5, 64]))
    wide = numpy.full((weight.shape[0], weight.shape[1] + room), 7.0, numpy.float32)
    wide[:, : weight.shape[1]] = weight
    return wide[:, : weight.shape[1]], wide


def make_module(case, weight, sparse=False):
    settings = dict(max_norm=case.max_norm, norm_type=case.norm_type, padding_idx=case.padding_idx, sparse=sparse,
                    scale_grad_by_freq=case.scale_grad_by_freq and not sparse, freeze=case.freeze)
    if case.kind == "embedding":
        return torch.nn.Embedding.from_pretrained(torch.from_numpy(weight.copy()), **settings)
    return torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(weight.copy()), mode=case.mode,
                                                 include_last_offset=case.include_last_offset, **settings)


def run_module(case, module, sample_weights=None):
    indices = torch.from_numpy(case.indices)
    if case.kind == "embedding":
        return module(indices)
    return module(indices, None if case.offsets is None else torch.from_numpy(case.offsets), sample_weights)


def torch_terms(case, weight, grad_output):
    """torch's results for absolute values: the sums of terms of output, gradient and gradient of per_sample_weights."""
    plain = make_module(case, numpy.abs(weight))
    plain.max_norm = None
    sample_weights = None
    if case.kind == "bag" and case.has_weights:
        sample_weights = torch.from_numpy(numpy.abs(case.sample_weights)).requires_grad_(not case.freeze)
    out = run_module(case, plain, sample_weights)
    if not case.freeze:
        out.backward(torch.from_numpy(numpy.abs(grad_output)).reshape(out.shape))
    gradient = None if case.freeze else plain.weight.grad.numpy()
    return out.detach().numpy(), gradient, None if sample_weights is None or case.freeze else sample_weights.grad.numpy()


def check_case(library, case, comparison):
    options = library.options(padding_idx=-1 if case.padding_idx is None else case.padding_idx,
                              max_norm=case.max_norm or 0.0, norm_type=case.norm_type,
                              scale_grad_by_freq=case.scale_grad_by_freq)
    weight, wide = with_stride(case.weight, case.random)
    gradient, wide_gradient = with_stride(numpy.zeros_like(case.weight), case.random)
    module = make_module(case, case.weight)
    bag_list = argmax = sample_weights = None
    if case.kind == "embedding":
        ours = library.embedding(weight, case.indices, options)
    else:
        options.mode = {"mean": 0, "sum": 1, "max": 2}[case.mode]
        options.include_last_offset = case.include_last_offset
        bag_list = bags(case.indices, case.offsets, case.n_bags, case.sample_weights if case.has_weights else None)
        ours, argmax = library.bag(weight, bag_list, options)
        if case.has_weights:
            sample_weights = torch.from_numpy(case.sample_weights.copy()).requires_grad_(not case.freeze)
    theirs = run_module(case, module, sample_weights)
    renormed = module.weight.detach().numpy().copy()
    grad_output = case.random.standard_normal(ours.shape).astype(numpy.float32)
    out_terms, gradient_terms, sample_terms = torch_terms(case, renormed, grad_output)
    if case.mode == "max" and case.kind == "bag":
        out_terms = numpy.abs(theirs.detach().numpy())
    comparison.compare("table", weight, renormed, numpy.abs(renormed), FORWARD_BOUND)
    looked_up = theirs.detach().numpy()
    if case.max_norm is not None:  # torch looks up in our renormalised table: rounding adds up if a row is used ninety times
        plain = make_module(case, weight)
        plain.max_norm = None
        looked_up = run_module(case, plain, sample_weights).detach().numpy()
    comparison.compare("forward", ours, looked_up, out_terms, FORWARD_BOUND)
    if case.freeze:
        return

    # From here on both start from the same table: the last bit of max_norm's scale decides which of two near ties is the max.
    weight[:] = renormed
    options.max_norm = 0.0
    if argmax is not None:
        argmax = library.bag(weight, bag_list, options)[1]
    theirs.backward(torch.from_numpy(grad_output).reshape(theirs.shape))
    if case.kind == "embedding":
        library.embedding_backward(gradient, case.indices, options, grad_output)
    else:
        sample_gradient = numpy.zeros(case.indices.shape, numpy.float32) if case.has_weights else None
        library.bag_backward(weight, bag_list, options, argmax, grad_output, gradient, sample_gradient)
        if case.has_weights:
            comparison.compare("gradient of per_sample_weights", sample_gradient, sample_weights.grad.numpy(),
                               sample_terms, GRADIENT_BOUND)
    if case.mode == "max" and case.kind == "bag":  # the maxima of absolute values are elsewhere
        gradient_terms = max_terms(case, argmax, grad_output)
    comparison.compare("gradient", gradient, module.weight.grad.numpy(), gradient_terms, GRADIENT_BOUND)
    if not case.scale_grad_by_freq:
        check_step(library, case, comparison, weight, renormed, bag_list, options, argmax, grad_output, gradient_terms)
    for array, width in ((wide, case.dim), (wide_gradient, case.dim)):
        if not (array[:, width:] == 7.0).all():
            raise Difference("floats between the rows were written")


def max_terms(case, argmax, grad_output):
    terms = numpy.zeros_like(case.weight)
    for bag, columns in enumerate(argmax):
        for column, row in enumerate(columns):
            if row >= 0:
                terms[row, column] += abs(grad_output[bag, column])
    return terms


def check_step(library, case, comparison, weight, before, bag_list, options, argmax, grad_output, gradient_terms):
    """One step of plain SGD, with torch's sparse gradients if the mode has them."""
    rate = 0.3
    module = make_module(case, before, sparse=case.kind == "embedding" or case.mode != "max")
    module.max_norm = None
    optimizer = torch.optim.SGD(module.parameters(), lr=rate)
    sample_weights = None
    if case.kind == "bag" and case.has_weights:
        sample_weights = torch.from_numpy(case.sample_weights)
    theirs = run_module(case, module, sample_weights)
    theirs.backward(torch.from_numpy(grad_output).reshape(theirs.shape))
    optimizer.step()
    if case.kind == "embedding":  # equals a sum over bags of one index
        options.mode = 1
        bag_list = bags(case.indices, None, case.indices.size)
    library.bag_sgd_step(weight, bag_list, options, argmax, grad_output, rate)
    comparison.compare("SGD step", weight, module.weight.detach().numpy(), numpy.abs(before) + rate * gradient_terms,
                       GRADIENT_BOUND)


def check_refusals(library):
    """Checks that what torch refuses is refused here too, with a sentence; returns the number of cases."""
    weight = numpy.zeros((6, 3), numpy.float32)
    bag = torch.nn.functional.embedding_bag
    plain = dict(indices=[0, 1, 2, 3], offsets=[0, 2])
    refusals = [
        ("index above the rows", dict(plain, indices=[0, 6, 1, 1])),
        ("negative index", dict(plain, indices=[0, 1, -1, 1])),
        ("first offset not 0", dict(plain, offsets=[1, 2])),
        ("decreasing offsets", dict(plain, offsets=[0, 3, 2])),
        ("offset beyond the indices", dict(plain, offsets=[0, 5])),
        ("padding_idx no row", dict(plain, padding_idx=6)),
        ("per_sample_weights with mean", dict(plain, weights=True, mode="mean")),
        ("per_sample_weights with max", dict(plain, weights=True, mode="max")),
        ("scale_grad_by_freq with max", dict(plain, mode="max", scale_grad_by_freq=True)),
    ]
    for name, arguments in refusals:
        arguments = dict(arguments)
        indices = numpy.array(arguments.pop("indices"), numpy.int64)
        offsets = numpy.array(arguments.pop("offsets"), numpy.int64)
        weights = numpy.ones(4, numpy.float32) if arguments.pop("weights", False) else None
        arguments.setdefault("mode", "sum")
        try:
            bag(torch.from_numpy(indices), torch.from_numpy(weight), torch.from_numpy(offsets),
                per_sample_weights=None if weights is None else torch.from_numpy(weights), **arguments)
            raise Difference("torch does not refuse: %s" % name)
        except (RuntimeError, ValueError, NotImplementedError):
            pass
        try:
            library.bag(weight, bags(indices, offsets, offsets.size, weights), library.options(**arguments))
            raise Difference("not refused: %s" % name)
        except Refused as refused:
            if not str(refused).startswith("4: "):
                raise Difference("%s: refused as %s" % (name, refused))
    return len(refusals)


def main(arguments):
    library = Library(os.path.abspath(arguments[0]))
    n_cases = int(arguments[1]) if len(arguments) > 1 else 512
    first = int(arguments[2]) if len(arguments) > 2 else 0
    torch.set_num_threads(1)
    kernels = kernels_here(library)
    comparison = Comparison()
    failures = 0
    for seed in range(first, first + n_cases):
        os.environ["BAGTAG_KERNEL"] = kernels[seed % len(kernels)]
        case = Case(seed)
        try:
            check_case(library, case, comparison)
        except (Difference, Refused) as difference:
            failures += 1
            print("case %d (%s, kernel %s): %s" % (seed, case, os.environ["BAGTAG_KERNEL"], difference))
    print("torch %s, kernels %s, %d refusals alike" % (torch.__version__, " ".join(kernels), check_refusals(library)))
    print("largest differences: " + ", ".join("%s %.1e" % item for item in comparison.by_what.items()))
    if failures:
        print("%d of %d cases differ, largest difference %.1e" % (failures, n_cases, comparison.largest))
        return 1
    print("%d cases, largest difference %.1e" % (n_cases, comparison.largest))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
