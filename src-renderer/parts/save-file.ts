// Hands a file to the user: a download in a browser, the save dialog on the desktop.
import type { ExportedFile } from '../../src-main/contract/contract.ts';

/** Milliseconds after which the browser has surely begun to read it. */
const KEPT = 60_000;

export function saveFile({ fileName, mediaType, bytes }: ExportedFile): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}
