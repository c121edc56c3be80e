// One line while the core cannot be reached.
import { useEffect, useState } from 'react';
import { useClient } from '../client/queries.ts';
import { useWords } from '../words/language.ts';
import type { Connection } from '../client/transport.ts';

export function ConnectionNotice() {
  const client = useClient();
  const { messages: words } = useWords();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => client.onConnection(setConnection), [client]);
  if (connection !== 'lost') return null;
  return (
    <p className="notice bad" role="alert">
      {words.lost}
    </p>
  );
}
