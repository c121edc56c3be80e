// The host process: owns one device, trains what it is asked to, and ends with its parent. A crash of a device costs this
// process, never the program; supervisor.ts starts it again.
import { continueLog, log } from '../diagnosis/log.ts';
import type { Device } from '../engine/device.ts';
import { createDevice } from './devices.ts';
import { messageOf } from './measure.ts';
import { HOST_NAME, type OpenSettings } from './protocol.ts';
import { serve } from './serve.ts';

continueLog(process.env[HOST_NAME] ?? 'host');
process.on('uncaughtExceptionMonitor', (error) => log.error('The host breaks', error));

/** @throws Error with one sentence where the device asked for is not there. */
async function open({ device, ...settings }: OpenSettings): Promise<Device> {
  try {
    return await createDevice(device, settings);
  } catch (error) {
    throw new Error(`Device ${device} is not available: ${messageOf(error)}`, { cause: error });
  }
}

serve(open);
