// How much work something is, whatever else the machine does meanwhile.

/** Seconds for which processors have worked for this process; take the difference of two. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
