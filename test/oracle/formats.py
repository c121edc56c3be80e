"""Golden data for test/formats/golden.test.ts: what ml_dtypes and numpy make of float32 inputs, as hashes.

Make an environment: python3 -m venv oracle && oracle/bin/pip install ml_dtypes numpy
Run from this folder: oracle/bin/python formats.py    writes golden/formats.json
"""
import hashlib
import json

import ml_dtypes
import numpy as np

TYPES = {
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e5m2": ml_dtypes.float8_e5m2,
    "e4m3": ml_dtypes.float8_e4m3,
    "e3m4": ml_dtypes.float8_e3m4,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e2m3": ml_dtypes.float6_e2m3fn,
    "e3m2": ml_dtypes.float6_e3m2fn,
    "e2m1": ml_dtypes.float4_e2m1fn,
    "e8m0": ml_dtypes.float8_e8m0fnu,
    "bf16": ml_dtypes.bfloat16,
    "fp16": np.float16,
}
CODES = {"e2m3": 64, "e3m2": 64, "e2m1": 16, "bf16": 65536, "fp16": 65536}
RANDOM = 1_000_000


def mix32(x):
    """lowbias32, as src-main/formats' tests draw their patterns."""
    x = x.astype(np.uint32)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))


def codes_of(name, dtype):
    count = CODES.get(name, 256)
    raw = np.arange(count, dtype=np.uint16 if count > 256 else np.uint8)
    return raw.view(dtype).astype(np.float32)


def digest(values):
    """SHA-256 over float32 bits, every NaN as 0x7fc00000."""
    values = np.ascontiguousarray(values, dtype=np.float32)
    bits = values.view(np.uint32).copy()
    bits[np.isnan(values)] = 0x7FC00000
    return hashlib.sha256(bits.tobytes()).hexdigest()


def midpoints(values):
    """Every point halfway between neighbouring finite values, its two float32 neighbours, both signs."""
    finite = np.unique(np.abs(values[np.isfinite(values)]).astype(np.float64))
    middle = ((finite[:-1] + finite[1:]) / 2).astype(np.float32)
    exact = middle.astype(np.float64) == (finite[:-1] + finite[1:]) / 2
    middle = middle[exact]
    below = np.nextafter(middle, np.float32(-np.inf))
    above = np.nextafter(middle, np.float32(np.inf))
    points = np.stack([middle, below, above], axis=1).reshape(-1)
    return np.concatenate([points, -points]).astype(np.float32)


def inputs(values):
    special = np.array([0, -0.0, np.inf, -np.inf, np.nan], dtype=np.float32)
    return {
        "bf16": (np.arange(65536, dtype=np.uint32) << np.uint32(16)).view(np.float32),
        "midpoints": midpoints(values),
        "special": special,
        "random": mix32(np.arange(RANDOM, dtype=np.uint32)).view(np.float32),
    }


def main():
    golden = {}
    with np.errstate(all="ignore"):
        for name, dtype in TYPES.items():
            values = codes_of(name, dtype)
            golden[name] = {"codes": digest(values)}
            for kind, x in inputs(values).items():
                golden[name][kind] = {"count": len(x), "sha256": digest(x.astype(dtype).astype(np.float32))}
    versions = {"ml_dtypes": ml_dtypes.__version__, "numpy": np.__version__}
    with open("golden/formats.json", "w") as file:
        json.dump({"versions": versions, "formats": golden}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
