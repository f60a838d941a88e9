/// The format of places in messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ErrorFormat {
    /// `file:line:column: message`
    #[default]
    Gcc,
    /// `file(line) : error in column=column: message`
    Msvs,
}
