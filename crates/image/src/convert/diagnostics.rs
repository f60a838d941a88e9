//! Diagnostics of message conversion.

use super::Form;
use crate::codes;
use protoward_dynamic::{Codec, DecodeError, JsonError, TextNote};
use protoward_schema::MessageId;
use protoward_source::{Diagnostic, Place, SourceId};

pub(super) fn not_binary(codec: &Codec<'_>, ty: MessageId, source: SourceId, error: &DecodeError) -> Diagnostic {
    let schema = codec.schema();
    let name = schema.text(schema[ty].full_name);
    let field = error.field.and_then(|number| codec.field(ty, number)).map(|id| schema.name(id.into()));
    let of = field.map_or_else(String::new, |field| format!(", in its field `{field}`"));
    let at = error.at.map_or_else(String::new, |at| format!(", at byte {at}"));
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot decode the bytes as `{name}`{of}: {error}{at}"))
        .label(Place::whole(source), "")
        .help("`protoward decode --raw` shows the fields without a schema; `#format=` sets the format of the message")
}

pub(super) fn of_text(note: &TextNote, place: Place) -> Diagnostic {
    let diagnostic = match note.is_warning {
        true => Diagnostic::warning(codes::BAD_MESSAGE, note.message.clone()),
        false => Diagnostic::error(codes::BAD_MESSAGE, note.message.clone()),
    };
    helped(diagnostic.label(place, ""), note.help.as_deref())
}

pub(super) fn of_values(error: &JsonError, place: Place) -> Diagnostic {
    helped(Diagnostic::error(codes::BAD_MESSAGE, error.reason.clone()).label(place, ""), error.help.as_deref())
}

pub(super) fn left_out(error: &JsonError, place: Place) -> Diagnostic {
    let message = format!("{}; it is omitted", error.reason);
    helped(Diagnostic::warning(codes::BAD_MESSAGE, message).label(place, ""), error.help.as_deref())
}

pub(super) fn lost(source: SourceId, form: Form, unknown: &[String]) -> Diagnostic {
    let name = match form {
        Form::Binary => "binary",
        Form::Json(_) => "JSON",
        Form::Text => "text",
        Form::Yaml(_) => "YAML",
    };
    let (fields, them) = if unknown.len() == 1 { ("a field", "it") } else { ("fields", "them") };
    let paths = unknown.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    let message = format!("{name} omits {fields} that are not in the schema: {paths}");
    Diagnostic::warning(codes::BAD_MESSAGE, message)
        .label(Place::whole(source), "")
        .help(format!("binary keeps {them}, and `protoward decode --raw` shows {them}; is this the newest schema?"))
}

pub(super) fn incomplete(source: SourceId, reason: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, reason.to_owned())
        .label(Place::whole(source), "")
        .help("set it, or make it optional in the schema")
}

fn helped(diagnostic: Diagnostic, help: Option<&str>) -> Diagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
