//! Paths are shown and taken apart by the module of `source` alone, because each system writes them in another way.

use std::fs;
use std::path::Path;

use protoward_source::paths::portable;
use walkdir::WalkDir;

/// The module that owns paths.
const MODULE: &str = "crates/language/source/src/paths/";

/// The ways to use a path as text, or a shown text as a path.
const AS_TEXT: &[&str] = &[
    ".display()",
    ".to_string_lossy()",
    "MAIN_SEPARATOR",
    "replace('\\\\', \"/\")",
    "Path::new(&self.sources.get",
    "Path::new(&sources.get",
    ".display.contains(",
    ".display.ends_with(",
    ".display.find(",
    ".display.rfind(",
    ".display.rsplit",
    ".display.split",
    ".display.starts_with(",
    ".display.strip_",
];

/// Returns the folders with the code of the program, and of the libraries that have the module.
fn folders() -> Vec<String> {
    let manifests =
        WalkDir::new("crates").min_depth(3).max_depth(3).sort_by_file_name().into_iter().map(Result::unwrap);
    let manifests =
        manifests.filter(|entry| entry.file_name() == "Cargo.toml" && !entry.path().starts_with("crates/tools"));
    let has_module = |manifest: &Path| {
        let text = fs::read_to_string(manifest).unwrap();
        let dependencies = text.split("[dev-dependencies]").next().unwrap();
        dependencies.contains("protoward-source")
    };
    let folders = manifests.filter(|entry| has_module(entry.path()));
    let folders = folders.map(|entry| portable(&entry.path().parent().unwrap().join("src")));
    folders.chain(["src".to_owned()]).collect()
}

/// Returns the lines of code that use a path as text, without tests and comments.
fn uses(text: &str) -> impl Iterator<Item = &str> {
    let is_of_tests = |line: &&str| line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(all(test");
    let tests = text.match_indices("mod tests {").next().map_or(text.len(), |(at, _)| at);
    let code = text[..tests].lines().filter(move |line| !is_of_tests(line));
    code.filter(|line| !line.trim_start().starts_with("//") && AS_TEXT.iter().any(|word| line.contains(word)))
}

#[test]
fn only_one_module_uses_paths_as_text() {
    let folders = folders();
    assert!(folders.len() > 40, "the libraries have the module: {folders:?}");
    let mut found = Vec::new();
    for entry in folders.iter().flat_map(WalkDir::new).map(Result::unwrap) {
        let path = portable(entry.path());
        let is_code = path.ends_with(".rs") && !path.ends_with("/tests.rs") && !path.contains("/tests/");
        if is_code && !path.starts_with(MODULE) {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(uses(&text).map(|line| format!("{path}: {}", line.trim())));
        }
    }
    found.sort();
    assert!(found.is_empty(), "show paths with `protoward_source::paths`, {}:\n{}", found.len(), found.join("\n"));
}

#[test]
fn finds_uses_of_paths_as_text() {
    let code = "//! `path.display()`\nlet a = path.display();\nlet b = shown(path);\n/// x.to_string_lossy()\nlet c = name.to_string_lossy();\n#[cfg(test)]\nmod tests {\n    path.display();\n}\n";
    assert_eq!(uses(code).collect::<Vec<_>>(), ["let a = path.display();", "let c = name.to_string_lossy();"]);
}
