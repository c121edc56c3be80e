// How MLflow says that a run has ended and of which experiment it is, and what its numbers are when they are none. Pure.
// Source: mlflow/protos/service.proto (RunStatus), mlflow/store/tracking/sqlalchemy_store.py (sanitize_metric_value).

/** By number, as the file store keeps it. */
const STATES = [undefined, 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;

/** As a word; undefined: it does not say one that is known. */
export function stateOf(status: unknown): string | undefined {
  const number = Number(status);
  return Number.isInteger(number) ? STATES[number] : typeof status === 'string' ? status : undefined;
}

/** Of a run that logs without steps every point has step 0: then they count in the order in which they were logged. */
export function withSteps(steps: readonly number[]): readonly number[] {
  return steps.length > 1 && steps.every((step) => step === 0) ? steps.map((_, i) => i) : steps;
}

/** What an experiment is called that only its number is known of; undefined: not even that is. */
export function numbered(experiment: unknown): string | undefined {
  return typeof experiment === 'string' || typeof experiment === 'number'
    ? `experiment ${experiment}`
    : undefined;
}
