import * as vscode from 'vscode';

/** The page of a panel: one script and one style sheet of ours, and nothing else may load or run. */
export function panelHtml(webview: vscode.Webview, assets: vscode.Uri, name: string): string {
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(assets, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${address(`${name}.css`)}">
    <title>Sequence Lab</title>
  </head>
  <body>
    <div id="root"></div>
    <script src="${address(`${name}.js`)}"></script>
  </body>
</html>`;
}
