// All blocks of a scene as one mesh, drawn in a single call: a rectangle for every side that can be seen. Not instanced: drawing by
// software takes as long for an instance as for a call of its own. The faces have the shades of the vector picture (scene/sides.ts);
// outlines and hatches are drawn by the shader a few pixels wide, and fade where a block is too small to bear them.
import { BufferAttribute, BufferGeometry, Color, Mesh, ShaderMaterial, SRGBColorSpace } from 'three';
import { inkOn } from '../../../src-main/report/figures/theme.ts';
import { coveredSides } from '../../../src-main/report/figures/scene/covered.ts';
import { SHADE } from '../../../src-main/report/figures/scene/sides.ts';
import type { Scene } from '../../../src-main/report/figures/scene/scene.ts';
import { alone, mergedBlocks, type BlockGroup } from './merged-blocks.ts';

/** Faces by the number that the shader knows them by. */
const SIDES = [
  { axis: 0, isPositive: true },
  { axis: 0, isPositive: false },
  { axis: 2, isPositive: true },
  { axis: 2, isPositive: false },
] as const;
const TOP = 4;
const BOTTOM = 5;

/** Distance of the lines of a hatch in units of the space. */
const HATCH_GAP = { dense: 0.03, sparse: 0.065 } as const;
/** Length of a dash and its gap in the same units; a solid outline has none. */
const DASH = { solid: 0, dashed: 0.024, dotted: 0.008 } as const;

const VERTEX = `
attribute vec4 span;
attribute vec3 rise;
attribute vec3 tone;
attribute vec3 look;
uniform vec3 shade;
varying vec3 vPlace;
varying vec2 vAt;
flat varying vec2 vExtent;
flat varying vec3 vTone;
flat varying vec3 vLook;
flat varying float vShade;
void main() {
  vec2 at = position.xy;
  vec3 corner = rise.z < 0.5 ? vec3(1.0, at.y, 1.0 - at.x)
    : rise.z < 1.5 ? vec3(0.0, at.y, at.x)
    : rise.z < 2.5 ? vec3(at, 1.0)
    : rise.z < 3.5 ? vec3(1.0 - at.x, at.y, 0.0)
    : rise.z < 4.5 ? vec3(at.x, 1.0, 1.0 - at.y)
    : vec3(at.x, 0.0, at.y);
  vec3 low = vec3(span.x, rise.x, span.z);
  vec3 extent = vec3(span.y, rise.y, span.w) - low;
  vPlace = low + corner * extent;
  vExtent = rise.z < 1.5 ? extent.zy : rise.z < 3.5 ? extent.xy : extent.xz;
  vAt = at * vExtent;
  vTone = tone;
  bool isSide = rise.z < 3.5;
  vLook = isSide ? vec3(0.0, 0.0, look.z) : look;
  vShade = rise.z < 1.5 ? shade.x : isSide ? shade.z : shade.y;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(vPlace, 1.0);
}`;

const FRAGMENT = `
uniform float rim;
/** Pixels of the picture for one of the page. */
uniform float density;
varying vec3 vPlace;
varying vec2 vAt;
flat varying vec2 vExtent;
flat varying vec3 vTone;
flat varying vec3 vLook;
flat varying float vShade;
void main() {
  vec3 colour = vShade * vTone;
  vec3 ink = vec3(vLook.z);

  float gap = vLook.x;
  if (gap > 0.0) {
    float across = vPlace.x - 0.5 * vPlace.z;
    float step = density * fwidth(across);
    float offset = mod(across, gap);
    float line = 1.0 - smoothstep(0.3, 1.1, min(offset, gap - offset) / step);
    colour = mix(colour, ink, 0.5 * line * smoothstep(2.5, 5.0, gap / step));
  }

  vec2 pixel = max(density * fwidth(vAt), vec2(1e-6));
  vec2 inside = min(vAt, vExtent - vAt) / pixel;
  float line = 1.0 - smoothstep(0.4, 1.3, min(inside.x, inside.y));
  float along = inside.x < inside.y ? vAt.y : vAt.x;
  if (vLook.y > 0.0 && mod(along, 2.0 * vLook.y) > vLook.y) line = 0.0;
  vec2 size = vExtent / pixel;
  line *= rim * smoothstep(3.0, 14.0, min(size.x, size.y));
  gl_FragColor = vec4(mix(colour, ink, line), 1.0);
}`;

/** How strong the lines around a side are. */
const RIM = 0.22;
/** Of more blocks those of one look are merged while the picture is turned slowly. */
const MOST_ALONE = 4000;

type Drawn = Pick<Scene, 'blocks' | 'space'>;

/** The blocks that are drawn; `draw` shows others with the same shader. */
export class BlockMesh {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;
  #scene: Drawn | null = null;
  #whole = new BufferGeometry();
  /** null until it is needed. */
  #merged: BufferGeometry | null = null;

  constructor() {
    const material = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: { shade: { value: SHADE }, density: { value: 1 }, rim: { value: RIM } },
      // Lines on a block lie before it.
      polygonOffset: true,
      polygonOffsetFactor: 1,
      polygonOffsetUnits: 1,
    });
    this.mesh = new Mesh(this.#whole, material);
    this.mesh.frustumCulled = false;
    this.mesh.onBeforeRender = (renderer) => {
      material.uniforms.density!.value = renderer.getPixelRatio();
    };
  }

  draw(scene: Drawn): void {
    this.#disposeGeometry();
    this.#scene = scene;
    this.#whole = sides(scene.blocks.map(alone), scene);
    this.mesh.geometry = this.#whole;
  }

  /** Whether a scene of many blocks is drawn with those of one look merged, and no lines between them. */
  setCoarse(isCoarse: boolean): void {
    const scene = this.#scene;
    const isMerged = isCoarse && scene !== null && scene.blocks.length > MOST_ALONE;
    if (isMerged) this.#merged ??= sides(mergedBlocks(scene.blocks), scene);
    this.mesh.geometry = isMerged ? this.#merged! : this.#whole;
    this.mesh.material.uniforms.rim!.value = isMerged ? 0 : RIM;
  }

  dispose(): void {
    this.#disposeGeometry();
    this.mesh.material.dispose();
  }

  #disposeGeometry(): void {
    this.#whole.dispose();
    this.#merged?.dispose();
    this.#merged = null;
  }
}

/** Corners of a rectangle, and the two triangles between them. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;
const TRIANGLES = [0, 1, 2, 0, 2, 3];

function sides(groups: readonly BlockGroup[], { blocks, space: { columns, rows } }: Drawn): BufferGeometry {
  const isCovered = coveredSides(blocks);
  const shown = groups.map((group) => {
    const sides = SIDES.flatMap(({ axis, isPositive }, side) =>
      group.members.every((block) => isCovered(block, axis, isPositive)) ? [] : [side],
    );
    sides.push(TOP);
    if (group.members[0]!.from > 0) sides.push(BOTTOM);
    return { group, sides };
  });
  const count = shown.reduce((sum, { sides }) => sum + CORNERS.length * sides.length, 0);
  const at = new Float32Array(3 * count);
  const [span, rise] = [new Float32Array(4 * count), new Float32Array(3 * count)];
  const [tone, look] = [new Float32Array(3 * count), new Float32Array(3 * count)];
  const index = new Uint32Array((TRIANGLES.length * count) / CORNERS.length);
  let [corner, place] = [0, 0];
  for (const { group, sides } of shown) {
    const { from, to, colour, hatch, outline } = group.members[0]!;
    const [red, green, blue] = channels(colour);
    const ink = inkOn(colour) === '#ffffff' ? 1 : 0.06;
    const gap = hatch === null ? 0 : HATCH_GAP[hatch];
    const [left, right] = [columns[group.column]!, columns[group.column + group.columns]!];
    const [near, far] = [rows[group.row]!, rows[group.row + group.rows]!];
    for (const side of sides) {
      for (const each of TRIANGLES) index[place++] = corner + each;
      for (const [x, y] of CORNERS) {
        at[3 * corner] = x;
        at[3 * corner + 1] = y;
        put(span, 4 * corner, left, right, far, near);
        put(rise, 3 * corner, from, to, side);
        put(tone, 3 * corner, red, green, blue);
        put(look, 3 * corner, gap, DASH[outline], ink);
        corner++;
      }
    }
  }
  const geometry = new BufferGeometry();
  geometry.setIndex(new BufferAttribute(index, 1));
  for (const [name, values, size] of [
    ['position', at, 3],
    ['span', span, 4],
    ['rise', rise, 3],
    ['tone', tone, 3],
    ['look', look, 3],
  ] as const) {
    geometry.setAttribute(name, new BufferAttribute(values, size));
  }
  return geometry;
}

function put(values: Float32Array, at: number, ...given: readonly number[]): void {
  for (let i = 0; i < given.length; i++) values[at + i] = given[i]!;
}

const parsed = new Color();

/** Red, green and blue of #rrggbb as the screen takes them, 0 to 1. */
function channels(colour: string): readonly [number, number, number] {
  const { r, g, b } = parsed.set(colour).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
  return [r, g, b];
}
