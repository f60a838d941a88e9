use std::fmt;

use super::{Document, DocumentForm, Style, github_actions, human, json, msvs};
use protoward_source::{Report, Sources, text, text_with_help};

/// The forms that diagnostics can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the file, for a person.
    Human(Style),
    /// `path:line:column:message`.
    Text,
    /// As text, with what to do on a line below.
    TextWithHelp,
    /// One JSON object a line.
    Json,
    /// `path(line,column) : error CODE : message`.
    Msvs,
    /// Annotations of a workflow run on GitHub.
    GithubActions,
    /// One document of all of it.
    Document(DocumentForm),
}

/// The diagnostics in the order of path, line, column and code.
pub fn render(report: &Report, sources: &Sources, format: Format) -> String {
    match format {
        Format::Human(style) => human(report, sources, style),
        Format::Text => text(report, sources),
        Format::TextWithHelp => text_with_help(report, sources),
        Format::Json => json(report, sources),
        Format::Msvs => msvs(report, sources),
        Format::GithubActions => github_actions(report, sources),
        Format::Document(form) => {
            let mut document = Document::default();
            document.add(report, sources);
            document.write(form)
        }
    }
}

/// Writes what [`render`] gives, without having all of it in memory where that is large.
///
/// # Errors
/// When `out` takes no more.
pub fn render_to(report: &Report, sources: &Sources, format: Format, out: &mut dyn fmt::Write) -> fmt::Result {
    match format {
        Format::Human(style) => super::human::write(report, sources, style, out),
        Format::Document(form) => {
            let mut document = Document::default();
            document.add(report, sources);
            document.write_to(form, out)
        }
        Format::Text | Format::TextWithHelp | Format::Json | Format::Msvs | Format::GithubActions => {
            out.write_str(&render(report, sources, format))
        }
    }
}
