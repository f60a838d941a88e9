//! A TypeScript program that uses all declarations of a change, derived from their text.
//!
//! The text of protoc-gen-es is regular: a declaration starts at the first column, a field at the third.

use std::fmt::Write as _;

use super::Code;

/// Returns the program for the declarations below `folder`, the folder of the change. The program belongs into that folder.
pub(super) fn of(declarations: &Code, folder: &str) -> String {
    let mut program = String::new();
    for (at, (path, text)) in declarations.iter().enumerate() {
        let inside = path.strip_prefix(&format!("{folder}/")).unwrap_or(path);
        let module = format!("./{}.js", inside.trim_end_matches(".d.ts"));
        let _ = writeln!(program, "import * as m{at} from \"{module}\";");
        for import in text.lines().filter(|line| line.starts_with("import ")) {
            program.push_str(&scoped_import(import, path, inside, at));
        }
        for line in uses(text, at) {
            let _ = writeln!(program, "{line}");
        }
    }
    program
}

/// Rewrites an import of the declarations with names that are unique to a module: `import type { A } from "./a_pb"` becomes
/// `import type { A as m0_A } from "./x/a_pb.js"`.
fn scoped_import(import: &str, path: &str, inside: &str, at: usize) -> String {
    let Some((names, from)) = import.split_once(" from ") else { return String::new() };
    let from = from.trim_end_matches(';').trim_matches('"');
    let names = names.trim_start_matches("import type {").trim_start_matches("import {").trim_end_matches('}');
    let renamed: Vec<String> = names
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(|name| {
            let (name, alias) = name
                .trim_start_matches("type ")
                .split_once(" as ")
                .unwrap_or((name.trim_start_matches("type "), name.trim_start_matches("type ")));
            format!("{name} as m{at}_{alias}")
        })
        .collect();
    let from = if from.starts_with('.') { relative(from, inside) } else { from.to_owned() };
    let _ = path;
    format!("import type {{ {} }} from \"{from}\";\n", renamed.join(", "))
}

/// Converts a path relative to a file into a path relative to the folder of the change.
fn relative(from: &str, inside: &str) -> String {
    let mut parts: Vec<&str> = inside.split('/').collect();
    parts.pop();
    let mut above = 0;
    for part in from.trim_end_matches(".js").split('/') {
        match part {
            "." => {}
            ".." if parts.pop().is_none() => above += 1,
            ".." => {}
            part => parts.push(part),
        }
    }
    let start = if above == 0 { "./".to_owned() } else { "../".repeat(above) };
    format!("{start}{}.js", parts.join("/"))
}

/// Returns statements that use each declaration with its type.
fn uses(text: &str, module: usize) -> Vec<String> {
    let scope = Scope::of(text, module);
    let mut uses = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let at = format!("m{module}_u{}", uses.len());
        if let Some(name) = between(line, "export declare type ", " = Message<") {
            let mut body = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with('}')) {
                body.push(line);
            }
            uses.push(message(&scope, name, &body, &at));
        } else if let Some(name) =
            between(line, "export enum ", " {").or_else(|| between(line, "export declare enum ", " {"))
        {
            while let Some(line) = lines.next_if(|line| !line.starts_with('}')) {
                if let Some((value, _)) = line.trim().split_once(" = ").filter(|_| !line.trim().starts_with('*')) {
                    let at = format!("m{module}_u{}", uses.len());
                    uses.push(format!("export const {at}: m{module}.{name} = m{module}.{name}.{value};"));
                }
            }
        } else if let Some(name) = between(line, "export declare const ", ": GenService<{") {
            let mut method = "";
            while let Some(line) = lines.next_if(|line| !line.starts_with('}')) {
                let trimmed = line.trim();
                if line.starts_with("  ") && !line.starts_with("   ") && trimmed.ends_with('{') {
                    method = trimmed.trim_end_matches(": {");
                } else if let Some((key, ty)) = trimmed
                    .trim_end_matches(';')
                    .split_once(": ")
                    .filter(|_| line.starts_with("    ") && !trimmed.starts_with('*'))
                {
                    let at = format!("m{module}_u{}", uses.len());
                    uses.push(format!("export const {at}: {} = m{module}.{name}.method.{method}.{key};", scope.ty(ty)));
                }
            }
        } else if let Some((name, ty)) =
            line.strip_prefix("export declare const ").and_then(|it| it.trim_end_matches(';').split_once(": "))
        {
            uses.push(format!("export const {at}: {} = m{module}.{name};", scope.ty(ty)));
        }
    }
    uses
}

/// Returns a function that reads each field of a message.
fn message(scope: &Scope, name: &str, body: &[&str], at: &str) -> String {
    let mut text = format!("export function {at}(it: m{}.{name}) {{\n", scope.module);
    let mut count = 0;
    let mut oneof: Option<(&str, Option<&str>)> = None;
    for line in body {
        let trimmed = line.trim();
        if trimmed.starts_with('*') || trimmed.starts_with("/*") {
            continue;
        }
        let is_field = line.starts_with("  ") && !line.starts_with("   ") && !trimmed.starts_with('}');
        count += 1;
        if is_field && trimmed.ends_with('{') {
            oneof = Some((trimmed.trim_end_matches(": {"), None));
        } else if is_field {
            let Some((field, ty)) = trimmed.trim_end_matches(';').split_once(": ") else { continue };
            let ty = scope.ty(ty);
            match field.strip_suffix('?') {
                Some(field) => writeln!(text, "  const v{count}: ({ty}) | undefined = it.{field};"),
                None => writeln!(text, "  const v{count}: {ty} = it.{field};"),
            }
            .unwrap_or_default();
        } else if let Some((of, value)) = &mut oneof {
            if let Some(ty) = between(trimmed, "value: ", ";") {
                *value = Some(ty);
            } else if let (Some(case), Some(ty)) = (between(trimmed, "case: ", ";"), *value) {
                let ty = scope.ty(ty);
                let _ = writeln!(text, "  if (it.{of}.case === {case}) {{ const v{count}: {ty} = it.{of}.value; }}");
            }
        }
    }
    text + "}"
}

fn between<'a>(line: &'a str, start: &str, end: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.split_once(end).map(|(name, _)| name)
}

/// The origin of the names in a type: declared in the module, or imported.
struct Scope {
    module: usize,
    own: Vec<String>,
    imported: Vec<String>,
}

impl Scope {
    fn of(text: &str, module: usize) -> Self {
        let mut own = Vec::new();
        let mut imported = Vec::new();
        for line in text.lines() {
            if let Some(names) = line.strip_prefix("import ") {
                let names = names.split_once('{').and_then(|(_, it)| it.split_once('}')).map_or("", |(it, _)| it);
                let alias = |name: &str| name.rsplit(' ').next().unwrap_or_default().to_owned();
                imported.extend(names.split(',').map(|name| alias(name.trim())));
            } else if let Some(declared) = line.strip_prefix("export ") {
                let words = declared.trim_start_matches("declare ").split_once(' ');
                let name = words.map_or("", |(_, rest)| rest.split([' ', ':', '=', '{']).next().unwrap_or_default());
                own.push(name.to_owned());
            }
        }
        Self { module, own, imported }
    }

    /// Rewrites a type of the declarations for the program.
    fn ty(&self, ty: &str) -> String {
        let mut out = String::new();
        let mut word = String::new();
        let mut quoted = false;
        for character in ty.chars().chain([' ']) {
            if !quoted && (character.is_alphanumeric() || character == '_' || character == '$') {
                word.push(character);
                continue;
            }
            out.push_str(&self.name(&word));
            word.clear();
            quoted ^= character == '"';
            out.push(character);
        }
        out.trim_end().to_owned()
    }

    fn name(&self, word: &str) -> String {
        if self.own.iter().any(|it| it == word) {
            format!("m{}.{word}", self.module)
        } else if self.imported.iter().any(|it| it == word) {
            format!("m{}_{word}", self.module)
        } else {
            word.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{relative, uses};

    #[test]
    fn reads_fields_and_members_of_oneofs() {
        let text = "export declare type A = Message<\"p.A\"> & {\n  b?: A | undefined;\n\n  kind: {\n    value: string;\n    case: \"name\";\n  } | { case: undefined; value?: undefined };\n};\n";
        let uses = uses(text, 3).concat();
        assert!(uses.contains("const v1: (m3.A | undefined) | undefined = it.b;"), "{uses}");
        assert!(uses.contains("if (it.kind.case === \"name\") { const v5: string = it.kind.value; }"), "{uses}");
    }

    #[test]
    fn imports_are_relative_to_the_folder_of_the_change() {
        assert_eq!(relative("./b_pb", "x/a_pb.d.ts"), "./x/b_pb.js");
        assert_eq!(relative("../b_pb", "x/a_pb.d.ts"), "./b_pb.js");
    }
}
