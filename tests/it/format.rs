//! The layout: each case of `fixtures/format` is a text with its formatted form.
//!
//! `cargo xtask oracle format` compares the layout with that of buf.

use std::path::Path;

use protoward_fixtures::{Case, CaseFile};
use protoward_format::format;
use protoward_source::{Report, Sources, plain};

#[test]
fn texts_have_the_expected_layout() {
    let files = CaseFile::read_all(Path::new("fixtures/format"));
    assert!(!files.is_empty());
    for (path, file) in files {
        let results: Vec<_> = file.cases.iter().map(|case| Some(formatted(&case_text(case)))).collect();
        file.check(&path, "out", results);
    }
}

fn case_text(case: &Case) -> String {
    let section = case.sections.iter().find(|section| section.name == "in");
    section.map(|section| section.text.clone()).unwrap()
}

/// Returns the formatted text, or the errors. A formatted text must not change again.
fn formatted(text: &str) -> String {
    match format(text) {
        Ok(formatted) => {
            assert_eq!(format(&formatted).unwrap(), formatted, "another pass changes the text");
            formatted.into_owned()
        }
        Err(error) => {
            let mut sources = Sources::default();
            let source = sources.add("a.proto", "a.proto", Some(text.into()));
            let mut report = Report::default();
            protoward_format::diagnostics(&error, source, &sources).into_iter().for_each(|it| report.push(it));
            plain(&report, &sources)
        }
    }
}
