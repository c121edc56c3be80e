// The New study form for tests: how it is opened, and where the keyboard is. No claims about it here.
import type { Page } from 'playwright-core';
import type { App } from './support.ts';

/** Opens the form by the link that a person would press. */
export async function openForm(app: App, options: Parameters<App['open']>[0] = {}): Promise<Page> {
  const page = await app.open(options);
  await page.getByRole('navigation').getByRole('link', { name: 'New study' }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  return page;
}

/** The label of the control that has the keyboard, or the text of another element. */
export function focusedName(page: Page): Promise<string> {
  return page.locator('html').evaluate(({ ownerDocument }) => {
    const element = ownerDocument.activeElement as unknown as {
      readonly labels?: readonly { readonly textContent: string }[];
      readonly textContent: string;
    } | null;
    return (element?.labels?.[0] ?? element)?.textContent.trim() ?? '';
  });
}
