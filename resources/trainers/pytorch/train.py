"""An external trainer for Precipice in PyTorch: a small GPT on bytes, one run a call. What it prints is described in
docs/external-trainer.md. FP8 is Transformer Engine's or torchao's where the GPU computes in FP8, and is imitated elsewhere by
casts of the operands, which it then says.

usage: python train.py --text FOLDER_OR_FILE --lr 0.01 --batch 16 --seed 0 --precision fp32|bf16|fp8 --steps 200
"""
import argparse
import contextlib
import json
import math
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--text", required=True)
parser.add_argument("--lr", type=float, required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--precision", choices=["fp32", "bf16", "fp8"], required=True)
parser.add_argument("--steps", type=int, required=True)
for name, value in dict(width=64, layers=2, heads=4, context=64, threads=1).items():
    parser.add_argument(f"--{name}", type=int, default=value)
parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
args = parser.parse_args()

VOCABULARY = 256
WARMUP = max(1, args.steps // 10)
WEIGHT_DECAY = 0.1
CLIP = 1.0
VALIDATION_BATCHES = 8


def say(kind, **fields):
    # json writes NaN and Infinity as bare words, which Precipice reads.
    print(json.dumps({"kind": kind, **fields}), flush=True)


# --- precision -------------------------------------------------------------------------------------------------------------


def scaled(x, dtype):
    """x as `dtype` would hold it, with one scale for the tensor."""
    limit = torch.finfo(dtype).max
    scale = limit / x.abs().amax().float().clamp(min=1e-12)
    return (x.float() * scale).clamp(-limit, limit).to(dtype).float() / scale


class ImitatedProduct(torch.autograd.Function):
    """y = x w' with E4M3 activations and weights, and E5M2 gradients on the way back."""

    @staticmethod
    def forward(ctx, x, w):
        ctx.save_for_backward(x, w)
        return F.linear(scaled(x, torch.float8_e4m3fn), scaled(w, torch.float8_e4m3fn)).bfloat16()

    @staticmethod
    def backward(ctx, dy):
        x, w = ctx.saved_tensors
        dy8 = scaled(dy, torch.float8_e5m2)
        dx = dy8 @ scaled(w, torch.float8_e4m3fn)
        dw = dy8.flatten(0, -2).T @ scaled(x, torch.float8_e4m3fn).flatten(0, -2)
        return dx.to(x.dtype), dw.to(w.dtype)


class ImitatedLinear(nn.Linear):
    def forward(self, x):
        return ImitatedProduct.apply(x, self.weight)


def fp8_backend():
    """Name and module of what computes in FP8 on this machine; nothing where it has to be imitated."""
    if args.device.startswith("cuda") and torch.cuda.get_device_capability(args.device) >= (8, 9):
        with contextlib.suppress(ImportError):
            import transformer_engine.pytorch

            return "transformer_engine", transformer_engine.pytorch
        with contextlib.suppress(ImportError):
            import torchao.float8

            return "torchao", torchao.float8
    return "imitated", None


backend, module = fp8_backend() if args.precision == "fp8" else ("torch", None)
BlockLinear = {"transformer_engine": getattr(module, "Linear", None), "imitated": ImitatedLinear}.get(backend, nn.Linear)


def computing():
    """The context in which forward passes run."""
    stack = contextlib.ExitStack()
    if args.precision != "fp32":
        stack.enter_context(torch.autocast(args.device.split(":")[0], dtype=torch.bfloat16))
    if backend == "transformer_engine":
        stack.enter_context(module.fp8_autocast(enabled=True))
    return stack


# --- model and text --------------------------------------------------------------------------------------------------------


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        width = args.width
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = BlockLinear(width, 3 * width, bias=False), BlockLinear(width, width, bias=False)
        self.up, self.down = BlockLinear(width, 4 * width, bias=False), BlockLinear(4 * width, width, bias=False)

    def forward(self, x):
        batch, context, width = x.shape
        split = self.qkv(self.norm1(x)).view(batch, context, 3, args.heads, width // args.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(attended.transpose(1, 2).reshape(batch, context, width))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, args.width)
        self.positions = nn.Embedding(args.context, args.width)
        self.blocks = nn.ModuleList(Block() for _ in range(args.layers))
        self.norm = nn.LayerNorm(args.width)
        self.head = nn.Linear(args.width, VOCABULARY, bias=False)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def read_text(path):
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    return torch.frombuffer(bytearray(b"\n\n".join(file.read_bytes() for file in files)), dtype=torch.uint8).long()


def unigram_entropy(ids):
    p = torch.bincount(ids, minlength=VOCABULARY).double() / len(ids)
    return -(p[p > 0] * p[p > 0].log()).sum().item()


def batch_of(ids, generator):
    starts = torch.randint(len(ids) - args.context - 1, (args.batch,), generator=generator)
    rows = torch.stack([ids[start : start + args.context + 1] for start in starts]).to(args.device)
    return rows[:, :-1], rows[:, 1:]


def loss_of(model, ids, generator):
    inputs, targets = batch_of(ids, generator)
    with computing():
        logits = model(inputs)
    return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())


def rate_at(step):
    if step < WARMUP:
        return args.lr * (step + 1) / WARMUP
    return args.lr * (1 + math.cos(math.pi * (step - WARMUP) / max(1, args.steps - WARMUP))) / 2


# --- the run ---------------------------------------------------------------------------------------------------------------

torch.set_num_threads(args.threads)
text = read_text(pathlib.Path(args.text))
training, held_out = text[: int(0.9 * len(text))], text[int(0.9 * len(text)) :]
# One seed gives the same weights and the same batches under every recipe and every learning rate.
torch.manual_seed(args.seed)
model = Model().to(args.device)
if backend == "torchao":
    module.convert_to_float8_training(model, module_filter_fn=lambda _, name: name.startswith("blocks."))
batches = torch.Generator().manual_seed(args.seed)
optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, betas=(0.9, 0.95), weight_decay=WEIGHT_DECAY)

on_gpu = args.device.startswith("cuda")
say(
    "start",
    precision="hardware" if on_gpu and backend != "imitated" else "emulated",
    device=torch.cuda.get_device_name(args.device) if on_gpu else "CPU",
    model=f"GPT on bytes, {args.layers} layers, width {args.width}, context {args.context}",
    unigram_entropy=unigram_entropy(text),
    facts={"torch": torch.__version__, "products": backend},
)
for step in range(args.steps):
    for group in optimizer.param_groups:
        group["lr"] = rate_at(step)
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(model, training, batches)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    say("step", step=step, loss=loss.item(), gradient_norm=norm.item())
with torch.no_grad():
    same = torch.Generator().manual_seed(0)
    losses = [loss_of(model, held_out, same).item() for _ in range(VALIDATION_BATCHES)]
say("end", validation_loss=sum(losses) / len(losses))
