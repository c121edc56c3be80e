"""Golden traces for test/engine/conformance/loss-scale.test.ts: FP16 mixed precision with torch.amp.GradScaler, whose first steps overflow.

Run from the repository's root, with torch 2.3 or later and numpy installed:
    node test/oracle/dump-loss-scale.ts /tmp/traces && oracle/bin/python -P test/oracle/loss_scale.py /tmp/traces
writes test/oracle/golden/loss-scale.json: of each step the loss, the scale it was taken with, and whether the scaler skipped it.
"""
import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent / "model"))
from transformer import RECIPES, Trainer

torch.set_num_threads(1)


def train(case):
    weights = {
        w["name"]: torch.tensor(w["values"], dtype=torch.float32).reshape(w["shape"]) for w in case["weights"]
    }
    settings = case["lossScale"]
    scaler = torch.amp.GradScaler(
        "cpu", init_scale=settings["initial"], growth_interval=settings["growthInterval"]
    )
    trainer = Trainer(case["model"], case["optimizer"], weights, RECIPES["fp16-mixed"], case["microBatch"], scaler)
    taken = 0
    take = trainer.adamw.step

    def count():
        nonlocal taken
        taken += 1
        return take()

    trainer.adamw.step = count
    steps = []
    for batch, rate in zip(case["batches"], case["learningRates"]):
        scale, before = scaler.get_scale(), taken
        loss, _ = trainer.step(batch, rate)
        steps.append(dict(loss=loss, scale=scale, skipped=taken == before))
    return {field: [step[field] for step in steps] for field in ("loss", "scale", "skipped")}


cases = json.loads((pathlib.Path(sys.argv[1]) / "loss-scale.json").read_text())
golden = {case["name"]: train(case) for case in cases}
out = pathlib.Path(__file__).parent / "golden" / "loss-scale.json"
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], traces=golden), indent=1) + "\n")
