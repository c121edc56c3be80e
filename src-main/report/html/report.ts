// The report of a study as one self-contained page: first what a manager must know, then the same in numbers, the maps, what
// the cost rests on, curves and methods; spec, thresholds and machines as an appendix. No script, nothing from elsewhere.
import { decide, NOTHING_SAID } from '../../analysis/decision/decide.ts';
import type { CostChoice } from '../../analysis/decision/recipe-cost.ts';
import { mostKept } from '../../analysis/decision/most-kept.ts';
import { costSection } from './cost-section.ts';
import { curvesSection } from './curves-section.ts';
import { ladderSection } from './ladder-section.ts';
import { mapsSection } from './maps-section.ts';
import { tag, type Page } from './markup.ts';
import { environmentSection, methodsSection } from './methods-section.ts';
import { numbersSection } from './numbers-section.ts';
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
  const { info, analysis, atTarget, words } = source;
  const chosen = recipe ?? mostKept(analysis);
  const decision = chosen === null ? null : decide(atTarget ?? analysis, chosen, choice);
  const tables = tablesSection(source);
  return {
    title: info.name,
    language: words.language,
    style: REPORT_STYLE,
    body: [
      ...summaryPage(source, decision),
      ...numbersSection(source, decision),
      ...tables.main,
      ...mapsSection(source),
      ...(decision && decision.verdict !== 'undecidable' ? costSection(decision, words) : []),
      ...ladderSection(source),
      ...curvesSection(source, decision),
      ...methodsSection(source),
      tag('h2', { class: 'part' }, words.report.appendix),
      ...tables.appendix,
      ...environmentSection(source),
    ],
  };
}
