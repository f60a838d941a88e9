use protoward_dynamic::JsonStyle;
use protoward_image::convert::Form;

/// The format of messages on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum MessageFormat {
    /// The JSON mapping
    #[default]
    Json,
    /// The text format
    #[value(alias = "txtpb")]
    Text,
    /// The JSON mapping, written as YAML
    Yaml,
}

impl MessageFormat {
    /// Returns the format for conversions. An `Any` of unknown type is no error.
    pub(super) fn form(self, style: JsonStyle) -> Form {
        let style = JsonStyle { opaque_any: true, ..style };
        match self {
            Self::Json => Form::Json(style),
            Self::Text => Form::Text,
            Self::Yaml => Form::Yaml(style),
        }
    }
}
