"""The part of bench/against-pytorch.ts that is PyTorch's: trains on what the folder holds, leaves the weights there (ends.f32) and
prints loss and gradient norm of each step as JSON. The model is that of test/oracle/traces.py.

usage: PYTHON bench/against-pytorch.py FOLDER
"""
import json
import pathlib
import sys
import time

import numpy
import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "test" / "oracle" / "model"))
from transformer import RECIPES, Trainer

folder = pathlib.Path(sys.argv[1])
given = json.loads((folder / "given.json").read_text())
values = numpy.fromfile(folder / "weights.f32", dtype=numpy.float32)
weights, start = {}, 0
for weight in given["weights"]:
    length = int(numpy.prod(weight["shape"]))
    weights[weight["name"]] = torch.from_numpy(values[start : start + length].copy()).reshape(weight["shape"])
    start += length
del values

trainer = Trainer(given["model"], given["optimizer"], weights, RECIPES[given["recipe"]])
begun = time.perf_counter()
steps = [trainer.step(batch, rate) for batch, rate in zip(given["batches"], given["rates"])]
seconds = (time.perf_counter() - begun) / len(steps)
with open(folder / "ends.f32", "wb") as file:
    for weight in given["weights"]:
        file.write(trainer.weights[weight["name"]].detach().numpy().tobytes())
losses, norms = zip(*steps)
print(json.dumps(dict(torch=torch.__version__, secondsPerStep=seconds, loss=losses, gradientNorm=norms)))
