// Runs of another tool become a study, or a part of one: choose where they are, see what each column is taken for, put it right, import.
import { useEffect } from 'react';
import { DropZone } from '../parts/drop-zone.tsx';
import { useTitle } from '../parts/title.ts';
import { useWords } from '../words/language.ts';
import { droppedOf, takeHanded } from './chosen.ts';
import { ColumnsPanel } from './columns-panel.tsx';
import { InputsPanel } from './inputs-panel.tsx';
import { OutcomePanel } from './outcome-panel.tsx';
import { SourcePanel } from './source-panel.tsx';
import { StudyChoice } from './study-choice.tsx';
import { UnsaidPanel } from './unsaid-panel.tsx';
import { useImport } from './use-import.ts';

interface Props {
  /** The study that runs are to be added to; null: a new one. */
  readonly into: string | null;
}

export function ImportView({ into }: Props) {
  const words = useWords().importing;
  useTitle(words.title);
  const runs = useImport(into);
  const { inputs, look, shown, isReady, openDrop, change, finish } = runs;
  useEffect(() => {
    const dropped = takeHanded();
    if (dropped) void openDrop(dropped);
  });
  const input = inputs[shown];
  const own = look?.inputs.find(({ place }) => place === input?.place);
  const table = own?.table ?? null;
  const mapped = input?.mapping &&
    table && {
      table,
      mapping: input.mapping,
      name: own && inputs.length > 1 ? own.name : null,
      onChange: (changes: Parameters<typeof change>[0]) => void change(changes),
    };
  return (
    <DropZone
      className="study"
      aria-labelledby="import-heading"
      onDrop={(data) => void openDrop(droppedOf(data))}
    >
      <h1 id="import-heading">{words.heading}</h1>
      <p>{words.introduction}</p>
      <SourcePanel runs={runs} />
      <StudyChoice runs={runs} />
      {look && <InputsPanel runs={runs} look={look} />}
      {mapped && (
        <>
          <ColumnsPanel {...mapped} recipes={look?.outcome?.recipes ?? []} />
          <UnsaidPanel key={input.place} {...mapped} />
        </>
      )}
      {look?.outcome && (
        <>
          <OutcomePanel
            look={look}
            outcome={look.outcome}
            mapping={input?.mapping ?? null}
            onChange={(changes) => void change(changes)}
          />
          <p>
            <button type="button" className="primary" disabled={!isReady} onClick={() => void finish()}>
              {look.growth === null ? words.create(look.outcome.runs) : words.add(look.growth.added)}
            </button>
          </p>
        </>
      )}
    </DropZone>
  );
}
