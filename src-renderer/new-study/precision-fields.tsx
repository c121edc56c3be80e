// The controls of one site: its format, and where that is not float32 its scaling, what the scaling leaves open, and rounding.
import type { Rounding } from '../../src-main/formats/cast.ts';
import type { Site, SitePath } from '../../src-main/recipes/sites.ts';
import {
  SCALING_DEFAULTS,
  type WrittenPrecision,
  type WrittenScaling,
} from '../../src-main/recipes/written.ts';
import { FORMATS } from '../../src-main/spec/own-recipes.ts';
import { useWords } from '../words/language.ts';
import { numeral } from './draft.ts';
import { described, FieldNotes } from './fields.tsx';
import { isWide, shortened, spelledPrecision, withFormat, type PrecisionObject } from './own-draft.ts';

interface Props {
  readonly id: string;
  readonly site: SitePath;
  /** undefined: not known. */
  readonly value: WrittenPrecision | undefined;
  readonly scalings: Site['scalings'];
  readonly problem: string | null;
  readonly onChange: (value: WrittenPrecision) => void;
}

const FLOAT32 = 'FP32';
const OTHER = 'eXmY';
/** What the text of another format begins with. */
const FIRST_OTHER = 'e3m3';
const ROUNDINGS: readonly Rounding[] = ['nearest-even', 'toward-zero', 'stochastic'];

export function PrecisionFields({ id, site, value, scalings, problem, onChange }: Props) {
  const words = useWords().newStudyOwn;
  const precision = spelledPrecision(value);
  const format = precision?.format ?? null;
  const isOther = format !== null && !FORMATS.includes(format);
  const pick = (picked: string) => {
    if (picked === FLOAT32) onChange(null);
    else onChange(withFormat(precision, picked === OTHER ? FIRST_OTHER : picked));
  };
  return (
    <div className="row">
      <select
        {...described(id, undefined, problem)}
        aria-label={words.formatOf(site)}
        value={format === null ? FLOAT32 : isOther ? OTHER : format}
        onChange={(event) => pick(event.target.value)}
      >
        {[FLOAT32, ...FORMATS, OTHER].map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {isOther && (
        <input
          className="short"
          aria-label={words.otherFormatOf(site)}
          value={format}
          onChange={(event) => onChange(withFormat(precision, event.target.value.trim()))}
        />
      )}
      {precision !== null && (
        <>
          {!isWide(precision.format) && (
            <ScalingFields site={site} precision={precision} scalings={scalings} onChange={onChange} />
          )}
          <select
            aria-label={words.roundingOf(site)}
            value={precision.rounding ?? ROUNDINGS[0]}
            onChange={(event) =>
              onChange(shortened({ ...precision, rounding: event.target.value as Rounding }))
            }
          >
            {ROUNDINGS.map((rounding) => (
              <option key={rounding} value={rounding}>
                {words.roundings[rounding]}
              </option>
            ))}
          </select>
        </>
      )}
      <FieldNotes id={id} hint={undefined} problem={problem} />
    </div>
  );
}

interface ScalingProps {
  readonly site: SitePath;
  readonly precision: PrecisionObject;
  readonly scalings: Site['scalings'];
  readonly onChange: (value: WrittenPrecision) => void;
}

/** Of what a scaling leaves open, what is no number. */
const CHOICES: Readonly<Record<string, readonly (string | boolean)[]>> = {
  algorithm: ['max', 'most-recent'],
  exponent: ['up', 'floor'],
  powerOfTwo: [false, true],
};

function ScalingFields({ site, precision, scalings, onChange }: ScalingProps) {
  const words = useWords().newStudyOwn;
  const scaling: WrittenScaling = precision.scaling ?? { kind: 'none' };
  const set = (next: object) => onChange(shortened({ ...precision, scaling: next as WrittenScaling }));
  const given = new Map<string, unknown>(Object.entries(scaling));
  return (
    <>
      <select
        aria-label={words.scalingOf(site)}
        value={scaling.kind}
        onChange={(event) => set({ kind: event.target.value })}
      >
        {scalings.map((kind) => (
          <option key={kind} value={kind}>
            {words.scalings[kind]}
          </option>
        ))}
      </select>
      {Object.entries<unknown>(SCALING_DEFAULTS[scaling.kind]).map(([field, usual]) => {
        const choices = CHOICES[field];
        const name = words.partOf(field, site);
        const value = given.get(field);
        const change = (next: unknown) => set({ ...scaling, [field]: next });
        return choices ? (
          <select
            key={field}
            aria-label={name}
            value={String(value ?? usual)}
            onChange={(event) => change(choices.find((choice) => String(choice) === event.target.value))}
          >
            {choices.map((choice) => (
              <option key={String(choice)} value={String(choice)}>
                {field} {String(choice)}
              </option>
            ))}
          </select>
        ) : (
          <label key={field} className="fine">
            {field}{' '}
            <input
              className="short"
              aria-label={name}
              inputMode="numeric"
              value={String(value ?? '')}
              placeholder={String(usual)}
              onChange={(event) => change(numeral(event.target.value))}
            />
          </label>
        );
      })}
    </>
  );
}
