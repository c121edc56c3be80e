// The report of a study as one self-contained page: first what a manager must know, then how it was found and how sure it
// is. No script, nothing from elsewhere.
import { decide, NOTHING_SAID } from '../../analysis/decision/decide.ts';
import type { CostChoice } from '../../analysis/decision/recipe-cost.ts';
import { mostKept } from '../../analysis/decision/most-kept.ts';
import { costSection } from './cost-section.ts';
import { curvesSection } from './curves-section.ts';
import { ladderSection } from './ladder-section.ts';
import { mapsSection } from './maps-section.ts';
import type { Page } from './markup.ts';
import { methodsSection } from './methods-section.ts';
import type { ReportSource } from './source.ts';
import { REPORT_STYLE } from './style.ts';
import { summaryPage } from './summary-page.ts';
import { tablesSection } from './tables-section.ts';

export interface ReportChoice extends CostChoice {
  /** The recipe to decide on; null: the one that keeps most of the baseline's region. */
  readonly recipe: string | null;
}

/** Studies that are unfinished or odd give a report that says so. */
export function reportPage(
  source: ReportSource,
  { recipe, ...choice }: ReportChoice = { recipe: null, ...NOTHING_SAID },
): Page {
  const { info, analysis, words } = source;
  const chosen = recipe ?? mostKept(analysis);
  const decision = chosen === null ? null : decide(analysis, chosen, choice);
  return {
    title: info.name,
    language: words.language,
    style: REPORT_STYLE,
    body: [
      ...summaryPage(source, decision),
      ...(decision && decision.verdict !== 'undecidable' ? costSection(decision, words) : []),
      ...mapsSection(source),
      ...ladderSection(source),
      ...tablesSection(source),
      ...curvesSection(source, decision),
      ...methodsSection(source),
    ],
  };
}
