use super::collect::{Symbol, Target};

/// The result of a name lookup.
#[derive(Clone, Copy)]
pub(super) enum Resolution {
    Symbol(Symbol),
    /// The first component was found in this target, without the rest.
    NotInside(Target),
    Nothing,
}
