"""Golden traces for test/engine/conformance/mus.test.ts: a small GPT under unit scaling in plain PyTorch.

Written from section 2, table 2 and equation 11 of Narayan et al., "μnit Scaling" (arXiv 2502.05967):
                      input weights   output weights   hidden weights
    initial variance  1               1                1
    multiplier        1               1 / fan_in       1 / sqrt(fan_in)
    Adam rate         1               1                sqrt(base width / width)
Branches end with their norm (Res-Post-LayerNorm), x' = sqrt(1 - tau) x + sqrt(tau) norm(f(x)); attention divides by the root of the width
of a head; operands of hidden layers are clipped and cast to E4M3, output gradients to E5M2, without scales.

Not of the paper, which says nothing of it: tokens and learned positions are added with a weight of sqrt(1/2) each; a last norm stands before
the head; the loss is multiplied by the power of two next to tokens x width, and gradients of weights divided by it; learning rate x weight
decay is the same for all matrices (the paper's decay does not depend on the learning rate).

Run from the repository's root, with torch installed:
    node test/oracle/dump-mus.ts /tmp/traces && oracle/bin/python -P test/oracle/mus.py /tmp/traces
writes test/oracle/golden/mus.json.
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def cast(dtype):
    limit = torch.finfo(dtype).max
    return lambda x: x.clamp(-limit, limit).to(dtype).float()


E4M3, E5M2 = cast(torch.float8_e4m3fn), cast(torch.float8_e5m2)


class StaticLinear(torch.autograd.Function):
    """y = alpha x w of cast operands, forward and backward."""

    @staticmethod
    def forward(ctx, x, w):
        ctx.save_for_backward(x, w)
        return E4M3(x) @ E4M3(w) / math.sqrt(w.shape[0])

    @staticmethod
    def backward(ctx, dy):
        x, w = ctx.saved_tensors
        alpha = 1 / math.sqrt(w.shape[0])
        dx = E5M2(dy) @ E4M3(w).T * alpha
        dw = E4M3(x).flatten(0, 1).T @ E5M2(dy).flatten(0, 1) * alpha
        return dx, dw


def is_hidden(name):
    return name.rsplit("/", 1)[-1] in ("qkv", "attention-output", "mlp-up", "mlp-down")


def forward(weights, model, recipe, tokens):
    width, heads, context = model["width"], model["heads"], model["context"]
    inputs, targets = tokens[:, :-1], tokens[:, 1:].reshape(-1)
    tau = model["residualCoefficient"]

    def norm(x, name):
        if model["norm"] == "layernorm":
            return F.layer_norm(x, (width,), weights[name], None, 1e-5)
        return F.rms_norm(x, (width,), weights[name], 1e-5)

    def linear(x, name):
        w = weights[name]
        return StaticLinear.apply(x, w) if recipe == "static" else x @ w / math.sqrt(w.shape[0])

    def activation(x):
        if model["activation"] == "gelu":
            return F.gelu(x, approximate="tanh")
        gate, up = x.chunk(2, -1)
        return F.silu(gate) * up

    split = lambda x: x.reshape(len(tokens), context, heads, width // heads).transpose(1, 2)
    add = lambda x, branch: math.sqrt(1 - tau) * x + math.sqrt(tau) * branch
    x = (weights["token-embedding"][inputs] + weights["position-embedding"]) * math.sqrt(0.5)
    for layer in range(model["layers"]):
        at = f"layer{layer}/"
        q, k, v = (split(part) for part in linear(x, at + "qkv").split(width, -1))
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        attended = attended.transpose(1, 2).reshape(len(tokens), context, width)
        x = add(x, norm(linear(attended, at + "attention-output"), at + "attention-norm"))
        x = add(x, norm(linear(activation(linear(x, at + "mlp-up")), at + "mlp-down"), at + "mlp-norm"))
    head = weights["token-embedding"].T if model["tiedHead"] else weights["head"]
    logits = norm(x, "final-norm") @ head / width
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets)


def train(case):
    model, settings = case["model"], case["optimizer"]
    weights, groups = {}, []
    for spec in case["weights"]:
        name = spec["name"]
        value = torch.tensor(spec["values"], dtype=torch.float32).reshape(spec["shape"])
        weights[name] = value.requires_grad_()
        factor = math.sqrt(model["baseWidth"] / model["width"]) if is_hidden(name) else 1
        decay = 0 if name.endswith("norm") else settings["weightDecay"] / factor
        groups.append(dict(params=[value], factor=factor, weight_decay=decay))
    betas = settings["beta1"], settings["beta2"]
    optimizer = torch.optim.AdamW(groups, betas=betas, eps=settings["epsilon"])
    losses = []
    for batch, rate in zip(case["batches"], case["learningRates"]):
        tokens = torch.tensor(batch)
        scale = 2.0 ** round(math.log2(tokens[:, 1:].numel() * model["width"]))
        optimizer.zero_grad()
        loss = forward(weights, model, case["recipe"], tokens)
        (scale * loss).backward()
        for value in weights.values():
            value.grad /= scale
        losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(weights.values(), settings["clip"])
        for group in optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        optimizer.step()
    return losses


cases = json.loads((pathlib.Path(sys.argv[1]) / "mus.json").read_text())
for case in cases:
    # Each matrix is drawn with variance one; 1,000 draws tell it within a tenth.
    for spec in case["weights"]:
        if len(spec["shape"]) == 2 and len(spec["values"]) >= 1000:
            assert abs(torch.tensor(spec["values"]).std().item() - 1) < 0.1, spec["name"]
golden = {case["name"]: train(case) for case in cases}
out = pathlib.Path(__file__).parent / "golden" / "mus.json"
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], loss=golden), indent=1) + "\n")
