use super::plan::is_plain;

/// The name of the list of generated files that protoward keeps in a folder it generates. It belongs under version
/// control with them.
pub const MANIFEST: &str = ".protoward-generated";

const HEAD: &str = "# The files here that protoward generated. It removes those that it no longer generates.\n";

/// How far from the start of a text its `@generated` is looked for.
const HEADER: usize = 1024;

/// The list as a text.
pub(super) fn render<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut list = HEAD.to_owned();
    for path in paths {
        list.push_str(path);
        list.push('\n');
    }
    list.into_bytes()
}

/// The paths of a list. What could not have been written there, such as a path that leaves the folder, is passed over.
pub(super) fn parse(bytes: &[u8]) -> Vec<&str> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| is_plain(line) && !line.eq_ignore_ascii_case(MANIFEST)).collect()
}

/// Whether a file may be the work of a person: a text that does not say otherwise.
pub(super) fn may_be_handwritten(content: &[u8]) -> bool {
    const MARK: &[u8] = b"@generated";
    let head = &content[..content.len().min(HEADER)];
    !content.is_empty() && is_text(content) && !head.windows(MARK.len()).any(|window| window == MARK)
}

/// Descriptors are often valid UTF-8, but never without control characters.
fn is_text(content: &[u8]) -> bool {
    let control = |letter: char| letter.is_control() && !letter.is_whitespace();
    std::str::from_utf8(content).is_ok_and(|text| !text.contains(control))
}
