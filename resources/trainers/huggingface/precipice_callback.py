"""A callback for the Trainer of Hugging Face Transformers that tells Precipice every step (docs/external-trainer.md).

    callback = PrecipiceCallback(precision="hardware", device="NVIDIA H100", model="GPT-2 124M")
    trainer = Trainer(..., callbacks=[callback])
    trainer.train()
    callback.end(trainer.evaluate()["eval_loss"])

TrainingArguments must have logging_steps=1, because Precipice wants the loss of every step, and logging_nan_inf_filter=False,
because with it Transformers writes a finite number for a loss that is NaN.
"""
import json
import math

from transformers import TrainerCallback


class PrecipiceCallback(TrainerCallback):
    def __init__(self, precision, device, model=None, unigram_entropy=None, facts=None):
        self.start = dict(precision=precision, device=device)
        optional = dict(model=model, unigram_entropy=unigram_entropy, facts=facts)
        self.start.update({name: value for name, value in optional.items() if value is not None})
        self.speaks = False

    def say(self, kind, **fields):
        # Of several processes the first speaks. json writes NaN and Infinity as bare words, which Precipice reads.
        if self.speaks:
            print(json.dumps({"kind": kind, **fields}), flush=True)

    def on_train_begin(self, args, state, control, **_):
        if args.logging_strategy != "steps" or args.logging_steps != 1:
            raise ValueError('logging_strategy must be "steps" and logging_steps 1: Precipice wants the loss of every step.')
        if args.logging_nan_inf_filter:
            raise ValueError("logging_nan_inf_filter must be False: with it a loss that is NaN is logged as a finite number.")
        self.speaks = state.is_world_process_zero
        self.say("start", **self.start)

    def on_log(self, args, state, control, logs=None, **_):
        if not logs or "loss" not in logs:
            return
        step, norm = state.global_step - 1, logs.get("grad_norm")
        if norm is not None and args.fp16 and not math.isfinite(norm):
            # The loss scaler skips such a step; nothing has diverged.
            self.say("event", step=step, message="the loss scaler skipped a step: its gradient was not finite")
            norm = None
        self.say("step", step=step, loss=float(logs["loss"]), gradient_norm=None if norm is None else float(norm))

    def end(self, validation_loss=None):
        """To be called when nothing more is to be said of the run, after the last evaluation."""
        self.say("end", validation_loss=validation_loss)
