//! Proposals for an unknown type name: types of other files, and similar names.

use super::collect::Decls;
use super::type_names::{OTHER_WORDS, SCALARS, WELL_KNOWN, WELL_KNOWN_IN_FULL};
use super::unit::CompilationUnit;
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
    /// Sorted by last component.
    types: Vec<(&'a str, TypeProposal<'a>)>,
}

impl<'a> Index<'a> {
    pub(super) fn new(decls: &'a Decls<'_>, units: &'a [CompilationUnit<'_>]) -> Self {
        let mut types = Vec::new();
        let messages = decls.messages.iter().map(|(_, message)| (message.full_name, message.file));
        let enums = decls.enums.iter().map(|(_, declared)| (declared.full_name, declared.file));
        for (full_name, file) in messages.chain(enums) {
            let last = full_name.rsplit('.').next().unwrap_or(full_name);
            let proposal = TypeProposal { full_name, file: units[file.index()].name, id: Some(file) };
            types.push((last, proposal));
        }
        types.sort_by_key(|&(last, _)| last);
        Self { types }
    }

    /// Returns the types with this last component, in file order.
    fn with_last_part(&self, name: &str) -> impl Iterator<Item = TypeProposal<'a>> {
        let first = self.types.partition_point(|&(last, _)| last < name);
        self.types[first..].iter().take_while(move |&&(last, _)| last == name).map(|&(_, proposal)| proposal)
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
        let mut words: Vec<&str> = self.types.iter().map(|&(last, _)| last).collect();
        words.dedup();
        if scalars_too && last == name {
            words.extend_from_slice(SCALARS);
        }
        nearest(last, words)
    }

    /// Returns the first type whose full name ends with `name`.
    pub(super) fn find(&self, name: &str) -> Option<TypeProposal<'a>> {
        let name = name.trim_start_matches('.');
        let ends_so = |full_name: &str| {
            full_name.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        let compiled = self.with_last_part(name.rsplit('.').next()?).find(|it| ends_so(it.full_name));
        let in_full = WELL_KNOWN_IN_FULL.iter().filter(|(full_name, _)| *full_name == name);
        let mut well_known = WELL_KNOWN.iter().filter(|(full_name, _)| ends_so(full_name)).chain(in_full);
        compiled.or_else(|| well_known.next().map(|&(full_name, file)| TypeProposal { full_name, file, id: None }))
    }

    /// Returns the first type with this full name.
    pub(super) fn exactly(&self, full_name: &str) -> Option<TypeProposal<'a>> {
        self.find(full_name).filter(|found| found.full_name == full_name)
    }
}
