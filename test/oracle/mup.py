"""Golden traces for test/engine/conformance/mup.test.ts: a small GPT under muP in plain PyTorch.

Written from table 8 of Yang, Hu et al., "Tensor Programs V" (arXiv 2203.03466) and what the package mup makes of it, with every
quantity relative to the base width (m = width / base width):
                      input weights, gains   output weights   hidden weights
    initial variance  as in the base model   the same         1 / m
    multiplier        1                      1 / m            1
    SGD rate          m                      m                1
    Adam rate         1                      1                1 / m
Attention logits are q k' / d, times the root of d in the base model, which makes the two models one at the base width. Learning rate
times weight decay is the same at every width (MuAdamW, MuSGD). A tied head has the multiplier of the output and else is the embedding
(MuSharedReadout).

Run from the repository's root, with torch and numpy installed:
    node test/oracle/dump-mup.ts /tmp/traces && oracle/bin/python -P test/oracle/mup.py /tmp/traces
writes test/oracle/golden/mup.json.
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def kind(name):
    if name in ("token-embedding", "position-embedding"):
        return "input"
    if name == "head":
        return "output"
    return "gain" if name.endswith("norm") else "hidden"


def forward(weights, model, m, tokens):
    width, heads, context = model["width"], model["heads"], model["context"]
    base_heads = model.get("baseHeads", heads)
    d, base_d = width // heads, model["baseWidth"] // base_heads
    inputs, targets = tokens[:, :-1], tokens[:, 1:].reshape(-1)
    norm = lambda x, name: F.layer_norm(x, (width,), weights[name], None, 1e-5)
    split = lambda x: x.reshape(len(tokens), context, heads, d).transpose(1, 2)
    x = weights["token-embedding"][inputs] + weights["position-embedding"]
    for layer in range(model["layers"]):
        at = f"layer{layer}/"
        q, k, v = (split(part) for part in (norm(x, at + "attention-norm") @ weights[at + "qkv"]).split(width, -1))
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=math.sqrt(base_d) / d)
        x = x + attended.transpose(1, 2).reshape(len(tokens), context, width) @ weights[at + "attention-output"]
        raised = norm(x, at + "mlp-norm") @ weights[at + "mlp-up"]
        x = x + F.gelu(raised, approximate="tanh") @ weights[at + "mlp-down"]
    head = weights["token-embedding"].T if model["tiedHead"] else weights["head"]
    logits = norm(x, "final-norm") @ head / m
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets)


def train(case):
    model, settings = case["model"], case["optimizer"]
    m = model["width"] / model["baseWidth"]
    weights, groups = {}, []
    for spec in case["weights"]:
        value = torch.tensor(spec["values"], dtype=torch.float32).reshape(spec["shape"])
        own = kind(spec["name"])
        if own == "hidden":
            value = value / math.sqrt(m)
        weights[spec["name"]] = value.requires_grad_()
        if settings["kind"] == "adamw":
            factor = 1 / m if own == "hidden" else 1
        else:
            factor = 1 if own == "hidden" else m
        decay = 0 if own == "gain" else settings["weightDecay"] / factor
        groups.append(dict(params=[value], factor=factor, weight_decay=decay))
    if settings["kind"] == "adamw":
        betas = settings["beta1"], settings["beta2"]
        optimizer = torch.optim.AdamW(groups, betas=betas, eps=settings["epsilon"])
    else:
        optimizer = torch.optim.SGD(groups, lr=1, momentum=0)
        velocity = {name: torch.zeros_like(value) for name, value in weights.items()}
    losses = []
    for batch, rate in zip(case["batches"], case["learningRates"]):
        optimizer.zero_grad()
        loss = forward(weights, model, m, torch.tensor(batch))
        loss.backward()
        losses.append(loss.item())
        if settings["clip"] > 0:
            torch.nn.utils.clip_grad_norm_(weights.values(), settings["clip"])
        if settings["kind"] == "sgd":
            # Decay is decoupled from the momentum, which that of torch.optim.SGD is not; SGD without momentum then adds it.
            for name, value in weights.items():
                velocity[name] = settings["momentum"] * velocity[name] + value.grad
                value.grad = velocity[name].clone()
        for group in optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        optimizer.step()
    return losses


cases = json.loads((pathlib.Path(sys.argv[1]) / "mup.json").read_text())
golden = {case["name"]: train(case) for case in cases}
out = pathlib.Path(__file__).parent / "golden" / "mup.json"
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], loss=golden), indent=1) + "\n")
