//! Units of columns.

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default)]
pub enum Columns {
    /// Bytes, where a tab reaches the next multiple of 8: columns of `protoc`.
    #[default]
    Protoc,
    /// Units of UTF-16, where a tab is one: columns of editors.
    Utf16,
    /// The width of the line up to the position, as a function measures it.
    Measured(fn(&str) -> usize),
}

/// The column of a byte in units of UTF-16, from zero; `None` far behind the start of its line, so that many places in one
/// line stay cheap.
pub(super) fn utf16(text: &str, at: usize) -> Option<u32> {
    const FAR: usize = 4096;
    let first = at.saturating_sub(FAR);
    let newline = text.as_bytes()[first..at].iter().rposition(|&byte| byte == b'\n');
    let start = match newline {
        Some(newline) => first + newline + 1,
        None if first == 0 => 0,
        None => return None,
    };
    let units = text.get(start..at)?.trim_start_matches('\u{feff}').encode_utf16().count();
    u32::try_from(units).ok()
}
