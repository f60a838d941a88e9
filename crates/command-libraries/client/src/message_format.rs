use protoward_dynamic::JsonStyle;
use protoward_image::convert::Form;

/// The format of requests and responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageFormat {
    /// The JSON mapping. Values follow one another.
    #[default]
    Json,
    /// The text format. The character 0x1E separates messages.
    Text,
    /// The JSON mapping, written as YAML. `---` separates messages.
    Yaml,
}

impl MessageFormat {
    /// Returns the format for conversions. An `Any` of unknown type is no error.
    pub(crate) fn form(self, style: JsonStyle) -> Form {
        let style = JsonStyle { opaque_any: true, ..style };
        match self {
            Self::Json => Form::Json(style),
            Self::Text => Form::Text,
            Self::Yaml => Form::Yaml(style),
        }
    }
}
