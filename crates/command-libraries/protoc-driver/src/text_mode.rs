//! The text mode of Windows, in which `protoc.exe` reads sources and argument files.

/// Returns the text that a program of Windows reads: `\r\n` becomes `\n`, and the character of Ctrl+Z ends the file.
///
/// Source: <https://learn.microsoft.com/cpp/c-runtime-library/text-and-binary-mode-file-i-o>.
pub(crate) fn read(bytes: &[u8]) -> Vec<u8> {
    const CTRL_Z: u8 = 0x1a;
    let mut text = Vec::with_capacity(bytes.len());
    let mut bytes = bytes.iter().take_while(|&&byte| byte != CTRL_Z).peekable();
    while let Some(&byte) = bytes.next() {
        if byte != b'\r' || bytes.peek() != Some(&&b'\n') {
            text.push(byte);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::read;

    /// The values are those of protoc.exe.
    #[test]
    fn reads_as_programs_of_windows() {
        for (file, text) in [
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\nb", "a\nb"),
            ("a\r\r\nb\rc\r", "a\r\nb\rc\r"),
            ("a\r\n\x1ab", "a\n"),
            ("\x1a", ""),
            ("", ""),
        ] {
            assert_eq!(read(file.as_bytes()), text.as_bytes(), "{file:?}");
        }
    }
}
