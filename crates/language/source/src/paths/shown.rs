//! Paths of the file system as texts: for people, and for programs.

use std::fmt;
use std::path::Path;

use super::system::System;

/// The display of a path in messages. What is not Unicode is replaced.
#[derive(Clone, Copy, Debug)]
pub struct ShownPath<'a>(&'a Path);

/// Returns a path as people read it: see [`System::shown`].
///
/// ```
/// # use std::path::Path;
/// use protoward_source::paths::shown;
/// assert_eq!(format!("cannot read `{}`", shown(Path::new("a.proto"))), "cannot read `a.proto`");
/// ```
pub fn shown<P: AsRef<Path> + ?Sized>(path: &P) -> ShownPath<'_> {
    ShownPath(path.as_ref())
}

/// Returns a path as programs read it: see [`System::portable`].
pub fn portable<P: AsRef<Path> + ?Sized>(path: &P) -> String {
    System::HERE.portable(&path.as_ref().to_string_lossy()).into_owned()
}

impl fmt::Display for ShownPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match System::HERE {
            System::Unix => self.0.display().fmt(f),
            System::Windows => f.write_str(&System::Windows.shown(&self.0.to_string_lossy())),
        }
    }
}
