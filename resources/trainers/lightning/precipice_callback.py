"""A callback for Lightning that tells Precipice every step (docs/external-trainer.md).

    trainer = lightning.Trainer(..., callbacks=[PrecipiceCallback(precision="hardware", device="NVIDIA H100")])

`training_step` must return the loss in nats per token, or a dictionary with it as "loss"; a validation loss is taken from
what is logged as `validation_metric`. Optimization must be automatic.
"""
import json

import torch
from lightning.pytorch.callbacks import Callback


class PrecipiceCallback(Callback):
    def __init__(self, precision, device, model=None, unigram_entropy=None, facts=None, validation_metric="val_loss"):
        self.start = dict(precision=precision, device=device)
        optional = dict(model=model, unigram_entropy=unigram_entropy, facts=facts)
        self.start.update({name: value for name, value in optional.items() if value is not None})
        self.validation_metric = validation_metric
        self.validation_loss = None
        self.losses = []
        self.norm = None
        self.steps = 0
        self.speaks = False

    def say(self, kind, **fields):
        # Of several processes the first speaks. json writes NaN and Infinity as bare words, which Precipice reads.
        if self.speaks:
            print(json.dumps({"kind": kind, **fields}), flush=True)

    def on_train_start(self, trainer, module):
        if not module.automatic_optimization:
            raise ValueError("automatic_optimization must be True: the callback could not tell what a step is.")
        self.speaks = trainer.is_global_zero
        self.steps = trainer.global_step
        self.say("start", **self.start)

    def on_before_optimizer_step(self, trainer, module, optimizer):
        # Before clipping; a loss scale has been taken out.
        norms = [parameter.grad.norm() for parameter in module.parameters() if parameter.grad is not None]
        self.norm = torch.linalg.vector_norm(torch.stack(norms)).item() if norms else None

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        self.losses.append((outputs["loss"] if isinstance(outputs, dict) else outputs).item())
        if trainer.global_step == self.steps:
            # Gradients are still being accumulated.
            return
        # Lightning returns the loss divided by the number of batches that are accumulated.
        loss = sum(self.losses) if trainer.accumulate_grad_batches > 1 else self.losses[-1]
        self.say("step", step=self.steps, loss=loss, gradient_norm=self.norm)
        self.steps, self.losses, self.norm = trainer.global_step, [], None

    def on_validation_end(self, trainer, module):
        if not trainer.sanity_checking and self.validation_metric in trainer.callback_metrics:
            self.validation_loss = trainer.callback_metrics[self.validation_metric].item()

    def on_fit_end(self, trainer, module):
        self.say("end", validation_loss=self.validation_loss)
