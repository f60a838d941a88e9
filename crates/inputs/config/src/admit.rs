//! The first and the last step of reading a configuration: its text is checked before it is parsed, and problems are put in the
//! order of the text.

use std::sync::Arc;

use protoward_source::{Place, Report, SourceId, SourcePath, Sources};

use crate::diagnostics;

/// Maximum size of a configuration.
const MAX_SIZE: usize = 1 << 20;

/// Adds the text of a configuration to the sources. Returns `None` and reports an error if it is not UTF-8 or too
/// large.
pub fn admit(
    path: impl Into<SourcePath>,
    bytes: Vec<u8>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<SourceId> {
    let path = path.into();
    let mut add = |text: Option<Arc<str>>| sources.add(path.shown.clone(), path.clone(), text);
    if bytes.len() > MAX_SIZE {
        report.push(diagnostics::too_large(Place::whole(add(None))));
        return None;
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(add(Some(Arc::from(text)))),
        Err(error) => error,
    };
    let valid = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let source = add(Some(Arc::from(text)));
    report.push(diagnostics::not_utf8(sources.place(source, valid..valid + char::REPLACEMENT_CHARACTER.len_utf8())));
    None
}

/// Adds problems to the report in source order. Returns `None` if one of them is an error.
pub fn in_order<T>(config: Option<T>, problems: Report, report: &mut Report) -> Option<T> {
    let failed = problems.has_errors();
    let mut problems: Vec<_> = problems.iter().cloned().collect();
    problems.sort_by_key(|problem| problem.place());
    problems.into_iter().for_each(|problem| report.push(problem));
    config.filter(|_| !failed)
}
