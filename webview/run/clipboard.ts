import * as l10n from '@vscode/l10n';
import type { Context } from './context';

/** Puts text on the clipboard and says so. */
export async function copy({ announcer, fail }: Context, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announcer.say(l10n.t('Copied.'));
  } catch (error) {
    fail(error);
  }
}
