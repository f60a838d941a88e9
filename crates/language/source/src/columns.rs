//! Units of columns.

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default)]
pub enum Columns {
    /// Bytes with tab stops at multiples of 8, as in `protoc`.
    #[default]
    Protoc,
    /// UTF-16 code units, where a tab counts as one, as in editors.
    Utf16,
    /// The width of the line up to the position, computed by a function.
    Measured(fn(&str) -> usize),
}

/// Returns the UTF-16 column of a byte, from zero; `None` far from the start of the line, which bounds the cost of many
/// locations in one line.
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
