// A thread that ends its process when the parent is gone. The process's own thread may be computing for minutes and would not
// see it; this one does nothing else. It knows by a pipe of which the parent holds the other end and on which nothing is said.
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

const { descriptor } = workerData as { readonly descriptor: number };
const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: descriptor, readable: true, writable: false })
  .on('end', end)
  .on('error', end)
  .on('close', end)
  .resume();
