// Where the hosts of one study train, as the user writes it: so many of them, or each by its device, its GPU and the variables of
// its environment. Pure.
import { DEVICE_NAMES, type DeviceName } from '../engine/device.ts';
import type { DeviceChoice } from './protocol.ts';

/** Where one host trains. */
export interface Place {
  readonly device: DeviceName;
  /** A GPU by its number, or by a part of its name; null: the one that the device takes by itself. */
  readonly which: string | null;
  /** Of the environment of this host alone. */
  readonly variables: Readonly<Record<string, string>>;
}

/** So many hosts of the device that is chosen, or each where the user said. */
export type Places = number | readonly Place[];

/** What the user said of hosts cannot be; one sentence. */
export class PlacesError extends Error {
  override name = 'PlacesError';
}

/** Hosts of one study. */
export const MOST_HOSTS = 64;
/** Devices that have GPUs to choose from. */
const OF_GPUS: readonly DeviceName[] = ['webgpu', 'tensorflow'];
/** What a user may set for a host: these choose among GPUs, and load nothing. */
const VARIABLES = [
  'CUDA_VISIBLE_DEVICES',
  'HIP_VISIBLE_DEVICES',
  'ROCR_VISIBLE_DEVICES',
  'DRI_PRIME',
  'MESA_VK_DEVICE_SELECT',
];

/**
 * `2`, or `webgpu:0,webgpu:1`, `webgpu:T4`, `tensorflow:1`, `webgpu@DRI_PRIME=pci-0000_41_00_0`. `name` is what the user calls it,
 * `device` what was chosen beside it.
 * @throws PlacesError.
 */
export function parsePlaces(name: string, text: string, device: DeviceChoice): Places {
  const words = text.split(',').map((word) => word.trim());
  if (words.length === 1 && /^[-+]?[\d.]+$/.test(words[0]!)) return countOf(name, words[0]!);
  const places = words.map((word) => placeOf(name, text, word));
  if (places.length > MOST_HOSTS) {
    throw new PlacesError(
      `${name} names ${places.length} hosts; a study is trained by ${MOST_HOSTS} at the most.`,
    );
  }
  const [first, ...others] = places;
  const other = others.find((each) => each.device !== first!.device);
  if (other) throw new PlacesError(`${name} names ${first!.device} and ${other.device}; ${ALIKE}`);
  if (device !== 'auto' && device !== first!.device) {
    throw new PlacesError(`${name} names ${first!.device}, but the device that is asked for is ${device}.`);
  }
  return places;
}

/** Why hosts are of one kind. */
export const ALIKE =
  'all hosts of a study must be alike, because devices round sums each in their own way, and a recipe would be compared with a baseline that another device trained.';

function countOf(name: string, word: string): number {
  const count = Number(word);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_HOSTS) return count;
  throw new PlacesError(`${name} is ${word}; it must be a whole number of hosts from 1 to ${MOST_HOSTS}.`);
}

function placeOf(name: string, text: string, word: string): Place {
  const [at, ...settings] = word.split('@');
  const colon = at!.indexOf(':');
  const device = DEVICE_NAMES.find((known) => known === (colon < 0 ? at! : at!.slice(0, colon)).trim());
  if (device === undefined) {
    throw new PlacesError(
      `${name} is "${text}"; it must be a number of hosts, or the device of each (${DEVICE_NAMES.join(', ')}), with its GPU behind a colon where there are several, as in webgpu:0,webgpu:1.`,
    );
  }
  const which = colon < 0 ? null : at!.slice(colon + 1).trim();
  if (which !== null && !OF_GPUS.includes(device)) {
    throw new PlacesError(`${name} names ${word}; only ${OF_GPUS.join(' and ')} have GPUs to choose from.`);
  }
  const isNumber = which !== null && /^\d{1,3}$/.test(which);
  if (which !== null && !isNumber && (device === 'tensorflow' || which === '')) {
    const allowed = device === 'tensorflow' ? 'a number' : 'a number or a part of its name';
    throw new PlacesError(`${name} names ${word}; behind the colon stands ${allowed}, as in ${device}:0.`);
  }
  return { device, which, variables: Object.fromEntries(settings.map((each) => variableOf(name, each))) };
}

function variableOf(name: string, setting: string): [string, string] {
  const [variable, value] = /^\s*(\w+)=([\w.:!-]+)\s*$/.exec(setting)?.slice(1) ?? [];
  if (variable !== undefined && VARIABLES.includes(variable)) return [variable, value!];
  throw new PlacesError(
    `${name} sets "${setting}"; behind an @ stands one of ${VARIABLES.join(', ')} with its value, as in webgpu@DRI_PRIME=pci-0000_41_00_0.`,
  );
}

/** As the user would write it, without its variables. */
export function placeName({ device, which }: Pick<Place, 'device' | 'which'>): string {
  return which === null ? device : `${device}:${which}`;
}

/**
 * What the environment of a host at this place has beside that of this process, where CUDA may have been given a few GPUs of all.
 * @throws PlacesError where it was given fewer.
 */
export function variablesOf(
  { device, which, variables }: Place,
  given: string | undefined = process.env.CUDA_VISIBLE_DEVICES,
): Readonly<Record<string, string>> {
  if (device !== 'tensorflow' || which === null) return variables;
  const visible = given
    ?.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const chosen = visible ? visible[Number(which)] : which;
  if (chosen === undefined) {
    throw new PlacesError(
      `tensorflow:${which} is not there; CUDA_VISIBLE_DEVICES is "${given}", so GPUs have numbers below ${visible!.length}.`,
    );
  }
  return { CUDA_VISIBLE_DEVICES: chosen, ...variables };
}
