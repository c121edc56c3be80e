// All blocks of a scene as one mesh, drawn in a single call: a rectangle for every side that can be seen. Not instanced: drawing by
// software takes as long for an instance as for a call of its own. The faces have the shades of the vector picture (scene/sides.ts);
// outlines and hatches are drawn by the shader a few pixels wide, and fade where a block is too small to bear them.
import { BufferAttribute, BufferGeometry, Color, Mesh, ShaderMaterial, SRGBColorSpace } from 'three';
import { inkOn } from '../../../src-main/report/figures/theme.ts';
import { coveredSides } from '../../../src-main/report/figures/scene/covered.ts';
import { SHADE } from '../../../src-main/report/figures/scene/sides.ts';
import type { Block, Scene } from '../../../src-main/report/figures/scene/scene.ts';
import type { Space } from '../../../src-main/report/figures/scene/space.ts';

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

/** The blocks that are drawn; `draw` shows others with the same shader. */
export class BlockMesh {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;

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
    this.mesh = new Mesh(new BufferGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.onBeforeRender = (renderer) => {
      material.uniforms.density!.value = renderer.getPixelRatio();
    };
  }

  draw({ blocks, space }: Pick<Scene, 'blocks' | 'space'>): void {
    this.mesh.geometry.dispose();
    this.mesh.geometry = sides(blocks, space);
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
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

function sides(blocks: readonly Block[], { columns, rows }: Space): BufferGeometry {
  const isCovered = coveredSides(blocks);
  const most = 6 * CORNERS.length * blocks.length;
  const at = new Float32Array(3 * most);
  const [span, rise] = [new Float32Array(4 * most), new Float32Array(3 * most)];
  const [tone, look] = [new Float32Array(3 * most), new Float32Array(3 * most)];
  const index: number[] = [];
  let count = 0;
  for (const block of blocks) {
    const { row, column, from, to, colour, hatch, outline } = block;
    const [red, green, blue] = channels(colour);
    const ink = inkOn(colour) === '#ffffff' ? 1 : 0.06;
    const add = (side: number) => {
      for (const corner of TRIANGLES) index.push(count + corner);
      for (const corner of CORNERS) {
        at.set(corner, 3 * count);
        span.set([columns[column]!, columns[column + 1]!, rows[row + 1]!, rows[row]!], 4 * count);
        rise.set([from, to, side], 3 * count);
        tone.set([red, green, blue], 3 * count);
        look.set([hatch === null ? 0 : HATCH_GAP[hatch], DASH[outline], ink], 3 * count);
        count++;
      }
    };
    SIDES.forEach(({ axis, isPositive }, side) => {
      if (!isCovered(block, axis, isPositive)) add(side);
    });
    add(TOP);
    if (from > 0) add(BOTTOM);
  }
  const geometry = new BufferGeometry();
  geometry.setIndex(index);
  for (const [name, values, size] of [
    ['position', at, 3],
    ['span', span, 4],
    ['rise', rise, 3],
    ['tone', tone, 3],
    ['look', look, 3],
  ] as const) {
    geometry.setAttribute(name, new BufferAttribute(values.slice(0, size * count), size));
  }
  return geometry;
}

const parsed = new Color();

/** Red, green and blue of #rrggbb as the screen takes them, 0 to 1. */
function channels(colour: string): readonly [number, number, number] {
  const { r, g, b } = parsed.set(colour).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
  return [r, g, b];
}
