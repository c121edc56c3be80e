// The report of a study as one self-contained page: first what a manager must know, then how it was found and how sure it
// is. No script, nothing from elsewhere.
import { decide } from '../../analysis/decision/decide.ts';
import { defaultInputs, type CostInputs } from '../../analysis/decision/inputs.ts';
import { mostKept } from '../most-kept.ts';
import { costSection } from './cost-section.ts';
import { curvesSection } from './curves-section.ts';
import { mapsSection } from './maps-section.ts';
import type { Page } from './markup.ts';
import { methodsSection } from './methods-section.ts';
import type { Decided, ReportSource } from './source.ts';
import { REPORT_STYLE } from './style.ts';
import { summaryPage } from './summary-page.ts';
import { tablesSection } from './tables-section.ts';

export interface ReportChoice {
  /** The recipe to decide on; null: the one that keeps most of the baseline's region. */
  readonly recipe: string | null;
  readonly inputs: CostInputs;
}

/** Studies that are unfinished or odd give a report that says so. */
export function reportPage(
  source: ReportSource,
  { recipe, inputs }: ReportChoice = { recipe: null, inputs: defaultInputs() },
): Page {
  const { info, analysis, words } = source;
  const chosen = recipe ?? mostKept(analysis);
  const decided: Decided | null =
    chosen === null ? null : { decision: decide(analysis, chosen, inputs), inputs };
  return {
    title: info.name,
    language: words.language,
    style: REPORT_STYLE,
    body: [
      ...summaryPage(source, decided),
      ...(decided && decided.decision.verdict !== 'undecidable'
        ? costSection(decided.decision, inputs, words)
        : []),
      ...mapsSection(source),
      ...tablesSection(source),
      ...curvesSection(source, decided),
      ...methodsSection(source),
    ],
  };
}
