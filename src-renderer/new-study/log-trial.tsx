// How a trainer tells its runs: the protocol, the log of a known program, or patterns of the user's own, tried on lines that are
// pasted here before anything is trained.
import { useState } from 'react';
import type { Reports } from '../../src-main/spec/reports.ts';
import { LOG_FORMAT_NAMES, logFormat } from '../../src-main/training-logs/formats.ts';
import { LONGEST_TRIED } from '../../src-main/training-logs/try-lines.ts';
import { useAnswer } from '../client/queries.ts';

/** What is chosen and typed, as the spec takes it; it may be wrong. */
export interface ReportsTexts {
  /** A name of a format, `protocol`, or `pattern`. */
  readonly kind: string;
  /** One a line. */
  readonly pattern: string;
  readonly every: string;
}

export function textsOf(reports: Reports): ReportsTexts {
  if (reports === 'protocol') return { kind: 'protocol', pattern: '', every: '' };
  return {
    kind: reports.format ?? 'pattern',
    pattern: reports.pattern.join('\n'),
    every: reports.every === null ? '' : String(reports.every),
  };
}

/** As the spec has it, over what else the given one says. */
export function reportsOf({ kind, pattern, every }: ReportsTexts, given: Reports): unknown {
  if (kind === 'protocol') return 'protocol';
  const rest = given === 'protocol' ? {} : given;
  const lines = pattern.split('\n').filter((line) => line.trim() !== '');
  const steps = every.trim() === '' ? null : Number(every);
  return kind === 'pattern'
    ? { ...rest, format: null, pattern: lines, every: steps }
    : { ...rest, format: kind, pattern: [], every: steps };
}

interface Props {
  readonly texts: ReportsTexts;
  readonly onChange: (texts: ReportsTexts) => void;
  /** Of the spec; null where it is wrong. */
  readonly reports: Reports | null;
  /** What is wrong with it, one sentence a line. */
  readonly problem: string | null;
  readonly steps: number;
}

export function LogTrial({ texts, onChange, reports, problem, steps }: Props) {
  const [pasted, setPasted] = useState('');
  const [tried, setTried] = useState('');
  const { kind, pattern, every } = texts;
  const isLog = kind !== 'protocol';
  const wantsEvery = kind === 'pattern' || kind === 'huggingface';
  const answer = useAnswer(
    'trainer.try',
    reports !== null && reports !== 'protocol' && tried !== '' ? { reports, steps, text: tried } : null,
  );
  return (
    <section className="panel" aria-label="How it tells its runs">
      <h2>How it tells its runs</h2>
      <label className="field">
        Lines that it prints
        <select value={kind} onChange={(event) => onChange({ ...texts, kind: event.target.value })}>
          <option value="protocol">JSON lines of the protocol</option>
          {LOG_FORMAT_NAMES.map((name) => (
            <option key={name} value={name}>
              {logFormat(name).title}
            </option>
          ))}
          <option value="pattern">a pattern of your own</option>
        </select>
      </label>
      {kind === 'pattern' && (
        <label className="field">
          Regular expressions, one per line, with the groups step, loss, gradient_norm, learning_rate,
          validation_loss
          <textarea
            rows={3}
            spellCheck={false}
            value={pattern}
            placeholder="^it (?<step>\d+) loss (?<loss>\S+)"
            onChange={(event) => onChange({ ...texts, pattern: event.target.value })}
          />
        </label>
      )}
      {wantsEvery && (
        <label className="field">
          Steps between two lines, where they say no step
          <input
            inputMode="numeric"
            value={every}
            onChange={(event) => onChange({ ...texts, every: event.target.value })}
          />
        </label>
      )}
      {problem !== null && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      {isLog && (
        <>
          <label className="field">
            Paste some lines of its log
            <textarea
              rows={6}
              spellCheck={false}
              maxLength={LONGEST_TRIED}
              value={pasted}
              placeholder={kind === 'pattern' ? '' : logFormat(kind as 'nanogpt').example.join('\n')}
              onChange={(event) => setPasted(event.target.value)}
            />
          </label>
          <div className="row">
            <button
              type="button"
              disabled={pasted.trim() === '' || reports === null}
              onClick={() => setTried(pasted)}
            >
              Try these lines
            </button>
          </div>
          {answer.error && (
            <p className="bad" role="alert">
              {answer.error.message}
            </p>
          )}
          {answer.data && (
            <>
              <p role="status">{answer.data.summary}</p>
              <div className="scroll">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">line</th>
                      <th scope="col">what is read in it</th>
                    </tr>
                  </thead>
                  <tbody>
                    {answer.data.lines.map(({ text, words, ends }, index) => (
                      <tr key={index}>
                        <td>
                          <code>{text}</code>
                        </td>
                        <td className={ends ? 'bad' : undefined}>{words ?? 'nothing: it is passed over'}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {answer.data.more > 0 && (
                <p className="fine">{answer.data.more} more lines are not looked at.</p>
              )}
            </>
          )}
        </>
      )}
    </section>
  );
}
