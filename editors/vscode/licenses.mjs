// The licenses of the packages whose code is part of the bundle.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Returns the names, versions and license texts of the packages of the bundle's inputs. */
export function licensesOf(inputs) {
  const folders = inputs.map((input) => PACKAGE.exec(input)?.[0]).filter((folder) => folder !== undefined);
  return [...new Set(folders)].toSorted().map(licenseOf).join(`\n${"-".repeat(80)}\n\n`);
}

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) {
    throw new Error(`${folder} has no license file, and its code is in the bundle`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8")}`;
}
