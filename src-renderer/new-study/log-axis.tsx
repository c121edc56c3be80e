// Learning rates as points on a logarithmic axis, so that gaps and ends are seen at once.
import { useWords } from '../words/language.ts';

const WIDTH = 640;
const HEIGHT = 46;
const EDGE = 26;
const LINE = 18;
const MOST_MARKS = 400;

export function LogAxis({ values }: { readonly values: readonly number[] }) {
  const words = useWords().newStudyGrid;
  const [low, high] = [Math.log10(values[0] ?? 1), Math.log10(values.at(-1) ?? 1)];
  const [first, last] = [Math.floor(low + 1e-9), Math.ceil(high - 1e-9)];
  const span = Math.max(1, last - first);
  const place = (exponent: number) => EDGE + ((exponent - first) / span) * (WIDTH - 2 * EDGE);
  const every = Math.ceil((span + 1) / 12);
  const decades = Array.from({ length: span + 1 }, (_, index) => first + index);
  return (
    <svg
      className="log-axis"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={words.logAxis(values.length)}
    >
      <line x1={EDGE} x2={WIDTH - EDGE} y1={LINE} y2={LINE} />
      {decades.map((exponent) => (
        <g key={exponent}>
          <line x1={place(exponent)} x2={place(exponent)} y1={LINE - 5} y2={LINE + 5} />
          {(exponent - first) % every === 0 && (
            <text x={place(exponent)} y={LINE + 22} textAnchor="middle">
              1e{exponent}
            </text>
          )}
        </g>
      ))}
      {values.slice(0, MOST_MARKS).map((value) => (
        <circle key={value} cx={place(Math.log10(value))} cy={LINE} r={values.length > 60 ? 2.5 : 5} />
      ))}
    </svg>
  );
}
