// How far a study is: runs that have ended of all planned, and, while it is trained, speed and time left.
import type { Activity, StudyCard } from '../../src-main/contract/contract.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { showCount, showDurationRange } from './numbers.ts';
import { rowText } from '../../src-main/report/language/row-text.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';

interface Props {
  readonly counts: StudyCard['counts'];
  readonly activity: Activity;
}

export function ActivityBar({ counts, activity }: Props) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const done =
    activity.kind === 'running' ? activity.progress.runsDone : total - counts.planned - counts.running;
  return (
    <div className="activity">
      {done < total && <progress max={total} value={done} aria-label="Runs that have ended" />}
      <span>{describeActivity(counts, activity)}</span>
      {activity.kind === 'running' && activity.progress.fallback !== null && (
        <span role="note">{activity.progress.fallback}</span>
      )}
      {activity.kind === 'running' && activity.progress.loss !== null && (
        <span role="status">{activity.progress.loss}</span>
      )}
      {activity.kind === 'running' && activity.progress.checkpointFailure !== null && (
        <span role="status">{activity.progress.checkpointFailure}</span>
      )}
    </div>
  );
}

export function describeActivity(counts: StudyCard['counts'], activity: Activity): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const failed = counts['failed-infrastructure'];
  switch (activity.kind) {
    case 'starting':
      return 'Starting the device and measuring its speed …';
    case 'stopping':
      return 'Stopping …';
    case 'running': {
      const { runsDone, runsTotal, secondsLeft, currentBatch, batchesUnderWay, round } = activity.progress;
      const { laneStepsPerSecond, tokensPerSecond, tokensLeft } = activity.progress;
      const parts = [
        round === null
          ? `${runsDone} of ${plural(total, 'run')}`
          : `round ${round}: ${runsDone} of ${plural(runsTotal, 'run')} chosen so far`,
      ];
      // Tokens cost about as much in every row; steps do not, and would not agree with the time left.
      if (tokensPerSecond > 0)
        parts.push(`${showCount(tokensLeft)} tokens left at ${showCount(tokensPerSecond)}/s`);
      else if (laneStepsPerSecond > 0) parts.push(`${showCount(laneStepsPerSecond)} lane-steps/s`);
      if (secondsLeft !== null && secondsLeft.high > 0)
        parts.push(`${showDurationRange(secondsLeft)} left${round === null ? '' : ' in this round'}`);
      if (batchesUnderWay > 1) parts.push(`${batchesUnderWay} at once`);
      if (currentBatch) {
        const { recipe, rowSetting, rowValue, lanesActive, lanes, step, steps } = currentBatch;
        const ofLanes = lanes === 1 ? '' : `${plural(lanesActive, 'lane')}, `;
        parts.push(
          `${recipe}, ${rowText(rowSetting, rowValue, ENGLISH)}: ${ofLanes}step ${step} of ${steps}`,
        );
      }
      return parts.join(' · ');
    }
    case 'idle': {
      const parts = [`${plural(counts.finished, 'run')} finished`];
      if (counts.planned + counts.running > 0) parts.push(`${counts.planned + counts.running} planned`);
      if (failed > 0) parts.push(`${failed} failed for infrastructure reasons`);
      if (counts.cancelled > 0) parts.push(`${counts.cancelled} cancelled`);
      return parts.join(' · ');
    }
  }
}
