//! The choice of a format; each renderer is in its own file.

use std::fmt;

use serde_json::Value;

use super::document::Document;
use super::github::{data, property};
use super::human::Style;
use super::notice::{Notice, NoticeLevel};
use super::{github, gitlab, human, json, junit, markdown, msvs, sarif};
use protoward_source::{INPUT, Report, Sources, legible, text, text_with_help};

/// A format that is one document, written when all findings of a run are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentForm {
    /// JUnit XML, with a suite for each file.
    Junit,
    /// The JSON of GitLab's merge request widget.
    GitlabCodeQuality,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Markdown, for a comment on a pull request.
    Markdown,
}

/// An output format for diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Text for terminals, with source lines.
    Human(Style),
    /// `path:line:column:message`.
    Text,
    /// As text, with the help on the next line.
    TextWithHelp,
    /// One JSON object per line.
    Json,
    /// `path(line,column) : error CODE : message`.
    Msvs,
    /// Annotations of a GitHub workflow run.
    GithubActions,
    /// One document with all diagnostics.
    Document(DocumentForm),
}

/// Returns the diagnostics in the order of path, line, column and code.
pub fn render(report: &Report, sources: &Sources, format: Format) -> String {
    let mut text = String::new();
    render_to(report, sources, format, &mut text).expect("a string takes any text");
    text
}

/// Writes the text of [`render`]; terminal output and documents are not buffered completely.
///
/// # Errors
/// Fails if writing to `out` fails.
pub fn render_to(report: &Report, sources: &Sources, format: Format, out: &mut dyn fmt::Write) -> fmt::Result {
    match format {
        Format::Human(style) => human::write(report, sources, style, out),
        Format::Text => out.write_str(&text(report, sources)),
        Format::TextWithHelp => out.write_str(&text_with_help(report, sources)),
        Format::Json => json::write(report, sources, out),
        Format::Msvs => out.write_str(&msvs::msvs(report, sources)),
        Format::GithubActions => out.write_str(&github::github_actions(report, sources)),
        Format::Document(form) => {
            let mut document = Document::default();
            document.add(report, sources);
            document.write_to(form, out)
        }
    }
}

impl Document {
    /// Returns the document, which is complete even without diagnostics.
    pub fn write(&self, form: DocumentForm) -> String {
        let mut text = String::new();
        self.write_to(form, &mut text).expect("a string takes any text");
        text
    }

    /// Writes the document; JSON is written incrementally and never buffered completely.
    ///
    /// # Errors
    /// Fails if writing to `out` fails.
    pub fn write_to(&self, form: DocumentForm, out: &mut dyn fmt::Write) -> fmt::Result {
        match form {
            DocumentForm::Junit => out.write_str(&junit::xml(self)),
            DocumentForm::GitlabCodeQuality => gitlab::write(self, out),
            DocumentForm::Sarif => sarif::write(self, out),
            DocumentForm::Markdown => out.write_str(&markdown::write(self)),
        }
    }
}

impl Notice {
    /// Returns one line for programs; `None` for terminal formats and documents.
    pub fn line(&self, format: Format) -> Option<String> {
        let level = self.level.id();
        let code = self.code.as_str();
        Some(match format {
            Format::Json => {
                let pairs = [("type", Some(code)), ("message", Some(&self.message)), ("severity", Some(level))];
                let pairs = pairs.into_iter().chain([("help", self.help.as_deref())]);
                let pair = |(key, value): (&str, Option<&str>)| Some(format!("\"{key}\":{}", Value::from(value?)));
                format!("{{{}}}\n", pairs.filter_map(pair).collect::<Vec<_>>().join(","))
            }
            Format::Msvs => format!("{INPUT}(1,1) : {level} {code} : {}\n", legible(&self.message)),
            Format::GithubActions => {
                let command = match self.level {
                    NoticeLevel::Note => "notice",
                    NoticeLevel::Error => "error",
                };
                format!("::{command} title={}::{}\n", property(code), data(&self.text()))
            }
            Format::Human(_) | Format::Text | Format::TextWithHelp | Format::Document(_) => return None,
        })
    }
}
