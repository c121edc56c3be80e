// The time a sweep would take, measured on every device of this machine on demand, and what it would cost.
import { useEffect, useState } from 'react';
import type { DeviceEstimate, Estimate, PlannedMemory } from '../../src-main/contract/contract.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { showBytes, showCount, showDurationRange } from '../parts/numbers.ts';
import { useWords } from '../words/language.ts';
import type { PageWords } from '../words/words.ts';
import { costRangeOf, priceProblem } from './cost.ts';
import { PRICE } from './draft.ts';
import { described, FieldShell } from './fields.tsx';
import { useField } from './form-state.ts';
import type { Measuring } from './measuring.ts';

/** `spec` is null while something is to be corrected. */
export function TimeEstimate({
  spec,
  measuring,
}: {
  readonly spec: Spec | null;
  readonly measuring: Measuring;
}) {
  const { estimate, isOld, isPending, error, held, measure } = measuring;
  return (
    <div className="time-estimate">
      {isPending && <Waiting />}
      {!isPending && (held !== null || error !== null) && (isOld || error !== null) && (
        <div className="row">
          <button type="button" disabled={spec === null} onClick={measure}>
            Measure the time
          </button>
          {held !== null && <span className="fine">{capitalized(held)}.</span>}
        </div>
      )}
      <div role="status">
        {error !== null && <p className="bad">{error}</p>}
        {estimate && (
          <>
            {isOld && <p className="fine">Measured before the last change of the form.</p>}
            <Measured estimate={estimate} isOld={isOld} />
          </>
        )}
      </div>
    </div>
  );
}

function capitalized(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function Waiting() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="waiting">
      <progress aria-label="Training a few steps on every device" />
      <span className="fine">training a few steps on every device … {seconds} s</span>
    </span>
  );
}

function Measured({ estimate, isOld }: { readonly estimate: Estimate; readonly isOld: boolean }) {
  const words = useWords();
  const { id, text, set } = useField(PRICE);
  const hint = 'In any currency; empty: no cost';
  const problem = priceProblem(text);
  const able = estimate.devices.filter(({ seconds }) => seconds !== null);
  const missing = estimate.devices.filter(({ seconds }) => seconds === null);
  return (
    <div className={isOld ? 'stale' : ''}>
      <table className="devices">
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Time and memory</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {able.map((device) => (
            <DeviceRow key={device.device} device={device} price={text} />
          ))}
        </tbody>
      </table>
      {missing.length > 0 && <Missing devices={missing} />}
      <p className="fine">
        {showCount(estimate.parameters, words.numbers)} parameters;{' '}
        {showBytes(estimate.laneBytes, words.numbers)} per run with this text;{' '}
        {showCount(estimate.flops, words.numbers)} floating-point operations in all.
      </p>
      {estimate.textNote !== null && <p className="fine">{estimate.textNote}</p>}
      <FieldShell id={id} label="Price of an hour" hint={hint} problem={problem}>
        <input
          {...described(id, hint, problem)}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => set(event.target.value)}
        />
      </FieldShell>
    </div>
  );
}

function memoryWords({ bytes, lanes, of }: PlannedMemory, words: PageWords): string {
  return `${showBytes(bytes, words.numbers)} of ${showBytes(of, words.numbers)}, ${plural(lanes, 'run')} at once`;
}

/** What cannot train here, in one line; each reason when it is opened. */
function Missing({ devices }: { readonly devices: readonly DeviceEstimate[] }) {
  const words = useWords();
  return (
    <details className="folded fine">
      <summary>Without a time: {devices.map(({ device }) => device).join(', ')}</summary>
      {devices.map(({ device, reason, memory }) => (
        <p key={device}>
          {device}: {reason} {memory !== null && memoryWords(memory, words)}
        </p>
      ))}
    </details>
  );
}

/** Of a device that has a time. */
function DeviceRow({ device, price }: { readonly device: DeviceEstimate; readonly price: string }) {
  const words = useWords();
  const { summary, laneStepsPerSecond, memory } = device;
  const seconds = device.seconds!;
  return (
    <tr>
      <th scope="row">
        {device.device}
        <span className="fine">{summary}</span>
      </th>
      <td>
        {showDurationRange(seconds, words.numbers)}
        {laneStepsPerSecond !== null && (
          <span className="fine">{showCount(laneStepsPerSecond, words.numbers)} steps/s</span>
        )}
        {memory !== null && <span className="fine">{memoryWords(memory, words)}</span>}
      </td>
      <td>{costRangeOf(seconds, price) ?? '–'}</td>
    </tr>
  );
}
