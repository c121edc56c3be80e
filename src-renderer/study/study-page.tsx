// One study: what it is and does, what it says in plain words, and a tab for each way of looking at it.
import type { StudyView } from '../../src-main/contract/contract.ts';
import { isOfSizes } from '../../src-main/analysis/grid/rows.ts';
import { ActivityBar } from '../parts/activity-bar.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTitle } from '../parts/title.ts';
import { addressOf, STUDY_TABS, type StudyTab } from '../routing.ts';
import { useLanguage, useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';
import { AboutTab } from './about-tab.tsx';
import { LadderTab } from './ladder-tab.tsx';
import { MapTab } from './map-tab.tsx';
import { ProbeTab } from './probe/probe-tab.tsx';
import { ProgramsTab } from './programs-tab.tsx';
import { RunsTab } from './runs-tab.tsx';
import { useStudy } from './study-answer.ts';
import { Summary } from './summary.tsx';
import { RefreshControls } from './refresh-controls.tsx';
import { SweepControls } from './sweep-controls.tsx';
import { VerdictTab } from './verdict-tab.tsx';

export function StudyPage({ id, tab }: { readonly id: string; readonly tab: StudyTab }) {
  const { study, error, refetch } = useStudy(id);
  const { studyPage: words, library } = useWords();
  const language = useLanguage();
  useTitle(study ? titleOf(study, words) : words.study);
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!study) return <p className="empty">{words.reading}</p>;
  return (
    <article className="study" aria-labelledby="study-heading">
      <div className="row">
        <h1 id="study-heading">{study.info.name}</h1>
        {study.isExample && <span className="chip">{library.example}</span>}
        {study.isQueued && <span className="chip">{words.queued}</span>}
        <span className="chip">{study.factsIn[language].precision}</span>
        <span className="spring" />
        <a className="button" href={addressOf({ view: 'compare', ids: [id] })}>
          {words.compare}
        </a>
        <SweepControls study={study} />
        <RefreshControls study={study} />
      </div>
      <ActivityBar counts={study.counts} activity={study.activity} />
      <Summary study={study} isShort={tab === 'verdict'} />
      <nav className="tabs" aria-label={words.views}>
        {tabsOf(study).map((name) => (
          <a
            key={name}
            href={addressOf({ view: 'study', id, tab: name })}
            aria-current={name === tab ? 'page' : undefined}
          >
            {words.tabs[name]}
          </a>
        ))}
      </nav>
      <Tab study={study} tab={tab} />
    </article>
  );
}

/** A ladder is there only where rows are sizes. */
function tabsOf({ analysis }: StudyView): StudyTab[] {
  return STUDY_TABS.filter((name) => name !== 'ladder' || isOfSizes(analysis.rowSetting));
}

/** "42 % · quick" while it is trained. */
function titleOf({ info, activity, counts }: StudyView, words: PageWords['studyPage']): string {
  if (activity.kind !== 'running') return info.name;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return words.underWay(Math.floor((100 * activity.progress.runsDone) / Math.max(1, total)), info.name);
}

function Tab({ study, tab }: { readonly study: StudyView; readonly tab: StudyTab }) {
  switch (tab) {
    case 'map':
      return <MapTab study={study} />;
    case 'verdict':
      return <VerdictTab study={study} />;
    case 'ladder':
      return <LadderTab study={study} />;
    case 'programs':
      return <ProgramsTab study={study} />;
    case 'probe':
      return <ProbeTab study={study} />;
    case 'runs':
      return <RunsTab study={study} />;
    case 'about':
      return <AboutTab study={study} />;
  }
}
