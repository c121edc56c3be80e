// The app on a disk that fills up: sentences, nothing half-written, and the sweep goes on when there is room again.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ApiEvent } from '../../src-main/contract/contract.ts';
import { createCore } from '../../src-main/api/core.ts';
import { mountSmallDisk } from '../sweep/small-disk.ts';
import { TINY } from '../sweep/tiny.ts';

const disk = mountSmallDisk(8000);
afterAll(() => disk?.unmount());

const example = readFileSync(path.resolve(import.meta.dirname, '../../resources/example.precipice'));

test.skipIf(disk === null)(
  'a full disk is told, loses nothing, and the sweep goes on afterwards',
  async () => {
    const core = createCore({
      libraryFolder: disk!.folder,
      reveal: null,
      readOnly: false,
      runsCommands: false,
    });
    const call = (procedure: string, input: unknown) =>
      core.router.call(procedure, input, { readOnly: false });
    const next = (kind: ApiEvent['kind']) =>
      new Promise<ApiEvent>((resolve) => {
        const stop = core.router.subscribe((event) => {
          if (event.kind !== kind) return;
          stop();
          resolve(event);
        });
      });
    const files = () => readdirSync(disk!.folder).filter((name) => name.includes('.precipice'));

    disk!.fill();
    const uploaded = await call('library.upload', { fileName: 'a.precipice', bytes: example });
    expect(uploaded).toMatchObject({ kind: 'error', error: { code: 'storage' } });
    const begun = await call('sweep.start', { spec: TINY, device: 'wasm' });
    expect(begun).toMatchObject({ kind: 'error', error: { code: 'storage' } });
    expect(files()).toEqual([]);
    expect(core.sweeps.busy).toBe(false);
    disk!.empty();

    const spec = { ...TINY, steps: 6000, statisticsEvery: 1000 };
    const started = await call('sweep.start', { spec, device: 'wasm' });
    const { id } = (started as { result: { id: string } }).result;
    const ended = next('sweep-ended');
    await next('study-changed');
    disk!.fill();
    expect(await ended).toMatchObject({
      sentence: expect.stringMatching(/^It stopped: .* cannot be written: the disk is full/) as string,
    });
    disk!.empty();
    while (core.sweeps.busy) await next('activity');

    const again = next('sweep-ended');
    expect(await call('sweep.resume', { id, device: 'wasm' })).toMatchObject({ kind: 'result' });
    expect(await again).toMatchObject({ sentence: expect.stringContaining('runs are trained') as string });
    expect(await call('study.view', { id })).toMatchObject({ result: { counts: { finished: 16 } } });
    expect(files()).toEqual(['tiny.precipice']);
  },
);
