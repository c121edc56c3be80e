// Starts the app on this page.
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createClient, type Client } from './client/client.ts';
import { NoToken } from './client/no-token.tsx';
import { ClientContext, createQueryClient, followEvents } from './client/queries.ts';
import './styles/index.css';

const client = createClient();
const root = createRoot(document.getElementById('app')!);
if (client) start(client);
else root.render(<NoToken />);

function start(client: Client): void {
  const queries = createQueryClient();
  followEvents(client, queries);
  root.render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ClientContext value={client}>
          <App />
        </ClientContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}
