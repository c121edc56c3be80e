// Every run of a study as a table: sorted and filtered by the core, drawn only where it is seen. Below are the curves of all that are
// listed, or of those that are chosen.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useState } from 'react';
import type { StudyView } from '../../src-main/contract/contract.ts';
import { LABELS } from '../../src-main/analysis/labels/labels.ts';
import { RUN_STATES } from '../../src-main/analysis/labels/run.ts';
import { recipeName } from '../../src-main/report/language/recipe-name.ts';
import type { RunRow } from '../../src-main/records/types.ts';
import { Choice } from '../parts/choice.tsx';
import { WordsHere } from '../parts/term.tsx';
import { useReportWords, useWords } from '../words/language.ts';
import { CurvesExport } from './curves-export.tsx';
import { RunCurves, type CurvesOf } from './run-curves.tsx';
import { RunHeader, RunLine } from './run-line.tsx';
import { useRunPages, type RunQuery } from './run-pages.ts';
import type { RunsFilter } from './runs-look.ts';
import { useRunsLook } from './use-runs-look.ts';

const ROW_HEIGHT = 32;
const ANY = '';

type Order = Pick<RunQuery, 'sort' | 'descending'>;

export function RunsTab({ study }: { readonly study: StudyView }) {
  const page = useWords();
  const words = page.studyRuns;
  const report = useReportWords();
  const [{ filter, curves }, setLook] = useRunsLook(study.info.recipes);
  const [order, setOrder] = useState<Order>({ sort: 'id', descending: false });
  /** By their numbers. */
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [total, setTotal] = useState(0);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const query = { id: study.id, ...order, ...filter };
  const pages = useRunPages(query, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  if (pages.total !== null && pages.total !== total) setTotal(pages.total);
  const drawn = useMemo((): CurvesOf => (chosen.size > 0 ? { ids: [...chosen] } : filter), [chosen, filter]);
  const choose = (part: Partial<RunsFilter>) => setLook({ filter: { ...filter, ...part } });
  const toggle = (run: RunRow) => {
    const next = new Set(chosen);
    if (!next.delete(run.id)) next.add(run.id);
    setChosen(next);
  };
  return (
    <>
      <div className="row">
        <Choice
          name={words.recipe}
          value={filter.recipe ?? ANY}
          options={[
            [ANY, words.any],
            ...study.info.recipes.map((name) => [name, recipeName(name, study.analysis, report)] as const),
          ]}
          onChange={(recipe) => choose({ recipe: recipe || undefined })}
        />
        <Choice
          name={words.state}
          value={filter.state ?? ANY}
          options={[
            [ANY, words.any],
            ...RUN_STATES.map((name) => [name, report.studyFacts.states[name]] as const),
          ]}
          onChange={(state) => choose({ state: state || undefined })}
        />
        <Choice
          name={words.label}
          value={filter.label ?? ANY}
          options={[[ANY, words.any], ...LABELS.map((name) => [name, report.labels[name]] as const)]}
          onChange={(label) => choose({ label: label || undefined })}
        />
        <span className="fine" role="status">
          {words.runs(total)}
        </span>
        {chosen.size > 0 && (
          <button type="button" onClick={() => setChosen(new Set())}>
            {words.chooseNone}
          </button>
        )}
      </div>
      <div className="runs" role="table" aria-label={words.table} aria-rowcount={total + 1}>
        <RunHeader
          query={query}
          rowSetting={study.analysis.rowSetting}
          onSort={(sort) => setOrder({ sort, descending: order.sort === sort && !order.descending })}
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
      <WordsHere words={['stalled', 'degraded', 'baseline', 'control']} />
      <section className="panel" aria-labelledby="curves-heading">
        <h2 id="curves-heading">{chosen.size > 0 ? page.curves.ofChosen : page.curves.ofListed}</h2>
        <RunCurves study={study} of={drawn} look={curves} onLook={(next) => setLook({ curves: next })}>
          <CurvesExport study={study} of={drawn} look={curves} />
        </RunCurves>
      </section>
    </>
  );
}
