use super::Fact;

/// Added and removed facts, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Added facts.
    pub came: Vec<Fact>,
    /// Removed facts.
    pub left: Vec<Fact>,
}

impl Changes {
    /// Returns `true` without changes.
    pub fn is_empty(&self) -> bool {
        self.came.is_empty() && self.left.is_empty()
    }
}
