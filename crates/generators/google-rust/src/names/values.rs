//! Names of enum values as constants: `COLOR_RED` of `Color` is `Red`.

use super::case::{camel, snake};
use super::keywords::identifier;
use crate::error::Error;

/// Returns the name of the constant of a value.
///
/// # Errors
/// Fails for a value whose name has only underscores.
pub(crate) fn constant(enum_name: &str, value: &str) -> Result<String, Error> {
    let name = camel(&without_prefix(enum_name, value).to_ascii_lowercase());
    match name.bytes().next() {
        None => Err(Error::Nameless(value.to_owned())),
        Some(b'0'..=b'9') => Ok(format!("_{name}")),
        Some(_) => Ok(identifier(&name).into_owned()),
    }
}

/// Returns the name of a value without that of the enum before it, unless nothing is left. The name of the enum may be
/// as it is, in snake case, or without underscores; case makes no difference.
fn without_prefix<'v>(enum_name: &str, value: &'v str) -> &'v str {
    let prefixes = [enum_name.to_owned(), snake(enum_name), enum_name.replace('_', "")];
    let mut rests = prefixes.iter().filter_map(|prefix| {
        let (start, rest) = value.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then(|| rest.trim_start_matches('_'))
    });
    rests.find(|rest| !rest.is_empty()).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::constant;
    use crate::error::Error;

    fn named(name: &str) -> Result<String, Error> {
        Ok(name.to_owned())
    }

    #[test]
    fn removes_the_name_of_the_enum() {
        let values =
            ["FOO_BAR_A", "FOO_BAR_", "FOO_BAR_1B", "FOOBAR_C", "fooBarXY", "B", "_lead", "FOO_BAR_HTTP2_V1_1X"];
        let constants = ["A", "FooBar", "_1B", "C", "Xy", "B", "Lead", "Http2V11X"];
        assert_eq!(values.map(|value| constant("FooBar", value)), constants.map(named));
        assert_eq!(constant("Al2", "AL2_SELF"), named("Self_"));
        assert_eq!(constant("a_1b_2C3d", "A_1B_2C_3D_A1"), named("A1B2C3DA1"));
        assert_eq!(constant("HTTPCode", "HTTP_CODE_OK"), named("HttpCodeOk"));
        assert_eq!(constant("HTTPCode", "H_T_T_P_CODE_OK"), named("Ok"));
        assert_eq!(constant("Type", "TYPE_type"), named("Type"));
        assert_eq!(constant("A", "__"), Err(Error::Nameless("__".to_owned())));
    }
}
