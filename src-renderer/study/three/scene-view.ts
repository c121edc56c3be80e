// Draws a scene with three.js on a canvas: on demand, never in a loop. It knows nothing of React; words over the picture are
// placed by whoever listens to `onView`.
import {
  Color,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  OrthographicCamera,
  PerspectiveCamera,
  Raycaster,
  Scene as ThreeScene,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';
import { axisParts } from '../../../src-main/report/figures/scene/axis-labels.ts';
import { DISTANCE, TARGET, viewOf, type Camera } from '../../../src-main/report/figures/scene/camera.ts';
import type { Block, Scene } from '../../../src-main/report/figures/scene/scene.ts';
import type { Theme } from '../../../src-main/report/figures/theme.ts';
import { hatchesOf, marksOf, meshOf, outlineOf, type BlockMesh } from './geometry.ts';

/** A word on the picture, in pixels from its upper left corner. */
export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly isName: boolean;
}

export interface SceneViewListeners {
  readonly onView: (labels: readonly PlacedLabel[], camera: Camera) => void;
  readonly onLost: () => void;
}

/** Half the height of what an orthographic camera sees, and what a perspective one sees at the target. */
const HALF_HEIGHT = 0.8;
const GHOST_OPACITY = 0.28;
const HATCH = '#101114';
/** Beyond so many blocks outlines, hatches and intervals are closer than a few pixels and would only cost time. */
const MOST_DETAILED = 3000;

export class SceneView {
  readonly #renderer: WebGLRenderer;
  readonly #world = new ThreeScene();
  readonly #content = new Group();
  readonly #axes = new Group();
  readonly #highlights = new Group();
  readonly #listeners: SceneViewListeners;
  readonly #canvas: HTMLCanvasElement;
  readonly #observer: ResizeObserver;
  #camera: PerspectiveCamera | OrthographicCamera;
  #controls: OrbitControls;
  #projection: Camera['projection'] = 'perspective';
  #solid: { mesh: Mesh; blocks: BlockMesh['blockOf'] } | null = null;
  #scene: Scene | null = null;
  #theme: Theme | null = null;
  #frame = 0;

  /** @throws Error where WebGL is not to be had. */
  constructor(canvas: HTMLCanvasElement, listeners: SceneViewListeners) {
    this.#canvas = canvas;
    this.#listeners = listeners;
    const context = canvas.getContext('webgl2', { antialias: true, powerPreference: 'low-power' });
    if (!context) throw new Error('This machine offers no WebGL.');
    this.#renderer = new WebGLRenderer({ canvas, context });
    this.#renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    this.#world.add(this.#content, this.#axes, this.#highlights);
    this.#camera = this.#newCamera();
    this.#controls = this.#newControls();
    canvas.addEventListener('webglcontextlost', listeners.onLost);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas.parentElement!);
  }

  show(scene: Scene, theme: Theme): void {
    this.#scene = scene;
    this.#theme = theme;
    clear(this.#content);
    this.#world.background = new Color(theme.background);
    const solid = meshOf(
      scene.blocks.filter(({ opacity }) => opacity === 1),
      scene.space,
    );
    const ghosts = scene.blocks.filter(({ opacity }) => opacity < 1);
    const mesh = new Mesh(
      solid.geometry,
      new MeshBasicMaterial({
        vertexColors: true,
        side: DoubleSide,
        polygonOffset: true,
        polygonOffsetFactor: 1,
        polygonOffsetUnits: 1,
      }),
    );
    this.#solid = { mesh, blocks: solid.blockOf };
    this.#content.add(mesh);
    if (ghosts.length > 0) {
      const material = new MeshBasicMaterial({
        vertexColors: true,
        transparent: true,
        opacity: GHOST_OPACITY,
        depthWrite: false,
      });
      this.#content.add(new Mesh(meshOf(ghosts, scene.space).geometry, material));
    }
    if (scene.blocks.length <= MOST_DETAILED) {
      const outlines = scene.blocks.flatMap((block) => outlineOf(block, scene.space));
      this.#content.add(lines(outlines, theme.quiet, 0.7, 0.7));
      this.#content.add(lines(hatchesOf(scene), HATCH, 0.9, 0.55));
      this.#content.add(lines(marksOf(scene.marks, 'interval'), theme.ink, 1.6));
    }
    this.#content.add(lines(marksOf(scene.marks, 'cross'), theme.ink, 2));
    this.#content.add(lines(marksOf(scene.marks, 'edge'), theme.edge, 4));
    this.#request();
  }

  /** Looks from these angles; what the pointer did to the distance is kept only within one projection. */
  look({ projection, azimuth, elevation }: Camera): void {
    if (projection !== this.#projection) {
      this.#projection = projection;
      this.#controls.dispose();
      this.#camera = this.#newCamera();
      this.#controls = this.#newControls();
      this.#resize();
    }
    const { direction } = viewOf({ projection, azimuth, elevation: Math.min(elevation, 89.9) });
    const eye = new Vector3(...direction).multiplyScalar(DISTANCE).add(new Vector3(...TARGET));
    this.#camera.position.copy(eye);
    this.#controls.update();
    this.#request();
  }

  highlight(hovered: Block | null, pinned: Block | null): void {
    if (!this.#scene || !this.#theme) return;
    clear(this.#highlights);
    for (const [block, colour, width] of [
      [hovered, this.#theme.ink, 2],
      [pinned, '#d55e00', 4],
    ] as const) {
      if (block) this.#highlights.add(lines(outlineOf(block, this.#scene.space), colour, width));
    }
    this.#request();
  }

  /** The block under a point in pixels from the canvas's upper left corner. */
  blockAt(x: number, y: number): Block | null {
    if (!this.#solid) return null;
    const { clientWidth, clientHeight } = this.#canvas;
    const raycaster = new Raycaster();
    raycaster.setFromCamera(new Vector2((2 * x) / clientWidth - 1, 1 - (2 * y) / clientHeight), this.#camera);
    const [hit] = raycaster.intersectObject(this.#solid.mesh);
    return this.#solid.blocks[hit?.faceIndex ?? -1] ?? null;
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#controls.dispose();
    this.#canvas.removeEventListener('webglcontextlost', this.#listeners.onLost);
    for (const group of [this.#content, this.#axes, this.#highlights]) clear(group);
    this.#renderer.dispose();
  }

  #newCamera(): PerspectiveCamera | OrthographicCamera {
    if (this.#projection === 'orthographic') return new OrthographicCamera(-1, 1, 1, -1, 0.1, 20);
    const angle = (2 * Math.atan(HALF_HEIGHT / DISTANCE) * 180) / Math.PI;
    return new PerspectiveCamera(angle, 1, 0.1, 20);
  }

  #newControls(): OrbitControls {
    const controls = new OrbitControls(this.#camera, this.#canvas);
    controls.target.set(...TARGET);
    controls.maxPolarAngle = Math.PI / 2;
    controls.minDistance = 1.5;
    controls.maxDistance = 9;
    controls.addEventListener('change', () => this.#request());
    return controls;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas.parentElement!;
    if (width === 0 || height === 0) return;
    this.#renderer.setSize(width, height, false);
    const aspect = width / height;
    // On a narrow picture the width decides how much is seen.
    const fit = Math.max(1, 1.48 / aspect);
    if (this.#camera instanceof OrthographicCamera) {
      const half = HALF_HEIGHT * fit;
      Object.assign(this.#camera, { left: -half * aspect, right: half * aspect, top: half, bottom: -half });
    } else {
      this.#camera.aspect = aspect;
      this.#camera.fov = (2 * Math.atan((HALF_HEIGHT * fit) / DISTANCE) * 180) / Math.PI;
    }
    this.#camera.updateProjectionMatrix();
    this.#request();
  }

  #request(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    if (!this.#scene || !this.#theme) return;
    const camera: Camera = {
      projection: this.#projection,
      azimuth: (this.#controls.getAzimuthalAngle() * 180) / Math.PI,
      elevation: 90 - (this.#controls.getPolarAngle() * 180) / Math.PI,
    };
    const parts = axisParts(this.#scene, camera, viewOf(camera));
    clear(this.#axes);
    const segments = parts.lines.flatMap(({ from, to }) => [...from, ...to]);
    this.#axes.add(lines(segments, this.#theme.quiet, 1, 0.8));
    this.#renderer.render(this.#world, this.#camera);
    const { clientWidth, clientHeight } = this.#canvas;
    const labels = parts.labels.map(({ at, ...label }): PlacedLabel => {
      const place = new Vector3(...at).project(this.#camera);
      return { ...label, x: ((place.x + 1) / 2) * clientWidth, y: ((1 - place.y) / 2) * clientHeight };
    });
    this.#listeners.onView(labels, camera);
  }
}

function lines(segments: readonly number[], colour: string, width: number, opacity = 1): LineSegments2 {
  const geometry = new LineSegmentsGeometry();
  geometry.setPositions(segments.length > 0 ? [...segments] : [0, 0, 0, 0, 0, 0]);
  const material = new LineMaterial({ color: new Color(colour), linewidth: width });
  if (opacity < 1) Object.assign(material, { transparent: true, opacity });
  return new LineSegments2(geometry, material);
}

/** Empties a group and gives back what the GPU held for it. */
function clear(group: Group): void {
  for (const child of group.children) {
    if (child instanceof Mesh) {
      (child.geometry as { dispose(): void }).dispose();
      (child.material as { dispose(): void }).dispose();
    }
  }
  group.clear();
}
