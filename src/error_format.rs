use protoward_report::{DocumentForm, Format, Style};

/// The value of `--error-format`. No words on each: they would blow up every page of help.
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
}

impl ErrorFormat {
    /// What it means on a stream of this style.
    pub(super) const fn on(self, style: Style) -> Format {
        match self {
            Self::Human => Format::Human(style),
            Self::Text => Format::Text,
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
