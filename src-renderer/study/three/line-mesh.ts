// Lines a few pixels wide as one mesh, drawn in a single call. three.js draws an instance for every line, which drawing by software
// takes as long for as for a call of its own; its shader draws the same lines where each has corners of its own.
import { BufferAttribute, BufferGeometry, Color, Mesh, Vector4 } from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import type { Segments } from './segments.ts';

/** Of a line as LineMaterial takes it: x from side to side, y along it with a cap at either end, and the same for the caps. */
const CORNERS = [-1, 2, 1, 2, -1, 1, 1, 1, -1, 0, 1, 0, -1, -1, 1, -1];
const CAPS = [-1, 2, 1, 2, -1, 1, 1, 1, -1, -1, 1, -1, -1, -2, 1, -2];
const TRIANGLES = [0, 2, 1, 2, 3, 1, 2, 4, 3, 4, 5, 3, 4, 6, 5, 6, 7, 5];
const PER_LINE = CORNERS.length / 2;

const viewport = new Vector4();

/** `order`: those of a higher one lie on others at the same place. */
export function lineMesh(segments: Segments, colour: string, width: number, order: number): Mesh {
  const material = new LineMaterial({ color: new Color(colour), linewidth: width });
  Object.assign(material, {
    polygonOffset: true,
    polygonOffsetFactor: -order,
    polygonOffsetUnits: -4 * order,
  });
  const mesh = new Mesh(geometryOf(segments), material);
  mesh.renderOrder = order;
  mesh.frustumCulled = false;
  mesh.onBeforeRender = (renderer) => {
    renderer.getViewport(viewport);
    material.resolution.set(viewport.z, viewport.w);
  };
  return mesh;
}

function geometryOf(segments: Segments): BufferGeometry {
  const lines = segments.length / 6;
  const repeated = (values: readonly number[], size: number, sizeMade: number) => {
    const made = new Float32Array(sizeMade * PER_LINE * lines);
    for (let corner = 0; corner < PER_LINE * lines; corner++) {
      for (let i = 0; i < size; i++) made[sizeMade * corner + i] = values[size * (corner % PER_LINE) + i]!;
    }
    return new BufferAttribute(made, sizeMade);
  };
  const ends = (offset: number) => {
    const made = new Float32Array(3 * PER_LINE * lines);
    for (let corner = 0; corner < PER_LINE * lines; corner++) {
      const at = 6 * Math.floor(corner / PER_LINE) + offset;
      for (let i = 0; i < 3; i++) made[3 * corner + i] = segments[at + i]!;
    }
    return new BufferAttribute(made, 3);
  };
  const geometry = new BufferGeometry();
  geometry.setIndex(
    Array.from({ length: lines }, (_, line) => TRIANGLES.map((corner) => PER_LINE * line + corner)).flat(),
  );
  geometry.setAttribute('position', repeated(CORNERS, 2, 3));
  geometry.setAttribute('uv', repeated(CAPS, 2, 2));
  geometry.setAttribute('instanceStart', ends(0));
  geometry.setAttribute('instanceEnd', ends(3));
  return geometry;
}
