//! The diagnostics of the language checks: the files of each case of `fixtures/checks` are compiled together.
//!
//! The module `invalid` compares their positions with those of protoc.

use std::fmt::Write as _;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_fixtures::{Case, CaseFile};
use protoward_report::{Format, Style, render};
use protoward_source::{FixSafety, MemoryTree, Sources};

const CASES: &str = "fixtures/checks/diagnostics.txt";
const STYLE: Style = Style { color: false, unicode: true, width: 110 };

#[test]
fn diagnostics_equal_the_expected_ones() {
    let file = CaseFile::read(Path::new(CASES));
    assert!(!file.cases.is_empty());
    let diagnostics: Vec<_> = file.cases.iter().map(|case| Some(rendered(case))).collect();
    file.check(Path::new(CASES), "diagnostics", diagnostics);
}

fn rendered(case: &Case) -> String {
    let files: Vec<_> = case.sections.iter().filter(|section| section.name.ends_with(".proto")).collect();
    let tree = MemoryTree::new(files.iter().map(|file| (file.name.as_str(), file.text.as_bytes().to_vec())));
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let mut sources = Sources::default();
    let report = Compiler::new().resolver(tree).load(names, &mut sources).link(&sources).into_report();
    let mut rendered = render(&report, &sources, Format::Human(STYLE));
    for diagnostic in report.iter().filter(|diagnostic| !diagnostic.fix.is_empty()) {
        let verb = if diagnostic.fix_safety == FixSafety::Safe { "mend" } else { "unsafe mend" };
        for edit in &diagnostic.fix {
            let _ = writeln!(rendered, "{verb}: {} → {:?}", diagnostic.message, edit.text);
        }
    }
    rendered
}
