// What the page's session may do: no permission of any kind, and no request but to the app itself.
import type { Session } from 'electron';
import { isOwnAddress, ORIGIN } from './origin.ts';

/** Addresses that the page makes for files it hands to the user, and the tools of the developer. */
const LOCAL = [`blob:${ORIGIN}/`, 'devtools:'];

export function setupSessionRules(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOwnAddress(url) && !LOCAL.some((scheme) => url.startsWith(scheme)) }),
  );
}
