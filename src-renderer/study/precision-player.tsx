// A walk through the recipes from high to low precision, by hand or by itself: the shrinking of the region as a movement.
import { useEffect, useState } from 'react';
import { useWords } from '../words/language.ts';

interface Props {
  /** From the highest precision to the lowest. */
  readonly names: readonly string[];
  readonly at: number;
  readonly onStep: (index: number) => void;
}

/** Milliseconds that a recipe is shown for. */
const SHOWN = 1600;

export function PrecisionPlayer({ names, at, onStep }: Props) {
  const [isPlaying, setIsPlaying] = useState(false);
  const words = useWords().studyScene;
  const last = names.length - 1;
  const isOver = at >= last;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => (isOver ? setIsPlaying(false) : onStep(at + 1)), SHOWN);
    return () => clearTimeout(timer);
  });
  const play = () => {
    if (!isPlaying && isOver) onStep(0);
    setIsPlaying(!isPlaying);
  };
  return (
    <span className="player">
      <button type="button" onClick={play} title={words.whatPlay}>
        {isPlaying ? words.pause : words.play}
      </button>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-label={words.precision}
        aria-valuetext={names[at]}
        onChange={(event) => {
          setIsPlaying(false);
          onStep(Number(event.target.value));
        }}
      />
    </span>
  );
}
