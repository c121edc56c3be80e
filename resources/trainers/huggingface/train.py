"""An example of precipice_callback.py: a small GPT-2 from scratch on the bytes of a text, one run a call.

usage: python train.py --text FILE_OR_FOLDER --lr 0.01 --batch 16 --seed 0 --precision fp32|bf16 --steps 200
"""
import argparse
import math
import pathlib
from collections import Counter

import torch
from torch.utils.data import Dataset
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

from precipice_callback import PrecipiceCallback

CONTEXT = 64
VALIDATION_SEQUENCES = 64

parser = argparse.ArgumentParser()
parser.add_argument("--text", required=True)
parser.add_argument("--lr", type=float, required=True)
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--precision", choices=["fp32", "bf16"], required=True)
parser.add_argument("--steps", type=int, required=True)
parser.add_argument("--out", default="out")
options = parser.parse_args()

path = pathlib.Path(options.text)
files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
text = b"\n".join(file.read_bytes() for file in files)
counts = Counter(text)
entropy = -sum(count / len(text) * math.log(count / len(text)) for count in counts.values())
tokens = torch.tensor(list(text), dtype=torch.long)
held_out = VALIDATION_SEQUENCES * CONTEXT


class Windows(Dataset):
    def __init__(self, tokens):
        self.tokens = tokens

    def __len__(self):
        return len(self.tokens) // CONTEXT

    def __getitem__(self, index):
        window = self.tokens[index * CONTEXT : (index + 1) * CONTEXT]
        return {"input_ids": window, "labels": window}


torch.manual_seed(options.seed)
on_gpu = torch.cuda.is_available()
model = GPT2LMHeadModel(
    GPT2Config(vocab_size=256, n_positions=CONTEXT, n_embd=64, n_layer=2, n_head=4, bos_token_id=0, eos_token_id=0)
)
callback = PrecipiceCallback(
    precision="hardware",
    device=torch.cuda.get_device_name() if on_gpu else "CPU",
    model="GPT-2, 2 layers of 64",
    unigram_entropy=entropy,
    facts={"torch": torch.__version__},
)
trainer = Trainer(
    model=model,
    args=TrainingArguments(
        output_dir=options.out,
        max_steps=options.steps,
        per_device_train_batch_size=options.batch,
        learning_rate=options.lr,
        warmup_steps=max(1, options.steps // 10),
        lr_scheduler_type="cosine",
        bf16=options.precision == "bf16",
        use_cpu=not on_gpu,
        seed=options.seed,
        logging_steps=1,
        logging_nan_inf_filter=False,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
    ),
    train_dataset=Windows(tokens[:-held_out]),
    eval_dataset=Windows(tokens[-held_out:]),
    callbacks=[callback],
)
trainer.train()
callback.end(trainer.evaluate()["eval_loss"])
