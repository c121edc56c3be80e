// A study as JSON, in pieces, so that a study with long curves never has to fit into one string. NaN and the infinities,
// which JSON lacks, are the strings "NaN", "Inf" and "-Inf".
import type { GridAnalysis } from '../analysis/grid/grid.ts';
import type { ActivationStatistics } from '../records/activation-curves.ts';
import type { SiteStatistics, StudyInfo } from '../study/study-reader.ts';
import type { RunRow } from '../records/types.ts';

function special(value: number): number | string {
  if (Number.isNaN(value)) return 'NaN';
  return value === Infinity ? 'Inf' : value === -Infinity ? '-Inf' : value;
}

/** JSON of any plain value. */
function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, part: unknown) => (typeof part === 'number' ? special(part) : part),
    indent,
  );
}

/** The number with the fewest digits that rounds to this float32, so that 0.1 is not written as 0.10000000149011612. */
function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function curveText(values: Float32Array): string {
  return jsonText(Array.from(values, shortestFloat32));
}

export interface StudyJsonSource {
  readonly info: StudyInfo;
  readonly runs: readonly RunRow[];
  readonly analysis: GridAnalysis;
  /** Curves and statistics of sites and activations of a run by id; null leaves them out. */
  readonly details: {
    readonly curves: (runId: number) => Readonly<Record<string, Float32Array>>;
    readonly sites: (runId: number) => SiteStatistics | null;
    readonly activations: (runId: number) => ActivationStatistics | null;
  } | null;
}

function activationsText(activations: ActivationStatistics | null): string {
  if (activations === null) return 'null';
  const statistics = activations.statistics.map(
    ({ measure, of, layers, values }) =>
      `{"measure":${jsonText(measure)},"of":${jsonText(of)},"layers":${layers},"values":${curveText(values)}}`,
  );
  return `{"steps":${jsonText(activations.steps)},"statistics":[${statistics.join()}]}`;
}

const STUDY_JSON_FORMAT = 'precipice-study';
/** 2: what was said by batch size is said by row (`rowValue`, `rowValues`); a run has its batch size beside that. */
const STUDY_JSON_VERSION = 2;

/** Joined, the pieces are one JSON document, ended by a newline. */
export function* studyJson({ info, runs, analysis, details }: StudyJsonSource): Generator<string> {
  const { version, ...facts } = info;
  const head = {
    format: STUDY_JSON_FORMAT,
    version: STUDY_JSON_VERSION,
    studyFileVersion: version,
    ...facts,
    analysis,
  };
  yield `${jsonText(head).slice(0, -1)},"runs":[`;
  for (const [index, run] of runs.entries()) {
    yield `${index === 0 ? '' : ','}\n${jsonText(run).slice(0, -1)}`;
    if (details !== null) {
      yield ',"curves":{';
      const curves = Object.entries(details.curves(run.id));
      for (const [place, [name, values]] of curves.entries()) {
        yield `${place === 0 ? '' : ','}${jsonText(name)}:${curveText(values)}`;
      }
      const sites = details.sites(run.id);
      const statistics =
        sites &&
        `{"sites":${jsonText(sites.sites)},"steps":${jsonText(sites.steps)},"values":${curveText(sites.values)}}`;
      yield `},"siteStatistics":${statistics ?? 'null'}`;
      yield `,"activations":${activationsText(details.activations(run.id))}`;
    }
    yield '}';
  }
  yield '\n]}\n';
}
