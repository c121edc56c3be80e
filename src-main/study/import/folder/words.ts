// Numbers of things in sentences. Pure.

/** 1 run, 2 runs. */
export function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
