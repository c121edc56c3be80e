// While a sweep runs: the machine stays awake, the taskbar shows how far it is, and its end is told by a notification.
import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { Router } from '../api/router.ts';

const NO_PROGRESS = -1;

export function setupActivity(router: Router, window: () => BrowserWindow | null): void {
  let blocker: number | null = null;
  const stayAwake = (wanted: boolean) => {
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!wanted && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
  router.subscribe((event) => {
    if (event.kind === 'activity') {
      const { activity } = event;
      stayAwake(activity.kind !== 'idle');
      const share =
        activity.kind === 'running' ? activity.progress.runsDone / activity.progress.runsTotal : NO_PROGRESS;
      window()?.setProgressBar(share);
    }
    if (event.kind === 'sweep-ended' && !window()?.isFocused()) {
      new Notification({ title: event.name, body: event.sentence }).show();
    }
  });
}
