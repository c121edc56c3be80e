// What is shown instead of a view that could not be loaded: the reason, and what to do next.
interface Props {
  readonly error: Error;
  readonly onRetry: () => void;
}

export function Problem({ error, onRetry }: Props) {
  return (
    <div className="empty" role="alert">
      <h1>This cannot be shown</h1>
      <p>{error.message}</p>
      <div className="row">
        <button type="button" onClick={onRetry}>
          Try again
        </button>
        <a href="#/">Back to the library</a>
      </div>
    </div>
  );
}
