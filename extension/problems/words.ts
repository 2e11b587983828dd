import * as vscode from 'vscode';
import { messages } from '../../engine/contracts/messages';
import { inWords, toProblemValue, type ProblemValue, type ProblemWords } from '../../engine/contracts/problem';

/** The problem as a sentence in the window's language. */
export function sentenceOf(problem: ProblemWords): string {
  const template = messages[problem.code];
  return template
    ? vscode.l10n.t(template, inWords(problem.arguments, sentenceOf))
    : `${problem.code} ${JSON.stringify(problem.arguments)}`;
}

/** Whatever was thrown, here or in another process, as a problem. */
export function problemOf(error: unknown): ProblemValue {
  return isProblem(error)
    ? { code: error.code, arguments: error.arguments, where: error.where }
    : toProblemValue(error);
}

function isProblem(error: unknown): error is ProblemValue {
  return (
    typeof error === 'object' &&
    error !== null &&
    typeof (error as ProblemValue).code === 'string' &&
    typeof (error as ProblemValue).arguments === 'object'
  );
}
