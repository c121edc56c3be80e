// The GPUs that Dawn could open. Dawn's binding lists them only in the complaint about one that is not there, and opens the first
// whose name has the letters that are asked for. Pure.

/** An option of Dawn that no GPU answers to. */
export const NO_ADAPTER = 'adapter=\n';

/** Names by number, from Dawn's complaint: those of the graphics interface that it would take, which stands first. */
export function listedAdapters(complaint: string): string[] {
  const found = [...complaint.matchAll(/\* backend: '([^']*)', name: '(.*)'$/gm)];
  return found.filter(([, backend]) => backend === found[0]![1]).map(([, , name]) => name!);
}

/** Letters that Dawn finds that GPU by. @throws Error with one sentence where there is none, or Dawn would find another. */
export function chosenAdapter(all: readonly string[], which: string): string {
  const number = /^\d+$/.test(which) ? Number(which) : null;
  const name = number === null ? all.find((each) => each.includes(which)) : all[number];
  if (name === undefined) {
    const listed = all.map((each, index) => `${index} (${each})`).join(', ');
    throw new Error(`there is no GPU ${which}; there is ${listed}.`);
  }
  const found = all.findIndex((each) => each.includes(name));
  if (number !== null && found !== number) {
    throw new Error(
      `GPU ${number} is called "${name}", as GPU ${found} is, and Dawn tells GPUs apart by their names alone; the environment of the host may choose it, as in webgpu@DRI_PRIME=pci-0000_41_00_0 (docs/gpu.md).`,
    );
  }
  return name;
}
