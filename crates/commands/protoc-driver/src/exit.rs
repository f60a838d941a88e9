/// The exit status of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything was written.
    Success,
    /// 1: the files have errors, or an output could not be written.
    Failure,
}
