// The 3D picture on the screen. Where WebGL is missing or was lost the vector picture of the same scene takes its place.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { GridAnalysis } from '../../src-main/analysis/grid/grid.ts';
import type { StudyView } from '../../src-main/contract/contract.ts';
import type { Camera } from '../../src-main/report/figures/scene/camera.ts';
import type { Layout } from '../../src-main/report/figures/scene/layout.ts';
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
import { SceneLabels } from './scene-labels.tsx';
import { SceneView, type Capture } from './three/scene-view.ts';
import { useTurning } from './turning.ts';
import { useReportWords, useWords } from '../words/language.ts';

interface Props {
  readonly study: StudyView;
  readonly settings: MapSettings;
  /** From where it is looked at. */
  readonly camera: Camera;
  /** 1: the whole is seen. */
  readonly zoom: number;
  readonly hovered: CellKey | null;
  readonly pinned: CellKey | null;
  readonly onHover: (cellKey: CellKey | null) => void;
  readonly onPin: (cellKey: CellKey) => void;
  /** The user turned the picture to here. */
  readonly onTurned: (camera: Camera) => void;
  readonly onZoom: (zoom: number) => void;
  /** Is given how to take the picture of now; null while it is shown flat. */
  readonly onCapture: (capture: (() => Capture) | null) => void;
}

type SceneProps = Props & { readonly scene: Scene };

/** Why it is shown flat. */
type Flat = 'lost' | 'missing';

export const ScenePane = memo(function ScenePane(props: Props) {
  const [problem, setProblem] = useState<Flat | null>(null);
  const words = useWords().studyScene;
  const report = useReportWords();
  const theme = useTheme();
  const { analysis } = props.study;
  const { kind, recipe, versus, height, colour, upTo } = props.settings;
  const scene = useMemo(
    () => sceneOf(analysis, { kind, recipe, versus, height, colour, upTo }, theme, report),
    [analysis, kind, recipe, versus, height, colour, upTo, theme, report],
  );
  if (problem === null) return <LiveScene {...props} scene={scene} onProblem={setProblem} />;
  return (
    <>
      <p className="notice" role="status">
        {words.flat[problem]}{' '}
        <button type="button" className="link" onClick={() => setProblem(null)}>
          {words.again}
        </button>
      </p>
      <FlatScene {...props} scene={scene} />
    </>
  );
});

function FlatScene({ study, scene, camera }: SceneProps) {
  const theme = useTheme();
  const words = useReportWords();
  const { picture } = useWords().studyScene;
  const svg = useMemo(
    () =>
      sceneFigure(scene, camera, {
        title: study.info.name,
        theme,
        facts: study.factsIn[words.language],
        idPrefix: 'scene',
        words,
      }),
    [scene, camera, study, theme, words],
  );
  return <Figure svg={svg} label={picture} />;
}

function LiveScene(props: SceneProps & { readonly onProblem: (why: Flat) => void }) {
  const { study, scene, camera, zoom, hovered, pinned, onHover, onPin, onCapture, onProblem } = props;
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<SceneView | null>(null);
  const [layout, setLayout] = useState<Layout | null>(null);

  useEffect(() => {
    let made: SceneView;
    try {
      made = new SceneView(canvas.current!, {
        onView: setLayout,
        onLost: () => onProblem('lost'),
      });
    } catch {
      onProblem('missing');
      return;
    }
    setView(made);
    onCapture(() => made.capture(CAPTURE_SCALE));
    return () => {
      onCapture(null);
      made.dispose();
    };
  }, [onProblem, onCapture]);

  const shownKind = useRef(props.settings.kind);
  const { kind } = props.settings;
  useEffect(() => {
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    view?.show(scene, THEMES[theme], !isStill && shownKind.current === kind);
    shownKind.current = kind;
  }, [view, scene, theme, kind]);
  const seenFrom = useRef(camera);
  useEffect(() => {
    seenFrom.current = camera;
  }, [camera]);
  useEffect(() => view?.look(seenFrom.current, zoom), [view, camera, zoom]);
  const blocksOf = useMemo(() => blocksByCell(scene.blocks), [scene]);
  const hoveredBlock = blockAt(study.analysis, blocksOf, hovered);
  const pinnedBlock = blockAt(study.analysis, blocksOf, pinned);
  const blockUnder = (x: number, y: number) => view?.blockAt(x, y) ?? null;
  const turning = useTurning(canvas, {
    camera: () => seenFrom.current,
    zoom,
    onTurn: (next) => {
      seenFrom.current = next;
      view?.look(next, zoom);
      props.onTurned(next);
    },
    onZoom: props.onZoom,
    onPoint: (x, y) => {
      const cellKey = cellOf(blockUnder(x, y));
      if (!isSameCell(cellKey, hovered)) onHover(cellKey);
    },
    onClick: (x, y) => {
      const cellKey = cellOf(blockUnder(x, y));
      if (cellKey) onPin(cellKey);
    },
  });

  const shown = hovered ?? pinned;
  const shownBlock = hovered ? hoveredBlock : pinnedBlock;
  // The block that stands for a cell may be of another recipe than the map that was pointed at: the words are of the map's.
  const report = useReportWords();
  const words =
    shownBlock && shownBlock.recipe === shown?.recipe
      ? scene.wordsOf(shownBlock)
      : shown && describeCellAt(study.analysis, shown, report);
  return (
    <>
      <div className="scene">
        <canvas
          ref={canvas}
          aria-label={scene.subtitle}
          role="img"
          {...turning}
          onPointerLeave={() => onHover(null)}
        />
        <svg className="scene-outlines" aria-hidden="true">
          {view && layout && hoveredBlock && <path className="outline" d={view.outlineOf(hoveredBlock)} />}
          {view && layout && pinnedBlock && (
            <path className="outline pinned" d={view.outlineOf(pinnedBlock)} />
          )}
        </svg>
        {layout && <SceneLabels layout={layout} />}
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
  const same = blocksOf(row, column);
  return same.find(({ recipe }) => recipe === cellKey.recipe) ?? same[0] ?? null;
}
