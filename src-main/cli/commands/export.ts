// `precipice export`: figures as SVG and PNG, the runs as CSV, everything as JSON. A file appears whole or not at all.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { runsCsv } from '../../report/csv.ts';
import { curvesFigure } from '../../report/figures/curves.ts';
import { figureFacts } from '../../report/figures/facts.ts';
import { mapFigure } from '../../report/figures/map.ts';
import { studyJson } from '../../report/json.ts';
import { svgToPng } from '../../report/png.ts';
import { openStudy, type Study } from '../../study/study.ts';
import { shownPath, userPath } from '../paths.ts';
import { analyzeStudy } from '../summary.ts';

const FORMATS = ['svg', 'png', 'csv', 'json'] as const;
const FIGURES = ['map', 'curves'] as const;

interface ExportOptions {
  readonly format: (typeof FORMATS)[number];
  readonly figure: (typeof FIGURES)[number];
  readonly out?: string;
}

export function registerExport(program: Command): void {
  program
    .command('export')
    .description('write a figure or the data of a study to a file')
    .argument('<file>', 'the study file')
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS).makeOptionMandatory())
    .addOption(
      new Option('--figure <figure>', 'the picture, for svg and png').choices(FIGURES).default('map'),
    )
    .option('--out <path>', 'where to (default: beside the study)')
    .action((given: string, options: ExportOptions) => {
      const file = userPath(given);
      const picture = options.format === 'svg' || options.format === 'png';
      const ending = picture ? `${options.figure}.${options.format}` : options.format;
      const out =
        options.out === undefined ? `${file.replace(/\.precipice$/, '')}.${ending}` : userPath(options.out);
      const study = openStudy(file, 'read');
      try {
        writeWhole(out, contentOf(study, options));
      } finally {
        study.close();
      }
      process.stdout.write(`${shownPath(out)}\n`);
    });
}

function contentOf(study: Study, { format, figure }: ExportOptions): string | Buffer {
  switch (format) {
    case 'csv':
      return runsCsv(study.runs());
    case 'json':
      return jsonOf(study);
    case 'svg':
      return figureOf(study, figure);
    case 'png':
      return svgToPng(figureOf(study, figure));
  }
}

function jsonOf(study: Study): string {
  const curves = (id: number) =>
    Object.fromEntries(
      study.curveNames(id).map((name) => [name, study.curve(id, name) ?? new Float32Array()]),
    );
  const details = { curves, sites: (id: number) => study.siteStatistics(id) };
  const source = { info: study.info(), runs: study.runs(), analysis: analyzeStudy(study), details };
  return [...studyJson(source)].join('');
}

function figureOf(study: Study, figure: ExportOptions['figure']): string {
  const info = study.info();
  const runs = study.runs();
  const common = { title: info.name, theme: 'light', facts: figureFacts(info, runs) } as const;
  if (figure === 'map') {
    const options = { ...common, value: 'unstable', guides: true, tailCeiling: null } as const;
    return mapFigure(analyzeStudy(study), options);
  }
  const curves = runs
    .filter(({ state }) => state === 'finished')
    .map((run) => ({
      ...run,
      nonfinite: run.nonfinite !== null,
      loss: study.curve(run.id, 'loss') ?? new Float32Array(),
      gradientNorm: study.curve(run.id, 'gradientNorm'),
    }));
  return curvesFigure(curves, { ...common, selection: 'All finished runs.' });
}

function writeWhole(out: string, content: string | Buffer): void {
  const partial = `${out}.part`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, out);
  } catch (error) {
    rmSync(partial, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `--out is "${out}", which cannot be written (${code ?? 'unknown reason'}); its folder must exist and be writable.`,
    );
  }
}
