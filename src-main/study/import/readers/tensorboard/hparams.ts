// Settings as the HParams plugin of TensorBoard keeps them, in the metadata of a summary. Pure.
// Source: tensorboard/plugins/hparams/plugin_data.proto and api.proto (Status), google/protobuf/struct.proto (Value).
import { bytesOf, fields, textOf } from '../protobuf.ts';

const FAILURE = 2n;

export interface Hparams {
  readonly settings: ReadonlyMap<string, string | number | boolean>;
  /** Its session says that it failed. */
  readonly failed: boolean;
}

/** `metadata`: SummaryMetadata. */
export function hparamsOf(metadata: Uint8Array): Hparams {
  const settings = new Map<string, string | number | boolean>();
  let failed = false;
  const plugin = bytesOf(metadata, 1);
  const content = plugin && bytesOf(plugin, 2);
  for (const [field, , value] of content ? fields(content) : []) {
    if (!(value instanceof Uint8Array)) continue;
    if (field === 3) {
      for (const [inner, , entry] of fields(value))
        if (inner === 1) addSetting(entry as Uint8Array, settings);
    } else if (field === 4) {
      for (const [inner, , status] of fields(value)) if (inner === 1 && status === FAILURE) failed = true;
    }
  }
  return { settings, failed };
}

/** An entry of a map: key and google.protobuf.Value. */
function addSetting(entry: Uint8Array, into: Map<string, string | number | boolean>): void {
  const [key, value] = [bytesOf(entry, 1), bytesOf(entry, 2)];
  if (key === null || value === null) return;
  for (const [field, , held] of fields(value)) {
    if (field === 2) into.set(textOf(key), Number(held));
    else if (field === 3) into.set(textOf(key), textOf(held as Uint8Array));
    else if (field === 4) into.set(textOf(key), held === 1n);
  }
}
