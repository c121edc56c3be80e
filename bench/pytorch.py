"""Lane-steps per second of the same model in PyTorch, with fake-quantised operands: what `npm run bench` and bench/gpu-report.ts
compare to.

Make an environment: python3 -m venv oracle && oracle/bin/pip install torch numpy
usage: oracle/bin/python bench/pytorch.py --width 64 --layers 2 --heads 4 --hidden 256 --context 64 --vocabulary 85
       --batch 16 --lanes 6 --threads 2 --seconds 5 [--device cuda] [--compile | --only-compiled] [--tied] [--recipes fp32,bf16-mixed,tensorwise]
Prints one JSON object: lane-steps per second by recipe, for all lanes at once (bmm) and for one run at a time; with --compile
also of both compiled by torch.compile. --tied: the head is the token embedding. Float32 products are float32: TF32 is off.
Time is the processor's with one thread on the CPU, which other work on the machine disturbs little, and the clock's otherwise.
"""
import argparse
import json
import math
import time

import torch
import torch.nn.functional as F

parser = argparse.ArgumentParser()
for name, value in dict(
    width=64, layers=2, heads=4, hidden=256, context=64, vocabulary=85, batch=16, lanes=6, threads=2
).items():
    parser.add_argument(f"--{name}", type=int, default=value)
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--device", default="cpu")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--only-compiled", action="store_true")
parser.add_argument("--tied", action="store_true")
parser.add_argument("--recipes", default="fp32,bf16-mixed,tensorwise")
args = parser.parse_args()
torch.set_num_threads(args.threads)
clock = time.process_time if args.device == "cpu" and args.threads == 1 else time.perf_counter
torch.set_default_device(args.device)
torch.backends.cuda.matmul.allow_tf32 = False


def exact(x):
    return x, None


def bf16(x):
    return x.to(torch.bfloat16).float(), None


def scaled(dtype):
    limit = torch.finfo(dtype).max

    def cast(x):
        scale = limit / x.abs().amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
        return (x * scale).clamp(-limit, limit).to(dtype).float(), scale

    return cast


def product(a, b, cast_a, cast_b):
    (qa, sa), (qb, sb) = cast_a(a), cast_b(b)
    out = torch.bmm(qa, qb)
    return out if sa is None else out / (sa * sb)


class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, forward_cast, gradient_cast, out):
        ctx.save_for_backward(x, w)
        ctx.casts = forward_cast, gradient_cast, out
        return out(product(x, w, forward_cast, forward_cast))[0]

    @staticmethod
    def backward(ctx, dy):
        x, w = ctx.saved_tensors
        forward_cast, gradient_cast, out = ctx.casts
        dx = out(product(dy, w.transpose(1, 2), gradient_cast, forward_cast))[0]
        dw = out(product(x.transpose(1, 2), dy, forward_cast, gradient_cast))[0]
        return dx, dw, None, None, None


RECIPES = {
    "fp32": ((exact, exact, exact), (exact, exact, exact)),
    "bf16-mixed": ((bf16, bf16, bf16), (bf16, bf16, bf16)),
    "tensorwise": ((scaled(torch.float8_e4m3fn), scaled(torch.float8_e5m2), bf16), (bf16, bf16, bf16)),
}


def make_step(lanes, recipe, compiled):
    layer_casts, head_casts = RECIPES[recipe]
    width, heads, context, tokens = args.width, args.heads, args.context, args.batch * args.context
    weight = lambda *shape: (torch.randn(lanes, *shape) * 0.02).requires_grad_()
    gain = lambda: torch.ones(lanes, 1, width, requires_grad=True)
    table, positions, final, head = (
        weight(args.vocabulary, width), weight(context, width), gain(), weight(width, args.vocabulary)
    )
    layers = [
        (gain(), weight(width, 3 * width), weight(width, width), gain(), weight(width, args.hidden), weight(args.hidden, width))
        for _ in range(args.layers)
    ]
    own = [] if args.tied else [head]
    weights = [table, positions, final, *own, *(w for layer in layers for w in layer)]
    m, v = [torch.zeros_like(w) for w in weights], [torch.zeros_like(w) for w in weights]
    rates = torch.logspace(-3, -1, lanes)
    lane_index = torch.arange(lanes)[:, None]
    norm = lambda x, g: F.layer_norm(x, (width,)) * g

    def loss_of(weights, inputs, targets):
        table, positions, final, *rest = weights
        head = table.transpose(1, 2) if args.tied else rest.pop(0)
        x = table[lane_index, inputs] + positions.repeat(1, args.batch, 1)
        for g1, qkv, out, g2, up, down in zip(*(rest[i::6] for i in range(6))):
            parts = Linear.apply(norm(x, g1), qkv, *layer_casts).split(width, -1)
            q, k, value = (p.reshape(lanes * args.batch, context, heads, -1).transpose(1, 2) for p in parts)
            attended = F.scaled_dot_product_attention(q, k, value, is_causal=True)
            attended = attended.transpose(1, 2).reshape(lanes, tokens, width)
            x = x + Linear.apply(attended, out, *layer_casts)
            raised = F.gelu(Linear.apply(norm(x, g2), up, *layer_casts), approximate="tanh")
            x = x + Linear.apply(raised, down, *layer_casts)
        logits = Linear.apply(norm(x, final), head, *head_casts)
        return F.cross_entropy(logits.reshape(-1, args.vocabulary), targets, reduction="sum") / tokens

    @torch.no_grad()
    def update(gradients, correction1, correction2):
        squares = sum(g.square().flatten(1).sum(1) for g in gradients)
        clip = (1 / squares.sqrt()).clamp(max=1)
        for w, g, first, second in zip(weights, gradients, m, v):
            shape = (lanes,) + (1,) * (w.dim() - 1)
            g = g * clip.view(shape)
            first.lerp_(g, 0.1)
            second.mul_(0.95).addcmul_(g, g, value=0.05)
            change = first * correction1 / ((second * correction2).sqrt() + 1e-8) + 0.1 * w
            w.sub_(rates.view(shape) * change)

    if compiled:
        loss_of, update = torch.compile(loss_of), torch.compile(update)

    def step(number):
        data = torch.randint(args.vocabulary, (lanes, args.batch, context + 1))
        inputs, targets = data[:, :, :-1].reshape(lanes, tokens), data[:, :, 1:].reshape(-1)
        gradients = torch.autograd.grad(loss_of(weights, inputs, targets), weights)
        # Tensors, so that no step compiles anew.
        update(gradients, torch.tensor(1 / (1 - 0.9**number)), torch.tensor(1 / (1 - 0.95**number)))

    return step


def synchronize():
    if args.device.startswith("cuda"):
        torch.cuda.synchronize()


def lane_steps_per_second(lanes, recipe, compiled=False):
    step = make_step(lanes, recipe, compiled)
    for number in (1, 2, 3):
        step(number)
    synchronize()
    number, start = 3, clock()
    while clock() - start < args.seconds:
        number += 1
        step(number)
        # A queue that runs ahead would go on after the time is up.
        if number % 8 == 0:
            synchronize()
    synchronize()
    return lanes * (number - 3) / (clock() - start)


def speeds(recipe):
    ways = {"oneAtATime": 1} if args.lanes == 1 else {"allLanes": args.lanes, "oneAtATime": 1}
    eager, compiled = not args.only_compiled, args.compile or args.only_compiled
    return {
        **({way: lane_steps_per_second(lanes, recipe) for way, lanes in ways.items()} if eager else {}),
        **({f"{way}Compiled": lane_steps_per_second(lanes, recipe, True) for way, lanes in ways.items()} if compiled else {}),
    }


name = torch.cuda.get_device_name() if args.device.startswith("cuda") else "CPU"
result = {recipe: speeds(recipe) for recipe in args.recipes.split(",")}
print(json.dumps({"torch": torch.__version__, "on": name, **vars(args), "laneStepsPerSecond": result}, indent=1))
