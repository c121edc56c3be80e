// What is shown instead of a view that could not be loaded: the reason, and what to do next.
import { useWords } from '../words/language.ts';
import { OriginalError, ToldError } from './told-error.tsx';

interface Props {
  readonly error: Error;
  readonly onRetry: () => void;
}

export function Problem({ error, onRetry }: Props) {
  const { messages: words } = useWords();
  return (
    <div className="empty" role="alert">
      <h1>{words.cannotShow}</h1>
      <p>
        <ToldError error={error} />
      </p>
      <OriginalError error={error} />
      <div className="row">
        <button type="button" onClick={onRetry}>
          {words.tryAgain}
        </button>
        <a href="#/">{words.backToLibrary}</a>
      </div>
    </div>
  );
}
