// How much memory of a GPU a session plans with. Neither WebGPU nor the binding of TensorFlow tells how much there is, so
// that the user may.

/** Those GPUs have that are worth training on. */
const USUAL_GIBIBYTES = 4;
const VARIABLE = 'PRECIPICE_GPU_MEMORY';

/** Of a driver that computes on the CPU: the machine's, or less where the user says so. @throws Error as gpuMemory. */
export function softwareGpuMemory(machine: number, environment: NodeJS.ProcessEnv = process.env): number {
  return environment[VARIABLE] === undefined ? machine : Math.min(machine, gpuMemory(environment));
}

/** In bytes. @throws Error with one sentence where the variable is not a number of GiB. */
export function gpuMemory(environment: NodeJS.ProcessEnv = process.env): number {
  const given = environment[VARIABLE];
  if (given === undefined) return USUAL_GIBIBYTES * 2 ** 30;
  const gibibytes = Number(given);
  if (given.trim() === '' || !(gibibytes >= 0.25 && gibibytes <= 4096)) {
    throw new Error(`${VARIABLE} is "${given}"; it must be a number of GiB from 0.25 to 4096.`);
  }
  return gibibytes * 2 ** 30;
}
