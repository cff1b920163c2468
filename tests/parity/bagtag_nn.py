# bagtag_nn.py - the nn functions of libbagtag over NumPy arrays, through ctypes
# SPDX-License-Identifier: MIT
"""Mirrors the structures of bagtag_nn.h and bagtag_lstm.h by hand; the parity tests fail if they do not match."""

import ctypes
import os
from ctypes import POINTER, Structure, byref, c_bool, c_char, c_char_p, c_double, c_float, c_int, c_int64, c_size_t, c_void_p

import numpy

MODES = {"mean": 0, "sum": 1, "max": 2}


class Error(Structure):
    _fields_ = [("sentence", c_char * 1024)]


class Table(Structure):
    _fields_ = [("weight", c_void_p), ("n_rows", c_size_t), ("dim", c_size_t), ("stride", c_size_t)]


class Options(Structure):
    _fields_ = [
        ("mode", c_int),
        ("padding_idx", c_int64),
        ("max_norm", c_double),
        ("norm_type", c_double),
        ("scale_grad_by_freq", c_bool),
        ("include_last_offset", c_bool),
    ]


class Bags(Structure):
    _fields_ = [
        ("type", c_int),
        ("indices", c_void_p),
        ("n_indices", c_size_t),
        ("offsets", c_void_p),
        ("n_bags", c_size_t),
        ("per_sample_weights", c_void_p),
    ]


class LstmOptions(Structure):
    _fields_ = [
        ("input_size", c_size_t),
        ("hidden_size", c_size_t),
        ("num_layers", c_size_t),
        ("proj_size", c_size_t),
        ("bias", c_bool),
        ("bidirectional", c_bool),
    ]


class LstmInput(Structure):
    _fields_ = [
        ("input", c_void_p),
        ("length", c_size_t),
        ("n_sequences", c_size_t),
        ("lengths", c_void_p),
        ("h0", c_void_p),
        ("c0", c_void_p),
        ("batch_first", c_bool),
    ]


class Refused(Exception):
    """The library returned a status other than BAGTAG_OK; the text is its error sentence."""


def address(array):
    return None if array is None else array.ctypes.data


def index_type(array):
    return {numpy.dtype(numpy.int32): 0, numpy.dtype(numpy.int64): 1}[array.dtype]


def table(array):
    """An array [V, D] whose rows may be more than D floats apart."""
    assert array.dtype == numpy.float32 and array.strides[1] in (4, 0)
    made = Table(array.ctypes.data, array.shape[0], array.shape[1], array.strides[0] // 4)
    made.kept = array
    return made


def bags(indices, offsets, n_bags, per_sample_weights=None):
    made = Bags(index_type(indices), address(indices), indices.size, address(offsets), n_bags,
                address(per_sample_weights))
    made.kept = (indices, offsets, per_sample_weights)  # a structure holds addresses only
    return made


class Library:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        pointers = [POINTER(Table), POINTER(Bags), POINTER(Options)]
        single = [POINTER(Table), c_int, c_void_p, c_size_t, POINTER(Options), c_void_p, POINTER(Error)]
        self.library.bagtag_embedding_options_init.argtypes = [POINTER(Options)]
        self.library.bagtag_embedding_options_init.restype = None
        self.library.bagtag_table_check.argtypes = [POINTER(Table), POINTER(Error)]
        self.library.bagtag_embedding_forward.argtypes = single
        self.library.bagtag_embedding_backward.argtypes = single
        self.library.bagtag_embedding_bag_forward.argtypes = pointers + [c_void_p, c_void_p, POINTER(Error)]
        self.library.bagtag_embedding_bag_backward.argtypes = pointers + [
            c_void_p, c_void_p, POINTER(Table), c_void_p, POINTER(Error)]
        self.library.bagtag_embedding_bag_sgd_step.argtypes = pointers + [
            c_void_p, c_void_p, c_float, POINTER(Error)]

        self.library.bagtag_lstm_options_init.argtypes = [POINTER(LstmOptions)]
        self.library.bagtag_lstm_options_init.restype = None
        self.library.bagtag_lstm_new.argtypes = [POINTER(LstmOptions), POINTER(c_void_p), c_size_t, POINTER(c_void_p),
                                                 POINTER(Error)]
        self.library.bagtag_lstm_open.argtypes = [c_char_p, c_char_p, POINTER(c_void_p), POINTER(Error)]
        self.library.bagtag_lstm_free.argtypes = [c_void_p]
        self.library.bagtag_lstm_free.restype = None
        self.library.bagtag_nn_lstm.argtypes = [c_void_p, POINTER(LstmInput)] + [c_void_p] * 3 + [POINTER(Error)]

    def options(self, **settings):
        options = Options()
        self.library.bagtag_embedding_options_init(byref(options))
        for name, value in settings.items():
            setattr(options, name, MODES[value] if name == "mode" else value)
        return options

    def call(self, name, *arguments):
        error = Error()
        status = getattr(self.library, name)(*arguments, byref(error))
        if status != 0:
            raise Refused("%d: %s" % (status, error.sentence.decode()))

    def embedding(self, weight, indices, options):
        out = numpy.full((indices.size, weight.shape[1]), numpy.nan, numpy.float32)
        self.call("bagtag_embedding_forward", byref(table(weight)), index_type(indices), address(indices),
                  indices.size, byref(options), address(out))
        return out

    def embedding_backward(self, gradient, indices, options, grad_output):
        self.call("bagtag_embedding_backward", byref(table(gradient)), index_type(indices), address(indices),
                  indices.size, byref(options), address(grad_output))

    def bag(self, weight, bag_list, options):
        """The output [B, D] and, for max, the row each value came from."""
        shape = (bag_list.n_bags, weight.shape[1])
        out = numpy.full(shape, numpy.nan, numpy.float32)
        argmax = numpy.full(shape, -7, numpy.int64) if options.mode == MODES["max"] else None
        self.call("bagtag_embedding_bag_forward", byref(table(weight)), byref(bag_list), byref(options), address(out),
                  address(argmax))
        return out, argmax

    def bag_backward(self, weight, bag_list, options, argmax, grad_output, gradient, grad_weights=None):
        self.call("bagtag_embedding_bag_backward", byref(table(weight)), byref(bag_list), byref(options),
                  address(argmax), address(grad_output), byref(table(gradient)), address(grad_weights))

    def bag_sgd_step(self, weight, bag_list, options, argmax, grad_output, learning_rate):
        self.call("bagtag_embedding_bag_sgd_step", byref(table(weight)), byref(bag_list), byref(options),
                  address(argmax), address(grad_output), learning_rate)


def kernels_here(library):
    names = []
    for name in ("avx512", "avx2", "base"):
        os.environ["BAGTAG_KERNEL"] = name
        try:
            library.bag(numpy.zeros((1, 1), numpy.float32), bags(numpy.zeros(1, numpy.int64), None, 1),
                        library.options())
            names.append(name)
        except Refused:
            pass
    return names


class Lstm:
    """A struct bagtag_lstm, from the arrays of a state_dict() or from a safetensors file."""

    def __init__(self, library, settings, weights=None, path=None, prefix=""):
        self.library, self.settings, self.pointer = library, settings, c_void_p()
        if path is not None:
            library.call("bagtag_lstm_open", path.encode(), prefix.encode(), byref(self.pointer))
            return
        options = LstmOptions()
        library.library.bagtag_lstm_options_init(byref(options))
        for name, value in settings.items():
            setattr(options, name, value)
        addresses = (c_void_p * len(weights))(*[address(array) for array in weights])
        library.call("bagtag_lstm_new", byref(options), addresses, len(weights), byref(self.pointer))

    def __del__(self):
        self.library.library.bagtag_lstm_free(self.pointer)

    def forward(self, array, h0=None, c0=None, lengths=None, batch_first=False):
        """Output, h_n and c_n for ARRAY [L, F], [L, N, F] or, with batch_first, [N, L, F]."""
        batch = array if array.ndim == 3 else array[:, None]
        if batch_first and array.ndim == 2:
            batch = array[None]
        length, n = (batch.shape[1], batch.shape[0]) if batch_first else batch.shape[:2]
        directions = 2 if self.settings.get("bidirectional") else 1
        hidden = self.settings["hidden_size"]
        width = self.settings.get("proj_size") or hidden
        states = directions * self.settings.get("num_layers", 1)
        out = numpy.full(batch.shape[:2] + (directions * width,), numpy.nan, numpy.float32)
        h_n, c_n = (numpy.full((states, n, size), numpy.nan, numpy.float32) for size in (width, hidden))
        given = LstmInput(address(array), length, n, address(lengths), address(h0), address(c0), batch_first)
        self.library.call("bagtag_nn_lstm", self.pointer, byref(given), address(out), address(h_n), address(c_n))
        if array.ndim == 2:
            return out.reshape(length, -1), h_n[:, 0], c_n[:, 0]
        return out, h_n, c_n
