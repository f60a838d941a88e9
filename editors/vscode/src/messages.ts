// The messages about a program that is missing or does not start. Each start shows at most one.

import { commands, type Uri, window } from "vscode";

import type { Lookup } from "./lookup";

const INSTALL = "npm install --save-dev protoward, pip install protoward, or cargo install protoward";

/** Returns why there is no program, as a sentence without a full stop. */
export function reason(lookup: Exclude<Lookup, { kind: "found" }>): string {
  return lookup.kind === "missing"
    ? "The program protoward is not installed"
    : `The setting protoward.path names ${lookup.program}, which is no executable file`;
}

/** Says that there is no program, with buttons that lead to the instructions, to the setting, and to another look. */
export async function tellMissing(lookup: Exclude<Lookup, { kind: "found" }>, instructions: Uri): Promise<void> {
  const advice = lookup.kind === "missing" ? `Install it with ${INSTALL}` : "Correct it, or remove it";
  await tell(`${reason(lookup)}. ${advice}.`, {
    Instructions: ["markdown.showPreview", instructions],
    Settings: ["workbench.action.openSettings", "protoward.path"],
    "Look Again": ["protoward.restart"],
  });
}

/** Says that a program has not become a server, such as one that is too old. */
export async function tellNotStarted(program: string): Promise<void> {
  await tell(`${program} has not started as a language server. The output has the reason.`, {
    "Show Output": ["protoward.showOutput"],
    Settings: ["workbench.action.openSettings", "protoward.path"],
    "Start Again": ["protoward.restart"],
  });
}

/** Shows a message with a button for each command. */
async function tell(message: string, buttons: Readonly<Record<string, readonly [string, ...unknown[]]>>): Promise<void> {
  const chosen = await window.showErrorMessage(message, ...Object.keys(buttons));
  const command = chosen === undefined ? undefined : buttons[chosen];
  if (command !== undefined) {
    await commands.executeCommand(...command);
  }
}
