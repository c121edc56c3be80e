// The report with the recipe, the costs and the language of the verdict that is on the screen.
import { useState } from 'react';
import type { InputOf } from '../../src-main/contract/contract.ts';
import { CAMERA_PRESETS } from '../../src-main/report/figures/scene/camera.ts';
import type { Words } from '../../src-main/report/language/language.ts';
import { useClient } from '../client/queries.ts';
import { saveFile } from '../parts/save-file.ts';
import { useSay } from '../parts/toasts.tsx';
import { useWords } from '../words/language.ts';

interface Props {
  readonly id: string;
  readonly decide: InputOf<'study.export'>['decide'];
  readonly words: Words;
}

export function ReportButtons({ id, decide, words }: Props) {
  const client = useClient();
  const { say, sayError } = useSay();
  const { saved } = useWords().exportMenu;
  const [isBusy, setIsBusy] = useState(false);
  const run = async (format: 'html' | 'pdf') => {
    setIsBusy(true);
    try {
      const file = await client.call('study.export', {
        id,
        format,
        figure: null,
        theme: 'light',
        colour: 'unstable',
        height: 'stable',
        recipe: null,
        versus: null,
        camera: CAMERA_PRESETS.corner,
        language: words.language,
        decide,
      });
      saveFile(file);
      say(saved(file.fileName));
    } catch (error) {
      sayError(error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <button type="button" disabled={isBusy} onClick={() => void run('pdf')}>
        {words.decision.view.report + words.numbers.inBrackets('PDF')}
      </button>
      <button type="button" disabled={isBusy} onClick={() => void run('html')}>
        {words.decision.view.report + words.numbers.inBrackets('HTML')}
      </button>
    </>
  );
}
