// What the page's session may do: fill the screen with a picture, no other permission, and no request but to the app itself.
import type { Session } from 'electron';
import { isOwnAddress, ORIGIN } from './origin.ts';

/** Addresses that the page makes for files it hands to the user, and the tools of the developer. */
const LOCAL = [`blob:${ORIGIN}/`, 'devtools:'];

export function setupSessionRules(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(permission === 'fullscreen' && isOwnAddress(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'fullscreen' && isOwnAddress(`${origin}/`),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOwnAddress(url) && !LOCAL.some((scheme) => url.startsWith(scheme)) }),
  );
}
