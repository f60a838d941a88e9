use super::model::Model;
use crate::link::resolve::Lookup;
use protoward_source::{Place, SourceId, Sources};
use protoward_syntax::ast::Span;

/// The message under interpretation, and the scope for name lookup.
#[derive(Clone, Copy)]
pub(super) struct OptionsContext<'c, 'a, 't> {
    pub(super) model: &'c Model<'a, 't>,
    pub(super) lookup: &'c Lookup<'c, 't>,
    pub(super) sources: &'c Sources,
    pub(super) source: SourceId,
    pub(super) text: &'t str,
}

impl OptionsContext<'_, '_, '_> {
    pub(super) fn place(&self, span: Span) -> Place {
        self.sources.place(self.source, span.range())
    }
}
