//! Calls of functions of CEL and of protovalidate.

use protoward_cel_functions::times::{self, Part};
use protoward_cel_functions::{formats, re2};

use super::code::Code;
use super::compiler::{Compiler, Step, int};
use super::conversions;
use super::form::Form;
use super::forms::borrowed;

impl Compiler<'_> {
    /// Compiles a call. The target of a member is the first argument.
    pub(super) fn call(&mut self, name: &str, arguments: Vec<Code>) -> Step {
        if let ("dyn", [_]) = (name, arguments.as_slice()) {
            return arguments.into_iter().next().ok_or_else(String::new);
        }
        if let ("type", [value]) = (name, arguments.as_slice()) {
            return type_of(value);
        }
        let arguments: Vec<Code> = arguments.into_iter().map(|code| self.present(code)).collect();
        let shown = || format!("`{name}` of values whose types are known at run time only");
        let found = match (name, arguments.as_slice()) {
            ("size", [value]) => Some(size(value)?),
            ("getField", [message, field]) => {
                let name = field.literal.clone().ok_or("`getField` of a name that is known at run time only")?;
                Some(self.select(message.clone(), &name)?)
            }
            ("join", [list, rest @ ..]) => Some(self.join(list.clone(), rest)?),
            ("unique", [list]) => Some(self.unique(list.clone())?),
            ("format", [format, list]) => Some(self.format(format, list)?),
            (name, [value]) if conversions::NAMES.contains(&name) => Some(conversions::convert(name, value)?),
            (name, [value, rest @ ..]) if Part::of_function(name).is_some() => {
                Part::of_function(name).and_then(|part| self.part(part, value, rest).transpose()).transpose()?
            }
            (name, [value, rest @ ..]) => match value.form {
                Form::Text { .. } => self.of_text(name, value, rest)?,
                Form::Bytes { .. } => of_bytes(name, value, rest),
                Form::Double => of_double(name, value, rest),
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(shown)
    }

    /// Compiles functions of strings.
    fn of_text(&mut self, name: &str, text: &Code, rest: &[Code]) -> Step<Option<Code>> {
        let forms: Vec<&Form> = rest.iter().map(|code| &code.form).collect();
        let parts: Vec<&Code> = std::iter::once(text).chain(rest).collect();
        let texts: Vec<String> = parts.iter().map(|code| borrowed(code)).collect();
        let all = texts.join(", ");
        let test = |text: String| Some(Code::of(&parts, text, Form::Bool));
        let int = |text: String| Some(Code::of(&parts, text, Form::Int));
        let failing_int = |text: String| Some(Code::fallible(&parts, &text, Form::Int));
        let owned =
            |text: String| Some(Code { is_local: false, ..Code::of(&parts, text, Form::Text { is_owned: true }) });
        let (target, arguments) = (&texts[0], texts[1..].join(", "));
        let is_text = |form: &&Form| matches!(form, Form::Text { .. });
        if rest.len() == 1 && is_text(&forms[0]) {
            match name {
                "contains" => return Ok(test(format!("{target}.contains({arguments})"))),
                "startsWith" => return Ok(test(format!("{target}.starts_with({arguments})"))),
                "endsWith" => return Ok(test(format!("{target}.ends_with({arguments})"))),
                "matches" => return matches(text, &rest[0]).map(Some),
                "indexOf" => return Ok(failing_int(format!("__cel::index_of({all}, 0)"))),
                "lastIndexOf" => return Ok(int(format!("__cel::last_index_of({all})"))),
                "split" => return Ok(Some(split(text, &parts, &format!("{all}, -1")))),
                _ => return Ok(None),
            }
        }
        Ok(match (name, forms.as_slice()) {
            ("lowerAscii", []) => Some(part_of(text, &parts, &format!("__cel::lower_ascii({all})"), true)),
            ("upperAscii", []) => Some(part_of(text, &parts, &format!("__cel::upper_ascii({all})"), true)),
            ("trim", []) => Some(part_of(text, &parts, &format!("{target}.trim()"), false)),
            ("reverse", []) => owned(format!("__cel::reverse({all})")),
            ("strings.quote", []) => owned(format!("__cel::quote({all})")),
            ("charAt", [Form::Int]) => Some(failing_part(text, &parts, &format!("__cel::char_at({all})?"))),
            ("substring", [Form::Int]) => Some(failing_part(text, &parts, &format!("__cel::substring_from({all})?"))),
            ("substring", [Form::Int, Form::Int]) => {
                Some(failing_part(text, &parts, &format!("__cel::substring({all})?")))
            }
            ("indexOf", [part, Form::Int]) if is_text(part) => failing_int(format!("__cel::index_of({all})")),
            ("lastIndexOf", [part, Form::Int]) if is_text(part) => {
                failing_int(format!("__cel::last_index_of_until({all})"))
            }
            ("replace", [from, to]) if is_text(from) && is_text(to) => owned(format!("__cel::replace({all}, -1)")),
            ("replace", [from, to, Form::Int]) if is_text(from) && is_text(to) => {
                owned(format!("__cel::replace({all})"))
            }
            ("split", [by, Form::Int]) if is_text(by) => Some(split(text, &parts, &all)),
            ("isEmail", []) => test(format!("__cel::is_email({all})")),
            ("isHostname", []) => test(format!("__cel::is_hostname({all})")),
            ("isHostAndPort", [Form::Bool]) => test(format!("__cel::is_host_and_port({all})")),
            ("isIp", []) => test(format!("__cel::is_ip({all}, 0)")),
            ("isIp", [Form::Int]) => test(format!("__cel::is_ip({all})")),
            ("isIpPrefix", []) => test(format!("__cel::is_ip_prefix({all}, 0, false)")),
            ("isIpPrefix", [Form::Int]) => test(format!("__cel::is_ip_prefix({all}, false)")),
            ("isIpPrefix", [Form::Bool]) => test(format!("__cel::is_ip_prefix({target}, 0, {arguments})")),
            ("isIpPrefix", [Form::Int, Form::Bool]) => test(format!("__cel::is_ip_prefix({all})")),
            ("isUri", []) => test(format!("__cel::is_uri({all})")),
            ("isUriRef", []) => test(format!("__cel::is_uri_reference({all})")),
            _ => None,
        })
    }

    fn join(&mut self, list: Code, rest: &[Code]) -> Step {
        let separator = match rest {
            [] => "\"\"".to_owned(),
            [separator] => borrowed(separator),
            _ => return Err("`join` with more than a separator".to_owned()),
        };
        let elements = self.elements(list)?;
        let name = self.name();
        let item = elements.take(&name)?;
        if !matches!(item.form, Form::Text { .. }) {
            return Err("`join` of values whose types are known at run time only".to_owned());
        }
        let parts: Vec<&Code> = std::iter::once(&elements.of).chain(rest).collect();
        let text = format!("__cel::join({}.map(|{name}| {}), {separator})", elements.iterator, item.text);
        Ok(Code { is_local: false, ..Code::of(&parts, text, Form::Text { is_owned: true }) })
    }

    fn unique(&mut self, list: Code) -> Step {
        let elements = self.elements(list)?;
        let name = self.name();
        let item = elements.take(&name)?;
        let function = match item.form {
            Form::Double => "unique_doubles",
            Form::Bool | Form::Int | Form::Uint | Form::Text { .. } | Form::Bytes { .. } => "unique",
            // Only an empty list has elements without a type.
            Form::Dyn => return Ok(Code::of(&[&elements.of], "true", Form::Bool)),
            _ => return Err("`unique` of values that are no scalars".to_owned()),
        };
        let text = format!("__cel::{function}({}.map(|{name}| {}))", elements.iterator, item.text);
        Ok(Code::of(&[&elements.of], text, Form::Bool))
    }

    /// Compiles a format. One that is known now is right.
    fn format(&mut self, format: &Code, list: &Code) -> Step {
        if let Some(text) = &format.literal {
            formats::pieces(text)?;
        }
        let owned = Form::Text { is_owned: true };
        let made =
            |parts: &[&Code], text: &str| Ok(Code { is_local: false, ..Code::fallible(parts, text, owned.clone()) });
        let values = self.dynamic(list.clone())?;
        made(&[format, &values], &format!("__cel::format({}, &{})", borrowed(format), values.text))
    }

    /// Compiles the parts of durations and timestamps.
    fn part(&mut self, part: Part, value: &Code, rest: &[Code]) -> Step<Option<Code>> {
        let text = &value.text;
        let part = format!("__cel::Part::{part:?}");
        Ok(match (&value.form, rest) {
            (Form::Duration, []) => Some(Code::of(&[value], format!("{text}.part({part})"), Form::Int)),
            (Form::Timestamp, []) => Some(Code::of(&[value], format!("{text}.part({part}, 0i64)"), Form::Int)),
            (Form::Timestamp, [zone]) => Some(match (&zone.literal, self.scope.has_regions) {
                (Some(name), has_regions) if !has_regions || times::zone(name).is_some() => {
                    let offset = times::zone(name).ok_or_else(|| format!("the named time zone `{name}`"))?;
                    Code::of(&[value], format!("{text}.part({part}, {})", int(offset).text), Form::Int)
                }
                (_, true) => {
                    Code::fallible(&[value, zone], &format!("{text}.part_in({part}, {})", borrowed(zone)), Form::Int)
                }
                (_, false) => {
                    let offset = Code::fallible(&[zone], &format!("__cel::zone({})", borrowed(zone)), Form::Int);
                    Code::of(&[value, &offset], format!("{text}.part({part}, {})", offset.text), Form::Int)
                }
            }),
            _ => None,
        })
    }
}

/// Returns a part of a string, or a copy of it if the string is made for this call.
fn part_of(text: &Code, parts: &[&Code], call: &str, is_owned: bool) -> Code {
    if text.form == Form::TEXT {
        return Code::of(parts, call, Form::Text { is_owned });
    }
    let form = Form::Text { is_owned: true };
    Code { is_local: false, ..Code::of(parts, format!("__cel::detached({call})"), form) }
}

fn failing_part(text: &Code, parts: &[&Code], call: &str) -> Code {
    Code { fails: true, ..part_of(text, parts, call, false) }
}

fn split(text: &Code, parts: &[&Code], arguments: &str) -> Code {
    let call = format!("__cel::split({arguments})");
    if text.form == Form::TEXT {
        return Code { is_local: text.is_local, ..Code::of(parts, call, Form::list(Form::TEXT)) };
    }
    let form = Form::list(Form::Text { is_owned: true });
    Code { is_local: false, ..Code::of(parts, format!("__cel::detached({call})"), form) }
}

/// Compiles `text.matches(pattern)`. A pattern that is known now is compiled once.
fn matches(text: &Code, pattern: &Code) -> Step {
    let Some(known) = &pattern.literal else {
        let call = format!("__cel::matches({}, {})", borrowed(text), borrowed(pattern));
        return Ok(Code::fallible(&[text, pattern], &call, Form::Bool));
    };
    re2::compile(known).map_err(|error| match error {
        re2::PatternError::Invalid(why) => format!("an invalid pattern: {why}"),
        re2::PatternError::TooLarge => "a pattern that is too large".to_owned(),
    })?;
    let block = format!(
        "({{ static PATTERN: __cel::Pattern = __cel::Pattern::new(|| __cel::Pattern::compiled({})); PATTERN.matches({}) }})",
        pattern.text,
        borrowed(text)
    );
    Ok(Code::of(&[text], block, Form::Bool))
}

fn of_bytes(name: &str, bytes: &Code, rest: &[Code]) -> Option<Code> {
    let [part] = rest else { return None };
    let (target, argument) = (borrowed(bytes), borrowed(part));
    let text = match (name, &part.form) {
        ("contains", Form::Bytes { .. }) => format!("__cel::bytes_contain({target}, {argument})"),
        ("startsWith", Form::Bytes { .. }) => format!("{target}.starts_with({argument})"),
        ("endsWith", Form::Bytes { .. }) => format!("{target}.ends_with({argument})"),
        _ => return None,
    };
    Some(Code::of(&[bytes, part], text, Form::Bool))
}

fn of_double(name: &str, value: &Code, rest: &[Code]) -> Option<Code> {
    let text = match (name, rest) {
        ("isNan", []) => format!("{}.is_nan()", value.text),
        ("isInf", []) => format!("{}.is_infinite()", value.text),
        ("isInf", [sign]) if sign.form == Form::Int => format!("__cel::is_infinite({}, {})", value.text, sign.text),
        _ => return None,
    };
    let parts: Vec<&Code> = std::iter::once(value).chain(rest).collect();
    Some(Code::of(&parts, text, Form::Bool))
}

fn size(value: &Code) -> Step {
    let text = &value.text;
    let text = match &value.form {
        Form::Text { .. } => format!("__cel::length({})", borrowed(value)),
        Form::Bytes { .. } | Form::Slice(_) | Form::Array(_) | Form::List(_) => format!("__cel::size({text}.len())"),
        Form::Iterator(_) => format!("__cel::size({text}.count())"),
        Form::Map(..) => format!("__cel::size({text}.map_or(0, |map| map.len()))"),
        Form::Dyn => return Ok(Code::fallible(&[value], &format!("{text}.size()"), Form::Int)),
        _ => return Err("`size` of this value".to_owned()),
    };
    Ok(Code::of(&[value], text, Form::Int))
}

/// Compiles `type(value)`.
fn type_of(value: &Code) -> Step {
    let name = match &value.form {
        Form::Null => "null_type",
        Form::Bool => "bool",
        Form::Int => "int",
        Form::Uint => "uint",
        Form::Double => "double",
        Form::Duration => "google.protobuf.Duration",
        Form::Timestamp => "google.protobuf.Timestamp",
        Form::Type => "type",
        Form::Text { .. } => "string",
        Form::Bytes { .. } => "bytes",
        Form::Map(..) => "map",
        Form::Dyn => return Ok(Code::of(&[value], format!("{}.type_name()", value.text), Form::Type)),
        Form::Optional(_) | Form::Message { .. } | Form::Constant(_) => {
            return Err("the type of a message or a wrapper".to_owned());
        }
        Form::Slice(_) | Form::Array(_) | Form::List(_) | Form::Iterator(_) => "list",
    };
    Ok(Code::of(&[value], format!("({{ let _ = &{}; {name:?} }})", value.text), Form::Type))
}
