// A button that opens a choice of what to save: what, as which kind of file, how large, in which language, with a preview of pictures.
// Nothing is made before it is asked for. The file is saved by the browser or, on the desktop, by its save dialog.
import { useId, useRef, useState } from 'react';
import type { ExportedFile } from '../../src-main/contract/contract.ts';
import { SLIDE, type PngSize } from '../../src-main/report/figures/png-resolution.ts';
import type { Language } from '../../src-main/report/language/language.ts';
import { Choice } from './choice.tsx';
import { ExportPreview } from './export-preview.tsx';
import { saveFile } from './save-file.ts';
import { useSay } from './toasts.tsx';

export type FileFormat = 'svg' | 'png' | 'pdf' | 'html' | 'csv' | 'json';

export interface ExportChoice {
  readonly format: FileFormat;
  readonly size: PngSize;
  readonly language: Language;
}

/** One thing that can be saved. */
export interface Exportable {
  readonly name: string;
  /** What it is and what for, in a sentence. */
  readonly words: string;
  /** The first is the usual one. */
  readonly formats: readonly FileFormat[];
  readonly hasLanguage: boolean;
  /** Whether a PNG of it can be a slide. */
  readonly hasSize: boolean;
  /** A picture of it, made quickly; null: there is none to look at. */
  readonly preview: ((language: Language) => Promise<ExportedFile>) | null;
  readonly make: (choice: ExportChoice) => Promise<ExportedFile>;
}

const FORMAT_WORDS: Readonly<Record<FileFormat, string>> = {
  svg: 'SVG, sharp at any size',
  png: 'PNG, for slides and pages',
  pdf: 'PDF, to print',
  html: 'HTML, one page for a browser',
  csv: 'CSV, for a spreadsheet',
  json: 'JSON, for programs',
};
const SIZES: readonly (readonly [PngSize, string])[] = [
  ['print', 'for print, 300 dots per inch'],
  ['slide', `for a slide, ${SLIDE.width} × ${SLIDE.height} pixels`],
];
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ['en', 'English'],
  ['ja', '日本語'],
];

export function ExportMenu({ items }: { readonly items: readonly Exportable[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        Export …
      </button>
      {isOpen && <ExportDialog items={items} onClose={() => setIsOpen(false)} />}
    </>
  );
}

interface DialogProps {
  readonly items: readonly Exportable[];
  readonly onClose: () => void;
}

function ExportDialog({ items, onClose }: DialogProps) {
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { say, sayError } = useSay();
  const [at, setAt] = useState(0);
  const [wanted, setWanted] = useState<ExportChoice>({ format: 'svg', size: 'print', language: 'en' });
  const [isBusy, setIsBusy] = useState(false);
  const item = items[at]!;
  const format = item.formats.includes(wanted.format) ? wanted.format : item.formats[0]!;
  const language = item.hasLanguage ? wanted.language : 'en';
  const change = (part: Partial<ExportChoice>) => setWanted({ ...wanted, ...part });
  const save = async () => {
    setIsBusy(true);
    try {
      const file = await item.make({ ...wanted, format, language });
      saveFile(file);
      say(`${file.fileName} is exported.`);
      dialog.current?.close();
    } catch (error) {
      sayError(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <dialog
      ref={(element) => {
        dialog.current = element;
        if (element && !element.open) element.showModal();
      }}
      className="export"
      aria-labelledby={heading}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <h2 id={heading}>Export</h2>
        <div className="export-parts">
          <fieldset className="plain">
            <legend>What</legend>
            {items.map(({ name }, index) => (
              <label key={name}>
                <input type="radio" name={heading} checked={index === at} onChange={() => setAt(index)} />{' '}
                {name}
              </label>
            ))}
          </fieldset>
          <div className="export-choice">
            <p>{item.words}</p>
            <div className="row">
              <Choice
                name="Format"
                value={format}
                options={item.formats.map((each) => [each, FORMAT_WORDS[each]] as const)}
                onChange={(next) => change({ format: next })}
              />
              {format === 'png' && item.hasSize && (
                <Choice
                  name="Size"
                  value={wanted.size}
                  options={SIZES}
                  onChange={(next) => change({ size: next })}
                />
              )}
              {item.hasLanguage && (
                <Choice
                  name="Words in"
                  value={language}
                  options={LANGUAGES}
                  onChange={(next) => change({ language: next })}
                />
              )}
            </div>
            {item.preview && (
              <ExportPreview
                key={`${item.name} ${language}`}
                name={item.name}
                make={() => item.preview!(language)}
              />
            )}
          </div>
        </div>
        <div className="row end">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={isBusy}>
            {isBusy ? 'Exporting …' : 'Save the file'}
          </button>
        </div>
      </form>
    </dialog>
  );
}
