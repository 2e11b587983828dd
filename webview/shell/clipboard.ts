import * as l10n from '@vscode/l10n';
import type { Announcer } from '../dom/announcer';

interface Context {
  readonly announcer: Announcer;
  readonly fail: (error: unknown) => void;
}

/** Puts text on the clipboard and says so. */
export async function copy({ announcer, fail }: Context, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announcer.say(l10n.t('Copied.'));
  } catch (error) {
    fail(error);
  }
}
