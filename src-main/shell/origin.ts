// The one address the desktop's page comes from.

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://precipice`;
export const START_PAGE = `${ORIGIN}/index.html`;

/** Whether an address is one of the app's own pages. */
export function isOwnAddress(address: string): boolean {
  return (
    URL.canParse(address) &&
    new URL(address).protocol === `${SCHEME}:` &&
    new URL(address).host === 'precipice'
  );
}
