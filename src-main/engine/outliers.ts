// Outlier stress: some columns of what enters the second linear layer of each MLP are multiplied by a power of two, and the rows of
// the weight that read them divided by it. A network in exact arithmetic is the same with and without, and so is one in float32
// or bfloat16, bit for bit; only what shares a scale with those columns, or remembers them in one, can tell.

export interface OutlierSettings {
  /** The first so many of the hidden columns. */
  readonly columns: number;
  /** A power of two. */
  readonly factor: number;
  /** The first step that has them; absent: 0. */
  readonly fromStep?: number | undefined;
  /** From there on every so many steps have them; absent: all. */
  readonly every?: number | undefined;
}

/** Whether they are there; in an evaluation they always are. */
export function areThere(
  { fromStep, every }: { readonly fromStep: number; readonly every: number },
  step: number,
  training: boolean,
): boolean {
  return !training || (step >= fromStep && (step - fromStep) % every === 0);
}
