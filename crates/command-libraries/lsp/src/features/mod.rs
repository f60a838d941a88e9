//! The features of the server: one file each, which answers one kind of request.

pub(crate) mod actions;
pub(crate) mod completion;
pub(crate) mod formatting;
pub(crate) mod generated;
pub(crate) mod hierarchy;
pub(crate) mod hints;
pub(crate) mod hover;
pub(crate) mod lenses;
mod linked;
pub(crate) mod navigation;
pub(crate) mod ranges;
pub(crate) mod rename;
pub(crate) mod rename_files;
pub(crate) mod semantic_tokens;
pub(crate) mod symbols;
mod words;
