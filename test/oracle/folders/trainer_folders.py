"""Makes golden/folders/transformers with the trainer of Transformers itself, which is told its losses.

Make an environment: python3 -m venv imports && imports/bin/pip install torch transformers accelerate tensorboard
Run from this folder: imports/bin/python trainer_folders.py

Each run keeps what a folder of the trainer has after training: trainer_state.json, that of its checkpoint, and its TensorBoard events, which
say its arguments as text; weights are removed. By default the trainer hides a loss that is NaN from its log (logging_nan_inf_filter).
A run that is killed has no trainer_state.json of its own, and that of its checkpoint says less than its events.
In golden/folders/trainer-state the same runs have trainer_state.json alone, and training_args.json beside it.
"""

import json
import math
import pathlib
import shutil
import tempfile

import torch
from transformers import Trainer, TrainerCallback, TrainingArguments

from truth import BATCH, EVERY, FOLDER, STEPS, runs


class Told(torch.nn.Module):
    """Its loss is what it is told, step by step, of which each has two micro-steps; the gradient of its one weight is that loss."""

    def __init__(self, losses):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))
        self.losses = dict(losses)
        self.calls = 0

    def forward(self, x=None, labels=None):
        self.calls += 1
        step = math.ceil(self.calls / 2)
        loss = self.losses.get(math.ceil(step / EVERY) * EVERY, math.nan)
        return {"loss": loss * self.weight.sum() / self.weight.detach().sum()}


class Kill(TrainerCallback):
    def on_log(self, arguments, state, control, **_):
        if state.global_step >= 100:
            raise KeyboardInterrupt


def train(folder, settings, ends, losses):
    arguments = TrainingArguments(
        output_dir=str(folder),
        learning_rate=settings["lr"],
        lr_scheduler_type="constant_with_warmup",
        warmup_steps=40,
        per_device_train_batch_size=BATCH // 2,
        gradient_accumulation_steps=2,
        average_tokens_across_devices=False,
        seed=settings["seed"],
        bf16=settings["precision"] == "bf16",
        max_steps=STEPS,
        logging_steps=EVERY,
        save_steps=60,
        save_total_limit=1,
        report_to=["tensorboard"],
        use_cpu=True,
        disable_tqdm=True,
        max_grad_norm=1e9,
    )
    data = [{"x": torch.ones(1), "labels": torch.ones(1)} for _ in range(BATCH)]
    callbacks = [Kill()] if ends == "killed" else []
    trainer = Trainer(Told(losses), arguments, train_dataset=data, callbacks=callbacks)
    trainer.model_accepts_loss_kwargs = False
    try:
        trainer.train()
        trainer.save_state()
    except KeyboardInterrupt:
        pass
    return arguments


def make():
    for target in ("transformers", "trainer-state"):
        shutil.rmtree(FOLDER / target, ignore_errors=True)
    for name, settings, ends, losses in runs():
        with tempfile.TemporaryDirectory() as place:
            # The name says the recipe: fp8 is none of the trainer's own arguments.
            trained = pathlib.Path(place) / name
            arguments = train(trained, settings, ends, losses)
            for kind in ("transformers", "trainer-state"):
                for file in trained.rglob("*"):
                    keeps = file.name == "trainer_state.json" or kind == "transformers" and "tfevents" in file.name
                    if not keeps:
                        continue
                    copy = FOLDER / kind / name / file.relative_to(trained)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)
            arguments.output_dir = name
            (FOLDER / "trainer-state" / name / "training_args.json").write_text(arguments.to_json_string())


make()
