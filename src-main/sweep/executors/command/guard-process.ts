// A process beside the one that starts trainers. It is told which process groups those are, and ends them when that one is gone
// without having done so, as after SIGKILL: a trainer that is silent would not notice, and compute on.
import { createInterface } from 'node:readline';
import { signalGroup } from './process-group.ts';

const living = new Set<number>();
// What ends the terminal or the job is the parent's decision.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const leader = Number(line.slice(1));
    if (line.startsWith('+')) living.add(leader);
    else living.delete(leader);
  })
  .on('close', () => {
    for (const leader of living) signalGroup(leader, 'SIGKILL');
  });
