// Validates documents with @seriousme/openapi-schema-validator, from their YAML text.
// Usage: node validate.mjs PACKAGE_FOLDER DOCUMENT_FOLDER. Prints a line for each document: `valid NAME` or `invalid NAME why`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, documents] = process.argv;
const load = (path) => import(pathToFileURL(join(folder, "node_modules", path)).href);
const { Validator } = await load("@seriousme/openapi-schema-validator/index.js");

for (const name of readdirSync(documents).sort()) {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(readFileSync(join(documents, name), "utf8"));
  const is31 = validator.version === "3.1";
  const why = is31 ? JSON.stringify(errors ?? null) : `read as version ${validator.version}`;
  console.log(valid && is31 ? `valid ${name}` : `invalid ${name} ${why.slice(0, 500)}`);
}
