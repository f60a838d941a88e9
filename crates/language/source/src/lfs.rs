//! Pointer files of Git LFS, which have the place of a file whose content was not fetched.

use super::read_error::ReadError;

/// The first words of a pointer file. [The specification](https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)
/// requires them at the start. The second one is from before the name Git LFS.
const STARTS: [&[u8]; 2] = [b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/"];

/// The size that the specification allows for a pointer file.
pub const MAX_LFS_POINTER: usize = 1024;

/// The reason why a pointer file is not read.
pub const LFS_POINTER: &str = "it is a pointer of Git LFS, whose content was not fetched";

/// Returns `true` for the bytes of a pointer file.
pub fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.len() < MAX_LFS_POINTER && STARTS.iter().any(|start| bytes.starts_with(start))
}

/// Checks that the bytes of a file are not those of a pointer file.
///
/// # Errors
/// Fails for a pointer file, with the command that fetches the content.
pub fn not_a_pointer(path: impl FnOnce() -> String, bytes: &[u8]) -> Result<(), ReadError> {
    if !is_lfs_pointer(bytes) {
        return Ok(());
    }
    let help = "`git lfs pull` in its repository fetches it".to_owned();
    Err(ReadError::NotFetched { path: path(), reason: LFS_POINTER.to_owned(), help })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_pointers() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        assert!(is_lfs_pointer(pointer));
        assert!(is_lfs_pointer(b"version https://hawser.github.com/spec/v1\n"));
        assert!(!is_lfs_pointer(b""));
        assert!(!is_lfs_pointer(b"syntax = \"proto3\"; // version https://git-lfs.github.com/spec/v1\n"));
        assert!(!is_lfs_pointer(&[&pointer[..], &[b' '; MAX_LFS_POINTER]].concat()));
    }
}
