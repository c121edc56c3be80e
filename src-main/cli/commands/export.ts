// `precipice export`: figures as SVG, PNG and PDF, the report as HTML and PDF, the runs as CSV, everything as JSON.
import path from 'node:path';
import { Option, type Command } from 'commander';
import {
  EXPORT_FORMATS,
  exportStudy,
  FIGURES,
  type ExportFormat,
  type ExportOptions,
  type FigureName,
} from '../../report/export-study.ts';
import {
  CAMERA_PRESETS,
  PROJECTIONS,
  type CameraPreset,
  type Projection,
} from '../../report/figures/scene/camera.ts';
import { CURVE_AXES } from '../../report/figures/curve-scale.ts';
import type { StepRange } from '../../report/figures/curve-span.ts';
import { PNG_SIZES } from '../../report/figures/png-resolution.ts';
import { MEASURES, HEIGHTS } from '../../report/language/shown.ts';
import { printByChromium } from '../../report/pdf.ts';
import { analyzeStudy } from '../../study/analyze-study.ts';
import { openStudy } from '../../study/study.ts';
import { costChoice, withCostOptions, type CostOptions } from '../cost-options.ts';
import { print } from '../output.ts';
import { shownPath, userPath } from '../paths.ts';
import { withLanguage } from '../settings.ts';
import { targetIn, withTargetOptions, type TargetOptions } from '../target-options.ts';
import { numberArgument, UsageError } from '../usage.ts';
import { checkOut, checkUnnamedOut, writeOut } from '../write-out.ts';

type Options = Pick<ExportOptions, 'theme' | 'colour' | 'height' | 'language' | 'size' | 'axis' | 'upTo'> &
  CostOptions &
  TargetOptions & {
    readonly format?: ExportFormat;
    readonly figure?: FigureName;
    readonly out?: string;
    readonly recipe?: string;
    readonly versus?: string;
    readonly steps?: StepRange;
    readonly view: CameraPreset;
    readonly azimuth?: number;
    readonly elevation?: number;
    readonly projection?: Projection;
  };

export function registerExport(cli: Command): void {
  const command = cli
    .command('export')
    .description('write a figure or the data of a study to a file')
    .argument('<file>', 'the study file')
    .addOption(
      new Option('--format <format>', 'what to write (default: by the ending of --out)').choices(
        EXPORT_FORMATS,
      ),
    )
    .addOption(
      new Option('--figure <figure>', 'the picture (default: map; for pdf the report)').choices(FIGURES),
    )
    .option('--out <path>', 'where to (default: beside the study)')
    .addOption(
      new Option('--theme <theme>', 'colours of the picture').choices(['light', 'dark']).default('light'),
    )
    .addOption(new Option('--colour <value>', 'what colour shows').choices(MEASURES).default('unstable'))
    .addOption(new Option('--height <measure>', 'what height shows').choices(HEIGHTS).default('stable'))
    .addOption(
      new Option(
        '--axis <axis>',
        'of the curves: robust leaves out values so far above the rest that they would flatten it, and says so; log holds all (default: robust)',
      ).choices(CURVE_AXES),
    )
    .option(
      '--steps <from-to>',
      'of the curves: the steps that they show, such as 40-90 (default: all)',
      stepRange,
    )
    .addOption(
      new Option(
        '--size <size>',
        'of a PNG: 300 dots per inch, or 1920 × 1080 pixels (default: print)',
      ).choices(PNG_SIZES),
    )
    .option(
      '--recipe <name>',
      'recipe of surface and difference (default: the least stable one), or that the report decides on (default: the one that keeps most of the region)',
    )
    .option('--versus <name>', 'recipe to compare it with (default: the baseline)')
    .option(
      '--up-to <name>',
      'recipe on top of the stack; those of lower precision are left out (default: all are there)',
    )
    .addOption(
      new Option('--view <view>', 'where the 3D picture is seen from')
        .choices(Object.keys(CAMERA_PRESETS))
        .default('corner'),
    )
    .addOption(
      new Option('--azimuth <degrees>', 'the same by angle around')
        .argParser(numberArgument('--azimuth', -360, 360))
        .conflicts('view'),
    )
    .addOption(
      new Option('--elevation <degrees>', 'and above the floor')
        .argParser(numberArgument('--elevation', 0, 90))
        .conflicts('view'),
    )
    .addOption(
      new Option('--projection <kind>', 'of the 3D picture (default: that of its view)').choices(PROJECTIONS),
    )
    .addHelpText(
      'after',
      '\nThe costs and the target are those of the report: they mean nothing to figures\nand data.',
    );
  withLanguage(withCostOptions(withTargetOptions(command)), 'of figures and report').action(run);
}

async function run(given: string, options: Options, command: Command): Promise<void> {
  const file = userPath(given);
  const format = formatOf(options);
  checkFigures(options);
  const target = targetIn(options);
  checkView(options, (name) => command.getOptionValueSource(name) === 'cli');
  const { projection, azimuth, elevation } = { ...CAMERA_PRESETS[options.view], ...options };
  const beside = `${file.replace(/\.precipice$/, '')}.${format}`;
  if (options.out === undefined) checkUnnamedOut(beside, shownPath(beside), format);
  else checkOut(userPath(options.out), options.out);
  const study = openStudy(file, 'read');
  try {
    const recipe = options.recipe ?? null;
    const { ending, bytes } = await exportStudy(
      study,
      {
        ...options,
        format,
        figure: options.figure ?? null,
        recipe,
        versus: options.versus ?? null,
        range: options.steps ?? null,
        camera: { projection, azimuth, elevation },
        decide: { recipe, target, ...costChoice(options, () => analyzeStudy(study)) },
      },
      printByChromium,
    );
    const out =
      options.out === undefined ? `${file.replace(/\.precipice$/, '')}.${ending}` : userPath(options.out);
    writeOut(out, options.out ?? shownPath(out), bytes);
    print(shownPath(out));
  } finally {
    study.close();
  }
}

const SOLID: readonly FigureName[] = ['surface', 'stack', 'difference'];

/** @throws UsageError where a figure that is flat is to be seen from somewhere. */
function checkView({ figure = 'map' }: Options, isGiven: (name: string) => boolean): void {
  const flag = ['view', 'azimuth', 'elevation', 'projection'].find(isGiven);
  if (flag !== undefined && !SOLID.includes(figure))
    throw new UsageError(`--${flag} is given and the figure ${figure}; it must be ${SOLID.join(', ')}.`);
}

/** @throws UsageError where a figure is given a choice that only another one has. */
function checkFigures({ axis, steps, upTo, figure = 'map' }: Options): void {
  if (axis !== undefined && figure !== 'curves')
    throw new UsageError(`--axis is ${axis} and the figure ${figure}; only curves have this choice.`);
  if (steps !== undefined && figure !== 'curves')
    throw new UsageError(
      `--steps is ${steps.from}-${steps.to} and the figure ${figure}; only curves have this choice.`,
    );
  if (typeof upTo === 'string' && figure !== 'stack')
    throw new UsageError(`--up-to is ${upTo} and the figure ${figure}; only the stack has this choice.`);
}

/** @throws UsageError unless it is two ascending numbers of steps. */
function stepRange(given: string): StepRange {
  const [, from, to] = /^(\d{1,9})-(\d{1,9})$/.exec(given) ?? [];
  if (!(Number(from) < Number(to)))
    throw new UsageError(
      `--steps is "${given}"; it must be two numbers of steps, the smaller first, such as 40-90.`,
    );
  return { from: Number(from), to: Number(to) };
}

/** What a figure can be; the other formats hold the runs, or all of the study. */
const PICTURES: readonly ExportFormat[] = ['svg', 'png', 'pdf'];

/** @throws UsageError where nothing says it, or two options say different things. */
function formatOf({
  format,
  out,
  figure,
  size,
}: Pick<Options, 'format' | 'out' | 'figure' | 'size'>): ExportFormat {
  const ending = out === undefined ? '' : path.extname(out).slice(1).toLowerCase();
  const byName = EXPORT_FORMATS.find((known) => known === ending);
  const found = format ?? byName;
  const all = EXPORT_FORMATS.join(', ');
  if (found === undefined) {
    throw new UsageError(
      out === undefined
        ? `Neither --format nor --out is given; --format must be one of ${all}.`
        : `--out is "${out}"; its ending must be one of ${all}, or --format must say which it is.`,
    );
  }
  if (format !== undefined && byName !== undefined && byName !== format) {
    throw new UsageError(`--format is ${format} and --out is "${out!}"; they must say the same.`);
  }
  if (figure !== undefined && !PICTURES.includes(found)) {
    throw new UsageError(
      `--figure is ${figure} and the format ${found}; a figure must be ${PICTURES.join(', ')}.`,
    );
  }
  if (size !== undefined && found !== 'png')
    throw new UsageError(`--size is ${size} and the format ${found}; only a png has a size.`);
  return found;
}
