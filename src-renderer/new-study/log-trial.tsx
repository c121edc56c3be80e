// How a trainer tells its runs: the protocol, the log of a known program, or patterns of the user's own, tried on lines that are
// pasted here before anything is trained.
import { useState } from 'react';
import type { Reports } from '../../src-main/spec/reports.ts';
import { LOG_FORMAT_NAMES, logFormat } from '../../src-main/training-logs/formats.ts';
import { LONGEST_TRIED } from '../../src-main/training-logs/try-lines.ts';
import { useAnswer } from '../client/queries.ts';
import { ToldError } from '../parts/told-error.tsx';
import { useWords } from '../words/language.ts';

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

/** Of a pattern, by the names that the core knows. */
const GROUPS = 'step, loss, gradient_norm, learning_rate, validation_loss';

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
  const words = useWords().newStudyTrainer;
  const { kind, pattern, every } = texts;
  const isLog = kind !== 'protocol';
  const wantsEvery = kind === 'pattern' || kind === 'huggingface';
  const answer = useAnswer(
    'trainer.try',
    reports !== null && reports !== 'protocol' && tried !== '' ? { reports, steps, text: tried } : null,
  );
  return (
    <section className="panel" aria-label={words.reports}>
      <h2>{words.reports}</h2>
      <label className="field">
        {words.linesOf}
        <select value={kind} onChange={(event) => onChange({ ...texts, kind: event.target.value })}>
          <option value="protocol">{words.protocol}</option>
          {LOG_FORMAT_NAMES.map((name) => (
            <option key={name} value={name}>
              {logFormat(name).title}
            </option>
          ))}
          <option value="pattern">{words.ownPattern}</option>
        </select>
      </label>
      {kind === 'pattern' && (
        <label className="field">
          {words.patterns(GROUPS)}
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
          {words.every}
          <input
            inputMode="numeric"
            value={every}
            onChange={(event) => onChange({ ...texts, every: event.target.value })}
          />
        </label>
      )}
      {problem !== null && (
        <p className="bad" role="alert" lang="en">
          {problem}
        </p>
      )}
      {isLog && (
        <>
          <label className="field">
            {words.paste}
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
              {words.tryLines}
            </button>
          </div>
          {answer.error && (
            <p className="bad" role="alert">
              <ToldError error={answer.error} />
            </p>
          )}
          {answer.data && (
            <>
              <p role="status" lang="en">
                {answer.data.summary}
              </p>
              <div className="scroll">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{words.line}</th>
                      <th scope="col">{words.read}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {answer.data.lines.map(({ text, words: told, ends }, index) => (
                      <tr key={index}>
                        <td>
                          <code>{text}</code>
                        </td>
                        <td className={ends ? 'bad' : undefined}>{told ?? words.nothing}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {answer.data.more > 0 && <p className="fine">{words.more(answer.data.more)}</p>}
            </>
          )}
        </>
      )}
    </section>
  );
}
