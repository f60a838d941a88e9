//! What is said about the paths of an option.

use super::GENERATE;
use crate::codegen::code::matches;
use crate::report::Diagnostic;
use crate::source::nearest;

/// What an option is about has to be there: each path has to mean one of these names.
pub(in crate::codegen) fn means_something(
    option: &str,
    paths: &[String],
    what: &str,
    names: &[&str],
) -> Result<(), Box<Diagnostic>> {
    let means = |path: &str| path == "." || names.iter().any(|name| matches(path, &format!(".{name}")));
    match paths.iter().find(|path| !means(path)) {
        Some(path) => Err(path_means_nothing(option, path, what, names)),
        None => Ok(()),
    }
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
