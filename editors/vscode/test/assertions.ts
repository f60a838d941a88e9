// Assertions in the samples of the grammar: comments whose carets mark columns of the last line of code above.
//
//     string name = 1;
//  // ^^^^^^ storage.type.scalar
//
// Every token in these columns has the scope, or one that continues it after a dot. With `!` before the scope, none has it.

import type { Line } from "./tokens";

const ASSERTION = /^\s*\/\/\s*(\^+|<-+)\s*(!?)(\S+)$/;

export interface Outcome {
  readonly checked: number;
  readonly failures: readonly string[];
}

/** Checks all assertions of a sample. */
export function check(lines: readonly Line[]): Outcome {
  const failures: string[] = [];
  let checked = 0;
  let code: Line | undefined;
  lines.forEach((line, index) => {
    const match = ASSERTION.exec(line.text);
    if (match === null) {
      code = line;
      return;
    }
    const [, marks = "", negation = "", scope = ""] = match;
    checked += 1;
    const { start, end } = columns(line.text, marks);
    const wrong = (code?.tokens ?? []).filter((token) => {
      const isMarked = token.startIndex < end && start < token.endIndex;
      return isMarked && hasScope(token.scopes, scope) === (negation === "!");
    });
    if (code === undefined || end > code.text.length) {
      failures.push(`line ${index + 1}: the carets are beyond the line of code`);
    }
    for (const token of wrong) {
      const text = code?.text.slice(token.startIndex, token.endIndex) ?? "";
      failures.push(`line ${index + 1}: \`${text}\` is expected to be ${negation}${scope}, and is ${token.scopes.join(" ")}`);
    }
  });
  return { checked, failures };
}

/** Carets mark their own columns; `<--` marks as many columns from the start of the line as it has hyphens. */
function columns(text: string, marks: string): { start: number; end: number } {
  const at = text.indexOf(marks);
  return marks.startsWith("^") ? { start: at, end: at + marks.length } : { start: 0, end: marks.length - 1 };
}

function hasScope(scopes: readonly string[], expected: string): boolean {
  return scopes.some((scope) => scope === expected || scope.startsWith(`${expected}.`));
}
