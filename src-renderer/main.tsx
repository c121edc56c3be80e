// Starts the app on this page.
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createClient } from './client/client.ts';
import { ClientContext, createQueryClient, followEvents } from './client/queries.ts';
import './styles/base.css';
import './styles/controls.css';
import './styles/library.css';
import './styles/study.css';
import './styles/new-study.css';

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
