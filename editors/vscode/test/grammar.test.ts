// The grammar: the scopes of each construct in `test/grammar`, and the schemas of the repository.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { check } from "./assertions";
import { type Line, loadGrammar, tokenize } from "./tokens";

const SAMPLES = "test/grammar";

/** Folders with valid schemas; `fixtures` has invalid ones. */
const SCHEMAS = ["proto", "third_party", "crates/language/common-protos/third_party", "crates/language/compiler/third_party"];

const grammar = await loadGrammar();

for (const sample of readdirSync(SAMPLES)) {
  test(`the scopes of ${sample}`, () => {
    const { lines, open } = tokenize(grammar, readFileSync(join(SAMPLES, sample), "utf8"));
    const { checked, failures } = check(lines);
    assert.deepEqual(failures, []);
    assert.ok(checked > 0, "the sample has assertions");
    assert.equal(open, 0, "every region ends");
  });
}

test("every word of the repository's schemas has a scope, and every region ends", () => {
  const files = SCHEMAS.flatMap((folder) => schemasBelow(join("../..", folder)));
  assert.ok(files.length > 50, `only ${files.length} schemas`);
  for (const file of files) {
    const { lines, open } = tokenize(grammar, readFileSync(file, "utf8"));
    assert.deepEqual(lines.flatMap(plainWords), [], file);
    assert.equal(open, 0, file);
  }
});

test("text without an end does not stop the highlighting of what follows", () => {
  const unfinished = ["syntax = ", "import ", "package a", "option a = 1", "option a"];
  for (const text of unfinished) {
    const { lines } = tokenize(grammar, `${text}\nmessage M {}\n`);
    const [keyword] = lines[1]?.tokens ?? [];
    assert.ok(keyword?.scopes.includes("keyword.declaration.message.proto"), text);
  }
});

function schemasBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return entries.filter((name) => name.endsWith(".proto")).map((name) => join(folder, name));
}

/** Returns the words that no rule of the grammar knows, or that it calls invalid. */
function plainWords({ text, tokens }: Line): string[] {
  return tokens
    .filter((token) => !token.scopes.slice(1).some((scope) => !scope.startsWith("meta.") && !scope.startsWith("invalid.")))
    .map((token) => text.slice(token.startIndex, token.endIndex).trim())
    .filter((word) => word !== "");
}
