// Starts the app on this page.
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createClient } from './client/client.ts';
import { ClientContext, createQueryClient, followEvents } from './client/queries.ts';
import './styles/index.css';

const client = createClient();
const queries = createQueryClient();
followEvents(client, queries);

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ClientContext value={client}>
        <App />
      </ClientContext>
    </QueryClientProvider>
  </StrictMode>,
);
