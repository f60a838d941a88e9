//! The values of `--error-format FORMAT` and `--report FORMAT=FILE`.

use std::path::PathBuf;

use clap::ValueEnum;

use protoward_report::{DocumentForm, Format, Style};
use protoward_source::{list, nearest};

/// The value of `--error-format`. Without descriptions, which would lengthen every help page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ErrorFormat {
    Human,
    Text,
    Json,
    Msvs,
    Junit,
    GithubActions,
    GitlabCodeQuality,
    Sarif,
    Markdown,
    ConfigIgnoreYaml,
}

impl ErrorFormat {
    /// Returns the format for a stream with this style.
    pub(super) const fn on(self, style: Style) -> Format {
        match self {
            Self::Human => Format::Human(style),
            // The entries replace findings; errors are text, as in buf.
            Self::Text | Self::ConfigIgnoreYaml => Format::Text,
            Self::Json => Format::Json,
            Self::Msvs => Format::Msvs,
            Self::GithubActions => Format::GithubActions,
            Self::Junit => Format::Document(DocumentForm::Junit),
            Self::GitlabCodeQuality => Format::Document(DocumentForm::GitlabCodeQuality),
            Self::Sarif => Format::Document(DocumentForm::Sarif),
            Self::Markdown => Format::Document(DocumentForm::Markdown),
        }
    }
}

/// A document report and its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportFile {
    pub(super) form: DocumentForm,
    pub(super) path: PathBuf,
}

/// Parses a value of `--report`, such as `sarif=protoward.sarif`.
///
/// # Errors
/// Fails for an unknown format or a missing file; the text lists the formats.
pub(super) fn report_file(text: &str) -> Result<ReportFile, String> {
    let (name, path) = text.split_once('=').unwrap_or((text, ""));
    let forms: Vec<(String, DocumentForm)> = ErrorFormat::value_variants().iter().filter_map(document).collect();
    let Some((_, form)) = forms.iter().find(|(known, _)| known == name) else {
        return Err(unknown(name, &forms.into_iter().map(|(name, _)| name).collect::<Vec<_>>()));
    };
    match path {
        "" => Err(format!("no file: write `{name}=FILE`")),
        "-" => Err(format!("no file: `--error-format {name}` prints the report")),
        path => Ok(ReportFile { form: *form, path: path.into() }),
    }
}

/// Returns the name and form of a document format. Other formats can be redirected.
fn document(format: &ErrorFormat) -> Option<(String, DocumentForm)> {
    let style = Style { color: false, unicode: false, width: 0 };
    match format.on(style) {
        Format::Document(form) => Some((format.to_possible_value()?.get_name().to_owned(), form)),
        _ => None,
    }
}

fn unknown(name: &str, known: &[String]) -> String {
    match nearest(name, known.iter().map(String::as_str)).first() {
        Some(near) => format!("unknown report `{name}`; did you mean `{near}`?"),
        None => format!("unknown report `{name}`; there are {}", list(known)),
    }
}
