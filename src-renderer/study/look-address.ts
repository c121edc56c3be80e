// What the map tab shows, written into the address after the question mark, so that it can be shared and kept: what is as it would be
// anyway is left out, and what a study does not have is taken for not said. Pure.
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import { HEIGHTS, MEASURES } from '../../src-main/report/language/shown.ts';
import { PROJECTIONS, type Camera } from '../../src-main/report/figures/scene/camera.ts';
import type { CellKey } from './cell-key.ts';
import { firstSettings, FLAT_MAPS, SCENE_KINDS, type MapSettings } from './map-settings.ts';

export interface Look {
  readonly settings: MapSettings;
  readonly pinned: CellKey | null;
}

const NONE = 'none';

/** "view=surface&recipe=tensorwise"; empty where all is as it is at first. */
export function lookQuery({ settings, pinned }: Look, analysis: GridAnalysis): string {
  const first = firstSettings(analysis);
  const query = new URLSearchParams();
  if (settings.kind !== first.kind) query.set('view', settings.kind);
  if (settings.recipe !== first.recipe) query.set('recipe', settings.recipe);
  if (settings.versus !== first.versus) query.set('versus', settings.versus ?? NONE);
  if (settings.height !== first.height) query.set('height', settings.height);
  if (settings.colour !== first.colour) query.set('colour', settings.colour);
  if (!settings.guides) query.set('guides', NONE);
  if (settings.flat !== first.flat) query.set('flat', settings.flat);
  if (settings.upTo !== null) query.set('upTo', settings.upTo);
  const camera = cameraText(settings.camera);
  if (camera !== cameraText(first.camera)) query.set('camera', camera);
  if (pinned) query.set('pin', [pinned.learningRate, pinned.rowValue, pinned.recipe].join(','));
  return query.toString();
}

export function lookOf(query: string, analysis: GridAnalysis): Look {
  const said = new URLSearchParams(query);
  const first = firstSettings(analysis);
  const recipes = analysis.recipes.map(({ recipe }) => recipe);
  const one = <Value extends string>(name: string, known: readonly Value[]): Value | undefined =>
    known.find((value) => value === said.get(name));
  const versus = said.get('versus') === NONE ? null : (one('versus', recipes) ?? first.versus);
  const recipe = one('recipe', recipes) ?? first.recipe;
  return {
    settings: {
      kind: one('view', SCENE_KINDS) ?? first.kind,
      recipe,
      versus: versus === recipe ? null : versus,
      height: one('height', HEIGHTS) ?? first.height,
      colour: one('colour', MEASURES) ?? first.colour,
      guides: said.get('guides') !== NONE,
      flat: one('flat', FLAT_MAPS) ?? first.flat,
      upTo: one('upTo', recipes) ?? null,
      camera: cameraOf(said.get('camera')) ?? first.camera,
    },
    pinned: pinOf(said.get('pin'), analysis),
  };
}

/** "42,22", and the projection where it is not perspective. */
function cameraText({ projection, azimuth, elevation }: Camera): string {
  const angles = [azimuth, elevation].map((angle) => String(Math.round(10 * angle) / 10));
  return [...angles, ...(projection === 'perspective' ? [] : [projection])].join(',');
}

function cameraOf(text: string | null): Camera | null {
  const [azimuth, elevation, projection = 'perspective'] = (text ?? '').split(',');
  const known = PROJECTIONS.find((name) => name === projection);
  const [around, above] = [numberOf(azimuth), numberOf(elevation)];
  if (known === undefined || around === null || above === null || above < 0 || above > 90) return null;
  return { projection: known, azimuth: around, elevation: above };
}

function pinOf(text: string | null, { learningRates, rowValues, recipes }: GridAnalysis): CellKey | null {
  const [rate, row, ...name] = (text ?? '').split(',');
  const [learningRate, rowValue, recipe] = [numberOf(rate), numberOf(row), name.join(',')];
  if (learningRate === null || rowValue === null) return null;
  const isCell =
    learningRates.includes(learningRate) &&
    rowValues.includes(rowValue) &&
    recipes.some((map) => map.recipe === recipe);
  return isCell ? { recipe, learningRate, rowValue } : null;
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text.trim() === '' || !Number.isFinite(value) ? null : value;
}
