//! The output of a plugin, read and validated. [`CheckPlugin`](crate::CheckPlugin) also runs the program; these functions are
//! for those who have its output, such as tests.

use std::collections::BTreeSet;

use protoward_schema::wire::WireError;

use crate::error::PluginProblem;
use crate::listing::Listing;
use crate::messages::{Annotation, MOST_ANNOTATIONS, Page, read_annotations, read_categories, read_rules};
use crate::rpc::{self, Procedure};

pub(crate) const CHECK: Call = Call {
    path: "/buf.plugin.check.v1.CheckService/Check",
    words: "asked to check",
    request: "buf.plugin.check.v1.CheckRequest",
    response: "CheckResponse",
};
pub(crate) const LIST_RULES: Call = Call {
    path: "/buf.plugin.check.v1.CheckService/ListRules",
    words: "asked for its rules",
    request: "buf.plugin.check.v1.ListRulesRequest",
    response: "ListRulesResponse",
};
pub(crate) const LIST_CATEGORIES: Call = Call {
    path: "/buf.plugin.check.v1.CheckService/ListCategories",
    words: "asked for its categories",
    request: "buf.plugin.check.v1.ListCategoriesRequest",
    response: "ListCategoriesResponse",
};

/// Maximum number of displayed bytes of an invalid response.
const SHOWN: usize = 100;

/// A procedure that every check plugin has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) path: &'static str,
    /// The purpose of the call, as a part of messages.
    pub(crate) words: &'static str,
    /// The full name of the request.
    pub(crate) request: &'static str,
    /// The name of the response.
    pub(crate) response: &'static str,
}

/// Checks the output for `--protocol`.
///
/// # Errors
/// Fails for every protocol that is not known.
pub fn check_protocol(output: &[u8]) -> Result<(), PluginProblem> {
    let version = String::from_utf8_lossy(output);
    match version.trim() {
        rpc::PROTOCOL => Ok(()),
        other => Err(PluginProblem::Protocol(other.chars().take(SHOWN).collect())),
    }
}

/// Checks the output for `--spec`.
///
/// # Errors
/// Fails for procedures that cannot be called, and if one is missing.
pub fn check_specification(output: &[u8]) -> Result<(), PluginProblem> {
    procedures(output).map(drop)
}

/// Reads one page of rules, and one of categories.
///
/// # Errors
/// Fails for the error of a plugin, and for rules that are invalid.
pub fn read_listing(rules: &[u8], categories: &[u8]) -> Result<Listing, PluginProblem> {
    let rules: Page<_> = response(LIST_RULES, rules, read_rules)?;
    let categories: Page<_> = response(LIST_CATEGORIES, categories, read_categories)?;
    Listing::new(rules.items, &categories.items).map_err(PluginProblem::Rules)
}

/// Reads violations. Whether their rules and files were asked for is not checked.
///
/// # Errors
/// Fails for the error of a plugin, and for too many violations.
pub fn read_violations(output: &[u8]) -> Result<Vec<Annotation>, PluginProblem> {
    let annotations = response(CHECK, output, read_annotations)?;
    if annotations.len() > MOST_ANNOTATIONS {
        return Err(PluginProblem::Annotation(format!("it reports more than {MOST_ANNOTATIONS} violations")));
    }
    Ok(annotations)
}

/// Reads the response to a call.
pub(crate) fn response<T>(
    call: Call,
    output: &[u8],
    read: fn(&[u8]) -> Result<T, WireError>,
) -> Result<T, PluginProblem> {
    let Call { words, response: message, .. } = call;
    let response = rpc::read_response(output).map_err(|error| unreadable(words, "Response", error, output))?;
    if let Some(error) = response.error {
        let message = format!("{}: {}", error.code_name(), error.message);
        return Err(PluginProblem::Refused { call: words.to_owned(), message });
    }
    let expected = format!("buf.plugin.check.v1.{message}");
    match response.value {
        Some((found, value)) if found == expected => {
            read(&value).map_err(|error| unreadable(words, message, error, &value))
        }
        other => {
            let found = other.map(|(found, _)| found);
            Err(PluginProblem::OtherMessage { call: words.to_owned(), expected, found })
        }
    }
}

/// Reads the specification of a plugin.
pub(crate) fn procedures(output: &[u8]) -> Result<Vec<Procedure>, PluginProblem> {
    let procedures =
        rpc::read_spec(output).map_err(|error| unreadable("asked for its procedures", "Spec", error, output))?;
    check_procedures(&procedures).map_err(PluginProblem::Specification)?;
    for required in [CHECK, LIST_RULES, LIST_CATEGORIES] {
        if !procedures.iter().any(|procedure| procedure.path == required.path) {
            return Err(PluginProblem::NoProcedure(required.path));
        }
    }
    Ok(procedures)
}

fn unreadable(call: &str, message: &'static str, error: WireError, bytes: &[u8]) -> PluginProblem {
    let start = bytes[..bytes.len().min(SHOWN)].to_vec();
    PluginProblem::Unreadable { call: call.to_owned(), message, error, start }
}

/// Checks that the procedures and their arguments are unique, and that arguments are no flags.
fn check_procedures(procedures: &[Procedure]) -> Result<(), String> {
    let mut paths = BTreeSet::new();
    let mut all_args = BTreeSet::new();
    for Procedure { path, args } in procedures {
        if !paths.insert(path) {
            return Err(format!("duplicate procedure `{path}`"));
        }
        if !args.is_empty() && !all_args.insert(args) {
            return Err(format!("two procedures have the arguments `{}`", args.join(" ")));
        }
        let is_end = |character: Option<char>| character.is_some_and(|it| it.is_ascii_alphanumeric());
        let is_argument = |arg: &String| {
            let is_inside = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
            arg.len() > 1 && arg.chars().all(is_inside) && is_end(arg.chars().next()) && is_end(arg.chars().last())
        };
        if let Some(arg) = args.iter().find(|arg| !is_argument(arg)) {
            return Err(format!("invalid argument `{arg}` of `{path}`"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_schema::wire::Writer;

    #[test]
    fn problems_have_no_control_characters() {
        let mut specification = Writer::default();
        specification.message(1, |procedure| {
            procedure.string(1, CHECK.path);
            procedure.string(2, "\u{1b}[2J");
        });
        let problem = check_specification(specification.as_bytes()).expect_err("an argument has letters");
        assert!(problem.to_string().contains("invalid argument `\\u{1b}[2J`"), "{problem}");
    }

    #[test]
    fn reports_a_missing_procedure() {
        let problem = check_specification(&[]).expect_err("there is no procedure");
        assert!(matches!(problem, PluginProblem::NoProcedure(path) if path == CHECK.path));
    }
}
