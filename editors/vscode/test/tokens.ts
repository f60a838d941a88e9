// The tokens of a text by the grammar, with the libraries that VS Code uses.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadWASM, OnigScanner, OnigString } from "vscode-oniguruma";
import { INITIAL, type IGrammar, type IToken, parseRawGrammar, Registry } from "vscode-textmate";

const GRAMMAR = "syntaxes/proto.tmLanguage.json";

export interface Line {
  readonly text: string;
  readonly tokens: readonly IToken[];
}

export interface Tokenized {
  readonly lines: readonly Line[];
  /** Regions that the end of the text leaves open. */
  readonly open: number;
}

export async function loadGrammar(): Promise<IGrammar> {
  const wasm = createRequire(`${process.cwd()}/package.json`).resolve("vscode-oniguruma/release/onig.wasm");
  await loadWASM(readFileSync(wasm));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(parseRawGrammar(readFileSync(GRAMMAR, "utf8"), GRAMMAR)),
  });
  const grammar = await registry.loadGrammar("source.proto");
  if (grammar === null) {
    throw new Error(`${GRAMMAR} has no grammar of source.proto`);
  }
  return grammar;
}

export function tokenize(grammar: IGrammar, text: string): Tokenized {
  let state = INITIAL;
  const lines = text.split(/\r?\n/).map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return { text: line, tokens: result.tokens };
  });
  return { lines, open: state.depth - 1 };
}
