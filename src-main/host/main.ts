// The host process: owns one device, trains what it is asked to, and ends with its parent. A crash of a device costs this
// process, never the program; supervisor.ts starts it again.
import { continueLog, log } from '../diagnosis/log.ts';
import { chooseDevice } from './measure.ts';
import { serve } from './serve.ts';

continueLog('host');
process.on('uncaughtExceptionMonitor', (error) => log.error('The host breaks', error));
serve(chooseDevice);
