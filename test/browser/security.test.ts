// What the content security policy stops in Chromium: each way by which markup of a stranger could run a script, load
// something from elsewhere or send something there. The stranger is a server of the test's own, which counts who asks it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, startApp, type App } from './support.ts';

/** By what is tried: the statement that tries it, and the directive that stops it. STRANGER is the foreign address. */
const ATTEMPTS: readonly (readonly [string, string, string])[] = [
  [
    'a script in the page',
    `const s = document.createElement('script'); s.textContent = 'window.wasRun = 1'; document.body.append(s)`,
    'script-src-elem',
  ],
  [
    'a script of a stranger',
    `const s = document.createElement('script'); s.src = 'STRANGER/a.js'; document.body.append(s)`,
    'script-src-elem',
  ],
  ['a module of a stranger', `import('STRANGER/a.js').catch(() => 0)`, 'script-src-elem'],
  [
    'a script in an address',
    `const s = document.createElement('script'); s.src = 'data:text/javascript,window.wasRun=1'; document.body.append(s)`,
    'script-src-elem',
  ],
  [
    'a handler in markup',
    `const d = document.createElement('div'); d.innerHTML = '<svg onload="window.wasRun = 1"></svg>'; document.body.append(d)`,
    'script-src-attr',
  ],
  [
    'a javascript: link',
    `const a = document.createElement('a'); a.href = 'javascript:window.wasRun = 1'; document.body.append(a); a.click()`,
    'script-src-elem',
  ],
  ['eval', `try { eval('window.wasRun = 1') } catch {}`, 'script-src'],
  ['a function made of text', `try { new Function('window.wasRun = 1')() } catch {}`, 'script-src'],
  [
    'WebAssembly',
    `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => { window.wasRun = 1 }, () => 0)`,
    'script-src',
  ],
  ['a worker', `try { new Worker('data:text/javascript,1') } catch {}`, 'worker-src'],
  ['fetch', `fetch('STRANGER/', { mode: 'no-cors' }).catch(() => 0)`, 'connect-src'],
  ['XMLHttpRequest', `const x = new XMLHttpRequest(); x.open('GET', 'STRANGER/'); x.send()`, 'connect-src'],
  ['a WebSocket', `try { new WebSocket('STRANGER/'.replace('http', 'ws')) } catch {}`, 'connect-src'],
  ['an event source', `new EventSource('STRANGER/')`, 'connect-src'],
  ['a beacon', `navigator.sendBeacon('STRANGER/', 'x')`, 'connect-src'],
  ['an image', `new Image().src = 'STRANGER/a.png'`, 'img-src'],
  [
    'a style sheet',
    `const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'STRANGER/a.css'; document.head.append(l)`,
    'style-src-elem',
  ],
  [
    'a style in the page',
    `const s = document.createElement('style'); s.textContent = 'body { background: red }'; document.head.append(s)`,
    'style-src-elem',
  ],
  ['a font', `new FontFace('f', 'url(STRANGER/a.woff2)').load().catch(() => 0)`, 'font-src'],
  [
    'a frame',
    `const f = document.createElement('iframe'); f.src = 'STRANGER/'; document.body.append(f)`,
    'frame-src',
  ],
  [
    'an object',
    `const o = document.createElement('object'); o.data = 'STRANGER/'; document.body.append(o)`,
    'object-src',
  ],
  [
    'a film',
    `const v = document.createElement('video'); v.src = 'STRANGER/a.mp4'; document.body.append(v)`,
    'media-src',
  ],
  [
    'another base for addresses',
    `const b = document.createElement('base'); b.href = 'STRANGER/'; document.head.append(b)`,
    'base-uri',
  ],
  [
    'a form',
    `const f = document.createElement('form'); f.action = 'STRANGER/'; document.body.append(f); f.submit()`,
    'form-action',
  ],
];

describeInBrowser('the content security policy', () => {
  let app: App;
  let page: Page;
  let stranger: Server;
  let address: string;
  const asked: string[] = [];
  beforeAll(async () => {
    app = await startApp();
    stranger = createServer((request, response) => {
      asked.push(request.url!);
      response.setHeader('content-type', 'text/html').end(`<iframe src="${app.server.address}"></iframe>`);
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    // A page of its own that keeps what the policy has stopped, and whose console may complain.
    page = await (await app.browser.newContext()).newPage();
    await page.addInitScript({
      content: `addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.stopped.push(effectiveDirective))`,
    });
    await page.goto(app.server.address);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterAll(async () => {
    stranger?.close();
    await app?.close();
  });

  test.each(ATTEMPTS)('stops and reports %s', async (_what, statement, directive) => {
    // By a timer, for what the test evaluates itself is exempt from the policy.
    const attempt = statement.replaceAll('STRANGER', address);
    await page.evaluate(`window.stopped = []; setTimeout(() => { ${attempt} })`);
    await expect.poll(() => page.evaluate('window.stopped')).toContain(directive);
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
    expect(page.url()).toContain(app.server.address.replace(/#.*/, ''));
    expect(asked).toEqual([]);
  });

  test('keeps the page out of a stranger’s frame', async () => {
    const other = await (await app.browser.newContext()).newPage();
    await other.goto(address);
    await expect.poll(() => other.frames().at(1)?.url()).toBe('chrome-error://chromewebdata/');
  });
});
