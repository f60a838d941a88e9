// Bundles the extension into `dist/extension.js`. With `--tests`, bundles the tests instead, which Node.js runs.

import { readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

import { licensesOf } from "./licenses.mjs";

const common = {
  bundle: true,
  platform: "node",
  // VS Code 1.91 has Node.js 20.
  target: "node20",
  external: ["vscode"],
  logLevel: "warning",
};

async function buildExtension() {
  const result = await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outdir: "dist",
    format: "cjs",
    minify: true,
    metafile: true,
    legalComments: "none",
  });
  writeFileSync("dist/THIRD-PARTY-LICENSES.txt", licensesOf(Object.keys(result.metafile.inputs)));
}

async function buildTests() {
  const tests = readdirSync("test").filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: tests.map((name) => `test/${name}`),
    outdir: "dist/test",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    sourcemap: "inline",
  });
}

await (process.argv.includes("--tests") ? buildTests() : buildExtension());
