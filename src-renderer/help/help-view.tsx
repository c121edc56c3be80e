// How to read a map, what the words mean, what this program is, and what to send along with a report of a problem: the state of the machine, the library and the log.
import { useRef } from 'react';
import type { Diagnosis } from '../../src-main/contract/contract.ts';
import { useAnswer, useCommand } from '../client/queries.ts';
import { useSay } from '../parts/toasts.tsx';
import { Reading } from './reading.tsx';

export function HelpView() {
  const facts = useAnswer('app.facts', {});
  return (
    <div className="study">
      <h1>Help</h1>
      <Reading />
      <section className="panel" aria-label="About">
        <h2>About</h2>
        <p>
          Precipice {facts.data?.version} maps where language-model training falls off the edge as numerical
          precision drops. It asks no other machine for anything: studies, texts and settings stay here.
        </p>
      </section>
      <section className="panel" aria-label="Diagnostics">
        <h2>Diagnostics</h2>
        <p>
          Versions, devices, disk, the state of the library and the end of the log: send them along when you
          report a problem. No folder of yours is named in them.
        </p>
        {facts.data?.readOnly === false && <Check />}
        {facts.data?.readOnly === true && (
          <p className="fine">Here studies can only be read; whoever serves them runs “precipice doctor”.</p>
        )}
      </section>
    </div>
  );
}

function Check() {
  const diagnose = useCommand('app.diagnose');
  const { data, error, isPending } = diagnose;
  return (
    <>
      <div className="row">
        <button type="button" disabled={isPending} onClick={() => diagnose.mutate({})}>
          Check this machine
        </button>
        {isPending && <progress aria-label="Starting every device once" />}
      </div>
      <div role="status">{error && <p className="bad">{error.message}</p>}</div>
      {data && <Found diagnosis={data} />}
    </>
  );
}

function Found({ diagnosis: { findings, text } }: { readonly diagnosis: Diagnosis }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { say } = useSay();
  const copy = () => {
    field.current?.select();
    // The newer interface wants a permission, of which this page has none, and an address that is encrypted.
    const isCopied = document.execCommand('copy');
    say(isCopied ? 'The diagnostics are copied.' : 'Copying is not allowed here; the text is selected.');
  };
  return (
    <>
      <dl className="facts">
        {findings.map(({ what, found, isWrong }, index) => (
          <div key={index} className="fact">
            <dt>{what}</dt>
            <dd className={isWrong ? 'bad' : undefined}>
              {isWrong && 'To be seen to: '}
              {found}
            </dd>
          </div>
        ))}
      </dl>
      <div className="row">
        <button type="button" className="primary" onClick={copy}>
          Copy diagnostics
        </button>
      </div>
      <label className="diagnostics">
        What is copied
        <textarea ref={field} readOnly rows={12} spellCheck={false} value={text} />
      </label>
    </>
  );
}
