// What would be exported, as a small picture, with the size that it has at 100 %.
import { useEffect, useState } from 'react';
import type { ExportedFile } from '../../src-main/contract/contract.ts';
import { useWords } from '../words/language.ts';
import { ToldError } from './told-error.tsx';

interface Props {
  /** Of what is shown. */
  readonly name: string;
  /** A picture; asked for once. */
  readonly make: () => Promise<ExportedFile>;
}

type Shown = { readonly address: string } | { readonly failure: unknown };

export function ExportPreview({ name, make }: Props) {
  const { exportMenu: words } = useWords();
  const [shown, setShown] = useState<Shown | null>(null);
  const [size, setSize] = useState<string | null>(null);
  // What is exported is chosen anew by another key, never changed while it is shown.
  const [first] = useState(() => make);
  useEffect(() => {
    let address: string | null = null;
    let isGone = false;
    first().then(
      ({ bytes, mediaType }) => {
        if (isGone) return;
        address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }));
        setShown({ address });
      },
      (error: unknown) => {
        if (!isGone) setShown({ failure: error });
      },
    );
    return () => {
      isGone = true;
      if (address !== null) URL.revokeObjectURL(address);
    };
  }, [first]);
  return (
    <div className="export-preview">
      {shown === null && <p className="fine">{words.drawing}</p>}
      {shown && 'failure' in shown && (
        <p className="bad">
          <ToldError error={shown.failure} />
        </p>
      )}
      {shown && 'address' in shown && (
        <img
          src={shown.address}
          alt={words.preview(name)}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize(words.pixels(naturalWidth, naturalHeight))
          }
        />
      )}
      {size !== null && <p className="fine">{size}</p>}
    </div>
  );
}
