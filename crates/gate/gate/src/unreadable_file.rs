/// The state of an older file with errors in the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnreadableFile {
    /// The change corrects the file.
    Corrected,
    /// The change deletes the file.
    Deleted,
    /// The file has the same text, so that something around it differs.
    Same,
}
