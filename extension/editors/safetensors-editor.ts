import * as fs from 'node:fs/promises';
import { createBirpc } from 'birpc';
import * as vscode from 'vscode';
import { Problem } from '../../engine/contracts/problem';
import type { PanelProblem } from '../../engine/protocol/panel';
import type { TensorsHost, TensorsState, TensorsView } from '../../engine/protocol/tensors';
import { SafetensorsFile } from '../../engine/run/safetensors-file';
import { slicePoints, summarise, tableOf } from '../../engine/run/tensor-views';
import { Disposables } from '../base/disposables';
import { background, type Log } from '../base/log';
import { panelHtml } from '../panels/html';
import { problemOf, sentenceOf } from '../problems/words';

export const safetensorsEditorType = 'sequenceLab.safetensors';

/** An open file whose numbers are read in slices; opened anew when it has changed on disk. */
class TensorsDocument extends Disposables implements vscode.CustomDocument {
  private handle: Promise<fs.FileHandle> | undefined;
  private opened: Promise<SafetensorsFile> | undefined;

  constructor(readonly uri: vscode.Uri) {
    super();
    this.own({ dispose: () => this.close() });
  }

  get name(): string {
    return this.uri.path.split('/').pop() ?? '';
  }

  file(): Promise<SafetensorsFile> {
    this.opened ??= this.open().catch((error: unknown) => {
      // The next question tries again.
      this.close();
      throw error;
    });
    return this.opened;
  }

  async size(): Promise<number> {
    return (await fs.stat(this.uri.fsPath)).size;
  }

  close(): void {
    void this.handle?.then((handle) => handle.close()).catch(() => {});
    this.handle = undefined;
    this.opened = undefined;
  }

  private async open(): Promise<SafetensorsFile> {
    if (this.uri.scheme !== 'file') throw new Problem('tensors.not-local', { file: this.name });
    this.handle = fs.open(this.uri.fsPath, 'r');
    const handle = await this.handle;
    const { size } = await handle.stat();
    return SafetensorsFile.open({
      name: this.name,
      size,
      async read(offset, length) {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  }
}

/** Shows .safetensors files of any size and origin: names, shapes, types, how values are spread, and a tensor as a heatmap. */
export class SafetensorsEditor extends Disposables implements vscode.CustomReadonlyEditorProvider<TensorsDocument> {
  private readonly assets: vscode.Uri;

  constructor(
    dist: vscode.Uri,
    private readonly log: Log,
  ) {
    super();
    this.assets = vscode.Uri.joinPath(dist, 'webview');
    this.own(vscode.window.registerCustomEditorProvider(safetensorsEditorType, this));
  }

  openCustomDocument(uri: vscode.Uri): TensorsDocument {
    return new TensorsDocument(uri);
  }

  resolveCustomEditor(document: TensorsDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.assets] };
    const owned = new Disposables();
    panel.onDidDispose(() => owned.dispose());
    const host = hostOf(document);
    const rpc = createBirpc<TensorsView, TensorsHost>(host, {
      post: (message) => webview.postMessage(message),
      on: (receive) => owned.own(webview.onDidReceiveMessage(receive)),
      bind: 'functions',
      eventNames: ['changed'],
      timeout: -1,
      // A page may call what the host has, and nothing else that an object has by nature.
      resolver: (name, method) => (Object.hasOwn(host, name) && method ? this.inWords(name, method) : undefined),
    });
    owned.own({ dispose: () => rpc.$close() });
    const folder = vscode.Uri.joinPath(document.uri, '..');
    const watcher = owned.own(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, document.name)),
    );
    const changed = (): void => {
      document.close();
      background(this.log, 'Message to the tensors page', Promise.resolve(rpc.changed()));
    };
    owned.own(watcher.onDidChange(changed));
    owned.own(watcher.onDidCreate(changed));
    webview.html = panelHtml(webview, this.assets, 'tensors');
  }

  /** A failure as the page shows it: a plain value, because an Error would lose its fields on the way. */
  private inWords<T extends (...values: never[]) => unknown>(name: string, method: T) {
    return async (...values: Parameters<T>): Promise<unknown> => {
      try {
        return await method(...values);
      } catch (error) {
        const problem = problemOf(error);
        this.log.warn(`Tensors, ${name}: ${JSON.stringify(problem)}`);
        throw { message: sentenceOf(problem), problem } satisfies PanelProblem;
      }
    };
  }
}

function hostOf(document: TensorsDocument): TensorsHost {
  const entry = async (tensor: number) => {
    const file = await document.file();
    const found = file.header.tensors[tensor];
    if (!found) throw new Problem('safetensors.header', { file: document.name });
    return { file, found };
  };
  return {
    async ready(): Promise<TensorsState> {
      const { header } = await document.file();
      return {
        file: document.name,
        bytes: await document.size(),
        metadata: header.metadata,
        tensors: header.tensors.map((tensor) => {
          const { columns, rows } = tableOf(tensor);
          const { name, dtype: type, shape, start, end } = tensor;
          return { name, type, shape, elements: columns * rows, bytes: end - start };
        }),
        translations: vscode.l10n.bundle,
        language: vscode.env.language,
      };
    },
    async summary(tensor) {
      const { file, found } = await entry(tensor);
      return summarise(file, found);
    },
    async slice(tensor, slice) {
      const { file, found } = await entry(tensor);
      return slicePoints(file, found, slice);
    },
  };
}
