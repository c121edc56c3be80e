// How much of this machine's memory a session plans with, where its device has none of its own.
import { totalmem } from 'node:os';
import type { DeviceDescription } from '../engine/device.ts';

/** The rest is for what the numbers of a session go through on their way to the study, and for other programs. */
const SHARE = 0.5;

/** Bytes: of this machine, or of the container or job that this process is confined to. */
export function machineMemory(): number {
  return SHARE * Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/** Bytes that a session plans with: of the device's own memory, or else of the machine's. */
export function plannedMemory({ memory }: Pick<DeviceDescription, 'memory'>): number {
  return memory?.session ?? machineMemory();
}
