// Which versions of Electron still get security fixes: its three latest major versions.
// https://www.electronjs.org/docs/latest/tutorial/electron-timelines

const SUPPORTED_MAJORS = 3;

export function isSupported(installed: string, latest: string): boolean {
  const [own, newest] = [installed, latest].map((version) => Number.parseInt(version, 10)) as [
    number,
    number,
  ];
  return own > newest - SUPPORTED_MAJORS;
}
