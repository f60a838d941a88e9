//! The diagnostics of the language checks: each folder of `fixtures/checks` is compiled as a whole.
//!
//! The module `invalid` compares their positions with those of protoc.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_report::{Format, Style, render};
use protoward_source::{MemoryTree, Sources};

const FOLDER: &str = "fixtures/checks";
const STYLE: Style = Style { color: false, unicode: true, width: 110 };

#[test]
fn messages_equal_the_snapshots() {
    let mut folders: Vec<_> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    assert!(!folders.is_empty());
    for folder in folders {
        insta::with_settings!({
            snapshot_path => Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("said", rendered(&folder)) });
    }
}

fn rendered(folder: &Path) -> String {
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "proto") {
            files.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort();
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes().to_vec())));
    let mut sources = Sources::default();
    let report = Compiler::new().resolver(tree).load(names, &mut sources).link(&sources).into_report();
    let mut rendered = render(&report, &sources, Format::Human(STYLE));
    for diagnostic in report.iter().filter(|diagnostic| !diagnostic.fix.is_empty()) {
        for edit in &diagnostic.fix {
            let _ = writeln!(rendered, "mend: {} → {:?}", diagnostic.message, edit.text);
        }
    }
    rendered
}
