// One import while its user looks at it: its inputs and what was understood of each, what would come of them, and what is under way, which can
// be cancelled.
import { useEffect, useRef, useState } from 'react';
import { stageInWords } from '../../src-main/contract/import-stages.ts';
import { isRule, type Mapping } from '../../src-main/spec/import-mapping.ts';
import type { ImportLook, SaidOfAll } from '../../src-main/study/import/look.ts';
import { useClient, useCommand } from '../client/queries.ts';
import { useSay } from '../parts/toasts.tsx';
import { goTo } from '../routing.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { bringDrop, bringFiles, type Bringing, type NewInput } from './bring.ts';
import type { ChosenFile, Dropped } from './chosen.ts';

export interface Input extends NewInput {
  /** null: to be guessed. */
  readonly mapping: Mapping | null;
}

interface Wanted {
  readonly inputs: readonly Input[];
  /** The study that they are added to; null: a new one. */
  readonly into: string | null;
}

/** What was read last; the mappings of its inputs are those that it was read by. */
interface Read extends Wanted {
  readonly look: ImportLook;
}

export function useImport(chosen: string | null) {
  const client = useClient();
  const words = useWords().importing;
  const report = useReportWords();
  const { say, sayError } = useSay();
  const create = useCommand('import.create');
  const grow = useCommand('import.grow');
  const [work] = useState(() => `import-${Math.random().toString(36).slice(2)}`);
  const [read, setRead] = useState<Read | null>(null);
  /** Until it is read. */
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [into, setInto] = useState(chosen);
  const [shownNumber, setShownNumber] = useState(0);
  /** How far files are on their way; null: none are. */
  const [sending, setSending] = useState<string | null>(null);
  const [progress, setProgress] = useState<string | null>(null);
  const asked = useRef(0);
  const underLook = useRef<Promise<unknown> | null>(null);
  const isCancelled = useRef(false);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind === 'import-progress' && event.work === work)
          setProgress(stageInWords(event.stage, event.share, report));
      }),
    [client, work, report],
  );
  const { inputs } = wanted ?? read ?? { inputs: [] };

  const look = async (next: Wanted, lead: SaidOfAll | null = null): Promise<void> => {
    const number = ++asked.current;
    const isLast = () => number === asked.current;
    setSending(null);
    setProgress(null);
    setInto(next.into);
    if (next.inputs.length === 0) {
      setWanted(null);
      setRead(null);
      return;
    }
    setWanted(next);
    try {
      if (underLook.current !== null) {
        // Two requests under way may arrive in either order, and the older one would take the place of the newer.
        await Promise.allSettled([underLook.current, client.call('import.cancel', { work })]);
        if (!isLast()) return;
      }
      const asking = next.inputs.map(({ place, mapping }) => ({ place, mapping }));
      const call = client.call('import.preview', { work, inputs: asking, lead, into: next.into });
      underLook.current = call;
      const answer = await call.finally(() => (underLook.current = null));
      if (!isLast()) return;
      const apart = withoutFailedSets(next.inputs, answer);
      if (apart !== null) return await look({ ...next, inputs: apart });
      const understood = next.inputs.map((input, i) => ({
        ...input,
        mapping: answer.inputs[i]!.table?.mapping ?? input.mapping,
      }));
      setRead({ ...next, inputs: understood, look: answer });
    } catch (error) {
      if (isLast()) sayError(error);
    }
    if (isLast()) setWanted(null);
  };
  const add = (places: readonly NewInput[]) => {
    const known = inputs.filter(({ place }) => places.every((added) => added.place !== place));
    setShownNumber(known.length);
    return look({ inputs: [...known, ...places.map((place) => ({ ...place, mapping: null }))], into });
  };
  /** Files come from wherever they are; then they are looked at. */
  const bring = async (find: (bringing: Bringing) => Promise<readonly NewInput[]>) => {
    const number = ++asked.current;
    const isOver = () => number !== asked.current;
    setWanted(null);
    setSending(words.looking);
    const onWay = (progress: string) => {
      if (!isOver()) setSending(progress);
      return isOver();
    };
    try {
      const found = await find({ client, words, onWay });
      if (found.length > 0 && !isOver()) return await add(found);
    } catch (error) {
      if (!isOver()) sayError(error);
    }
    if (!isOver()) setSending(null);
  };
  /** As they are chosen by now, though they may still be read by what was chosen before. */
  const change = (number: number, changes: Partial<Mapping>) => {
    const changed = inputs.map((input, i) =>
      i === number && input.mapping ? { ...input, mapping: { ...input.mapping, ...changes } } : input,
    );
    const rules = Object.keys(changes).filter(isRule);
    return look({ inputs: changed, into }, rules.length > 0 ? { number, rules } : null);
  };
  const finish = async ({ inputs: given, into: study }: Read) => {
    isCancelled.current = false;
    setProgress(null);
    const mapped = given.map(({ place, mapping }) => ({ place, mapping: mapping! }));
    try {
      if (study === null) {
        const { id } = await create.mutateAsync({ work, inputs: mapped });
        return goTo({ view: 'study', id, tab: 'map' });
      }
      say(report.imports.growth(await grow.mutateAsync({ work, id: study, inputs: mapped })));
      goTo({ view: 'study', id: study, tab: 'map' });
    } catch (error) {
      if (!isCancelled.current) sayError(error);
    }
  };
  const isMade = create.isPending || grow.isPending;
  const cancel = () => {
    // What is under way is answered to nobody.
    asked.current++;
    isCancelled.current = true;
    setWanted(null);
    setSending(null);
    client.call('import.cancel', { work }).catch(sayError);
  };
  const underWay =
    sending ?? (wanted ? (progress ?? words.reading) : isMade ? (progress ?? words.importing) : null);
  const shown = Math.min(shownNumber, inputs.length - 1);
  return {
    inputs,
    into,
    /** What takes its time, in words. */
    underWay,
    /** What was read; null: nothing was, or files are on their way. */
    look: sending === null ? (read?.look ?? null) : null,
    /** Number of the input whose columns are shown. */
    shown,
    isReady:
      underWay === null &&
      read !== null &&
      read.look.inputs.every(({ complaint }) => complaint === null) &&
      read.look.outcome?.complaint === null &&
      read.look.outcome.questions.length === 0,
    show: setShownNumber,
    openPlace: (place: string) => add([{ place, parts: [] }]),
    openFiles: (files: readonly ChosenFile[]) =>
      bring(async (bringing) => {
        const input = await bringFiles(files, bringing);
        return input === null ? [] : [input];
      }),
    openDrop: (dropped: Dropped) => bring((bringing) => bringDrop(dropped, bringing)),
    remove: (number: number) => look({ inputs: inputs.toSpliced(number, 1), into }),
    readApart: (number: number) => look({ inputs: apartAt(inputs, number), into }),
    /** Of another study other things were said: all is read anew by what was said of that. */
    addTo: (study: string | null) =>
      look({ inputs: inputs.map((input) => ({ ...input, mapping: null })), into: study }),
    change: (changes: Partial<Mapping>) => change(shown, changes),
    finish: () => (read ? finish(read) : Promise.resolve()),
    cancel,
  };
}

export type Import = ReturnType<typeof useImport>;

function apartAt(inputs: readonly Input[], number: number): readonly Input[] {
  const parts = inputs[number]!.parts.map((place) => ({ place, parts: [], mapping: null }));
  return inputs.toSpliced(number, 1, ...parts);
}

/** Files that were chosen together and are no runs as one folder: each is an input of its own. null: there are none. */
function withoutFailedSets(inputs: readonly Input[], { inputs: looks }: ImportLook): readonly Input[] | null {
  const number = inputs.findIndex(
    ({ parts, mapping }, i) => parts.length > 0 && mapping === null && (looks[i]!.table?.rows ?? 0) === 0,
  );
  return number === -1 ? null : apartAt(inputs, number);
}
