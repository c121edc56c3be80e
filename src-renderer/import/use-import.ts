// One import while its user looks at it: what is read and sent, what came of it, and what is under way, which can be cancelled.
import { useEffect, useRef, useState } from 'react';
import { stageInWords } from '../../src-main/contract/import-stages.ts';
import type { Mapping } from '../../src-main/spec/import-mapping.ts';
import type { ImportPreview } from '../../src-main/study/import/preview.ts';
import { useClient, useCommand } from '../client/queries.ts';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';
import { filesOfDrop, type ChosenFile, type Dropped } from './chosen.ts';
import { upload } from './upload.ts';

/** What was chosen last, until it is read. */
interface Wanted {
  readonly place: string;
  /** null: of another place, to be guessed. */
  readonly mapping: Mapping | null;
}

interface Read {
  readonly place: string;
  readonly preview: ImportPreview;
}

/** What SQLite keeps beside a database, which is found there. */
const COMPANION = /-(wal|journal)$/;

export function useImport() {
  const client = useClient();
  const { sayError } = useSay();
  const create = useCommand('import.create');
  const [read, setRead] = useState<Read | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  /** How far the files are on their way; null: none are. */
  const [sending, setSending] = useState<string | null>(null);
  const [progress, setProgress] = useState<{ readonly place: string; readonly words: string } | null>(null);
  const asked = useRef(0);
  const underLook = useRef<{ readonly place: string; readonly call: Promise<unknown> } | null>(null);
  const isCancelled = useRef(false);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind !== 'import-progress') return;
        setProgress({ place: event.place, words: stageInWords(event.stage, event.share) });
      }),
    [client],
  );

  const look = async (place: string, mapping: Mapping | null) => {
    const number = ++asked.current;
    const isLast = () => number === asked.current;
    setSending(null);
    setProgress(null);
    setWanted({ place, mapping });
    try {
      if (underLook.current !== null) {
        const { place: older, call } = underLook.current;
        // Two requests under way may arrive in either order, and the older one would take the place of the newer.
        await Promise.allSettled([call, client.call('import.cancel', { place: older })]);
        if (!isLast()) return;
      }
      const call = client.call('import.preview', { place, mapping });
      underLook.current = { place, call };
      const preview = await call.finally(() => (underLook.current = null));
      if (isLast()) setRead({ place, preview });
    } catch (error) {
      if (isLast()) sayError(error);
    }
    if (isLast()) setWanted(null);
  };

  /** Files come from wherever they are; then they are looked at. */
  const bring = async (find: (isOver: () => boolean) => Promise<readonly ChosenFile[]>) => {
    const number = ++asked.current;
    const isOver = () => number !== asked.current;
    setWanted(null);
    setSending('Looking for files …');
    try {
      const files = await find(isOver);
      const place = await upload(client, files, (sent) => {
        if (!isOver()) setSending(`Taking the files: ${sent} of ${files.length}`);
        return isOver();
      });
      if (place !== null && !isOver()) return await look(place, null);
    } catch (error) {
      if (!isOver()) sayError(error);
    }
    if (!isOver()) setSending(null);
  };

  /** Where the one thing that was chosen lies, as the desktop knows it. */
  const placeOf = (files: readonly File[]): string | null => {
    const [one, ...more] = files.filter(({ name }) => !COMPANION.test(name));
    return one && more.length === 0 ? client.pathOf(one) : null;
  };
  const openFiles = (files: readonly ChosenFile[]) => {
    const place = placeOf(files.map(({ file }) => file));
    return place === null ? bring(() => Promise.resolve(files)) : look(place, null);
  };
  const openDrop = (dropped: Dropped) => {
    const place = placeOf(dropped.files);
    if (place !== null) return look(place, null);
    return bring((isOver) =>
      filesOfDrop(dropped, (found) => {
        if (!isOver()) setSending(`Looking for files: ${found} so far`);
        return isOver();
      }),
    );
  };

  const finish = async ({ place, preview: { mapping } }: Read) => {
    isCancelled.current = false;
    setProgress(null);
    try {
      const { id } = await create.mutateAsync({ place, mapping });
      goTo({ view: 'study', id, tab: 'map' });
    } catch (error) {
      if (!isCancelled.current) sayError(error);
    }
  };
  const place = wanted?.place ?? read?.place ?? null;
  const share = progress?.place === place ? progress?.words : undefined;
  const cancel = () => {
    // What is under way is answered to nobody.
    asked.current++;
    isCancelled.current = true;
    setWanted(null);
    setSending(null);
    if (place !== null) client.call('import.cancel', { place }).catch(sayError);
  };
  const shown = sending !== null || wanted?.mapping === null ? null : read;
  const mapping = wanted?.mapping ?? read?.preview.mapping;
  return {
    place,
    /** What takes its time, in words. */
    underWay:
      sending ?? (wanted ? (share ?? 'Reading …') : create.isPending ? (share ?? 'Importing …') : null),
    /** What was read, and the mapping, as chosen, though it may still be of the one before. */
    shown: shown && mapping ? { ...shown, mapping } : null,
    isReady:
      wanted === null &&
      !create.isPending &&
      shown?.preview.complaint === null &&
      shown.preview.questions.length === 0,
    openPlace: (chosen: string) => look(chosen, null),
    openFiles,
    openDrop,
    change: (changes: Partial<Mapping>) =>
      read && mapping ? look(read.place, { ...mapping, ...changes }) : Promise.resolve(),
    finish: () => (shown ? finish(shown) : Promise.resolve()),
    cancel,
  };
}

export type Import = ReturnType<typeof useImport>;
