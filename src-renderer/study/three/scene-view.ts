// Draws a scene with three.js on a canvas: on demand, never in a loop, in a handful of draw calls. It knows nothing of React;
// words over the picture are placed by whoever listens to `onView`.
import {
  Color,
  Group,
  Mesh,
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
import { axisParts, type AxisLabel } from '../../../src-main/report/figures/scene/axis-labels.ts';
import { DISTANCE, TARGET, viewOf, type Camera } from '../../../src-main/report/figures/scene/camera.ts';
import {
  blocksByCell,
  type Block,
  type BlocksOfCell,
  type Scene,
} from '../../../src-main/report/figures/scene/scene.ts';
import type { Point } from '../../../src-main/report/figures/scene/space.ts';
import type { Theme } from '../../../src-main/report/figures/theme.ts';
import { blockMesh } from './block-mesh.ts';
import { blockOnRay } from './pick.ts';
import { marksOf, outlineOf, type Segments } from './segments.ts';

/** A word on the picture, in pixels from its upper left corner. */
export interface PlacedLabel extends Pick<AxisLabel, 'text' | 'anchor' | 'isName'> {
  readonly x: number;
  readonly y: number;
}

export interface SceneViewListeners {
  readonly onView: (labels: readonly PlacedLabel[], camera: Camera) => void;
  readonly onLost: () => void;
}

/** What is seen, larger than on the screen, and the words on it in its own pixels. */
export interface Capture {
  readonly scene: Scene;
  readonly picture: HTMLCanvasElement;
  readonly labels: readonly PlacedLabel[];
}

/** Half the height of what an orthographic camera sees, and what a perspective one sees at the target. */
const HALF_HEIGHT = 0.8;
/** Beyond so many blocks the lines of the intervals would lie closer than a few pixels and hide the blocks. */
const MOST_INTERVALS = 3000;

export class SceneView {
  readonly #renderer: WebGLRenderer;
  readonly #world = new ThreeScene();
  readonly #content = new Group();
  readonly #axes = new Group();
  readonly #listeners: SceneViewListeners;
  readonly #canvas: HTMLCanvasElement;
  readonly #observer: ResizeObserver;
  #camera: PerspectiveCamera | OrthographicCamera;
  #controls: OrbitControls;
  #projection: Camera['projection'] = 'perspective';
  #scene: Scene | null = null;
  #solidOf: BlocksOfCell = () => [];
  #theme: Theme | null = null;
  #labels: readonly AxisLabel[] = [];
  /** From where the axes were last laid out: they change only where another side of the grid comes to the front. */
  #axesSeenFrom = '';
  #frame = 0;
  /** Whether the shaders of the scene are compiled: drawing would wait for them. */
  #isCompiled = false;

  /** @throws Error where WebGL is not to be had. */
  constructor(canvas: HTMLCanvasElement, listeners: SceneViewListeners) {
    this.#canvas = canvas;
    this.#listeners = listeners;
    const context = canvas.getContext('webgl2', { antialias: true, powerPreference: 'low-power' });
    if (!context) throw new Error('This machine offers no WebGL.');
    this.#renderer = new WebGLRenderer({ canvas, context });
    this.#renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    // Asking for errors waits for the compiler; the shaders are those of the tests.
    this.#renderer.debug.checkShaderErrors = false;
    this.#world.add(this.#content, this.#axes);
    this.#camera = this.#newCamera();
    this.#controls = this.#newControls();
    canvas.addEventListener('webglcontextlost', listeners.onLost);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas.parentElement!);
  }

  show(scene: Scene, theme: Theme): void {
    this.#scene = scene;
    this.#theme = theme;
    this.#axesSeenFrom = '';
    this.#solidOf = blocksByCell(scene.blocks.filter(({ opacity }) => opacity === 1));
    clear(this.#content);
    this.#world.background = new Color(theme.background);
    this.#content.add(blockMesh(scene, theme, false), blockMesh(scene, theme, true));
    const intervals = scene.blocks.length <= MOST_INTERVALS ? marksOf(scene.marks, 'interval') : [];
    addLines(this.#content, intervals, theme.ink, 1.6);
    addLines(this.#content, marksOf(scene.marks, 'cross'), theme.ink, 2);
    addLines(this.#content, marksOf(scene.marks, 'left-out'), theme.ink, 2);
    addLines(this.#content, marksOf(scene.marks, 'edge'), theme.edge, 4);
    // Shaders are compiled beside what else the page does, where the browser can.
    this.#isCompiled = false;
    void this.#renderer.compileAsync(this.#world, this.#camera).then(() => {
      if (this.#scene !== scene) return;
      this.#isCompiled = true;
      this.#request();
    });
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

  /** The edges of a block as path data in pixels of the canvas, those at its back too. */
  outlineOf(block: Block): string {
    if (!this.#scene) return '';
    const edges = outlineOf(block, this.#scene.space);
    return edges.map((edge) => `M${edge.map((point) => this.#placed(point).join(' ')).join('L')}`).join('');
  }

  /** The block under a point in pixels from the canvas's upper left corner. */
  blockAt(x: number, y: number): Block | null {
    if (!this.#scene) return null;
    const { clientWidth, clientHeight } = this.#canvas;
    const caster = new Raycaster();
    caster.setFromCamera(new Vector2((2 * x) / clientWidth - 1, 1 - (2 * y) / clientHeight), this.#camera);
    const { origin, direction } = caster.ray;
    return blockOnRay(
      { origin: origin.toArray(), direction: direction.toArray() },
      this.#scene.space,
      this.#solidOf,
    );
  }

  /** The picture of now with `scale` pixels for each one of the screen. */
  capture(scale: number): Capture {
    const onScreen = this.#renderer.getPixelRatio();
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#renderer.setPixelRatio(scale);
    const labels = this.#render().map((label) => ({ ...label, x: label.x * scale, y: label.y * scale }));
    const picture = document.createElement('canvas');
    Object.assign(picture, { width: Math.round(width * scale), height: Math.round(height * scale) });
    picture.getContext('2d')!.drawImage(this.#canvas, 0, 0, picture.width, picture.height);
    this.#renderer.setPixelRatio(onScreen);
    this.#render();
    return { scene: this.#scene!, picture, labels };
  }

  dispose(): void {
    this.#scene = null;
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#controls.dispose();
    this.#canvas.removeEventListener('webglcontextlost', this.#listeners.onLost);
    for (const group of [this.#content, this.#axes]) clear(group);
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
    if (this.#isCompiled) this.#frame = requestAnimationFrame(() => this.#render());
  }

  #render(): readonly PlacedLabel[] {
    if (!this.#scene || !this.#theme) return [];
    const camera: Camera = {
      projection: this.#projection,
      azimuth: (this.#controls.getAzimuthalAngle() * 180) / Math.PI,
      elevation: 90 - (this.#controls.getPolarAngle() * 180) / Math.PI,
    };
    this.#layOutAxes(this.#scene, camera, this.#theme);
    this.#renderer.render(this.#world, this.#camera);
    const labels = this.#labels.map(({ at, ...label }): PlacedLabel => {
      const [x, y] = this.#placed(at);
      return { ...label, x, y };
    });
    this.#listeners.onView(labels, camera);
    return labels;
  }

  /** Where a point of the space lies on the canvas, in pixels from its upper left corner. */
  #placed(point: Point): readonly [number, number] {
    const { x, y } = new Vector3(...point).project(this.#camera);
    const { clientWidth, clientHeight } = this.#canvas;
    return [((x + 1) / 2) * clientWidth, ((1 - y) / 2) * clientHeight];
  }

  #layOutAxes(scene: Scene, camera: Camera, theme: Theme): void {
    const { labels, lines } = axisParts(scene, camera, viewOf(camera));
    this.#labels = labels;
    const segments = lines.flatMap(({ from, to }) => [...from, ...to]);
    const seenFrom = segments.join(' ');
    if (seenFrom === this.#axesSeenFrom) return;
    this.#axesSeenFrom = seenFrom;
    clear(this.#axes);
    addLines(this.#axes, segments, theme.quiet, 1, 0.8);
  }
}

function addLines(group: Group, segments: Segments, colour: string, width: number, opacity = 1): void {
  if (segments.length === 0) return;
  const geometry = new LineSegmentsGeometry().setPositions(segments);
  const material = new LineMaterial({ color: new Color(colour), linewidth: width });
  if (opacity < 1) Object.assign(material, { transparent: true, opacity });
  group.add(new LineSegments2(geometry, material));
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
