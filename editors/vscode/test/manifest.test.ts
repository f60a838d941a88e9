// `package.json` and the page of the extension agree with the code.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly contributes: {
    readonly languages: readonly { readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const code = readdirSync("src").map((name) => readFileSync(`src/${name}`, "utf8")).join("\n");
const page = readFileSync("README.md", "utf8");

test("files that the manifest names exist", () => {
  const { languages, grammars } = manifest.contributes;
  const files = [manifest.icon, ...languages.map((it) => it.configuration), ...grammars.map((it) => it.path)];
  assert.deepEqual(files.filter((file) => !existsSync(file)), []);
});

test("the code registers every command of the manifest", () => {
  const declared = manifest.contributes.commands.map(({ command }) => command);
  const registered = [...code.matchAll(/registerCommand\("([^"]+)"/g)].map(([, command]) => command);
  // Code lenses call these commands with arguments; people cannot.
  const ofLenses = ["protoward.sendRequest", "protoward.showReferences"];
  assert.deepEqual(registered.toSorted(), [...declared, ...ofLenses].toSorted());
});

test("the page has every setting and every command", () => {
  const settings = Object.keys(manifest.contributes.configuration.properties);
  const rows = [...page.matchAll(/^\| `(protoward\.[\w.]+)`/gm)].map(([, name]) => name);
  const commands = manifest.contributes.commands.map(({ command }) => command);
  assert.deepEqual(rows.toSorted(), [...settings, ...commands].toSorted());
});

test("the version is that of the program", () => {
  const [, version] = /^version = "([^"]+)"/m.exec(readFileSync("../../Cargo.toml", "utf8")) ?? [];
  assert.equal(manifest.version, version);
});

test("the lock file names no registry", () => {
  const lock = readFileSync("package-lock.json", "utf8");
  assert.deepEqual(lock.match(/"resolved": "(?!https:\/\/registry\.npmjs\.org\/)/g), null);
});

test("the language configuration is JSON, and its rules are regular expressions", () => {
  const text = readFileSync("language-configuration.json", "utf8");
  const configuration = JSON.parse(text) as {
    wordPattern: string;
    indentationRules: { increaseIndentPattern: string; decreaseIndentPattern: string };
    onEnterRules: { beforeText: string; afterText?: string }[];
  };
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  for (const line of ["message A {", "  rpc A(B) returns (C) {", "  option (a) = {", "  string a = 1 ["]) {
    assert.match(line, new RegExp(increaseIndentPattern), line);
  }
  for (const line of ["message A {}", "// {", "string a = 1;"]) {
    assert.doesNotMatch(line, new RegExp(increaseIndentPattern), line);
  }
  assert.match("  }", new RegExp(decreaseIndentPattern));
  assert.deepEqual("foo.bar_1".match(new RegExp(configuration.wordPattern, "g")), ["foo", "bar_1"]);
  const continued = (before: string) =>
    configuration.onEnterRules.some((rule) => rule.afterText === undefined && new RegExp(rule.beforeText).test(before));
  assert.ok(continued("  /** a"));
  assert.ok(continued("   * a"));
  assert.ok(!continued("  /* a"));
});
