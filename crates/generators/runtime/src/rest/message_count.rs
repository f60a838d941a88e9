/// The number of messages of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageCount {
    /// One in each direction.
    One,
    /// A stream in at least one direction.
    Stream,
}
