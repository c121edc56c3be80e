// A button that opens a choice of what to save: what, as which kind of file, how large, in which language, with a preview of pictures.
// Nothing is made before it is asked for. The file is saved by the browser or, on the desktop, by its save dialog.
import { useId, useRef, useState } from 'react';
import type { ExportedFile } from '../../src-main/contract/contract.ts';
import { PNG_SIZES, SLIDE, type PngSize } from '../../src-main/report/figures/png-resolution.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../src-main/report/language/language.ts';
import { Choice } from './choice.tsx';
import { ExportPreview } from './export-preview.tsx';
import { saveFile } from './save-file.ts';
import { useLanguage, useWords } from '../words/language.ts';
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

export function ExportMenu({ items }: { readonly items: readonly Exportable[] }) {
  const { exportMenu: words } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        {words.open}
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
  const { exportMenu: words, messages } = useWords();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { say, sayError } = useSay();
  const [at, setAt] = useState(0);
  const appLanguage = useLanguage();
  const [wanted, setWanted] = useState<ExportChoice>({
    format: 'svg',
    size: 'print',
    language: appLanguage,
  });
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
      say(words.saved(file.fileName));
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
        <h2 id={heading}>{words.title}</h2>
        <div className="export-parts">
          <fieldset className="plain">
            <legend>{words.what}</legend>
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
                name={words.format}
                value={format}
                options={item.formats.map((each) => [each, words.formats[each]] as const)}
                onChange={(next) => change({ format: next })}
              />
              {format === 'png' && item.hasSize && (
                <Choice
                  name={words.size}
                  value={wanted.size}
                  options={PNG_SIZES.map(
                    (each) => [each, words.sizes[each](SLIDE.width, SLIDE.height)] as const,
                  )}
                  onChange={(next) => change({ size: next })}
                />
              )}
              {item.hasLanguage && (
                <Choice
                  name={words.language}
                  value={language}
                  options={LANGUAGES.map((each) => [each, LANGUAGE_NAMES[each]] as const)}
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
            {messages.cancel}
          </button>
          <button type="submit" className="primary" disabled={isBusy}>
            {isBusy ? words.saving : words.save}
          </button>
        </div>
      </form>
    </dialog>
  );
}
