//! Files that include other files in nested modules: their text, and what can be read back from existing ones.

use std::collections::BTreeMap;

use crate::ident::bare;

/// The lines of each module, by module path.
pub type Lines = BTreeMap<Vec<String>, String>;

/// Returns nested modules, after `head`. `content` returns the lines of a module from its value in `modules`, and `before` those
/// before a module.
pub fn render(
    head: &str,
    modules: &BTreeMap<Vec<String>, String>,
    content: fn(&str) -> String,
    before: fn(&[String]) -> String,
) -> String {
    let mut text = head.to_owned();
    let mut open: &[String] = &[];
    for (path, value) in modules {
        let common = open.iter().zip(path).take_while(|(open, part)| open == part).count();
        close(&mut text, open.len(), common);
        for (depth, part) in path.iter().enumerate().skip(common) {
            before(&path[..=depth]).lines().for_each(|line| push(&mut text, depth, line));
            push(&mut text, depth, &format!("pub mod {part} {{"));
        }
        content(value).lines().for_each(|line| push(&mut text, path.len(), line));
        open = path;
    }
    close(&mut text, open.len(), 0);
    text
}

/// Returns nothing to write before a module, as prost does.
pub fn bare_module(_: &[String]) -> String {
    String::new()
}

/// Returns the documentation of the module of a package, and the attribute of an outermost module that turns clippy off. The crate
/// that includes the code may deny `missing_docs`. It may deny lints of clippy, too, some of which the macros of prost provoke,
/// such as that about a default that is nearly π; attributes of types have no effect on code of macros.
pub fn clean_module(path: &[String]) -> String {
    let names: Vec<&str> = path.iter().map(|name| bare(name)).collect();
    let allow = if path.len() == 1 { "\n#[allow(clippy::all)]" } else { "" };
    format!("/// The package `{}`.{allow}", names.join("."))
}

/// Returns the line that includes a file of the same folder.
pub(super) fn included(file: &str) -> String {
    format!("include!(\"{file}\");")
}

fn close(text: &mut String, from: usize, to: usize) {
    (to..from).rev().for_each(|depth| push(text, depth, "}"));
}

fn push(text: &mut String, depth: usize, line: &str) {
    text.push_str(&"    ".repeat(depth));
    text.push_str(line);
    text.push('\n');
}

/// Returns `true` if a text consists only of modules that include files.
pub fn is_include_file(text: &str) -> bool {
    parsed(text).is_some_and(|(_, lines)| !lines.is_empty())
}

/// Returns the text of an include file with more modules. Their files are included like the existing ones.
pub fn with_modules(text: &str, modules: &super::Modules) -> Option<String> {
    let (head, mut lines) = parsed(text)?;
    let before_module = if text.contains("/// The package `") { clean_module } else { bare_module };
    let (before, after) = {
        let first = lines.values().next()?;
        let end = first.rfind(".rs\"")? + ".rs".len();
        let start = first[..end].rfind(['"', '/'])? + 1;
        (first[..start].to_owned(), first[end..].to_owned())
    };
    for (path, file) in modules {
        lines.entry(path.clone()).or_insert_with(|| format!("{before}{file}{after}"));
    }
    Some(render(&head, &lines, str::to_owned, before_module))
}

fn parsed(text: &str) -> Option<(String, Lines)> {
    let mut head = String::new();
    let mut lines = Lines::new();
    let mut path = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(module) = trimmed.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            path.push(module.to_owned());
        } else if trimmed.starts_with("include!(") {
            lines.insert(path.clone(), trimmed.to_owned());
        } else if trimmed == "}" {
            path.pop()?;
        } else if trimmed.starts_with("///") || trimmed.starts_with("#[allow(") {
            // It is written again with the module.
        } else if trimmed.starts_with("//") && lines.is_empty() && path.is_empty() {
            head.push_str(line);
            head.push('\n');
        } else {
            return None;
        }
    }
    path.is_empty().then_some((head, lines))
}

/// Returns the top-level types and modules of a file with this code. The layout of generated code makes a parser unnecessary.
pub fn declared_modules(code: &[u8]) -> Vec<String> {
    let lines = str::from_utf8(code).unwrap_or_default().lines();
    lines.filter_map(declared_by).map(str::to_owned).collect()
}

/// Returns the type or module that a line declares at the top level.
fn declared_by(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = ["enum ", "mod ", "struct ", "trait ", "type "].iter().find_map(|kind| rest.strip_prefix(kind))?;
    rest.split(|letter: char| !(letter.is_alphanumeric() || "_#".contains(letter))).next()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    const TEXT: &str = "// head\npub mod a {\n    include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"));\n}\n";

    #[test]
    fn includes_new_modules_as_the_others() {
        let added = [(vec!["a".to_owned(), "b".to_owned()], "a.b.rs".to_owned())].into();
        assert_eq!(
            with_modules(TEXT, &added).unwrap(),
            "// head\npub mod a {\n    include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"));\n    pub mod b {\n        \
             include!(concat!(env!(\"OUT_DIR\"), \"/a.b.rs\"));\n    }\n}\n"
        );
        assert_eq!(with_modules(TEXT, &super::super::Modules::new()).unwrap(), TEXT);
        let clean = super::super::tree(&[(vec!["a".to_owned(), "a".to_owned()], "a.a.rs".to_owned())].into());
        assert!(
            clean.contains("#[allow(clippy::all)]\npub mod a {\n    /// The package `a.a`.\n    pub mod a {"),
            "{clean}"
        );
        assert_eq!(with_modules(&clean, &super::super::Modules::new()).unwrap(), clean);
    }

    #[test]
    fn distinguishes_include_files_from_other_code() {
        assert!(is_include_file(TEXT));
        for text in ["", "// head\n", "pub mod a {\n    struct A;\n}\n", "include!(\"a.rs\");\n}\n"] {
            assert!(!is_include_file(text), "{text}");
        }
    }

    #[test]
    fn finds_what_a_line_declares() {
        let lines = ["pub mod r#type {", "pub struct A<T>(T);", "    pub mod inner {", "pub fn f() {}", "mod hidden {"];
        assert_eq!(lines.map(declared_by), [Some("r#type"), Some("A"), None, None, None]);
    }
}
