// Exports what is seen: a figure with the settings of the screen, or the data. The file is saved by the browser or, on the
// desktop, by its save dialog.
import { useState } from 'react';
import type { InputOf, StudyView } from '../../src-main/api/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { useClient } from '../client/queries.ts';
import { saveFile } from '../parts/save-file.ts';
import { useTheme } from '../parts/theme.tsx';
import { useSay } from '../parts/toasts.tsx';
import type { MapSettings } from './map-settings.ts';

type Export = Pick<InputOf<'study.export'>, 'figure' | 'format' | 'language'>;

const CHOICES: readonly (readonly [string, Export])[] = [
  ['3D picture, SVG', { figure: 'surface', format: 'svg' }],
  ['3D picture, PNG', { figure: 'surface', format: 'png' }],
  ['2D map, SVG', { figure: 'map', format: 'svg' }],
  ['2D map, PNG', { figure: 'map', format: 'png' }],
  ['Curves, SVG', { figure: 'curves', format: 'svg' }],
  ['3D picture, PDF', { figure: 'surface', format: 'pdf' }],
  ['Report, HTML', { figure: null, format: 'html' }],
  ['Report, PDF', { figure: null, format: 'pdf' }],
  ['Report in Japanese, HTML', { figure: null, format: 'html', language: 'ja' }],
  ['Report in Japanese, PDF', { figure: null, format: 'pdf', language: 'ja' }],
  ['Runs, CSV', { figure: null, format: 'csv' }],
  ['Everything, JSON', { figure: null, format: 'json' }],
];
const NONE = '';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  /** Where the 3D picture is seen from now. */
  readonly seenFrom: () => Camera;
}

export function ExportButton({ study: { id }, settings, seenFrom }: Props) {
  const client = useClient();
  const theme = useTheme();
  const { say, sayError } = useSay();
  const [isBusy, setIsBusy] = useState(false);
  const { kind, recipe, versus, height, colour } = settings;
  const run = async ({ figure, format, language }: Export) => {
    setIsBusy(true);
    try {
      const shown = figure === 'surface' ? kind : figure;
      const options = {
        id,
        format,
        figure: shown,
        theme,
        colour,
        height,
        recipe,
        versus,
        camera: seenFrom(),
        language,
      };
      const file = await client.call('study.export', options);
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
        const chosen = CHOICES.find(([name]) => name === event.target.value);
        if (chosen) void run(chosen[1]);
      }}
    >
      <option value={NONE}>{isBusy ? 'Exporting …' : 'Export …'}</option>
      {CHOICES.map(([name]) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
