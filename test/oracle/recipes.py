"""Golden data for test/recipes/frameworks.test.ts: one linear layer y = x w, dx = dy w', dw = x' dy as each framework defines it.

Written from what the frameworks publish, with the casts of torch and ml_dtypes: torchao (float8/config.py, float8_utils.py), Transformer
Engine (delayed scaling; MXFP8BlockScaling; the reference of NVFP4 quantisation among its tests), MS-AMP (common/tensor/meta.py,
nn/functional.py), DeepSeek-V3 (arXiv 2412.19437, kernel.py). Gradients of NVFP4 are rounded to nearest here: draws are no definition.

Run from the repository's root, with torch, numpy and ml_dtypes installed:
    oracle/bin/python -P test/oracle/recipes.py
writes test/oracle/golden/recipes.json.
"""
import base64
import json
import pathlib
import zlib

import ml_dtypes
import numpy as np
import torch

ROWS, COLUMNS = 18, 20
f32 = np.float32


def cast(x, dtype):
    """x in float32 to `dtype`, saturating, back in float32; FP8 by torch, the rest by ml_dtypes and numpy."""
    if isinstance(dtype, torch.dtype):
        most = torch.finfo(dtype).max
        return torch.from_numpy(x).clamp(-most, most).to(dtype).float().numpy()
    most = 65504 if dtype is np.float16 else 6
    return np.clip(x, -most, most).astype(dtype).astype(f32)


E4M3, E5M2, E2M1 = torch.float8_e4m3fn, torch.float8_e5m2, ml_dtypes.float4_e2m1fn
MAX = {E4M3: f32(448), E5M2: f32(57344), E2M1: f32(6), np.float16: f32(65504)}


# Each takes a matrix whose last axis is the contraction and returns the values that a product is of, in float64.


def torchao(dtype, axis=None, power_of_two=False):
    def rounded(x):
        amax = np.abs(x).max(axis=axis, keepdims=True).astype(np.float64)
        scale = (MAX[dtype] / np.maximum(amax, 1e-12)).astype(f32)
        if power_of_two:
            scale = np.exp2(np.floor(np.log2(scale))).astype(f32)
        return cast(x * scale, dtype).astype(np.float64) * (f32(1) / scale)

    return rounded


def bfloat16(x):
    return torch.from_numpy(x).bfloat16().double().numpy()


def ms_amp(dtype):
    def rounded(x):
        exponent = np.floor(np.log2(MAX[dtype] / np.abs(x).max()))
        return cast(x * f32(2.0**exponent), dtype).astype(np.float64) / 2.0**exponent

    return rounded


def blocks(x, along, across):
    for i in range(0, x.shape[0], across):
        for j in range(0, x.shape[1], along):
            yield (slice(i, i + across), slice(j, j + along))


def deepseek(across):
    def rounded(x):
        out = np.empty(x.shape, np.float64)
        for at in blocks(x, 128, across):
            scale = np.abs(x[at]).max() / f32(448)
            out[at] = cast(x[at] / scale, E4M3).astype(np.float64) * scale
        return out

    return rounded


def mxfp8(x):
    out = np.empty(x.shape, np.float64)
    for at in blocks(x, 32, 1):
        bits = int((np.abs(x[at]).max() * (f32(1) / f32(448))).view(np.uint32))
        exponent, mantissa = bits >> 23, bits & 0x7FFFFF
        if mantissa > 0 and exponent != 0xFE and not (exponent == 0 and mantissa <= 0x400000):
            exponent += 1
        out[at] = cast(x[at] * f32(2.0 ** (127 - exponent)), E4M3).astype(np.float64) * 2.0 ** (exponent - 127)
    return out


def mx_floor(x):
    """OCP MX 1.0: the exponent of the largest magnitude less that of the largest number of the format."""
    out = np.empty(x.shape, np.float64)
    for at in blocks(x, 32, 1):
        exponent = np.frexp(np.abs(x[at]).max())[1] - 1 - 8
        out[at] = cast(np.ldexp(x[at], -exponent), E4M3).astype(np.float64) * 2.0**exponent
    return out


def nvfp4(across):
    def rounded(x):
        encode_all = f32(448 * 6) / np.abs(x).max()
        decode_all = f32(1) / encode_all
        out = np.empty(x.shape, np.float64)
        for at in blocks(x, 16, across):
            stored = cast(np.abs(x[at]).max(keepdims=True) / f32(6) * encode_all, E4M3)[0, 0]
            encode = f32(1) / (stored * decode_all)
            out[at] = cast(x[at] * encode, E2M1).astype(np.float64) * stored * decode_all
        return out

    return rounded


def hadamard(x):
    """
    NVFP4 as published (arXiv 2509.25149): both operands of dw times the same random orthogonal matrix along the tokens, which
    here are the last axis. Sylvester's matrix of 16, rows multiplied by the signs of Transformer Engine (get_wgrad_sign_vector), over
    4; tokens that fill no 16 are not defined there and stay as they are.
    """
    signs = [1, 1, 1, -1, 1, -1, -1, -1, -1, -1, -1, 1, -1, 1, -1, -1]
    sylvester = np.ones((1, 1))
    while len(sylvester) < 16:
        sylvester = np.kron([[1, 1], [1, -1]], sylvester)
    matrix = np.eye(x.shape[1])
    for at in range(0, x.shape[1] - 15, 16):
        matrix[at : at + 16, at : at + 16] = np.diag(signs) @ sylvester / 4
    assert np.array_equal(matrix @ matrix.T, np.eye(len(matrix)))
    return (x.astype(np.float64) @ matrix).astype(f32)


class Delayed:
    """Transformer Engine: this step's scale is from the history before it, whose newest entry is then this step's amax."""

    def __init__(self, dtype, length, most_recent):
        self.dtype, self.length, self.most_recent = dtype, length, most_recent
        self.history, self.scale = [], f32(1)

    def __call__(self, x):
        out = cast(x * self.scale, self.dtype).astype(np.float64) * (f32(1) / self.scale)
        self.history = [np.abs(x).max(), *self.history][: self.length]
        self.scale = MAX[self.dtype] / (self.history[0] if self.most_recent else max(self.history))
        return out


def exact(a, b):
    """[m, k] times [n, k] transposed."""
    return a @ b.T


def narrow(a, b, bits=14, promote=128):
    """Partial sums in float32 cut to `bits` of significand after every addition, added to a float32 sum every `promote` terms."""
    total, partial = np.zeros((2, len(a), len(b)), f32)
    mask = np.uint32(0xFFFFFFFF << (24 - bits) & 0xFFFFFFFF)
    for k in range(a.shape[1]):
        term = np.outer(a[:, k], b[:, k]).astype(f32)
        partial = ((partial + term).view(np.uint32) & mask).view(f32)
        if (k + 1) % promote == 0:
            total, partial = total + partial, np.zeros_like(partial)
    return (total + partial).astype(np.float64)


def uniform(make, gradient=None):
    """Activations and weights by one definition, output gradients by another: x, w, dy, w, x, dy of the three products."""
    gradient = gradient or make
    return [make(), make(), gradient(), make(), make(), gradient()]


def hybrid(make):
    return uniform(lambda: make(E4M3), lambda: make(E5M2))


def tensorwise():
    return hybrid(torchao)


TENSORWISE = [E4M3, E4M3, E5M2, E4M3, E4M3, E5M2]


def unit_of(x, dtype):
    return (MAX[dtype] / np.abs(x).max().astype(np.float64)).astype(f32)


def rows():
    return torchao(E4M3, axis=-1)


def square(small, large):
    return [small, large, small, large, small, small]


# Name: operands, inner extent, steps, product, weights at rest, weight gradient at rest, transform of the operands of dw.
RECIPES = {
    "te-delayed": dict(operands=hybrid(lambda t: Delayed(t, 1024, False)), steps=3),
    "megatron-delayed": dict(operands=hybrid(lambda t: Delayed(t, 1, True)), steps=3),
    "tensorwise": dict(operands=tensorwise()),
    "tensorwise-hopper": dict(operands=tensorwise(), product=narrow, inner=136),
    "rowwise": dict(operands=uniform(lambda: torchao(E4M3, axis=-1, power_of_two=True))),
    "rowwise-gw-hp": dict(operands=[rows(), rows(), rows(), torchao(E4M3), bfloat16, bfloat16]),
    "deepseek-block": dict(operands=square(deepseek(1), deepseek(128)), inner=136),
    "mxfp8": dict(operands=uniform(lambda: mxfp8)),
    "mxfp8-ocp-floor": dict(operands=uniform(lambda: mx_floor)),
    "nvfp4": dict(operands=uniform(lambda: nvfp4(1))),
    "nvfp4-square": dict(operands=square(nvfp4(1), nvfp4(16))),
    "nvfp4-published": dict(operands=square(nvfp4(1), nvfp4(16)), transform=hadamard),
    "ms-amp-o1": dict(operands=hybrid(ms_amp), rest=ms_amp(np.float16), gradient=ms_amp(E4M3)),
}
STEP_SIZES = [1, 3, 0.625]


def values(generator, *shape):
    """Normal, with columns of magnitudes over two decades and some zeros."""
    x = generator.standard_normal(shape) * 10 ** generator.uniform(-1, 1, shape[-1])
    return np.where(generator.uniform(size=shape) < 0.03, 0, x).astype(f32)


def packed(x):
    return base64.b64encode(zlib.compress(np.ascontiguousarray(x, f32).tobytes(), 9)).decode()


def given(inner):
    generator = np.random.default_rng(19)
    return values(generator, ROWS, inner), values(generator, inner, COLUMNS), values(generator, ROWS, COLUMNS) * f32(1e-4)


def made(name, operands, inner=40, steps=1, product=exact, rest=None, gradient=None, transform=lambda side: side):
    x, w, dy = given(inner)
    kept = w if rest is None else rest(w).astype(f32)
    for size in map(f32, STEP_SIZES[:steps]):
        # Both sides of y, dx, dw with the contraction last.
        sides = [x * size, kept.T, dy * size, kept, transform((x * size).T), transform((dy * size).T)]
        seen = [rounded(np.ascontiguousarray(side)) for rounded, side in zip(operands, sides)]
    if product is narrow:
        # Narrow sums are those of the codes: a scale that is no power of two would change what is cut off.
        scales = [unit_of(side, dtype) for side, dtype in zip(sides, TENSORWISE)]
        codes = [cast(side * scale, dtype) for side, scale, dtype in zip(sides, scales, TENSORWISE)]
        y, dx, dw = (narrow(codes[i], codes[i + 1]) / (float(scales[i]) * float(scales[i + 1])) for i in (0, 2, 4))
    else:
        y, dx, dw = (product(seen[i], seen[i + 1]) for i in (0, 2, 4))
    return dict(
        name=name,
        inner=inner,
        stepSizes=STEP_SIZES[:steps],
        operands=[packed(s) for s in seen],
        products=[packed(v) for v in (y, dx, dw)],
        **({} if gradient is None else dict(storedGradient=packed(gradient(dw.astype(f32))))),
    )


def main():
    recipes = [made(name, **recipe) for name, recipe in RECIPES.items()]
    inputs = {inner: [packed(v) for v in given(inner)] for inner in sorted({recipe["inner"] for recipe in recipes})}
    golden = dict(rows=ROWS, columns=COLUMNS, given=inputs, recipes=recipes)
    path = pathlib.Path(__file__).parent / "golden" / "recipes.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")
    print(path, path.stat().st_size)


main()
