"""Golden traces for test/engine/traces.test.ts: the same model trained in PyTorch from the same weights and batches.

Make an environment: python3 -m venv oracle && oracle/bin/pip install torch numpy
Run from the repository's root:
    node test/oracle/dump-traces.ts /tmp/traces && oracle/bin/python -P test/oracle/traces.py /tmp/traces
writes test/oracle/golden/traces.json. Roundings are PyTorch's own casts to bfloat16, float8_e4m3fn and float8_e5m2;
gradients come from autograd but for the products, whose backward operands are rounded too. With micro-batches `.grad` adds them up in
float32, as PyTorch does, and the gradients of the layers are rounded once they are complete.
"""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
dump = json.loads((pathlib.Path(sys.argv[1]) / "traces.json").read_text())
model, optimizer = dump["model"], dump["optimizer"]
WIDTH, HEADS, CONTEXT = model["width"], model["heads"], model["context"]


def bf16(x):
    return x.to(torch.bfloat16).float(), 1.0


def scaled(dtype):
    limit = torch.finfo(dtype).max

    def cast(x):
        scale = limit / x.abs().max().clamp(min=1e-12)
        return (x * scale).clamp(-limit, limit).to(dtype).float(), scale

    return cast


def exact(x):
    return x, 1.0


def product(a, b, cast_a, cast_b):
    (qa, sa), (qb, sb) = cast_a(a), cast_b(b)
    return (qa @ qb) / (sa * sb)


class Linear(torch.autograd.Function):
    """y = x w with operands cast forward and backward, results cast by `out`, the weight gradient by `finish`."""

    @staticmethod
    def forward(ctx, x, w, forward_cast, gradient_cast, out, finish):
        ctx.save_for_backward(x, w)
        ctx.casts = forward_cast, gradient_cast, out, finish
        return out(product(x, w, forward_cast, forward_cast))[0]

    @staticmethod
    def backward(ctx, dy):
        x, w = ctx.saved_tensors
        forward_cast, gradient_cast, out, finish = ctx.casts
        dx = out(product(dy, w.T, gradient_cast, forward_cast))[0]
        dw = finish(product(x.T, dy, forward_cast, gradient_cast))[0]
        return dx, dw, None, None, None, None


class Attention(torch.autograd.Function):
    """Causal attention of [batch, heads, context, head width] tensors; operands of all products cast."""

    @staticmethod
    def forward(ctx, q, k, v, cast):
        mask = torch.triu(torch.ones(CONTEXT, CONTEXT, dtype=torch.bool), 1)
        logits = cast(q)[0] @ cast(k)[0].transpose(-1, -2) / math.sqrt(q.shape[-1])
        p = torch.softmax(logits.masked_fill(mask, -math.inf), -1)
        ctx.save_for_backward(q, k, v, p)
        ctx.cast = cast
        return cast(p)[0] @ cast(v)[0]

    @staticmethod
    def backward(ctx, d_out):
        q, k, v, p = ctx.saved_tensors
        cast = ctx.cast
        d_v = cast(p)[0].transpose(-1, -2) @ cast(d_out)[0]
        d_p = cast(d_out)[0] @ cast(v)[0].transpose(-1, -2)
        d_logits = p * (d_p - (p * d_p).sum(-1, keepdim=True))
        scale = 1 / math.sqrt(q.shape[-1])
        d_q = cast(d_logits)[0] @ cast(k)[0] * scale
        d_k = cast(d_logits)[0].transpose(-1, -2) @ cast(q)[0] * scale
        return d_q, d_k, d_v, None


RECIPES = {
    "fp32": dict(layers=(exact, exact, exact), head=(exact, exact, exact), attention=exact),
    "bf16-mixed": dict(layers=(bf16, bf16, bf16), head=(bf16, bf16, bf16), attention=bf16),
    "tensorwise": dict(
        layers=(scaled(torch.float8_e4m3fn), scaled(torch.float8_e5m2), bf16),
        head=(bf16, bf16, bf16),
        attention=bf16,
    ),
}


def train(recipe, micro_batch=None):
    weights = {
        w["name"]: torch.tensor(w["values"], dtype=torch.float32).reshape(w["shape"]).requires_grad_()
        for w in dump["weights"]
    }
    matrices = [w for w in weights.values() if w.dim() == 2]
    gains = [w for w in weights.values() if w.dim() == 1]
    adamw = torch.optim.AdamW(
        [dict(params=matrices, weight_decay=optimizer["weightDecay"]), dict(params=gains, weight_decay=0)],
        betas=(optimizer["beta1"], optimizer["beta2"]),
        eps=optimizer["epsilon"],
    )

    def norm(x, name):
        return F.layer_norm(x, (WIDTH,), weights[name], None, 1e-5)

    def heads(x):
        return x.reshape(-1, CONTEXT, HEADS, WIDTH // HEADS).transpose(1, 2)

    def linear(x, name, casts):
        finish = casts[2] if micro_batch is None else exact
        return Linear.apply(x, weights[name], *casts, finish)

    def loss_of(tokens):
        inputs, targets = tokens[:, :-1].reshape(-1), tokens[:, 1:].reshape(-1)
        positions = torch.arange(CONTEXT).repeat(len(tokens))
        x = weights["token-embedding"][inputs] + weights["position-embedding"][positions]
        for layer in range(model["layers"]):
            at = f"layer{layer}/"
            qkv = linear(norm(x, at + "attention-norm"), at + "qkv", recipe["layers"])
            q, k, v = (heads(part) for part in qkv.split(WIDTH, -1))
            attended = Attention.apply(q, k, v, recipe["attention"]).transpose(1, 2).reshape(-1, WIDTH)
            x = x + linear(attended, at + "attention-output", recipe["layers"])
            raised = linear(norm(x, at + "mlp-norm"), at + "mlp-up", recipe["layers"])
            x = x + linear(F.gelu(raised, approximate="tanh"), at + "mlp-down", recipe["layers"])
        return F.cross_entropy(linear(norm(x, "final-norm"), "head", recipe["head"]), targets)

    def finish_gradients():
        for name, weight in weights.items():
            if name == "head":
                weight.grad = recipe["head"][2](weight.grad)[0]
            elif weight.dim() == 2 and name.startswith("layer"):
                weight.grad = recipe["layers"][2](weight.grad)[0]

    losses, norms = [], []
    for batch, rate in zip(dump["batches"], dump["learningRates"]):
        adamw.zero_grad()
        loss = 0.0
        for tokens in torch.tensor(batch).split(micro_batch or len(batch)):
            part = loss_of(tokens) * (len(tokens) / len(batch))
            part.backward()
            loss += part.item()
        if micro_batch is not None:
            finish_gradients()
        norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), optimizer["clip"]).item())
        for group in adamw.param_groups:
            group["lr"] = rate
        adamw.step()
        losses.append(loss)
    return dict(loss=losses, gradientNorm=norms)


golden = {name: train(recipe) for name, recipe in RECIPES.items()}
for name in ("fp32", "tensorwise"):
    golden[name + " in micro-batches"] = train(RECIPES[name], dump["microBatch"])
out = pathlib.Path(__file__).parent / "golden" / "traces.json"
out.write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], traces=golden), indent=1) + "\n")
