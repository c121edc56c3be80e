// Loaded into the device process by webgpu.test.ts, before its own code: breaks the GPU in the way that PRECIPICE_TEST_FAULT
// says, as JSON. `destroy`: once, at that submission of those that come while the file `armed` exists. `most`: no buffer of a
// state may be larger, in bytes.
import { existsSync, rmSync } from 'node:fs';
import { globals } from 'webgpu';

const { destroy, armed, most } = JSON.parse(process.env.PRECIPICE_TEST_FAULT);
const { GPUAdapter, GPUQueue } = globals;
const { requestDevice } = GPUAdapter.prototype;

GPUAdapter.prototype.requestDevice = async function (...given) {
  const device = await requestDevice.apply(this, given);
  if (destroy !== undefined) destroyLater(device);
  if (most !== undefined) refuseLarge(device);
  return device;
};

function destroyLater(device) {
  const { submit } = GPUQueue.prototype;
  let submissions = 0;
  GPUQueue.prototype.submit = function (commands) {
    submit.call(this, commands);
    if (!existsSync(armed)) return;
    submissions += 1;
    if (submissions !== destroy) return;
    rmSync(armed);
    device.destroy();
  };
}

function refuseLarge(device) {
  const createBuffer = device.createBuffer.bind(device);
  const popErrorScope = device.popErrorScope.bind(device);
  let refused = false;
  device.createBuffer = (descriptor) => {
    refused ||= descriptor.label === 'head' && descriptor.size > most;
    return createBuffer(descriptor);
  };
  device.popErrorScope = async () => {
    const found = await popErrorScope();
    const given = refused ? { message: 'refused by the test' } : found;
    refused = false;
    return given;
  };
}
