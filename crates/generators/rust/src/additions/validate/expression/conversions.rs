//! Conversions between types, such as `int('1')`, and messages that are other values.

use super::code::Code;
use super::compiler::{Compiler, Step};
use super::form::Form;
use super::forms::borrowed;

/// The names of the conversions.
pub(super) const NAMES: [&str; 8] = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];

/// Compiles a conversion.
pub(super) fn convert(name: &str, value: &Code) -> Step {
    let text = borrowed(value);
    let owned_text = Form::Text { is_owned: true };
    let made = |text: String, form: Form| Ok(Code::of(&[value], text, form));
    let failing = |text: String, form: Form| Ok(Code::fallible(&[value], &text, form));
    match (name, &value.form) {
        ("bool", Form::Bool)
        | ("bytes", Form::Bytes { .. })
        | ("double", Form::Double)
        | ("duration", Form::Duration)
        | ("int", Form::Int)
        | ("string", Form::Text { .. })
        | ("timestamp", Form::Timestamp)
        | ("uint", Form::Uint) => Ok(value.clone()),
        ("bool", Form::Text { .. }) => failing(format!("__cel::bool_of_text({text})"), Form::Bool),
        ("bytes", Form::Text { is_owned: false }) => made(format!("{text}.as_bytes()"), Form::BYTES),
        ("bytes", Form::Text { is_owned: true }) => {
            made(format!("__cel::detached({text}.as_bytes())"), Form::Bytes { is_owned: true })
        }
        ("double", Form::Int | Form::Uint) => made(format!("({text} as f64)"), Form::Double),
        ("double", Form::Text { .. }) => failing(format!("__cel::double_of_text({text})"), Form::Double),
        ("duration", Form::Text { .. }) => failing(format!("__cel::Duration::of_text({text})"), Form::Duration),
        ("int", Form::Uint) => failing(format!("__cel::int_of_uint({text})"), Form::Int),
        ("int", Form::Double) => failing(format!("__cel::int_of_double({text})"), Form::Int),
        ("int", Form::Text { .. }) => failing(format!("__cel::int_of_text({text})"), Form::Int),
        ("int", Form::Duration) => made(format!("{text}.nanos()"), Form::Int),
        ("int", Form::Timestamp) => made(format!("{text}.seconds()"), Form::Int),
        ("string", Form::Bool | Form::Int | Form::Uint | Form::Duration | Form::Timestamp) => {
            made(format!("__cel::text_of_shown({text})"), owned_text)
        }
        ("string", Form::Double) => made(format!("__cel::text_of_double({text})"), owned_text),
        ("string", Form::Bytes { is_owned: false }) => failing(format!("__cel::text_of_bytes({text})"), Form::TEXT),
        ("string", Form::Bytes { is_owned: true }) => {
            let call = format!("__cel::detached(__cel::text_of_bytes({text})?)");
            Ok(Code { fails: true, ..Code::of(&[value], call, owned_text) })
        }
        ("timestamp", Form::Int) => failing(format!("__cel::Timestamp::of_seconds({text})"), Form::Timestamp),
        ("timestamp", Form::Text { .. }) => failing(format!("__cel::Timestamp::of_text({text})"), Form::Timestamp),
        ("uint", Form::Int) => failing(format!("__cel::uint_of_int({text})"), Form::Uint),
        ("uint", Form::Double) => failing(format!("__cel::uint_of_double({text})"), Form::Uint),
        ("uint", Form::Text { .. }) => failing(format!("__cel::uint_of_text({text})"), Form::Uint),
        _ => Err(format!("`{name}` of a value whose type is known at run time only")),
    }
}

impl Compiler<'_> {
    /// Compiles a message with its fields: a duration, a timestamp or a wrapper. Other messages are not made.
    pub(super) fn message(&mut self, name: &str, fields: Vec<(&str, Code)>) -> Step {
        let fields: Vec<(&str, Code)> = fields.into_iter().map(|(field, code)| (field, self.present(code))).collect();
        let number =
            |name: &str| fields.iter().find(|(known, _)| *known == name).map_or("0i64", |(_, code)| &code.text);
        let parts: Vec<&Code> = fields.iter().map(|(_, code)| code).collect();
        match name.strip_prefix("google.protobuf.") {
            Some(time @ ("Duration" | "Timestamp")) => {
                let form = if time == "Duration" { Form::Duration } else { Form::Timestamp };
                let text = format!("__cel::{time}::of_parts({}, {})", number("seconds"), number("nanos"));
                Ok(Code::of(&parts, text, form))
            }
            Some(wrapper) if wrapper.ends_with("Value") && fields.len() == 1 => {
                let (_, value) = &fields[0];
                let text = format!("::core::option::Option::Some({})", value.text);
                Ok(Code::of(&[value], text, Form::Optional(Box::new(value.form.clone()))))
            }
            _ => Err(format!("a message of the type `{name}`")),
        }
    }
}
