"""Golden traces for test/engine/conformance/traces.test.ts: the same model trained in PyTorch from the same weights and batches.

Make an environment: python3 -m venv oracle && oracle/bin/pip install torch numpy
Run from the repository's root:
    node test/oracle/dump-traces.ts /tmp/traces && oracle/bin/python -P test/oracle/traces.py /tmp/traces
writes test/oracle/golden/traces.json.
"""
import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent / "model"))
from transformer import RECIPES, Trainer

torch.set_num_threads(1)
dump = json.loads((pathlib.Path(sys.argv[1]) / "traces.json").read_text())


def train(recipe, micro_batch=None):
    weights = {
        w["name"]: torch.tensor(w["values"], dtype=torch.float32).reshape(w["shape"]) for w in dump["weights"]
    }
    trainer = Trainer(dump["model"], dump["optimizer"], weights, recipe, micro_batch)
    steps = [trainer.step(batch, rate) for batch, rate in zip(dump["batches"], dump["learningRates"])]
    losses, norms = zip(*steps)
    return dict(loss=losses, gradientNorm=norms)


golden = {name: train(RECIPES[name]) for name in ("fp32", "bf16-mixed", "tensorwise")}
for name in ("fp32", "tensorwise"):
    golden[name + " in micro-batches"] = train(RECIPES[name], dump["microBatch"])
out = pathlib.Path(__file__).parent / "golden" / "traces.json"
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], traces=golden), indent=1) + "\n")
