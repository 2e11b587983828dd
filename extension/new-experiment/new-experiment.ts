import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { DataGuess } from '../../engine/protocol/service';
import type { Catalog, TaskEntry } from '../catalog';
import { experimentSuffix } from '../language/experiment-document';
import type { RunPanels } from '../panels/run-panels';
import { showProblems } from '../problems/show';
import { problemOf } from '../problems/words';
import type { EngineClient } from '../service/engine-client';
import type { DataFiles } from '../workspace/data-files';
import { readablePath, relativePath, rootPaths } from '../workspace/roots';
import { draftText, type Draft } from './draft';
import { generatedText, type GeneratedDraft } from './generated';
import { back, Interview } from './steps';

export interface Parts {
  readonly engine: EngineClient;
  readonly dataFiles: DataFiles;
  readonly catalog: Catalog;
  readonly panels: RunPanels;
}

/** What is known so far. */
type Answers = { -readonly [Key in keyof Draft]?: Draft[Key] } & {
  /** Kind of the generator; empty where data is to be made and nothing more is known, absent where a file is read. */
  generate?: string;
};

/** The choice beside the files. */
const generated = Symbol('generated');

interface Step {
  applies(answers: Answers): boolean;
  /** @returns whether to go on, go back, or undefined to give up */
  ask(answers: Answers, step: number, steps: number): Promise<'on' | typeof back | undefined>;
}

/**
 * Asks for file or generator, task, columns and model, writes a commented experiment beside the data and opens it.
 * @param file the data file, when the person started from one
 * @returns the new file, or undefined when the person gave up
 */
export async function newExperiment(parts: Parts, file?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const interview = new Interview(vscode.l10n.t('New Experiment'));
  let draft: Draft | GeneratedDraft | undefined;
  try {
    draft = await askAll(parts, interview, file);
  } finally {
    interview.dispose();
  }
  if (!draft) return undefined;
  const written = await ('generate' in draft ? writeGenerated(draft) : writeBeside(draft));
  await vscode.window.showTextDocument(written, { viewColumn: parts.panels.columnForText, preview: false });
  return written;
}

async function askAll(
  parts: Parts,
  interview: Interview,
  file?: vscode.Uri,
): Promise<Draft | GeneratedDraft | undefined> {
  const answers: Answers = {};
  if (file && !(await takeFile(parts, interview, answers, file))) return undefined;
  const start = file ? [] : [fileStep(parts, interview), generatorStep(parts, interview)];
  const steps = [...start, taskStep(parts, interview), targetStep(interview), cellStep(parts, interview)];
  let index = 0;
  while (index < steps.length) {
    const applying = steps.filter((step) => step.applies(answers));
    const outcome = await steps[index].ask(answers, applying.indexOf(steps[index]) + 1, applying.length);
    if (outcome === undefined) return undefined;
    const way = outcome === back ? -1 : 1;
    do index += way;
    while (steps[index] && !steps[index].applies(answers));
  }
  return answers as Draft | GeneratedDraft;
}

type Item = vscode.QuickPickItem & { readonly value: vscode.Uri | typeof generated };

function fileStep(parts: Parts, interview: Interview): Step {
  return {
    applies: () => true,
    async ask(answers, step, steps) {
      const files = await parts.dataFiles.likeliestFirst();
      const items: Item[] = files.map((found) => {
        const folder = readablePath(found.uri).slice(0, -found.name.length - 1);
        return {
          label: `$(${found.icon}) ${found.name}`,
          description: folder === '' ? found.words : `${found.words} · ${folder}`,
          value: found.uri,
        };
      });
      items.push({
        label: `$(beaker) ${vscode.l10n.t('Generated data')}`,
        description: parts.catalog.generators.map(({ label }) => vscode.l10n.t(label)).join(' · '),
        value: generated,
      });
      const placeholder =
        files.length > 0
          ? vscode.l10n.t('Which file shall the model learn from?')
          : vscode.l10n.t(
              'There is no text or table in this workspace. Add a .txt, .md, .csv or .tsv file, or create a sample workspace.',
            );
      const answer = await interview.ask({ step, steps, placeholder, items });
      if (answer === undefined || answer === back) return answer;
      const [chosen] = answer;
      if (chosen === generated) {
        answers.generate = '';
        return 'on';
      }
      delete answers.generate;
      return (await takeFile(parts, interview, answers, chosen)) ? 'on' : this.ask(answers, step, steps);
    },
  };
}

/** Has the engine look into the file. A file that can't be read is named with the reason. */
async function takeFile({ engine }: Parts, interview: Interview, answers: Answers, file: vscode.Uri): Promise<boolean> {
  const looking = vscode.l10n.t('Looking into {0}…', readablePath(file));
  try {
    answers.guess = await interview.wait(looking, engine.guess({ file: file.fsPath, roots: rootPaths() }));
    answers.file = file;
    return true;
  } catch (error) {
    showProblems([problemOf(error)], file);
    return false;
  }
}

function generatorStep({ catalog }: Parts, interview: Interview): Step {
  return {
    applies: ({ generate }) => generate !== undefined,
    async ask(answers, step, steps) {
      const items = catalog.generators.map(({ kind, label, description }) => ({
        label: vscode.l10n.t(label),
        detail: vscode.l10n.t(description),
        value: kind,
      }));
      const placeholder = vscode.l10n.t('Which data shall be made?');
      const answer = await interview.ask({ step, steps, placeholder, items });
      if (answer === undefined || answer === back) return answer;
      answers.generate = answer[0]!;
      return 'on';
    },
  };
}

function taskStep({ catalog }: Parts, interview: Interview): Step {
  return {
    applies: ({ generate }) => generate === undefined,
    async ask(answers, step, steps) {
      const guess = answers.guess!;
      const fitting = catalog.tasks.filter((task) => fitsData(catalog, task, guess));
      const items = fitting
        .sort((a, b) => Number(b.kind === guess.task) - Number(a.kind === guess.task))
        .map((task) => ({
          label: vscode.l10n.t(task.label),
          description: task.kind === guess.task ? vscode.l10n.t('fits this file') : '',
          detail: vscode.l10n.t(task.description),
          value: task.kind,
        }));
      const answer = await interview.ask({
        step,
        steps,
        placeholder: vscode.l10n.t('What shall the model learn?'),
        items,
      });
      if (answer === undefined || answer === back) return answer;
      if (answers.task !== answer[0]) answers.target = [];
      answers.task = answer[0]!;
      return 'on';
    },
  };
}

/** What a task asks of the columns of a table. */
interface ColumnQuestion {
  readonly kind: 'number' | 'text';
  /** Whether several may be chosen. */
  readonly many: boolean;
  placeholder(guess: DataGuess): string;
}

const columnQuestions: Readonly<Partial<Record<string, ColumnQuestion>>> = {
  forecasting: {
    kind: 'number',
    many: true,
    placeholder(guess) {
      const [time] = columnsOf(guess, 'date');
      return time === undefined
        ? vscode.l10n.t('Which columns to predict? Rows go as in the file.')
        : vscode.l10n.t('Which columns to predict? Rows go by "{0}".', time);
    },
  },
  'data-to-text': {
    kind: 'text',
    many: false,
    placeholder: () => vscode.l10n.t('Which column holds the text to write?'),
  },
};

function targetStep(interview: Interview): Step {
  const questionOf = ({ task, guess }: Answers) => columnQuestions[task ?? guess?.task ?? ''];
  return {
    applies: (answers) => answers.generate === undefined && questionOf(answers) !== undefined,
    async ask(answers, step, steps) {
      const guess = answers.guess!;
      const question = questionOf(answers)!;
      const columns = columnsOf(guess, question.kind);
      const selected = answers.target?.length ? answers.target : columns.slice(0, 1);
      const items = columns.map((name) => ({ label: name, value: name }));
      const many = question.many ? { selected } : undefined;
      const answer = await interview.ask({ step, steps, placeholder: question.placeholder(guess), items, many });
      if (answer === undefined || answer === back) return answer;
      answers.target = answer;
      return 'on';
    },
  };
}

function cellStep({ catalog }: Parts, interview: Interview): Step {
  return {
    applies: () => true,
    async ask(answers, step, steps) {
      const items = catalog.cells.map((cell) => ({
        label: vscode.l10n.t(cell.label),
        detail: vscode.l10n.t(cell.description),
        value: cell.kind,
      }));
      const answer = await interview.ask({
        step,
        steps,
        placeholder: vscode.l10n.t('Which kind of recurrent network?'),
        items,
      });
      if (answer === undefined || answer === back) return answer;
      answers.cell = answer[0]!;
      return 'on';
    },
  };
}

/** Every file is a text; tables need numbers, and a text where one is to be written; pairs need a format of theirs. */
function fitsData(catalog: Catalog, task: TaskEntry, guess: DataGuess): boolean {
  if (task.data === 'text') return true;
  if (task.data === 'table') {
    return columnsOf(guess, 'number').length > 0 && (!task.writes || columnsOf(guess, 'text').length > 0);
  }
  return catalog.formats.find(({ kind }) => kind === guess.format)?.data === task.data;
}

function columnsOf(guess: DataGuess, kind: 'number' | 'date' | 'text'): string[] {
  return (guess.columns ?? []).filter((column) => column.kind === kind).map((column) => column.name);
}

function writeBeside(draft: Draft): Promise<vscode.Uri> {
  const stem = draft.file.path.slice(draft.file.path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return writeFree(vscode.Uri.joinPath(draft.file, '..'), stem, (uri) =>
    draftText(draft, relativePath(uri, draft.file)),
  );
}

function writeGenerated(draft: GeneratedDraft): Promise<vscode.Uri> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return writeFree(folder.uri, draft.generate, () => generatedText(draft));
}

/** Writes an experiment under the first free name; nothing is ever overwritten. */
async function writeFree(folder: vscode.Uri, stem: string, textOf: (uri: vscode.Uri) => string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, `${stem}${number === 1 ? '' : `-${number}`}${experimentSuffix}`);
    try {
      const handle = await open(uri.fsPath, 'wx');
      await handle.writeFile(textOf(uri));
      await handle.close();
      return uri;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
