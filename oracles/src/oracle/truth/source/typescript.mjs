// Generates declarations with protoc-gen-es, in one process for many schemas.
//
// Arguments: the folder of protoc-gen-es's package, and a file with one JSON object a line: `set` (a file with a descriptor
// set), `files` (what to generate from), `out` (a folder). Standard output: one line for each of them, `ok` or why not.

import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const { create, fromBinary } = require("@bufbuild/protobuf");
const { FileDescriptorSetSchema, CodeGeneratorRequestSchema } = require("@bufbuild/protobuf/wkt");
const { protocGenEs } = require(join(process.argv[2], "dist/cjs/src/protoc-gen-es-plugin.js"));

function generate({ set, files, out }) {
  const { file } = fromBinary(FileDescriptorSetSchema, readFileSync(set));
  const request = create(CodeGeneratorRequestSchema, { fileToGenerate: files, protoFile: file, parameter: "target=dts" });
  for (const { name, content } of protocGenEs.run(request).file) {
    const path = join(out, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

for (const line of readFileSync(process.argv[3], "utf8").split("\n").filter(Boolean)) {
  try {
    generate(JSON.parse(line));
    console.log("ok");
  } catch (error) {
    console.log(String(error.message).split("\n")[0]);
  }
}
