"""The transformer of the step programs in PyTorch, with rounded operands: what test/oracle/traces.py and bench/against-pytorch.py train.

Roundings are PyTorch's own casts to bfloat16, float8_e4m3fn and float8_e5m2; gradients come from autograd but for the products,
whose backward operands are rounded too. With micro-batches `.grad` adds them up in float32, as PyTorch does, and the gradients of
the layers are rounded once they are complete.
"""
import math

import torch
import torch.nn.functional as F


def bf16(x):
    return x.to(torch.bfloat16).float(), 1.0


def fp16(x):
    """What is too large becomes infinite, by which a loss scale is told of it."""
    return x.to(torch.float16).float(), 1.0


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
        context = q.shape[-2]
        mask = torch.triu(torch.ones(context, context, dtype=torch.bool), 1)
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
    "fp16-mixed": dict(layers=(fp16, fp16, fp16), head=(fp16, fp16, fp16), attention=fp16),
    "tensorwise": dict(
        layers=(scaled(torch.float8_e4m3fn), scaled(torch.float8_e5m2), bf16),
        head=(bf16, bf16, bf16),
        attention=bf16,
    ),
}


class Trainer:
    """
    Trains `weights`, by name, in place. `recipe` is one of RECIPES; `micro_batch` sequences at a time, None: all at once. `scaler` is a
    torch.amp.GradScaler, None: there is no loss scale.
    """

    def __init__(self, model, optimizer, weights, recipe, micro_batch=None, scaler=None):
        self.scaler = scaler or torch.amp.GradScaler("cpu", enabled=False)
        self.model, self.recipe, self.clip, self.micro_batch = model, recipe, optimizer["clip"], micro_batch
        self.weights = {name: value.requires_grad_() for name, value in weights.items()}
        matrices = [w for w in self.weights.values() if w.dim() == 2]
        gains = [w for w in self.weights.values() if w.dim() == 1]
        self.adamw = torch.optim.AdamW(
            [dict(params=matrices, weight_decay=optimizer["weightDecay"]), dict(params=gains, weight_decay=0)],
            betas=(optimizer["beta1"], optimizer["beta2"]),
            eps=optimizer["epsilon"],
        )

    def norm(self, x, name):
        return F.layer_norm(x, (self.model["width"],), self.weights[name], None, 1e-5)

    def heads(self, x):
        heads = self.model["heads"]
        return x.reshape(-1, self.model["context"], heads, self.model["width"] // heads).transpose(1, 2)

    def linear(self, x, weight, casts):
        finish = casts[2] if self.micro_batch is None else exact
        return Linear.apply(x, weight, *casts, finish)

    def loss(self, tokens):
        weights, casts, width = self.weights, self.recipe["layers"], self.model["width"]
        inputs, targets = tokens[:, :-1].reshape(-1), tokens[:, 1:].reshape(-1)
        positions = torch.arange(self.model["context"]).repeat(len(tokens))
        x = weights["token-embedding"][inputs] + weights["position-embedding"][positions]
        for layer in range(self.model["layers"]):
            at = f"layer{layer}/"
            qkv = self.linear(self.norm(x, at + "attention-norm"), weights[at + "qkv"], casts)
            q, k, v = (self.heads(part) for part in qkv.split(width, -1))
            attended = Attention.apply(q, k, v, self.recipe["attention"]).transpose(1, 2).reshape(-1, width)
            x = x + self.linear(attended, weights[at + "attention-output"], casts)
            raised = self.linear(self.norm(x, at + "mlp-norm"), weights[at + "mlp-up"], casts)
            x = x + self.linear(F.gelu(raised, approximate="tanh"), weights[at + "mlp-down"], casts)
        head = weights["token-embedding"].T if self.model["tiedHead"] else weights["head"]
        return F.cross_entropy(self.linear(self.norm(x, "final-norm"), head, self.recipe["head"]), targets)

    def finish_gradients(self):
        for name, weight in self.weights.items():
            if name == "head":
                weight.grad = self.recipe["head"][2](weight.grad)[0]
            elif weight.dim() == 2 and name.startswith("layer"):
                weight.grad = self.recipe["layers"][2](weight.grad)[0]

    def step(self, batch, rate):
        """Loss, and gradient norm before clipping, of one step on sequences of context + 1 tokens."""
        self.adamw.zero_grad()
        loss = 0.0
        for tokens in torch.tensor(batch).split(self.micro_batch or len(batch)):
            part = self.loss(tokens) * (len(tokens) / len(batch))
            self.scaler.scale(part).backward()
            loss += part.item()
        if self.micro_batch is not None:
            self.finish_gradients()
        self.scaler.unscale_(self.adamw)
        norm = torch.nn.utils.clip_grad_norm_(self.weights.values(), self.clip).item()
        for group in self.adamw.param_groups:
            group["lr"] = rate
        self.scaler.step(self.adamw)
        self.scaler.update()
        return loss, norm
