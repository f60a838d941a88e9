/// A `WorkResponse`: the result of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The exit code of the action.
    pub exit_code: i32,
    /// The messages for the user.
    pub output: String,
    /// The id of the request.
    pub id: i32,
    /// `true` if the request was cancelled, and nothing was written.
    pub was_cancelled: bool,
}
