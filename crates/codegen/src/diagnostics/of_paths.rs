//! What is said about the paths of an option.

use super::GENERATE;
use crate::matching::matches;
use protoward_source::{Diagnostic, Report, nearest};

/// Each path of an option that needs what it names has to match one of these names. All that do not are reported.
pub(crate) fn means_something(option: &str, paths: &[String], what: &str, names: &[&str]) -> Result<(), Report> {
    let means = |path: &str| path == "." || names.iter().any(|name| matches(path, &format!(".{name}")));
    let unmatched = paths.iter().filter(|path| !means(path));
    let report: Report = unmatched.map(|path| *path_means_nothing(option, path, what, names)).collect();
    if report.is_empty() { Ok(()) } else { Err(report) }
}

/// A path of an option that means none of what it is about.
fn path_means_nothing(option: &str, path: &str, what: &str, names: &[&str]) -> Box<Diagnostic> {
    let message = format!("`{option}` names `{path}`, and the schema has no {what} of that name");
    let near = nearest(path.trim_start_matches('.'), names.iter().copied());
    Box::new(
        Diagnostic::error(GENERATE, message).help(match near.first() {
            Some(near) => format!("did you mean `.{near}`?"),
            None => "write `.` for all, a package or a full name with a dot in front, or the end of a name without one"
                .to_owned(),
        }),
    )
}

/// A path of an option that is passed over, as it matches nothing.
pub(crate) fn path_matches_nothing(option: &str, path: &str, what: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("`{option}` names `{path}`, which matches no {what} of the schema");
    Diagnostic::warning(GENERATE, message).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write `.` for all, a package or a full name with a dot in front, or the end of a name without one"
            .to_owned(),
    })
}
