"""An example of precipice_callback.py: a small transformer from scratch on the bytes of a text, one run a call.

usage: python train.py --text FILE_OR_FOLDER --lr 0.01 --batch 16 --seed 0 --precision 32-true|bf16-mixed --steps 200
"""
import argparse
import math
import pathlib
from collections import Counter

import lightning
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

from precipice_callback import PrecipiceCallback

CONTEXT = 64
WIDTH = 64
VALIDATION_SEQUENCES = 64

parser = argparse.ArgumentParser()
parser.add_argument("--text", required=True)
parser.add_argument("--lr", type=float, required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--precision", choices=["32-true", "bf16-mixed"], required=True)
parser.add_argument("--steps", type=int, required=True)
parser.add_argument("--accumulate", type=int, default=1)
options = parser.parse_args()

path = pathlib.Path(options.text)
files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
text = b"\n".join(file.read_bytes() for file in files)
counts = Counter(text)
entropy = -sum(count / len(text) * math.log(count / len(text)) for count in counts.values())
tokens = torch.tensor(list(text[: len(text) // CONTEXT * CONTEXT]), dtype=torch.long).view(-1, CONTEXT)


class Model(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(256, WIDTH)
        self.place = nn.Embedding(CONTEXT, WIDTH)
        layer = nn.TransformerEncoderLayer(WIDTH, 4, 4 * WIDTH, dropout=0.0, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(WIDTH, 256, bias=False)
        mask = nn.Transformer.generate_square_subsequent_mask(CONTEXT - 1)
        self.register_buffer("mask", mask)

    def loss(self, batch):
        given, wanted = batch[:, :-1], batch[:, 1:]
        x = self.embed(given) + self.place.weight[: given.shape[1]]
        logits = self.head(self.layers(x, mask=self.mask, is_causal=True))
        return F.cross_entropy(logits.float().flatten(0, 1), wanted.flatten())

    def training_step(self, batch, batch_idx):
        return self.loss(batch)

    def validation_step(self, batch, batch_idx):
        self.log("val_loss", self.loss(batch))

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=options.lr)
        warmup = max(1, options.steps // 10)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / warmup))
        return [optimizer], [{"scheduler": schedule, "interval": "step"}]


lightning.seed_everything(options.seed, verbose=False)
callback = PrecipiceCallback(
    precision="hardware",
    device=torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU",
    model="a transformer of 2 layers of 64",
    unigram_entropy=entropy,
    facts={"torch": torch.__version__, "lightning": lightning.__version__},
)
trainer = lightning.Trainer(
    max_steps=options.steps,
    precision=options.precision,
    accumulate_grad_batches=options.accumulate,
    gradient_clip_val=1.0,
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
    num_sanity_val_steps=0,
    # Once, after the last step.
    check_val_every_n_epoch=None,
    val_check_interval=options.steps * options.accumulate,
    callbacks=[callback],
)
train = DataLoader(tokens[:-VALIDATION_SEQUENCES], batch_size=options.batch, shuffle=True)
trainer.fit(Model(), train, DataLoader(tokens[-VALIDATION_SEQUENCES:], batch_size=options.batch))
