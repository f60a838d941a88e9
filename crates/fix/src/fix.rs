use super::change::Change;

/// The fix of one finding; empty where there is no single right one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    pub(crate) changes: Vec<Change>,
}
