import * as path from 'node:path';
import * as vscode from 'vscode';
import { agrees, type ParityReport } from '../../engine/contracts/parity';
import type { ExportResult } from '../../engine/protocol/service';
import type { ExporterEntry } from '../catalog';
import type { Lab } from '../lab';
import { sentenceOf } from '../problems/words';
import type { Run } from '../runs/run';
import { runOf, type Target } from './targets';

/** Asks for format, runs and place, and has the engine write the export there. */
export async function exportWeights(lab: Lab, target: Target): Promise<void> {
  const run = await runOf(lab, target, (candidate) => candidate.hasCheckpoint);
  if (!run) return;
  const format = await askFormat(lab);
  if (!format) return;
  const runs = format.several ? await askRuns(lab, run, format) : [run];
  if (!runs || runs.length === 0) return;
  const out = format.ending === undefined ? await askFolder(run, format) : await askFile(run, format.ending);
  if (!out) return;
  const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Exporting {0}…', run.name) };
  const { files, parity } = await vscode.window.withProgress(progress, () =>
    lab.engine.export({ runs: runs.map(({ folder }) => folder), format: format.kind, out: out.fsPath }),
  );
  const names = format.ending === undefined ? [out.fsPath] : files;
  await showExported(names.map((file) => path.basename(file)).join(', '), out, parity);
}

/** Says what was written and how it compares; buttons open the report and the folder. Returns when it is answered. */
async function showExported(names: string, out: vscode.Uri, parity: ExportResult['parity']): Promise<void> {
  const open = vscode.l10n.t('Open Report');
  const reveal = vscode.l10n.t('Reveal in Explorer');
  const buttons = parity ? [open, reveal] : [reveal];
  const differs = parity !== undefined && !agrees(parity.report);
  const show = differs ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const chosen = await show(
    [vscode.l10n.t('Exported {0}.', names), parity && parityWords(parity.report)].filter(Boolean).join(' '),
    ...buttons,
  );
  if (chosen === reveal) await vscode.commands.executeCommand('revealInExplorer', out);
  if (chosen === open && parity)
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(parity.file));
}

function parityWords(report: ParityReport): string {
  const { problem, version, runtime, greatest = NaN, tolerance } = report;
  if (problem) return vscode.l10n.t('It was not executed here. {0}', sentenceOf(problem));
  const [difference, allowed] = [greatest.toExponential(1), tolerance.toExponential(0)];
  const name = version ?? runtime;
  return agrees(report)
    ? vscode.l10n.t('In {0} it gives the same as here: the greatest difference is {1}.', name, difference)
    : vscode.l10n.t('But in {0} it differs by {1}, and {2} is allowed.', name, difference, allowed);
}

async function askFormat(lab: Lab): Promise<ExporterEntry | undefined> {
  const items = lab.catalog.exporters.map((format) => ({
    label: vscode.l10n.t(format.label),
    detail: vscode.l10n.t(format.description),
    format,
  }));
  const title = vscode.l10n.t('Export Weights');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('In which format?') });
  return chosen?.format;
}

/** The runs that go into one export: of all that can, the one that the command is about is picked. */
async function askRuns(lab: Lab, run: Run, format: ExporterEntry): Promise<Run[] | undefined> {
  const all = (await lab.runs.list()).filter((candidate) => !format.weights || candidate.hasCheckpoint);
  const items = all.map((each) => ({ label: each.name, run: each, picked: each === run }));
  const placeHolder = vscode.l10n.t('Which runs?');
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder });
  return chosen?.map((item) => item.run);
}

function askFile(run: Run, ending: string): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(run.experimentFile, '..', `${run.name}${ending}`),
    title: vscode.l10n.t('Export the weights of {0}', run.name),
  });
}

/** A new folder, in a folder that the person chooses. */
async function askFolder(run: Run, { kind }: ExporterEntry): Promise<vscode.Uri | undefined> {
  const name = `${run.name}-${kind}`;
  const chosen = await vscode.window.showOpenDialog({
    defaultUri: vscode.Uri.joinPath(run.experimentFile, '..'),
    title: vscode.l10n.t('Create the folder {0} here', name),
    openLabel: vscode.l10n.t('Export'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen && vscode.Uri.joinPath(chosen[0], name);
}
