"""Golden traces for test/engine/conformance/muon.test.ts: torch.optim.Muon for the matrices of the layers, torch.optim.AdamW for the rest.

Muon takes matrices as torch.nn.Linear stores them, [outputs, inputs]. Its iteration is in bfloat16 whatever the weights are; for the
trace of fp32 `Tensor.bfloat16` keeps float32, so that the iteration, too, can be compared closely.

Run from the repository's root, with torch 2.9 or later and numpy installed:
    node test/oracle/dump-muon.ts /tmp/traces && oracle/bin/python -P test/oracle/muon.py /tmp/traces
writes test/oracle/golden/muon.json.
"""
import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent / "model"))
from transformer import RECIPES, Trainer

torch.set_num_threads(1)
bfloat16 = torch.Tensor.bfloat16


class MuonAndAdamW:
    def __init__(self, weights, settings):
        own = {name: w for name, w in weights.items() if name.startswith("layer") and w.dim() == 2}
        rest = {name: w for name, w in weights.items() if name not in own}
        self.weights = list(weights.values())
        self.pairs = [(w, torch.nn.Parameter(w.detach().T.contiguous())) for w in own.values()]
        self.muon = torch.optim.Muon(
            [turned for _, turned in self.pairs],
            momentum=settings["momentum"],
            weight_decay=settings["weightDecay"],
            adjust_lr_fn=settings["adjustRate"],
        )
        matrices = [w for w in rest.values() if w.dim() == 2]
        gains = [w for w in rest.values() if w.dim() == 1]
        self.adamw = torch.optim.AdamW(
            [dict(params=matrices, weight_decay=settings["weightDecay"]), dict(params=gains, weight_decay=0)],
            betas=(settings["beta1"], settings["beta2"]),
            eps=settings["epsilon"],
        )
        self.param_groups = self.muon.param_groups + self.adamw.param_groups

    def zero_grad(self):
        for weight in self.weights:
            weight.grad = None

    def step(self):
        for weight, turned in self.pairs:
            turned.grad = weight.grad.T.contiguous()
        self.muon.step()
        self.adamw.step()
        with torch.no_grad():
            for weight, turned in self.pairs:
                weight.copy_(turned.T)


def train(case):
    torch.Tensor.bfloat16 = torch.Tensor.clone if case["recipe"] == "fp32" else bfloat16
    weights = {
        w["name"]: torch.tensor(w["values"], dtype=torch.float32).reshape(w["shape"]) for w in case["weights"]
    }
    trainer = Trainer(case["model"], case["optimizer"], weights, RECIPES[case["recipe"]])
    trainer.adamw = MuonAndAdamW(trainer.weights, case["optimizer"])
    return [trainer.step(batch, rate)[0] for batch, rate in zip(case["batches"], case["learningRates"])]


cases = json.loads((pathlib.Path(sys.argv[1]) / "muon.json").read_text())
golden = {case["recipe"]: train(case) for case in cases}
out = pathlib.Path(__file__).parent / "golden" / "muon.json"
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], loss=golden), indent=1) + "\n")
