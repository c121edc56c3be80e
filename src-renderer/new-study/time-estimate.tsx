// The time a sweep would take, measured on every device of this machine on demand, and what it would cost.
import { useEffect, useState } from 'react';
import type { DeviceEstimate, Estimate, PlannedMemory } from '../../src-main/contract/contract.ts';
import type { Spec } from '../../src-main/spec/spec.ts';
import { showBytes, showCount, showDurationRange } from '../parts/numbers.ts';
import { ToldError } from '../parts/told-error.tsx';
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
  const words = useWords().newStudyBefore;
  const { estimate, isOld, isPending, error, held, measure } = measuring;
  return (
    <div className="time-estimate">
      {isPending && <Waiting />}
      {!isPending && (held !== null || error !== null) && (isOld || error !== null) && (
        <div className="row">
          <button type="button" disabled={spec === null} onClick={measure}>
            {words.measure}
          </button>
          {held !== null && <span className="fine">{words.heldSentence[held]}</span>}
        </div>
      )}
      <div role="status">
        {error !== null && (
          <p className="bad">
            <ToldError error={error} />
          </p>
        )}
        {estimate && (
          <>
            {isOld && <p className="fine">{words.measuredBefore}</p>}
            <Measured estimate={estimate} isOld={isOld} />
          </>
        )}
      </div>
    </div>
  );
}

function Waiting() {
  const words = useWords().newStudyBefore;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="waiting">
      <progress aria-label={words.fewSteps} />
      <span className="fine">{words.fewStepsFor(seconds)}</span>
    </span>
  );
}

function Measured({ estimate, isOld }: { readonly estimate: Estimate; readonly isOld: boolean }) {
  const { numbers, newStudyBefore: words } = useWords();
  const { id, text, set } = useField(PRICE);
  const { label, hint } = words.price;
  const problem = priceProblem(text, words);
  const able = estimate.devices.filter(({ seconds }) => seconds !== null);
  const missing = estimate.devices.filter(({ seconds }) => seconds === null);
  return (
    <div className={isOld ? 'stale' : ''}>
      <table className="devices">
        <thead>
          <tr>
            <th scope="col">{words.columns.device}</th>
            <th scope="col">{words.columns.time}</th>
            <th scope="col">{words.columns.cost}</th>
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
        {words.details(
          showCount(estimate.parameters, numbers),
          showBytes(estimate.laneBytes, numbers),
          showCount(estimate.flops, numbers),
        )}
      </p>
      {estimate.textNote !== null && (
        <p className="fine" lang="en">
          {estimate.textNote}
        </p>
      )}
      <FieldShell id={id} label={label} hint={hint} problem={problem}>
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
  return words.newStudyBefore.memoryOf(showBytes(bytes, words.numbers), showBytes(of, words.numbers), lanes);
}

/** What cannot train here, in one line; each reason when it is opened. */
function Missing({ devices }: { readonly devices: readonly DeviceEstimate[] }) {
  const words = useWords();
  return (
    <details className="folded fine">
      <summary>{words.newStudyBefore.withoutTime(devices.map(({ device }) => device))}</summary>
      {devices.map(({ device, reason, memory }) => (
        <p key={device}>
          {device}: <span lang="en">{reason}</span> {memory !== null && memoryWords(memory, words)}
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
        <span className="fine" lang="en">
          {summary}
        </span>
      </th>
      <td>
        {showDurationRange(seconds, words.numbers)}
        {laneStepsPerSecond !== null && (
          <span className="fine">
            {words.newStudyBefore.stepsPerSecond(showCount(laneStepsPerSecond, words.numbers))}
          </span>
        )}
        {memory !== null && <span className="fine">{memoryWords(memory, words)}</span>}
      </td>
      <td>{costRangeOf(seconds, price, words.newStudyBefore) ?? '–'}</td>
    </tr>
  );
}
