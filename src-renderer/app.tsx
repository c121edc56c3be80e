// The frame of every view: where one can go, what is under way, what the core has to say.
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useAnswer, useClient } from './client/queries.ts';
import { ConnectionNotice } from './parts/connection-notice.tsx';
import { ToastProvider } from './parts/toasts.tsx';
import { SweepEndings } from './parts/sweep-endings.tsx';
import { LanguageButton } from './parts/language-button.tsx';
import { ThemeButton } from './parts/theme.tsx';
import { HelpView } from './help/help-view.tsx';
import { LibraryView } from './library/library-view.tsx';
import { addressOf, goTo, useRoute, type Route } from './routing.ts';
import { useWords } from './words/language.ts';

// The library is there at once; what the other views need is fetched when one goes there.
const CompareView = lazy(async () => ({ default: (await import('./compare/compare-view.tsx')).CompareView }));
const EvidenceView = lazy(async () => ({
  default: (await import('./evidence/evidence-view.tsx')).EvidenceView,
}));
const ImportView = lazy(async () => ({ default: (await import('./import/import-view.tsx')).ImportView }));
const NewStudyView = lazy(async () => ({
  default: (await import('./new-study/new-study-view.tsx')).NewStudyView,
}));
const StudyPage = lazy(async () => ({ default: (await import('./study/study-page.tsx')).StudyPage }));

export function App() {
  const route = useRoute();
  const client = useClient();
  const facts = useAnswer('app.facts', {});
  const words = useWords().frame;
  const main = useRef<HTMLElement>(null);
  // Another choice of studies is no other place: the keyboard stays where it chose.
  const place = addressOf(route.view === 'compare' ? { ...route, ids: [] } : route);
  useEffect(() => {
    main.current?.focus();
    scrollTo(0, 0);
  }, [place]);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.kind === 'open-study') goTo({ view: 'study', id: event.id, tab: 'map' });
      }),
    [client],
  );
  return (
    <ToastProvider>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {words.skip}
      </a>
      <header className="top">
        <a className="brand" href="#/">
          <img src="./icon.svg" alt="" width="22" height="22" /> Precipice
        </a>
        <nav aria-label={words.views}>
          <NavLink to={{ view: 'library' }} route={route}>
            {words.library}
          </NavLink>
          {facts.data?.readOnly === false && (
            <NavLink to={{ view: 'new', from: null }} route={route}>
              {words.newStudy}
            </NavLink>
          )}
          <NavLink to={{ view: 'evidence' }} route={route}>
            {words.evidence}
          </NavLink>
          <NavLink to={{ view: 'help' }} route={route}>
            {words.help}
          </NavLink>
        </nav>
        <span className="spring" />
        {facts.data?.readOnly === true && <span className="chip">{words.readOnly}</span>}
        <LanguageButton />
        <ThemeButton />
      </header>
      <ConnectionNotice />
      <main id="main" ref={main} tabIndex={-1}>
        {/* By view, so that the one before is gone at once and does not wait unseen for the next. */}
        <Suspense key={route.view} fallback={<p className="empty">{words.opening}</p>}>
          <View route={route} />
        </Suspense>
      </main>
      <SweepEndings />
    </ToastProvider>
  );
}

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'library':
      return <LibraryView />;
    case 'import':
      return <ImportView key={route.into} into={route.into} />;
    case 'help':
      return <HelpView />;
    case 'evidence':
      return <EvidenceView />;
    case 'compare':
      return <CompareView ids={route.ids} />;
    case 'new':
      return <NewStudyView key={route.from} from={route.from} />;
    case 'study':
      return <StudyPage key={route.id} id={route.id} tab={route.tab} />;
  }
}

function NavLink({ to, route, children }: { to: Route; route: Route; children: string }) {
  return (
    <a href={addressOf(to)} aria-current={to.view === route.view ? 'page' : undefined}>
      {children}
    </a>
  );
}
