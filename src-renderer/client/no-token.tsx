// What is shown to whoever opens the server's address without its token: why nothing is here, and how to get in.
import { InCode } from '../parts/in-code.tsx';
import { useWords } from '../words/language.ts';

export function NoToken() {
  const words = useWords().messages.noToken;
  return (
    <main className="no-token">
      <h1>{words.title}</h1>
      <p>
        <InCode sentence={words.why} code={['#token=…']} />
      </p>
      <p>
        <InCode sentence={words.how} code={['precipice serve', 'npm start']} />
      </p>
    </main>
  );
}
