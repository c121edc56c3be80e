// The 3D picture on the screen. Where WebGL is missing or was lost the vector picture of the same scene takes its cellKey.
import { memo, useEffect, useMemo, useRef, useState, type CSSProperties, type PointerEvent } from 'react';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import { sceneFigure } from '../../src-main/report/figures/scene/picture.ts';
import {
  blocksByCell,
  type Block,
  type BlocksOfCell,
  type Scene,
} from '../../src-main/report/figures/scene/scene.ts';
import { THEMES } from '../../src-main/report/figures/theme.ts';
import { Figure } from '../parts/figure.tsx';
import { useTheme } from '../parts/theme.tsx';
import { CAPTURE_SCALE } from './live-picture.ts';
import { SceneLegend } from './scene-legend.tsx';
import { sceneOf, type MapSettings } from './map-settings.ts';
import { describeCellAt, isSameCell, type CellKey } from './cell-key.ts';
import { SceneView, type Capture, type PlacedLabel } from './three/scene-view.ts';
import { ENGLISH } from '../../src-main/report/language/language.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  /** From where it is looked at next. */
  readonly camera: Camera;
  readonly hovered: CellKey | null;
  readonly pinned: CellKey | null;
  readonly onHover: (cellKey: CellKey | null) => void;
  readonly onPin: (cellKey: CellKey) => void;
  /** The user turned the picture. */
  readonly onTurned: (camera: Camera) => void;
  /** Is given how to take the picture of now; null while it is shown flat. */
  readonly onCapture: (capture: (() => Capture) | null) => void;
}

/** Pixels the pointer may move between press and release and still mean a click. */
const CLICK = 4;

type SceneProps = Props & { readonly scene: Scene };

export const ScenePane = memo(function ScenePane(props: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const theme = useTheme();
  const { analysis } = props.study;
  const { kind, recipe, versus, height, colour } = props.settings;
  const scene = useMemo(
    () => sceneOf(analysis, { kind, recipe, versus, height, colour }, theme),
    [analysis, kind, recipe, versus, height, colour, theme],
  );
  if (problem === null) return <LiveScene {...props} scene={scene} onProblem={setProblem} />;
  return (
    <>
      <p className="notice" role="status">
        {problem} The same picture is shown flat.{' '}
        <button type="button" className="link" onClick={() => setProblem(null)}>
          Try 3D again
        </button>
      </p>
      <FlatScene {...props} scene={scene} />
    </>
  );
});

function FlatScene({ study, scene, camera }: SceneProps) {
  const theme = useTheme();
  const svg = useMemo(
    () =>
      sceneFigure(scene, camera, {
        title: study.info.name,
        theme,
        facts: study.facts,
        idPrefix: 'scene',
        words: ENGLISH,
      }),
    [scene, camera, study, theme],
  );
  return <Figure svg={svg} label="3D picture" />;
}

function LiveScene(props: SceneProps & { readonly onProblem: (sentence: string) => void }) {
  const { study, scene, camera, hovered, pinned, onHover, onPin, onTurned, onCapture, onProblem } = props;
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<SceneView | null>(null);
  const [labels, setLabels] = useState<readonly PlacedLabel[]>([]);
  const pressed = useRef<readonly [number, number]>([0, 0]);
  const turned = useRef(onTurned);
  useEffect(() => {
    turned.current = onTurned;
  });

  useEffect(() => {
    let made: SceneView;
    try {
      made = new SceneView(canvas.current!, {
        onView: (placed, seenFrom) => {
          setLabels(placed);
          turned.current(seenFrom);
        },
        onLost: () => onProblem('The graphics context was lost.'),
      });
    } catch {
      onProblem('This machine offers no WebGL.');
      return;
    }
    setView(made);
    onCapture(() => made.capture(CAPTURE_SCALE));
    return () => {
      onCapture(null);
      made.dispose();
    };
  }, [onProblem, onCapture]);

  useEffect(() => view?.show(scene, THEMES[theme]), [view, scene, theme]);
  useEffect(() => view?.look(camera), [view, camera]);
  const blocksOf = useMemo(() => blocksByCell(scene.blocks), [scene]);
  const hoveredBlock = blockAt(study.analysis, blocksOf, hovered);
  const pinnedBlock = blockAt(study.analysis, blocksOf, pinned);

  const blockUnder = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent) =>
    view?.blockAt(offsetX, offsetY) ?? null;
  const shown = hovered ?? pinned;
  const shownBlock = hovered ? hoveredBlock : pinnedBlock;
  // The block that stands for a cell may be of another recipe than the map that was pointed at: the words are of the map's.
  const words =
    shownBlock && shownBlock.recipe === shown?.recipe
      ? scene.wordsOf(shownBlock)
      : shown && describeCellAt(study.analysis, shown);
  return (
    <>
      <div className="scene">
        <canvas
          ref={canvas}
          aria-label={scene.subtitle}
          role="img"
          onPointerDown={({ clientX, clientY }) => (pressed.current = [clientX, clientY])}
          onPointerMove={(event) => {
            if (event.buttons !== 0) return;
            const cellKey = cellOf(blockUnder(event));
            if (!isSameCell(cellKey, hovered)) onHover(cellKey);
          }}
          onPointerLeave={() => onHover(null)}
          onPointerUp={(event) => {
            const [x, y] = pressed.current;
            const block = blockUnder(event);
            if (block && Math.hypot(event.clientX - x, event.clientY - y) < CLICK) onPin(cellOf(block)!);
          }}
        />
        <svg className="scene-outlines" aria-hidden="true">
          {view && hoveredBlock && <path className="outline" d={view.outlineOf(hoveredBlock)} />}
          {view && pinnedBlock && <path className="outline pinned" d={view.outlineOf(pinnedBlock)} />}
        </svg>
        <div className="scene-labels" aria-hidden="true">
          {labels.map(({ text, x, y, anchor, isName }, index) => (
            <span
              key={index}
              className={isName ? 'name' : undefined}
              data-anchor={anchor}
              style={{ left: x, top: y, '--x': `${x}px` } as CSSProperties}
            >
              {text}
            </span>
          ))}
        </div>
      </div>
      <p className="fine words">{words ?? scene.subtitle}</p>
      <SceneLegend scene={scene} />
    </>
  );
}

function cellOf(block: Block | null): CellKey | null {
  if (!block) return null;
  const { recipe, cell } = block;
  return { recipe, learningRate: cell.learningRate, rowValue: cell.rowValue };
}

/** The block of a cellKey, or the same cell under another recipe where the scene has no such block. */
function blockAt(grid: GridAnalysis, blocksOf: BlocksOfCell, cellKey: CellKey | null): Block | null {
  if (!cellKey) return null;
  const row = grid.rowValues.indexOf(cellKey.rowValue);
  const column = grid.learningRates.indexOf(cellKey.learningRate);
  const same = blocksOf(row, column).filter(({ opacity }) => opacity === 1);
  return same.find(({ recipe }) => recipe === cellKey.recipe) ?? same[0] ?? null;
}
