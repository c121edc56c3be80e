// app://precipice/: the built renderer under an origin of its own, with the same headers as the server gives. Nothing but
// files of the build is served, and nothing is fetched from anywhere else.
import { protocol, type Session } from 'electron';
import { SECURITY_HEADERS } from '../api/page-headers.ts';
import { readPages } from '../api/pages.ts';
import { isOwnAddress, SCHEME } from './origin.ts';

/** Must run before the app is ready. */
export function setupScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** @throws Error where the renderer has not been built. */
export function setupProtocol(session: Session, folder: string): void {
  const pages = readPages(folder);
  session.protocol.handle(SCHEME, ({ url, method }) => {
    const page = isOwnAddress(url) && method === 'GET' ? pages.get(new URL(url).pathname) : undefined;
    if (!page) return new Response('There is no such page.\n', { status: 404, headers: SECURITY_HEADERS });
    return new Response(new Uint8Array(page.bytes), {
      headers: { ...SECURITY_HEADERS, 'content-type': page.mediaType },
    });
  });
}
