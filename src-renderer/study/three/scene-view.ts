// Draws a scene with three.js on a canvas: on demand, in a handful of draw calls, in a loop only while one scene changes into another.
// Where things lie is said by the layout that the vector picture has too; words over the picture are placed by whoever listens.
// It knows nothing of React.
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
import { DISTANCE, targetOf, type Camera } from '../../../src-main/report/figures/scene/camera.ts';
import { sceneLayout, type Layout } from '../../../src-main/report/figures/scene/layout.ts';
import { outlineMarks } from '../../../src-main/report/figures/scene/region-outline.ts';
import {
  blocksByCell,
  type Block,
  type BlocksOfCell,
  type Scene,
} from '../../../src-main/report/figures/scene/scene.ts';
import type { Theme } from '../../../src-main/report/figures/theme.ts';
import { between, eased } from './between.ts';
import { BlockMesh } from './block-mesh.ts';
import { lineMesh } from './line-mesh.ts';
import { blockOnRay } from './pick.ts';
import { joined, marksOf, outlineOf, type Segments } from './segments.ts';

export interface SceneViewListeners {
  readonly onView: (layout: Layout) => void;
  readonly onLost: () => void;
}

/** What is seen, larger than on the screen, and how it is laid out in pixels of the screen. */
export interface Capture {
  readonly scene: Scene;
  readonly picture: HTMLCanvasElement;
  readonly layout: Layout;
  /** Pixels of the picture for one of the screen. */
  readonly scale: number;
}

/** How long one scene takes to become another, in milliseconds, and the largest that does not simply take its place. */
const MOVEMENT = 650;
const MOST_MOVING = 4000;
/** Milliseconds between frames of a movement that is slow, and after which it stands still; how many make it so; the share of pixels then. */
const SLOW = { least: 28, still: 300, frames: 3, density: 0.6 } as const;

function fullDensity(): number {
  return Math.min(2, devicePixelRatio);
}

export class SceneView {
  readonly #renderer: WebGLRenderer;
  readonly #world = new ThreeScene();
  readonly #blocks = new BlockMesh();
  readonly #marks = new Group();
  readonly #frames = new Group();
  readonly #listeners: SceneViewListeners;
  readonly #canvas: HTMLCanvasElement;
  readonly #observer: ResizeObserver;
  readonly #eyes = {
    perspective: new PerspectiveCamera(30, 1, 0.1, 20),
    orthographic: new OrthographicCamera(-1, 1, 1, -1, 0.1, 20),
  };
  #camera: Camera | null = null;
  #zoom = 1;
  #scene: Scene | null = null;
  /** The scene that was shown before, while it changes. */
  #moving: { readonly from: Scene; readonly since: number } | null = null;
  #blocksOf: BlocksOfCell = () => [];
  #theme: Theme | null = null;
  #layout: Layout | null = null;
  #frame = 0;
  #framesDrawn = '';
  /** When the last frame was drawn, how many of late came slowly, and what draws a sharp one after them. */
  #drawnAt = 0;
  #slowFrames = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** Whether the shaders of the scene are compiled: drawing would wait for them. */
  #isCompiled = false;

  /** @throws Error where WebGL is not to be had. */
  constructor(canvas: HTMLCanvasElement, listeners: SceneViewListeners) {
    this.#canvas = canvas;
    this.#listeners = listeners;
    const context = canvas.getContext('webgl2', { antialias: true, powerPreference: 'low-power' });
    if (!context) throw new Error('This machine offers no WebGL.');
    this.#renderer = new WebGLRenderer({ canvas, context });
    this.#renderer.setPixelRatio(fullDensity());
    // Asking for errors waits for the compiler; the shaders are those of the tests.
    this.#renderer.debug.checkShaderErrors = false;
    this.#world.add(this.#blocks.mesh, this.#marks, this.#frames);
    canvas.addEventListener('webglcontextlost', listeners.onLost);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas.parentElement!);
  }

  /** `isMoved`: the scene of now changes into this one. */
  show(scene: Scene, theme: Theme, isMoved: boolean): void {
    const before = this.#scene;
    const isSmall = scene.blocks.length <= MOST_MOVING;
    this.#moving = isMoved && isSmall && before ? { from: before, since: performance.now() } : null;
    this.#scene = scene;
    this.#theme = theme;
    this.#blocksOf = blocksByCell(scene.blocks);
    this.#world.background = new Color(theme.background);
    if (this.#moving && this.#isCompiled) {
      this.#request();
      return;
    }
    this.#moving = null;
    this.#draw(scene);
    // Shaders are compiled beside what else the page does, where the browser can.
    this.#isCompiled = false;
    void this.#renderer.compileAsync(this.#world, this.#eyes.perspective).then(() => {
      if (this.#scene !== scene) return;
      this.#isCompiled = true;
      this.#request();
    });
  }

  look(camera: Camera, zoom: number): void {
    this.#camera = camera;
    this.#zoom = zoom;
    this.#request();
  }

  /** The edges of a block as path data in pixels of the canvas, those at its back too. */
  outlineOf(block: Block): string {
    if (!this.#scene || !this.#layout) return '';
    const { place } = this.#layout;
    const edges = outlineOf(block, this.#scene.space);
    return edges.map((edge) => `M${edge.map((point) => place(point).join(' ')).join('L')}`).join('');
  }

  /** The block under a point in pixels from the canvas's upper left corner. */
  blockAt(x: number, y: number): Block | null {
    if (!this.#scene || !this.#camera) return null;
    const { clientWidth, clientHeight } = this.#canvas;
    const caster = new Raycaster();
    const at = new Vector2((2 * x) / clientWidth - 1, 1 - (2 * y) / clientHeight);
    caster.setFromCamera(at, this.#eyes[this.#camera.projection]);
    const { origin, direction } = caster.ray;
    const { space, height } = this.#scene;
    const ray = { origin: origin.toArray(), direction: direction.toArray() };
    return blockOnRay(ray, space, height, this.#blocksOf);
  }

  /** The picture of now with `scale` pixels for each one of the screen. */
  capture(scale: number): Capture {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#blocks.setCoarse(false);
    this.#renderer.setPixelRatio(scale);
    this.#render();
    const picture = document.createElement('canvas');
    Object.assign(picture, { width: Math.round(width * scale), height: Math.round(height * scale) });
    picture.getContext('2d')!.drawImage(this.#canvas, 0, 0, picture.width, picture.height);
    this.#renderer.setPixelRatio(fullDensity());
    this.#render();
    return { scene: this.#scene!, picture, layout: this.#layout!, scale };
  }

  dispose(): void {
    this.#scene = null;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.#observer.disconnect();
    this.#canvas.removeEventListener('webglcontextlost', this.#listeners.onLost);
    this.#blocks.dispose();
    for (const group of [this.#marks, this.#frames]) clear(group);
    this.#renderer.dispose();
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas.parentElement!;
    if (width === 0 || height === 0) return;
    this.#renderer.setSize(width, height, false);
    this.#request();
  }

  #request(): void {
    cancelAnimationFrame(this.#frame);
    if (!this.#isCompiled) return;
    this.#frame = requestAnimationFrame(() => {
      this.#pace();
      this.#render();
    });
  }

  /** The blocks of a scene and the lines on them. */
  #draw(scene: Scene): void {
    const theme = this.#theme!;
    this.#blocks.draw(scene);
    clear(this.#marks);
    const outline = joined(marksOf(outlineMarks(scene), 'outline'));
    addLines(this.#marks, outline, theme.edgeCasing, 4, 1);
    addLines(this.#marks, outline, theme.ink, 2.2, 2);
    for (const kind of ['cross', 'left-out'] as const) {
      addLines(this.#marks, marksOf(scene.marks, kind), theme.ink, 2, 2);
    }
    addLines(this.#marks, marksOf(scene.marks, 'edge'), theme.edge, 3, 3);
  }

  #render(): void {
    if (!this.#scene || !this.#theme || !this.#camera) return;
    this.#move(this.#scene);
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const layout = sceneLayout(this.#scene, this.#camera, { width, height }, this.#zoom);
    this.#layout = layout;
    this.#drawFrames(layout, this.#theme);
    this.#renderer.render(this.#world, this.#eye(this.#camera, this.#scene, layout, { width, height }));
    this.#listeners.onView(layout);
  }

  #drawFrames({ frames }: Layout, theme: Theme): void {
    const lines = frames.flatMap(({ from, to }) => [...from, ...to]);
    const drawn = `${theme.rule} ${lines.join(' ')}`;
    if (drawn === this.#framesDrawn) return;
    this.#framesDrawn = drawn;
    clear(this.#frames);
    addLines(this.#frames, lines, theme.rule, 1, 0);
  }

  /** While it moves slowly the picture is drawn with fewer pixels and blocks, and with all of them as soon as it stands still. */
  #pace(): void {
    const now = performance.now();
    const gap = now - this.#drawnAt;
    this.#drawnAt = now;
    if (gap > SLOW.least && gap < SLOW.still) this.#slowFrames++;
    const isCoarse = this.#slowFrames >= SLOW.frames;
    // Once coarse it stays so until it stands still: sharp frames are the slow ones.
    if (!isCoarse && gap < SLOW.least) this.#slowFrames = Math.max(0, this.#slowFrames - 1);
    this.#setCoarse(isCoarse);
    clearTimeout(this.#rest);
    if (isCoarse) this.#rest = setTimeout(() => this.#settle(), SLOW.still);
  }

  #settle(): void {
    this.#slowFrames = 0;
    this.#request();
  }

  #setCoarse(isCoarse: boolean): void {
    this.#blocks.setCoarse(isCoarse);
    const density = isCoarse ? SLOW.density * fullDensity() : fullDensity();
    if (this.#renderer.getPixelRatio() !== density) this.#renderer.setPixelRatio(density);
  }

  /** Draws what lies between two scenes, and asks for the next frame until the movement is over. */
  #move(scene: Scene): void {
    if (!this.#moving) return;
    const share = Math.min(1, (performance.now() - this.#moving.since) / MOVEMENT);
    this.#draw(share < 1 ? between(this.#moving.from, scene, eased(share)) : scene);
    if (share < 1) this.#request();
    else this.#moving = null;
  }

  /** The camera that sees what the layout says. */
  #eye(
    { projection }: Camera,
    scene: Scene,
    { view, scale, target: [x, y] }: Layout,
    { width, height }: { readonly width: number; readonly height: number },
  ): PerspectiveCamera | OrthographicCamera {
    const eye = this.#eyes[projection];
    const target = new Vector3(...targetOf(scene.height));
    eye.up.set(...view.up);
    eye.position
      .set(...view.direction)
      .multiplyScalar(DISTANCE)
      .add(target);
    eye.lookAt(target);
    const [halfWidth, halfHeight] = [width / (2 * scale), height / (2 * scale)];
    if (eye instanceof PerspectiveCamera) {
      eye.aspect = width / height;
      eye.fov = (2 * Math.atan(halfHeight / DISTANCE) * 180) / Math.PI;
    } else {
      Object.assign(eye, { left: -halfWidth, right: halfWidth, top: halfHeight, bottom: -halfHeight });
    }
    eye.setViewOffset(width, height, width / 2 - x, height / 2 - y, width, height);
    eye.updateMatrixWorld();
    return eye;
  }
}

/** Lines of one colour. */
function addLines(group: Group, segments: Segments, colour: string, width: number, order: number): void {
  if (segments.length > 0) group.add(lineMesh(segments, colour, width, order));
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
