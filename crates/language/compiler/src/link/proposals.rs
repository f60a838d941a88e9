//! Proposals for an unknown type name: types of other files, and similar names.

use super::collect::Decls;
use super::type_names::{OTHER_WORDS, SCALARS, WELL_KNOWN, WELL_KNOWN_IN_FULL};
use super::unit::CompilationUnit;
use crate::lookup::NameIndex;
use protoward_schema::FileId;
use protoward_source::nearest;

/// A type that the user may have meant.
#[derive(Clone, Copy)]
pub(super) struct TypeProposal<'a> {
    pub(super) full_name: &'a str,
    pub(super) file: &'a str,
    /// The file id, if the file is part of this compilation.
    pub(super) id: Option<FileId>,
}

/// All messages and enums by the last component of their names, in file order.
pub(super) struct Index<'a> {
    types: Vec<TypeProposal<'a>>,
    by_last_part: NameIndex<'a>,
}

impl<'a> Index<'a> {
    pub(super) fn new(decls: &'a Decls<'_>, units: &'a [CompilationUnit<'_>]) -> Self {
        let mut types = Vec::new();
        let messages = decls.messages.iter().map(|(_, message)| (message.full_name, message.file));
        let enums = decls.enums.iter().map(|(_, declared)| (declared.full_name, declared.file));
        for (full_name, file) in messages.chain(enums) {
            types.push(TypeProposal { full_name, file: units[file.index()].name, id: Some(file) });
        }
        let mut last_parts = types.iter().map(|it| it.full_name.rsplit('.').next().unwrap_or(it.full_name));
        let by_last_part = NameIndex::new(&mut last_parts);
        Self { types, by_last_part }
    }

    /// Returns the types with this last component, in file order.
    fn with_last_part(&self, name: &str) -> impl Iterator<Item = TypeProposal<'a>> {
        self.by_last_part.all(name).map(|index| self.types[index])
    }

    /// Returns the last components similar to `name`, including scalar types if permitted.
    pub(super) fn nearest(&self, name: &str, scalars_too: bool) -> Vec<&'a str> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let in_other_words = OTHER_WORDS.iter().find(|(word, _)| scalars_too && name.eq_ignore_ascii_case(word));
        if let Some((_, scalar)) = in_other_words {
            return vec![scalar];
        }
        if last.len() < 3 {
            // Every name is similar to a name of one or two characters.
            return Vec::new();
        }
        let mut words: Vec<&str> = self.by_last_part.names().map(|(last, _)| last).collect();
        if scalars_too && last == name {
            words.extend_from_slice(SCALARS);
        }
        nearest(last, words)
    }

    /// Returns the types whose full names end with `name`, in file order.
    pub(super) fn ending_with<'n>(&self, name: &'n str) -> impl Iterator<Item = TypeProposal<'a>> + use<'_, 'a, 'n> {
        let name = name.trim_start_matches('.');
        let last = name.rsplit('.').next().unwrap_or(name);
        self.with_last_part(last).filter(move |it| ends_with(it.full_name, name))
    }

    /// Returns the types whose full names are similar to `name`, or end with a similar one.
    pub(super) fn nearest_in_full(&self, name: &str) -> Vec<TypeProposal<'a>> {
        let parts = name.split('.').count();
        let well_known = WELL_KNOWN.iter().chain(WELL_KNOWN_IN_FULL);
        let well_known = well_known.map(|&(full_name, file)| TypeProposal { full_name, file, id: None });
        let all = || self.types.iter().copied().chain(well_known.clone());
        let end = |full_name: &'a str| {
            let start = full_name.rmatch_indices('.').nth(parts - 1).map_or(0, |(dot, _)| dot + 1);
            &full_name[start..]
        };
        let near = nearest(name, all().map(|it| end(it.full_name)));
        let of_end = |near: &&'a str| all().find(|it| end(it.full_name) == *near);
        near.iter().filter_map(of_end).collect()
    }

    /// Returns the first type whose full name ends with `name`.
    pub(super) fn find(&self, name: &str) -> Option<TypeProposal<'a>> {
        let name = name.trim_start_matches('.');
        let compiled = self.ending_with(name).next();
        let ends_so = |full_name: &str| ends_with(full_name, name);
        let in_full = WELL_KNOWN_IN_FULL.iter().filter(|(full_name, _)| *full_name == name);
        let mut well_known = WELL_KNOWN.iter().filter(|(full_name, _)| ends_so(full_name)).chain(in_full);
        compiled.or_else(|| well_known.next().map(|&(full_name, file)| TypeProposal { full_name, file, id: None }))
    }

    /// Returns the first type with this full name.
    pub(super) fn exactly(&self, full_name: &str) -> Option<TypeProposal<'a>> {
        self.find(full_name).filter(|found| found.full_name == full_name)
    }
}

/// Returns `true` if a full name ends with whole components.
fn ends_with(full_name: &str, components: &str) -> bool {
    full_name.strip_suffix(components).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
