// Every run of a study as a table: sorted and filtered by the core, drawn only where it is seen. Chosen runs are drawn as
// curves below.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useState } from 'react';
import type { InputOf, StudyView } from '../../src-main/contract/contract.ts';
import { LABELS } from '../../src-main/analysis/labels/labels.ts';
import { RUN_STATES } from '../../src-main/analysis/labels/run.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { Choice } from '../parts/choice.tsx';
import { WordsHere } from '../parts/term.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { RunCurves } from './run-curves.tsx';
import { RunHeader, RunLine } from './run-line.tsx';
import { useRunPages, type RunQuery } from './run-pages.ts';

const ROW_HEIGHT = 32;
const ANY = '';

export function RunsTab({ study }: { readonly study: StudyView }) {
  const words = useWords().studyRuns;
  const report = useReportWords();
  const [query, setQuery] = useState<RunQuery>({ id: study.id, sort: 'id', descending: false });
  /** By id, as they were seen last. */
  const [chosen, setChosen] = useState<ReadonlyMap<number, RunRow>>(new Map());
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [total, setTotal] = useState(0);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const pages = useRunPages(query, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  if (pages.total !== null && pages.total !== total) setTotal(pages.total);
  const newer = [...chosen].flatMap(([id, known]) => {
    const row = pages.byId(id);
    return row && row !== known ? [[id, row] as const] : [];
  });
  if (newer.length > 0) setChosen(new Map([...chosen, ...newer]));
  const drawn = useMemo(() => [...chosen.values()], [chosen]);
  const filter = (part: Partial<InputOf<'study.runs'>>) => setQuery((before) => ({ ...before, ...part }));
  const toggle = (run: RunRow) => {
    const next = new Map(chosen);
    if (!next.delete(run.id)) next.set(run.id, run);
    setChosen(next);
  };
  return (
    <>
      <div className="row">
        <Choice
          name={words.recipe}
          value={query.recipe ?? ANY}
          options={[
            [ANY, words.any],
            ...study.info.recipes.map((name) => [name, recipeName(name, study.analysis, report)] as const),
          ]}
          onChange={(recipe) => filter({ recipe: recipe || undefined })}
        />
        <Choice
          name={words.state}
          value={query.state ?? ANY}
          options={[[ANY, words.any], ...RUN_STATES.map((name) => [name, words.states[name]] as const)]}
          onChange={(state) => filter({ state: state || undefined })}
        />
        <Choice
          name={words.label}
          value={query.label ?? ANY}
          options={[[ANY, words.any], ...LABELS.map((name) => [name, report.labels[name]] as const)]}
          onChange={(label) => filter({ label: label || undefined })}
        />
        <span className="fine" role="status">
          {words.runs(total)}
        </span>
        {chosen.size > 0 && (
          <button type="button" onClick={() => setChosen(new Map())}>
            {words.chooseNone}
          </button>
        )}
      </div>
      <div className="runs" role="table" aria-label={words.table} aria-rowcount={total + 1}>
        <RunHeader
          query={query}
          rowSetting={study.analysis.rowSetting}
          onSort={(sort) => filter({ sort, descending: query.sort === sort ? !query.descending : false })}
        />
        <div ref={setScroller} className="runs-body" role="rowgroup" tabIndex={0} aria-label={words.rows}>
          <div style={{ height: virtual.getTotalSize() }}>
            {items.map(({ index, start }) => (
              <RunLine
                key={index}
                run={pages.at(index)}
                index={index}
                top={start}
                isChosen={chosen.has(pages.at(index)?.id ?? -1)}
                onToggle={toggle}
              />
            ))}
          </div>
        </div>
      </div>
      <WordsHere words={['stable', 'stalled', 'degraded', 'tail loss']} />
      {chosen.size > 0 && (
        <section className="panel" aria-label={words.curves}>
          <RunCurves study={study} runs={drawn} />
        </section>
      )}
    </>
  );
}
