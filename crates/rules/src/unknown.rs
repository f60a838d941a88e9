use super::{ConfigVersion, names};
use protoward_source::nearest;

/// There is no rule and no category of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule or category `{name}`{}", self.hint())]
pub struct UnknownRule {
    /// The name.
    pub name: String,
    /// The one that was probably meant.
    pub nearest: Option<&'static str>,
}

impl UnknownRule {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), nearest: nearest(name, names(ConfigVersion::default())).first().copied() }
    }

    fn hint(&self) -> String {
        self.nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
    }
}
