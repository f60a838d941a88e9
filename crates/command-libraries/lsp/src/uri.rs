//! Paths as URIs, and back. Only `file:` URIs have paths. A file has the same path however its URI is written: editors write
//! `file:///c%3A/…` or `file:///C:/…`, and on systems that ignore case, names in the case in which a user typed them.

use std::path::{Path, PathBuf};

use lsp_types::Uri;
use protoward_source::paths;
use serde_json::Value;
use url::Url;

/// Returns the path of a `file:` URI; `None` for others, such as a text that was never saved, or one of an old commit.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(uri.as_str()).ok().filter(|url| url.scheme() == "file")?;
    paths::absolute(&url.to_file_path().ok()?).ok()
}

/// Returns the name of a text that was never saved, as `Untitled-1.proto` for `untitled:Untitled-1`.
pub(crate) fn unsaved_name(uri: &Uri) -> Option<String> {
    let url = Url::parse(uri.as_str()).ok().filter(|url| url.scheme() == "untitled")?;
    let name = url.path().rsplit(['/', '\\']).next().filter(|name| !name.is_empty())?;
    Some(if name.ends_with(".proto") { name.to_owned() } else { format!("{name}.proto") })
}

/// Escapes the characters in the URIs of parameters that RFC 3986 does not permit: some editors write `ä` and blanks as they are.
pub(crate) fn escape(params: &mut Value) {
    match params {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key.to_ascii_lowercase().ends_with("uri") => escape_text(text),
                    value => escape(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(escape),
        _ => {}
    }
}

fn escape_text(uri: &mut String) {
    let is_permitted = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    if uri.bytes().all(is_permitted) {
        return;
    }
    let mut escaped = String::with_capacity(uri.len());
    for byte in uri.bytes() {
        if is_permitted(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped += &format!("%{byte:02X}");
        }
    }
    *uri = escaped;
}

/// Returns the URI of an absolute path.
pub(crate) fn uri(path: &Path) -> Option<Uri> {
    let url = Url::from_file_path(path).ok()?;
    // Browsers leave these characters as they are, and RFC 3986 does not allow them in paths.
    let escaped = ["[", "]", "|", "^", "\\"]
        .into_iter()
        .fold(url.as_str().to_owned(), |url, letter| url.replace(letter, &format!("%{:02X}", letter.as_bytes()[0])));
    escaped.parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn characters_that_uris_do_not_have_are_escaped() {
        let mut params = serde_json::json!({ "textDocument": { "uri": "file:///a b/ä%20.proto", "text": "ä uri" } });
        escape(&mut params);
        let escaped =
            serde_json::json!({ "textDocument": { "uri": "file:///a%20b/%C3%A4%20.proto", "text": "ä uri" } });
        assert_eq!(params, escaped);
    }

    #[test]
    fn paths_keep_their_characters() {
        let root = if cfg!(windows) { r"C:\" } else { "/" };
        for name in ["a/b.proto", "with space/ü%20#?.proto", "[x]/a|b^c`{}.proto"] {
            let name = Path::new(root).join(name);
            assert_eq!(path(&uri(&name).unwrap()), Some(name));
        }
        for other in ["untitled:Untitled-1", "git:/a/b.proto?HEAD", "untitled:/a/b.proto"] {
            assert_eq!(path(&other.parse().unwrap()), None, "{other}");
        }
        let name = |uri: &str| unsaved_name(&uri.parse().unwrap());
        assert_eq!(name("untitled:Untitled-1").unwrap(), "Untitled-1.proto");
        assert_eq!(name("untitled:/a/b.proto").unwrap(), "b.proto");
        assert_eq!(name("git:/a/b.proto"), None);
        assert_eq!(uri(Path::new("relative.proto")), None);
    }
}
