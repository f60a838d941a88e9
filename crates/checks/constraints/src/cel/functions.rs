//! The functions that protovalidate adds to CEL.
//!
//! Source: <https://protovalidate.com/reference/cel_extensions/>.

use super::value::{MessageObject, Value};
use protoward_cel::Type::{self, Bool, Bytes, Double, Dyn, Int, Text, Uint};
use protoward_cel::{Budget, Called, Overload, Overloads, Problem};
use protoward_cel_functions::{addresses, texts};
use std::sync::LazyLock;

/// The types of the functions.
pub(super) static OWN: Overloads = LazyLock::new(|| {
    vec![
        Overload::global("getField", [Dyn, Text], Dyn),
        Overload::member("contains", [Bytes, Bytes], Bool),
        Overload::member("endsWith", [Bytes, Bytes], Bool),
        Overload::member("isEmail", [Text], Bool),
        Overload::member("isHostAndPort", [Text, Bool], Bool),
        Overload::member("isHostname", [Text], Bool),
        Overload::member("isInf", [Double], Bool),
        Overload::member("isInf", [Double, Int], Bool),
        Overload::member("isIp", [Text], Bool),
        Overload::member("isIp", [Text, Int], Bool),
        Overload::member("isIpPrefix", [Text], Bool),
        Overload::member("isIpPrefix", [Text, Int], Bool),
        Overload::member("isIpPrefix", [Text, Bool], Bool),
        Overload::member("isIpPrefix", [Text, Int, Bool], Bool),
        Overload::member("isNan", [Double], Bool),
        Overload::member("isUri", [Text], Bool),
        Overload::member("isUriRef", [Text], Bool),
        Overload::member("startsWith", [Bytes, Bytes], Bool),
        Overload::member("unique", [Type::list(Bool)], Bool),
        Overload::member("unique", [Type::list(Int)], Bool),
        Overload::member("unique", [Type::list(Uint)], Bool),
        Overload::member("unique", [Type::list(Double)], Bool),
        Overload::member("unique", [Type::list(Text)], Bool),
        Overload::member("unique", [Type::list(Bytes)], Bool),
    ]
});

/// Calls a function; `None` if there is none with this name for these values.
pub(super) fn call(budget: &mut Budget, name: &str, values: &[Value]) -> Option<Called<MessageObject>> {
    let is = match (name, values) {
        ("unique", [Value::List(values)]) => return Some(unique(budget, values).map(Value::Bool)),
        ("contains", [Value::Bytes(bytes), Value::Bytes(part)]) => {
            return Some(contains(budget, bytes, part).map(Value::Bool));
        }
        ("startsWith", [Value::Bytes(bytes), Value::Bytes(part)]) => bytes.starts_with(part),
        ("endsWith", [Value::Bytes(bytes), Value::Bytes(part)]) => bytes.ends_with(part),
        ("isNan", [Value::Double(value)]) => value.is_nan(),
        ("isInf", [Value::Double(value)]) => value.is_infinite(),
        ("isInf", [Value::Double(value), Value::Int(sign)]) => {
            value.is_infinite() && (*sign == 0 || (*sign > 0) == (*value > 0.0))
        }
        (name, [Value::Text(text), rest @ ..]) => of_text(name, text, rest)?,
        _ => return None,
    };
    Some(Ok(Value::Bool(is)))
}

fn of_text(name: &str, text: &str, rest: &[Value]) -> Option<bool> {
    Some(match (name, rest) {
        ("isEmail", []) => addresses::is_email(text),
        ("isHostname", []) => addresses::is_hostname(text),
        ("isHostAndPort", [Value::Bool(needs_port)]) => addresses::is_host_and_port(text, *needs_port),
        ("isIp", []) => addresses::is_ip(text, 0),
        ("isIp", [Value::Int(version)]) => addresses::is_ip(text, *version),
        ("isIpPrefix", []) => addresses::is_ip_prefix(text, 0, false),
        ("isIpPrefix", [Value::Int(version)]) => addresses::is_ip_prefix(text, *version, false),
        ("isIpPrefix", [Value::Bool(strict)]) => addresses::is_ip_prefix(text, 0, *strict),
        ("isIpPrefix", [Value::Int(version), Value::Bool(strict)]) => addresses::is_ip_prefix(text, *version, *strict),
        ("isUri", []) => addresses::is_uri(text),
        ("isUriRef", []) => addresses::is_uri_reference(text),
        _ => return None,
    })
}

fn unique(budget: &mut Budget, values: &[Value]) -> Result<bool, Problem> {
    for value in values {
        budget.step((values.len() as u64).saturating_mul(budget.weight(value)))?;
    }
    let is_repeated = |(at, value): (usize, &Value)| values.iter().take(at).any(|before| before.equals(value));
    Ok(!values.iter().enumerate().any(is_repeated))
}

fn contains(budget: &mut Budget, bytes: &[u8], part: &[u8]) -> Result<bool, Problem> {
    budget.step((bytes.len() + part.len()) as u64 / 16)?;
    Ok(texts::bytes_contain(bytes, part))
}
