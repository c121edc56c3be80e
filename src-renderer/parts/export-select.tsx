// Exports as a list to choose from: what was chosen is made, and saved by the browser or, on the desktop, by its save dialog.
import { useState } from 'react';
import type { ExportedFile } from '../../src-main/contract/contract.ts';
import { saveFile } from './save-file.ts';
import { useSay } from './toasts.tsx';

export interface ExportChoice {
  readonly name: string;
  readonly make: () => Promise<ExportedFile>;
  readonly isDisabled?: boolean;
}

export type ExportGroups = readonly (readonly [heading: string, choices: readonly ExportChoice[]])[];

const NONE = '';

export function ExportSelect({ groups }: { readonly groups: ExportGroups }) {
  const { say, sayError } = useSay();
  const [isBusy, setIsBusy] = useState(false);
  const run = async ({ make }: ExportChoice) => {
    setIsBusy(true);
    try {
      const file = await make();
      saveFile(file);
      say(`${file.fileName} is exported.`);
    } catch (error) {
      sayError(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <select
      aria-label="Export"
      value={NONE}
      disabled={isBusy}
      onChange={(event) => {
        const chosen = groups
          .flatMap(([, choices]) => choices)
          .find(({ name }) => name === event.target.value);
        if (chosen) void run(chosen);
      }}
    >
      <option value={NONE}>{isBusy ? 'Exporting …' : 'Export …'}</option>
      {groups.map(([heading, choices]) => (
        <optgroup key={heading} label={heading}>
          {choices.map(({ name, isDisabled }) => (
            <option key={name} disabled={isDisabled}>
              {name}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
