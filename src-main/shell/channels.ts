// The two channels between the page and the main process.

export const CALL_CHANNEL = 'precipice:call';
export const EVENT_CHANNEL = 'precipice:event';
