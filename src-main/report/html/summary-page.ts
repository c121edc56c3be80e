// The first page, for a manager: the verdict, what was found and what it rests on, the picture, the next step. It must fit on one sheet
// of A4. The same in numbers is numbers-section.ts.
import { placeOnMap, type Decision, type Undecidable } from '../../analysis/decision/decide.ts';
import { cautionSentences } from '../cautions.ts';
import { figureFacts } from '../figures/facts.ts';
import { mapFigure } from '../figures/map.ts';
import { managerText } from '../language/manager-text.ts';
import { figure, tag, type Html } from './markup.ts';
import { PRINTED_MAP, type ReportSource } from './source.ts';
import { rowName } from '../language/row-text.ts';

export function summaryPage(source: ReportSource, decision: Decision | Undecidable | null): Html[] {
  const { info, runs, analysis, words } = source;
  const { numbers, report, sentences } = words;
  const { precision, budget, seeds, device, data } = figureFacts(info, runs, words);
  const facts = numbers.list([precision, budget, seeds, device, data].filter((fact) => fact !== ''));
  const text = decision && managerText(decision, words);
  return [
    tag('h1', {}, info.name),
    tag('p', { class: 'quiet' }, report.subtitle(numbers.date(info.createdAt), facts)),
    tag(
      'div',
      { class: `lead ${decision?.verdict ?? ''}` },
      text === null
        ? [tag('p', {}, sentences.oneRecipe), tag('p', {}, report.oneRecipe(analysis.baseline))]
        : [
            tag('p', { class: 'headline' }, text.verdict),
            ...[...text.findings, ...(text.evidence === null ? [] : [text.evidence])].map((each) =>
              tag('p', {}, each),
            ),
          ],
    ),
    ...cautionSentences(analysis, words).map((caution) => tag('p', { class: 'caution' }, caution)),
    picture(source, decision),
    ...(text === null ? [] : [tag('p', { class: 'next' }, text.next)]),
    tag('p', { class: 'quiet' }, words.decision.smallModels),
  ];
}

/** The maps of the two recipes that are decided between, or of the first ones. */
function picture(
  { info, runs, analysis, words }: ReportSource,
  decision: Decision | Undecidable | null,
): Html {
  const isDecided = decision !== null && decision.verdict !== 'undecidable';
  const shown = isDecided
    ? [decision.baseline.recipe, decision.recipe.recipe]
    : [analysis.baseline, decision?.recipe];
  const recipes = analysis.recipes.filter(({ recipe }) => shown.includes(recipe));
  const svg = mapFigure(
    { ...analysis, recipes },
    {
      ...PRINTED_MAP,
      among: analysis,
      title: info.name,
      theme: 'light',
      value: 'unstable',
      guides: false,
      facts: { ...figureFacts(info, runs, words), thresholds: '' },
      tailCeiling: null,
      idPrefix: 'report-first',
      ...(isDecided && { chosen: placeOnMap(decision) }),
      words,
    },
  );
  return figure(svg, words.report.mapCaption(rowName(analysis.rowSetting, words)));
}
