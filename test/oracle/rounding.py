"""Compares `precipice round` with two oracles on many float32 patterns, bit for bit (every NaN counts as one):
ml_dtypes and numpy for the types they have, and for every eXmY a search in the table of its values. The tests hold golden
hashes of a part of this; this is the long proof.

Make an environment: python3 -m venv oracle && oracle/bin/pip install ml_dtypes numpy
Run from the project's root: oracle/bin/python test/oracle/rounding.py [millions of patterns per type, default 32]
"""
import itertools
import subprocess
import sys

import ml_dtypes
import numpy as np

from formats import TYPES, codes_of

CHUNK = 1 << 22
ROUNDINGS = ["nearest-even", "toward-zero"]
OVERFLOWS = ["format", "saturate"]
SUBNORMALS = ["keep", "flush"]
COMMAND = ["node_modules/.bin/node", "src-main/cli/main.ts", "round"]


def precipice(values, name, *flags):
    run = subprocess.run([*COMMAND, "--format", name, *flags], input=values.tobytes(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(run.stdout, np.float32)


class Table:
    """Finite magnitudes of a format, ascending (the index is the code), and what it makes of infinity and NaN."""

    def __init__(self, magnitudes, min_normal, infinity, zero_for_nan=False, negative_zero=True):
        self.magnitudes = magnitudes
        self.min_normal = min_normal
        self.infinity = infinity
        self.zero_for_nan = zero_for_nan
        self.negative_zero = negative_zero


def ieee_like(exponent_bits, mantissa_bits):
    codes = np.arange((2**exponent_bits - 1) << mantissa_bits, dtype=np.int64)
    exponent, mantissa = codes >> mantissa_bits, codes & (2**mantissa_bits - 1)
    bias = 2 ** (exponent_bits - 1) - 1
    significand = mantissa / 2.0**mantissa_bits + (exponent > 0)
    magnitudes = significand * 2.0 ** (np.maximum(exponent, 1) - bias)
    return Table(magnitudes, 2.0 ** (1 - bias), np.inf)


def of_type(name, dtype):
    values = codes_of(name, dtype).astype(np.float64)
    magnitudes = np.unique(np.abs(values[np.isfinite(values)]))
    fnuz = name.endswith("fnuz")
    none = name in ("e2m3", "e3m2", "e2m1")
    infinity = np.inf if np.isinf(values).any() else magnitudes[-1] if none else np.nan
    spacing = magnitudes[1] - magnitudes[0]
    ends = np.flatnonzero(np.diff(magnitudes) > spacing * 1.5)
    # The spacing first grows one binade above the smallest normal value.
    min_normal = magnitudes[ends[0]] / 2
    return Table(magnitudes, min_normal, infinity, none, not fnuz)


def by_table(x, table, rounding, overflow, subnormals):
    """Rounds by search among the values of the format, in float64, which holds every halfway point exactly."""
    values = table.magnitudes
    top = len(values) - 1
    wide = np.append(values, 2 * values[-1] if values[-1] == 2 * values[-2] else 2 * values[-1] - values[-2])
    magnitude = np.abs(x.astype(np.float64))
    below = np.searchsorted(wide, magnitude, side="right") - 1
    finite = np.minimum(below, top)
    rest = magnitude - wide[finite]
    half = (wide[finite + 1] - wide[finite]) / 2
    nearest = rounding == "nearest-even"
    up = (rest > half) | ((rest == half) & (finite % 2 == 1)) if nearest else np.zeros(len(x), bool)
    index = np.where(below > top, top + 1, finite + up)
    over = ((index > top) & nearest) | np.isinf(magnitude)
    result = wide[np.minimum(index, top)]
    result = np.where(over, values[-1] if overflow == "saturate" else table.infinity, result)
    if subnormals == "flush":
        result = np.where(result < table.min_normal, 0, result)
    result = np.copysign(result, x)
    result = np.where(np.isnan(x), np.copysign(0, -np.copysign(1, x)) if table.zero_for_nan else np.nan, result)
    if not table.negative_zero:
        result = np.where(result == 0, 0, result)
    return result.astype(np.float32)


def patterns(random, count, exponents):
    """A third any bits, a third with exponents near the format's, a third at or beside a short pattern's halfway points."""
    bits = random.integers(0, 2**32, count, dtype=np.uint32)
    low, high = exponents
    near = random.integers(max(0, low + 119), min(254, high + 135) + 1, count, dtype=np.uint32) << np.uint32(23)
    kind = np.arange(count) % 3
    bits = np.where(kind > 0, (bits & np.uint32(0x807FFFFF)) | near, bits)
    keep = random.integers(1, 24, count, dtype=np.uint32)
    shorter = (bits >> (np.uint32(24) - keep)) << (np.uint32(24) - keep)
    beside = shorter + random.integers(0, 3, count, dtype=np.uint32) - np.uint32(1)
    bits = np.where(kind == 2, beside, bits).astype(np.uint32)
    special = np.array([0, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFF800001, 1, 0x80000001, 0x7F7FFFFF], np.uint32)
    bits[: len(special)] = special
    return bits.view(np.float32)


def difference(x, found, expected, what):
    same = (found.view(np.uint32) == expected.view(np.uint32)) | (np.isnan(found) & np.isnan(expected))
    if same.all():
        return 0
    first = np.flatnonzero(~same)[0]
    print(f"{what}: {np.count_nonzero(~same)} differ, e.g. {x[first]!r} became {found[first]!r}, not {expected[first]!r}")
    return np.count_nonzero(~same)


def exponent_range(values):
    finite = np.abs(values[np.isfinite(values) & (values != 0)])
    return int(np.floor(np.log2(finite.min()))), int(np.floor(np.log2(finite.max())))


def main():
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 32
    random = np.random.default_rng(1)
    wrong = total = 0
    np.seterr(all="ignore")
    tables = {name: of_type(name, dtype) for name, dtype in TYPES.items() if name != "e8m0"}
    for exponent_bits, mantissa_bits in itertools.product(range(2, 9), range(0, 11)):
        tables.setdefault(f"e{exponent_bits}m{mantissa_bits}", ieee_like(exponent_bits, mantissa_bits))
    for name, dtype in TYPES.items():
        span = exponent_range(tables[name].magnitudes) if name in tables else (-127, 127)
        for _ in range(max(1, round(millions * 1e6 / CHUNK))):
            x = patterns(random, CHUNK, span)
            wrong += difference(x, precipice(x, name), x.astype(dtype).astype(np.float32), f"{name} against ml_dtypes")
            total += len(x)
        print(f"{name}: {total:,} patterns so far, {wrong} differ", flush=True)
    for name, table in tables.items():
        for rounding, overflow, subnormals in itertools.product(ROUNDINGS, OVERFLOWS, SUBNORMALS):
            x = patterns(random, 1 << 18, exponent_range(table.magnitudes))
            flags = ["--rounding", rounding, "--overflow", overflow, "--subnormals", subnormals]
            expected = by_table(x, table, rounding, overflow, subnormals)
            wrong += difference(x, precipice(x, name, *flags), expected, f"{name} {' '.join(flags)}")
            total += len(x)
        print(f"{name}: {total:,} patterns so far, {wrong} differ", flush=True)
    print(f"{total:,} patterns compared, {wrong} differ")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
