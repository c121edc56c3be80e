// A process beside the one that starts trainers. It is told which process groups those are, and ends them when that one is gone
// without having done so, as after SIGKILL: a trainer that is silent would not notice, and compute on.
import { createInterface } from 'node:readline';
import { endMarked } from './marked-processes.ts';
import { signalGroup } from './process-group.ts';

const MOMENT_MILLISECONDS = 1000;

const living = new Set<number>();
/** Sessions of which one may have been started that this was not told of. */
const sessions = new Set<string>();
// What ends the terminal or the job is the parent's decision.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [sign, name] = [line[0], line.slice(1)];
    if (sign === '+') living.add(Number(name));
    else if (sign === '-') living.delete(Number(name));
    else if (sign === '=') sessions.add(name);
    else sessions.clear();
  })
  .on('close', () => {
    for (const leader of living) signalGroup(leader, 'SIGKILL');
    endMarked([...sessions]);
    // What was being started just then has its mark a moment later.
    setTimeout(() => endMarked([...sessions]), MOMENT_MILLISECONDS);
  });
