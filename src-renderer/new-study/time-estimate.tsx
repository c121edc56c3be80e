// The time a sweep would take, measured on every device of this machine on demand, and what it would cost.
import { useEffect, useState } from 'react';
import type { DeviceEstimate, Estimate, PlannedMemory } from '../../src-main/contract/contract.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { plural } from '../../src-main/report/language/en/plural.ts';
import { useCommand } from '../client/queries.ts';
import { showBytes, showCount, showDurationRange } from '../parts/numbers.ts';
import { costRangeOf, priceProblem } from './cost.ts';
import { PRICE } from './draft.ts';
import { described, FieldShell } from './fields.tsx';
import { useField } from './form-state.ts';

/** `spec` is null while something is to be corrected. */
export function TimeEstimate({ spec }: { readonly spec: Spec | null }) {
  const measure = useCommand('spec.estimate');
  const { data, error, isPending, variables } = measure;
  const isOld = data !== undefined && !isSameWork(variables?.spec, spec);
  return (
    <div className="time-estimate">
      <div className="row">
        <button type="button" disabled={spec === null || isPending} onClick={() => measure.mutate({ spec })}>
          Measure the time
        </button>
        {isPending && <Waiting />}
      </div>
      <div role="status">
        {error && <p className="bad">{error.message}</p>}
        {data && (
          <>
            {isOld && <p className="fine">Measured before the last change of the form; measure again.</p>}
            <Measured estimate={data} isOld={isOld} />
          </>
        )}
      </div>
    </div>
  );
}

/** A name and thresholds change nothing of the time. */
function isSameWork(measured: unknown, spec: Spec | null): boolean {
  const work = (value: unknown) => JSON.stringify({ ...(value as Spec), name: '', thresholds: {} });
  return spec !== null && work(measured) === work(spec);
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
  const { id, text, set } = useField(PRICE);
  const hint = 'In any currency; empty: no cost';
  const problem = priceProblem(text);
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
          {estimate.devices.map((device) => (
            <DeviceRow key={device.device} device={device} price={text} />
          ))}
        </tbody>
      </table>
      <p className="fine">
        {showCount(estimate.parameters)} parameters; {showBytes(estimate.laneBytes)} per run with this text;{' '}
        {showCount(estimate.flops)} floating-point operations in all.
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

function memoryWords({ bytes, lanes, of }: PlannedMemory): string {
  return `${showBytes(bytes)} of ${showBytes(of)}, ${plural(lanes, 'run')} at once`;
}

function DeviceRow({ device, price }: { readonly device: DeviceEstimate; readonly price: string }) {
  const { seconds, summary, reason, laneStepsPerSecond, memory } = device;
  if (seconds === null) {
    return (
      <tr>
        <th scope="row">{device.device}</th>
        <td colSpan={2}>
          <span className="fine">
            {reason} {memory !== null && memoryWords(memory)}
          </span>
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <th scope="row">
        {device.device}
        <span className="fine">{summary}</span>
      </th>
      <td>
        {showDurationRange(seconds)}
        {laneStepsPerSecond !== null && <span className="fine">{showCount(laneStepsPerSecond)} steps/s</span>}
        {memory !== null && <span className="fine">{memoryWords(memory)}</span>}
      </td>
      <td>{costRangeOf(seconds, price) ?? '–'}</td>
    </tr>
  );
}
