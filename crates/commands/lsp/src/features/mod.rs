//! The features of the server: one file each, which answers one kind of request.

pub(crate) mod actions;
pub(crate) mod completion;
pub(crate) mod folding;
pub(crate) mod formatting;
pub(crate) mod generated;
pub(crate) mod hints;
pub(crate) mod hover;
mod ignores;
pub(crate) mod lenses;
mod linked;
pub(crate) mod links;
pub(crate) mod navigation;
pub(crate) mod rename;
pub(crate) mod rename_files;
pub(crate) mod selection;
pub(crate) mod semantic_tokens;
pub(crate) mod symbols;
