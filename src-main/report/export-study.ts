// What a study gives away: figures as SVG, PNG and PDF, the report as HTML and PDF, the runs as CSV, everything as JSON.
// Bytes out; where they go is up to the caller.
import type { GridAnalysis } from '../analysis/grid/grid.ts';
import { isOfActivations } from '../records/activation-curves.ts';
import { isOfSizes } from '../analysis/grid/rows.ts';
import { NOTHING_SAID } from '../analysis/decision/decide.ts';
import type { Target } from '../analysis/ladder/at-target.ts';
import { searchProblem } from '../analysis/decision/inputs.ts';
import { analyzeStudy } from '../study/analyze-study.ts';
import { analysisAtTarget, ladderOf } from '../study/ladder.ts';
import { programRuns, triggerActions } from '../study/program-runs.ts';
import type { RunFilter } from '../study/run-page.ts';
import type { Study } from '../study/study.ts';
import { runsCsv } from './csv.ts';
import type { CurveAxis } from './figures/curve-scale.ts';
import type { StepRange } from './figures/curve-span.ts';
import { selectionOf } from './figures/curve-tally.ts';
import type { CurvesOptions } from './figures/curves-layout.ts';
import { curvesFigure } from './figures/curves.ts';
import { figureFacts } from './figures/facts.ts';
import { budgetCurves } from '../analysis/ladder/budget-curves.ts';
import { ladderFigure } from './figures/ladder-figure.ts';
import { mapFigure } from './figures/map.ts';
import type { Measure, HeightMeasure } from './language/shown.ts';
import type { Camera } from './figures/scene/camera.ts';
import { comparedRecipes } from './figures/scene/compared.ts';
import { differenceScene } from './figures/scene/difference-scene.ts';
import { sceneFigure } from './figures/scene/picture.ts';
import type { Scene } from './figures/scene/scene.ts';
import { sizeMapsFigure } from './figures/size-maps.ts';
import { stackScene } from './figures/scene/stack-scene.ts';
import { surfaceScene } from './figures/scene/surface-scene.ts';
import type { PngSize } from './figures/png-resolution.ts';
import { THEMES, type ThemeName } from './figures/theme.ts';
import { timelineFigure } from './figures/timeline.ts';
import { fontFaces } from './fonts.ts';
import { figurePage } from './html/figure-page.ts';
import { documentOf, type Page } from './html/markup.ts';
import { reportPage, type ReportChoice } from './html/report.ts';
import { studyJson } from './json.ts';
import { shareableInfo, shareableRuns } from './shareable.ts';
import { studyCurves } from './study-curves.ts';
import { wordsOf, type Language } from './language/language.ts';
import { AT_ITS_REACH, ladderSentences } from './language/ladder-text.ts';
import type { PdfPrinter } from './pdf.ts';
import { svgToPng, svgToSlide } from './png.ts';
import { rowSettingIn } from '../records/row-setting.ts';

export const EXPORT_FORMATS = ['svg', 'png', 'pdf', 'html', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const FIGURES = [
  'map',
  'surface',
  'stack',
  'difference',
  'curves',
  'timeline',
  'ladder',
  'sizes',
] as const;
export type FigureName = (typeof FIGURES)[number];

export interface FigureOptions {
  /** null: the map, or for pdf the whole report. */
  readonly figure: FigureName | null;
  readonly theme: ThemeName;
  readonly colour: Measure;
  readonly height: HeightMeasure;
  /** Recipes of the 3D figures; null takes the baseline and the one that keeps the least of its region. */
  readonly recipe: string | null;
  readonly versus: string | null;
  readonly camera: Camera;
  /** The recipe on top of the stack; absent or null: all are there. */
  readonly upTo?: string | null | undefined;
  /** Of the curves; absent: robust. */
  readonly axis?: CurveAxis | undefined;
  /** Steps that the curves show; absent or null: all. */
  readonly range?: StepRange | null | undefined;
  /** Runs that the curves are of; absent: all. */
  readonly curvesOf?: RunFilter | undefined;
  /** Of figures and report; data stay as they are. */
  readonly language: Language;
}

export interface ExportOptions extends FigureOptions {
  readonly format: ExportFormat;
  /** Of a PNG; absent: print. */
  readonly size?: PngSize | undefined;
  /** What the report decides on and with which costs; null: the defaults. */
  readonly decide: (ReportChoice & { readonly target?: Pick<Target, 'parameters' | 'tokens'> | null }) | null;
}

export interface Exported {
  /** What its file is called after the study's name, e.g. "map.svg". */
  readonly ending: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What was asked for does not exist in this study; one sentence. */
export class ExportError extends Error {
  override name = 'ExportError';
}

/**
 * The study is read before this first waits, so it may be closed meanwhile.
 * @throws ExportError if a recipe is named that the study does not have; what the printer throws.
 */
export async function exportStudy(
  study: Study,
  options: ExportOptions,
  printPdf: PdfPrinter,
): Promise<Exported> {
  const { format } = options;
  const figure = options.figure ?? 'map';
  const text = (mediaType: string, ending: string, content: string): Exported => ({
    ending,
    mediaType: `${mediaType}; charset=utf-8`,
    bytes: new TextEncoder().encode(content),
  });
  switch (format) {
    case 'csv':
      return text('text/csv', 'csv', runsCsv(shareableRuns(study.runs()), study.info()));
    case 'json':
      return text('application/json', 'json', jsonOf(study));
    case 'html':
      return text('text/html', 'html', await htmlOf(reportOf(study, options)));
    case 'pdf': {
      const page =
        options.figure === null
          ? reportOf(study, options)
          : figurePage(figureOf(study, options), options.language);
      return {
        ending: options.figure === null ? 'pdf' : `${figure}.pdf`,
        mediaType: 'application/pdf',
        bytes: await printPdf(await htmlOf(page)),
      };
    }
    case 'svg':
      return text('image/svg+xml', `${figure}.svg`, figureOf(study, options));
    case 'png':
      return { ending: `${figure}.png`, mediaType: 'image/png', bytes: pngOf(study, options) };
  }
}

function pngOf(study: Study, options: ExportOptions): Uint8Array {
  const svg = figureOf(study, options);
  return options.size === 'slide' ? svgToSlide(svg, THEMES[options.theme].background) : svgToPng(svg);
}

function reportOf(study: Study, { language, decide }: ExportOptions): Page {
  const analysis = analyzeStudy(study);
  const { target = null, ...choice } = decide ?? { recipe: null, target: null, ...NOTHING_SAID };
  const atTarget = target && analysisAtTarget(study, target);
  const problem = choice.search && searchProblem(choice.search, atTarget ?? analysis);
  if (problem !== null) throw new ExportError(problem);
  return reportPage(
    {
      info: shareableInfo(study.info()),
      runs: shareableRuns(study.runs()),
      analysis,
      atTarget,
      curve: (id, name) => study.curve(id, name),
      actions: (id) => triggerActions(study, id),
      ladder: isOfSizes(analysis.rowSetting) ? ladderOf(study, analysis) : null,
      words: wordsOf(language),
    },
    { ...choice, recipe: known(analysis, 'recipe', choice.recipe) },
  );
}

async function htmlOf(page: Page): Promise<string> {
  return documentOf(page, await fontFaces(documentOf(page, '')));
}

function jsonOf(study: Study): string {
  const curves = (id: number) =>
    Object.fromEntries(
      study
        .curveNames(id)
        .filter((name) => !isOfActivations(name))
        .map((name) => [name, study.curve(id, name) ?? new Float32Array()]),
    );
  const details = {
    curves,
    sites: (id: number) => study.siteStatistics(id),
    activations: (id: number) => study.activations(id),
  };
  const source = {
    info: shareableInfo(study.info()),
    runs: shareableRuns(study.runs()),
    analysis: analyzeStudy(study),
    details,
  };
  return [...studyJson(source)].join('');
}

function figureOf(study: Study, options: FigureOptions): string {
  const info = study.info();
  const runs = study.runs();
  const words = wordsOf(options.language);
  const facts = figureFacts(info, runs, words);
  const common = { title: info.name, theme: options.theme, facts, words, rowSetting: rowSettingIn(info) };
  if (options.figure === 'curves') return curvesOf(study, options, common);
  if (options.figure === 'timeline') {
    return timelineFigure(programRuns(study), common);
  }
  const analysis = analyzeStudy(study);
  if (options.figure === null || options.figure === 'map') {
    return mapFigure(analysis, { ...common, value: options.colour, guides: true, tailCeiling: null });
  }
  if (options.figure === 'ladder' || options.figure === 'sizes') {
    if (!isOfSizes(analysis.rowSetting))
      throw new ExportError('A ladder needs rows that are sizes of a model.');
    const ladder = ladderOf(study, analysis);
    if (options.figure === 'sizes') {
      return sizeMapsFigure(analysis, ladder, { ...common, title: words.ladder.maps(info.name) });
    }
    const { confidence } = analysis.thresholds;
    return ladderFigure(ladder.ladders, {
      ...common,
      title: words.ladder.title(info.name),
      sizeIn: ladder.sizeIn,
      confidence,
      byTokens: ladder.budgets && budgetCurves(ladder.budgets, confidence),
      sentences: ladderSentences(ladder, AT_ITS_REACH, confidence, words),
    });
  }
  return sceneFigure(sceneOf(analysis, options.figure, options), options.camera, common);
}

function curvesOf(
  study: Study,
  { axis, range = null, curvesOf = {} }: FigureOptions,
  common: Pick<CurvesOptions, 'title' | 'theme' | 'facts' | 'words' | 'rowSetting'>,
): string {
  const found = studyCurves(study, curvesOf, range);
  if (range && range.from >= found.steps)
    throw new ExportError(`The steps begin at ${range.from}; the curves end at step ${found.steps}.`);
  return curvesFigure(found.runs, {
    ...common,
    selection: selectionOf({ ...found, study: common.title }, common.words),
    tallies: found.tallies,
    told: found.told,
    axis,
    range: found.range,
  });
}

function sceneOf(
  analysis: GridAnalysis,
  figure: Exclude<FigureName, 'map' | 'curves' | 'timeline' | 'ladder' | 'sizes'>,
  options: FigureOptions,
): Scene {
  const words = wordsOf(options.language);
  if (figure === 'stack') {
    const upTo = known(analysis, 'up-to', options.upTo ?? null);
    return stackScene(analysis, { theme: options.theme, words, upTo });
  }
  const defaults = comparedRecipes(analysis);
  const recipe = known(analysis, 'recipe', options.recipe) ?? defaults.recipe;
  const other = recipe === defaults.versus ? defaults.recipe : defaults.versus;
  const versus = known(analysis, 'versus', options.versus) ?? (other === recipe ? null : other);
  const { theme, height, colour } = options;
  if (figure === 'surface') return surfaceScene(analysis, { recipe, versus, height, colour, theme, words });
  if (versus === null) throw new ExportError('A difference needs two recipes, and this study has one.');
  return differenceScene(analysis, { recipe, versus, theme, words });
}

function known({ recipes }: GridAnalysis, field: string, name: string | null): string | null {
  const names = recipes.map(({ recipe }) => recipe);
  if (name === null || names.includes(name)) return name;
  throw new ExportError(`${field} is "${name}"; it must be a recipe of this study: ${names.join(', ')}.`);
}
