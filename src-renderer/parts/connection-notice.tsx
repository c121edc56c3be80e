// One line while the core cannot be reached.
import { useEffect, useState } from 'react';
import { useClient } from '../client/queries.ts';
import type { Connection } from '../client/transport.ts';

export function ConnectionNotice() {
  const client = useClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => client.onConnection(setConnection), [client]);
  if (connection !== 'lost') return null;
  return (
    <p className="notice bad" role="alert">
      Precipice cannot be reached. If it was stopped, start it again and open the whole address that it
      prints: each start makes a new token, and this tab has that of an earlier one. Nothing that has finished
      is lost.
    </p>
  );
}
