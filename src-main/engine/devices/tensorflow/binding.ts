// What the native binding of tfjs offers, as far as it is used.
/** Ids stand for tensors. */
export interface Binding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): readonly MadeTensor[];
  getNumOfTensors(): number;
  /** The folder of a SavedModel and the tag of a graph in it; returns a number that stands for it. */
  loadSavedModel(folder: string, tag: string): number;
  /** Names of tensors are joined by commas. */
  runSavedModel(
    model: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): readonly MadeTensor[];
  deleteSavedModel(model: number): void;
}

export interface MadeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}
