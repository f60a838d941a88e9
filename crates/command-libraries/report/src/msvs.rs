//! The format of Visual Studio and MSBuild.

use protoward_source::{Diagnostic, INPUT, Located, Point, Report, Severity, Sources, legible, sorted};

/// Returns one line per diagnostic, `path(line,column) : error CODE : message`, in the format of Visual Studio and
/// MSBuild.
///
/// ```
/// use protoward_report::msvs;
/// use protoward_source::{Code, Diagnostic, Report, Sources};
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {}".into()));
/// let diagnostic = Diagnostic::error(Code::new("x"), "this is wrong").label(sources.place(id, 8..9), "");
/// assert_eq!(msvs(&Report::from_iter([diagnostic]), &sources), "proto/a.proto(1,9) : error x : this is wrong\n");
/// ```
pub fn msvs(report: &Report, sources: &Sources) -> String {
    sorted(report, sources).into_iter().map(|diagnostic| line(diagnostic, sources)).collect()
}

fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let (path, Point { line, column }) = Located::of_line(diagnostic, sources);
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let path = legible(path.unwrap_or(INPUT));
    let message = legible(&diagnostic.message);
    let effects = diagnostic.effects().map(|effects| format!(" ({})", legible(&effects))).unwrap_or_default();
    format!("{path}({line},{column}) : {level} {} : {message}{effects}\n", diagnostic.code.as_str())
}
