// Programs and tests for Node, and one script for the web page.
import { build } from "esbuild";
import { cp } from "node:fs/promises";

await build({
  entryPoints: ["src/main.ts", ...["patterns", "program", "retries", "web"].map((name) => `test/${name}.test.ts`)],
  outdir: "dist",
  entryNames: "[name]",
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
});
await build({ entryPoints: ["web/page.ts"], outfile: "dist/web/page.js", bundle: true, format: "esm", minify: true });
await cp("web/index.html", "dist/web/index.html");
