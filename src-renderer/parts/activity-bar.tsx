// How far a study is: runs that have ended of all planned, and, while it is trained, speed and time left.
import type { Activity, StudyCard } from '../../src-main/contract/contract.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { describeActivity } from './activity-words.ts';

interface Props {
  readonly counts: StudyCard['counts'];
  readonly activity: Activity;
}

export function ActivityBar({ counts, activity }: Props) {
  const words = useWords();
  const reportWords = useReportWords();
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const done =
    activity.kind === 'running' ? activity.progress.runsDone : total - counts.planned - counts.running;
  return (
    <div className="activity">
      {done < total && <progress max={total} value={done} aria-label={words.activity.ended} />}
      <span>{describeActivity(counts, activity, words, reportWords)}</span>
      {activity.kind === 'running' && activity.progress.fallback !== null && (
        <span role="note" lang="en">
          {activity.progress.fallback}
        </span>
      )}
      {activity.kind === 'running' && activity.progress.loss !== null && (
        <span role="status" lang="en">
          {activity.progress.loss}
        </span>
      )}
      {activity.kind === 'running' && activity.progress.checkpointFailure !== null && (
        <span role="status" lang="en">
          {activity.progress.checkpointFailure}
        </span>
      )}
    </div>
  );
}
