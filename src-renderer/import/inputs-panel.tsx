// The inputs of an import as a list: what was understood of each and what comes of it, or why it is none; each can be taken away, and of several
// one is chosen whose columns are shown.
import type { ImportLook, InputLook } from '../../src-main/study/import/look.ts';
import { useReportWords, useWords } from '../words/language.ts';
import { Named, Told } from './told.tsx';
import type { Import } from './use-import.ts';

interface Props {
  readonly runs: Import;
  readonly look: ImportLook;
}

export function InputsPanel({ runs, look }: Props) {
  const words = useWords().importing;
  const { inputs, shown, show, remove, readApart } = runs;
  return (
    <section className="panel" aria-label={words.inputs}>
      <h2>{words.inputs}</h2>
      <ul className="inputs">
        {inputs.map(({ place, parts }, number) => {
          const own = look.inputs.find((input) => input.place === place);
          const name = nameOf(place, own);
          const named = parts.length > 0 ? words.filesTogether(parts.length) : name;
          return (
            <li key={place}>
              <div className="row">
                {inputs.length > 1 ? (
                  <button
                    type="button"
                    className="link"
                    aria-pressed={number === shown}
                    onClick={() => show(number)}
                  >
                    <Named name={named} />
                  </button>
                ) : (
                  <strong>
                    <Named name={named} />
                  </strong>
                )}
                {own && <Understood input={own} isGrowing={look.growth !== null} />}
                {parts.length > 0 && (
                  <button type="button" onClick={() => void readApart(number)}>
                    {words.apart}
                  </button>
                )}
                <button
                  type="button"
                  aria-label={words.removeNamed(named)}
                  onClick={() => void remove(number)}
                >
                  {words.remove}
                </button>
              </div>
              {own?.complaint && (
                <p className="bad">
                  <Told sentence={own.complaint} />
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Understood({ input: { table, counts }, isGrowing }: { input: InputLook; isGrowing: boolean }) {
  const words = useWords().importing;
  const { numbers } = useReportWords();
  const said = (count: number, inWords: (count: number) => string) => (count === 0 ? [] : [inWords(count)]);
  const parts = [
    ...(table === null ? [] : [words.kinds[table.kind]]),
    ...(counts === null
      ? []
      : [
          isGrowing ? words.addedTo(counts.added) : words.added(counts.added),
          ...said(counts.changed, words.changed),
          ...said(counts.same, words.same),
          ...said(counts.repeated, words.repeated),
          ...said(counts.leftOut, words.leftOut),
        ]),
  ];
  return <span className="fine">{numbers.list(parts)}</span>;
}

function nameOf(place: string, look: InputLook | undefined): string {
  return (look?.table && look.name) || (place.split(/[/\\]/).findLast((part) => part !== '') ?? place);
}
