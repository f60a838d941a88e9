//! What several test modules share.

use std::fmt::Write as _;
use std::path::Path;

use protoward::report::{Report, Severity};
use protoward::source::Sources;

/// Writes files below `folder`; folders are made as needed.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("the path is below the folder")).expect("folders can be made");
        std::fs::write(path, text).expect("files can be written");
    }
}

/// A report as plain text, for snapshots: every place and every word, and `folder` as `$`.
pub(crate) fn shown(report: &Report, sources: &Sources, folder: &Path) -> String {
    let mut text = String::new();
    for diagnostic in report {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = writeln!(text, "{severity}[{}]: {}", diagnostic.code.as_str(), diagnostic.message);
        for label in &diagnostic.labels {
            let display = &sources.get(label.place.source).display;
            let place = label.place.start().map(|at| format!(":{}:{}", at.line + 1, at.column + 1)).unwrap_or_default();
            let _ = writeln!(text, "  {display}{place}: {}", label.text);
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    text.replace(&*folder.to_string_lossy(), "$")
}

/// Compares with `fixtures/ROOM/NAME.snap`.
pub(crate) fn check(room: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(room));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
