//! Diagnostics of message conversion.

use super::Form;
use crate::codes;
use protoward_dynamic::{Codec, DecodeError, JsonError, TextNote};
use protoward_schema::MessageId;
use protoward_source::{Diagnostic, Place, SourceId, list, nearest};

pub(super) fn not_binary(codec: &Codec<'_>, ty: MessageId, source: SourceId, error: &DecodeError) -> Diagnostic {
    let schema = codec.schema();
    let name = schema.text(schema[ty].full_name);
    let field = error.field.and_then(|number| codec.field(ty, number)).map(|id| schema.name(id.into()));
    let of = field.map_or_else(String::new, |field| format!(", in its field `{field}`"));
    let at = error.at.map_or_else(String::new, |at| format!(", at byte {at}"));
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot decode the bytes as `{name}`{of}: {error}{at}"))
        .label(Place::whole(source), "")
        .help("`protoward decode` shows the fields without a schema; `#format=` sets the format of the message")
}

pub(super) fn of_text(note: &TextNote, place: Place) -> Diagnostic {
    let diagnostic = if note.left_out.is_some() {
        Diagnostic::warning(codes::BAD_MESSAGE, format!("{}; it is left out", note.message))
    } else if note.is_warning {
        Diagnostic::warning(codes::BAD_MESSAGE, note.message.clone())
    } else {
        Diagnostic::error(codes::BAD_MESSAGE, note.message.clone())
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
    let (fields, them) = if unknown.len() == 1 { ("a field that is", "it") } else { ("fields that are", "them") };
    let paths = unknown.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
    let message = format!("{name} omits {fields} not in the schema: {paths}");
    Diagnostic::warning(codes::BAD_MESSAGE, message)
        .label(Place::whole(source), "")
        .help(format!("binary keeps {them}, and `protoward decode` shows {them}; is this the newest schema?"))
}

pub(super) fn incomplete(source: SourceId, reason: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, reason.to_owned())
        .label(Place::whole(source), "")
        .help("set it, or make it optional in the schema")
}

pub(super) fn not_a_message(name: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("`{name}` is not a message"))
        .help("use the full name of a message with `--type`")
}

pub(super) fn no_such_message<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let mut near: Vec<&str> = nearest(name, known.iter().copied());
    if near.is_empty() {
        near = known.into_iter().filter(|other| last(other) == last(name)).take(3).collect();
    }
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    let diagnostic = Diagnostic::error(codes::BAD_MESSAGE, format!("cannot find the message `{name}` in the schema"));
    diagnostic.help(if near.is_empty() {
        "use its full name, with the package and without a leading dot".to_owned()
    } else {
        format!("did you mean {}?", list(&near).replace(" and ", " or "))
    })
}

pub(super) fn no_such_form(error: &JsonError) -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, format!("cannot write the message in this format: {error}"))
        .help("use `.binpb` or `.txtpb`, which can hold every message")
}

fn helped(diagnostic: Diagnostic, help: Option<&str>) -> Diagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
