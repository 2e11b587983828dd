import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** The folders that a VS Code keeps its state in. */
export interface Profile {
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
}

/** Nothing is looked up, updated or recommended, and no port is offered: VS Code works without a network. */
const offline = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'chat.disableAIFeatures': true,
  'remote.autoForwardPorts': false,
};

/** A folder is opened as untrusted, and the person is asked once: VS Code alone would leave it with a quiet banner. */
export const askForTrust = { 'security.workspace.trust.startupPrompt': 'once' };

/** What a person finds who tries the extension: the folder, and no page or bar of VS Code's own beside it. */
export const welcoming = {
  ...askForTrust,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** Nothing stands between a test and the extension. */
export const undisturbed = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'git.enabled': false,
  'files.autoSave': 'off',
};

/** Makes the folders, and the settings when there are none yet: a person may change them. */
export function openProfile(folder: string, settings: Readonly<Record<string, unknown>> = {}): Profile {
  const profile = { folder, userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  const user = path.join(profile.userData, 'User');
  for (const each of [user, profile.extensions]) fs.mkdirSync(each, { recursive: true });
  const file = path.join(user, 'settings.json');
  if (!fs.existsSync(file)) fs.writeFileSync(file, JSON.stringify({ ...offline, ...settings }, null, 2));
  return profile;
}

/** A profile of its own below the system's folder for temporary files. */
export function temporaryProfile(settings: Readonly<Record<string, unknown>>): Profile {
  return openProfile(fs.mkdtempSync(path.join(os.tmpdir(), 'sequence-lab-')), settings);
}

export function removeProfile(profile: Profile): void {
  fs.rmSync(profile.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
