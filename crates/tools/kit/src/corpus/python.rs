//! Descriptors in generated Python modules: each module contains the serialized descriptor of its file.

use std::path::Path;

use crate::corpus::files_below;
use crate::error::Error;
use crate::wire;

const OPENING: &str = "AddSerializedFile(b'";

/// Writes a descriptor set with one file next to every generated module below `dir`.
pub(super) fn extract(dir: &Path) -> Result<(), Error> {
    for module in files_below(dir, "py")? {
        let path = dir.join(&module);
        let text = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
        let Some((_, literal)) = text.split_once(OPENING) else { continue };
        let file = bytes_of(literal).ok_or_else(|| Error::Incomplete {
            package: module.clone(),
            what: "a descriptor in the form that protoc writes".into(),
        })?;
        let set = path.with_extension("binpb");
        std::fs::write(&set, wire::set_of([file.as_slice()])).map_err(Error::at(&set))?;
    }
    Ok(())
}

/// Returns the value of a Python bytes literal up to its closing quote, or `None` if the literal is malformed.
fn bytes_of(literal: &str) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(literal.len());
    let mut rest = literal.bytes();
    loop {
        match rest.next()? {
            b'\'' => return Some(value),
            b'\\' => value.push(match rest.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'x' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
                other @ (b'\\' | b'\'' | b'"') => other,
                _ => return None,
            }),
            plain => value.push(plain),
        }
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok())
}

#[cfg(test)]
mod tests {
    use super::bytes_of;

    #[test]
    fn reads_escapes_of_a_bytes_literal() {
        assert_eq!(bytes_of(r#"\n\x16\x63el\'\"\\'rest"#).as_deref(), Some(&b"\n\x16cel'\"\\"[..]));
    }

    #[test]
    fn rejects_unterminated_literals_and_unknown_escapes() {
        assert_eq!(bytes_of("abc"), None);
        assert_eq!(bytes_of(r"\q'"), None);
        assert_eq!(bytes_of(r"\x1"), None);
    }
}
