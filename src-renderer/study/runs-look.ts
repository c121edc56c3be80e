// What the runs tab shows: which runs are listed and how their curves are seen, and how the address says it. Pure.
import { LABELS, type Label } from '../../src-main/analysis/labels/labels.ts';
import { RUN_STATES, type RunState } from '../../src-main/analysis/labels/run.ts';
import { curvesLookOf, curvesQuery, type CurvesLook } from './curves-look.ts';

/** undefined: any. */
export interface RunsFilter {
  readonly recipe: string | undefined;
  readonly state: RunState | undefined;
  readonly label: Label | undefined;
}

export interface RunsLook {
  readonly filter: RunsFilter;
  readonly curves: CurvesLook;
}

/** "recipe=tensorwise&label=stalled&axis=log"; empty where all is as it is at first. */
export function runsQuery({ filter, curves }: RunsLook): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  return [query.toString(), curvesQuery(curves)].filter((part) => part !== '').join('&');
}

/** What the study does not have is taken for not said. */
export function runsLookOf(query: string, recipes: readonly string[]): RunsLook {
  const said = new URLSearchParams(query);
  const one = <Value extends string>(name: string, known: readonly Value[]): Value | undefined =>
    known.find((value) => value === said.get(name));
  return {
    filter: { recipe: one('recipe', recipes), state: one('state', RUN_STATES), label: one('label', LABELS) },
    curves: curvesLookOf(query),
  };
}
