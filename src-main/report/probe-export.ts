// A probe as files: the heat map as SVG or PNG, every number as CSV.
import { csvNumber } from './csv.ts';
import { probeFigure, probeTitle, type ProbeCell, type ProbedRun } from './figures/probe-figure.ts';
import { wordsOf, type Language } from './language/language.ts';
import type { ProbeMeasure } from './language/shown.ts';
import type { ThemeName } from './figures/theme.ts';
import { svgToPng } from './png.ts';
import type { Exported } from './export-study.ts';

export const PROBE_FORMATS = ['svg', 'png', 'csv'] as const;
export type ProbeFormat = (typeof PROBE_FORMATS)[number];

export interface ProbeTable extends ProbedRun {
  readonly rows: readonly (ProbeCell & { readonly scale: number })[];
}

export interface ProbeExportOptions {
  readonly format: ProbeFormat;
  readonly theme: ThemeName;
  readonly measure: ProbeMeasure;
  /** Of the heat map; names in a table are the same in all. */
  readonly language: Language;
}

export function exportProbe(
  probed: ProbeTable,
  { format, theme, measure, language }: ProbeExportOptions,
): Exported {
  const encode = (text: string) => new TextEncoder().encode(text);
  if (format === 'csv') {
    return { ending: 'probe.csv', mediaType: 'text/csv; charset=utf-8', bytes: encode(probeCsv(probed)) };
  }
  const words = wordsOf(language);
  const svg = probeFigure(probed.rows, { title: probeTitle(probed, words), theme, measure, words });
  return format === 'svg'
    ? { ending: 'probe.svg', mediaType: 'image/svg+xml; charset=utf-8', bytes: encode(svg) }
    : { ending: 'probe.png', mediaType: 'image/png', bytes: svgToPng(svg) };
}

/** Names of recipes and operands need no quotes. */
function probeCsv({ rows }: ProbeTable): string {
  const head = 'recipe,step,operand,site,underflow,overflow,scale,signal_to_error_db';
  const lines = rows.map(({ recipe, step, operand, site, underflow, overflow, scale, signalToError }) =>
    [recipe, step, operand, site, ...[underflow, overflow, scale, signalToError].map(csvNumber)].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}
