/// The tool whose findings to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compat {
    /// The findings of buf, one per change.
    Buf,
    /// The findings of protoward, in which a move or rename is one finding.
    Own,
}
