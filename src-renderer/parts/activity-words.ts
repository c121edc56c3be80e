// How far a study is, in one line: what has ended of what, how fast, how long yet, and what is being trained.
import type { Activity, StudyCard } from '../../src-main/contract/contract.ts';
import { rowText } from '../../src-main/report/language/row-text.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import type { PageWords } from '../words/words.ts';
import { showCount, showDurationRange } from './numbers.ts';

type Progress = Extract<Activity, { kind: 'running' }>['progress'];

export function describeActivity(
  counts: StudyCard['counts'],
  activity: Activity,
  words: PageWords,
  reportWords: Words,
): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  switch (activity.kind) {
    case 'starting':
      return words.activity.starting;
    case 'stopping':
      return words.activity.stopping;
    case 'running':
      return runningParts(total, activity.progress, words, reportWords).join(' · ');
    case 'idle':
      return idleParts(counts, words.activity).join(' · ');
  }
}

function runningParts(
  total: number,
  progress: Progress,
  { activity, numbers }: PageWords,
  reportWords: Words,
): string[] {
  const { runsDone, runsTotal, secondsLeft, currentBatch, batchesUnderWay, round } = progress;
  const { laneStepsPerSecond, tokensPerSecond, tokensLeft } = progress;
  const parts = [
    round === null ? activity.runs(runsDone, total) : activity.round(round, runsDone, runsTotal),
  ];
  // Tokens cost about as much in every row; steps do not, and would not agree with the time left.
  if (tokensPerSecond > 0)
    parts.push(activity.tokens(showCount(tokensLeft, numbers), showCount(tokensPerSecond, numbers)));
  else if (laneStepsPerSecond > 0) parts.push(activity.laneSteps(showCount(laneStepsPerSecond, numbers)));
  if (secondsLeft !== null && secondsLeft.high > 0) {
    const time = showDurationRange(secondsLeft, numbers);
    parts.push(round === null ? activity.left(time) : activity.leftInRound(time));
  }
  if (batchesUnderWay > 1) parts.push(activity.atOnce(batchesUnderWay));
  if (currentBatch) {
    const { recipe, rowSetting, rowValue, lanesActive, lanes, step, steps } = currentBatch;
    const row = rowText(rowSetting, rowValue, reportWords);
    parts.push(
      lanes === 1
        ? activity.run(recipe, row, step, steps)
        : activity.lanes(recipe, row, lanesActive, step, steps),
    );
  }
  return parts;
}

function idleParts(counts: StudyCard['counts'], activity: PageWords['activity']): string[] {
  const parts = [activity.finished(counts.finished)];
  const failed = counts['failed-infrastructure'];
  if (counts.planned + counts.running > 0) parts.push(activity.planned(counts.planned + counts.running));
  if (failed > 0) parts.push(activity.failed(failed));
  if (counts.cancelled > 0) parts.push(activity.cancelled(counts.cancelled));
  return parts;
}
