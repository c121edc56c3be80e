// How to read a map, what the words mean, what this program is, and what to send along with a report of a problem: the state of the machine, the library and the log.
import { useRef } from 'react';
import type { Diagnosis } from '../../src-main/contract/contract.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { useSay } from '../parts/toasts.tsx';
import { useWords } from '../words/language.ts';
import { ToldError } from '../parts/told-error.tsx';
import { Reading } from './reading.tsx';

export function HelpView() {
  const { help: words } = useWords();
  const facts = useAnswer('app.facts', {});
  return (
    <div className="study">
      <h1>{words.title}</h1>
      <Reading />
      <section className="panel" aria-label={words.about}>
        <h2>{words.about}</h2>
        <p>{words.aboutText(facts.data?.version ?? '')}</p>
      </section>
      <section className="panel" aria-label={words.diagnostics}>
        <h2>{words.diagnostics}</h2>
        <p>{words.diagnosticsText}</p>
        {facts.data?.readOnly === false && <Check />}
        {facts.data?.readOnly === true && <p className="fine">{words.readOnly}</p>}
      </section>
    </div>
  );
}

function Check() {
  const { help: words } = useWords();
  const diagnose = useCommand('app.diagnose');
  const { data, error, isPending } = diagnose;
  return (
    <>
      <div className="row">
        <button type="button" disabled={isPending} onClick={() => diagnose.mutate({})}>
          {words.check}
        </button>
        {isPending && <progress aria-label={words.checking} />}
      </div>
      <div role="status">
        {error && (
          <p className="bad">
            <ToldError error={error} />
          </p>
        )}
      </div>
      {data && <Found diagnosis={data} />}
    </>
  );
}

function Found({ diagnosis: { findings, text } }: { readonly diagnosis: Diagnosis }) {
  const { help: words } = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const { say } = useSay();
  const copy = () => {
    field.current?.select();
    // The newer interface wants a permission, of which this page has none, and an address that is encrypted.
    const isCopied = document.execCommand('copy');
    say(isCopied ? words.copied : words.notCopied);
  };
  return (
    <>
      <dl className="facts">
        {findings.map(({ what, found, isWrong }, index) => (
          <div key={index} className="fact">
            <dt lang="en">{what}</dt>
            <dd className={isWrong ? 'bad' : undefined}>
              {isWrong && words.wrong}
              <span lang="en">{found}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div className="row">
        <button type="button" className="primary" onClick={copy}>
          {words.copy}
        </button>
      </div>
      <label className="diagnostics">
        {words.whatIsCopied}
        <textarea ref={field} readOnly rows={12} spellCheck={false} value={text} />
      </label>
    </>
  );
}
