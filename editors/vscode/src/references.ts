// The command of code lenses that count references. The server sends positions and locations as JSON, and VS Code's own command
// takes instances of its classes.

import { commands, Location, Position, Range, Uri } from "vscode";
import type * as lsp from "vscode-languageclient/node";

/** Shows references that the server has found. */
export async function showReferences(uri: string, position: lsp.Position, locations: lsp.Location[]): Promise<void> {
  const shown = locations.map((location) => new Location(Uri.parse(location.uri), rangeOf(location.range)));
  await commands.executeCommand("editor.action.showReferences", Uri.parse(uri), positionOf(position), shown);
}

function positionOf({ line, character }: lsp.Position): Position {
  return new Position(line, character);
}

function rangeOf({ start, end }: lsp.Range): Range {
  return new Range(positionOf(start), positionOf(end));
}
