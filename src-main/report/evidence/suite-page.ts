// The suite as a page of Markdown and as text for a terminal. What an effect says of itself is in evidence.ts's effects and
// language/evidence-text.ts; here is only how it is laid out.
import { EFFECTS } from '../../evidence/effects.ts';
import type { Judged } from '../../evidence/judge.ts';
import { specOfStudy } from '../../evidence/studies.ts';
import { plural } from '../language/en/plural.ts';
import { estimateWords, resultWords, testWords, verdictWords } from '../language/evidence-text.ts';
import { ENGLISH, wordsOf, type Language, type Words } from '../language/language.ts';
import { SUITE_WORDS } from '../language/suite-words.ts';
import { formatLearningRate } from '../language/numbers.ts';
import { columnsOf, padEnd, wrapLines } from '../terminal-text.ts';
import { studyNamesOf, type SuiteReport } from './read-suite.ts';

const COLUMNS = 80;

/** For a terminal. */
export function suiteLines(report: SuiteReport, shown: readonly Judged[], words: Words): string[] {
  const { scale, judged, studies } = report;
  const { language } = words;
  const text = SUITE_WORDS[language];
  const rows = shown.map((each) => ({
    name: each.effect.name,
    verdict: verdictWords(each, language),
    estimate: each.estimate === null ? '' : estimateWords(each.effect.measure, each.estimate, language),
    story: storyOf(each, language),
  }));
  const name = Math.max(...rows.map((row) => columnsOf(row.name)));
  const verdict = Math.max(...rows.map((row) => columnsOf(row.verdict)));
  const problems = studies.flatMap((study) =>
    study.problem === null ? [] : [`${study.file}: ${study.problem}`],
  );
  const notes = [...text.howToRead(EFFECTS.length).slice(0, 3), ...problems, ...timeSentences(report, words)];
  return [
    text.heading(scale, countsOf(judged, language)),
    '',
    ...rows.flatMap((row) => [
      `${padEnd(row.name, name)}  ${padEnd(row.verdict, verdict)}  ${row.estimate}`.trimEnd(),
      ...wrapLines(row.story, COLUMNS - 2).map((line) => `  ${line}`),
    ]),
    '',
    ...notes.flatMap((note) => wrapLines(note, COLUMNS)),
  ];
}

/** What was published, and what was found of it. */
function storyOf(each: Judged, language: Language): string {
  const { title, source } = each.effect;
  const published = SUITE_WORDS[language].published(title[language], source.authors, source.arxiv);
  return wordsOf(language).numbers.sentences([published, resultWords(each, language)]);
}

export function countsOf(judged: readonly Judged[], language: Language): string {
  const isRun = (each: Judged) => each.lack !== 'not-run';
  const count = (kind: Judged['verdict']) =>
    judged.filter((each) => isRun(each) && each.verdict === kind).length;
  return SUITE_WORDS[language].counts({
    effects: judged.length,
    appear: count('appears'),
    absent: count('absent'),
    undecided: count('undecided'),
    left: judged.filter((each) => !isRun(each)).length,
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function timeSentences(
  { scale, studies, work }: Pick<SuiteReport, 'scale' | 'studies' | 'work'>,
  words: Words,
): string[] {
  const text = SUITE_WORDS[words.language];
  const seconds = studies.reduce((sum, { session }) => sum + session.seconds, 0);
  const laneSteps = studies.reduce((sum, { session }) => sum + session.laneSteps, 0);
  const devices = [...new Set(studies.flatMap(({ device }) => device ?? []))];
  if (seconds === 0) return [];
  const other = scale === 'quick' ? 'full' : 'quick';
  const { runs, seconds: otherSeconds } = work[other];
  const count = (value: number) => Math.round(value).toLocaleString('en');
  return [
    words.numbers.sentences([
      text.trained(devices, count(laneSteps), about(seconds, words), Math.round(laneSteps / seconds)),
      text.whole(scale, work[scale].runs, count(work[scale].laneSteps)),
    ]),
    ...(otherSeconds === null
      ? []
      : [text.other(other, runs, about(otherSeconds, words), scale === 'quick')]),
  ];
}

function about(seconds: number, { training: { time } }: Words): string {
  if (seconds < 90) return time.s(Math.round(seconds));
  if (seconds < 5400) return time.min(Math.round(seconds / 60));
  return time.h(Number((seconds / 3600).toPrecision(2)));
}

export function suitePage(report: SuiteReport): string {
  const { scale, judged } = report;
  const command = `precipice evidence${scale === 'quick' ? ' --quick' : ''} --out docs/evidence.md`;
  return `${[
    `# ${SUITE_WORDS.en.title}`,
    `Written by \`${command}\`, which trains a study for every effect, puts the effect to a test that was set before, and says what it found. Run it yourself: \`npm run -s precipice -- evidence --quick\` ([how long it takes](performance.md#the-evidence-suite)). ${capital(countsOf(judged, 'en'))}.`,
    ...timeSentences(report, ENGLISH),
    table(judged),
    `## ${SUITE_WORDS.en.reading}`,
    ...SUITE_WORDS.en.howToRead(EFFECTS.length),
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
