// Opens the hosts of a study, as many as are wanted and where they are wanted: they share the threads and memory of the machine, or
// have each its own GPU, and are alike.
import { availableParallelism } from 'node:os';
import type { DeviceDescription } from '../engine/device.ts';
import { machineMemory } from '../host/machine-memory.ts';
import { ALIKE, placeName, PlacesError, variablesOf, type Place, type Places } from '../host/places.ts';
import { HostPool, type Member } from '../host/pool.ts';
import type { DeviceChoice, StartSettings } from '../host/protocol.ts';
import { startHost, type Host } from '../host/supervisor.ts';
import type { Environment } from '../records/types.ts';

export interface HostsWanted {
  readonly device: DeviceChoice;
  /** Of all hosts together; null: as many as the machine has cores. */
  readonly threads: number | null;
  /** Absent: one host. */
  readonly places?: Places;
}

type Settings = HostsWanted & Omit<StartSettings, 'device' | 'threads' | 'name' | 'variables'>;

export interface OpenedHosts {
  readonly pool: HostPool;
  readonly facts: Environment;
  /** What a user should know of them, one sentence each. */
  readonly notes: readonly string[];
}

/** @throws PlacesError where they are not alike, or not there; HostError, HostMemoryError; the reason of the signal. */
export async function openHosts(
  { places = 1, ...given }: Settings,
  signal?: AbortSignal,
): Promise<OpenedHosts> {
  if (places === 1) return { pool: HostPool.of(await startHost(given, signal)), facts: {}, notes: [] };
  const count = typeof places === 'number' ? places : places.length;
  const first = typeof places === 'number' ? await openFirst(given, count, signal) : null;
  const wanted = first
    ? Array.from({ length: count }, () => ({ ...ANYWHERE, device: first.opened.description.name }))
    : (places as readonly Place[]);
  const open = async (place: Place, index: number): Promise<Member> => {
    const share = shareOf(place, wanted);
    const start = () =>
      startHost(
        {
          ...given,
          device: place.device,
          ...(place.which !== null && { which: place.which }),
          variables: variablesOf(place),
          name: `host-${index + 1}`,
          threads: threadsOf(index, count, given.threads),
          share,
        },
        signal,
      );
    const number = `host ${index + 1}`;
    const name = place.which === null ? number : `${number} (${placeName(place)})`;
    return { name, host: withMemory(await (index === 0 && first ? first : start()), 1 / count) };
  };
  const opening = await Promise.allSettled(wanted.map(open));
  const members = opening.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    for (const each of opening) if (each.status === 'rejected') throw each.reason;
    for (const [index, place] of wanted.entries()) {
      mustHaveGpu(place, members[index]!.host.opened.description);
    }
    mustBeAlike(members);
  } catch (error) {
    await Promise.all(members.map(({ host }) => host.close()));
    throw error;
  }
  const pool = new HostPool(members);
  const facts = {
    hosts: count,
    threads: pool.threads,
    ...(typeof places !== 'number' && { places: places.map(placeName).join(', ') }),
  };
  return { pool, facts, notes: notesOf(places, members, given.threads) };
}

const ANYWHERE = { which: null, variables: {} } as const;

/** Of so many hosts, the one whose device the others have too. */
async function openFirst(
  given: Omit<Settings, 'places'>,
  count: number,
  signal?: AbortSignal,
): Promise<Host> {
  const threads = threadsOf(0, count, given.threads);
  const first = await startHost({ ...given, threads, share: 1 / count, name: 'host-1' }, signal);
  const { name, clock } = first.opened.description;
  if (name !== 'tensorflow' || clock === 'processor') return first;
  await first.close();
  throw new PlacesError(
    'TensorFlow computes on GPUs here; say which GPU each host is to have, as in tensorflow:0,tensorflow:1.',
  );
}

/** The threads of all, divided; the last hosts have one more where they do not go evenly. */
function threadsOf(index: number, count: number, threads: number | null): number {
  const cores = availableParallelism();
  const all = Math.min(threads ?? cores, cores);
  return Math.max(1, Math.floor(all / count) + (index >= count - (all % count) ? 1 : 0));
}

/** A GPU's memory is shared by the hosts that are on it, the machine's by all. */
function shareOf(own: Place, all: readonly Place[]): number {
  const isThere = ({ which, variables }: Place) =>
    which === own.which && JSON.stringify(variables) === JSON.stringify(own.variables);
  return 1 / all.filter(isThere).length;
}

/** A device without a memory of its own plans with the machine's, of which it has a share. */
function withMemory(host: Host, share: number): Host {
  const { description, candidates } = host.opened;
  const memory = description.memory ?? { session: share * machineMemory(), tensor: Infinity };
  return { ...host, opened: { description: { ...description, memory }, candidates } };
}

function mustHaveGpu(place: Place, { clock }: DeviceDescription): void {
  if (place.device !== 'tensorflow' || place.which === null || clock === 'wall') return;
  throw new PlacesError(`${placeName(place)} is not there: TensorFlow finds no GPU of that number.`);
}

function mustBeAlike(members: readonly Member[]): void {
  const kindOf = ({ host }: Member) => {
    const { name, summary } = host.opened.description;
    // Their summaries tell threads, which change no number; the library of `native` is the machine's.
    return name === 'wasm' || name === 'native' ? name : summary;
  };
  const [first] = members;
  const other = members.find((each) => kindOf(each) !== kindOf(first!));
  if (!other) return;
  throw new PlacesError(
    `${first!.name} has ${kindOf(first!)}, and ${other.name} has ${kindOf(other)}; ${ALIKE}`,
  );
}

function notesOf(places: Places, members: readonly Member[], threads: number | null): string[] {
  const { name, gpus, clock, software } = members[0]!.host.opened.description;
  const notes: string[] = [];
  const cores = Math.min(threads ?? Infinity, availableParallelism());
  if (clock === 'processor' && !software && members.length > cores) {
    notes.push(
      `${members.length} hosts share ${cores} ${cores === 1 ? 'thread' : 'threads'}; more hosts than threads gain nothing.`,
    );
  }
  if (name === 'webgpu' && typeof places === 'number') {
    const others = gpus && gpus.length > 1 ? `; there are ${gpus.join(', ')}, which may be named` : '';
    notes.push(`All ${members.length} hosts are on one GPU and share its memory${others} (docs/gpu.md).`);
  }
  return notes;
}
