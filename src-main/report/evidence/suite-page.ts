// The suite as a page of Markdown and as text for a terminal. What an effect says of itself is in evidence.ts's effects and
// language/evidence-text.ts; here is only how it is laid out.
import { EFFECTS } from '../../evidence/effects.ts';
import type { Judged } from '../../evidence/judge.ts';
import { specOfStudy } from '../../evidence/studies.ts';
import { plural } from '../language/en/plural.ts';
import { estimateWords, resultWords, testWords, verdictWords } from '../language/evidence-text.ts';
import { SUITE_WORDS } from '../language/suite-words.ts';
import { formatLearningRate } from '../language/numbers.ts';
import { padEnd, wrapLines } from '../terminal-text.ts';
import { studyNamesOf, type SuiteReport } from './read-suite.ts';

const COLUMNS = 80;

const READING = SUITE_WORDS.en.howToRead(EFFECTS.length);

export function suiteLines(
  { scale, judged, studies, work }: SuiteReport,
  shown: readonly Judged[],
): string[] {
  const name = Math.max(...shown.map(({ effect }) => effect.name.length));
  const verdict = Math.max(...shown.map((each) => verdictWords(each, 'en').length));
  const problems = studies.flatMap((study) =>
    study.problem === null ? [] : [`${study.file}: ${study.problem}`],
  );
  return [
    `Evidence, ${scale} scale: ${countsOf(judged)}.`,
    '',
    ...shown.flatMap((each) => [
      `${padEnd(each.effect.name, name)}  ${padEnd(verdictWords(each, 'en'), verdict)}  ${
        each.estimate === null ? '' : estimateWords(each.effect.measure, each.estimate, 'en')
      }`.trimEnd(),
      ...wrapLines(
        `  ${each.effect.title.en} (${each.effect.source.authors}, arXiv ${each.effect.source.arxiv}). ${resultWords(each, 'en')}`,
        COLUMNS,
        '  ',
      ).map((line) => (line.startsWith('  ') ? line : `  ${line}`)),
    ]),
    '',
    ...READING.slice(0, 3).flatMap((text) => wrapLines(text, COLUMNS)),
    ...problems.flatMap((text) => wrapLines(text, COLUMNS)),
    ...timeSentences({ scale, studies, work }).flatMap((text) => wrapLines(text, COLUMNS)),
  ];
}

export function countsOf(judged: readonly Judged[]): string {
  const isRun = (each: Judged) => each.lack !== 'not-run';
  const count = (kind: Judged['verdict']) =>
    judged.filter((each) => isRun(each) && each.verdict === kind).length;
  const left = judged.filter((each) => !isRun(each)).length;
  return (
    `of ${plural(judged.length, 'effect')} ${count('appears')} appear, ${count('absent')} do not at this size, ` +
    `${count('undecided')} are undecided${left > 0 ? `, ${left} have not been run` : ''}`
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function timeSentences({ scale, studies, work }: Pick<SuiteReport, 'scale' | 'studies' | 'work'>): string[] {
  const seconds = studies.reduce((sum, { session }) => sum + session.seconds, 0);
  const laneSteps = studies.reduce((sum, { session }) => sum + session.laneSteps, 0);
  const devices = [...new Set(studies.flatMap(({ device }) => device ?? []))];
  if (seconds === 0) return [];
  const other = scale === 'quick' ? 'full' : 'quick';
  const { runs, seconds: otherSeconds } = work[other];
  return [
    `Trained here on ${devices.join(' and ')}: ${Math.round(laneSteps).toLocaleString('en')} lane-steps in ${hours(seconds)}, ${Math.round(laneSteps / seconds)} per second. The whole ${scale} suite has ${plural(work[scale].runs, 'run')} and ${work[scale].laneSteps.toLocaleString('en')} lane-steps.`,
    ...(otherSeconds === null
      ? []
      : [
          `The ${other} suite has ${plural(runs, 'run')} and would take ${scale === 'quick' ? 'at most ' : ''}about ${hours(otherSeconds)} here, at as many operations per second. Times are those of this machine as it was, busy or not.`,
        ]),
  ];
}

function hours(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Number((seconds / 3600).toPrecision(2))} h`;
}

export function suitePage(report: SuiteReport): string {
  const { scale, judged } = report;
  const command = `precipice evidence${scale === 'quick' ? ' --quick' : ''} --out docs/evidence.md`;
  return `${[
    `# ${SUITE_WORDS.en.title}`,
    `Written by \`${command}\`, which trains a study for every effect, puts the effect to a test that was set before, and says what it found. Run it yourself: \`npm run -s precipice -- evidence --quick\` ([how long it takes](performance.md#the-evidence-suite)). ${capital(countsOf(judged))}.`,
    ...timeSentences(report),
    table(judged),
    `## ${SUITE_WORDS.en.reading}`,
    ...READING,
    'Hypotheses, directions and margins are written in `src-main/evidence/effects/` and were set before the runs.',
    '## The effects',
    ...judged.flatMap((each) => section(each, report)),
  ].join('\n\n')}\n`;
}

function table(judged: readonly Judged[]): string {
  const rows = judged.map((each) => {
    const { effect, estimate } = each;
    const found = estimate === null ? '' : estimateWords(effect.measure, estimate, 'en');
    return `| [\`${effect.name}\`](#${anchorOf(effect.title.en)}) ${effect.title.en} | ${verdictWords(each, 'en')} | ${found} | ${togetherMark(each)} |`;
  });
  return ['| effect | verdict | found | together |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function togetherMark({ verdict, lack, together }: Judged): string {
  return verdict === 'undecided' || lack !== null ? '–' : together ? 'yes' : 'no';
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

function section(each: Judged, { scale }: SuiteReport): string[] {
  const { effect } = each;
  const { title, authors, arxiv } = effect.source;
  return [
    `### ${effect.title.en}`,
    `Source: ${authors}, *${title}*, [arXiv ${arxiv}](https://arxiv.org/abs/${arxiv}). ${effect.published.en}`,
    `Expected here: ${effect.expectation.en}`,
    `Test: ${testWords(effect, 'en')}`,
    `Found: **${verdictWords(each, 'en')}**. ${resultWords(each, 'en')}`,
    `Runs: ${studyNamesOf([effect])
      .map((name) => {
        const { model, recipes, learningRates, batchSizes, seeds, steps } = specOfStudy(name, scale);
        return `\`${name}.precipice\`: ${recipes.map((recipe) => recipe.name).join(', ')}; learning rate ${learningRates.map(formatLearningRate).join(', ')}; batch size ${batchSizes.join(', ')}; ${plural(seeds.length, 'seed')}; ${steps} steps; ${plural(model.layers, 'layer')} of width ${model.width}, context ${model.context}`;
      })
      .join('. ')}.`,
  ];
}
